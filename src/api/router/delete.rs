use crate::error::{Code, Result};
use crate::model::lifecycle::RouterEvent;
use crate::model::{EcrId, RouterState};
use crate::operation::{Command, Empty, Operation, Write, idle_router, parameters, refused};
use crate::store::{ReadTx, WriteTx};
use crate::transition;

parameters! {
    /// Deletes a router that has no members, with its flow logs, grants and tags.
    ///
    /// The router is `DELETING` until it no longer exists (inferred: Terraform waits for it).
    pub struct DeleteExpressConnectRouter {
        /// The router.
        required ecr_id: EcrId = "EcrId",
    }
}

impl Operation for DeleteExpressConnectRouter {
    type Kind = Write;
    type Response = Empty;
    const ERRORS: &'static [Code] =
        &[Code::ResourceNotFoundEcrId, Code::IncorrectStatusEcr, Code::ConflictLock, Code::ResourceInUseEcr];
}

impl Command for DeleteExpressConnectRouter {
    type Witness = RouterState;

    fn resource(&self) -> String {
        self.ecr_id.to_string()
    }

    fn guard(&self, tx: &ReadTx<'_>) -> Result<RouterState> {
        let router = idle_router::<Self>(tx, self.ecr_id.as_str())?;
        if tx.member_any(router.key)? {
            return Err(refused(Code::ResourceInUseEcr, "EcrId", self.ecr_id.as_str()));
        }
        Ok(router)
    }

    fn apply(self, router: RouterState, tx: &WriteTx<'_>) -> Result<Empty> {
        transition::begin(tx, &router, RouterEvent::Delete, None)?;
        Ok(Empty {})
    }
}
