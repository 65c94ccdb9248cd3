//! Opens a file. Nothing is written until the file is accepted.

use std::ops::RangeInclusive;
use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, MAIN_DB, OpenFlags};

use crate::error::{Fault, Result};
use crate::model::{Ids, Settings};
use crate::store::connection::{configure, pragma, set};
use crate::store::file::{beside, io_fault, length_of, real_path, undoes_creation, wal_pages};
use crate::store::migrations::{check_header, check_pages, create, is_empty, missing_pages, upgrade};
use crate::store::sql::fault;
use crate::store::{Context, ReadTx, Transaction};

/// What a file survives. A killed process loses nothing in either setting.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durability {
    /// Every answered command survives a power loss (`synchronous=FULL`). The default.
    #[default]
    Full,
    /// A power loss may undo the last commands, but the file stays consistent (`synchronous=NORMAL`). About ten times
    /// faster.
    Normal,
}

/// The smallest page of SQLite, and so the smallest database.
const SMALLEST_PAGE: u64 = 512;

/// The database of one world.
pub struct Store {
    pub(super) connection: Connection,
}

impl Store {
    /// Opens a file, or creates it with a new world, and lets `accept` read what the simulator needs from it.
    ///
    /// The store holds an exclusive lock until it is dropped. Nothing is written to the file or beside it before `accept`
    /// succeeds, with one exception: SQLite finishes an interrupted rollback of ours, and undoes an interrupted creation
    /// by anybody, which leaves an empty file.
    pub fn open<T>(
        path: &Path,
        durability: Durability,
        settings: &Settings,
        accept: impl FnOnce(&ReadTx<'_>) -> Result<T>,
    ) -> Result<(Self, T)> {
        let path = real_path(path).map_err(io_fault)?;
        let length = length_of(&path).map_err(io_fault)?;
        let wal = beside(&path, "-wal");
        let wal_length = length_of(&wal).map_err(io_fault)?;
        // After an interrupted creation the file holds anything. SQLite empties it, so there is nothing to inspect.
        if length > 0 && !undoes_creation(&beside(&path, "-journal")).map_err(io_fault)? {
            inspect(&path, length, wal_length > 0)?;
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).map_err(fault)?;
        // Another simulator holds the file for its whole life, so waiting is pointless.
        connection.busy_timeout(Duration::ZERO).map_err(fault)?;
        configure(&connection)?;
        // Closing a refused file must not checkpoint its log. An empty log has nothing to checkpoint, and closing then
        // removes the one that opening created.
        set(&connection, DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, wal_length > 0)?;
        pragma(&connection, "locking_mode", "EXCLUSIVE")?;
        if is_empty(&connection)? {
            create(&connection, settings)?;
        } else {
            check_header(&connection)?;
            // SQLite would read the missing end of the last page as zeros.
            let (size, missing) = missing_pages(&connection, length)?;
            if !missing.is_empty() && !wal_holds(&connection, &wal, size, missing)? {
                return Err(Fault::Corrupt("the end of the file is missing".to_owned()).into());
            }
            check_pages(&connection)?;
        }
        let transaction = Transaction::begin(&connection)?;
        upgrade(&connection)?;
        let ids = Ids::new(settings.seed);
        let accepted = accept(&ReadTx::new(&connection, Context::of_world(settings, &ids)))?;
        transaction.commit()?;

        pragma(&connection, "journal_mode", "WAL")?;
        let synchronous = match durability {
            Durability::Full => "FULL",
            Durability::Normal => "NORMAL",
        };
        connection.pragma_update(None, "synchronous", synchronous).map_err(fault)?;
        set(&connection, DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
        Ok((Self { connection }, accepted))
    }

    /// Limits the size of the database, in pages.
    pub fn limit_pages(&self, pages: u32) -> Result<()> {
        self.connection
            .pragma_update_and_check(None, "max_page_count", pages, |row| row.get::<_, i64>(0))
            .map(drop)
            .map_err(fault)
    }

    /// Returns a reader in the context of a call.
    pub fn read<'a>(&'a self, context: Context<'a>) -> ReadTx<'a> {
        ReadTx::new(&self.connection, context)
    }

    /// Begins a write transaction.
    pub fn begin(&self) -> Result<Transaction<'_>> {
        Transaction::begin(&self.connection)
    }
}

/// Refuses a foreign file by its own header, ignoring any journal beside it: an ordinary read would play the journal
/// back, and so write to the file.
///
/// The header is read through SQLite, because closing a plain file handle would drop this process's locks.
fn inspect(path: &Path, length: u64, has_wal: bool) -> Result<()> {
    // SQLite would treat it as an empty file. A folder may have any length.
    if length < SMALLEST_PAGE && path.is_file() {
        return Err(Fault::Foreign.into());
    }
    let flags =
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(immutable_uri(path), flags).map_err(fault)?;
    // Lets SQLite read the header of a truncated file.
    set(&connection, DbConfig::SQLITE_DBCONFIG_WRITABLE_SCHEMA, true)?;
    check_header(&connection)?;
    // A file in another mode was closed cleanly, so a log beside it belongs to another file.
    if has_wal && connection.serialize(MAIN_DB).map_err(fault)?.get(READ_VERSION) != Some(&WAL_MODE) {
        return Err(
            Fault::Corrupt("the write-ahead log beside the file belongs to another file".to_owned()).into()
        );
    }
    Ok(())
}

/// The position of the read version in the header, and its value in WAL mode.
const READ_VERSION: usize = 19;
const WAL_MODE: u8 = 2;

/// Returns the URI with which SQLite treats a file as immutable and ignores the files beside it.
fn immutable_uri(path: &Path) -> String {
    let mut uri = "file:///".to_owned();
    for &byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'\\' if cfg!(windows) => uri.push('/'),
            b'/' | b'-' | b'.' | b'_' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => uri.push(char::from(byte)),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri + "?immutable=1"
}

/// Returns whether the write-ahead log holds these pages, so that the file may lack them.
fn wal_holds(
    connection: &Connection,
    wal: &Path,
    page_size: u64,
    mut pages: RangeInclusive<u64>,
) -> Result<bool> {
    // Counts the valid frames without copying them.
    let frames: i64 =
        connection.query_row("PRAGMA wal_checkpoint(NOOP)", [], |row| row.get(1)).map_err(fault)?;
    let Ok(frames) = usize::try_from(frames) else { return Ok(false) };
    let held = wal_pages(wal, page_size, frames).map_err(io_fault)?;
    Ok(pages.all(|page| held.contains(&page)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns what SQLite answers to a pragma.
    fn asked(store: &Store, pragma: &str) -> String {
        let value: rusqlite::types::Value =
            store.connection.pragma_query_value(None, pragma, |row| row.get(0)).unwrap();
        format!("{value:?}")
    }

    #[test]
    fn every_connection_is_set_as_the_design_asks() {
        let folder = tempfile::tempdir().unwrap();
        let open = |name, durability| {
            Store::open(&folder.path().join(name), durability, &Settings::default(), |_| Ok(())).unwrap().0
        };
        let full = open("full.db", Durability::Full);
        let normal = open("normal.db", Durability::Normal);
        let memory = Store::in_memory().unwrap();
        let copy = Store::in_memory().unwrap().copy_to_memory().unwrap();
        for store in [&full, &normal, &memory, &copy] {
            // SQLite learns the size of a page by reading one.
            check_pages(&store.connection).unwrap();
            assert_eq!(asked(store, "foreign_keys"), "Integer(1)");
            assert_eq!(asked(store, "trusted_schema"), "Integer(0)");
            assert_eq!(asked(store, "page_size"), "Integer(2048)");
        }
        for (store, synchronous) in [(&full, "Integer(2)"), (&normal, "Integer(1)")] {
            assert_eq!(asked(store, "synchronous"), synchronous);
            assert_eq!(asked(store, "journal_mode"), r#"Text("wal")"#);
            assert_eq!(asked(store, "locking_mode"), r#"Text("exclusive")"#);
        }
    }
}
