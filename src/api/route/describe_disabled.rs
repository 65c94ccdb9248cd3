use crate::error::{Code, Result};
use crate::model::{
    DisabledRoute, EcrId, Filter, MaxResults, NextHopId, NextToken, Prefix, Region, Timestamp,
};
use crate::operation::{Listing, Operation, Read, answer, described_router, paged, parameters};
use crate::store::{Page, ReadTx, Window};
use crate::wire::spelling::unix_second;

parameters! {
    /// Lists the disabled routes of a router, even those that their next hop does not advertise now.
    pub struct DescribeDisabledExpressConnectRouterRouteEntries {
        /// The router.
        required ecr_id: Filter = "EcrId",
        /// The `NextToken` of the previous answer.
        blank_is_absent next_token: NextToken = "NextToken",
        /// The number of entries of a page. Defaults to 10.
        blank_is_value max_results: MaxResults = "MaxResults" or "10",
    }
}

paged! {
    /// The answer to [`DescribeDisabledExpressConnectRouterRouteEntries`].
    DescribeDisabledExpressConnectRouterRouteEntries -> DescribeDisabledExpressConnectRouterRouteEntriesResponse {
        /// The routes, in the order in which they were disabled.
        disabled_route_entry_list: DisabledRouteEntryItem,
    }
}

answer! {
    /// A route in the answer to [`DescribeDisabledExpressConnectRouterRouteEntries`].
    pub struct DisabledRouteEntryItem {
        pub destination_cidr_block: Prefix,
        pub ecr_id: EcrId,
        /// When it was disabled. JSON writes it as text, in seconds since 1970 (the form of the published sample).
        #[serde(with = "unix_second")]
        pub gmt_create: Timestamp,
        pub nexthop_instance_id: NextHopId,
        pub nexthop_instance_region_id: Region,
    }
}

impl Operation for DescribeDisabledExpressConnectRouterRouteEntries {
    type Kind = Read;
    type Response = DescribeDisabledExpressConnectRouterRouteEntriesResponse;
    const ERRORS: &'static [Code] = &[Code::IllegalParam, Code::ResourceNotFoundEcrId];
}

impl Listing for DescribeDisabledExpressConnectRouterRouteEntries {
    const PAGE: u32 = 10;

    fn page(&self, tx: &ReadTx<'_>, window: Window<'_>) -> Result<Page<DisabledRouteEntryItem>> {
        let (router, ecr_id) = described_router(tx, &self.ecr_id)?;
        Ok(tx.disabled_route_page(router.key, window)?.map(|route| item(&ecr_id, route)))
    }
}

fn item(ecr_id: &EcrId, route: DisabledRoute) -> DisabledRouteEntryItem {
    DisabledRouteEntryItem {
        destination_cidr_block: route.destination,
        ecr_id: ecr_id.clone(),
        gmt_create: route.created.truncated(1000),
        nexthop_instance_id: route.next_hop,
        nexthop_instance_region_id: route.region,
    }
}
