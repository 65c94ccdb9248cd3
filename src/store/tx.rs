//! Database access of a call: `ReadTx` for guards and queries, `WriteTx` for changes.

use std::cell::Cell;
use std::ops::Deref;

use rusqlite::{Connection, Params, Row};

use crate::error::{Error, Fault, Result};
use crate::model::{AccountId, Ids, Region, Settings, Timestamp};
use crate::store::sql::fault;

/// What is known about a call besides its parameters.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The account that calls.
    pub caller: AccountId,
    /// The region that is called.
    pub region: &'a Region,
    /// The time of the call.
    pub now: Timestamp,
    /// What the world was created with.
    pub settings: &'a Settings,
    /// Where ids come from.
    pub ids: &'a Ids,
}

impl<'a> Context<'a> {
    /// Returns the context in which a world is created.
    pub fn of_world(settings: &'a Settings, ids: &'a Ids) -> Self {
        Self { caller: settings.account, region: &settings.region, now: settings.start(), settings, ids }
    }
}

/// Reads the database. Guards and queries get nothing more.
pub struct ReadTx<'a> {
    connection: &'a Connection,
    context: Context<'a>,
}

impl<'a> ReadTx<'a> {
    pub(super) fn new(connection: &'a Connection, context: Context<'a>) -> Self {
        Self { connection, context }
    }

    /// Returns what is known about the call besides its parameters.
    pub fn context(&self) -> &Context<'a> {
        &self.context
    }

    /// Returns the first row of a statement.
    pub(super) fn row<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>> {
        let mut statement = self.connection.prepare_cached(sql).map_err(fault)?;
        let mut rows = statement.query(params).map_err(fault)?;
        rows.next().map_err(fault)?.map(read).transpose().map_err(fault)
    }

    /// Returns every row of a statement.
    pub(super) fn rows<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        let mut statement = self.connection.prepare_cached(sql).map_err(fault)?;
        statement.query_map(params, read).and_then(Iterator::collect).map_err(fault)
    }

    /// Returns the number that a counting statement finds.
    pub(super) fn count(&self, sql: &str, params: impl Params) -> Result<u32> {
        let count = self.row(sql, params, |row| row.get::<_, i64>(0))?.unwrap_or(0);
        u32::try_from(count).map_err(|_| Error::Fault(Fault::Internal(format!("a count of {count}"))))
    }
}

/// Reads and writes. Only `apply` and settling get one, so a guard cannot write.
pub struct WriteTx<'a> {
    read: ReadTx<'a>,
    last_key: Cell<i64>,
    scheduled: Cell<Option<Timestamp>>,
}

impl<'a> WriteTx<'a> {
    /// Writes within a transaction. The next internal key follows `last_key`.
    pub fn new(transaction: &Transaction<'a>, context: Context<'a>, last_key: i64) -> Self {
        let read = ReadTx::new(transaction.connection, context);
        Self { read, last_key: Cell::new(last_key), scheduled: Cell::new(None) }
    }

    pub(super) fn execute(&self, sql: &str, params: impl Params) -> Result<usize> {
        let mut statement = self.connection.prepare_cached(sql).map_err(fault)?;
        statement.execute(params).map_err(fault)
    }

    /// Runs a statement with each of these parameters.
    pub(super) fn execute_each<P: Params>(&self, sql: &str, each: impl Iterator<Item = P>) -> Result<()> {
        let mut statement = self.connection.prepare_cached(sql).map_err(fault)?;
        for params in each {
            statement.execute(params).map_err(fault)?;
        }
        Ok(())
    }

    /// Reserves an internal key, from which an id derives. A rollback gives it back.
    pub fn next_key(&self) -> Result<i64> {
        let key = self.last_key.get() + 1;
        self.world_set_last_key(key)?;
        self.last_key.set(key);
        Ok(key)
    }

    /// Returns the last internal key that was reserved.
    pub fn last_key(&self) -> i64 {
        self.last_key.get()
    }

    /// Returns when the operation that this call began is due.
    pub fn scheduled(&self) -> Option<Timestamp> {
        self.scheduled.get()
    }

    pub(super) fn set_scheduled(&self, due: Timestamp) {
        self.scheduled.set(Some(due));
    }
}

impl<'a> Deref for WriteTx<'a> {
    type Target = ReadTx<'a>;

    fn deref(&self) -> &ReadTx<'a> {
        &self.read
    }
}

/// A transaction that rolls back unless it is committed. `rusqlite`'s own type does not cache its statements.
pub struct Transaction<'a> {
    connection: &'a Connection,
}

const BEGIN: &str = "BEGIN IMMEDIATE";
const COMMIT: &str = "COMMIT";
const ROLLBACK: &str = "ROLLBACK";

impl<'a> Transaction<'a> {
    pub(super) fn begin(connection: &'a Connection) -> Result<Self> {
        run(connection, BEGIN)?;
        Ok(Self { connection })
    }

    /// Commits. After an error the outcome is unknown, so look it up before answering.
    pub fn commit(self) -> Result<()> {
        run(self.connection, COMMIT)
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        // After a commit, and after some errors, SQLite has already ended the transaction.
        if !self.connection.is_autocommit() {
            // If this fails too, the connection's next BEGIN reports it.
            let _ = run(self.connection, ROLLBACK);
        }
    }
}

fn run(connection: &Connection, sql: &str) -> Result<()> {
    connection.prepare_cached(sql).and_then(|mut statement| statement.execute([])).map(drop).map_err(fault)
}
