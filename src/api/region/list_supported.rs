use crate::error::{Code, Result};
use crate::model::{NodeType, Region};
use crate::operation::{Operation, Query, Read, answer, parameters};
use crate::store::ReadTx;
use crate::wire::Envelope;

parameters! {
    /// Lists the regions that support a type of node. The real lists are not published, so every type has all regions (our
    /// choice).
    pub struct ListExpressConnectRouterSupportedRegion {
        /// The type of node.
        required node_type: NodeType = "NodeType",
    }
}

answer! {
    /// The answer to [`ListExpressConnectRouterSupportedRegion`].
    pub struct ListExpressConnectRouterSupportedRegionResponse {
        pub supported_region_id_list: Vec<Region>,
    }
}

impl Operation for ListExpressConnectRouterSupportedRegion {
    type Kind = Read;
    type Response = ListExpressConnectRouterSupportedRegionResponse;
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
