//! Typed fields → name/value pairs: the reverse of [`Params`](crate::wire::Params).

use std::fmt::Display;

use crate::wire::params::{ItemList, PLAIN};

/// Adds a parameter, unless it is absent.
pub fn push_value<'v, T: Display + 'v>(
    pairs: &mut Vec<(String, String)>,
    name: &str,
    value: impl Into<Option<&'v T>>,
) {
    pairs.extend(value.into().map(|value| (name.to_owned(), value.to_string())));
}

/// Adds the items of a list, numbered from 1.
pub fn push_list<L: ItemList>(pairs: &mut Vec<(String, String)>, name: &str, list: &L) {
    for (index, texts) in (1..).zip(list.to_items()) {
        for (field, text) in L::FIELDS.into_iter().zip(texts) {
            let dot = if field == PLAIN { "" } else { "." };
            pairs.extend(text.map(|text| (format!("{name}.{index}{dot}{field}"), text)));
        }
    }
}
