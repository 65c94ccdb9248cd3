//! Routes: those that members advertise, those that are listed, and those that are disabled.

use std::time::Duration;

use ecr_sim::{EcrId, Inventory, Simulator};
use serde_json::{Value, json};

use crate::harness::{Answer, SimulatorExt, attached, instant, slow};

pub const DESCRIBE: &str = "DescribeExpressConnectRouterRouteEntries";
pub const DISABLED: &str = "DescribeDisabledExpressConnectRouterRouteEntries";
pub const DISABLE: &str = "DisableExpressConnectRouterRouteEntries";
pub const ENABLE: &str = "EnableExpressConnectRouterRouteEntries";
pub const OWNER: u64 = 1_234_567_890_123_456;

/// Parses an inventory.
pub fn inventory(json: Value) -> Inventory {
    serde_json::from_value(json).unwrap()
}

/// Returns a VBR that advertises these routes.
pub fn vbr(id: &str, routes: &Value) -> Value {
    json!({ "VbrId": id, "OwnerId": OWNER, "RegionId": "cn-hangzhou", "Routes": routes })
}

/// Registers one VBR.
fn register(sim: &Simulator, id: &str, routes: &Value) {
    sim.inventory().apply(&inventory(json!({ "Vbrs": [vbr(id, routes)] }))).unwrap();
}

pub fn routes_to(blocks: &[&str]) -> Value {
    blocks.iter().map(|block| json!({ "DestinationCidrBlock": block })).collect()
}

/// Returns the listed destinations.
fn listed(sim: &Simulator, ecr_id: &EcrId, filters: &[(&str, &str)]) -> Vec<String> {
    let answer = sim.ask(DESCRIBE, &[&[("EcrId", ecr_id.as_str()), ("MaxResults", "100")], filters].concat());
    assert_eq!(answer.code(), "200", "{answer:?}");
    let found: Vec<String> =
        answer.each("RouteEntriesList", "DestinationCidrBlock").into_iter().map(str::to_owned).collect();
    assert_eq!(answer.body["TotalCount"], found.len());
    found
}

/// Disables or enables a route.
pub fn toggle(sim: &Simulator, action: &str, ecr_id: &EcrId, block: &str, next_hop: &str) -> Answer {
    let pairs =
        [("EcrId", ecr_id.as_str()), ("DestinationCidrBlock", block), ("NexthopInstanceId", next_hop)];
    sim.ask(action, &pairs)
}

fn disabled(sim: &Simulator, ecr_id: &EcrId) -> Vec<String> {
    let answer = sim.ask(DISABLED, &[("EcrId", ecr_id.as_str())]);
    answer.each("DisabledRouteEntryList", "DestinationCidrBlock").into_iter().map(str::to_owned).collect()
}

#[test]
fn attaching_a_vbr_adds_the_routes_it_advertises() {
    let sim = instant();
    let ecr_id = sim.router(64512);
    let routes = json!([
        { "DestinationCidrBlock": "192.168.0.0/16", "AsPath": [64993, 64512], "Communities": ["9001:9263", "1:2"] },
        { "DestinationCidrBlock": "10.0.0.0/8", "Med": 100 },
    ]);
    register(&sim, "vbr-1", &routes);
    assert_eq!(listed(&sim, &ecr_id, &[]), [""; 0], "it is no member yet");
    sim.vbr(&ecr_id, "vbr-1");
    let answer = sim.ask(DESCRIBE, &[("EcrId", ecr_id.as_str())]);
    let entry = |block: &str, as_path: &str, community: &str| {
        json!({
            "AsPath": as_path,
            "Community": community,
            "DestinationCidrBlock": block,
            "NexthopInstanceId": "vbr-1",
            "NexthopInstanceRegionId": "cn-hangzhou",
            "Status": "ACTIVE",
        })
    };
    let mut with_med = entry("10.0.0.0/8", "[]", "");
    with_med["Med"] = json!(100);
    assert_eq!(
        answer.body["RouteEntriesList"],
        json!([entry("192.168.0.0/16", "[64993,64512]", "9001:9263,1:2"), with_med])
    );
    assert_eq!((&answer.body["MaxResults"], &answer.body["TotalCount"]), (&json!(10), &json!(2)));
}

