//! ListExpressConnectRouterSupportedRegion.

use serde::{Deserialize, Serialize};

use crate::error::{Code, Result};
use crate::model::{NodeType, Region};
use crate::operation::{Operation, Query, Read, parameters};
use crate::store::ReadTx;
use crate::wire::Envelope;

parameters! {
    /// Lists the regions that support a type of node. The real subsets are not published, so the simulator names all its
    /// regions for each type (our choice).
    pub struct ListExpressConnectRouterSupportedRegion {
        /// The type of node.
        required node_type: NodeType = "NodeType",
    }
}

/// The answer to [`ListExpressConnectRouterSupportedRegion`].
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListExpressConnectRouterSupportedRegionResponse {
    /// The ids of the regions.
    pub supported_region_id_list: Vec<Region>,
}

impl Operation for ListExpressConnectRouterSupportedRegion {
    type Kind = Read;
    type Response = ListExpressConnectRouterSupportedRegionResponse;
    const NAME: &'static str = "ListExpressConnectRouterSupportedRegion";
    const ERRORS: &'static [Code] = &[];
    const ENVELOPE: Envelope = Envelope::Short;
    const DRY_RUN: bool = false;
}

impl Query for ListExpressConnectRouterSupportedRegion {
    fn run(&self, tx: &ReadTx<'_>) -> Result<Self::Response> {
        let supported_region_id_list = match self.node_type {
            NodeType::TransitRouter | NodeType::Vbr | NodeType::Vpc => tx.context().settings.regions.clone(),
        };
        Ok(ListExpressConnectRouterSupportedRegionResponse { supported_region_id_list })
    }
}
