//! Opens connections in memory and sets the options that every connection has.

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::error::{Fault, Result};
use crate::store::sql::fault;
use crate::store::token::define_scope_hash;

/// The number of prepared statements that a connection keeps: all of them, so that none is prepared twice.
pub(super) const STATEMENT_CACHE: usize = 192;

/// Opens a private database of the `memdb` VFS. A name that begins with `/` would be shared by the whole process.
pub(super) fn memory_connection() -> Result<Connection> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags_and_vfs("ecr-sim", flags, "memdb").map_err(fault)?;
    configure(&connection)?;
    Ok(connection)
}

pub(super) fn configure(connection: &Connection) -> Result<()> {
    connection.set_prepared_statement_cache_capacity(STATEMENT_CACHE);
    for (option, on) in [
        (DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        // Without it, SQLite prepares many statements again at each call to plan for the bound values.
        (DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true),
        // Otherwise a misspelt column in double quotes would be a string.
        (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
        (DbConfig::SQLITE_DBCONFIG_DQS_DDL, false),
    ] {
        set(connection, option, on)?;
    }
    define_scope_hash(connection)
}

/// Sets an option and verifies it: SQLite ignores options that it does not support.
pub(super) fn set(connection: &Connection, option: DbConfig, on: bool) -> Result<()> {
    let name = format!("{option:?}");
    if connection.set_db_config(option, on).map_err(fault)? == on {
        Ok(())
    } else {
        Err(Fault::Internal(format!("SQLite did not set {name}")).into())
    }
}

/// Sets a pragma that returns its new value, and verifies it.
pub(super) fn pragma(connection: &Connection, name: &str, value: &str) -> Result<()> {
    let answer: String =
        connection.pragma_update_and_check(None, name, value, |row| row.get(0)).map_err(fault)?;
    if answer.eq_ignore_ascii_case(value) {
        Ok(())
    } else {
        Err(Fault::Internal(format!("SQLite set {name} to {answer}")).into())
    }
}
