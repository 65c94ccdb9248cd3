//! The tables `association` and `prefix_history`.

use rusqlite::types::ValueRef;
use rusqlite::{Row, params};

use crate::error::Result;
use crate::model::{
    Association, AssociationNodeType, AssociationState, AssociationStatus, CenId, Filter, MemberDescription,
    Node, Prefixes, PrefixesMode, Region, TagFilter, Timestamp, VpcId,
};
use crate::store::page::List;
use crate::store::sql::{account, json, text, timestamp, to_json, word};
use crate::store::tag::{tags_match, tags_parameter};
use crate::store::{Page, ReadTx, Window, WriteTx};

macro_rules! columns {
    () => {
        "key, association_id, router, node_type, node_id, node_owner, cen_id, region, description, prefixes, prefixes_mode,
         status, attached, tagged, created_ms, modified_ms"
    };
}

macro_rules! state {
    () => {
        "key, router, node_type, status, attached, tagged"
    };
}

macro_rules! matching {
    () => {
        concat!(
            "router = ?1 AND (?2 IS NULL OR node_type = ?2) AND (?3 IS NULL OR node_type = 'VPC' AND node_id = ?3)
             AND (?4 IS NULL OR node_type = 'TR' AND node_id = ?4) AND (?5 IS NULL OR cen_id = ?5)
             AND (?6 IS NULL OR region = ?6) AND ",
            tags_match!("association.key", "?7")
        )
    };
}

statements! {
    ASSOCIATION_FIND = concat!("SELECT ", state!(), " FROM association WHERE association_id = ?1");
    ASSOCIATION_GET = concat!("SELECT ", state!(), " FROM association WHERE key = ?1");
    ASSOCIATION_LIST = concat!("SELECT ", state!(), " FROM association WHERE router = ?1 ORDER BY key");
    ASSOCIATION_ANY = "SELECT 1 FROM association WHERE router = ?1 LIMIT 1";
    ASSOCIATION_WHOLE = concat!("SELECT ", columns!(), " FROM association WHERE key = ?1");
    ASSOCIATION_WHOLE_LIST = concat!("SELECT ", columns!(), " FROM association WHERE router = ?1 ORDER BY key");
    ASSOCIATION_VPC = "SELECT node_id FROM association WHERE key = ?1 AND node_type = 'VPC'";
    ASSOCIATION_VPC_LIST = "SELECT node_id FROM association WHERE router = ?1 AND node_type = 'VPC' ORDER BY key";
    ASSOCIATION_REGIONS_OF_NODE = "SELECT key, region, status FROM association
                                   WHERE router = ?1 AND node_id = ?2 ORDER BY key";
    ASSOCIATION_OF_VPC = concat!("SELECT ", columns!(), " FROM association WHERE node_id = ?1 AND node_type = 'VPC'");
    ASSOCIATION_OF_REGION = "SELECT 1 FROM association WHERE router = ?1 AND region = ?2 AND node_type = 'TR'";
    ASSOCIATION_OF_NODE = concat!("SELECT ", state!(), " FROM association WHERE router = ?1 AND node_id = ?2 ORDER BY key");
    ASSOCIATION_COUNT_OF_TYPE = "SELECT count(*) FROM association WHERE router = ?1 AND node_type = ?2";
    ASSOCIATION_COUNT_ALL = "SELECT count(*) FROM association WHERE router = ?1";
    ASSOCIATION_COUNT = concat!("SELECT count(*) FROM association WHERE ", matching!());
    ASSOCIATION_PAGE = concat!(
        "SELECT ", columns!(), " FROM association WHERE ", matching!(), " AND key > ?8 ORDER BY key LIMIT ?9"
    );
    ASSOCIATION_PAGE_OF_ID = concat!(
        "SELECT ", columns!(), " FROM association WHERE ", matching!(), " AND association_id = ?8"
    );
    ASSOCIATION_INSERT = concat!(
        "INSERT INTO association (", columns!(),
        ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)"
    );
    ASSOCIATION_SET_STATUS = "UPDATE association SET status = ?2, attached = ?3, modified_ms = ?4 WHERE key = ?1";
    ASSOCIATION_SET_DESCRIPTION = "UPDATE association SET description = ?2, modified_ms = ?3 WHERE key = ?1";
    ASSOCIATION_SET_PREFIXES = "UPDATE association
                                SET prefixes = ?2, prefixes_mode = ifnull(?3, prefixes_mode), modified_ms = ?4
                                WHERE key = ?1";
    ASSOCIATION_DELETE = "DELETE FROM association WHERE key = ?1";
    ASSOCIATION_TAGS_DELETE_OF_ROUTER = "DELETE FROM tag WHERE resource IN
                                         (SELECT key FROM association WHERE router = ?1)";
    ASSOCIATION_DELETE_OF_ROUTER = "DELETE FROM association WHERE router = ?1";
    PREFIX_HISTORY_LIST = "SELECT prefixes, created_ms FROM prefix_history WHERE association = ?1 ORDER BY id";
    PREFIX_HISTORY_INSERT = "INSERT INTO prefix_history (association, prefixes, created_ms) VALUES (?1, ?2, ?3)";
    PREFIX_HISTORY_DELETE = "DELETE FROM prefix_history WHERE association = ?1";
    PREFIX_HISTORY_DELETE_OF_ROUTER = "DELETE FROM prefix_history WHERE association IN
                                       (SELECT key FROM association WHERE router = ?1)";
}

