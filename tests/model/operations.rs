//! The fifteen operations as `operations.json` declares them: parameters in their order, and the codes that
//! matter to the model.

use crate::decode::Need::{Default, Optional, Required, Verbatim};
use crate::decode::Rule::{Filter, Id, Number, Opaque, Page, Patterns, Region, Sls, Tags, Title, Word};
use crate::decode::{Need, Operation, Parameter, Rule};

const FORCE_DELETING: &str = "OperationDenied.ForceDeleting";
const STATUS: &str = "IncorrectStatus.Ecr";
const MEMBER_STATUS: &str = "IncorrectStatus.EcrAssociation";
const LOCK: &str = "Conflict.Lock";
const ILLEGAL: Option<&str> = Some("IllegalParam.%s");

const fn p(name: &'static str, need: Need, rule: Rule) -> Parameter {
    Parameter { name, need, rule }
}

const ECR_ID: Parameter = p("EcrId", Required, Id(&["ecr-"]));
const FLOW_LOG_ID: Parameter = p("FlowLogId", Required, Id(&["ecr-flog-", "flowlog-"]));
const MAX_RESULTS: Parameter = p("MaxResults", Verbatim, Number(&[(1, 2_147_483_647)]));
const NEXT_TOKEN: Parameter = p("NextToken", Optional, Page);
const VBR: Rule = Word(&["VBR"]);
const GROUP: Rule = Id(&["rg-"]);
const SAMPLING: Rule = Word(&["1:4096", "1:2048", "1:1024"]);
const INTERVAL: Rule = Number(&[(60, 60), (600, 600)]);
const ASN: Rule = Number(&[(45104, 45104), (64512, 65024), (65026, 65534), (4_200_000_000, 4_294_967_294)]);

/// A command on a flow log; all list the same codes.
const fn on_flow_log(name: &'static str, parameters: &'static [Parameter]) -> Operation {
    Operation {
        name,
        writes: true,
        dry_run: true,
        resource: Some("FlowLogId"),
        value_code: ILLEGAL,
        busy: &[FORCE_DELETING, STATUS],
        parameters,
    }
}

/// A query.
const fn query(name: &'static str, parameters: &'static [Parameter]) -> Operation {
    Operation {
        name,
        writes: false,
        dry_run: true,
        resource: None,
        value_code: ILLEGAL,
        busy: &[],
        parameters,
    }
}

/// A command on a router.
const fn on_router(
    name: &'static str,
    busy: &'static [&'static str],
    parameters: &'static [Parameter],
) -> Operation {
    Operation {
        name,
        writes: true,
        dry_run: true,
        resource: Some("EcrId"),
        value_code: None,
        busy,
        parameters,
    }
}

/// The operations.
pub static OPERATIONS: [Operation; 15] = [
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
                p("Tag", Optional, Tags),
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
            p("Tag", Optional, Patterns),
            p("ResourceGroupId", Optional, Opaque),
        ],
    ),
    on_router("DeleteExpressConnectRouter", &[STATUS, LOCK], &[ECR_ID]),
    on_router("ForceDeleteExpressConnectRouter", &[STATUS, LOCK], &[ECR_ID]),
    Operation {
        resource: Some("ChildInstanceId"),
        value_code: ILLEGAL,
        ..on_router(
            "AttachExpressConnectRouterChildInstance",
            &[FORCE_DELETING, STATUS, MEMBER_STATUS, LOCK],
            &[
                ECR_ID,
                p("ChildInstanceId", Required, Id(&["vbr-"])),
                p("ChildInstanceType", Required, VBR),
                p("ChildInstanceRegionId", Required, Region),
                p("ChildInstanceOwnerId", Optional, Number(&[(1, i64::MAX)])),
                p("Description", Default(""), Title(128)),
            ],
        )
    },
    Operation {
        resource: Some("ChildInstanceId"),
        value_code: ILLEGAL,
        ..on_router(
            "DetachExpressConnectRouterChildInstance",
            &[FORCE_DELETING, STATUS, MEMBER_STATUS, LOCK],
            &[ECR_ID, p("ChildInstanceId", Required, Id(&["vbr-"])), p("ChildInstanceType", Required, VBR)],
        )
    },
    query(
        "DescribeExpressConnectRouterChildInstance",
        &[
            p("EcrId", Required, Opaque),
            p("AssociationId", Optional, Opaque),
            p("ChildInstanceId", Optional, Opaque),
            p("ChildInstanceType", Optional, VBR),
            p("ChildInstanceRegionId", Optional, Opaque),
            NEXT_TOKEN,
            MAX_RESULTS,
        ],
    ),
    Operation {
        resource: Some("EcrId"),
        ..on_flow_log(
            "CreateFlowLog",
            &[
                ECR_ID,
                p("FlowLogName", Default(""), Title(128)),
                p("Description", Default(""), Title(256)),
                p("InstanceType", Required, VBR),
                p("InstanceId", Required, Id(&["vbr-"])),
                p("Interval", Default("600"), INTERVAL),
                p("SamplingRate", Default("1:4096"), SAMPLING),
                p("ProjectName", Required, Sls(false)),
                p("LogStoreName", Required, Sls(true)),
                p("Tag", Optional, Tags),
                p("ResourceGroupId", Optional, GROUP),
                p("TargetSlsRegionId", Optional, Region),
            ],
        )
    },
    on_flow_log("DeleteFlowlog", &[ECR_ID, FLOW_LOG_ID]),
    on_flow_log("ActivateFlowLog", &[ECR_ID, FLOW_LOG_ID]),
    on_flow_log("DeactivateFlowLog", &[ECR_ID, FLOW_LOG_ID]),
    on_flow_log(
        "ModifyFlowLogAttribute",
        &[
            ECR_ID,
            p("FlowLogName", Verbatim, Title(128)),
            p("Interval", Verbatim, INTERVAL),
            p("SamplingRate", Verbatim, SAMPLING),
            p("Description", Verbatim, Title(256)),
            FLOW_LOG_ID,
        ],
    ),
    query(
        "DescribeFlowLogs",
        &[
            p("EcrId", Required, Opaque),
            p("Tag", Optional, Patterns),
            NEXT_TOKEN,
            MAX_RESULTS,
            p("FlowLogId", Optional, Opaque),
            p("FlowLogName", Optional, Filter(128)),
            p("ProjectName", Optional, Opaque),
            p("LogStoreName", Optional, Opaque),
            p("InstanceId", Optional, Opaque),
            p("ResourceGroupId", Optional, Opaque),
        ],
    ),
    Operation {
        dry_run: false,
        value_code: None,
        ..query(
            "ListExpressConnectRouterSupportedRegion",
            &[p("NodeType", Required, Word(&["TR", "VBR", "VPC"]))],
        )
    },
];

/// The operation with this name.
pub fn operation(name: &str) -> Option<&'static Operation> {
    OPERATIONS.iter().find(|operation| operation.name == name)
}
