//! ModifyExpressConnectRouterChildInstance.

use std::borrow::Cow;

use crate::error::{Code, Result};
use crate::model::{ChildInstance, EcrId, InstanceType, MemberDescription, VbrId};
use crate::operation::{
    Command, Empty, Operation, Write, addressed_router, parameters, refused, require_router_not_held,
};
use crate::store::{ReadTx, WriteTx};

parameters! {
    /// Changes the description of a child instance at once. Absent, it stays; empty, it is cleared.
    ///
    /// Another unfinished operation on the router does not matter: Terraform sends it while members are being bound.
    pub struct ModifyExpressConnectRouterChildInstance {
        /// The router.
        required ecr_id: EcrId = "EcrId",
        /// The VBR.
        required child_instance_id: VbrId = "ChildInstanceId",
        /// Its type.
        required child_instance_type: InstanceType = "ChildInstanceType",
        /// The new description.
        optional_or_blank description: MemberDescription = "Description",
    }
}

impl Operation for ModifyExpressConnectRouterChildInstance {
    type Kind = Write;
    type Response = Empty;
    const NAME: &'static str = "ModifyExpressConnectRouterChildInstance";
    const ERRORS: &'static [Code] = &[
        Code::IllegalParam,
        Code::ResourceNotFoundEcrId,
        Code::ResourceNotFoundAssociationId,
        Code::OperationDeniedForceDeleting,
        Code::IncorrectStatusEcr,
        Code::IncorrectStatusEcrAssociation,
    ];
}

impl Command for ModifyExpressConnectRouterChildInstance {
    type Witness = ChildInstance;

    fn resource(&self) -> Cow<'_, str> {
        self.child_instance_id.as_str().into()
    }

    fn guard(&self, tx: &ReadTx<'_>) -> Result<ChildInstance> {
        let router = addressed_router(tx, self.ecr_id.as_str())?;
        let child =
            tx.child_instance_find(&self.child_instance_id)?.filter(|child| child.router == router.key);
        let Some(child) = child else {
            let unknown = self.child_instance_id.as_str();
            return Err(refused(Code::ResourceNotFoundAssociationId, "ChildInstanceId", unknown));
        };
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