/// The filters of a list of associations. `None` matches everything.
pub struct AssociationQuery<'a> {
    pub router: i64,
    pub association_id: Option<&'a Filter>,
    /// Whether it binds a VPC or a transit router.
    pub node_type: Option<AssociationNodeType>,
    pub vpc_id: Option<&'a Filter>,
    pub transit_router_id: Option<&'a Filter>,
    pub cen_id: Option<&'a Filter>,
    pub region: Option<&'a Filter>,
    pub tags: &'a TagFilter,
}

fn read(row: &Row<'_>) -> rusqlite::Result<Association> {
    let owner = account(row, 5)?;
    let node = match word(row, 3)? {
        AssociationNodeType::Vpc => Node::Vpc { id: text(row, 4)?, owner },
        AssociationNodeType::TransitRouter => {
            let cen_id = if row.get_ref(6)? == ValueRef::Null { None } else { Some(text(row, 6)?) };
            Node::TransitRouter { id: text(row, 4)?, owner, cen_id }
        }
    };
    Ok(Association {
        key: row.get(0)?,
        association_id: text(row, 1)?,
        router: row.get(2)?,
        node,
        region: text(row, 7)?,
        description: text(row, 8)?,
        prefixes: json(row, 9)?,
        prefixes_mode: word(row, 10)?,
        status: word(row, 11)?,
        attached: row.get(12)?,
        tagged: row.get(13)?,
        created: timestamp(row, 14)?,
        modified: timestamp(row, 15)?,
    })
}

const LIST: List<Association> = List {
    count_all: ASSOCIATION_COUNT_ALL,
    count: ASSOCIATION_COUNT,
    select: ASSOCIATION_PAGE,
    read,
    key: |association| association.key,
};

fn read_state(row: &Row<'_>) -> rusqlite::Result<AssociationState> {
    Ok(AssociationState {
        key: row.get(0)?,
        router: row.get(1)?,
        node_type: word(row, 2)?,
        status: word(row, 3)?,
        attached: row.get(4)?,
        tagged: row.get(5)?,
    })
}

impl ReadTx<'_> {
    /// Returns the association with this id, on any router.
    pub fn association_find(&self, association_id: &str) -> Result<Option<AssociationState>> {
        self.row(ASSOCIATION_FIND, [association_id], read_state)
    }

    /// Returns the association with this internal key.
    pub fn association_get(&self, key: i64) -> Result<Option<AssociationState>> {
        self.row(ASSOCIATION_GET, [key], read_state)
    }

    /// Returns every association of a router.
    pub fn association_list(&self, router: i64) -> Result<Vec<AssociationState>> {
        self.rows(ASSOCIATION_LIST, [router], read_state)
    }

    /// Returns whether a router has associations.
    pub fn association_any(&self, router: i64) -> Result<bool> {
        Ok(self.row(ASSOCIATION_ANY, [router], |_| Ok(()))?.is_some())
    }

    /// Returns the association with this internal key, with its allowed prefixes.
    pub fn association_with_prefixes(&self, key: i64) -> Result<Option<Association>> {
        self.row(ASSOCIATION_WHOLE, [key], read)
    }

    /// Returns every association of a router, with its allowed prefixes.
    pub fn association_list_with_prefixes(&self, router: i64) -> Result<Vec<Association>> {
        self.rows(ASSOCIATION_WHOLE_LIST, [router], read)
    }

    /// Returns the VPC that an association binds. `None` if it binds a transit router.
    pub fn association_vpc(&self, key: i64) -> Result<Option<VpcId>> {
        self.row(ASSOCIATION_VPC, [key], |row| text(row, 0))
    }

    /// Returns the VPCs bound to a router, oldest association first.
    pub fn association_vpc_list(&self, router: i64) -> Result<Vec<VpcId>> {
        self.rows(ASSOCIATION_VPC_LIST, [router], |row| text(row, 0))
    }

    /// Returns the key, region and status of each association that binds an instance to a router, oldest first.
    pub fn association_regions_of_node(
        &self,
        router: i64,
        node_id: &str,
    ) -> Result<Vec<(i64, Region, AssociationStatus)>> {
        self.rows(ASSOCIATION_REGIONS_OF_NODE, (router, node_id), |row| {
            Ok((row.get(0)?, text(row, 1)?, word(row, 2)?))
        })
    }

    /// Returns the association that binds a VPC to any router.
    pub fn association_of_vpc(&self, vpc_id: &str) -> Result<Option<Association>> {
        self.row(ASSOCIATION_OF_VPC, [vpc_id], read)
    }

    /// Returns whether a transit router of a region is bound to a router.
    pub fn association_of_region(&self, router: i64, region: &str) -> Result<bool> {
        Ok(self.row(ASSOCIATION_OF_REGION, (router, region), |_| Ok(()))?.is_some())
    }

    /// Returns the associations that bind an instance to a router, oldest first. A transit router may be bound in several regions.
    pub fn association_of_node(&self, router: i64, node_id: &Filter) -> Result<Vec<AssociationState>> {
        self.rows(ASSOCIATION_OF_NODE, (router, node_id), read_state)
    }

    /// Returns the number of associations of a type that a router has.
    pub fn association_count(&self, router: i64, node_type: AssociationNodeType) -> Result<u32> {
        self.count(ASSOCIATION_COUNT_OF_TYPE, (router, node_type.as_str()))
    }

    /// Returns a page of associations, oldest first.
    pub fn association_page(
        &self,
        query: &AssociationQuery<'_>,
        window: Window<'_>,
    ) -> Result<Page<Association>> {
        let AssociationQuery {
            router,
            association_id,
            node_type,
            vpc_id,
            transit_router_id,
            cen_id,
            region,
            tags,
        } = query;
        let node_type = node_type.map(AssociationNodeType::as_str);
        let tags = tags_parameter(tags)?;
        if let Some(id) = association_id {
            let params = params![router, node_type, vpc_id, transit_router_id, cen_id, region, tags, id];
            return self.page_of_id(ASSOCIATION_PAGE_OF_ID, params, read);
        }
        self.page(&LIST, router, params![node_type, vpc_id, transit_router_id, cen_id, region, tags], window)
    }

    /// Returns every list of allowed prefixes that an association has had and the time it was set, oldest first.
    pub fn prefix_history_list(&self, association: i64) -> Result<Vec<(Prefixes, Timestamp)>> {
        self.rows(PREFIX_HISTORY_LIST, [association], |row| Ok((json(row, 0)?, timestamp(row, 1)?)))
    }
}

