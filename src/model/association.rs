//! Associations: VPCs and transit routers bound to a router.

use crate::model::{
    AccountId, AssociationId, AssociationStatus, CenId, MemberDescription, Prefixes, PrefixesMode, Region,
    Timestamp, TransitRouterId, VpcId,
};

word_type! {
    /// What an association binds.
    AssociationNodeType {
        /// A virtual private cloud.
        Vpc = "VPC",
        /// A transit router.
        TransitRouter = "TR",
    }
}

/// What an association binds, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    Vpc { id: VpcId, owner: AccountId },
    TransitRouter { id: TransitRouterId, owner: AccountId, cen_id: Option<CenId> },
}

impl Node {
    /// Returns its id.
    pub fn id(&self) -> &str {
        match self {
            Self::Vpc { id, .. } => id.as_str(),
            Self::TransitRouter { id, .. } => id.as_str(),
        }
    }

    /// Returns which of the two it is.
    pub fn node_type(&self) -> AssociationNodeType {
        match self {
            Self::Vpc { .. } => AssociationNodeType::Vpc,
            Self::TransitRouter { .. } => AssociationNodeType::TransitRouter,
        }
    }
}

/// What the rules need to know of an association.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AssociationState {
    /// The internal key.
    pub key: i64,
    /// The key of the router.
    pub router: i64,
    pub node_type: AssociationNodeType,
    pub status: AssociationStatus,
    /// Whether the other side is bound too: always for a VPC.
    pub attached: bool,
    /// Whether there may be tags to delete with it.
    pub tagged: bool,
}

/// An association as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Association {
    /// The internal key: the counter that its id derives from, so creation order is key order.
    pub key: i64,
    pub association_id: AssociationId,
    /// The key of the router.
    pub router: i64,
    pub node: Node,
    pub region: Region,
    pub description: MemberDescription,
    pub prefixes: Prefixes,
    pub prefixes_mode: PrefixesMode,
    pub status: AssociationStatus,
    pub attached: bool,
    pub tagged: bool,
    pub created: Timestamp,
    pub modified: Timestamp,
}

impl Association {
    /// Returns what the rules need to know of it.
    pub fn state(&self) -> AssociationState {
        AssociationState {
            key: self.key,
            router: self.router,
            node_type: self.node.node_type(),
            status: self.status,
            attached: self.attached,
            tagged: self.tagged,
        }
    }
}
