//! Allowed prefixes: what an association advertises.

use std::fmt;
use std::str::FromStr;

use ipnet::Ipv4Net;
use serde::{Deserialize, Serialize, Serializer};

use crate::model::Invalid;

/// An IPv4 CIDR block such as `10.0.0.0/24`. No bit is set beyond its length (our choice; no page says).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct Prefix(Ipv4Net);

impl Prefix {
    /// Whether every address of the other block is one of this.
    pub(crate) fn contains(&self, other: &Self) -> bool {
        self.0.contains(&other.0)
    }

    /// Whether some address is one of both.
    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        self.contains(other) || other.contains(self)
    }
}

impl FromStr for Prefix {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let block: Ipv4Net = text.parse().map_err(|_| Invalid::Format)?;
        // Writing it again catches every other spelling, such as a length of 024.
        if block.trunc() == block && block.to_string() == text {
            Ok(Self(block))
        } else {
            Err(Invalid::Format)
        }
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
        self.0.fmt(f)
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
    fn blocks_contain_and_overlap_each_other() {
        let block = |text: &str| text.parse::<Prefix>().unwrap();
        let (wide, narrow, beside) = (block("10.0.0.0/8"), block("10.1.0.0/16"), block("11.0.0.0/8"));
        assert!(wide.contains(&narrow) && wide.contains(&wide) && !narrow.contains(&wide));
        assert!(narrow.overlaps(&wide) && wide.overlaps(&narrow) && !wide.overlaps(&beside));
        assert!(block("0.0.0.0/0").contains(&block("255.255.255.255/32")));
    }

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
