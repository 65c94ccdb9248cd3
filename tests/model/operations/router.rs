//! Routers.

use super::{
    ECR_ID, FORCE_DELETING, GROUP, ILLEGAL, LOCK, MAX_RESULTS, NEXT_TOKEN, PATTERNS, ROUTER_TYPE, STATUS,
};
use super::{TAGS, on_router, p, query};
use crate::decode::Need::{Default, Optional, Required, Verbatim};
use crate::decode::Operation;
use crate::decode::Rule::{self, Filter, Id, Number, Opaque, Title};

const ASN: Rule = Number(&[(45104, 45104), (64512, 65024), (65026, 65534), (4_200_000_000, 4_294_967_294)]);

pub static OPERATIONS: [Operation; 6] = [
    Operation {
        resource: None,
        ..on_router(
            "CreateExpressConnectRouter",
            &[],
            &[
                p("Name", Default(""), Title(128)),
                p("Description", Default(""), Title(256)),
                p("ResourceGroupId", Optional, GROUP),
                p("AlibabaSideAsn", Required, ASN),
                p("Tag", Optional, TAGS),
            ],
        )
    },
    on_router(
        "ModifyExpressConnectRouter",
        &[FORCE_DELETING, STATUS, LOCK],
        &[ECR_ID, p("Name", Verbatim, Title(128)), p("Description", Verbatim, Title(256))],
    ),
    query(
        "DescribeExpressConnectRouter",
        &[
            p("EcrId", Optional, Opaque),
            p("Name", Optional, Filter(128)),
            NEXT_TOKEN,
            MAX_RESULTS,
            p("Tag", Optional, PATTERNS),
            p("ResourceGroupId", Optional, Opaque),
        ],
    ),
    on_router("DeleteExpressConnectRouter", &[STATUS, LOCK], &[ECR_ID]),
    on_router("ForceDeleteExpressConnectRouter", &[STATUS, LOCK], &[ECR_ID]),
    Operation {
        token_most: 64,
        resource: Some("ResourceId"),
        value_code: ILLEGAL,
        ..on_router(
            "MoveResourceGroup",
            &[STATUS, LOCK],
            &[
                p("NewResourceGroupId", Required, GROUP),
                ROUTER_TYPE,
                p("ResourceId", Required, Id(&["ecr-"])),
            ],
        )
    },
];
