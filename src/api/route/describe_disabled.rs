//! DescribeDisabledExpressConnectRouterRouteEntries.

use serde::{Deserialize, Serialize};

use crate::error::{Code, Result};
use crate::model::{DisabledRoute, EcrId, Filter, MaxResults, NextToken, Prefix, Region, empty_on_last_page};
use crate::operation::{Operation, Query, Read, described_router, page, page_start, parameters};
use crate::store::ReadTx;

parameters! {
    /// Lists the routes of a router that were disabled, whether their next hop advertises them at present or not.
    pub struct DescribeDisabledExpressConnectRouterRouteEntries {
        /// The router.
        required ecr_id: Filter = "EcrId",
        /// The `NextToken` of the page before.
        optional next_token: NextToken = "NextToken",
        /// How many entries a page has; 10 if absent.
        optional_or_blank max_results: MaxResults = "MaxResults",
    }
}

/// The answer to [`DescribeDisabledExpressConnectRouterRouteEntries`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DescribeDisabledExpressConnectRouterRouteEntriesResponse {
    /// The routes, in the order in which they were disabled.
    pub disabled_route_entry_list: Vec<DisabledRouteEntryItem>,
    /// How many entries a page has.
    pub max_results: u32,
    /// What to send for the next page; absent on the last, which the wire spells as an empty text.
    #[serde(with = "empty_on_last_page")]
    pub next_token: Option<NextToken>,
    /// How many routes there are in all.
    pub total_count: u32,
}

/// A disabled route in an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DisabledRouteEntryItem {
    /// What it leads to.
    pub destination_cidr_block: Prefix,
    /// The router.
    pub ecr_id: EcrId,
    /// When it was disabled: seconds since 1970, as text (the form of the published sample).
    pub gmt_create: String,
    /// The next hop.
    pub nexthop_instance_id: String,
    /// The region of that.
    pub nexthop_instance_region_id: Region,
}

impl Operation for DescribeDisabledExpressConnectRouterRouteEntries {
    type Kind = Read;
    type Response = DescribeDisabledExpressConnectRouterRouteEntriesResponse;
    const NAME: &'static str = "DescribeDisabledExpressConnectRouterRouteEntries";
    const ERRORS: &'static [Code] = &[Code::IllegalParam, Code::ResourceNotFoundEcrId];
}

impl Query for DescribeDisabledExpressConnectRouterRouteEntries {
    fn run(&self, tx: &ReadTx<'_>) -> Result<Self::Response> {
        let filters = || Self { next_token: None, max_results: None, ..self.clone() };
        let from = page_start(tx, filters, self.next_token.as_ref())?;
        let (router, ecr_id) = described_router(tx, &self.ecr_id)?;
        let page = page(
            tx,
            filters,
            from,
            self.max_results.unwrap_or(MaxResults::documented(10)),
            |route: &DisabledRoute| (route.key, ""),
            |from, limit| tx.disabled_route_page(router.key, from, limit),
        )?;
        Ok(DescribeDisabledExpressConnectRouterRouteEntriesResponse {
            disabled_route_entry_list: page.entries.into_iter().map(|route| item(&ecr_id, route)).collect(),
            max_results: page.max_results,
            next_token: page.next_token,
            total_count: page.total_count,
        })
    }
}

fn item(ecr_id: &EcrId, route: DisabledRoute) -> DisabledRouteEntryItem {
    DisabledRouteEntryItem {
        destination_cidr_block: route.destination,
        ecr_id: ecr_id.clone(),
        gmt_create: (route.created.as_millis() / 1000).to_string(),
        nexthop_instance_id: route.next_hop,
        nexthop_instance_region_id: route.region,
    }
}