#[test]
fn a_vbr_whose_bgp_group_is_down_adds_no_routes() {
    let (sim, ecr_id) = attached();
    for (state, count) in [("Up", 1), ("Down", 0), ("Up", 1), ("InMiddleStatus", 0)] {
        let mut vbr = vbr("vbr-1", &routes_to(&["10.0.0.0/8"]));
        vbr["BgpState"] = json!(state);
        sim.inventory().apply(&inventory(json!({ "Vbrs": [vbr] }))).unwrap();
        assert_eq!(listed(&sim, &ecr_id, &[]).len(), count, "{state}");
    }
}

/// Creates a router with a VPC of two vSwitches, bound with these prefixes in this mode, and returns the id of the
/// association.
fn with_vpc(prefixes: &[&str], mode: &str) -> (Simulator, EcrId, String) {
    let sim = instant();
    let vpc = json!({ "VpcId": "vpc-1", "OwnerId": OWNER, "RegionId": "cn-hangzhou",
                      "VSwitchCidrBlocks": ["10.0.1.0/24", "172.16.0.0/24"] });
    sim.inventory().apply(&inventory(json!({ "Vpcs": [vpc] }))).unwrap();
    let ecr_id = sim.router(64512);
    let names: Vec<String> = (1..=prefixes.len()).map(|n| format!("AllowedPrefixes.{n}")).collect();
    let mut pairs = vec![
        ("EcrId", ecr_id.as_str()),
        ("VpcId", "vpc-1"),
        ("AssociationRegionId", "cn-hangzhou"),
        ("AllowedPrefixesMode", mode),
    ];
    pairs.extend(names.iter().zip(prefixes).map(|(name, prefix)| (name.as_str(), *prefix)));
    let answer = sim.ask("CreateExpressConnectRouterAssociation", &pairs);
    assert_eq!(answer.code(), "200", "{answer:?}");
    let association = answer.text("AssociationId").to_owned();
    (sim, ecr_id, association)
}

#[test]
fn a_vpc_adds_its_vswitches_unless_allowed_prefixes_withdraw_them() {
    for (prefixes, mode, expected) in [
        (&[][..], "MatchMode", &["10.0.1.0/24", "172.16.0.0/24"][..]),
        (&[], "IncrementalMode", &["10.0.1.0/24", "172.16.0.0/24"]),
        (&["10.0.0.0/8"], "MatchMode", &["10.0.0.0/8"]),
        (&["10.0.0.0/8"], "IncrementalMode", &["10.0.0.0/8", "172.16.0.0/24"]),
        (&["10.0.1.0/24", "10.0.1.0/24"], "IncrementalMode", &["10.0.1.0/24", "172.16.0.0/24"]),
        (&["10.0.1.0/25"], "IncrementalMode", &["10.0.1.0/25", "10.0.1.0/24", "172.16.0.0/24"]),
        (&["0.0.0.0/0"], "IncrementalMode", &["0.0.0.0/0"]),
    ] {
        let (sim, ecr_id, _) = with_vpc(prefixes, mode);
        assert_eq!(listed(&sim, &ecr_id, &[]), expected, "{prefixes:?} {mode}");
    }
}

#[test]
fn routes_follow_the_allowed_prefixes_at_once() {
    let (sim, ecr_id, association) = with_vpc(&["10.0.0.0/8"], "MatchMode");
    let modify = |more: &[(&str, &str)]| {
        let pairs = [("EcrId", ecr_id.as_str()), ("AssociationId", association.as_str())];
        sim.ask("ModifyExpressConnectRouterAssociationAllowedPrefix", &[&pairs[..], more].concat())
    };
    assert_eq!(modify(&[("AllowedPrefixes.1", "11.0.0.0/8")]).code(), "200");
    assert_eq!(listed(&sim, &ecr_id, &[]), ["11.0.0.0/8"]);
    assert_eq!(modify(&[]).code(), "200");
    assert_eq!(listed(&sim, &ecr_id, &[]), ["10.0.1.0/24", "172.16.0.0/24"]);
}

#[test]
fn a_transit_router_adds_its_prefixes_while_both_sides_are_bound() {
    let sim = instant();
    let ecr_id = sim.router(64512);
    let association = sim.associate(&ecr_id, "tr-1");
    assert_eq!(listed(&sim, &ecr_id, &[]), [""; 0]);
    sim.cen().attach(&association).unwrap();
    let answer = sim.ask(DESCRIBE, &[("EcrId", ecr_id.as_str())]);
    let entry = &answer.body["RouteEntriesList"][0];
    assert_eq!((&entry["DestinationCidrBlock"], &entry["Med"]), (&json!("10.0.0.0/8"), &json!(2000)));
    sim.cen().detach(&association).unwrap();
    assert_eq!(listed(&sim, &ecr_id, &[]), [""; 0]);
}

