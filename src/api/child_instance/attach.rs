//! AttachExpressConnectRouterChildInstance.

use std::borrow::Cow;

use crate::error::{Code, Result};
use crate::model::lifecycle::RouterEvent;
use crate::model::{
    AccountId, ChildInstance, ChildInstanceStatus, EcrId, InstanceType, MemberDescription, Region,
    RouterState, VbrId,
};
use crate::operation::{
    Command, Empty, Operation, Write, addressed_router, parameters, refused, require_idle, require_region,
};
use crate::store::{ReadTx, WriteTx};
use crate::transition::{self, Member};

parameters! {
    /// Attaches a VBR to a router. The answer has no id; DescribeExpressConnectRouterChildInstance shows it.
    ///
    /// The router is `ASSOCIATING` and the child instance `CREATING`, then both are `ACTIVE`. Any well-formed VBR exists,
    /// whoever is said to own it, and needs no grant.
    pub struct AttachExpressConnectRouterChildInstance {
        /// The router.
        required ecr_id: EcrId = "EcrId",
        /// The VBR, which may be attached to one router only.
        required child_instance_id: VbrId = "ChildInstanceId",
        /// Its type.
        required child_instance_type: InstanceType = "ChildInstanceType",
        /// Its region, which must offer the product.
        required child_instance_region_id: Region = "ChildInstanceRegionId",
        /// The account that owns it; absent means the caller.
        optional child_instance_owner_id: AccountId = "ChildInstanceOwnerId",
        /// The description; absent means empty.
        defaulted description: MemberDescription = "Description",
    }
}

impl Operation for AttachExpressConnectRouterChildInstance {
    type Kind = Write;
    type Response = Empty;
    const NAME: &'static str = "AttachExpressConnectRouterChildInstance";
    const ERRORS: &'static [Code] = &[
        Code::IllegalParam,
        Code::ResourceNotFoundEcrId,
        Code::ResourceNotFoundAssociationId,
        // A VBR that is already bound is found out by looking it up, so before the status of the router.
        Code::IncorrectStatusEcrAssociation,
        Code::OperationDeniedForceDeleting,
        Code::IncorrectStatusEcr,
        Code::ConflictLock,
        Code::UnsupportedRegion,
        Code::ConflictAsnOfVbr,
        Code::OperationDeniedCrossAccountDisassociating,
        Code::OperationDeniedEcrAttachmentExisted,
        Code::OperationDeniedVbrDoesNotSupportMpbgp,
        Code::OperationDeniedVbrHasRouteEntryInMiddleStatus,
        Code::OperationDeniedVbrHasBgpGroupInMiddleStatus,
        Code::OperationFailedRejectedByCenYaochi,
        Code::OperationFailedRejectedByEcYaochi,
        Code::OperationFailedRejectedByVpcYaochi,
    ];
}

impl Command for AttachExpressConnectRouterChildInstance {
    type Target = RouterState;

    fn resource(&self) -> Cow<'_, str> {
        self.child_instance_id.as_str().into()
    }

    fn guard(&self, tx: &ReadTx<'_>) -> Result<RouterState> {
        let router = addressed_router(tx, self.ecr_id.as_str())?;
        if tx.child_instance_find(&self.child_instance_id)?.is_some() {
            let bound = self.child_instance_id.as_str();
            return Err(refused(Code::IncorrectStatusEcrAssociation, "ChildInstanceId", bound));
        }
        require_idle::<Self>(&router, false)?;
        require_region(tx, &self.child_instance_region_id)?;
        Ok(router)
    }

    fn apply(self, router: RouterState, tx: &WriteTx<'_>) -> Result<Empty> {
        let key = tx.next_key()?;
        let context = tx.context();
        let child = ChildInstance {
            key,
            association_id: context.ids.association(key)?,
            router: router.key,
            instance_id: self.child_instance_id,
            region: self.child_instance_region_id,
            owner: self.child_instance_owner_id.unwrap_or(context.caller),
            description: self.description,
            status: ChildInstanceStatus::Creating,
            created: context.now,
            modified: context.now,
        };
        tx.child_instance_insert(&child)?;
        transition::begin(tx, &router, RouterEvent::Associate, Member::ChildInstance(&child))?;
        Ok(Empty {})
    }
}
