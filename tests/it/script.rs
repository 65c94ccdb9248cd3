//! A script of calls that fills every table, in two halves. Tests of determinism, persistence and corruption run it.
//!
//! No call has to succeed, so the script also runs on a damaged file. Its result is the list of all answers.

use std::time::Duration;

use ecr_sim::{Builder, CenLock, Inventory, Latency, Simulator};
use serde_json::{Value, json};

/// Returns the builder of the simulations that run the script.
pub fn builder() -> Builder {
    Simulator::builder().latency(Latency::realistic())
}

/// A simulator, and all its answers.
struct Recorder<'a> {
    sim: &'a Simulator,
    answers: Vec<String>,
}

impl<'a> Recorder<'a> {
    fn new(sim: &'a Simulator) -> Self {
        Self { sim, answers: Vec::new() }
    }

    /// Calls, and records the answer as a client receives it.
    fn ask(&mut self, action: &str, pairs: &[(&str, &str)]) -> Value {
        let reply = self.sim.invoke(action, pairs.iter().copied());
        self.answers.push(format!("{} {}", reply.http_status, reply.body));
        serde_json::from_str(&reply.body).unwrap()
    }

    /// Records a result that does not come from a call.
    fn record<T: std::fmt::Debug>(&mut self, what: T) {
        self.answers.push(format!("{what:?}"));
    }

    fn advance(&mut self, seconds: u64) {
        self.record(self.sim.advance(Duration::from_secs(seconds)));
    }

    fn attach(&mut self, ecr_id: &str, vbr: &str) {
        let vbr = [("ChildInstanceId", vbr), ("ChildInstanceType", "VBR")];
        let pairs = [&[("EcrId", ecr_id), ("ChildInstanceRegionId", "cn-hangzhou")], &vbr[..]].concat();
        self.ask("AttachExpressConnectRouterChildInstance", &pairs);
    }

    fn associate(&mut self, ecr_id: &str, more: &[(&str, &str)]) -> Value {
        let pairs = [&[("EcrId", ecr_id), ("AssociationRegionId", "cn-hangzhou")], more].concat();
        self.ask("CreateExpressConnectRouterAssociation", &pairs)
    }

    fn flow_log(&mut self, ecr_id: &str, vbr: &str, more: &[(&str, &str)]) -> Value {
        let vbr = [("InstanceType", "VBR"), ("InstanceId", vbr)];
        let sls = [("EcrId", ecr_id), ("ProjectName", "net-audit"), ("LogStoreName", "vbr_flow")];
        self.ask("CreateFlowLog", &[&sls, &vbr[..], more].concat())
    }
}

/// Returns a string anywhere in an answer, or the id of a flow log that does not exist.
fn text<'a>(answer: &'a Value, pointer: &str) -> &'a str {
    answer.pointer(pointer).and_then(Value::as_str).unwrap_or("ecr-flog-absent")
}

/// An inventory with a VBR for a router with the ASN 64512, which advertises these blocks, and an account that lacks
/// a permission.
pub fn inventory(vbr: &str, blocks: &[&str]) -> Inventory {
    let routes = blocks.iter().map(|block| {
        json!({ "DestinationCidrBlock": block, "AsPath": [64993, 64512], "Communities": ["9001:9263"] })
    });
    let routes: Vec<Value> = routes.collect();
    serde_json::from_value(json!({
        "Vbrs": [{
            "VbrId": vbr, "OwnerId": 1_234_567_890_123_456_u64, "RegionId": "cn-hangzhou", "LocalAsn": 64512,
            "Routes": routes,
        }],
        "Accounts": [{ "AccountId": 1_234_567_890_123_456_u64, "IsUserAllowedToCreateCrossBorderLink": false }],
    }))
    .unwrap()
}

