//! Routes.

use super::{ANY_ECR_ID, ECR_ID, LOCK, MAX_RESULTS, NEXT_TOKEN, on_router, p, query};
use crate::decode::Need::{Optional, Required};
use crate::decode::Rule::{Block, Id, Opaque};
use crate::decode::{Operation, Parameter};

const ROUTE: &[Parameter] = &[
    ECR_ID,
    p("DestinationCidrBlock", Required, Block),
    p("NexthopInstanceId", Required, Id(&["vbr-", "vpc-", "tr-"])),
];

pub static OPERATIONS: [Operation; 4] = [
    on_router("DisableExpressConnectRouterRouteEntries", &[LOCK], ROUTE),
    on_router("EnableExpressConnectRouterRouteEntries", &[LOCK], ROUTE),
    query(
        "DescribeExpressConnectRouterRouteEntries",
        &[
            ANY_ECR_ID,
            p("QueryRegionId", Optional, Opaque),
            p("DestinationCidrBlock", Optional, Block),
            p("NexthopInstanceId", Optional, Opaque),
            p("AsPath", Optional, Opaque),
            p("Community", Optional, Opaque),
            NEXT_TOKEN,
            MAX_RESULTS,
        ],
    ),
    query("DescribeDisabledExpressConnectRouterRouteEntries", &[ANY_ECR_ID, NEXT_TOKEN, MAX_RESULTS]),
];
