//! Allowed prefixes: what an association advertises.

use std::fmt;
use std::str::FromStr;

use ipnet::Ipv4Net;
use serde::{Deserialize, Serialize, Serializer};

use crate::model::{Invalid, ParameterType, Values};

/// An IPv4 CIDR block such as `10.0.0.0/24`. No bit is set beyond its length (our choice; no page says).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct Prefix(Ipv4Net);

impl Prefix {
    /// Returns the block itself and all that contain it.
    pub(crate) fn with_supernets(self) -> impl Iterator<Item = Self> {
        std::iter::successors(Some(self.0), Ipv4Net::supernet).map(Self)
    }

    /// Returns whether some address is in blocks of both lists.
    pub(crate) fn overlap(ours: &[Self], theirs: &[Self]) -> bool {
        let mut blocks: Vec<(Ipv4Net, usize)> = ours.iter().map(|block| (block.0, 0)).collect();
        blocks.extend(theirs.iter().map(|block| (block.0, 1)));
        blocks.sort_unstable();
        // Blocks lie in each other or apart, so only how far each list reaches so far matters.
        let mut ends = [None; 2];
        blocks.into_iter().any(|(block, side)| {
            let [ours, theirs] = ends;
            let (own, other) = if side == 0 { (ours, theirs) } else { (theirs, ours) };
            let end = own.max(Some(block.broadcast()));
            ends = if side == 0 { [end, other] } else { [other, end] };
            other >= Some(block.network())
        })
    }
}

impl ParameterType for Prefix {
    const VALUES: Values = Values::Text { form: "IPv4 CIDR block", chars: None };
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
    /// How allowed prefixes affect other routes (documented). No page names the default: `MatchMode` is our choice.
    #[derive(Default)]
    PrefixesMode {
        /// Only the prefixes are advertised; more specific routes are withdrawn.
        #[default]
        Match = "MatchMode",
        /// Only routes inside the prefixes are withdrawn; the others stay.
        Incremental = "IncrementalMode",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_overlap_where_a_block_lies_in_one_of_the_other() {
        let blocks = |texts: &[&str]| texts.iter().map(|text| text.parse().unwrap()).collect::<Vec<Prefix>>();
        for (ours, theirs, expected) in [
            (&["10.0.0.0/8"][..], &["10.1.0.0/16"][..], true),
            (&["10.1.0.0/16"], &["11.0.0.0/8", "10.0.0.0/8"], true),
            (&["10.0.0.0/8"], &["10.0.0.0/8"], true),
            (&["10.0.0.0/8", "12.0.0.0/8"], &["11.0.0.0/8", "13.0.0.0/8"], false),
            (&["10.0.0.0/8", "10.1.0.0/16", "10.2.0.0/16"], &["10.200.0.0/16"], true),
            (&["10.0.0.0/16", "10.0.0.0/24"], &["10.1.0.0/16"], false),
            (&["0.0.0.0/0"], &["255.255.255.255/32"], true),
            (&[], &["0.0.0.0/0"], false),
        ] {
            let (ours, theirs) = (blocks(ours), blocks(theirs));
            assert_eq!(Prefix::overlap(&ours, &theirs), expected, "{ours:?} {theirs:?}");
            assert_eq!(Prefix::overlap(&theirs, &ours), expected, "{ours:?} {theirs:?}");
        }
    }

    #[test]
    fn a_block_lies_in_itself_and_in_all_that_are_wider() {
        let block: Prefix = "10.1.0.0/16".parse().unwrap();
        let wider: Vec<String> = block.with_supernets().map(|wider| wider.to_string()).collect();
        assert_eq!((wider.len(), wider[0].as_str(), wider[8].as_str()), (17, "10.1.0.0/16", "10.0.0.0/8"));
        assert_eq!(wider[16], "0.0.0.0/0");
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
