use crate::api::association::addressed::addressed_association;
use crate::api::association::inventory::require_no_static_route;
use crate::error::{Code, Result};
use crate::model::lifecycle::RouterEvent;
use crate::model::{AssociationId, AssociationNodeType, AssociationState, EcrId, Member, RouterState};
use crate::operation::{
    Command, Empty, Operation, Write, parameters, refused, require_region, require_router_idle,
};
use crate::store::{ReadTx, WriteTx};
use crate::transition;

parameters! {
    /// Unbinds a VPC or a transit router from a router.
    ///
    /// The router is `DISSOCIATING` and the association `DELETING`. Then the router is `ACTIVE` and
    /// the association no longer exists.
    pub struct DeleteExpressConnectRouterAssociation {
        /// The router.
        required ecr_id: EcrId = "EcrId",
        /// The association.
        required association_id: AssociationId = "AssociationId",
        /// Whether to unbind the transit router's side too. A transit router whose side is bound requires it (inferred).
        flag delete_attachment: bool = "DeleteAttachment",
    }
}

impl Operation for DeleteExpressConnectRouterAssociation {
    type Kind = Write;
    type Response = Empty;
    const ERRORS: &'static [Code] = &[
        Code::ResourceNotFoundEcrId,
        Code::ResourceNotFoundAssociationId,
        Code::OperationDeniedForceDeleting,
        Code::IncorrectStatusEcr,
        Code::IncorrectStatusEcrAssociation,
        Code::ConflictLock,
        Code::UnsupportedRegion,
        Code::OperationDeniedEcrAttachmentExisted,
        Code::OperationDeniedCrossAccountDisassociating,
        Code::OperationFailedUsedInRouteEntryNextHop,
        Code::OperationFailedRejectedByCenYaochi,
        Code::OperationFailedRejectedByEcYaochi,
        Code::OperationFailedRejectedByVpcYaochi,
        Code::OperationFailedCallingVpcYaochi,
    ];
}

impl Command for DeleteExpressConnectRouterAssociation {
    type Witness = (RouterState, AssociationState);

    fn resource(&self) -> String {
        self.association_id.to_string()
    }

    fn guard(&self, tx: &ReadTx<'_>) -> Result<Self::Witness> {
        let (router, association) = addressed_association(tx, &self.ecr_id, &self.association_id)?;
        require_router_idle::<Self>(&router, association.status.is_busy())?;
        require_region(tx, tx.context().region)?;
        let is_attached = association.node_type == AssociationNodeType::TransitRouter && association.attached;
        if is_attached && self.delete_attachment != Some(true) {
            let id = self.association_id.as_str();
            return Err(refused(Code::OperationDeniedEcrAttachmentExisted, "AssociationId", id));
        }
        if let Some(vpc_id) = tx.association_vpc(association.key)? {
            require_no_static_route(tx, &vpc_id, &self.ecr_id)?;
        }
        Ok((router, association))
    }

    fn apply(self, (router, association): Self::Witness, tx: &WriteTx<'_>) -> Result<Empty> {
        transition::begin(tx, &router, RouterEvent::Dissociate, Some(Member::Association(&association)))?;
        Ok(Empty {})
    }
}
