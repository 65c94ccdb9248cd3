//! The routes of a router follow from the inventory and its members. This file computes them again in the simplest
//! way.

use std::time::Duration;

use ecr_sim::{EcrId, Latency, Simulator};
use proptest::prelude::*;
use serde_json::json;

use crate::harness::SimulatorExt;
use crate::route::{DESCRIBE, DISABLE, DISABLED, ENABLE, OWNER, inventory, routes_to, toggle, vbr};

/// A step in a simulation with two VBRs and a VPC.
#[derive(Clone, Debug)]
enum Step {
    Advertise(usize, Vec<u8>, bool),
    Forget(usize),
    Member(usize, bool),
    Prefixes(Vec<u8>),
    Toggle(usize, u8, bool),
    Wait,
}

const NODES: [&str; 3] = ["vbr-1", "vbr-2", "vpc-1"];

fn step() -> impl Strategy<Value = Step> {
    let blocks =
        || proptest::collection::btree_set(0..6_u8, 0..5).prop_map(|blocks| blocks.into_iter().collect());
    prop_oneof![
        (0..2_usize, blocks(), any::<bool>())
            .prop_map(|(node, blocks, up)| Step::Advertise(node, blocks, up)),
        (0..3_usize).prop_map(Step::Forget),
        (0..3_usize, any::<bool>()).prop_map(|(node, binds)| Step::Member(node, binds)),
        blocks().prop_map(Step::Prefixes),
        (0..3_usize, 0..6_u8, any::<bool>()).prop_map(|(node, block, off)| Step::Toggle(node, block, off)),
        Just(Step::Wait),
    ]
}

fn block(number: u8) -> String {
    format!("10.{number}.0.0/16")
}

/// Computes the routes, by next hop and destination, from inventory and members alone.
fn recomputed(sim: &Simulator, ecr_id: &EcrId) -> Vec<(String, String)> {
    let known = sim.inventory().get().unwrap();
    let mut routes = Vec::new();
    let children = sim.ask("DescribeExpressConnectRouterChildInstance", &[("EcrId", ecr_id.as_str())]);
    for child in children.body["ChildInstanceList"].as_array().unwrap() {
        let id = child["ChildInstanceId"].as_str().unwrap();
        let inventory = known.vbrs.iter().find(|inventory| inventory.vbr_id.as_str() == id);
        if let Some(inventory) = inventory
            .filter(|inventory| inventory.bgp_state.as_str() == "Up" && child["Status"] != "CREATING")
        {
            routes.extend(
                inventory
                    .routes
                    .iter()
                    .map(|route| (id.to_owned(), route.destination_cidr_block.to_string())),
            );
        }
    }
    let associations = sim.ask("DescribeExpressConnectRouterAssociation", &[("EcrId", ecr_id.as_str())]);
    for association in associations.body["AssociationList"].as_array().unwrap() {
        if association["Status"] == "CREATING" {
            continue;
        }
        let prefixes: Vec<String> = serde_json::from_value(association["AllowedPrefixes"].clone()).unwrap();
        let vswitches =
            known.vpcs.iter().flat_map(|inventory| &inventory.v_switch_cidr_blocks).map(ToString::to_string);
        let blocks: Vec<String> = if prefixes.is_empty() { vswitches.collect() } else { prefixes };
        routes.extend(blocks.into_iter().map(|block| ("vpc-1".to_owned(), block)));
    }
    let hidden = sim.ask(DISABLED, &[("EcrId", ecr_id.as_str()), ("MaxResults", "100")]);
    let hidden: Vec<(&str, &str)> = hidden
        .each("DisabledRouteEntryList", "NexthopInstanceId")
        .into_iter()
        .zip(hidden.each("DisabledRouteEntryList", "DestinationCidrBlock"))
        .collect();
    routes.retain(|(next_hop, block)| !hidden.contains(&(next_hop.as_str(), block.as_str())));
    routes.sort();
    routes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn the_routes_are_those_that_follow_from_the_world(
        happenings in proptest::collection::vec(step(), 1..30),
        slow in any::<bool>(),
    ) {
        let latency = if slow { Latency::realistic() } else { Latency::instant() };
        let sim = Simulator::builder().latency(latency).in_memory().unwrap();
        let ecr_id = sim.router(64512);
        let ecr = ("EcrId", ecr_id.as_str());
        let mut association = String::new();
        for step in happenings {
            // Some calls are refused, since the router is busy or the member does not exist.
            match &step {
                Step::Advertise(node, blocks, up) => {
                    let blocks: Vec<String> = blocks.iter().copied().map(block).collect();
                    let blocks: Vec<&str> = blocks.iter().map(String::as_str).collect();
                    let mut vbr = vbr(NODES[*node], &routes_to(&blocks));
                    vbr["BgpState"] = json!(if *up { "Up" } else { "Down" });
                    let vpc = json!({ "VpcId": "vpc-1", "OwnerId": OWNER, "RegionId": "cn-hangzhou",
                                      "VSwitchCidrBlocks": blocks });
                    sim.inventory().apply(&inventory(json!({ "Vbrs": [vbr], "Vpcs": [vpc] }))).unwrap();
                }
                Step::Forget(node) => drop(sim.inventory().remove(NODES[*node]).unwrap()),
                Step::Member(2, true) => {
                    let pairs = [ecr, ("VpcId", "vpc-1"), ("AssociationRegionId", "cn-hangzhou")];
                    let answer = sim.ask("CreateExpressConnectRouterAssociation", &pairs);
                    if answer.code() == "200" {
                        association = answer.text("AssociationId").to_owned();
                    }
                }
                Step::Member(2, false) => {
                    sim.ask("DeleteExpressConnectRouterAssociation", &[ecr, ("AssociationId", &association)]);
                }
                Step::Member(node, binds) => {
                    let action = if *binds { "Attach" } else { "Detach" };
                    let pairs = [ecr, ("ChildInstanceId", NODES[*node]), ("ChildInstanceType", "VBR"),
                                 ("ChildInstanceRegionId", "cn-hangzhou")];
                    sim.ask(&format!("{action}ExpressConnectRouterChildInstance"), &pairs);
                }
                Step::Prefixes(blocks) => {
                    let blocks: Vec<(String, String)> = (1..).zip(blocks)
                        .map(|(n, number): (u32, _)| (format!("AllowedPrefixes.{n}"), block(*number))).collect();
                    let mut pairs = vec![ecr, ("AssociationId", association.as_str())];
                    pairs.extend(blocks.iter().map(|(name, block)| (name.as_str(), block.as_str())));
                    sim.ask("ModifyExpressConnectRouterAssociationAllowedPrefix", &pairs);
                }
                Step::Toggle(node, number, off) => {
                    toggle(&sim, if *off { DISABLE } else { ENABLE }, &ecr_id, &block(*number), NODES[*node]);
                }
                Step::Wait => sim.advance(Duration::from_secs(5)).unwrap(),
            }
            let answer = sim.ask(DESCRIBE, &[ecr, ("MaxResults", "100")]);
            let next_hops = answer.each("RouteEntriesList", "NexthopInstanceId").into_iter();
            let mut routes: Vec<(String, String)> = next_hops
                .zip(answer.each("RouteEntriesList", "DestinationCidrBlock"))
                .map(|(next_hop, block)| (next_hop.to_owned(), block.to_owned()))
                .collect();
            routes.sort();
            prop_assert_eq!(routes, recomputed(&sim, &ecr_id), "{:?}", step);
            sim.check_invariants().unwrap();
        }
    }
}
