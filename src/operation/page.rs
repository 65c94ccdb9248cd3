//! Queries that are answered a page at a time.

use crate::error::{Code, Fault, Result};
use crate::model::{MaxResults, NextToken};
use crate::operation::{Operation, Query, Read, refused};
use crate::store::{Page, ReadTx, Window};

/// A query that is answered a page at a time. Implemented by the lists of this crate only.
//
// `paged!` generates the implementations.
pub trait Paged: Operation<Kind = Read> + Clone {
    /// An entry of the list.
    type Entry;

    /// The parameter `NextToken`.
    #[doc(hidden)]
    fn next_token(&self) -> Option<&NextToken>;

    /// The parameter `MaxResults`.
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

    /// The entries of an answer, and the token of the next page.
    #[doc(hidden)]
    fn into_entries(answer: Self::Response) -> (Vec<Self::Entry>, Option<NextToken>);
}

/// How a paged query finds its entries.
pub trait Listing: Paged {
    /// How many entries a page has if `MaxResults` is absent.
    const PAGE: u32;

    /// Reads a page.
    fn page(&self, tx: &ReadTx<'_>, window: Window<'_>) -> Result<Page<Self::Entry>>;
}

impl<L: Listing> Query for L {
    /// A token is good only for the filters, the caller and the world it came from. A bad one is a bad value, so it is
    /// refused before anything is looked up.
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

/// What a token is bound to: the world, the caller and the query without its paging parameters.
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
/// The fields follow in the order of the documented JSON: the list first, unless it comes `after next_token`.
macro_rules! paged {
    (
        $(#[$doc:meta])*
        $query:ident -> $answer:ident {
            $(#[$list_doc:meta])*
            $list:ident: $entry:ty,
        }
    ) => {
        paged!(@define [$(#[$doc])*] $query $answer $list $entry, [$(#[$list_doc])* pub $list: Vec<$entry>,] []);
    };
    (
        $(#[$doc:meta])*
        $query:ident -> $answer:ident {
            $(#[$list_doc:meta])*
            $list:ident: $entry:ty, after next_token,
        }
    ) => {
        paged!(@define [$(#[$doc])*] $query $answer $list $entry, [] [$(#[$list_doc])* pub $list: Vec<$entry>,]);
    };
    (@define [$($doc:tt)*] $query:ident $answer:ident $list:ident $entry:ty, [$($first:tt)*] [$($third:tt)*]) => {
        $($doc)*
        #[non_exhaustive]
        #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "PascalCase")]
        pub struct $answer {
            $($first)*
            /// How many entries a page has.
            pub max_results: u32,
            /// The `NextToken` of the query for the next page. `None` on the last page, spelt as an empty text in JSON.
            #[serde(with = "crate::wire::spelling::empty_if_absent")]
            pub next_token: Option<$crate::model::NextToken>,
            $($third)*
            /// How many entries match, on all pages together.
            pub total_count: u32,
        }

        impl $crate::operation::Paged for $query {
            type Entry = $entry;

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
                $list: Vec<$entry>,
                max_results: u32,
                next_token: Option<$crate::model::NextToken>,
                total_count: u32,
            ) -> $answer {
                $answer { $list, max_results, next_token, total_count }
            }

            fn into_entries(answer: $answer) -> (Vec<$entry>, Option<$crate::model::NextToken>) {
                (answer.$list, answer.next_token)
            }
        }
    };
}
pub(crate) use paged;
