//! Associations and child instances.

use super::{
    ACCOUNT, ANY_ECR_ID, ECR_ID, FORCE_DELETING, ILLEGAL, LOCK, MAX_RESULTS, MEMBER_STATUS, NEXT_TOKEN,
};
use super::{PATTERNS, STATUS, TAGS, VBR, on_router, p, query};
use crate::decode::Need::{Default, Optional, Required, Verbatim};
use crate::decode::Rule::{self, Flag, Id, Opaque, Region, Title, Word};
use crate::decode::{Operation, Parameter};
use crate::list::Items;

const VBR_ID: Parameter = p("ChildInstanceId", Required, Id(&["vbr-"]));
const ASSOCIATION_ID: Parameter = p("AssociationId", Required, Id(&["ecr-assoc-"]));
const PREFIXES: Parameter = p("AllowedPrefixes", Optional, Rule::List(Items::Prefixes));
const PREFIXES_MODE: Rule = Word(&["MatchMode", "IncrementalMode"]);
const NODE_TYPE: Rule = Word(&["VPC", "TR"]);

/// A command on an association.
const fn on_association(
    name: &'static str,
    busy: &'static [&'static str],
    parameters: &'static [Parameter],
) -> Operation {
    Operation { resource: Some("AssociationId"), ..on_router(name, busy, parameters) }
}

/// A command on a child instance.
const fn on_child(
    name: &'static str,
    busy: &'static [&'static str],
    parameters: &'static [Parameter],
) -> Operation {
    Operation { resource: Some("ChildInstanceId"), value_code: ILLEGAL, ..on_router(name, busy, parameters) }
}

pub static OPERATIONS: [Operation; 10] = [
    Operation {
        one_of: &["VpcId", "TransitRouterId"],
        ..on_router(
            "CreateExpressConnectRouterAssociation",
            &[FORCE_DELETING, STATUS, LOCK],
            &[
                ECR_ID,
                p("AssociationRegionId", Required, Region),
                p("TransitRouterOwnerId", Optional, ACCOUNT),
                p("TransitRouterId", Optional, Id(&["tr-"])),
                p("CenId", Optional, Id(&["cen-"])),
                p("VpcOwnerId", Optional, ACCOUNT),
                p("VpcId", Optional, Id(&["vpc-"])),
                PREFIXES,
                p("CreateAttachment", Verbatim, Flag),
                p("AllowedPrefixesMode", Default("MatchMode"), PREFIXES_MODE),
                p("Description", Default(""), Title(128)),
                p("Tag", Optional, TAGS),
            ],
        )
    },
    on_association(
        "DeleteExpressConnectRouterAssociation",
        &[FORCE_DELETING, STATUS, MEMBER_STATUS, LOCK],
        &[ECR_ID, ASSOCIATION_ID, p("DeleteAttachment", Verbatim, Flag)],
    ),
    on_association(
        "ModifyExpressConnectRouterAssociation",
        &[FORCE_DELETING, STATUS, MEMBER_STATUS],
        &[ECR_ID, ASSOCIATION_ID, p("Description", Verbatim, Title(128))],
    ),
    on_association(
        "ModifyExpressConnectRouterAssociationAllowedPrefix",
        &[FORCE_DELETING, STATUS, MEMBER_STATUS, LOCK],
        &[ECR_ID, ASSOCIATION_ID, PREFIXES, p("AllowedPrefixesMode", Verbatim, PREFIXES_MODE)],
    ),
    query(
        "DescribeExpressConnectRouterAssociation",
        &[
            ANY_ECR_ID,
            p("AssociationId", Optional, Opaque),
            p("AssociationRegionId", Optional, Opaque),
            p("AssociationNodeType", Optional, NODE_TYPE),
            p("VpcId", Optional, Opaque),
            p("TransitRouterId", Optional, Opaque),
            p("CenId", Optional, Opaque),
            NEXT_TOKEN,
            MAX_RESULTS,
            p("Tag", Optional, PATTERNS),
        ],
    ),
    Operation {
        one_of: &["InstanceId", "AssociationId"],
        ..query(
            "DescribeExpressConnectRouterAllowedPrefixHistory",
            &[
                ANY_ECR_ID,
                p("InstanceId", Optional, Opaque),
                p("InstanceType", Optional, NODE_TYPE),
                p("AssociationId", Optional, Opaque),
            ],
        )
    },
    on_child(
        "AttachExpressConnectRouterChildInstance",
        &[FORCE_DELETING, STATUS, MEMBER_STATUS, LOCK],
        &[
            ECR_ID,
            VBR_ID,
            p("ChildInstanceType", Required, VBR),
            p("ChildInstanceRegionId", Required, Region),
            p("ChildInstanceOwnerId", Optional, ACCOUNT),
            p("Description", Default(""), Title(128)),
        ],
    ),
    on_child(
        "DetachExpressConnectRouterChildInstance",
        &[FORCE_DELETING, STATUS, MEMBER_STATUS, LOCK],
        &[ECR_ID, VBR_ID, p("ChildInstanceType", Required, VBR)],
    ),
    on_child(
        "ModifyExpressConnectRouterChildInstance",
        &[FORCE_DELETING, STATUS, MEMBER_STATUS],
        &[ECR_ID, VBR_ID, p("ChildInstanceType", Required, VBR), p("Description", Verbatim, Title(128))],
    ),
    query(
        "DescribeExpressConnectRouterChildInstance",
        &[
            ANY_ECR_ID,
            p("AssociationId", Optional, Opaque),
            p("ChildInstanceId", Optional, Opaque),
            p("ChildInstanceType", Optional, VBR),
            p("ChildInstanceRegionId", Optional, Opaque),
            NEXT_TOKEN,
            MAX_RESULTS,
        ],
    ),
];
