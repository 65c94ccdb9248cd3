//! Allowed prefixes: what an association advertises.

use std::fmt;
use std::net::Ipv4Addr;
use std::str::FromStr;

use serde::{Deserialize, Serialize, Serializer};

use crate::model::Invalid;

/// An IPv4 CIDR block such as `10.0.0.0/24`. No bit is set beyond its length (our choice; no page says).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct Prefix {
    address: Ipv4Addr,
    length: u8,
}

impl FromStr for Prefix {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let (address, digits) = text.split_once('/').ok_or(Invalid::Format)?;
        let address: Ipv4Addr = address.parse().map_err(|_| Invalid::Format)?;
        let length: u8 = digits.parse().map_err(|_| Invalid::Format)?;
        let prefix = Self { address, length };
        let host_bits = u32::MAX.checked_shr(length.into()).unwrap_or(0);
        // Writing it again catches every other spelling, such as a length of 024.
        if length > 32 || u32::from(address) & host_bits != 0 || prefix.to_string() != text {
            return Err(Invalid::Format);
        }
        Ok(prefix)
    }
}

impl TryFrom<String> for Prefix {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        text.parse()
    }
}

impl Serialize for Prefix {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl fmt::Display for Prefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.length)
    }
}

list_type! {
    /// A list of allowed prefixes: at most 10,000 (documented by the gateway), in the order that was given.
    Prefixes of Prefix, at most 10_000
}

word_type! {
    /// What becomes of routes that allowed prefixes do not name (documented).
    PrefixesMode {
        /// Only the prefixes are advertised; more specific routes are withdrawn.
        Match = "MatchMode",
        /// Only routes inside the prefixes are withdrawn; the others stay.
        Incremental = "IncrementalMode",
    }
}

impl Default for PrefixesMode {
    /// `MatchMode` (our choice: no page says).
    fn default() -> Self {
        Self::Match
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_is_a_block_in_its_usual_spelling() {
        for text in ["0.0.0.0/0", "10.0.0.0/8", "172.16.3.128/25", "255.255.255.255/32"] {
            assert_eq!(text.parse::<Prefix>().unwrap().to_string(), text);
        }
        for text in [
            "",
            "10.0.0.0",
            "10.0.0.0/",
            "10.0.0.1/24",
            "10.0.0.0/33",
            "10.0.0/8",
            "010.0.0.0/8",
            "10.0.0.0/08",
            "10.0.0.0/+8",
            "::/0",
            "10.0.0.0/8 ",
            "1.1.1.1/0",
        ] {
            assert_eq!(text.parse::<Prefix>(), Err(Invalid::Format), "{text}");
        }
    }
}
