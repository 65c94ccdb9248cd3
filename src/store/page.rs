//! Lists that are read a page at a time.

use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{Params, Row, ToSql};

use crate::error::Result;
use crate::model::Position;
use crate::store::ReadTx;

/// The part of a list that a page shows.
#[derive(Clone, Copy)]
pub struct Window<'a> {
    /// The position that the page begins after.
    pub after: Position<'a>,
    /// The greatest number of entries.
    pub limit: u32,
}

/// A page of a list.
pub struct Page<T> {
    /// The entries.
    pub entries: Vec<T>,
    /// The position of the last entry if more entries follow.
    pub more_after: Option<(i64, String)>,
    /// How many entries match, on all pages together.
    pub total_count: u32,
}

impl<T> Page<T> {
    /// Returns a page of a list in which nothing matches.
    pub fn empty() -> Self {
        Self { entries: Vec::new(), more_after: None, total_count: 0 }
    }

    /// Converts each entry.
    pub fn map<U>(self, convert: impl FnMut(T) -> U) -> Page<U> {
        let Self { entries, more_after, total_count } = self;
        Page { entries: entries.into_iter().map(convert).collect(), more_after, total_count }
    }

    /// Converts each entry, where that may fail.
    pub fn try_map<U>(self, convert: impl FnMut(T) -> Result<U>) -> Result<Page<U>> {
        let Self { entries, more_after, total_count } = self;
        let entries = entries.into_iter().map(convert).collect::<Result<_>>()?;
        Ok(Page { entries, more_after, total_count })
    }
}

/// The statements that read a list of a table. The first parameter of each is the owner of the list. The filters follow; a
/// filter that is NULL matches everything.
pub(super) struct List<T> {
    /// Counts the entries of an owner from an index alone. It takes no filters.
    pub count_all: &'static str,
    /// Counts the entries that match.
    pub count: &'static str,
    /// Selects the entries that match and have a key greater than the parameter after the filters, at most as many as
    /// the last parameter says.
    pub select: &'static str,
    /// Reads a row of `select`.
    pub read: fn(&Row<'_>) -> rusqlite::Result<T>,
    /// The key of an entry.
    pub key: fn(&T) -> i64,
}

impl ReadTx<'_> {
    /// Reads a page of a list.
    pub(super) fn page<T>(
        &self,
        list: &List<T>,
        owner: &dyn ToSql,
        filters: &[&dyn ToSql],
        Window { after: (after, _), limit }: Window<'_>,
    ) -> Result<Page<T>> {
        let mut params = vec![owner];
        params.extend(filters);
        let total_count = if filters.iter().any(|filter| !is_null(*filter)) {
            self.count(list.count, params.as_slice())?
        } else {
            self.count(list.count_all, [owner])?
        };
        let rows_max = rows_max(limit);
        params.extend([&after as &dyn ToSql, &rows_max]);
        let rows = self.rows(list.select, params.as_slice(), list.read)?;
        Ok(cut(rows, limit, total_count, |entry| ((list.key)(entry), "")))
    }

    /// Reads the page of a list that is filtered by an id, which one entry at most has.
    pub(super) fn page_of_id<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Page<T>> {
        let entries = self.rows(sql, params, read)?;
        let total_count = u32::from(!entries.is_empty());
        Ok(Page { entries, more_after: None, total_count })
    }
}

/// Returns how many rows a page with this limit selects: one more than it shows, to know whether more follow.
pub(super) fn rows_max(limit: u32) -> i64 {
    i64::from(limit) + 1
}

/// Makes a page of the rows selected, which are at most [`rows_max`].
pub(super) fn cut<T>(
    mut entries: Vec<T>,
    limit: u32,
    total_count: u32,
    position: impl Fn(&T) -> Position<'_>,
) -> Page<T> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more_follow = entries.len() > limit;
    entries.truncate(limit);
    let last = entries.last().filter(|_| more_follow).map(position);
    let more_after = last.map(|(key, name)| (key, name.to_owned()));
    Page { entries, more_after, total_count }
}

fn is_null(value: &dyn ToSql) -> bool {
    matches!(value.to_sql(), Ok(ToSqlOutput::Borrowed(ValueRef::Null) | ToSqlOutput::Owned(Value::Null)))
}
