//! Grants: instances that an account allows routers of another account to bind.

use ecr_sim::Simulator;
use serde_json::{Value, json};

use crate::harness::{Answer, Pairs, SimulatorExt, instant, slow};

const GRANT: &str = "GrantInstanceToExpressConnectRouter";
const REVOKE: &str = "RevokeInstanceFromExpressConnectRouter";
const DESCRIBE: &str = "DescribeInstanceGrantedToExpressConnectRouter";
/// The account that owns the instances.
const GIVER: u64 = 42;
/// The account that owns the routers, which is the simulator's default.
const OWNER: &str = "1234567890123456";

/// The parameters that name a granted VPC and a router.
fn pairs<'a>(ecr_id: &'a str, vpc: &'a str) -> [(&'a str, &'a str); 5] {
    [
        ("EcrId", ecr_id),
        ("EcrOwnerAliUid", OWNER),
        ("InstanceId", vpc),
        ("InstanceType", "VPC"),
        ("InstanceRegionId", "cn-hangzhou"),
    ]
}

fn list(sim: &Simulator, ecr_id: &str, more: Pairs<'_>) -> Answer {
    sim.ask(DESCRIBE, &[&[("EcrId", ecr_id)], more].concat())
}

#[test]
fn a_grant_shows_at_once_to_both_sides_and_to_nobody_else() {
    let sim = instant();
    let giver = sim.as_account(GIVER);
    let ecr_id = sim.router(64512).to_string();
    assert_eq!(giver.ask(GRANT, &pairs(&ecr_id, "vpc-1")).status, 200);
    let mut entry = json!({
        "EcrId": ecr_id,
        "EcrOwnerAliUid": 1_234_567_890_123_456_u64,
        "GmtCreate": "1767225600000",
        "GmtModified": "1767225600000",
        "NodeId": "vpc-1",
        "NodeOwnerBid": "",
        "NodeOwnerUid": GIVER,
        "NodeRegionId": "cn-hangzhou",
        "NodeType": "VPC",
        "Status": "ACTIVE",
    });
    for listed in [list(&sim, &ecr_id, &[]), list(&giver, &ecr_id, &[("CallerType", "OTHER")])] {
        let found = &listed.body["EcrGrantedInstanceList"];
        let id = found[0]["GrantId"].as_str().unwrap();
        assert!(id.starts_with("gr-") && id.len() == 21, "{id}");
        entry["GrantId"] = id.into();
        assert_eq!((found, &listed.body["TotalCount"]), (&json!([entry]), &json!(1)));
    }
    // An account sees its own grants only, and no router of another account.
    let third = sim.as_account(7);
    assert_eq!(list(&third, &ecr_id, &[("CallerType", "OTHER")]).body["TotalCount"], 0);
    assert_eq!(list(&third, &ecr_id, &[]).code(), "ResourceNotFound.EcrId");
    assert_eq!(list(&sim, &ecr_id, &[("CallerType", "OTHER")]).body["TotalCount"], 0);
}

#[test]
fn a_grant_is_taken_back_at_once_and_repeating_either_changes_nothing() {
    let sim = instant();
    let giver = sim.as_account(GIVER);
    let ecr_id = sim.router(64512).to_string();
    let granted = || list(&sim, &ecr_id, &[]).body["EcrGrantedInstanceList"].clone();
    assert_eq!(giver.ask(REVOKE, &pairs(&ecr_id, "vpc-1")).status, 200);
    assert_eq!(giver.ask(GRANT, &pairs(&ecr_id, "vpc-1")).status, 200);
    let first = granted();
    assert_eq!(giver.ask(GRANT, &pairs(&ecr_id, "vpc-1")).status, 200);
    assert_eq!(granted(), first);
    // Another account may grant an instance with the same id. It is another grant.
    assert_eq!(sim.as_account(7).ask(GRANT, &pairs(&ecr_id, "vpc-1")).status, 200);
    assert_eq!(granted().as_array().unwrap().len(), 2);
    // To revoke a grant, a call must match it in every parameter.
    for (index, other) in [(1, ("EcrOwnerAliUid", "77")), (4, ("InstanceRegionId", "cn-beijing"))] {
        let mut wrong = pairs(&ecr_id, "vpc-1");
        wrong[index] = other;
        assert_eq!(giver.ask(REVOKE, &wrong).status, 200);
        assert_eq!(granted().as_array().unwrap().len(), 2, "{other:?}");
    }
    assert_eq!(giver.ask(REVOKE, &pairs(&ecr_id, "vpc-1")).status, 200);
    assert_eq!(granted()[0]["NodeOwnerUid"], 7);
    assert_eq!(giver.ask(REVOKE, &pairs(&ecr_id, "vpc-1")).status, 200);
    assert_eq!(granted().as_array().unwrap().len(), 1);
}

