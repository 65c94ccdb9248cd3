use crate::error::{Code, Result};
use crate::model::lifecycle::RouterEvent;
use crate::model::{EcrId, RouterState};
use crate::operation::{Command, Empty, Operation, Write, idle_router, parameters};
use crate::store::{ReadTx, WriteTx};
use crate::transition;

parameters! {
    /// Synchronizes the bandwidth between the regions of a router. No answer shows the bandwidth.
    ///
    /// The router is `UPDATING` and then `ACTIVE`.
    pub struct SynchronizeExpressConnectRouterInterRegionBandwidth {
        /// The router.
        required ecr_id: EcrId = "EcrId",
    }
}

impl Operation for SynchronizeExpressConnectRouterInterRegionBandwidth {
    type Kind = Write;
    type Response = Empty;
    const ERRORS: &'static [Code] = &[
        Code::ResourceNotFoundEcrId,
        Code::OperationDeniedForceDeleting,
        Code::IncorrectStatusEcr,
        Code::ConflictLock,
    ];
}

impl Command for SynchronizeExpressConnectRouterInterRegionBandwidth {
    type Witness = RouterState;

    fn resource(&self) -> String {
        self.ecr_id.to_string()
    }

    fn guard(&self, tx: &ReadTx<'_>) -> Result<RouterState> {
        idle_router::<Self>(tx, self.ecr_id.as_str())
    }

    fn apply(self, router: RouterState, tx: &WriteTx<'_>) -> Result<Empty> {
        transition::begin(tx, &router, RouterEvent::Update, None)?;
        Ok(Empty {})
    }
}
