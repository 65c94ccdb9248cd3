//! Opening a file: nothing is written until it is accepted.

use std::ops::RangeInclusive;
use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, MAIN_DB, OpenFlags};

use crate::error::{Fault, Result};
use crate::model::Settings;
use crate::store::connection::{configure, pragma, set};
use crate::store::file::{beside, io_fault, length_of, real_path, undoes_creation, wal_pages};
use crate::store::migrations::{check_header, check_pages, create, is_empty, missing_pages, upgrade};
use crate::store::sql::fault;
use crate::store::{Context, Ids, ReadTx, Transaction};

/// What a file survives. Either way a killed process loses nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durability {
    /// Every answered command survives a power loss (`synchronous=FULL`). The default.
    #[default]
    Full,
    /// The last commands before a power loss may be gone, but the file stays consistent (`synchronous=NORMAL`). About
    /// ten times faster.
    Normal,
}

/// The smallest page of SQLite, and so the smallest database.
const SMALLEST_PAGE: u64 = 512;

/// The database of one world.
pub struct Store {
    pub(super) connection: Connection,
}

impl Store {
    /// Opens a file, or creates it with a new world, and reads what `accept` needs to go on with it.
    ///
    /// The lock on it is exclusive and held until the store is dropped. Until `accept` has succeeded, neither the file
    /// nor what lies beside it is written to, with one exception: a rollback of ours that was interrupted is finished, and
    /// so is that of a creation, after which the file is empty whoever began it.
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
        // A creation that was interrupted left anything. SQLite undoes it, and then there is nothing to refuse.
        if length > 0 && !undoes_creation(&beside(&path, "-journal")).map_err(io_fault)? {
            inspect(&path, length, wal_length > 0)?;
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).map_err(fault)?;
        // Whoever else holds the file holds it for long.
        connection.busy_timeout(Duration::ZERO).map_err(fault)?;
        configure(&connection)?;
        // Closing a file that is refused may not write to it. Where the WAL is empty it does not, and removes the one
        // that opening has made.
        set(&connection, DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, wal_length > 0)?;
        pragma(&connection, "locking_mode", "EXCLUSIVE")?;
        if is_empty(&connection)? {
            create(&connection, settings)?;
        } else {
            check_header(&connection)?;
            // SQLite would read what is missing of the last page as zeros.
            let (size, missing) = missing_pages(&connection, length)?;
            if !missing.is_empty() && !wal_holds(&connection, &wal, size, missing)? {
                return Err(Fault::Corrupt("the file lacks its end".to_owned()).into());
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

    /// Reads in the context of a call.
    pub fn read<'a>(&'a self, context: Context<'a>) -> ReadTx<'a> {
        ReadTx::new(&self.connection, context)
    }

    /// Begins to write.
    pub fn begin(&self) -> Result<Transaction<'_>> {
        Transaction::begin(&self.connection)
    }
}

/// Refuses a file that is not ours by what it holds itself, without a look at what lies beside it: merely reading
/// a file in the ordinary way plays a journal back, and so writes to it.
///
/// SQLite reads it, since closing a file that was opened otherwise would drop this process's locks on it.
fn inspect(path: &Path, length: u64, has_wal: bool) -> Result<()> {
    // SQLite would take it for an empty file. A folder may have any length.
    if length < SMALLEST_PAGE && path.is_file() {
        return Err(Fault::Foreign.into());
    }
    let flags =
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(immutable_uri(path), flags).map_err(fault)?;
    // Lets SQLite read the header of a file that lacks its end.
    set(&connection, DbConfig::SQLITE_DBCONFIG_WRITABLE_SCHEMA, true)?;
    check_header(&connection)?;
    // A file that is not in WAL mode has left it in good order, so the log beside it belongs to another one.
    if has_wal && connection.serialize(MAIN_DB).map_err(fault)?.get(READ_VERSION) != Some(&WAL_MODE) {
        return Err(Fault::Corrupt("the write-ahead log beside the file is not its own".to_owned()).into());
    }
    Ok(())
}

/// Where the header of a database says how to read it, and the value that stands for a write-ahead log.
const READ_VERSION: usize = 19;
const WAL_MODE: u8 = 2;

/// The URI by which SQLite reads a file as if nobody could change it and nothing lay beside it.
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

/// Whether the write-ahead log has these pages, so that the file itself may rightly lack them.
fn wal_holds(
    connection: &Connection,
    wal: &Path,
    page_size: u64,
    mut pages: RangeInclusive<u64>,
) -> Result<bool> {
    // Counts the frames that are valid and copies none.
    let frames: i64 =
        connection.query_row("PRAGMA wal_checkpoint(NOOP)", [], |row| row.get(1)).map_err(fault)?;
    let Ok(frames) = usize::try_from(frames) else { return Ok(false) };
    let held = wal_pages(wal, page_size, frames).map_err(io_fault)?;
    Ok(pages.all(|page| held.contains(&page)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What SQLite answers to a pragma.
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
