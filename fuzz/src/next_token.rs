//! Any text as a NextToken: it is spelt in one way, and every list answers it with a page or refuses it as a token.

use std::sync::LazyLock;

use crate::paged_lists::PagedList;
use crate::properties::next_token::holds;

static LISTS: LazyLock<Vec<PagedList>> =
    LazyLock::new(|| PagedList::each(3).into_iter().map(|(paged, _)| paged).collect());

pub fn check(input: &[u8]) {
    holds(&LISTS, &String::from_utf8_lossy(input));
}
