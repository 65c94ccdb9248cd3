//! Shared by the files of this folder: the statement list, column readers and the mapping of failures.

use std::fmt::Display;
use std::io::ErrorKind;
use std::str::FromStr;

use rusqlite::types::{ToSqlOutput, Type};
use rusqlite::{ErrorCode, Row, ToSql};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Error, Fault, Result};
use crate::model::{AccountId, Filter, NameFilter, Timestamp};

/// Defines the statements of a file as constants, and lists them for the query-plan test.
macro_rules! statements {
    ($($name:ident = $sql:expr;)*) => {
        $(const $name: &str = $sql;)*

        #[cfg(test)]
        pub(super) const STATEMENTS: &[(&str, &str)] = &[$((stringify!($name), $name)),*];
    };
}

/// Lets a text type be bound to a statement.
macro_rules! parameter {
    ($($name:ident),*) => {
        $(impl ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                self.as_str().to_sql()
            }
        })*
    };
}

parameter!(Filter, NameFilter);

/// Maps an error of SQLite to a fault.
#[expect(clippy::needless_pass_by_value, reason = "the form that `map_err` takes")]
#[expect(clippy::wildcard_enum_match_arm, reason = "codes that SQLite adds later become `Internal`")]
pub(super) fn fault(error: rusqlite::Error) -> Error {
    let fault = match &error {
        rusqlite::Error::SqliteFailure(failure, _) => match failure.code {
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::FileLockingProtocolFailed => {
                Fault::InUse
            }
            ErrorCode::DiskFull => Fault::Full,
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Fault::Corrupt(error.to_string()),
            ErrorCode::CannotOpen | ErrorCode::SystemIoFailure | ErrorCode::NoLargeFileSupport => {
                io(ErrorKind::Other, failure)
            }
            ErrorCode::ReadOnly => io(ErrorKind::ReadOnlyFilesystem, failure),
            ErrorCode::PermissionDenied => io(ErrorKind::PermissionDenied, failure),
            _ => Fault::Internal(error.to_string()),
        },
        rusqlite::Error::InvalidPath(_) | rusqlite::Error::NulError(_) => io(ErrorKind::InvalidInput, &error),
        rusqlite::Error::FromSqlConversionFailure(..)
        | rusqlite::Error::IntegralValueOutOfRange(..)
        | rusqlite::Error::InvalidColumnType(..)
        | rusqlite::Error::QueryReturnedNoRows
        | rusqlite::Error::Utf8Error(..) => Fault::Corrupt(error.to_string()),
        _ => Fault::Internal(error.to_string()),
    };
    Error::Fault(fault)
}

fn io(kind: ErrorKind, problem: &dyn Display) -> Fault {
    Fault::Io { kind, message: problem.to_string() }
}

fn unreadable(column: usize, kind: Type, problem: impl Display) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, kind, problem.to_string().into())
}

/// Reads a validated text without copying it again.
pub(super) fn text<T>(row: &Row<'_>, column: usize) -> rusqlite::Result<T>
where
    T: TryFrom<String>,
    T::Error: Display,
{
    T::try_from(row.get(column)?).map_err(|problem| unreadable(column, Type::Text, problem))
}

/// Reads a value that is stored as its text.
pub(super) fn word<T>(row: &Row<'_>, column: usize) -> rusqlite::Result<T>
where
    T: FromStr,
    T::Err: Display,
{
    row.get_ref(column)?.as_str()?.parse().map_err(|problem| unreadable(column, Type::Text, problem))
}

/// Reads a validated number.
pub(super) fn number<T>(row: &Row<'_>, column: usize) -> rusqlite::Result<T>
where
    T: TryFrom<i64>,
    T::Error: Display,
{
    T::try_from(row.get(column)?).map_err(|problem| unreadable(column, Type::Integer, problem))
}

/// Reads a value that is stored as JSON.
pub(super) fn json<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    serde_json::from_str(row.get_ref(column)?.as_str()?)
        .map_err(|problem| unreadable(column, Type::Text, problem))
}

/// Writes a value as JSON.
pub(super) fn to_json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value)
        .map_err(|error| Fault::Internal(format!("cannot be written: {error}")).into())
}

/// Reads a counter. Values above `i64::MAX / 2` are treated as corruption, so adding one never overflows.
pub(super) fn counter(row: &Row<'_>, column: usize) -> rusqlite::Result<i64> {
    match row.get(column)? {
        count @ 0..=0x3fff_ffff_ffff_ffff => Ok(count),
        count => Err(unreadable(column, Type::Integer, format_args!("a counter at {count}"))),
    }
}

pub(super) fn account(row: &Row<'_>, column: usize) -> rusqlite::Result<AccountId> {
    let number: i64 = row.get(column)?;
    AccountId::try_from(number.cast_unsigned()).map_err(|problem| unreadable(column, Type::Integer, problem))
}

pub(super) fn timestamp(row: &Row<'_>, column: usize) -> rusqlite::Result<Timestamp> {
    row.get(column).map(Timestamp::from_millis)
}
