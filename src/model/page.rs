//! Paging: how many, and where the next page begins.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::model::Invalid;
use crate::model::text::parse_integer;

/// How many entries a page may have: 1 to 2147483647 (documented).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "i64")]
pub struct MaxResults(u32);

impl MaxResults {
    /// The number.
    pub const fn get(self) -> u32 {
        self.0
    }

    /// The default that an operation documents.
    pub(crate) const fn documented(number: u32) -> Self {
        Self(number)
    }
}

impl TryFrom<i64> for MaxResults {
    type Error = Invalid;

    fn try_from(number: i64) -> Result<Self, Invalid> {
        match u32::try_from(number) {
            Ok(number @ 1..=0x7fff_ffff) => Ok(Self(number)),
            _ => Err(Invalid::NotAllowed),
        }
    }
}

impl FromStr for MaxResults {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        parse_integer(text)?.try_into()
    }
}

impl fmt::Display for MaxResults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The last key of a page, bound to the query that it belongs to.
///
/// As text it is a `NextToken`: the key and a fingerprint of query and key, in hexadecimal. It holds nothing secret;
/// the fingerprint only tells a token of another query, caller or world from one of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageKey(i64);

impl PageKey {
    /// Before the first entry.
    pub const START: Self = Self(0);

    /// After the entry with this internal key.
    pub const fn after(key: i64) -> Self {
        Self(key)
    }

    /// The internal key after which the page begins.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// The token that leads here from an answer to `query`.
    pub fn to_token(self, query: &str) -> String {
        format!("{:016x}{:016x}", self.0, self.fingerprint(query))
    }

    /// Reads a token; `None` if it is not one that an answer to `query` could have given.
    pub fn from_token(token: &str, query: &str) -> Option<Self> {
        let (key, _) = token.split_at_checked(16)?;
        let key = Self(i64::from_str_radix(key, 16).ok()?);
        // Writing it again catches a wrong fingerprint and every other spelling of the key.
        (key.to_token(query) == token).then_some(key)
    }

    /// FNV-1a with 64 bits, which stays the same for ever.
    fn fingerprint(self, query: &str) -> u64 {
        let bytes = query.bytes().chain(self.0.to_be_bytes());
        bytes
            .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
    }
}
