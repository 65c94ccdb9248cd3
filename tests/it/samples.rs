//! A good call of every operation, and a world in which each of them succeeds.
//!
//! The router `$idle` has the VBR `vbr-idle` and the flow log `$idle.log`, all with a tag where they can have one; `$empty`
//! has nothing, and `$foreign` belongs to another account. Transitions are instant.

use std::collections::BTreeMap;

use ecr_sim::Simulator;

use crate::world::{Answer, World, instant};

/// Name/value pairs that a test builds step by step.
pub type Pairs = BTreeMap<String, String>;

const CALLS: &[(&str, &str)] = &[
    (
        "CreateExpressConnectRouter",
        "AlibabaSideAsn=64600 Name=edge Description=main ResourceGroupId=rg-1 Tag.1.Key=env Tag.1.Value=test",
    ),
    ("ModifyExpressConnectRouter", "EcrId=$idle Name=edge Description=main"),
    ("DescribeExpressConnectRouter", "EcrId=$idle Name=idle MaxResults=5 Tag.1.Key=env"),
    ("DeleteExpressConnectRouter", "EcrId=$empty"),
    ("ForceDeleteExpressConnectRouter", "EcrId=$idle"),
    ("ListExpressConnectRouterSupportedRegion", "NodeType=VBR"),
    (
        "AttachExpressConnectRouterChildInstance",
        "EcrId=$idle ChildInstanceId=vbr-new ChildInstanceType=VBR ChildInstanceRegionId=cn-beijing \
         ChildInstanceOwnerId=1891593620094065 Description=uplink",
    ),
    ("DetachExpressConnectRouterChildInstance", "EcrId=$idle ChildInstanceId=vbr-idle ChildInstanceType=VBR"),
    ("DescribeExpressConnectRouterChildInstance", "EcrId=$idle ChildInstanceType=VBR MaxResults=5"),
    (
        "CreateFlowLog",
        "EcrId=$idle InstanceType=VBR InstanceId=vbr-idle ProjectName=net-audit LogStoreName=vbr_flow \
         FlowLogName=audit Description=all Interval=60 SamplingRate=1:1024 ResourceGroupId=rg-1 \
         TargetSlsRegionId=cn-shanghai Tag.1.Key=env",
    ),
    ("DeleteFlowlog", "EcrId=$idle FlowLogId=$idle.log"),
    ("ActivateFlowLog", "EcrId=$idle FlowLogId=$idle.log"),
    ("DeactivateFlowLog", "EcrId=$idle FlowLogId=$idle.log"),
    (
        "ModifyFlowLogAttribute",
        "EcrId=$idle FlowLogId=$idle.log FlowLogName=audit Interval=60 SamplingRate=1:2048 Description=all",
    ),
    ("DescribeFlowLogs", "EcrId=$idle FlowLogName=idle MaxResults=5 Tag.1.Key=env"),
];

/// The pairs of a call that succeeds in the world of [`Samples`].
pub fn good_call(operation: &str) -> Pairs {
    let (_, pairs) = CALLS.iter().find(|(name, _)| *name == operation).unwrap();
    let pairs = pairs.split_whitespace().map(|pair| pair.split_once('=').unwrap());
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// The world and the names of what is in it.
pub struct Samples {
    pub sim: Simulator,
    ids: BTreeMap<&'static str, String>,
}

impl Samples {
    pub fn new() -> Self {
        let sim = instant();
        let tags = [("Tag.1.Key", "env"), ("Tag.1.Value", "test")];
        let router = [&[("AlibabaSideAsn", "64512"), ("Name", "idle")], &tags[..]].concat();
        let idle = sim.ask("CreateExpressConnectRouter", &router).text("EcrId").to_owned();
        sim.vbr(&idle.parse().unwrap(), "vbr-idle");
        let vbr = [("EcrId", idle.as_str()), ("InstanceType", "VBR"), ("InstanceId", "vbr-idle")];
        let sls = [("FlowLogName", "idle"), ("ProjectName", "net-audit"), ("LogStoreName", "vbr_flow")];
        let flow_log =
            sim.ask("CreateFlowLog", &[&vbr[..], &sls, &tags].concat()).text("FlowLogId").to_owned();
        let empty = sim.router(64513).to_string();
        let foreign = sim.with_account(1_891_593_620_094_065).router(64512).to_string();
        let ids = [("$idle", idle), ("$idle.log", flow_log), ("$empty", empty), ("$foreign", foreign)];
        Self { sim, ids: ids.into() }
    }

    /// An independent copy, for a call that changes something.
    pub fn fork(&self) -> Self {
        Self { sim: self.sim.fork().unwrap(), ids: self.ids.clone() }
    }

    /// The id behind a name with a dollar sign, the text of N characters behind `<N>`; else the text itself.
    pub fn resolve(&self, text: &str) -> String {
        if let Some(length) = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) {
            return "x".repeat(length.parse().unwrap());
        }
        self.ids.get(text).cloned().unwrap_or_else(|| text.to_owned())
    }

    /// Calls, with names for ids.
    pub fn ask(&self, action: &str, pairs: &Pairs) -> Answer {
        self.ask_in(&self.sim, action, pairs)
    }

    /// Calls through another handle, with names for ids.
    pub fn ask_in(&self, sim: &Simulator, action: &str, pairs: &Pairs) -> Answer {
        let pairs: Vec<_> = pairs.iter().map(|(name, text)| (name, self.resolve(text))).collect();
        let pairs: Vec<_> = pairs.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        sim.ask(action, &pairs)
    }
}

#[test]
fn every_operation_has_a_good_call_that_succeeds() {
    let samples = Samples::new();
    for operation in ecr_sim::OPERATIONS.iter().map(ecr_sim::OperationEntry::name) {
        let answer = samples.fork().ask(operation, &good_call(operation));
        assert_eq!(answer.code(), "200", "{operation}: {answer:?}");
    }
}