/// Creates two routers with members of every kind, routes, flow logs, grants and tags. Makes calls that are replayed,
/// refused and dry runs. Ends while a VBR is being attached.
pub fn first_half(sim: &Simulator) -> Vec<String> {
    let mut recorder = Recorder::new(sim);
    let tags = [("Tag.1.Key", "env"), ("Tag.1.Value", "test"), ("Tag.4.Key", "team")];
    let router = [("AlibabaSideAsn", "64512"), ("Name", "edge"), ("ClientToken", "script-r")];
    let router = [&router[..], &tags[..]].concat();
    let created = recorder.ask("CreateExpressConnectRouter", &router);
    let edge = text(&created, "/EcrId");
    recorder.ask("CreateExpressConnectRouter", &router);
    recorder.ask("CreateExpressConnectRouter", &[("AlibabaSideAsn", "64512")]);
    let created =
        recorder.ask("CreateExpressConnectRouter", &[("AlibabaSideAsn", "64513"), ("Name", "kern")]);
    let kern = text(&created, "/EcrId");

    recorder.record(sim.inventory().apply(&inventory("vbr-1", &["172.16.0.0/12", "192.168.0.0/16"])));
    recorder.attach(edge, "vbr-1");
    recorder.attach(edge, "vbr-2");
    recorder.advance(5);
    recorder.attach(edge, "vbr-2");
    recorder.attach(kern, "vbr-3");
    recorder.advance(5);

    recorder
        .associate(edge, &[("VpcId", "vpc-1"), ("Tag.1.Key", "env"), ("AllowedPrefixes.1", "10.0.0.0/8")]);
    let modes = [("TransitModeList.1.RegionId", "cn-beijing"), ("TransitModeList.1.Mode", "NearBy")];
    let modes = [&[("EcrId", kern)], &modes[..]].concat();
    recorder.ask("ModifyExpressConnectRouterInterRegionTransitMode", &modes);
    recorder.advance(5);
    recorder.associate(edge, &[("TransitRouterId", "tr-1"), ("CenId", "cen-1"), ("ClientToken", "script-a")]);
    recorder.advance(5);
    let granted = [("EcrId", edge), ("EcrOwnerAliUid", "1234567890123456"), ("InstanceId", "vpc-2")];
    let granted = [&granted[..], &[("InstanceType", "VPC"), ("InstanceRegionId", "cn-beijing")]].concat();
    recorder.record(
        sim.with_account(42.try_into().unwrap()).invoke("GrantInstanceToExpressConnectRouter", granted),
    );
    let route = [("EcrId", edge), ("DestinationCidrBlock", "172.16.0.0/12"), ("NexthopInstanceId", "vbr-1")];
    let disable = [&route[..], &[("ClientToken", "script-e")]].concat();
    recorder.ask("DisableExpressConnectRouterRouteEntries", &disable);
    let tagged = [("ResourceType", "EXPRESSCONNECTROUTER"), ("ResourceId.1", kern), ("Tag.1.Key", "late")];
    recorder.ask("TagResources", &tagged);

    let deleted =
        recorder.flow_log(edge, "vbr-1", &[("FlowLogName", "deleted"), ("ClientToken", "script-f")]);
    let deleted = text(&deleted, "/FlowLogId");
    recorder.flow_log(edge, "vbr-1", &[("Interval", "60"), ("Tag.1.Key", "env"), ("Description", "kept, é")]);
    recorder.flow_log(edge, "vbr-2", &[("SamplingRate", "1:1024")]);
    let addressed = [("EcrId", edge), ("FlowLogId", deleted)];
    recorder.ask("DeactivateFlowLog", &addressed);
    recorder.ask("DeleteFlowlog", &[&addressed[..], &[("DryRun", "true")]].concat());
    recorder.ask("DeleteFlowlog", &[&addressed[..], &[("ClientToken", "script-d")]].concat());
    recorder.ask("DeleteFlowlog", &addressed);

    recorder.record(sim.cen().lock(&kern.parse().unwrap(), CenLock::Attaching));
    recorder.advance(1);
    recorder.attach(edge, "vbr-4");
    recorder.answers
}

