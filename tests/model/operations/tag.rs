//! Tags.

use super::{ILLEGAL, MAX_RESULTS, NEXT_TOKEN, PATTERNS, ROUTER_TYPE, TAGS, on_router, p, query};
use crate::decode::Need::{Optional, Required, Verbatim};
use crate::decode::Rule::{Flag, List};
use crate::decode::{Operation, Parameter};
use crate::list::Items;

/// At most this many routers.
const fn routers(most: usize) -> Parameter {
    p("ResourceId", Required, List(Items::RouterIds(most)))
}

/// A command on several routers, which may be busy.
const fn on_routers(name: &'static str, parameters: &'static [Parameter]) -> Operation {
    Operation { resource: Some("ResourceId"), value_code: ILLEGAL, ..on_router(name, &[], parameters) }
}

pub static OPERATIONS: [Operation; 3] = [
    on_routers("TagResources", &[routers(20), p("Tag", Required, TAGS), ROUTER_TYPE]),
    Operation {
        alias: Some("UnTagResources"),
        one_of: &["TagKey", "All"],
        ..on_routers(
            "UntagResources",
            &[
                routers(50),
                p("TagKey", Optional, List(Items::TagKeys)),
                p("All", Verbatim, Flag),
                ROUTER_TYPE,
            ],
        )
    },
    Operation {
        dry_run: false,
        token_most: 0,
        ..query(
            "ListTagResources",
            &[
                ROUTER_TYPE,
                p("ResourceId", Optional, List(Items::Texts)),
                p("Tag", Optional, PATTERNS),
                NEXT_TOKEN,
                MAX_RESULTS,
            ],
        )
    },
];