#[test]
fn a_member_has_routes_from_when_it_is_bound_until_it_is_gone() {
    let sim = slow();
    let ecr_id = sim.router(64512);
    register(&sim, "vbr-1", &routes_to(&["10.0.0.0/8"]));
    sim.attach(&ecr_id, "vbr-1");
    assert_eq!(listed(&sim, &ecr_id, &[]).len(), 0, "CREATING");
    sim.advance(Duration::from_secs(5)).unwrap();
    assert_eq!(listed(&sim, &ecr_id, &[]).len(), 1, "ACTIVE");
    let pairs = [("EcrId", ecr_id.as_str()), ("ChildInstanceId", "vbr-1"), ("ChildInstanceType", "VBR")];
    assert_eq!(sim.ask("DetachExpressConnectRouterChildInstance", &pairs).code(), "200");
    assert_eq!(listed(&sim, &ecr_id, &[]).len(), 1, "DELETING");
    sim.advance(Duration::from_secs(5)).unwrap();
    assert_eq!(listed(&sim, &ecr_id, &[]).len(), 0, "gone");
    sim.check_invariants().unwrap();
}

#[test]
fn filters_combine_and_a_malformed_destination_has_its_code() {
    let sim = instant();
    let ecr_id = sim.router(64512);
    let routes = json!([
        { "DestinationCidrBlock": "10.0.0.0/8", "AsPath": [1], "Communities": ["1:1", "2:2"] },
        { "DestinationCidrBlock": "11.0.0.0/8", "AsPath": [1, 2] },
    ]);
    register(&sim, "vbr-1", &routes);
    let mut elsewhere = vbr("vbr-2", &routes_to(&["10.0.0.0/8"]));
    elsewhere["RegionId"] = json!("cn-beijing");
    sim.inventory().apply(&inventory(json!({ "Vbrs": [elsewhere] }))).unwrap();
    sim.vbr(&ecr_id, "vbr-1");
    let pairs = [("EcrId", ecr_id.as_str()), ("ChildInstanceId", "vbr-2"), ("ChildInstanceType", "VBR")];
    let region = [("ChildInstanceRegionId", "cn-beijing")];
    let attach = "AttachExpressConnectRouterChildInstance";
    assert_eq!(sim.ask(attach, &[&pairs[..], &region].concat()).code(), "200");

    for (filters, count) in [
        (&[][..], 3),
        (&[("DestinationCidrBlock", "10.0.0.0/8")], 2),
        (&[("DestinationCidrBlock", "10.0.0.0/9")], 0),
        (&[("DestinationCidrBlock", "")], 3),
        (&[("NexthopInstanceId", "vbr-1")], 2),
        (&[("NexthopInstanceId", "whatever")], 0),
        (&[("QueryRegionId", "cn-beijing")], 1),
        (&[("AsPath", "[1]")], 1),
        (&[("AsPath", "[1,2]"), ("NexthopInstanceId", "vbr-1")], 1),
        (&[("AsPath", "[1,2]"), ("NexthopInstanceId", "vbr-2")], 0),
        (&[("Community", "1:1")], 1),
        (&[("Community", "2:2")], 1),
        (&[("Community", "1:2")], 0),
    ] {
        assert_eq!(listed(&sim, &ecr_id, filters).len(), count, "{filters:?}");
    }
    for block in ["10.0.0.1/8", "10.0.0.0", "x"] {
        let answer = sim.ask(DESCRIBE, &[("EcrId", ecr_id.as_str()), ("DestinationCidrBlock", block)]);
        assert_eq!(answer.code(), "IllegalParamFormat.DestinationCidrBlock", "{block}");
    }
}

