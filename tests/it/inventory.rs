//! The inventory is part of the state.

use ecr_sim::{Fault, Inventory, Simulator};
use serde_json::json;

use crate::harness::{SimulatorExt, attached, fault};
use crate::route::{DISABLE, OWNER, inventory, routes_to, toggle, vbr};

#[test]
fn files_forks_and_dumps_hold_the_inventory() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.db");
    let known = inventory(json!({
        "Vpcs": [{ "VpcId": "vpc-1", "OwnerId": OWNER, "RegionId": "cn-hangzhou", "VSwitchCidrBlocks": ["10.0.0.0/24"],
                   "StaticRoutes": [{ "DestinationCidrBlock": "0.0.0.0/0", "EcrId": "ecr-1" }] }],
        "Vbrs": [vbr("vbr-1", &routes_to(&["10.0.0.0/8"]))],
        "TransitRouters": [{ "TransitRouterId": "tr-1", "OwnerId": OWNER, "RegionId": "cn-hangzhou", "CenId": "cen-1" }],
        "Cens": [{ "CenId": "cen-1", "OwnerId": OWNER }],
        "Accounts": [{ "AccountId": OWNER, "IsCdtCrossBorderEnabled": false }],
    }));
    let sim = Simulator::builder().open(&path).unwrap();
    sim.inventory().apply(&known).unwrap();
    let ecr_id = sim.router(64512);
    sim.vbr(&ecr_id, "vbr-1");
    toggle(&sim, DISABLE, &ecr_id, "10.0.0.0/8", "vbr-1");
    assert_eq!(sim.inventory().get().unwrap(), known);
    let dump = sim.dump().unwrap();
    assert_eq!(dump["inventory"], serde_json::to_value(&known).unwrap());
    let fork = sim.fork().unwrap();
    assert_eq!(fork.dump().unwrap(), dump);
    drop(sim);
    let reopened = Simulator::builder().open(&path).unwrap();
    assert_eq!(reopened.dump().unwrap(), dump);
    reopened.check_invariants().unwrap();
    assert!(fork.inventory().remove("vbr-1").unwrap());
    assert!(!fork.inventory().remove("vbr-1").unwrap());
    assert_eq!(
        (fork.inventory().get().unwrap().vbrs.len(), reopened.inventory().get().unwrap().vbrs.len()),
        (0, 1)
    );
}

#[test]
fn an_inventory_that_contradicts_itself_changes_nothing() {
    let (sim, _) = attached();
    let before = sim.dump().unwrap();
    let good = vbr("vbr-2", &routes_to(&["10.0.0.0/8"]));
    for bad in [
        json!({ "Vbrs": [good, vbr("vbr-1", &json!([])), vbr("vbr-1", &json!([]))] }),
        json!({ "Vbrs": [good, vbr("vbr-1", &routes_to(&["10.0.0.0/8", "10.0.0.0/8"]))] }),
        json!({ "Vbrs": [good], "Accounts": [{ "AccountId": 1 }, { "AccountId": 1 }] }),
        json!({ "Vpcs": [{ "VpcId": "vpc-1", "OwnerId": OWNER, "RegionId": "cn-hangzhou",
                           "VSwitchCidrBlocks": vec!["10.0.0.0/8"; 1_000_001] }] }),
    ] {
        let fault = fault(sim.inventory().apply(&inventory(bad)));
        assert!(matches!(fault, Fault::InventoryInvalid(_)), "{fault:?}");
        assert_eq!(sim.dump().unwrap(), before);
    }
}

#[test]
fn what_is_no_fact_cannot_be_read() {
    for bad in [
        json!({ "Vpc": [] }),
        json!({ "Cens": [{ "CenId": "cen-1", "OwnerId": 1, "Name": "x" }] }),
        json!({ "Cens": [{ "CenId": "vpc-1", "OwnerId": 1 }] }),
        json!({ "Cens": [{ "CenId": "cen-1" }] }),
        json!({ "Cens": [{ "CenId": "cen-1", "OwnerId": 0 }] }),
        json!({ "Accounts": [{ "AccountId": u64::MAX }] }),
        json!({ "Vbrs": [vbr("vbr-1", &routes_to(&["10.0.0.1/8"]))] }),
        json!({ "Vbrs": [vbr("vbr-1", &json!([{ "DestinationCidrBlock": "10.0.0.0/8", "Communities": ["1:2,3:4"] }]))] }),
    ] {
        assert!(serde_json::from_value::<Inventory>(bad.clone()).is_err(), "{bad}");
    }
}
