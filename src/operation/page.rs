//! Queries that return a page at a time.

use crate::error::{Code, Fault, Result};
use crate::model::{MaxResults, NextToken};
use crate::operation::{Operation, Query, Read, refused};
use crate::store::{Page, ReadTx, Window};

/// A query that returns a page at a time. Only the lists of this crate implement it, by `paged!`.
pub trait Paged: Operation<Kind = Read> + Clone {
    /// An entry of the list.
    type Entry;

    /// Returns the parameter `NextToken`.
    #[doc(hidden)]
    fn next_token(&self) -> Option<&NextToken>;

    /// Returns the parameter `MaxResults`.
    #[doc(hidden)]
    fn max_results(&self) -> Option<MaxResults>;

    /// Sets the paging parameters.
    #[doc(hidden)]
    fn set_paging(&mut self, next_token: Option<NextToken>, max_results: Option<MaxResults>);

    /// Builds an answer.
    #[doc(hidden)]
    fn answer(
        entries: Vec<Self::Entry>,
        max_results: u32,
        next_token: Option<NextToken>,
        total_count: u32,
    ) -> Self::Response;

    /// Returns the entries of an answer, and the token of the next page.
    #[doc(hidden)]
    fn into_entries(answer: Self::Response) -> (Vec<Self::Entry>, Option<NextToken>);
}

/// A paged query with the function that reads a page of it.
pub trait Listing: Paged {
    /// The number of entries of a page if `MaxResults` is absent.
    const PAGE: u32 = 20;

    /// Reads a page.
    fn page(&self, tx: &ReadTx<'_>, window: Window<'_>) -> Result<Page<Self::Entry>>;
}

impl<L: Listing> Query for L {
    /// A token is valid only for the filters, the caller and the world that it was issued for. An invalid one is refused
    /// before any look-up, as any other bad value.
    fn run(&self, tx: &ReadTx<'_>) -> Result<Self::Response> {
        let after = match self.next_token() {
            None => (0, ""),
            Some(token) => token
                .position(&token_scope(self, tx)?)
                .ok_or_else(|| refused(Code::IllegalParam, "NextToken", &token.to_string()))?,
        };
        let max_results = self.max_results().map_or(L::PAGE, MaxResults::get);
        let page = self.page(tx, Window { after, limit: max_results })?;
        let next_token = match page.more_after {
            None => None,
            Some((key, name)) => Some(NextToken::after((key, &name), &token_scope(self, tx)?)),
        };
        Ok(L::answer(page.entries, max_results, next_token, page.total_count))
    }
}

/// Returns what a token is valid for: the world, the caller and the query without its paging parameters.
fn token_scope<L: Listing>(query: &L, tx: &ReadTx<'_>) -> Result<String> {
    let mut filters = query.clone();
    filters.set_paging(None, None);
    let filters = serde_json::to_string(&filters)
        .map_err(|error| Fault::Internal(format!("a query cannot be written: {error}")))?;
    let context = tx.context();
    Ok(format!("{} {} {} {filters}", context.settings.seed, context.caller, L::NAME))
}

/// Declares the answer of a paged query: the list and the three fields that every such answer has.
///
/// The fields are in the order of the documented JSON: the list is first, or third if it is written after `..`.
macro_rules! paged {
    (
        $(#[$doc:meta])*
        $query:ident -> $answer:ident {
            $($(#[$first_doc:meta])* $first:ident: $first_entry:ident,)?
            $(.. $(#[$third_doc:meta])* $third:ident: $third_entry:ident,)?
        }
    ) => {
        $crate::operation::answer! {
            $(#[$doc])*
            pub struct $answer {
                $($(#[$first_doc])* pub $first: Vec<$first_entry>,)?
                /// The number of entries of a page.
                pub max_results: u32,
                /// The `NextToken` for the next page. `None` on the last page, which JSON writes as an empty text.
                #[serde(with = "crate::wire::spelling::empty_if_absent")]
                pub next_token: Option<$crate::model::NextToken>,
                $($(#[$third_doc])* pub $third: Vec<$third_entry>,)?
                /// The number of entries that match, on all pages.
                pub total_count: u32,
            }
        }

        impl $crate::operation::Paged for $query {
            type Entry = $($first_entry)? $($third_entry)?;

            fn next_token(&self) -> Option<&$crate::model::NextToken> {
                self.next_token.as_ref()
            }

            fn max_results(&self) -> Option<$crate::model::MaxResults> {
                self.max_results
            }

            fn set_paging(
                &mut self,
                next_token: Option<$crate::model::NextToken>,
                max_results: Option<$crate::model::MaxResults>,
            ) {
                (self.next_token, self.max_results) = (next_token, max_results);
            }

            fn answer(
                entries: Vec<Self::Entry>,
                max_results: u32,
                next_token: Option<$crate::model::NextToken>,
                total_count: u32,
            ) -> $answer {
                $answer { $($first: entries,)? max_results, next_token, $($third: entries,)? total_count }
            }

            fn into_entries(answer: $answer) -> (Vec<Self::Entry>, Option<$crate::model::NextToken>) {
                (answer.$($first)? $($third)?, answer.next_token)
            }
        }
    };
}
pub(crate) use paged;
