//! The table `pending`: unfinished operations and when they are due.

use rusqlite::params;

use crate::error::Result;
use crate::model::{Member, Timestamp};
use crate::store::sql::timestamp;
use crate::store::{ReadTx, WriteTx};

/// An unfinished operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pending {
    /// The key: the older of two operations has the smaller one.
    pub id: i64,
    /// The key of the router.
    pub router: i64,
    /// The key of the child instance that the operation is about, if it is about one.
    pub child_instance: Option<i64>,
    /// The key of the association that the operation is about, if it is about one.
    pub association: Option<i64>,
    /// When it is due.
    pub due: Timestamp,
}

statements! {
    PENDING_NEXT = "SELECT id, router, child_instance, association, due_ms FROM pending ORDER BY due_ms, id LIMIT 1";
    PENDING_LAST_DUE = "SELECT due_ms FROM pending ORDER BY due_ms DESC LIMIT 1";
    PENDING_INSERT = "INSERT INTO pending (router, child_instance, association, due_ms) VALUES (?1, ?2, ?3, ?4)";
    PENDING_DELETE = "DELETE FROM pending WHERE id = ?1";
}

impl ReadTx<'_> {
    /// Returns the operation that is due next.
    pub fn pending_next(&self) -> Result<Option<Pending>> {
        self.row(PENDING_NEXT, [], |row| {
            Ok(Pending {
                id: row.get(0)?,
                router: row.get(1)?,
                child_instance: row.get(2)?,
                association: row.get(3)?,
                due: timestamp(row, 4)?,
            })
        })
    }

    /// Returns when the last operation is due.
    pub fn pending_last_due(&self) -> Result<Option<Timestamp>> {
        self.row(PENDING_LAST_DUE, [], |row| timestamp(row, 0))
    }
}

impl WriteTx<'_> {
    /// Schedules the end of an operation.
    pub fn pending_insert(&self, router: i64, member: Option<Member<'_>>, due: Timestamp) -> Result<()> {
        let (child_instance, association) = match member {
            None => (None, None),
            Some(Member::ChildInstance(child)) => (Some(child.key), None),
            Some(Member::Association(association)) => (None, Some(association.key)),
        };
        self.execute(PENDING_INSERT, params![router, child_instance, association, due.as_millis()])?;
        self.set_scheduled(due);
        Ok(())
    }

    /// Removes an operation that has ended.
    pub fn pending_delete(&self, id: i64) -> Result<()> {
        self.execute(PENDING_DELETE, [id]).map(drop)
    }
}
