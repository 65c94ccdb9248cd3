//! Any text as a NextToken: it is spelt in one way, and every list answers it with a page or refuses it as a token.

use std::sync::LazyLock;

use crate::paged_lists::Shelf;
use crate::properties::next_token::holds;

static SHELVES: LazyLock<Vec<Shelf>> =
    LazyLock::new(|| Shelf::each(3).into_iter().map(|(shelf, _)| shelf).collect());

pub fn check(input: &[u8]) {
    holds(&SHELVES, &String::from_utf8_lossy(input));
}
