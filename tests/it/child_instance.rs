//! Child instances: attaching, describing and detaching VBRs.

use std::time::Duration;

use ecr_sim::{EcrId, Simulator};
use serde_json::{Value, json};

use crate::harness::{SimulatorExt, attached, instant, slow};

const ATTACH: &str = "AttachExpressConnectRouterChildInstance";
const DETACH: &str = "DetachExpressConnectRouterChildInstance";
const DESCRIBE: &str = "DescribeExpressConnectRouterChildInstance";
const OWNER: u64 = 1_234_567_890_123_456;
const OTHER: u64 = 1_891_593_620_094_065;

/// Sends a call about a VBR of a router.
fn about(sim: &Simulator, action: &str, ecr_id: &EcrId, vbr: &str, more: &[(&str, &str)]) -> String {
    let pairs = [("EcrId", ecr_id.as_str()), ("ChildInstanceId", vbr), ("ChildInstanceType", "VBR")];
    sim.ask(action, &[&pairs[..], more].concat()).code().to_owned()
}

/// Attaches a VBR in cn-hangzhou.
fn attach(sim: &Simulator, ecr_id: &EcrId, vbr: &str) -> String {
    about(sim, ATTACH, ecr_id, vbr, &[("ChildInstanceRegionId", "cn-hangzhou")])
}

/// Returns the first child instance of a router as described, or `Null`.
fn shown(sim: &Simulator, ecr_id: &EcrId) -> Value {
    sim.ask(DESCRIBE, &[("EcrId", ecr_id.as_str())]).body["ChildInstanceList"][0].clone()
}

#[test]
fn an_attached_vbr_shows_what_it_was_attached_with() {
    let sim = slow();
    let ecr_id = sim.router(64512);
    let more = [("ChildInstanceOwnerId", "1891593620094065"), ("Description", "第一 uplink")];
    let region = [("ChildInstanceRegionId", "eu-west-1")];
    assert_eq!(about(&sim, ATTACH, &ecr_id, "vbr-j6c", &[&more[..], &region].concat()), "200");
    let child = shown(&sim, &ecr_id);
    let mut expected = json!({
        "AssociationId": child["AssociationId"],
        "ChildInstanceId": "vbr-j6c",
        "ChildInstanceName": "",
        "ChildInstanceOwnerId": OTHER,
        "ChildInstanceRegionId": "eu-west-1",
        "ChildInstanceType": "VBR",
        "Description": "第一 uplink",
        "EcrId": ecr_id,
        "GmtCreate": "2026-01-01T00:00:00Z",
        "GmtModified": "2026-01-01T00:00:00Z",
        "OwnerId": OWNER,
        "RegionId": "eu-west-1",
        "Status": "CREATING",
    });
    assert_eq!(child, expected);
    let rest = child["AssociationId"].as_str().unwrap().strip_prefix("ecr-assoc-").unwrap();
    assert!(rest.len() == 18 && rest.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()));
    sim.advance(Duration::from_secs(60)).unwrap();
    expected["Status"] = json!("ACTIVE");
    expected["GmtModified"] = json!("2026-01-01T00:00:05Z");
    assert_eq!(shown(&sim, &ecr_id), expected);
}

#[test]
fn an_absent_owner_is_the_caller_and_an_absent_description_is_empty() {
    let sim = instant().as_account(OTHER);
    let ecr_id = sim.router(64512);
    assert_eq!(attach(&sim, &ecr_id, "vbr-1"), "200");
    let child = shown(&sim, &ecr_id);
    assert_eq!((&child["ChildInstanceOwnerId"], &child["OwnerId"]), (&json!(OTHER), &json!(OTHER)));
    assert_eq!((&child["Description"], &child["Status"]), (&json!(""), &json!("ACTIVE")));
}

#[test]
fn a_detached_vbr_is_deleting_and_then_gone_and_its_flow_logs_stay() {
    let sim = slow();
    let ecr_id = sim.router(64512);
    sim.vbr(&ecr_id, "vbr-1");
    let flow_log_id = sim.flow_log(&ecr_id, "vbr-1");
    assert_eq!(about(&sim, DETACH, &ecr_id, "vbr-1", &[]), "200");
    sim.advance(Duration::from_millis(4999)).unwrap();
    assert_eq!(shown(&sim, &ecr_id)["Status"], "DELETING");
    assert_eq!(shown(&sim, &ecr_id)["GmtModified"], "2026-01-01T00:00:05Z");
    sim.advance(Duration::from_millis(1)).unwrap();
    assert_eq!(shown(&sim, &ecr_id), Value::Null);
    assert_eq!(sim.flow_log_count(&ecr_id), 1);
    // The flow log can still be modified, but no other one can be created.
    let flow_log = [("EcrId", ecr_id.as_str()), ("FlowLogId", flow_log_id.as_str())];
    assert_eq!(sim.ask("DeactivateFlowLog", &flow_log).code(), "200");
    assert_eq!(sim.ask("DeleteFlowlog", &flow_log).code(), "200");
    let vbr = [("EcrId", ecr_id.as_str()), ("InstanceType", "VBR"), ("InstanceId", "vbr-1")];
    let sls = [("ProjectName", "net-audit"), ("LogStoreName", "vbr_flow")];
    let create = sim.ask("CreateFlowLog", &[&vbr[..], &sls].concat());
    assert_eq!((create.status, create.code()), (400, "ResourceNotFound.InstanceId"));
}

