//! Grants.

use super::{ACCOUNT, ANY_ECR_ID, ECR_ID, ILLEGAL, LOCK, MAX_RESULTS, NEXT_TOKEN, on_router, p, query};
use crate::decode::Need::{Optional, Required};
use crate::decode::Rule::{self, Id, List, Opaque, Region, Word};
use crate::decode::{Operation, Parameter};
use crate::list::Items;

const TYPE: Rule = Word(&["VBR", "VPC"]);
const GRANT: &[Parameter] = &[
    ECR_ID,
    p("EcrOwnerAliUid", Required, ACCOUNT),
    p("InstanceId", Required, Id(&["vpc-", "vbr-"])),
    p("InstanceType", Required, TYPE),
    p("InstanceRegionId", Required, Region),
];

/// Both commands have the same parameters and codes.
const fn on_grant(name: &'static str) -> Operation {
    Operation { resource: Some("InstanceId"), value_code: ILLEGAL, ..on_router(name, &[LOCK], GRANT) }
}

pub static OPERATIONS: [Operation; 3] = [
    on_grant("GrantInstanceToExpressConnectRouter"),
    on_grant("RevokeInstanceFromExpressConnectRouter"),
    query(
        "DescribeInstanceGrantedToExpressConnectRouter",
        &[
            ANY_ECR_ID,
            p("InstanceRegionId", Optional, Opaque),
            p("InstanceId", Optional, Opaque),
            p("InstanceOwnerId", Optional, ACCOUNT),
            p("InstanceType", Optional, TYPE),
            NEXT_TOKEN,
            MAX_RESULTS,
            p("TagModels", Optional, List(Items::Patterns("TagKey", "TagValue"))),
            p("ResourceGroupId", Optional, Opaque),
            p("CallerType", Optional, Word(&["sub", "parent", "OTHER"])),
        ],
    ),
];