#[test]
fn a_disabled_route_is_listed_apart_until_it_is_enabled() {
    let sim = slow();
    let ecr_id = sim.router(64512);
    register(&sim, "vbr-1", &routes_to(&["10.0.0.0/8", "11.0.0.0/8"]));
    sim.vbr(&ecr_id, "vbr-1");
    let before = sim.dump().unwrap();
    assert_eq!(toggle(&sim, ENABLE, &ecr_id, "10.0.0.0/8", "vbr-1").code(), "200", "it is enabled");
    assert_eq!(sim.dump().unwrap()["routers"], before["routers"]);

    assert_eq!(toggle(&sim, DISABLE, &ecr_id, "10.0.0.0/8", "vbr-1").code(), "200");
    assert_eq!(listed(&sim, &ecr_id, &[]), ["11.0.0.0/8"]);
    let answer = sim.ask(DISABLED, &[("EcrId", ecr_id.as_str())]);
    assert_eq!(
        answer.body["DisabledRouteEntryList"],
        json!([{
            "DestinationCidrBlock": "10.0.0.0/8",
            "EcrId": ecr_id,
            "GmtCreate": "1767225605",
            "NexthopInstanceId": "vbr-1",
            "NexthopInstanceRegionId": "cn-hangzhou",
        }])
    );
    sim.advance(Duration::from_secs(60)).unwrap();
    assert_eq!(toggle(&sim, DISABLE, &ecr_id, "10.0.0.0/8", "vbr-1").code(), "200", "once more");
    assert_eq!(
        sim.ask(DISABLED, &[("EcrId", ecr_id.as_str())]).body["DisabledRouteEntryList"],
        answer.body["DisabledRouteEntryList"]
    );

    assert_eq!(toggle(&sim, ENABLE, &ecr_id, "10.0.0.0/8", "vbr-1").code(), "200");
    assert_eq!(listed(&sim, &ecr_id, &[]), ["10.0.0.0/8", "11.0.0.0/8"]);
    assert_eq!(disabled(&sim, &ecr_id), [""; 0]);
}

#[test]
fn a_route_stays_disabled_when_it_is_advertised_again_and_goes_with_its_member() {
    let sim = instant();
    let ecr_id = sim.router(64512);
    register(&sim, "vbr-1", &routes_to(&["10.0.0.0/8"]));
    sim.vbr(&ecr_id, "vbr-1");
    toggle(&sim, DISABLE, &ecr_id, "10.0.0.0/8", "vbr-1");
    // Disables a route before it is advertised.
    toggle(&sim, DISABLE, &ecr_id, "12.0.0.0/8", "vbr-1");
    register(&sim, "vbr-1", &routes_to(&[]));
    assert_eq!(disabled(&sim, &ecr_id), ["10.0.0.0/8", "12.0.0.0/8"]);
    register(&sim, "vbr-1", &routes_to(&["10.0.0.0/8", "11.0.0.0/8", "12.0.0.0/8"]));
    assert_eq!(listed(&sim, &ecr_id, &[]), ["11.0.0.0/8"]);
    sim.check_invariants().unwrap();

    let pairs = [("EcrId", ecr_id.as_str()), ("ChildInstanceId", "vbr-1"), ("ChildInstanceType", "VBR")];
    assert_eq!(sim.ask("DetachExpressConnectRouterChildInstance", &pairs).code(), "200");
    assert_eq!(disabled(&sim, &ecr_id), [""; 0]);
    sim.vbr(&ecr_id, "vbr-1");
    assert_eq!(listed(&sim, &ecr_id, &[]).len(), 3);
    toggle(&sim, DISABLE, &ecr_id, "10.0.0.0/8", "vbr-1");
    assert_eq!(sim.ask("ForceDeleteExpressConnectRouter", &[("EcrId", ecr_id.as_str())]).code(), "200");
    sim.check_invariants().unwrap();
}

#[test]
fn a_transit_router_that_is_bound_in_two_regions_is_one_next_hop() {
    let sim = instant();
    let ecr_id = sim.router(64512);
    for region in ["cn-hangzhou", "cn-beijing"] {
        let pairs = [
            ("EcrId", ecr_id.as_str()),
            ("TransitRouterId", "tr-1"),
            ("AssociationRegionId", region),
            ("CreateAttachment", "true"),
            ("AllowedPrefixes.1", "10.0.0.0/8"),
        ];
        assert_eq!(sim.ask("CreateExpressConnectRouterAssociation", &pairs).code(), "200");
    }
    assert_eq!(listed(&sim, &ecr_id, &[]).len(), 2);
    assert_eq!(toggle(&sim, DISABLE, &ecr_id, "10.0.0.0/8", "tr-1").code(), "200");
    assert_eq!((listed(&sim, &ecr_id, &[]).len(), disabled(&sim, &ecr_id).len()), (0, 2));
    assert_eq!(toggle(&sim, ENABLE, &ecr_id, "10.0.0.0/8", "tr-1").code(), "200");
    assert_eq!((listed(&sim, &ecr_id, &[]).len(), disabled(&sim, &ecr_id).len()), (2, 0));
}