#[test]
fn a_vbr_is_bound_to_one_router_of_any_account() {
    let sim = slow();
    let ecr_id = sim.router(64512);
    let next = sim.router(64513);
    let other = sim.as_account(OTHER);
    let foreign = other.router(64512);
    let refused = || {
        for (sim, router) in [(&sim, &ecr_id), (&sim, &next), (&other, &foreign)] {
            assert_eq!(attach(sim, router, "vbr-1"), "IncorrectStatus.EcrAssociation");
        }
    };
    sim.attach(&ecr_id, "vbr-1");
    refused();
    sim.advance(Duration::from_secs(5)).unwrap();
    refused();
    assert_eq!(about(&sim, DETACH, &ecr_id, "vbr-1", &[]), "200");
    refused();
    sim.advance(Duration::from_secs(5)).unwrap();
    assert_eq!(attach(&other, &foreign, "vbr-1"), "200");
}

#[test]
fn a_vbr_that_is_attached_again_is_a_new_member() {
    let (sim, ecr_id) = attached();
    let first = shown(&sim, &ecr_id)["AssociationId"].clone();
    assert_eq!(about(&sim, DETACH, &ecr_id, "vbr-1", &[]), "200");
    assert_eq!(attach(&sim, &ecr_id, "vbr-1"), "200");
    assert_ne!(shown(&sim, &ecr_id)["AssociationId"], first);
}

#[test]
fn only_a_vbr_of_the_router_itself_can_be_detached() {
    let (sim, ecr_id) = attached();
    let next = sim.router(64513);
    for (router, vbr) in [(&next, "vbr-1"), (&ecr_id, "vbr-2")] {
        assert_eq!(about(&sim, DETACH, router, vbr, &[]), "ResourceNotFound.AssociationId");
    }
    assert_eq!(shown(&sim, &ecr_id)["Status"], "ACTIVE");
    assert_eq!(about(&sim, DETACH, &ecr_id, "vbr-1", &[]), "200");
    assert_eq!(about(&sim, DETACH, &ecr_id, "vbr-1", &[]), "ResourceNotFound.AssociationId");
}

#[test]
fn filters_find_the_child_instances_that_meet_all_of_them() {
    let (sim, ecr_id) = attached();
    for (vbr, region) in [("vbr-2", "cn-beijing"), ("vbr-3", "cn-beijing")] {
        assert_eq!(about(&sim, ATTACH, &ecr_id, vbr, &[("ChildInstanceRegionId", region)]), "200");
    }
    let elsewhere = sim.router(64513);
    sim.vbr(&elsewhere, "vbr-4");
    let all = sim.ask(DESCRIBE, &[("EcrId", ecr_id.as_str())]);
    let members: Vec<String> =
        all.each("ChildInstanceList", "AssociationId").into_iter().map(str::to_owned).collect();
    let rows: &[(&str, &[&str])] = &[
        ("", &["vbr-1", "vbr-2", "vbr-3"]),
        ("AssociationId=$2", &["vbr-2"]),
        ("AssociationId=$2_fake", &[]),
        ("ChildInstanceId=vbr-3", &["vbr-3"]),
        ("ChildInstanceId=vbr-3_fake", &[]),
        ("ChildInstanceId=vbr-4", &[]),
        ("ChildInstanceType=VBR", &["vbr-1", "vbr-2", "vbr-3"]),
        ("ChildInstanceRegionId=cn-beijing", &["vbr-2", "vbr-3"]),
        ("ChildInstanceRegionId=cn-beijing_fake", &[]),
        ("ChildInstanceRegionId=cn-beijing ChildInstanceId=vbr-1", &[]),
        ("ChildInstanceRegionId=cn-beijing AssociationId=$2 ChildInstanceId=vbr-2", &["vbr-2"]),
        (
            "AssociationId= ChildInstanceId= ChildInstanceType= ChildInstanceRegionId= NextToken=",
            &["vbr-1", "vbr-2", "vbr-3"],
        ),
    ];
    for (filter, found) in rows {
        let filter = filter.replace("$2", &members[1]);
        let pairs = filter.split_whitespace().map(|pair| pair.split_once('=').unwrap());
        let pairs: Vec<(&str, &str)> = pairs.chain([("EcrId", ecr_id.as_str())]).collect();
        let answer = sim.ask(DESCRIBE, &pairs);
        assert_eq!(
            (answer.status, &answer.each("ChildInstanceList", "ChildInstanceId")[..]),
            (200, *found),
            "{filter}"
        );
        assert_eq!(answer.body["TotalCount"], found.len(), "{filter}");
    }
}
