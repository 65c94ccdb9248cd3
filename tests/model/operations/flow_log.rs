//! Flow logs.

use super::{
    ANY_ECR_ID, ECR_ID, FORCE_DELETING, GROUP, ILLEGAL, MAX_RESULTS, NEXT_TOKEN, PATTERNS, STATUS, TAGS, VBR,
};
use super::{on_router, p, query};
use crate::decode::Need::{Default, Optional, Required, Verbatim};
use crate::decode::Rule::{self, Filter, Id, Number, Opaque, Region, Sls, Title, Word};
use crate::decode::{Operation, Parameter};

const FLOW_LOG_ID: Parameter = p("FlowLogId", Required, Id(&["ecr-flog-", "flowlog-"]));
const SAMPLING: Rule = Word(&["1:4096", "1:2048", "1:1024"]);
const INTERVAL: Rule = Number(&[(60, 60), (600, 600)]);

/// A command on a flow log. All of them document the same codes.
const fn on_flow_log(name: &'static str, parameters: &'static [Parameter]) -> Operation {
    Operation {
        resource: Some("FlowLogId"),
        value_code: ILLEGAL,
        ..on_router(name, &[FORCE_DELETING, STATUS], parameters)
    }
}

pub static OPERATIONS: [Operation; 6] = [
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
                p("Tag", Optional, TAGS),
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
            ANY_ECR_ID,
            p("Tag", Optional, PATTERNS),
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
];
