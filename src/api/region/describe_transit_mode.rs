use crate::error::{Code, Result};
use crate::model::{Filter, RegionTransitMode};
use crate::operation::{Operation, Query, Read, addressed_router, answer, parameters};
use crate::store::ReadTx;

parameters! {
    /// Lists how a router forwards between regions. The list is empty until it is set.
    pub struct DescribeExpressConnectRouterInterRegionTransitMode {
        /// The router.
        required ecr_id: Filter = "EcrId",
    }
}

answer! {
    /// The answer to [`DescribeExpressConnectRouterInterRegionTransitMode`].
    pub struct DescribeExpressConnectRouterInterRegionTransitModeResponse {
        /// In the order they were given.
        pub inter_region_transit_mode_list: Vec<RegionTransitMode>,
    }
}

impl Operation for DescribeExpressConnectRouterInterRegionTransitMode {
    type Kind = Read;
    type Response = DescribeExpressConnectRouterInterRegionTransitModeResponse;
    const ERRORS: &'static [Code] = &[Code::IllegalParam, Code::ResourceNotFoundEcrId];
}

impl Query for DescribeExpressConnectRouterInterRegionTransitMode {
    fn run(&self, tx: &ReadTx<'_>) -> Result<Self::Response> {
        let router = addressed_router(tx, self.ecr_id.as_str())?;
        Ok(DescribeExpressConnectRouterInterRegionTransitModeResponse {
            inter_region_transit_mode_list: tx.transit_mode_list(router.key)?,
        })
    }
}
