use crate::api::child_instance::inventory::require_vbr_stable;
use crate::error::{Code, Result};
use crate::model::{
    AccountId, Asn, ChildInstance, ChildInstanceStatus, EcrId, InstanceType, MemberDescription, Region,
    RouterState, Vbr, VbrId,
};
use crate::operation::{
    Command, Empty, Operation, Write, addressed_router, is_granted, parameters, refused, registered_instance,
    require_region, require_router_idle,
};
use crate::store::{ReadTx, WriteTx};
use crate::transition;

parameters! {
    /// Attaches a VBR to a router. The answer has no id; DescribeExpressConnectRouterChildInstance shows it.
    ///
    /// The router is `ASSOCIATING` and the child instance `CREATING`. Then both are `ACTIVE`.
    ///
    /// The owner and the region of a registered VBR must match the parameters, and another owner than the caller must have
    /// granted it. It must have the ASN of the router and support MP-BGP, and neither its routes nor its BGP group may be
    /// changing. An unregistered VBR can be attached in literal mode and does not exist in strict mode.
    pub struct AttachExpressConnectRouterChildInstance {
        /// The router.
        required ecr_id: EcrId = "EcrId",
        /// The VBR, which may be attached to one router only.
        required child_instance_id: VbrId = "ChildInstanceId",
        /// Its type.
        required child_instance_type: InstanceType = "ChildInstanceType",
        /// Its region, which must offer the product.
        required child_instance_region_id: Region = "ChildInstanceRegionId",
        /// The account that owns it. Defaults to the caller.
        blank_is_absent child_instance_owner_id: AccountId = "ChildInstanceOwnerId",
        /// The description. Defaults to empty.
        default_if_absent description: MemberDescription = "Description",
    }
}

impl Operation for AttachExpressConnectRouterChildInstance {
    type Kind = Write;
    type Response = Empty;
    const ERRORS: &'static [Code] = &[
        Code::IllegalParam,
        Code::ResourceNotFoundEcrId,
        Code::ResourceNotFoundAssociationId,
        // The look-up finds a VBR that is already bound, so this comes before the status of the router.
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

impl AttachExpressConnectRouterChildInstance {
    /// Returns the VBR if it is registered. Refuses one with another owner or region, one that is not granted, and one that
    /// cannot be attached.
    fn registered_vbr(&self, tx: &ReadTx<'_>, router: &RouterState) -> Result<Option<Vbr>> {
        const REJECTED: Code = Code::OperationFailedRejectedByEcYaochi;
        let id = self.child_instance_id.as_str();
        let Some(vbr) = registered_instance::<Vbr>(tx, REJECTED, "ChildInstanceId", id)? else {
            return Ok(None);
        };
        let asn = tx.router_asn(router.key)?.map(Asn::get);
        if vbr.local_asn.is_some() && vbr.local_asn != asn {
            return Err(refused(Code::ConflictAsnOfVbr, "ChildInstanceId", id));
        }
        if !vbr.supports_mp_bgp {
            return Err(refused(Code::OperationDeniedVbrDoesNotSupportMpbgp, "ChildInstanceId", id));
        }
        require_vbr_stable(&vbr)?;
        let owner = self.child_instance_owner_id.unwrap_or_else(|| tx.context().caller);
        let region = &self.child_instance_region_id;
        let is_as_described = (vbr.owner_id, &vbr.region_id) == (owner, region);
        if is_as_described && is_granted(tx, &self.ecr_id, owner, (id, region))? {
            Ok(Some(vbr))
        } else {
            Err(refused(REJECTED, "ChildInstanceId", id))
        }
    }
}

impl Command for AttachExpressConnectRouterChildInstance {
    /// The router, and the VBR if it is registered.
    type Witness = (RouterState, Option<Vbr>);

    fn resource(&self) -> String {
        self.child_instance_id.to_string()
    }

    fn guard(&self, tx: &ReadTx<'_>) -> Result<Self::Witness> {
        let router = addressed_router(tx, self.ecr_id.as_str())?;
        if tx.child_instance_find(&self.child_instance_id)?.is_some() {
            let bound = self.child_instance_id.as_str();
            return Err(refused(Code::IncorrectStatusEcrAssociation, "ChildInstanceId", bound));
        }
        require_router_idle::<Self>(&router, false)?;
        require_region(tx, &self.child_instance_region_id)?;
        let vbr = self.registered_vbr(tx, &router)?;
        Ok((router, vbr))
    }

    fn apply(self, (router, vbr): Self::Witness, tx: &WriteTx<'_>) -> Result<Empty> {
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
        transition::bind_child_instance(tx, &router, child, vbr.as_ref())?;
        Ok(Empty {})
    }
}
