//! Child instances: virtual border routers attached to a router.

use crate::model::{
    AccountId, AssociationId, ChildInstanceStatus, MemberDescription, Region, Timestamp, VbrId,
};

word_type! {
    /// The type of an instance. The API knows one.
    InstanceType {
        /// A virtual border router.
        Vbr = "VBR",
    }
}

/// A child instance as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChildInstance {
    /// The internal key: the counter that its id derives from, so creation order is key order.
    pub key: i64,
    pub association_id: AssociationId,
    /// The key of the router.
    pub router: i64,
    pub instance_id: VbrId,
    pub region: Region,
    pub owner: AccountId,
    pub description: MemberDescription,
    pub status: ChildInstanceStatus,
    pub created: Timestamp,
    pub modified: Timestamp,
}
