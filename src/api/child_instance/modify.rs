use crate::api::child_instance::addressed::addressed_child_instance;
use crate::error::{Code, Result};
use crate::model::{ChildInstance, EcrId, Evidence, InstanceType, MemberDescription, VbrId};
use crate::operation::{
    CodeEvidence, Command, Empty, GENERAL_CODES, Operation, Write, parameters, require_router_not_held,
};
use crate::store::{ReadTx, WriteTx};

parameters! {
    /// Changes the description of a child instance, at once. An absent one changes nothing, and an empty one clears it.
    ///
    /// Allowed while the router has another unfinished operation: Terraform sends it while members are being bound.
    pub struct ModifyExpressConnectRouterChildInstance {
        /// The router.
        required ecr_id: EcrId = "EcrId",
        /// The VBR.
        required child_instance_id: VbrId = "ChildInstanceId",
        /// Its type.
        required child_instance_type: InstanceType = "ChildInstanceType",
        /// The new description.
        blank_is_value description: MemberDescription = "Description",
    }
}

const SIBLING: Evidence = Evidence::inferred("its sibling DetachExpressConnectRouterChildInstance lists it");

impl Operation for ModifyExpressConnectRouterChildInstance {
    type Kind = Write;
    type Response = Empty;
    const ERRORS: &'static [Code] = &[
        Code::IllegalParam,
        Code::ResourceNotFoundEcrId,
        Code::ResourceNotFoundAssociationId,
        Code::OperationDeniedForceDeleting,
        Code::IncorrectStatusEcr,
        Code::IncorrectStatusEcrAssociation,
    ];
    const CODE_EVIDENCE: CodeEvidence = &[(SIBLING, Self::ERRORS), (SIBLING, GENERAL_CODES)];
}

impl Command for ModifyExpressConnectRouterChildInstance {
    type Witness = ChildInstance;

    fn resource(&self) -> String {
        self.child_instance_id.to_string()
    }

    fn guard(&self, tx: &ReadTx<'_>) -> Result<ChildInstance> {
        let unknown = (Code::ResourceNotFoundAssociationId, "ChildInstanceId");
        let (router, child) = addressed_child_instance(tx, &self.ecr_id, &self.child_instance_id, unknown)?;
        require_router_not_held::<Self>(&router, child.status.is_busy())?;
        Ok(child)
    }

    fn apply(self, child: ChildInstance, tx: &WriteTx<'_>) -> Result<Empty> {
        if let Some(description) = &self.description {
            tx.child_instance_set_description(child.key, description)?;
        }
        Ok(Empty {})
    }
}
