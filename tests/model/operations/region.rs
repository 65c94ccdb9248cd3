//! Regions.

use super::{ANY_ECR_ID, ECR_ID, FORCE_DELETING, LOCK, STATUS, on_router, p, query};
use crate::decode::Need::{Optional, Required};
use crate::decode::Operation;
use crate::decode::Rule::{List, Region, Word};
use crate::list::Items;

pub static OPERATIONS: [Operation; 6] = [
    on_router(
        "ModifyExpressConnectRouterInterRegionTransitMode",
        &[FORCE_DELETING, STATUS, LOCK],
        &[ECR_ID, p("TransitModeList", Optional, List(Items::Modes))],
    ),
    query("DescribeExpressConnectRouterInterRegionTransitMode", &[ANY_ECR_ID]),
    on_router(
        "SynchronizeExpressConnectRouterInterRegionBandwidth",
        &[FORCE_DELETING, STATUS, LOCK],
        &[ECR_ID],
    ),
    query("DescribeExpressConnectRouterRegion", &[ANY_ECR_ID]),
    Operation {
        value_code: None,
        busy: &[LOCK],
        ..query("CheckAddRegionToExpressConnectRouter", &[ANY_ECR_ID, p("FreshRegionId", Required, Region)])
    },
    Operation {
        dry_run: false,
        value_code: None,
        ..query(
            "ListExpressConnectRouterSupportedRegion",
            &[p("NodeType", Required, Word(&["TR", "VBR", "VPC"]))],
        )
    },
];
