//! The table `grant`.

use rusqlite::{Row, params};

use crate::error::Result;
use crate::model::{AccountId, EcrId, Filter, Grant, GrantedType, Region};
use crate::store::page::List;
use crate::store::sql::{account, text, timestamp, word};
use crate::store::{Page, ReadTx, Window, WriteTx};

macro_rules! columns {
    () => {
        "key, grant_id, ecr_id, ecr_owner, owner, instance_id, instance_type, instance_region, created_ms"
    };
}

macro_rules! matching {
    () => {
        "ecr_id = ?1 AND (?2 IS NULL OR owner = ?2) AND (?3 IS NULL OR instance_id = ?3)
         AND (?4 IS NULL OR instance_type = ?4) AND (?5 IS NULL OR instance_region = ?5)"
    };
}

statements! {
    GRANT_FIND = "SELECT key FROM grant WHERE ecr_id = ?1 AND owner = ?2 AND instance_id = ?3 AND instance_region = ?4
                  AND ecr_owner = ?5";
    GRANT_COUNT_ALL = "SELECT count(*) FROM grant WHERE ecr_id = ?1";
    GRANT_COUNT = concat!("SELECT count(*) FROM grant WHERE ", matching!());
    GRANT_PAGE = concat!("SELECT ", columns!(), " FROM grant WHERE ", matching!(), " AND key > ?6 ORDER BY key LIMIT ?7");
    GRANT_INSERT = concat!("INSERT INTO grant (", columns!(), ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
    GRANT_DELETE = "DELETE FROM grant WHERE key = ?1";
    GRANT_DELETE_OF_ROUTER = "DELETE FROM grant WHERE ecr_id = (SELECT ecr_id FROM router WHERE key = ?1)";
}

/// The filters of a list of grants. `None` matches everything.
pub struct GrantQuery<'a> {
    pub ecr_id: &'a Filter,
    pub owner: Option<AccountId>,
    pub instance_id: Option<&'a Filter>,
    pub instance_type: Option<GrantedType>,
    pub instance_region: Option<&'a Filter>,
}

fn read(row: &Row<'_>) -> rusqlite::Result<Grant> {
    Ok(Grant {
        key: row.get(0)?,
        grant_id: text(row, 1)?,
        ecr_id: text(row, 2)?,
        ecr_owner: account(row, 3)?,
        owner: account(row, 4)?,
        instance_id: text(row, 5)?,
        instance_type: word(row, 6)?,
        instance_region: text(row, 7)?,
        created: timestamp(row, 8)?,
    })
}

const LIST: List<Grant> =
    List { count_all: GRANT_COUNT_ALL, count: GRANT_COUNT, select: GRANT_PAGE, read, key: |grant| grant.key };

impl ReadTx<'_> {
    /// Returns the key of the grant with which `owner` lets a router of `ecr_owner` bind an instance in a region.
    pub fn grant_find(
        &self,
        owner: AccountId,
        (ecr_id, ecr_owner): (&EcrId, AccountId),
        (instance_id, region): (&str, &Region),
    ) -> Result<Option<i64>> {
        let [owner, ecr_owner] = [owner, ecr_owner].map(|account| account.get().cast_signed());
        let params = (ecr_id.as_str(), owner, instance_id, region.as_str(), ecr_owner);
        self.row(GRANT_FIND, params, |row| row.get(0))
    }

    /// Returns a page of grants, oldest first.
    pub fn grant_page(&self, query: &GrantQuery<'_>, window: Window<'_>) -> Result<Page<Grant>> {
        let GrantQuery { ecr_id, owner, instance_id, instance_type, instance_region } = query;
        let owner = owner.map(|owner| owner.get().cast_signed());
        let instance_type = instance_type.map(GrantedType::as_str);
        self.page(&LIST, ecr_id, &[&owner, instance_id, &instance_type, instance_region], window)
    }
}

impl WriteTx<'_> {
    /// Stores a new grant.
    pub fn grant_insert(&self, grant: &Grant) -> Result<()> {
        self.execute(
            GRANT_INSERT,
            params![
                grant.key,
                grant.grant_id.as_str(),
                grant.ecr_id.as_str(),
                grant.ecr_owner.get().cast_signed(),
                grant.owner.get().cast_signed(),
                grant.instance_id.as_str(),
                grant.instance_type.as_str(),
                grant.instance_region.as_str(),
                grant.created.as_millis(),
            ],
        )
        .map(drop)
    }

    /// Removes a grant.
    pub fn grant_delete(&self, key: i64) -> Result<()> {
        self.execute(GRANT_DELETE, [key]).map(drop)
    }

    pub(super) fn grant_delete_of_router(&self, router: i64) -> Result<()> {
        self.execute(GRANT_DELETE_OF_ROUTER, [router]).map(drop)
    }
}
