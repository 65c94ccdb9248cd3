//! The table `router`.

use rusqlite::{Row, params};

use crate::error::Result;
use crate::model::{
    Asn, Description, Filter, Name, NameFilter, ResourceGroupId, Router, RouterState, RouterStatus, TagFilter,
};
use crate::store::page::List;
use crate::store::sql::{account, number, text, timestamp, word};
use crate::store::tag::{tags_match, tags_parameter};
use crate::store::{Page, ReadTx, Window, WriteTx};

macro_rules! columns {
    () => {
        "key, ecr_id, owner, asn, name, description, resource_group_id, status, tagged, created_ms, modified_ms"
    };
}

macro_rules! matching {
    () => {
        concat!(
            "owner = ?1 AND (?2 IS NULL OR name = ?2) AND (?3 IS NULL OR resource_group_id = ?3) AND ",
            tags_match!("router.key", "?4")
        )
    };
}

statements! {
    ROUTER_FIND = "SELECT key, owner, status, tagged FROM router WHERE ecr_id = ?1";
    ROUTER_GET = "SELECT key, owner, status, tagged FROM router WHERE key = ?1";
    ROUTER_ASN_USED = "SELECT 1 FROM router WHERE owner = ?1 AND asn = ?2";
    ROUTER_COUNT_OF_OWNER = "SELECT count(*) FROM router WHERE owner = ?1";
    ROUTER_ASN = "SELECT asn FROM router WHERE key = ?1";
    ROUTER_COUNT = concat!("SELECT count(*) FROM router WHERE ", matching!());
    ROUTER_PAGE = concat!("SELECT ", columns!(), " FROM router WHERE ", matching!(), " AND key > ?5 ORDER BY key LIMIT ?6");
    ROUTER_PAGE_OF_ID = concat!("SELECT ", columns!(), " FROM router WHERE ", matching!(), " AND ecr_id = ?5");
    ROUTER_INSERT = concat!(
        "INSERT INTO router (", columns!(), ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)"
    );
    ROUTER_SET_STATUS = "UPDATE router SET status = ?2, modified_ms = ?3 WHERE key = ?1";
    ROUTER_SET_TEXTS = "UPDATE router SET name = ifnull(?2, name), description = ifnull(?3, description), modified_ms = ?4
                        WHERE key = ?1";
    ROUTER_SET_GROUP = "UPDATE router SET resource_group_id = ?2, modified_ms = ?3 WHERE key = ?1";
    ROUTER_SET_TAGGED = "UPDATE router SET tagged = ?2 WHERE key = ?1";
    ROUTER_DELETE = "DELETE FROM router WHERE key = ?1";
}

/// The filters of a list of routers. `None` matches everything.
pub struct RouterQuery<'a> {
    pub ecr_id: Option<&'a Filter>,
    pub name: Option<&'a NameFilter>,
    pub resource_group_id: Option<&'a Filter>,
    pub tags: &'a TagFilter,
}

fn read(row: &Row<'_>) -> rusqlite::Result<Router> {
    Ok(Router {
        key: row.get(0)?,
        ecr_id: text(row, 1)?,
        owner: account(row, 2)?,
        asn: number(row, 3)?,
        name: text(row, 4)?,
        description: text(row, 5)?,
        resource_group_id: text(row, 6)?,
        status: word(row, 7)?,
        tagged: row.get(8)?,
        created: timestamp(row, 9)?,
        modified: timestamp(row, 10)?,
    })
}

const LIST: List<Router> = List {
    count_all: ROUTER_COUNT_OF_OWNER,
    count: ROUTER_COUNT,
    select: ROUTER_PAGE,
    read,
    key: |router| router.key,
};

fn read_state(row: &Row<'_>) -> rusqlite::Result<RouterState> {
    Ok(RouterState { key: row.get(0)?, owner: account(row, 1)?, status: word(row, 2)?, tagged: row.get(3)? })
}

