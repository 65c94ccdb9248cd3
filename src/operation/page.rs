//! Lists that are answered a page at a time.

use crate::error::{Code, Result};
use crate::model::{MaxResults, NextToken, Place};
use crate::operation::{Query, refused};
use crate::store::ReadTx;

/// A page of a list, and how to get the next.
pub struct Page<T> {
    /// The entries.
    pub entries: Vec<T>,
    /// How many there may be.
    pub max_results: u32,
    /// What to send for the next page; absent on the last.
    pub next_token: Option<NextToken>,
    /// How many match in all.
    pub total_count: u32,
}

/// The place after which a page begins: before all, or what the token of the page before says.
///
/// `filters` makes the query without its paging parameters; a token is good only for the filters, the caller and the world
/// it came from. A bad one is a bad value, so it is read before anything is looked up.
pub fn page_start<'a, Q: Query>(
    tx: &ReadTx<'_>,
    filters: impl Fn() -> Q,
    next_token: Option<&'a NextToken>,
) -> Result<Place<'a>> {
    let Some(token) = next_token else { return Ok((0, "")) };
    token
        .place(&paged(tx, &filters()))
        .ok_or_else(|| refused(Code::IllegalParam, "NextToken", &token.to_string()))
}

/// What a token is bound to.
fn paged<Q: Query>(tx: &ReadTx<'_>, filters: &Q) -> String {
    let context = tx.context();
    let filters = serde_json::to_string(filters).unwrap_or_default();
    format!("{} {} {} {filters}", context.settings.seed, context.caller, Q::NAME)
}

/// Cuts a page out of a list: lets `fetch` read one entry more than fits, and writes the next token.
pub fn page<Q: Query, T>(
    tx: &ReadTx<'_>,
    filters: impl Fn() -> Q,
    from: Place<'_>,
    max_results: MaxResults,
    place_of: fn(&T) -> Place<'_>,
    fetch: impl FnOnce(Place<'_>, u32) -> Result<(Vec<T>, u32)>,
) -> Result<Page<T>> {
    let max_results = max_results.get();
    let (mut entries, total_count) = fetch(from, max_results)?;
    let fits = usize::try_from(max_results).unwrap_or(usize::MAX);
    let mut next_token = None;
    if entries.len() > fits {
        entries.truncate(fits);
        if let Some(last) = entries.last() {
            next_token = Some(NextToken::after(place_of(last), &paged(tx, &filters())));
        }
    }
    Ok(Page { entries, max_results, next_token, total_count })
}
