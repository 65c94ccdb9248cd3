//! Grants: the permission for a router to bind an instance of another account.

use crate::model::{AccountId, EcrId, GrantId, GrantedId, Region, Timestamp};

word_type! {
    /// What can be granted.
    GrantedType {
        /// A virtual border router.
        Vbr = "VBR",
        /// A virtual private cloud.
        Vpc = "VPC",
    }
}

impl GrantedType {
    /// Returns whether an id is one of this type.
    pub(crate) fn is_of(self, id: &GrantedId) -> bool {
        let prefix = match self {
            Self::Vbr => "vbr-",
            Self::Vpc => "vpc-",
        };
        id.as_str().starts_with(prefix)
    }
}

word_type! {
    /// Who asks for grants.
    CallerType {
        /// A RAM user of the owner of the router.
        Sub = "sub",
        /// The owner of the router.
        Parent = "parent",
        /// The owner of an instance (observed in Terraform).
        Other = "OTHER",
    }
}

/// A grant as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The internal key: the counter that its id derives from, so creation order is key order.
    pub key: i64,
    pub grant_id: GrantId,
    /// The router, which need not be in this world.
    pub ecr_id: EcrId,
    pub ecr_owner: AccountId,
    /// The account that has granted.
    pub owner: AccountId,
    pub instance_id: GrantedId,
    pub instance_type: GrantedType,
    pub instance_region: Region,
    pub created: Timestamp,
}
