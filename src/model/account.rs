//! Accounts.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::model::text::parse_integer;
use crate::model::{Invalid, ParameterType, Values};

/// The id of an Alibaba Cloud account, a positive 64-bit number; real ones have 16 digits (documented).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct AccountId(u64);

impl AccountId {
    /// The number.
    pub const fn get(self) -> u64 {
        self.0
    }
}

impl From<u64> for AccountId {
    fn from(number: u64) -> Self {
        Self(number)
    }
}

impl ParameterType for AccountId {
    const VALUES: Values = Values::Integer(&[(1, i64::MAX)]);
}

impl FromStr for AccountId {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        match u64::try_from(parse_integer(text)?) {
            Ok(number) if number > 0 => Ok(Self(number)),
            _ => Err(Invalid::NotAllowed),
        }
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