/// Continues after [`first_half`]: pages, replays, modifies, detaches and force-deletes, until nothing is pending.
pub fn second_half(sim: &Simulator) -> Vec<String> {
    let mut recorder = Recorder::new(sim);
    let routers = recorder.ask("DescribeExpressConnectRouter", &[("MaxResults", "1")]);
    let edge = text(&routers, "/EcrList/0/EcrId");
    let next = [("MaxResults", "1"), ("NextToken", text(&routers, "/NextToken"))];
    let routers = recorder.ask("DescribeExpressConnectRouter", &next);
    let kern = text(&routers, "/EcrList/0/EcrId");
    recorder.ask("DescribeExpressConnectRouterChildInstance", &[("EcrId", edge)]);
    let associations = recorder.ask("DescribeExpressConnectRouterAssociation", &[("EcrId", edge)]);
    let vpc = text(&associations, "/AssociationList/0/AssociationId");
    let transit_router = text(&associations, "/AssociationList/1/AssociationId");
    recorder.ask("DescribeInstanceGrantedToExpressConnectRouter", &[("EcrId", edge)]);
    recorder.ask("DescribeExpressConnectRouterInterRegionTransitMode", &[("EcrId", kern)]);
    recorder.ask("DescribeExpressConnectRouterRouteEntries", &[("EcrId", edge)]);
    recorder.ask("DescribeDisabledExpressConnectRouterRouteEntries", &[("EcrId", edge)]);
    recorder.record(sim.inventory().get());
    recorder.record(sim.inventory().apply(&inventory("vbr-1", &["172.16.0.0/12", "172.32.0.0/12"])));
    recorder.ask("ListTagResources", &[("ResourceType", "EXPRESSCONNECTROUTER"), ("Tag.1.Key", "env")]);
    let flow_logs = recorder.ask("DescribeFlowLogs", &[("EcrId", edge)]);

    let router = [("AlibabaSideAsn", "64512"), ("Name", "edge"), ("ClientToken", "script-r")];
    recorder.ask("CreateExpressConnectRouter", &router);
    recorder.ask("ModifyExpressConnectRouter", &[("EcrId", edge), ("Name", "busy")]);
    recorder.record(sim.next_due());
    recorder.advance(5);
    recorder
        .ask("ModifyExpressConnectRouter", &[("EcrId", edge), ("Name", "idle"), ("ClientToken", "script-m")]);
    let addressed = [("EcrId", edge), ("FlowLogId", text(&flow_logs, "/FlowLogs/0/FlowLogId"))];
    recorder.ask("ModifyFlowLogAttribute", &[&addressed[..], &[("Interval", "600")]].concat());
    recorder.ask("DeleteFlowlog", &addressed);
    recorder.ask("ListExpressConnectRouterSupportedRegion", &[("NodeType", "VBR")]);

    let route = [("EcrId", edge), ("DestinationCidrBlock", "172.16.0.0/12"), ("NexthopInstanceId", "vbr-1")];
    recorder.ask(
        "DisableExpressConnectRouterRouteEntries",
        &[&route[..], &[("ClientToken", "script-e")]].concat(),
    );
    recorder.ask("EnableExpressConnectRouterRouteEntries", &route);
    recorder.ask("DescribeExpressConnectRouterRouteEntries", &[("EcrId", edge), ("MaxResults", "1")]);
    recorder.record(sim.inventory().remove("vbr-1"));

    let association = [("EcrId", edge), ("AssociationId", vpc)];
    let prefixes = [&association[..], &[("AllowedPrefixes.1", "10.1.0.0/16")]].concat();
    recorder.ask("ModifyExpressConnectRouterAssociationAllowedPrefix", &prefixes);
    recorder.advance(3);
    recorder.ask("DescribeExpressConnectRouterAllowedPrefixHistory", &association);
    recorder.record(transit_router.parse().map(|id| sim.cen().attach(&id)));
    recorder.ask("DeleteExpressConnectRouterAssociation", &association);
    recorder.advance(5);
    recorder.ask(
        "MoveResourceGroup",
        &[("ResourceType", "EXPRESSCONNECTROUTER"), ("ResourceId", edge), ("NewResourceGroupId", "rg-2")],
    );

    let detached = [("EcrId", edge), ("ChildInstanceId", "vbr-2"), ("ChildInstanceType", "VBR")];
    recorder.ask("DetachExpressConnectRouterChildInstance", &detached);
    recorder.record(kern.parse().map(|kern| sim.cen().release(&kern)));
    recorder.ask("ForceDeleteExpressConnectRouter", &[("EcrId", kern)]);
    recorder.record(sim.advance_until_idle());
    recorder.ask("DeleteExpressConnectRouter", &[("EcrId", edge)]);
    recorder.ask("DescribeExpressConnectRouter", &[]);
    recorder.record(sim.now());
    recorder.answers
}
