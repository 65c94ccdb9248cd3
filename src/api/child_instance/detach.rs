use crate::api::child_instance::addressed::addressed_child_instance;
use crate::api::child_instance::inventory::require_vbr_stable;
use crate::error::{Code, Result};
use crate::model::lifecycle::RouterEvent;
use crate::model::{ChildInstance, EcrId, InstanceType, Member, RouterState, VbrId};
use crate::operation::{Command, Empty, Operation, Write, parameters, require_region, require_router_idle};
use crate::store::{ReadTx, WriteTx};
use crate::transition;

parameters! {
    /// Detaches a VBR from a router. Its flow logs are kept.
    ///
    /// The router is `DISSOCIATING` and the child instance `DELETING`. Then the router is `ACTIVE` and the child instance
    /// no longer exists.
    pub struct DetachExpressConnectRouterChildInstance {
        /// The router.
        required ecr_id: EcrId = "EcrId",
        /// The VBR.
        required child_instance_id: VbrId = "ChildInstanceId",
        /// Its type.
        required child_instance_type: InstanceType = "ChildInstanceType",
    }
}

impl Operation for DetachExpressConnectRouterChildInstance {
    type Kind = Write;
    type Response = Empty;
    const ERRORS: &'static [Code] = &[
        Code::IllegalParam,
        Code::ResourceNotFoundEcrId,
        Code::ResourceNotFoundAssociationId,
        Code::OperationDeniedForceDeleting,
        Code::IncorrectStatusEcr,
        Code::IncorrectStatusEcrAssociation,
        Code::ConflictLock,
        Code::UnsupportedRegion,
        Code::OperationDeniedCrossAccountDisassociating,
        Code::OperationDeniedEcrAttachmentExisted,
        Code::OperationDeniedVbrHasRouteEntryInMiddleStatus,
        Code::OperationDeniedVbrHasBgpGroupInMiddleStatus,
        Code::OperationFailedRejectedByCenYaochi,
        Code::OperationFailedRejectedByEcYaochi,
        Code::OperationFailedRejectedByVpcYaochi,
    ];
}

impl Command for DetachExpressConnectRouterChildInstance {
    type Witness = (RouterState, ChildInstance);

    fn resource(&self) -> String {
        self.child_instance_id.to_string()
    }

    fn guard(&self, tx: &ReadTx<'_>) -> Result<Self::Witness> {
        let unknown = (Code::ResourceNotFoundAssociationId, "ChildInstanceId");
        let (router, child) = addressed_child_instance(tx, &self.ecr_id, &self.child_instance_id, unknown)?;
        require_router_idle::<Self>(&router, child.status.is_busy())?;
        require_region(tx, tx.context().region)?;
        if let Some(vbr) = tx.inventory_find(child.instance_id.as_str())? {
            require_vbr_stable(&vbr)?;
        }
        Ok((router, child))
    }

    fn apply(self, (router, child): Self::Witness, tx: &WriteTx<'_>) -> Result<Empty> {
        transition::begin(tx, &router, RouterEvent::Dissociate, Some(Member::ChildInstance(&child)))?;
        Ok(Empty {})
    }
}
