//! Applies the numbered schema files in order. `user_version` counts them.

use std::ops::RangeInclusive;
use std::sync::OnceLock;

use rusqlite::{Connection, ErrorCode, MAIN_DB, ffi};

use crate::error::{Error, Fault, Result};
use crate::model::{Ids, Settings};
use crate::store::connection::memory_connection;
use crate::store::sql::fault;
use crate::store::{Context, Transaction, WriteTx};

/// Never remove or change an entry: its index is its version.
const MIGRATIONS: &[&str] = &[
    include_str!("../../migrations/0001_world.sql"),
    include_str!("../../migrations/0002_router.sql"),
    include_str!("../../migrations/0003_child_instance.sql"),
    include_str!("../../migrations/0004_flow_log.sql"),
    include_str!("../../migrations/0005_tag.sql"),
    include_str!("../../migrations/0006_token.sql"),
    include_str!("../../migrations/0007_pending.sql"),
    include_str!("../../migrations/0008_association.sql"),
    include_str!("../../migrations/0009_transit_mode.sql"),
    include_str!("../../migrations/0010_grant.sql"),
    include_str!("../../migrations/0011_token_hash.sql"),
    include_str!("../../migrations/0012_fact.sql"),
    include_str!("../../migrations/0013_route.sql"),
    include_str!("../../migrations/0014_inventory.sql"),
];

/// The version after the last migration.
const VERSION: i64 = MIGRATIONS.len().cast_signed() as i64;

/// "ECRs" in ASCII: marks a file as ours.
const APPLICATION_ID: i64 = 0x4543_5273;

/// The image of a new world with default settings, and the text of its schema.
pub(super) struct Template {
    pub image: Vec<u8>,
    schema: String,
}

/// Returns the template. Copying it is faster than migrating, and every file must have its schema.
pub(super) fn template() -> Result<&'static Template> {
    static TEMPLATE: OnceLock<Template> = OnceLock::new();
    if let Some(template) = TEMPLATE.get() {
        return Ok(template);
    }
    let mut connection = memory_connection()?;
    create(&connection, &Settings::default())?;
    let schema = schema_of(&connection)?;
    let image = connection.serialize(MAIN_DB).map_err(fault)?.to_vec();
    Ok(TEMPLATE.get_or_init(|| Template { image, schema }))
}

/// Returns whether a file has no pages.
pub(super) fn is_empty(connection: &Connection) -> Result<bool> {
    // This is the first read of the schema, which fails if the header names an unknown schema format.
    let count = pragma(connection, "page_count").map_err(|error| fault_of_the_file(fault(error)))?;
    Ok(count == 0)
}

/// Refuses a database that is not ours or has a later version.
pub(super) fn check_header(connection: &Connection) -> Result<()> {
    if pragma(connection, "application_id").map_err(foreign_if_no_database)? != APPLICATION_ID {
        return Err(Fault::Foreign.into());
    }
    match pragma(connection, "user_version").map_err(fault)? {
        ..1 => Err(Fault::Corrupt("the file has no schema version".to_owned()).into()),
        found if found > VERSION => Err(Fault::TooNew { found, known: VERSION }.into()),
        _ => Ok(()),
    }
}

/// Returns the page size, and the numbers of the pages that a file of this length does not hold completely.
pub(super) fn missing_pages(connection: &Connection, length: u64) -> Result<(u64, RangeInclusive<u64>)> {
    let number = |name| pragma(connection, name).map(i64::cast_unsigned).map_err(fault);
    let (count, size) = (number("page_count")?, number("page_size")?);
    Ok((size, length.checked_div(size).unwrap_or(0) + 1..=count))
}

/// Creates a world in an empty database, in one transaction.
pub(super) fn create(connection: &Connection, settings: &Settings) -> Result<()> {
    // A commit copies every page it touches, so small pages are faster.
    connection.pragma_update(None, "page_size", 2048).map_err(fault)?;
    let ids = Ids::new(settings.seed);
    let transaction = Transaction::begin(connection)?;
    migrate(connection, 0)?;
    WriteTx::new(&transaction, Context::of_world(settings, &ids), 0).world_insert(settings)?;
    transaction.commit()
}

/// Migrates an older schema and refuses a foreign one, in the caller's transaction.
pub(super) fn upgrade(connection: &Connection) -> Result<()> {
    let version = pragma(connection, "user_version").map_err(fault)?;
    if version < VERSION {
        // A file whose schema matches its version can always be migrated, so a failure is the file's.
        migrate(connection, usize::try_from(version).unwrap_or(0)).map_err(fault_of_the_file)?;
    }
    check_schema(connection)
}

/// Applies the migrations after the first `done`.
fn migrate(connection: &Connection, done: usize) -> Result<()> {
    for migration in MIGRATIONS.iter().skip(done) {
        connection.execute_batch(migration).map_err(fault)?;
    }
    connection.pragma_update(None, "application_id", APPLICATION_ID).map_err(fault)?;
    connection.pragma_update(None, "user_version", VERSION).map_err(fault)
}

/// Refuses a schema that differs from ours in any character, such as one with a hostile trigger.
fn check_schema(connection: &Connection) -> Result<()> {
    if schema_of(connection)? == template()?.schema {
        Ok(())
    } else {
        Err(Fault::Corrupt("the schema differs from that of ecr-sim".to_owned()).into())
    }
}

/// Runs SQLite's check of every page.
pub(super) fn check_pages(connection: &Connection) -> Result<()> {
    let verdict = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0));
    // The check evaluates the constraints of the schema, and a damaged schema may not parse.
    let verdict = verdict.map_err(|error| fault_of_the_file(fault(error)))?;
    match verdict.rsplit_once("error code=").map(|(_, code)| code.parse::<i32>()) {
        // The page could not be read, so nothing is known about its content.
        Some(Ok(code)) => Err(fault(rusqlite::Error::SqliteFailure(ffi::Error::new(code), None))),
        _ if verdict == "ok" => Ok(()),
        _ => Err(Fault::Corrupt(verdict).into()),
    }
}

fn schema_of(connection: &Connection) -> Result<String> {
    let mut statement =
        connection.prepare("SELECT ifnull(sql, name) FROM sqlite_schema ORDER BY name").map_err(fault)?;
    let lines = statement.query_map([], |row| row.get::<_, String>(0)).map_err(fault)?;
    lines.map(|line| line.map(|line| line + "\n")).collect::<Result<_, _>>().map_err(fault)
}

fn pragma(connection: &Connection, name: &str) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, name, |row| row.get(0))
}

/// Turns an internal fault into a corrupt file: with a sound schema the statement would not have failed.
fn fault_of_the_file(error: Error) -> Error {
    match error {
        Error::Fault(Fault::Internal(problem)) => Fault::Corrupt(problem).into(),
        error @ (Error::Fault(_) | Error::Refused(_) | Error::Invalid(_)) => error,
    }
}

fn foreign_if_no_database(error: rusqlite::Error) -> Error {
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => Fault::Foreign.into(),
        _ => fault(error),
    }
}
