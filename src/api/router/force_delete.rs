use crate::api::association::inventory::require_no_static_route;
use crate::error::{Code, Result};
use crate::model::lifecycle::RouterEvent;
use crate::model::{EcrId, RouterState};
use crate::operation::{Command, Empty, Operation, Write, idle_router, parameters};
use crate::store::{ReadTx, WriteTx};
use crate::transition;

parameters! {
    /// Deletes a router together with everything bound to it.
    ///
    /// The router is `RECLAIMING` and its members `DELETING`. Then router, members, flow logs, grants and tags are deleted
    /// together (documented, except that flow logs are deleted too, which is inferred).
    pub struct ForceDeleteExpressConnectRouter {
        /// The router.
        required ecr_id: EcrId = "EcrId",
    }
}

impl Operation for ForceDeleteExpressConnectRouter {
    type Kind = Write;
    type Response = Empty;
    const ERRORS: &'static [Code] = &[
        Code::ResourceNotFoundEcrId,
        Code::IncorrectStatusEcr,
        Code::ConflictLock,
        Code::OperationFailedUsedInRouteEntryNextHop,
    ];
}

impl Command for ForceDeleteExpressConnectRouter {
    type Witness = RouterState;

    fn resource(&self) -> String {
        self.ecr_id.to_string()
    }

    fn guard(&self, tx: &ReadTx<'_>) -> Result<RouterState> {
        let router = idle_router::<Self>(tx, self.ecr_id.as_str())?;
        for vpc_id in tx.association_vpc_list(router.key)? {
            require_no_static_route(tx, &vpc_id, &self.ecr_id)?;
        }
        Ok(router)
    }

    fn apply(self, router: RouterState, tx: &WriteTx<'_>) -> Result<Empty> {
        transition::begin(tx, &router, RouterEvent::ForceDelete, None)?;
        Ok(Empty {})
    }
}