impl ReadTx<'_> {
    /// Returns the caller's router with this id. Routers of other accounts are not found.
    pub fn router_find(&self, ecr_id: &str) -> Result<Option<RouterState>> {
        let caller = self.context().caller;
        Ok(self.row(ROUTER_FIND, [ecr_id], read_state)?.filter(|router| router.owner == caller))
    }

    /// Returns the ASN of a router.
    pub fn router_asn(&self, key: i64) -> Result<Option<Asn>> {
        self.row(ROUTER_ASN, [key], |row| number(row, 0))
    }

    /// Returns the router with this id, of any account.
    pub fn router_find_of_anyone(&self, ecr_id: &str) -> Result<Option<RouterState>> {
        self.row(ROUTER_FIND, [ecr_id], read_state)
    }

    /// Returns the router with this internal key.
    pub fn router_get(&self, key: i64) -> Result<Option<RouterState>> {
        self.row(ROUTER_GET, [key], read_state)
    }

    /// Returns whether a router of the caller has this ASN.
    pub fn router_asn_used(&self, asn: Asn) -> Result<bool> {
        let caller = self.context().caller.get().cast_signed();
        Ok(self.row(ROUTER_ASN_USED, (caller, asn.get()), |_| Ok(()))?.is_some())
    }

    /// Returns the number of routers of the caller.
    pub fn router_count_of_caller(&self) -> Result<u32> {
        self.count(ROUTER_COUNT_OF_OWNER, [self.context().caller.get().cast_signed()])
    }

    /// Returns a page of the caller's routers, oldest first.
    pub fn router_page(&self, query: &RouterQuery<'_>, window: Window<'_>) -> Result<Page<Router>> {
        let owner = self.context().caller.get().cast_signed();
        let (name, group) = (query.name, query.resource_group_id);
        let tags = tags_parameter(query.tags)?;
        if let Some(ecr_id) = query.ecr_id {
            return self.page_of_id(ROUTER_PAGE_OF_ID, (owner, name, group, tags, ecr_id), read);
        }
        self.page(&LIST, &owner, &[&name, &group, &tags], window)
    }
}

impl WriteTx<'_> {
    /// Stores a new router.
    pub fn router_insert(&self, router: &Router) -> Result<()> {
        self.execute(
            ROUTER_INSERT,
            params![
                router.key,
                router.ecr_id.as_str(),
                router.owner.get().cast_signed(),
                router.asn.get(),
                router.name.as_str(),
                router.description.as_str(),
                router.resource_group_id.as_str(),
                router.status.as_str(),
                router.tagged,
                router.created.as_millis(),
                router.modified.as_millis(),
            ],
        )
        .map(drop)
    }

    /// Changes the status of a router.
    pub fn router_set_status(&self, key: i64, status: RouterStatus) -> Result<()> {
        self.execute(ROUTER_SET_STATUS, (key, status.as_str(), self.context().now.as_millis())).map(drop)
    }

    /// Changes the name and the description of a router, as far as given.
    pub fn router_set_texts(
        &self,
        key: i64,
        name: Option<&Name>,
        description: Option<&Description>,
    ) -> Result<()> {
        let (name, description) = (name.map(Name::as_str), description.map(Description::as_str));
        self.execute(ROUTER_SET_TEXTS, (key, name, description, self.context().now.as_millis())).map(drop)
    }

    /// Moves a router to another resource group.
    pub fn router_set_group(&self, key: i64, group: &ResourceGroupId) -> Result<()> {
        self.execute(ROUTER_SET_GROUP, (key, group.as_str(), self.context().now.as_millis())).map(drop)
    }

    /// Stores whether a router has tags.
    pub fn router_set_tagged(&self, key: i64, tagged: bool) -> Result<()> {
        self.execute(ROUTER_SET_TAGGED, (key, tagged)).map(drop)
    }

    /// Removes a router with its members, routes, flow logs, grants and all their tags.
    pub fn router_delete(&self, router: &RouterState) -> Result<()> {
        self.tag_delete_of_flow_logs(router.key)?;
        self.flow_log_delete_of_router(router.key)?;
        self.route_delete_of_router(router.key)?;
        self.child_instance_delete_of_router(router.key)?;
        self.association_delete_of_router(router.key)?;
        self.transit_mode_delete_of_router(router.key)?;
        self.grant_delete_of_router(router.key)?;
        if router.tagged {
            self.tag_delete_of_resource(router.key)?;
        }
        self.execute(ROUTER_DELETE, [router.key]).map(drop)
    }
}
