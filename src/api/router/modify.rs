use crate::error::{Code, Result};
use crate::model::{Description, EcrId, Name, RouterState};
use crate::operation::{Command, Empty, Operation, Write, idle_router, parameters};
use crate::store::{ReadTx, WriteTx};

parameters! {
    /// Changes the name and the description of a router. An absent text changes nothing, and an empty one clears it.
    pub struct ModifyExpressConnectRouter {
        /// The router.
        required ecr_id: EcrId = "EcrId",
        /// The new name.
        blank_is_value name: Name = "Name",
        /// The new description.
        blank_is_value description: Description = "Description",
    }
}

impl Operation for ModifyExpressConnectRouter {
    type Kind = Write;
    type Response = Empty;
    const ERRORS: &'static [Code] = &[
        Code::ResourceNotFoundEcrId,
        Code::OperationDeniedForceDeleting,
        Code::IncorrectStatusEcr,
        Code::ConflictLock,
    ];
}

impl Command for ModifyExpressConnectRouter {
    type Witness = RouterState;

    fn resource(&self) -> String {
        self.ecr_id.to_string()
    }

    fn guard(&self, tx: &ReadTx<'_>) -> Result<RouterState> {
        idle_router::<Self>(tx, self.ecr_id.as_str())
    }

    fn apply(self, router: RouterState, tx: &WriteTx<'_>) -> Result<Empty> {
        tx.router_set_texts(router.key, self.name.as_ref(), self.description.as_ref())?;
        Ok(Empty {})
    }
}