impl WriteTx<'_> {
    /// Stores a new association.
    pub fn association_insert(&self, association: &Association) -> Result<()> {
        let (node_id, owner, cen_id) = match &association.node {
            Node::Vpc { id, owner } => (id.as_str(), owner, None),
            Node::TransitRouter { id, owner, cen_id } => (id.as_str(), owner, cen_id.as_ref()),
        };
        let prefixes = to_json(&association.prefixes)?;
        self.execute(
            ASSOCIATION_INSERT,
            params![
                association.key,
                association.association_id.as_str(),
                association.router,
                association.node.node_type().as_str(),
                node_id,
                owner.get().cast_signed(),
                cen_id.map(CenId::as_str),
                association.region.as_str(),
                association.description.as_str(),
                prefixes,
                association.prefixes_mode.as_str(),
                association.status.as_str(),
                association.attached,
                association.tagged,
                association.created.as_millis(),
                association.modified.as_millis(),
            ],
        )?;
        self.prefix_history_insert(association.key, &prefixes)
    }

    /// Changes the status of an association, and whether its other side is bound.
    pub fn association_set_status(&self, key: i64, status: AssociationStatus, attached: bool) -> Result<()> {
        let now = self.context().now.as_millis();
        self.execute(ASSOCIATION_SET_STATUS, (key, status.as_str(), attached, now)).map(drop)
    }

    /// Changes the description of an association.
    pub fn association_set_description(&self, key: i64, description: &MemberDescription) -> Result<()> {
        let now = self.context().now.as_millis();
        self.execute(ASSOCIATION_SET_DESCRIPTION, (key, description.as_str(), now)).map(drop)
    }

    /// Replaces the allowed prefixes of an association, and their mode if one is given.
    pub fn association_set_prefixes(
        &self,
        key: i64,
        prefixes: &Prefixes,
        mode: Option<PrefixesMode>,
    ) -> Result<()> {
        let (prefixes, now) = (to_json(prefixes)?, self.context().now.as_millis());
        let mode = mode.map(PrefixesMode::as_str);
        self.execute(ASSOCIATION_SET_PREFIXES, (key, &prefixes, mode, now))?;
        self.prefix_history_insert(key, &prefixes)
    }

    fn prefix_history_insert(&self, association: i64, prefixes: &str) -> Result<()> {
        let now = self.context().now.as_millis();
        self.execute(PREFIX_HISTORY_INSERT, (association, prefixes, now)).map(drop)
    }

    /// Removes an association with its history and its tags.
    pub fn association_delete(&self, association: &AssociationState) -> Result<()> {
        if association.tagged {
            self.tag_delete_of_resource(association.key)?;
        }
        self.route_forget_member(association.key)?;
        self.execute(PREFIX_HISTORY_DELETE, [association.key])?;
        self.execute(ASSOCIATION_DELETE, [association.key]).map(drop)
    }

    pub(super) fn association_delete_of_router(&self, router: i64) -> Result<()> {
        self.execute(ASSOCIATION_TAGS_DELETE_OF_ROUTER, [router])?;
        self.execute(PREFIX_HISTORY_DELETE_OF_ROUTER, [router])?;
        self.execute(ASSOCIATION_DELETE_OF_ROUTER, [router]).map(drop)
    }
}
