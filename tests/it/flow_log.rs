//! Flow logs: creating, describing, modifying, activating, deactivating and deleting.

use std::time::Duration;

use ecr_sim::{EcrId, Simulator};
use serde_json::{Value, json};

use crate::harness::{Pairs, SimulatorExt, attached, instant};

const CREATE: &str = "CreateFlowLog";
const DESCRIBE: &str = "DescribeFlowLogs";

/// Creates a flow log for a VBR, and returns its id.
fn create(sim: &Simulator, ecr_id: &EcrId, vbr: &str, more: &[(&str, &str)]) -> String {
    let vbr = [("EcrId", ecr_id.as_str()), ("InstanceType", "VBR"), ("InstanceId", vbr)];
    let sls = [("ProjectName", "net-audit"), ("LogStoreName", "vbr_flow")];
    let answer = sim.ask(CREATE, &[&vbr[..], &sls, more].concat());
    assert_eq!(answer.code(), "200", "{answer:?}");
    answer.text("FlowLogId").to_owned()
}

/// Returns the flow log with this id as described, or `Null`.
fn shown(sim: &Simulator, ecr_id: &EcrId, id: &str) -> Value {
    sim.ask(DESCRIBE, &[("EcrId", ecr_id.as_str()), ("FlowLogId", id)]).body["FlowLogs"][0].clone()
}

/// Sends a call about a flow log.
fn about(sim: &Simulator, action: &str, ecr_id: &EcrId, id: &str, more: &[(&str, &str)]) -> String {
    let pairs = [("EcrId", ecr_id.as_str()), ("FlowLogId", id)];
    sim.ask(action, &[&pairs[..], more].concat()).code().to_owned()
}

#[test]
fn a_flow_log_created_with_what_is_required_has_the_defaults() {
    let sim = instant().in_region("cn-beijing");
    let ecr_id = sim.router(64512);
    sim.vbr(&ecr_id, "vbr-1");
    sim.advance(Duration::from_secs(90)).unwrap();
    let id = create(&sim, &ecr_id, "vbr-1", &[]);
    let flow_log = shown(&sim, &ecr_id, &id);
    assert!(flow_log["ResourceGroupId"].as_str().unwrap().starts_with("rg-"));
    let expected = json!({
        "CreationTime": "2026-01-01T00:01Z",
        "Description": "",
        "EcrId": ecr_id,
        "FlowLogId": id,
        "FlowLogName": "",
        "InstanceId": "vbr-1",
        "InstanceType": "VBR",
        "Interval": 600,
        "LogStoreName": "vbr_flow",
        "ProjectName": "net-audit",
        "RegionId": "cn-hangzhou",
        "ResourceGroupId": flow_log["ResourceGroupId"],
        "SamplingRate": "1:4096",
        "SlsRegionId": "cn-beijing",
        "Status": "Active",
        "Tags": [],
    });
    // The VBR is in cn-hangzhou. The logs are in the region that the call goes to.
    assert_eq!(flow_log, expected);
    let rest = id.strip_prefix("ecr-flog-").unwrap();
    assert!(rest.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()));
}

#[test]
fn a_flow_log_shows_what_it_was_created_with() {
    let (sim, ecr_id) = attached();
    let texts = [("FlowLogName", "审计"), ("Description", "all of it"), ("ResourceGroupId", "rg-net")];
    let rules = [("Interval", "60"), ("SamplingRate", "1:1024"), ("TargetSlsRegionId", "eu-west-1")];
    let tags = [("Tag.3.Key", "env"), ("Tag.3.Value", "test"), ("Tag.12.Key", "Alone")];
    let id = create(&sim, &ecr_id, "vbr-1", &[&texts[..], &rules, &tags].concat());
    let flow_log = shown(&sim, &ecr_id, &id);
    assert_eq!((&flow_log["FlowLogName"], &flow_log["Description"]), (&json!("审计"), &json!("all of it")));
    assert_eq!((&flow_log["Interval"], &flow_log["SamplingRate"]), (&json!(60), &json!("1:1024")));
    assert_eq!(
        (&flow_log["SlsRegionId"], &flow_log["ResourceGroupId"]),
        (&json!("eu-west-1"), &json!("rg-net"))
    );
    let tags = json!([{ "Key": "Alone", "Value": "" }, { "Key": "env", "Value": "test" }]);
    assert_eq!(flow_log["Tags"], tags);
}

#[test]
fn identical_flow_logs_are_allowed() {
    let (sim, ecr_id) = attached();
    let first = create(&sim, &ecr_id, "vbr-1", &[("FlowLogName", "audit")]);
    let second = create(&sim, &ecr_id, "vbr-1", &[("FlowLogName", "audit")]);
    assert_ne!(first, second);
    let listed = sim.ask(DESCRIBE, &[("EcrId", ecr_id.as_str()), ("FlowLogName", "audit")]);
    assert_eq!(listed.each("FlowLogs", "FlowLogId"), [first, second]);
}

