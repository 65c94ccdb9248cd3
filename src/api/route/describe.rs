//! DescribeExpressConnectRouterRouteEntries.

use serde::{Deserialize, Serialize};

use crate::error::{Code, Result};
use crate::model::{Evidence, Filter, Grade, MaxResults, NextToken, Prefix, Region, RouteEntry, RouteStatus};
use crate::operation::{Listing, Operation, Read, addressed_router, paged, parameters};
use crate::store::{Page, ReadTx, RouteQuery, Window};

parameters! {
    /// Lists the routes that the members of a router bring along and that are not disabled: those that VBRs advertise, the
    /// blocks of the vSwitches of VPCs, and allowed prefixes. Filters combine; one that matches nothing gives an empty list.
    pub struct DescribeExpressConnectRouterRouteEntries {
        /// The router.
        required ecr_id: Filter = "EcrId",
        /// The region of the next hop to look for (our choice: the documentation only says that it is a region).
        blank_is_absent query_region_id: Filter = "QueryRegionId" [Evidence::new(Grade::Documented, "that it is the region of the next hop is our choice")],
        /// The destination to look for.
        blank_is_absent destination_cidr_block: Prefix = "DestinationCidrBlock",
        /// The next hop to look for.
        blank_is_absent nexthop_instance_id: Filter = "NexthopInstanceId",
        /// The AS path to look for, as it is listed: `[64993,64512]`.
        blank_is_absent as_path: Filter = "AsPath",
        /// The community to look for: `9001:9263`. A route with several need have but this one (our choice).
        blank_is_absent community: Filter = "Community",
        /// The `NextToken` of the page before.
        blank_is_absent next_token: NextToken = "NextToken",
        /// How many entries a page has; 10 if absent.
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

/// A route in an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RouteEntriesItem {
    /// The autonomous systems on the way, `[64993,64512]`; empty where the route comes from no BGP peer.
    pub as_path: String,
    /// The BGP communities, `9001:9263`, separated by commas.
    pub community: String,
    /// What it leads to.
    pub destination_cidr_block: Prefix,
    /// 2000 where the next hop is a transit router (documented), and what is registered of the route of a VBR; absent elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub med: Option<u32>,
    /// The next hop.
    pub nexthop_instance_id: String,
    /// The region of that.
    pub nexthop_instance_region_id: Region,
    /// The status.
    pub status: RouteStatus,
}

impl Operation for DescribeExpressConnectRouterRouteEntries {
    type Kind = Read;
    type Response = DescribeExpressConnectRouterRouteEntriesResponse;
    const NAME: &'static str = "DescribeExpressConnectRouterRouteEntries";
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
            Evidence::new(Grade::Documented, "its only value, `ACTIVE`, is that of the sample"),
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
