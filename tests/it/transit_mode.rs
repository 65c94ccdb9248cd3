//! Transit modes: how a router forwards between regions, and which regions it reaches.

use std::time::Duration;

use serde_json::json;

use crate::harness::{Pairs, SimulatorExt, instant, slow};

const MODIFY: &str = "ModifyExpressConnectRouterInterRegionTransitMode";
const DESCRIBE: &str = "DescribeExpressConnectRouterInterRegionTransitMode";

#[test]
fn transit_modes_come_back_exactly_as_set() {
    let sim = slow();
    let ecr_id = sim.router(64512);
    let shown = || {
        let answer = sim.ask(DESCRIBE, &[("EcrId", ecr_id.as_str())]);
        answer.body["InterRegionTransitModeList"].clone()
    };
    let modify = |more: Pairs<'_>| sim.ask(MODIFY, &[&[("EcrId", ecr_id.as_str())], more].concat());
    assert_eq!(shown(), json!([]));
    let two = [
        ("TransitModeList.2.RegionId", "cn-beijing"),
        ("TransitModeList.2.Mode", "ECMP"),
        ("TransitModeList.1.RegionId", "cn-shanghai"),
        ("TransitModeList.1.Mode", "NearBy"),
    ];
    assert_eq!(modify(&two).status, 200);
    let expected = json!([{ "Mode": "NearBy", "RegionId": "cn-shanghai" }, { "Mode": "ECMP", "RegionId": "cn-beijing" }]);
    assert_eq!(shown(), expected);
    assert_eq!(modify(&two).code(), "Conflict.Lock");
    sim.check_invariants().unwrap();
    sim.advance(Duration::from_secs(3)).unwrap();
    assert_eq!(shown(), expected);
    // Members do not change the modes.
    sim.vbr(&ecr_id, "vbr-1");
    assert_eq!(shown(), expected);
    assert_eq!(modify(&[]).status, 200);
    assert_eq!(shown(), json!([]));
}

#[test]
fn a_mode_that_is_absent_or_blank_is_near_by() {
    let sim = instant();
    let ecr_id = sim.router(64512);
    // Terraform sends a blank value for a block without a mode.
    let regions = [
        ("EcrId", ecr_id.as_str()),
        ("TransitModeList.1.RegionId", "cn-beijing"),
        ("TransitModeList.2.RegionId", "cn-shanghai"),
        ("TransitModeList.2.Mode", ""),
    ];
    assert_eq!(sim.ask(MODIFY, &regions).status, 200);
    let answer = sim.ask(DESCRIBE, &[("EcrId", ecr_id.as_str())]);
    assert_eq!(answer.each("InterRegionTransitModeList", "Mode"), ["NearBy"; 2]);
}

#[test]
fn more_than_nine_transit_modes_stay_in_the_order_of_their_numbers() {
    let sim = instant();
    let ecr_id = sim.router(64512);
    let regions: Vec<_> = include_str!("../data/regions.txt").lines().rev().take(11).collect();
    let names: Vec<_> = (1..=regions.len()).map(|n| format!("TransitModeList.{n}.RegionId")).collect();
    let mut pairs: Vec<_> = names.iter().map(String::as_str).zip(regions.iter().copied()).collect();
    // Compared as strings, 10 would come before 2.
    pairs.sort_unstable();
    pairs.push(("EcrId", ecr_id.as_str()));
    assert_eq!(sim.ask(MODIFY, &pairs).status, 200);
    let answer = sim.ask(DESCRIBE, &[("EcrId", ecr_id.as_str())]);
    assert_eq!(answer.each("InterRegionTransitModeList", "RegionId"), regions);
}

