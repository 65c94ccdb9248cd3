//! The schema: numbered files, applied in order, counted by `user_version`.

use std::sync::OnceLock;

use rusqlite::{Connection, MAIN_DB};

use crate::error::{Error, Fault, Result};
use crate::model::Settings;
use crate::store::open::memory_connection;
use crate::store::sql::fault;
use crate::store::{Context, Ids, ReadTx, Transaction, WriteTx};

/// Never remove or change an entry: its index is its version.
const MIGRATIONS: &[&str] = &[
    include_str!("../../migrations/0001_world.sql"),
    include_str!("../../migrations/0002_router.sql"),
    include_str!("../../migrations/0003_child_instance.sql"),
    include_str!("../../migrations/0004_flow_log.sql"),
    include_str!("../../migrations/0005_tag.sql"),
    include_str!("../../migrations/0006_token.sql"),
    include_str!("../../migrations/0007_pending.sql"),
];

/// The version after the last migration.
const VERSION: i64 = MIGRATIONS.len().cast_signed() as i64;

/// "ECRs" in ASCII: what tells our files from others.
const APPLICATION_ID: i64 = 0x4543_5273;

/// The database of a new world with default settings, as bytes, and the text of its schema.
pub(super) struct Template {
    pub image: Vec<u8>,
    schema: String,
}

/// The template. Copying it is faster than migrating, and its schema is what every file must have.
pub(super) fn template() -> Result<&'static Template> {
    static TEMPLATE: OnceLock<Template> = OnceLock::new();
    if let Some(template) = TEMPLATE.get() {
        return Ok(template);
    }
    let mut connection = memory_connection()?;
    // A commit copies each page that it touches, so in memory small pages are faster.
    connection.pragma_update(None, "page_size", 2048).map_err(fault)?;
    migrate(&connection, 0)?;
    let schema = schema_of(&connection)?;
    let (settings, ids) = (Settings::default(), Ids::new(0));
    let transaction = Transaction::begin(&connection)?;
    WriteTx::new(ReadTx::new(&connection, Context::of_world(&settings, &ids)), 0).world_insert(&settings)?;
    transaction.commit()?;
    let image = connection.serialize(MAIN_DB).map_err(fault)?.to_vec();
    Ok(TEMPLATE.get_or_init(|| Template { image, schema }))
}

/// Refuses what is not a sound database of ours and brings an older one up to date. Nothing is written before the file
/// is known to be ours.
pub(super) fn check_and_migrate(connection: &Connection) -> Result<()> {
    let application_id = pragma(connection, "application_id").map_err(foreign_if_no_database)?;
    let version = pragma(connection, "user_version")?;
    let known = VERSION;
    if (application_id, version) == (0, 0) && schema_of(connection)?.is_empty() {
        return migrate(connection, 0);
    }
    if application_id != APPLICATION_ID {
        return Err(Fault::Foreign.into());
    }
    if version > known {
        return Err(Fault::TooNew { found: version, known }.into());
    }
    check_pages(connection)?;
    migrate(connection, usize::try_from(version).unwrap_or(0))?;
    if schema_of(connection)? != template()?.schema {
        return Err(Fault::Corrupt("the schema is not ours".to_owned()).into());
    }
    Ok(())
}

/// Applies the migrations after the first `done`, all or none.
fn migrate(connection: &Connection, done: usize) -> Result<()> {
    let missing = MIGRATIONS.get(done..).unwrap_or_default();
    if missing.is_empty() {
        return Ok(());
    }
    let transaction = Transaction::begin(connection)?;
    for migration in missing {
        connection.execute_batch(migration).map_err(fault)?;
    }
    connection.pragma_update(None, "application_id", APPLICATION_ID).map_err(fault)?;
    connection.pragma_update(None, "user_version", VERSION).map_err(fault)?;
    transaction.commit()
}

/// Lets SQLite look at every page.
pub(super) fn check_pages(connection: &Connection) -> Result<()> {
    let verdict: String =
        connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).map_err(fault)?;
    if verdict == "ok" { Ok(()) } else { Err(Fault::Corrupt(verdict).into()) }
}

fn schema_of(connection: &Connection) -> Result<String> {
    let mut statement =
        connection.prepare("SELECT ifnull(sql, name) FROM sqlite_schema ORDER BY name").map_err(fault)?;
    let lines = statement.query_map([], |row| row.get::<_, String>(0)).map_err(fault)?;
    lines.map(|line| line.map(|line| line + "\n")).collect::<Result<_, _>>().map_err(fault)
}

fn pragma(connection: &Connection, name: &str) -> Result<i64> {
    connection.pragma_query_value(None, name, |row| row.get(0)).map_err(fault)
}

fn foreign_if_no_database(error: Error) -> Error {
    match error {
        Error::Fault(Fault::Corrupt(_)) => Fault::Foreign.into(),
        error @ (Error::Fault(_) | Error::Refused(_)) => error,
    }
}
