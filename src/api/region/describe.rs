use crate::error::{Code, Result};
use crate::model::{Filter, Region};
use crate::operation::{Operation, Query, Read, addressed_router, answer, parameters};
use crate::store::ReadTx;

parameters! {
    /// Lists the regions in which a router has members, in alphabetical order.
    pub struct DescribeExpressConnectRouterRegion {
        /// The router.
        required ecr_id: Filter = "EcrId",
    }
}

answer! {
    /// The answer to [`DescribeExpressConnectRouterRegion`].
    pub struct DescribeExpressConnectRouterRegionResponse {
        pub region_id_list: Vec<Region>,
    }
}

impl Operation for DescribeExpressConnectRouterRegion {
    type Kind = Read;
    type Response = DescribeExpressConnectRouterRegionResponse;
    const ERRORS: &'static [Code] = &[Code::ResourceNotFoundEcrId];
}

impl Query for DescribeExpressConnectRouterRegion {
    fn run(&self, tx: &ReadTx<'_>) -> Result<Self::Response> {
        let router = addressed_router(tx, self.ecr_id.as_str())?;
        Ok(DescribeExpressConnectRouterRegionResponse { region_id_list: tx.member_regions(router.key)? })
    }
}