#[test]
fn a_mode_or_a_region_that_does_not_exist_is_refused_by_its_own_code() {
    let sim = instant();
    let ecr_id = sim.router(64512);
    let before = sim.dump().unwrap();
    let cases: [(Pairs<'_>, &str); 4] = [
        (
            &[("TransitModeList.1.RegionId", "cn-beijing"), ("TransitModeList.1.Mode", "Far")],
            "IllegalParam.TransitMode",
        ),
        (
            &[("TransitModeList.1.RegionId", "cn-mars"), ("TransitModeList.1.Mode", "ECMP")],
            "IllegalParam.RegionId",
        ),
        (
            &[
                ("TransitModeList.1.RegionId", "cn-beijing"),
                ("TransitModeList.1.Mode", "ECMP"),
                ("TransitModeList.2.RegionId", "cn-beijing"),
                ("TransitModeList.2.Mode", "NearBy"),
            ],
            "IllegalParam.RegionId",
        ),
        (
            &[("TransitModeList.1.RegionId", "CN BEIJING"), ("TransitModeList.1.Mode", "ECMP")],
            "IllegalParamFormat.TransitModeList.1.RegionId",
        ),
    ];
    for (more, code) in cases {
        let answer = sim.ask(MODIFY, &[&[("EcrId", ecr_id.as_str())], more].concat());
        assert_eq!((answer.status, answer.code()), (400, code));
    }
    assert_eq!(sim.dump().unwrap(), before);
}

#[test]
fn the_regions_of_a_router_are_those_of_its_members() {
    let sim = instant();
    let ecr_id = sim.router(64512);
    let regions = || {
        let answer = sim.ask("DescribeExpressConnectRouterRegion", &[("EcrId", ecr_id.as_str())]);
        answer.body["RegionIdList"].clone()
    };
    assert_eq!(regions(), json!([]));
    sim.vbr(&ecr_id, "vbr-1");
    for (vpc, region) in [("vpc-1", "cn-shanghai"), ("vpc-2", "cn-beijing"), ("vpc-3", "cn-shanghai")] {
        let pairs = [("EcrId", ecr_id.as_str()), ("VpcId", vpc), ("AssociationRegionId", region)];
        assert_eq!(sim.ask("CreateExpressConnectRouterAssociation", &pairs).status, 200);
    }
    assert_eq!(regions(), json!(["cn-beijing", "cn-hangzhou", "cn-shanghai"]));
}

#[test]
fn a_fresh_region_tells_which_links_it_would_bring() {
    let cases = [
        (&[][..], "cn-beijing", false, false),
        (&["cn-beijing"], "cn-beijing", false, false),
        (&["cn-beijing"], "cn-shanghai", true, false),
        (&["cn-beijing"], "cn-hongkong", false, true),
        (&["cn-beijing", "cn-shanghai"], "eu-west-1", true, true),
        (&["eu-west-1"], "cn-hongkong", true, false),
    ];
    for (members, fresh, inter_region, cross_border) in cases {
        let sim = instant();
        let ecr_id = sim.router(64512);
        for (number, region) in members.iter().enumerate() {
            let vpc = format!("vpc-{number}");
            let pairs = [("EcrId", ecr_id.as_str()), ("VpcId", &vpc), ("AssociationRegionId", region)];
            assert_eq!(sim.ask("CreateExpressConnectRouterAssociation", &pairs).status, 200);
        }
        let pairs = [("EcrId", ecr_id.as_str()), ("FreshRegionId", fresh)];
        let answer = sim.ask("CheckAddRegionToExpressConnectRouter", &pairs);
        let links = (&answer.body["AnyInterRegionLink"], &answer.body["AnyCrossBorderLink"]);
        assert_eq!(links, (&json!(inter_region), &json!(cross_border)), "{members:?} {fresh}");
        for field in
            ["IsCdtInterRegionEnabled", "IsCdtCrossBorderEnabled", "IsUserAllowedToCreateCrossBorderLink"]
        {
            assert_eq!(answer.body[field], true);
        }
    }
    let sim = instant();
    let ecr_id = sim.router(64512);
    let pairs = [("EcrId", ecr_id.as_str()), ("FreshRegionId", "cn-mars")];
    assert_eq!(sim.ask("CheckAddRegionToExpressConnectRouter", &pairs).code(), "UnsupportedRegion");
}

#[test]
fn a_synchronisation_shows_in_nothing_but_the_status() {
    let sim = slow();
    let ecr_id = sim.router(64512);
    let pairs = [("EcrId", ecr_id.as_str())];
    assert_eq!(sim.ask("SynchronizeExpressConnectRouterInterRegionBandwidth", &pairs).status, 200);
    let status = || sim.ask("DescribeExpressConnectRouter", &pairs).each("EcrList", "Status").concat();
    assert_eq!(status(), "UPDATING");
    sim.advance(Duration::from_secs(3)).unwrap();
    assert_eq!(status(), "ACTIVE");
}
