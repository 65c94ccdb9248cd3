use std::collections::BTreeSet;

use crate::error::{Code, Result};
use crate::model::lifecycle::RouterEvent;
use crate::model::{EcrId, RouterState, TransitModes};
use crate::operation::{Command, Empty, Operation, Write, idle_router, parameters, refused};
use crate::store::{Context, ReadTx, WriteTx};
use crate::transition;

parameters! {
    /// Sets how a router forwards between regions.
    ///
    /// The new list replaces the old one at once. The router is `UPDATING` and then `ACTIVE`.
    pub struct ModifyExpressConnectRouterInterRegionTransitMode {
        /// The router.
        required ecr_id: EcrId = "EcrId",
        /// The modes. Their order is kept, and absent means none (our choice). Each region must offer the product and occur
        /// once.
        list transit_mode_list: TransitModes = "TransitModeList",
    }
}

impl Operation for ModifyExpressConnectRouterInterRegionTransitMode {
    type Kind = Write;
    type Response = Empty;
    const ERRORS: &'static [Code] = &[
        Code::IllegalParamTransitMode,
        Code::IllegalParamRegionId,
        Code::ResourceNotFoundEcrId,
        Code::OperationDeniedForceDeleting,
        Code::IncorrectStatusEcr,
        Code::ConflictLock,
    ];

    fn check(&self, context: &Context<'_>) -> Result<()> {
        let mut seen = BTreeSet::new();
        let offered = &context.settings.regions;
        let regions = self.transit_mode_list.iter().map(|entry| &entry.region_id);
        if let Some(bad) =
            regions.into_iter().find(|region| !offered.contains(region) || !seen.insert(*region))
        {
            return Err(refused(Code::IllegalParamRegionId, "TransitModeList", bad.as_str()));
        }
        Ok(())
    }
}

impl Command for ModifyExpressConnectRouterInterRegionTransitMode {
    type Witness = RouterState;

    fn resource(&self) -> String {
        self.ecr_id.to_string()
    }

    fn guard(&self, tx: &ReadTx<'_>) -> Result<RouterState> {
        idle_router::<Self>(tx, self.ecr_id.as_str())
    }

    fn apply(self, router: RouterState, tx: &WriteTx<'_>) -> Result<Empty> {
        tx.transit_mode_replace(router.key, &self.transit_mode_list)?;
        transition::begin(tx, &router, RouterEvent::Update, None)?;
        Ok(Empty {})
    }
}