#[test]
fn a_router_of_another_account_need_not_be_known_but_its_owner_must_be_right() {
    let sim = instant();
    let giver = sim.as_account(GIVER);
    assert_eq!(giver.ask(GRANT, &pairs("ecr-elsewhere", "vpc-1")).status, 200);
    assert_eq!(list(&giver, "ecr-elsewhere", &[("CallerType", "OTHER")]).body["TotalCount"], 1);
    assert_eq!(list(&giver, "ecr-elsewhere", &[]).code(), "ResourceNotFound.EcrId");
    // A router that the caller claims to own must exist.
    assert_eq!(sim.ask(GRANT, &pairs("ecr-elsewhere", "vpc-1")).code(), "ResourceNotFound.EcrId");
    let ecr_id = sim.router(64512).to_string();
    let mut wrong = pairs(&ecr_id, "vpc-1");
    wrong[1] = ("EcrOwnerAliUid", "43");
    assert_eq!(giver.ask(GRANT, &wrong).code(), "IllegalParam.EcrOwnerAliUid");
    let mut mixed = pairs(&ecr_id, "vbr-1");
    assert_eq!(giver.ask(GRANT, &mixed).code(), "IllegalParam.InstanceType");
    mixed[3] = ("InstanceType", "VBR");
    assert_eq!(giver.ask(GRANT, &mixed).status, 200);
}

#[test]
fn the_same_instance_in_another_region_is_another_grant() {
    let sim = instant();
    let giver = sim.as_account(GIVER);
    let ecr_id = sim.router(64512).to_string();
    for region in ["cn-hangzhou", "cn-beijing"] {
        let mut granted = pairs(&ecr_id, "vpc-1");
        granted[4] = ("InstanceRegionId", region);
        assert_eq!(giver.ask(GRANT, &granted).status, 200);
        let listed = list(&giver, &ecr_id, &[("CallerType", "OTHER"), ("InstanceRegionId", region)]);
        assert_eq!(listed.each("EcrGrantedInstanceList", "NodeRegionId"), [region]);
    }
}

#[test]
fn grants_go_with_their_router() {
    for action in ["DeleteExpressConnectRouter", "ForceDeleteExpressConnectRouter"] {
        let sim = instant();
        let giver = sim.as_account(GIVER);
        let ecr_id = sim.router(64512).to_string();
        assert_eq!(giver.ask(GRANT, &pairs(&ecr_id, "vpc-1")).status, 200);
        assert_eq!(sim.ask(action, &[("EcrId", &ecr_id)]).status, 200);
        assert_eq!(sim.dump().unwrap()["grants"], json!([]));
        assert_eq!(list(&sim, &ecr_id, &[]).code(), "ResourceNotFound.EcrId");
        assert_eq!(list(&giver, &ecr_id, &[("CallerType", "OTHER")]).body["TotalCount"], 0);
        sim.check_invariants().unwrap();
    }
}

#[test]
fn a_busy_router_takes_no_grant() {
    let sim = slow();
    let ecr_id = sim.router(64512);
    sim.attach(&ecr_id, "vbr-1");
    let giver = sim.as_account(GIVER);
    for action in [GRANT, REVOKE] {
        assert_eq!(giver.ask(action, &pairs(ecr_id.as_str(), "vpc-1")).code(), "Conflict.Lock");
    }
}

#[test]
fn filters_of_grants_combine() {
    let sim = instant();
    let giver = sim.as_account(GIVER);
    let ecr_id = sim.router(64512).to_string();
    for vpc in ["vpc-1", "vpc-2"] {
        assert_eq!(giver.ask(GRANT, &pairs(&ecr_id, vpc)).status, 200);
    }
    let count = |more: Pairs<'_>| list(&sim, &ecr_id, more).body["TotalCount"].clone();
    let cases: [(Pairs<'_>, u32); 11] = [
        (&[], 2),
        (&[("InstanceId", "vpc-1")], 1),
        (&[("InstanceId", "vpc-1_fake")], 0),
        (&[("InstanceType", "VPC")], 2),
        (&[("InstanceType", "VBR")], 0),
        (&[("InstanceRegionId", "cn-hangzhou")], 2),
        (&[("InstanceRegionId", "cn-mars")], 0),
        (&[("InstanceOwnerId", "42")], 2),
        (&[("InstanceOwnerId", "43")], 0),
        (&[("TagModels.1.TagKey", "env")], 0),
        (&[("ResourceGroupId", "rg-1")], 0),
    ];
    for (more, expected) in cases {
        assert_eq!(count(more), Value::from(expected), "{more:?}");
    }
    let first = list(&sim, &ecr_id, &[("MaxResults", "1")]);
    let next = list(&sim, &ecr_id, &[("MaxResults", "1"), ("NextToken", first.text("NextToken"))]);
    assert_eq!(next.each("EcrGrantedInstanceList", "NodeId"), ["vpc-2"]);
    assert_eq!(next.text("NextToken"), "");
}