#[test]
fn a_flow_log_needs_a_vbr_of_the_router_itself() {
    let (sim, ecr_id) = attached();
    let next = sim.router(64513);
    for (router, vbr) in [(&next, "vbr-1"), (&ecr_id, "vbr-2")] {
        let vbr = [("EcrId", router.as_str()), ("InstanceType", "VBR"), ("InstanceId", vbr)];
        let sls = [("ProjectName", "net-audit"), ("LogStoreName", "vbr_flow")];
        let answer = sim.ask(CREATE, &[&vbr[..], &sls].concat());
        assert_eq!((answer.status, answer.code()), (400, "ResourceNotFound.InstanceId"));
    }
}

#[test]
fn flow_logs_are_deactivated_and_activated_at_once_any_number_of_times() {
    let sim = crate::harness::slow();
    let ecr_id = sim.router(64512);
    sim.vbr(&ecr_id, "vbr-1");
    let id = create(&sim, &ecr_id, "vbr-1", &[("Tag.1.Key", "env")]);
    let mut expected = shown(&sim, &ecr_id, &id);
    let steps = [
        ("ActivateFlowLog", "Active"),
        ("DeactivateFlowLog", "Inactive"),
        ("DeactivateFlowLog", "Inactive"),
        ("ActivateFlowLog", "Active"),
        ("ActivateFlowLog", "Active"),
    ];
    for (action, status) in steps {
        assert_eq!(about(&sim, action, &ecr_id, &id, &[]), "200");
        expected["Status"] = json!(status);
        assert_eq!(shown(&sim, &ecr_id, &id), expected, "{action}");
    }
    assert_eq!(sim.next_due().unwrap(), None);
}