#[test]
fn the_next_hop_must_be_a_member_that_is_bound() {
    let sim = slow();
    let ecr_id = sim.router(64512);
    for action in [DISABLE, ENABLE] {
        for next_hop in ["vbr-1", "vpc-1", "tr-1"] {
            let answer = toggle(&sim, action, &ecr_id, "10.0.0.0/8", next_hop);
            assert_eq!((answer.status, answer.code()), (400, "ResourceNotFound.NexthopInstanceId"));
        }
        assert_eq!(
            toggle(&sim, action, &ecr_id, "10.0.0.0/8", "i-1").code(),
            "IllegalParamFormat.NexthopInstanceId"
        );
    }
    let elsewhere = sim.router(64513);
    sim.vbr(&elsewhere, "vbr-1");
    assert_eq!(
        toggle(&sim, DISABLE, &ecr_id, "10.0.0.0/8", "vbr-1").code(),
        "ResourceNotFound.NexthopInstanceId"
    );
    sim.attach(&ecr_id, "vbr-2");
    let creating = toggle(&sim, DISABLE, &ecr_id, "10.0.0.0/8", "vbr-2");
    assert_eq!((creating.status, creating.code()), (400, "ResourceInCreating.NexthopInstanceId"));
    sim.advance(Duration::from_secs(5)).unwrap();
    sim.associate(&ecr_id, "vpc-1");
    assert_eq!(
        toggle(&sim, DISABLE, &ecr_id, "10.0.0.0/8", "vpc-1").code(),
        "ResourceInCreating.NexthopInstanceId"
    );
    assert_eq!(toggle(&sim, DISABLE, &ecr_id, "10.0.0.0/8", "vbr-2").code(), "Conflict.Lock");
    sim.advance(Duration::from_secs(5)).unwrap();
    for next_hop in ["vbr-2", "vpc-1"] {
        assert_eq!(toggle(&sim, DISABLE, &ecr_id, "10.0.0.0/8", next_hop).code(), "200");
    }
}

#[test]
fn routes_are_listed_page_by_page() {
    let sim = instant();
    let ecr_id = sim.router(64512);
    let blocks: Vec<String> = (0..25).map(|n| format!("10.{n}.0.0/16")).collect();
    let blocks: Vec<&str> = blocks.iter().map(String::as_str).collect();
    register(&sim, "vbr-1", &routes_to(&blocks));
    register(&sim, "vbr-2", &routes_to(&["11.0.0.0/8"]));
    for member in ["vbr-2", "vbr-1"] {
        sim.vbr(&ecr_id, member);
    }
    for block in &blocks[..3] {
        toggle(&sim, DISABLE, &ecr_id, block, "vbr-1");
    }
    let (mut seen, mut token) = (Vec::new(), String::new());
    loop {
        let answer = sim.ask(DESCRIBE, &[("EcrId", ecr_id.as_str()), ("NextToken", &token)]);
        assert_eq!(answer.body["TotalCount"], 23);
        let page = answer.each("RouteEntriesList", "DestinationCidrBlock");
        assert!(page.len() == 10 || answer.text("NextToken").is_empty());
        seen.extend(page.into_iter().map(str::to_owned));
        token = answer.text("NextToken").to_owned();
        if token.is_empty() {
            break;
        }
    }
    assert_eq!(seen, [&["11.0.0.0/8"], &blocks[3..]].concat());
    let page = sim.ask(DISABLED, &[("EcrId", ecr_id.as_str()), ("MaxResults", "2")]);
    assert_eq!(
        (page.each("DisabledRouteEntryList", "DestinationCidrBlock"), &page.body["TotalCount"]),
        (blocks[..2].to_vec(), &json!(3))
    );
    let pairs = [("EcrId", ecr_id.as_str()), ("NextToken", page.text("NextToken"))];
    assert_eq!(
        sim.ask(DISABLED, &pairs).each("DisabledRouteEntryList", "DestinationCidrBlock"),
        &blocks[2..3]
    );
}
