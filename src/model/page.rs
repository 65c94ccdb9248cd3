//! Paging: the size of a page and the start of the next one.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize, Serializer};

use crate::model::{Invalid, ParameterType, Values};

/// How many entries a page may have: 1 to 2147483647 (documented).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "i64")]
pub struct MaxResults(u32);

impl MaxResults {
    /// Returns the number.
    pub const fn get(self) -> u32 {
        self.0
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

impl ParameterType for MaxResults {
    const VALUES: Values = Values::Integer(&[(1, 0x7fff_ffff)]);
}

integer_type!(MaxResults);

impl fmt::Display for MaxResults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The start of the next page of a list: the position of the last entry and a fingerprint of the query, in hexadecimal
/// (our choice). It holds nothing secret. The fingerprint detects tokens of other queries, callers and worlds.
///
/// Any text of 32 or more lower-case hexadecimal digits parses. A query refuses a token that was not issued for it with
/// `IllegalParam.NextToken`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NextToken {
    key: u64,
    fingerprint: u64,
    name: String,
}

/// The position of an entry in a list: its internal key, and its name in a list where several entries share a key.
pub(crate) type Position<'a> = (i64, &'a str);

impl NextToken {
    /// Creates the token for the page after the entry at this position of `query`.
    pub(crate) fn after((key, name): Position<'_>, query: &str) -> Self {
        let key = key.cast_unsigned();
        // FNV-1a with 64 bits, so that the tokens stay the same between versions.
        let fingerprint = query
            .bytes()
            .chain(key.to_be_bytes())
            .chain(name.bytes())
            .fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
            });
        Self { key, fingerprint, name: name.to_owned() }
    }

    /// Returns the position that the page begins after. `None` if the token was not issued for `query`.
    pub(crate) fn position(&self, query: &str) -> Option<Position<'_>> {
        let position = (self.key.cast_signed(), self.name.as_str());
        (Self::after(position, query) == *self).then_some(position)
    }
}

impl ParameterType for NextToken {
    const VALUES: Values = Values::Text { form: "the NextToken of the page before", chars: None };
}

impl FromStr for NextToken {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let digits = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let (key, rest) = text.split_at_checked(16).filter(|_| digits).ok_or(Invalid::NotAllowed)?;
        let (fingerprint, name) = rest.split_at_checked(16).ok_or(Invalid::NotAllowed)?;
        let number = |digits| u64::from_str_radix(digits, 16).map_err(|_| Invalid::NotAllowed);
        let bytes = name.as_bytes().chunks(2).map(|pair| match std::str::from_utf8(pair) {
            Ok(pair) if pair.len() == 2 => u8::from_str_radix(pair, 16).map_err(|_| Invalid::NotAllowed),
            _ => Err(Invalid::NotAllowed),
        });
        let name = String::from_utf8(bytes.collect::<Result<_, _>>()?).map_err(|_| Invalid::NotAllowed)?;
        Ok(Self { key: number(key)?, fingerprint: number(fingerprint)?, name })
    }
}

impl fmt::Display for NextToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}{:016x}", self.key, self.fingerprint)?;
        self.name.bytes().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl Serialize for NextToken {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
