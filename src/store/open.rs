//! Opening, checking and copying the database.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, MAIN_DB, OpenFlags};

use crate::error::{Error, Fault, Result};
use crate::model::Settings;
use crate::store::migrations::{
    check_header, check_length, check_pages, create, is_empty, template, upgrade,
};
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

/// More than there are statements; a smaller cache would prepare them again and again.
const STATEMENT_CACHE: usize = 128;

/// The smallest page of SQLite, and so the smallest database.
const SMALLEST_PAGE: u64 = 512;

/// The database of one world.
pub struct Store {
    connection: Connection,
}

impl Store {
    /// The database of a new world with default settings, in memory.
    pub fn in_memory() -> Result<Self> {
        Self::from_image(&template()?.image)
    }

    /// Opens a file, or creates it with a new world, and reads what `accept` needs to go on with it.
    ///
    /// The lock on it is exclusive and held until the store is dropped. Until `accept` has succeeded, neither the file
    /// nor what lies beside it is written to.
    pub fn open<T>(
        path: &Path,
        durability: Durability,
        settings: &Settings,
        accept: impl FnOnce(&ReadTx<'_>) -> Result<T>,
    ) -> Result<(Self, T)> {
        let path = real_path(path).map_err(io_fault)?;
        inspect(&path)?;
        let length = length_of(&path);
        let wal_length = length_of(&beside(&path, "-wal"));
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
            if wal_length == 0 || !has_live_wal(&connection)? {
                check_length(&connection, length)?;
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

    pub(super) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// An independent copy in memory.
    pub fn copy_to_memory(&mut self) -> Result<Self> {
        let image = self.connection.serialize(MAIN_DB).map_err(fault)?;
        Self::from_image(&image)
    }

    /// Writes a consistent copy to a new file: whole or not at all, also when the power fails.
    pub fn copy_to_file(&mut self, path: &Path) -> Result<()> {
        let path = std::path::absolute(path).map_err(io_fault)?;
        // The remains of another file would be taken for those of this one.
        for suffix in ["", "-wal", "-journal"] {
            let taken = beside(&path, suffix);
            if taken.try_exists().map_err(io_fault)? {
                return Err(Fault::Io(format!("{} exists", taken.display())).into());
            }
        }
        let image = self.connection.serialize(MAIN_DB).map_err(fault)?;
        let (partial, file) = new_file_beside(&path).map_err(io_fault)?;
        let written = write_image(file, &image).and_then(|()| fs::rename(&partial, &path));
        if written.is_err() {
            // Best effort: the error that counts is the first.
            let _ = fs::remove_file(&partial);
        }
        written.and_then(|()| sync_folder(&path)).map_err(io_fault)
    }

    fn from_image(image: &[u8]) -> Result<Self> {
        let mut connection = memory_connection()?;
        connection.deserialize_read_exact(MAIN_DB, without_wal(image), image.len(), false).map_err(fault)?;
        Ok(Self { connection })
    }
}

/// Refuses a file that is not ours by what it holds itself, without a look at what lies beside it: merely reading
/// a file in the ordinary way plays a journal back, and so writes to it.
///
/// SQLite reads it, since closing a file that was opened otherwise would drop this process's locks on it.
fn inspect(path: &Path) -> Result<()> {
    match length_of(path) {
        0 => return Ok(()),
        // SQLite would take it for an empty file.
        1..SMALLEST_PAGE => return Err(Fault::Foreign.into()),
        _ => {}
    }
    let flags =
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(immutable_uri(path), flags).map_err(fault)?;
    // Lets SQLite read the header of a file that lacks its end.
    set(&connection, DbConfig::SQLITE_DBCONFIG_WRITABLE_SCHEMA, true)?;
    check_header(&connection)
}

/// The URI by which SQLite reads a file as if nobody could change it and nothing lay beside it.
fn immutable_uri(path: &Path) -> String {
    let mut uri = "file:///".to_owned();
    for &byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'/' | b'-' | b'.' | b'_' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => uri.push(char::from(byte)),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri + "?immutable=1"
}

/// Whether the write-ahead log has content that counts, so that the file itself may rightly lack pages.
fn has_live_wal(connection: &Connection) -> Result<bool> {
    // Counts frames and copies none.
    let frames: i64 =
        connection.query_row("PRAGMA wal_checkpoint(NOOP)", [], |row| row.get(1)).map_err(fault)?;
    Ok(frames > 0)
}

/// A private database of the `memdb` VFS. The name must not begin with `/`, or the whole process would share it.
pub(super) fn memory_connection() -> Result<Connection> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags_and_vfs("ecr-sim", flags, "memdb").map_err(fault)?;
    configure(&connection)?;
    Ok(connection)
}

fn configure(connection: &Connection) -> Result<()> {
    connection.set_prepared_statement_cache_capacity(STATEMENT_CACHE);
    for (option, on) in [
        (DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        // A misspelt column in double quotes would be a string.
        (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
        (DbConfig::SQLITE_DBCONFIG_DQS_DDL, false),
    ] {
        set(connection, option, on)?;
    }
    Ok(())
}

/// Sets an option and makes sure that it is set: SQLite ignores what it cannot do.
fn set(connection: &Connection, option: DbConfig, on: bool) -> Result<()> {
    let name = format!("{option:?}");
    if connection.set_db_config(option, on).map_err(fault)? == on {
        Ok(())
    } else {
        Err(Fault::Internal(format!("SQLite did not set {name}")).into())
    }
}

/// Sets a pragma that answers with its new value, and makes sure that it is set.
fn pragma(connection: &Connection, name: &str, value: &str) -> Result<()> {
    let answer: String =
        connection.pragma_update_and_check(None, name, value, |row| row.get(0)).map_err(fault)?;
    if answer.eq_ignore_ascii_case(value) {
        Ok(())
    } else {
        Err(Fault::Internal(format!("SQLite set {name} to {answer}")).into())
    }
}

/// An image with the two header bytes that say "WAL" set to "rollback journal": an image has no WAL beside it, and
/// SQLite would refuse to read it.
fn without_wal(image: &[u8]) -> impl Read {
    let (start, rest) = image.split_at(image.len().min(18));
    let (versions, rest) = rest.split_at(rest.len().min(2));
    let versions: &'static [u8] = if versions.is_empty() { &[] } else { &[1, 1] };
    start.chain(versions).chain(rest)
}

/// An absolute path, which cannot be taken for a `file:` URI, of the file that a link leads to: what belongs to a file
/// lies beside that one.
fn real_path(path: &Path) -> std::io::Result<PathBuf> {
    let path = std::path::absolute(path)?;
    if path.is_symlink() { path.canonicalize() } else { Ok(path) }
}

/// The length of a file, 0 if there is none. It is not opened: closing it again would drop SQLite's lock on it.
fn length_of(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |metadata| metadata.len())
}

/// The path with something added to the name.
fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(suffix);
    path.with_file_name(name)
}

/// A new file with a name that nobody has.
fn new_file_beside(path: &Path) -> std::io::Result<(PathBuf, File)> {
    let mut number = 0_u64;
    loop {
        let partial = beside(path, &format!(".partial{number}"));
        match File::create_new(&partial) {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => number += 1,
            created => return created.map(|file| (partial, file)),
        }
    }
}

fn write_image(mut file: File, image: &[u8]) -> std::io::Result<()> {
    std::io::copy(&mut without_wal(image), &mut file)?;
    file.sync_all()
}

/// Makes a rename last.
fn sync_folder(path: &Path) -> std::io::Result<()> {
    let folder = path.parent().map_or_else(PathBuf::new, Path::to_path_buf);
    // Windows can neither open nor sync a folder, and needs not.
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[expect(clippy::needless_pass_by_value, reason = "the form that `map_err` takes")]
#[expect(clippy::wildcard_enum_match_arm, reason = "the other kinds have no fault of their own")]
fn io_fault(error: std::io::Error) -> Error {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Fault::Full.into(),
        kind => Fault::Io(kind.to_string()).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What SQLite answers to a pragma.
    fn asked(store: &Store, pragma: &str) -> String {
        let value: rusqlite::types::Value =
            store.connection().pragma_query_value(None, pragma, |row| row.get(0)).unwrap();
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
            check_pages(store.connection()).unwrap();
            assert_eq!(asked(store, "foreign_keys"), "Integer(1)");
            assert_eq!(asked(store, "trusted_schema"), "Integer(0)");
        }
        for (store, synchronous) in [(&full, "Integer(2)"), (&normal, "Integer(1)")] {
            assert_eq!(asked(store, "synchronous"), synchronous);
            assert_eq!(asked(store, "journal_mode"), r#"Text("wal")"#);
            assert_eq!(asked(store, "locking_mode"), r#"Text("exclusive")"#);
            assert_eq!(asked(store, "page_size"), "Integer(4096)");
        }
        for store in [&memory, &copy] {
            assert_eq!(asked(store, "page_size"), "Integer(2048)");
        }
    }
}
