//! The list of regions, and the region that a call goes to.

use ecr_sim::{
    Call, CreateExpressConnectRouter, ListExpressConnectRouterSupportedRegion, NodeType, Simulator,
};
use serde_json::json;

use crate::harness::{SimulatorExt, instant, value};
use crate::samples::{Samples, good_call};

const LIST: &str = "ListExpressConnectRouterSupportedRegion";

/// The regions in the product's metadata, in its order.
const REGIONS: &str = include_str!("../data/regions.txt");

#[test]
fn every_type_of_node_is_supported_in_the_thirty_two_regions_of_the_product() {
    let sim = instant();
    let regions: Vec<&str> = REGIONS.lines().collect();
    assert_eq!(regions.len(), 32);
    for node_type in ["TR", "VBR", "VPC"] {
        let answer = sim.ask(LIST, &[("NodeType", node_type)]);
        assert_eq!(
            (answer.status, &answer.body["SupportedRegionIdList"]),
            (200, &json!(regions)),
            "{node_type}"
        );
    }
}

#[test]
fn a_typed_dry_run_of_the_list_of_regions_is_ignored() {
    let call = Call::new(ListExpressConnectRouterSupportedRegion::new(NodeType::Vbr)).dry_run(true);
    assert_eq!(instant().call(call).unwrap().response.supported_region_id_list.len(), 32);
}

#[test]
fn the_regions_of_a_world_are_listed_in_the_order_they_were_given() {
    let sim =
        Simulator::builder().regions(["eu-west-1", "cn-beijing"]).region("cn-beijing").in_memory().unwrap();
    let listed = sim.call(ListExpressConnectRouterSupportedRegion::new(NodeType::Vpc)).unwrap();
    let listed: Vec<String> =
        listed.response.supported_region_id_list.iter().map(ToString::to_string).collect();
    assert_eq!(listed, ["eu-west-1", "cn-beijing"]);
}

#[test]
fn the_list_of_regions_answers_in_any_region() {
    let listed = instant().in_region("cn-mars").ask(LIST, &[("NodeType", "TR")]);
    assert_eq!(listed.code(), "200");
}

#[test]
fn only_the_operations_that_declare_it_mind_an_unsupported_region() {
    let samples = Samples::new();
    for operation in ecr_sim::OPERATIONS {
        let pairs = good_call(operation.name());
        let samples = samples.fork();
        let answer = samples.ask_in(&samples.sim.in_region("cn-mars"), operation.name(), &pairs);
        // Binding and describing use the region of the instance, not the region that the call goes to.
        let named = ["ChildInstanceRegionId", "AssociationRegionId", "FreshRegionId"];
        let names_one = named.iter().any(|name| pairs.contains_key(*name));
        let minds = operation.errors().any(|code| code.template() == "UnsupportedRegion") && !names_one;
        let code = if minds { "UnsupportedRegion" } else { "200" };
        assert_eq!(answer.code(), code, "{}", operation.name());
    }
}

#[test]
fn an_instance_is_bound_from_whichever_region_it_is_in() {
    let samples = Samples::new();
    for (operation, parameter) in [
        ("AttachExpressConnectRouterChildInstance", "ChildInstanceRegionId"),
        ("CreateExpressConnectRouterAssociation", "AssociationRegionId"),
        ("CheckAddRegionToExpressConnectRouter", "FreshRegionId"),
    ] {
        for (region, code) in [("me-central-1", "200"), ("me-central-2", "UnsupportedRegion")] {
            let mut pairs = good_call(operation);
            pairs.insert(parameter.to_owned(), region.to_owned());
            assert_eq!(samples.fork().ask(operation, &pairs).code(), code, "{operation} {region}");
        }
    }
}

#[test]
fn a_router_is_seen_from_every_region() {
    let sim = instant();
    let ecr_id = sim.router(64512);
    sim.in_region("cn-beijing").call(CreateExpressConnectRouter::new(value("64513"))).unwrap();
    let abroad = sim.in_region("us-east-1");
    let seen = abroad.ask("DescribeExpressConnectRouter", &[("EcrId", ecr_id.as_str())]);
    assert_eq!(seen.body["TotalCount"], 1);
    let all = abroad.ask("DescribeExpressConnectRouter", &[]);
    assert_eq!(all.body["TotalCount"], 2);
}
