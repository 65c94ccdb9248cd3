//! The table `child_instance`.

use rusqlite::{Row, params};

use crate::error::Result;
use crate::model::{ChildInstance, ChildInstanceStatus, Filter, MemberDescription, VbrId};
use crate::store::page::List;
use crate::store::sql::{account, text, timestamp, word};
use crate::store::{Page, ReadTx, Window, WriteTx};

macro_rules! columns {
    () => {
        "key, association_id, router, instance_id, region, owner, description, status, created_ms, modified_ms"
    };
}

macro_rules! matching {
    () => {
        "router = ?1 AND (?2 IS NULL OR association_id = ?2) AND (?3 IS NULL OR region = ?3)"
    };
}

statements! {
    CHILD_INSTANCE_FIND = concat!("SELECT ", columns!(), " FROM child_instance WHERE instance_id = ?1");
    CHILD_INSTANCE_GET = concat!("SELECT ", columns!(), " FROM child_instance WHERE key = ?1");
    CHILD_INSTANCE_LIST = concat!("SELECT ", columns!(), " FROM child_instance WHERE router = ?1 ORDER BY key");
    CHILD_INSTANCE_ANY = "SELECT 1 FROM child_instance WHERE router = ?1 LIMIT 1";
    CHILD_INSTANCE_COUNT_ALL = "SELECT count(*) FROM child_instance WHERE router = ?1";
    CHILD_INSTANCE_COUNT = concat!("SELECT count(*) FROM child_instance WHERE ", matching!());
    CHILD_INSTANCE_PAGE = concat!(
        "SELECT ", columns!(), " FROM child_instance WHERE ", matching!(), " AND key > ?4 ORDER BY key LIMIT ?5"
    );
    CHILD_INSTANCE_PAGE_OF_ID = concat!(
        "SELECT ", columns!(), " FROM child_instance WHERE ", matching!(), " AND instance_id = ?4"
    );
    CHILD_INSTANCE_INSERT = concat!(
        "INSERT INTO child_instance (", columns!(), ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"
    );
    CHILD_INSTANCE_SET_STATUS = "UPDATE child_instance SET status = ?2, modified_ms = ?3 WHERE key = ?1";
    CHILD_INSTANCE_SET_DESCRIPTION = "UPDATE child_instance SET description = ?2, modified_ms = ?3 WHERE key = ?1";
    CHILD_INSTANCE_DELETE = "DELETE FROM child_instance WHERE key = ?1";
    CHILD_INSTANCE_DELETE_OF_ROUTER = "DELETE FROM child_instance WHERE router = ?1";
}

/// The filters of a list of child instances. `None` matches everything.
pub struct ChildInstanceQuery<'a> {
    pub router: i64,
    /// The id of the member, `ecr-assoc-…`.
    pub association_id: Option<&'a Filter>,
    pub instance_id: Option<&'a Filter>,
    pub region: Option<&'a Filter>,
}

fn read(row: &Row<'_>) -> rusqlite::Result<ChildInstance> {
    Ok(ChildInstance {
        key: row.get(0)?,
        association_id: text(row, 1)?,
        router: row.get(2)?,
        instance_id: text(row, 3)?,
        region: text(row, 4)?,
        owner: account(row, 5)?,
        description: text(row, 6)?,
        status: word(row, 7)?,
        created: timestamp(row, 8)?,
        modified: timestamp(row, 9)?,
    })
}

const LIST: List<ChildInstance> = List {
    count_all: CHILD_INSTANCE_COUNT_ALL,
    count: CHILD_INSTANCE_COUNT,
    select: CHILD_INSTANCE_PAGE,
    read,
    key: |child| child.key,
};

impl ReadTx<'_> {
    /// Returns the child instance of a VBR, on any router.
    pub fn child_instance_find(&self, instance_id: &VbrId) -> Result<Option<ChildInstance>> {
        self.row(CHILD_INSTANCE_FIND, [instance_id.as_str()], read)
    }

    /// Returns the child instance with this internal key.
    pub fn child_instance_get(&self, key: i64) -> Result<Option<ChildInstance>> {
        self.row(CHILD_INSTANCE_GET, [key], read)
    }

    /// Returns every child instance of a router.
    pub fn child_instance_list(&self, router: i64) -> Result<Vec<ChildInstance>> {
        self.rows(CHILD_INSTANCE_LIST, [router], read)
    }

    /// Returns whether a router has child instances.
    pub fn child_instance_any(&self, router: i64) -> Result<bool> {
        Ok(self.row(CHILD_INSTANCE_ANY, [router], |_| Ok(()))?.is_some())
    }

    /// Returns a page of child instances, oldest first.
    pub fn child_instance_page(
        &self,
        query: &ChildInstanceQuery<'_>,
        window: Window<'_>,
    ) -> Result<Page<ChildInstance>> {
        let ChildInstanceQuery { router, association_id, instance_id, region } = query;
        if let Some(instance_id) = instance_id {
            let params = (router, association_id, region, instance_id);
            return self.page_of_id(CHILD_INSTANCE_PAGE_OF_ID, params, read);
        }
        self.page(&LIST, router, &[association_id, region], window)
    }
}

impl WriteTx<'_> {
    /// Stores a new child instance.
    pub fn child_instance_insert(&self, child: &ChildInstance) -> Result<()> {
        self.execute(
            CHILD_INSTANCE_INSERT,
            params![
                child.key,
                child.association_id.as_str(),
                child.router,
                child.instance_id.as_str(),
                child.region.as_str(),
                child.owner.get().cast_signed(),
                child.description.as_str(),
                child.status.as_str(),
                child.created.as_millis(),
                child.modified.as_millis(),
            ],
        )
        .map(drop)
    }

    /// Changes the description of a child instance.
    pub fn child_instance_set_description(&self, key: i64, description: &MemberDescription) -> Result<()> {
        let now = self.context().now.as_millis();
        self.execute(CHILD_INSTANCE_SET_DESCRIPTION, (key, description.as_str(), now)).map(drop)
    }

    /// Changes the status of a child instance.
    pub fn child_instance_set_status(&self, key: i64, status: ChildInstanceStatus) -> Result<()> {
        self.execute(CHILD_INSTANCE_SET_STATUS, (key, status.as_str(), self.context().now.as_millis()))
            .map(drop)
    }

    /// Removes a child instance.
    pub fn child_instance_delete(&self, key: i64) -> Result<()> {
        self.route_forget_member(key)?;
        self.execute(CHILD_INSTANCE_DELETE, [key]).map(drop)
    }

    pub(super) fn child_instance_delete_of_router(&self, router: i64) -> Result<()> {
        self.execute(CHILD_INSTANCE_DELETE_OF_ROUTER, [router]).map(drop)
    }
}
