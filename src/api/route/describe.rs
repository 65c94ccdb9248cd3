use crate::error::{Code, Result};
use crate::model::{
    Evidence, Filter, MaxResults, NextHopId, NextToken, Prefix, Region, RouteEntry, RouteStatus,
};
use crate::operation::{Listing, Operation, Read, addressed_router, answer, paged, parameters};
use crate::store::{Page, ReadTx, RouteQuery, Window};

parameters! {
    /// Lists the routes that the members of a router advertise and that are not disabled: the routes of VBRs, the vSwitch
    /// blocks of VPCs, and allowed prefixes. Filters combine. If nothing matches, the list is empty.
    pub struct DescribeExpressConnectRouterRouteEntries {
        /// The router.
        required ecr_id: Filter = "EcrId",
        /// The region of the next hop to look for (our choice: the documentation only calls it a region).
        blank_is_absent query_region_id: Filter = "QueryRegionId" [Evidence::documented("that it is the region of the next hop is our choice")],
        /// The destination to look for.
        blank_is_absent destination_cidr_block: Prefix = "DestinationCidrBlock",
        /// The next hop to look for.
        blank_is_absent nexthop_instance_id: Filter = "NexthopInstanceId",
        /// The AS path to look for, formatted as in the list: `[64993,64512]`.
        blank_is_absent as_path: Filter = "AsPath",
        /// The community to look for: `9001:9263`. A route with several communities matches by one of them (our choice).
        blank_is_absent community: Filter = "Community",
        /// The `NextToken` of the previous answer.
        blank_is_absent next_token: NextToken = "NextToken",
        /// The number of entries of a page. Defaults to 10.
        blank_is_value max_results: MaxResults = "MaxResults" or "10",
    }
}

paged! {
    /// The answer to [`DescribeExpressConnectRouterRouteEntries`].
    DescribeExpressConnectRouterRouteEntries -> DescribeExpressConnectRouterRouteEntriesResponse {
        /// The routes, those of the oldest member first.
        route_entries_list: RouteEntriesItem,
    }
}

answer! {
    /// A route in the answer to [`DescribeExpressConnectRouterRouteEntries`].
    pub struct RouteEntriesItem {
        /// Formatted as `[64993,64512]`. Empty if the route comes from no BGP peer.
        pub as_path: String,
        /// BGP communities such as `9001:9263`, separated by commas.
        pub community: String,
        pub destination_cidr_block: Prefix,
        /// 2000 for a transit router (documented), the registered value for a VBR, `None` and absent in JSON for a VPC.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub med: Option<u32>,
        pub nexthop_instance_id: NextHopId,
        pub nexthop_instance_region_id: Region,
        pub status: RouteStatus,
    }
}

impl Operation for DescribeExpressConnectRouterRouteEntries {
    type Kind = Read;
    type Response = DescribeExpressConnectRouterRouteEntriesResponse;
    const ERRORS: &'static [Code] = &[
        Code::IllegalParamFormatDestinationCidrBlock,
        Code::IllegalParam,
        Code::ResourceNotFoundEcrId,
        Code::OperationFailedCallingEcYaochi,
    ];
    const FIELD_EVIDENCE: &'static [(&'static str, Evidence)] = &[
        ("RouteEntriesList[].Med", Evidence::OBSERVED),
        (
            "RouteEntriesList[].Status",
            Evidence::documented("its only value, `ACTIVE`, is that of the sample"),
        ),
    ];
}

impl Listing for DescribeExpressConnectRouterRouteEntries {
    const PAGE: u32 = 10;

    fn page(&self, tx: &ReadTx<'_>, window: Window<'_>) -> Result<Page<RouteEntriesItem>> {
        let router = addressed_router(tx, self.ecr_id.as_str())?;
        let query = RouteQuery {
            router: router.key,
            destination: self.destination_cidr_block,
            next_hop: self.nexthop_instance_id.as_ref(),
            region: self.query_region_id.as_ref(),
            as_path: self.as_path.as_ref(),
            community: self.community.as_ref(),
        };
        Ok(tx.route_page(&query, window)?.map(item))
    }
}

fn item(entry: RouteEntry) -> RouteEntriesItem {
    RouteEntriesItem {
        as_path: entry.route.as_path,
        community: entry.route.community,
        destination_cidr_block: entry.route.destination,
        med: entry.route.med,
        nexthop_instance_id: entry.next_hop,
        nexthop_instance_region_id: entry.region,
        status: RouteStatus::Active,
    }
}
