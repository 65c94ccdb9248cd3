//! DescribeExpressConnectRouterRegion.

use serde::{Deserialize, Serialize};

use crate::error::{Code, Result};
use crate::model::{Filter, Region};
use crate::operation::{Operation, Query, Read, addressed_router, parameters};
use crate::store::ReadTx;

parameters! {
    /// Lists the regions in which a router has members, in alphabetical order.
    pub struct DescribeExpressConnectRouterRegion {
        /// The router.
        required ecr_id: Filter = "EcrId",
    }
}

/// The answer to [`DescribeExpressConnectRouterRegion`].
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DescribeExpressConnectRouterRegionResponse {
    /// The regions.
    pub region_id_list: Vec<Region>,
}

impl Operation for DescribeExpressConnectRouterRegion {
    type Kind = Read;
    type Response = DescribeExpressConnectRouterRegionResponse;
    const NAME: &'static str = "DescribeExpressConnectRouterRegion";
    const ERRORS: &'static [Code] = &[Code::ResourceNotFoundEcrId];
}

impl Query for DescribeExpressConnectRouterRegion {
    fn run(&self, tx: &ReadTx<'_>) -> Result<Self::Response> {
        let router = addressed_router(tx, self.ecr_id.as_str())?;
        Ok(DescribeExpressConnectRouterRegionResponse { region_id_list: tx.member_regions(router.key)? })
    }
}
