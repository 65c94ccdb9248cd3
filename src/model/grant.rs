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
