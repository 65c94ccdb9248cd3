//! Accounts.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::model::text::parse_integer;
use crate::model::{Invalid, ParameterType, Values};

/// The id of an Alibaba Cloud account: a number from 1 to `i64::MAX`. Real ones have 16 digits (documented).
///
/// ```
/// use ecr_sim::AccountId;
///
/// assert_eq!(AccountId::try_from(1234567890123456)?.get(), 1234567890123456);
/// assert!(AccountId::try_from(0).is_err());
/// # Ok::<(), ecr_sim::Invalid>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u64")]
pub struct AccountId(u64);

impl AccountId {
    /// The account that a world is created with unless the builder is given another.
    pub(super) const DEFAULT: Self = Self(1_234_567_890_123_456);

    /// Returns the number.
    pub const fn get(self) -> u64 {
        self.0
    }
}

impl TryFrom<u64> for AccountId {
    type Error = Invalid;

    fn try_from(number: u64) -> Result<Self, Invalid> {
        if (1..=i64::MAX.cast_unsigned()).contains(&number) {
            Ok(Self(number))
        } else {
            Err(Invalid::NotAllowed)
        }
    }
}

impl ParameterType for AccountId {
    const VALUES: Values = Values::Integer(&[(1, i64::MAX)]);
}

impl FromStr for AccountId {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        u64::try_from(parse_integer(text)?).map_err(|_| Invalid::NotAllowed)?.try_into()
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
