//! A good call of every operation, and a world in which each of them succeeds.
//!
//! The router `$idle` has the VBR `vbr-idle`, the flow log `$idle.log`, the VPC `vpc-idle` as `$idle.vpc`, the transit
//! router `tr-idle` as `$idle.tr`, the granted VBR `vbr-granted` and a transit mode, all with a tag where they can have
//! one; `$empty` has nothing. The VPC and the transit router bring a route to 10.0.0.0/8 along, the VBR one to
//! 192.168.0.0/16 and one to 172.16.0.0/12 that is disabled. `$foreign` belongs to another account, and the VPC `vpc-mine` is
//! granted to it. Transitions are instant.

use std::collections::BTreeMap;

use ecr_sim::{Inventory, Simulator};
use serde_json::json;

use crate::harness::{Answer, SimulatorExt, instant};

/// Name/value pairs that a test builds step by step.
pub type Pairs = BTreeMap<String, String>;

/// The account of [`Samples::sim`], and another.
const ACCOUNT: u64 = 1_234_567_890_123_456;
const OTHER: u64 = 1_891_593_620_094_065;

/// Each operation with the pairs of a good call.
const CALLS: &str = include_str!("../data/calls.txt");

/// The pairs of a call that succeeds in the world of [`Samples`].
pub fn good_call(operation: &str) -> Pairs {
    let mut calls = CALLS.lines().map(|line| line.split_once(' ').unwrap());
    let (_, pairs) = calls.find(|(name, _)| *name == operation).unwrap();
    let pairs = pairs.split(' ').map(|pair| pair.split_once('=').unwrap());
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
        let other = sim.as_account(OTHER);
        let foreign = other.router(64512).to_string();
        let [vpc, tr] =
            ["vpc-idle", "tr-idle"].map(|node| sim.associate(&idle.parse().unwrap(), node).to_string());
        grant(&other, &idle, ACCOUNT, "vbr-granted");
        grant(&sim, &foreign, OTHER, "vpc-mine");
        bring_routes(&sim, &idle, &tr);
        let mode = [("TransitModeList.1.RegionId", "cn-hangzhou"), ("TransitModeList.1.Mode", "ECMP")];
        let mode = [&[("EcrId", idle.as_str())], &mode[..]].concat();
        assert_eq!(sim.ask("ModifyExpressConnectRouterInterRegionTransitMode", &mode).code(), "200");
        let members = [("$idle", idle), ("$idle.log", flow_log), ("$idle.vpc", vpc), ("$idle.tr", tr)];
        let routers = [("$empty", empty), ("$foreign", foreign)];
        Self { sim, ids: members.into_iter().chain(routers).collect() }
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

/// Registers the routes of `vbr-idle`, disables one of them, and lets the transit router bind its side.
fn bring_routes(sim: &Simulator, ecr_id: &str, association: &str) {
    let items: Inventory = serde_json::from_value(json!({ "Vbrs": [{
        "VbrId": "vbr-idle", "OwnerId": ACCOUNT, "RegionId": "cn-hangzhou", "LocalAsn": 64512,
        "Routes": [
            { "DestinationCidrBlock": "192.168.0.0/16", "AsPath": [64993], "Communities": ["9001:9263"] },
            { "DestinationCidrBlock": "172.16.0.0/12" },
        ],
    }]}))
    .unwrap();
    sim.inventory().apply(&items).unwrap();
    let route = [("DestinationCidrBlock", "172.16.0.0/12"), ("NexthopInstanceId", "vbr-idle")];
    let answer =
        sim.ask("DisableExpressConnectRouterRouteEntries", &[&[("EcrId", ecr_id)], &route[..]].concat());
    assert_eq!(answer.code(), "200", "{answer:?}");
    sim.cen().attach(&association.parse().unwrap()).unwrap();
}

/// Lets the caller grant an instance to a router of another account.
fn grant(sim: &Simulator, ecr_id: &str, owner: u64, instance: &str) {
    let owner = owner.to_string();
    let kind = if instance.starts_with("vpc-") { "VPC" } else { "VBR" };
    let router = [("EcrId", ecr_id), ("EcrOwnerAliUid", owner.as_str())];
    let instance = [("InstanceId", instance), ("InstanceType", kind), ("InstanceRegionId", "cn-hangzhou")];
    let answer = sim.ask("GrantInstanceToExpressConnectRouter", &[&router[..], &instance].concat());
    assert_eq!(answer.code(), "200", "{answer:?}");
}

#[test]
fn every_operation_has_a_good_call_that_succeeds() {
    let samples = Samples::new();
    for operation in ecr_sim::OPERATIONS.iter().map(ecr_sim::OperationEntry::name) {
        let answer = samples.fork().ask(operation, &good_call(operation));
        assert_eq!(answer.code(), "200", "{operation}: {answer:?}");
    }
}