#[test]
fn a_modification_changes_what_is_given_clears_what_is_blank_and_leaves_the_rest() {
    let (sim, ecr_id) = attached();
    let texts = [("FlowLogName", "audit"), ("Description", "all"), ("Tag.1.Key", "env")];
    let rules = [("Interval", "60"), ("SamplingRate", "1:1024")];
    let id = create(&sim, &ecr_id, "vbr-1", &[&texts[..], &rules].concat());
    assert_eq!(about(&sim, "DeactivateFlowLog", &ecr_id, &id, &[]), "200");
    let mut expected = shown(&sim, &ecr_id, &id);
    let rows: &[(Pairs<'_>, &[(&str, Value)])] = &[
        (&[], &[]),
        (&[("FlowLogName", "core")], &[("FlowLogName", json!("core"))]),
        (&[("Description", "")], &[("Description", json!(""))]),
        (&[("Interval", "600")], &[("Interval", json!(600))]),
        (&[("SamplingRate", "1:2048")], &[("SamplingRate", json!("1:2048"))]),
        (
            &[("FlowLogName", ""), ("Description", "x"), ("Interval", "60"), ("SamplingRate", "1:4096")],
            &[
                ("FlowLogName", json!("")),
                ("Description", json!("x")),
                ("Interval", json!(60)),
                ("SamplingRate", json!("1:4096")),
            ],
        ),
    ];
    for (change, shows) in rows {
        sim.advance(Duration::from_secs(60)).unwrap();
        assert_eq!(about(&sim, "ModifyFlowLogAttribute", &ecr_id, &id, change), "200");
        for (field, value) in *shows {
            expected[field] = value.clone();
        }
        assert_eq!(shown(&sim, &ecr_id, &id), expected, "{change:?}");
    }
}

#[test]
fn a_deleted_flow_log_has_gone_at_once_and_others_stay() {
    let sim = crate::harness::slow();
    let ecr_id = sim.router(64512);
    sim.vbr(&ecr_id, "vbr-1");
    let first = create(&sim, &ecr_id, "vbr-1", &[("Tag.1.Key", "env")]);
    let second = create(&sim, &ecr_id, "vbr-1", &[("Tag.1.Key", "env")]);
    assert_eq!(about(&sim, "DeleteFlowlog", &ecr_id, &first, &[]), "200");
    assert_eq!(shown(&sim, &ecr_id, &first), Value::Null);
    assert_eq!(shown(&sim, &ecr_id, &second)["Tags"], json!([{ "Key": "env", "Value": "" }]));
    for action in ["DeleteFlowlog", "ActivateFlowLog", "DeactivateFlowLog", "ModifyFlowLogAttribute"] {
        assert_eq!(about(&sim, action, &ecr_id, &first, &[]), "ResourceNotFound.FlowLogId");
    }
    sim.check_invariants().unwrap();
}

#[test]
fn a_flow_log_of_another_router_is_not_found() {
    let (sim, ecr_id) = attached();
    let id = create(&sim, &ecr_id, "vbr-1", &[]);
    let next = sim.router(64513);
    for action in ["DeleteFlowlog", "ActivateFlowLog", "DeactivateFlowLog", "ModifyFlowLogAttribute"] {
        let answer = sim.ask(action, &[("EcrId", next.as_str()), ("FlowLogId", &id)]);
        assert_eq!((answer.status, answer.code()), (404, "ResourceNotFound.FlowLogId"), "{action}");
    }
    assert_eq!(shown(&sim, &next, &id), Value::Null);
    assert_eq!(shown(&sim, &ecr_id, &id)["Status"], "Active");
}

#[test]
fn an_id_of_the_older_form_is_one_that_may_not_exist() {
    let (sim, ecr_id) = attached();
    let answered = about(&sim, "DeleteFlowlog", &ecr_id, "flowlog-m5evbtbpt0001", &[]);
    assert_eq!(answered, "ResourceNotFound.FlowLogId");
}

/// Creates four flow logs on two VBRs, and returns their ids by letter.
fn four() -> (Simulator, EcrId, [String; 4]) {
    let (sim, ecr_id) = attached();
    sim.vbr(&ecr_id, "vbr-2");
    let [env, team] = [("Tag.1.Key", "env"), ("Tag.2.Key", "team")];
    let a = [("FlowLogName", "audit"), env, ("Tag.1.Value", "test"), team, ("Tag.2.Value", "net")];
    let a = create(&sim, &ecr_id, "vbr-1", &a);
    let b = [("FlowLogName", "audit"), ("ResourceGroupId", "rg-b"), env, ("Tag.1.Value", "")];
    let b = create(&sim, &ecr_id, "vbr-2", &b);
    let c = create(&sim, &ecr_id, "vbr-1", &[("ProjectName", "other-project"), env, ("Tag.1.Value", "prod")]);
    let d = create(&sim, &ecr_id, "vbr-2", &[("LogStoreName", "other_store")]);
    // A flow log of another router, which no query may return.
    let next = sim.router(64513);
    sim.vbr(&next, "vbr-3");
    create(&sim, &next, "vbr-3", &[("FlowLogName", "audit"), env, ("Tag.1.Value", "test")]);
    (sim, ecr_id, [a, b, c, d])
}

#[test]
fn filters_find_the_flow_logs_that_meet_all_of_them() {
    let (sim, ecr_id, ids) = four();
    let rows: &[(&str, &str)] = &[
        ("", "abcd"),
        ("FlowLogId=$a", "a"),
        ("FlowLogId=$a_fake", ""),
        ("FlowLogId=$a FlowLogName=other", ""),
        ("FlowLogName=audit", "ab"),
        ("FlowLogName=Audit", ""),
        ("ProjectName=other-project", "c"),
        ("ProjectName=net-audit_fake", ""),
        ("LogStoreName=other_store", "d"),
        ("LogStoreName=vbr_flow", "abc"),
        ("LogStoreName=vbr_flow_fake", ""),
        ("InstanceId=vbr-2", "bd"),
        ("InstanceId=vbr-2_fake", ""),
        ("InstanceId=vbr-3", ""),
        ("ResourceGroupId=rg-b", "b"),
        ("ResourceGroupId=rg-b_fake", ""),
        ("InstanceId=vbr-1 ProjectName=net-audit", "a"),
        ("Tag.1.Key=env", "abc"),
        ("Tag.1.Key=env Tag.1.Value=", "b"),
        ("Tag.1.Key=env Tag.1.Value=test", "a"),
        ("Tag.1.Key=team Tag.4.Key=env", "a"),
        ("Tag.1.Key=team Tag.4.Key=env Tag.4.Value=prod", ""),
        ("Tag.1.Key=env FlowLogName=audit InstanceId=vbr-2", "b"),
        ("FlowLogId=$a Tag.1.Key=env Tag.1.Value=prod", ""),
        (
            "FlowLogId= FlowLogName= ProjectName= LogStoreName= InstanceId= ResourceGroupId= NextToken=",
            "abcd",
        ),
    ];
    for (filter, found) in rows {
        let filter = filter.replace("$a", &ids[0]);
        let pairs = filter.split_whitespace().map(|pair| pair.split_once('=').unwrap());
        let pairs: Vec<(&str, &str)> = pairs.chain([("EcrId", ecr_id.as_str())]).collect();
        let answer = sim.ask(DESCRIBE, &pairs);
        let expected: Vec<&str> = "abcd"
            .chars()
            .zip(&ids)
            .filter(|(letter, _)| found.contains(*letter))
            .map(|(_, id)| id.as_str())
            .collect();
        assert_eq!((answer.status, answer.each("FlowLogs", "FlowLogId")), (200, expected), "{filter}");
        assert_eq!(answer.body["TotalCount"], found.len(), "{filter}");
    }
}

#[test]
fn total_count_is_that_of_the_filtered_set_and_not_of_the_page() {
    let (sim, ecr_id, ids) = four();
    let filter = [("EcrId", ecr_id.as_str()), ("Tag.1.Key", "env"), ("MaxResults", "2")];
    let first = sim.ask(DESCRIBE, &filter);
    assert_eq!((first.each("FlowLogs", "FlowLogId").len(), &first.body["TotalCount"]), (2, &json!(3)));
    let next = [&filter[..], &[("NextToken", first.text("NextToken"))]].concat();
    let second = sim.ask(DESCRIBE, &next);
    assert_eq!(
        (second.each("FlowLogs", "FlowLogId"), &second.body["TotalCount"]),
        (vec![&*ids[2]], &json!(3))
    );
}
