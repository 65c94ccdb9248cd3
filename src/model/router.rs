//! Routers.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::model::{
    AccountId, Description, EcrId, Invalid, Name, ParameterType, ResourceGroupId, RouterStatus, Timestamp,
    Values,
};

/// The ASN of the Alibaba side: 45104, 64512 to 65534 without 65025, or 4200000000 to 4294967294 (documented).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "i64")]
pub struct Asn(u32);

impl Asn {
    /// Returns the number.
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl TryFrom<i64> for Asn {
    type Error = Invalid;

    fn try_from(number: i64) -> Result<Self, Invalid> {
        match u32::try_from(number) {
            Ok(asn @ (45104 | 64512..=65024 | 65026..=65534 | 4_200_000_000..=4_294_967_294)) => {
                Ok(Self(asn))
            }
            _ => Err(Invalid::NotAllowed),
        }
    }
}

impl ParameterType for Asn {
    const VALUES: Values =
        Values::Integer(&[(45104, 45104), (64512, 65024), (65026, 65534), (4_200_000_000, 4_294_967_294)]);
}

integer_type!(Asn);

impl fmt::Display for Asn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

word_type! {
    /// Whether a router is paid for. No operation changes it, so every router of the simulator is `Normal`.
    BizStatus {
        /// In good standing.
        Normal = "Normal",
        /// Locked for an overdue payment.
        FinancialLocked = "FinancialLocked",
    }
}

/// What the rules need to know of a router.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RouterState {
    /// The internal key.
    pub key: i64,
    pub owner: AccountId,
    pub status: RouterStatus,
    pub tagged: bool,
}

/// A router as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Router {
    /// The internal key: the counter that its id derives from, so creation order is key order.
    pub key: i64,
    pub ecr_id: EcrId,
    pub owner: AccountId,
    pub asn: Asn,
    pub name: Name,
    pub description: Description,
    pub resource_group_id: ResourceGroupId,
    pub status: RouterStatus,
    pub tagged: bool,
    pub created: Timestamp,
    pub modified: Timestamp,
}
