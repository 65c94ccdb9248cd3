//! Routers: creating, describing, modifying and deleting.

use std::time::Duration;

use ecr_sim::{Quota, Simulator};
use serde_json::{Value, json};

use crate::harness::{Pairs, SimulatorExt, attached, instant, slow};
use crate::samples::{Samples, good_call};

const CREATE: &str = "CreateExpressConnectRouter";
const MODIFY: &str = "ModifyExpressConnectRouter";
const DESCRIBE: &str = "DescribeExpressConnectRouter";
const DELETE: &str = "DeleteExpressConnectRouter";
const FORCE_DELETE: &str = "ForceDeleteExpressConnectRouter";
const OTHER: u64 = 1_891_593_620_094_065;

/// Creates a router with these parameters, and returns its id.
fn create(sim: &Simulator, asn: &str, more: &[(&str, &str)]) -> String {
    let answer = sim.ask(CREATE, &[&[("AlibabaSideAsn", asn)], more].concat());
    assert_eq!(answer.code(), "200", "{answer:?}");
    answer.text("EcrId").to_owned()
}

/// Returns the router with this id as described, or `Null`.
fn shown(sim: &Simulator, ecr_id: &str) -> Value {
    sim.ask(DESCRIBE, &[("EcrId", ecr_id)]).body["EcrList"][0].clone()
}

fn seconds(sim: &Simulator, count: u64) {
    sim.advance(Duration::from_secs(count)).unwrap();
}

#[test]
fn an_account_may_be_any_number_that_the_database_can_hold() {
    for account in [1, (1 << 63) - 1] {
        let sim = instant().as_account(account);
        let ecr_id = sim.router(64512);
        sim.vbr(&ecr_id, "vbr-1");
        let listed = sim.ask("DescribeExpressConnectRouter", &[]);
        assert_eq!(listed.body["EcrList"][0]["OwnerId"], account);
        assert_eq!(sim.dump().unwrap()["routers"][0]["owner"], account);
        sim.flow_log(&ecr_id, "vbr-1");
        sim.check_invariants().unwrap();
    }
}

#[test]
fn a_router_created_with_its_asn_alone_has_the_defaults() {
    // Even with latency, since creating a router leaves nothing unfinished.
    let sim = slow();
    let ecr_id = create(&sim, "4200000000", &[]);
    let router = shown(&sim, &ecr_id);
    assert!(router["ResourceGroupId"].as_str().unwrap().starts_with("rg-"));
    let expected = json!({
        "AlibabaSideAsn": 4_200_000_000_u32,
        "BizStatus": "Normal",
        "Description": "",
        "EcrId": ecr_id,
        "GmtCreate": "2026-01-01T00:00:00Z",
        "GmtModified": "2026-01-01T00:00:00Z",
        "Name": "",
        "OwnerId": 1_234_567_890_123_456_u64,
        "ResourceGroupId": router["ResourceGroupId"],
        "Status": "ACTIVE",
        "Tags": [],
    });
    assert_eq!(router, expected);
    let next = create(&sim, "4200000001", &[]);
    assert_eq!(shown(&sim, &next)["ResourceGroupId"], router["ResourceGroupId"], "the default is fixed");
    assert_eq!(sim.next_due().unwrap(), None);
}

#[test]
fn a_router_shows_what_it_was_created_with() {
    let sim = instant().as_account(OTHER);
    seconds(&sim, 3661);
    let texts = [("Name", "杭州 edge"), ("Description", "a \"main\" one\n"), ("ResourceGroupId", "rg-net")];
    let tags =
        [("Tag.2.Key", "env"), ("Tag.2.Value", "prüfung"), ("Tag.9.Key", "alone"), ("Tag.10.Key", "Z")];
    let ecr_id = create(&sim, "45104", &[&texts[..], &tags].concat());
    let router = shown(&sim, &ecr_id);
    assert_eq!((&router["Name"], &router["Description"]), (&json!("杭州 edge"), &json!("a \"main\" one\n")));
    assert_eq!((&router["ResourceGroupId"], &router["OwnerId"]), (&json!("rg-net"), &json!(OTHER)));
    assert_eq!(
        (&router["GmtCreate"], &router["AlibabaSideAsn"]),
        (&json!("2026-01-01T01:01:01Z"), &json!(45104))
    );
    let tag = |key: &str, value: &str| json!({ "TagKey": key, "TagValue": value });
    assert_eq!(router["Tags"], json!([tag("Z", ""), tag("alone", ""), tag("env", "prüfung")]));
}

#[test]
fn an_id_has_the_published_form() {
    let ecr_id = create(&instant(), "64512", &[]);
    let rest = ecr_id.strip_prefix("ecr-").unwrap();
    assert!(rest.len() == 18 && rest.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()));
}

/// Creates four routers, and returns their ids by letter.
fn four() -> (Simulator, [String; 4]) {
    let sim = instant();
    let test = ("Tag.1.Value", "test");
    let [env, team] = [("Tag.1.Key", "env"), ("Tag.2.Key", "team")];
    let a = create(&sim, "64512", &[("Name", "edge"), env, test, team, ("Tag.2.Value", "net")]);
    let b = create(
        &sim,
        "64513",
        &[("Name", "edge-b"), env, ("Tag.1.Value", "prod"), ("ResourceGroupId", "rg-b")],
    );
    let c = create(&sim, "64514", &[("Name", "edge"), env, ("Tag.1.Value", ""), ("ResourceGroupId", "rg-b")]);
    let d = create(&sim, "64515", &[]);
    (sim, [a, b, c, d])
}

#[test]
fn filters_find_the_routers_that_meet_all_of_them() {
    let (sim, ids) = four();
    let rows: &[(&str, &str)] = &[
        ("", "abcd"),
        ("EcrId=$a", "a"),
        ("EcrId=$a_fake", ""),
        ("EcrId=ecr-unknown", ""),
        ("EcrId=no.id", ""),
        ("Name=edge", "ac"),
        ("Name=Edge", ""),
        ("Name=edge ResourceGroupId=rg-b", "c"),
        ("ResourceGroupId=rg-b", "bc"),
        ("ResourceGroupId=rg-b_fake", ""),
        ("Tag.1.Key=env", "abc"),
        ("Tag.1.Key=env Tag.1.Value=test", "a"),
        ("Tag.1.Key=env Tag.1.Value=", "c"),
        ("Tag.1.Key=env Tag.2.Key=team", "a"),
        ("Tag.1.Key=env Tag.1.Value=prod Tag.2.Key=team", ""),
        ("Tag.1.Key=env Tag.2.Key=env Tag.2.Value=prod", "b"),
        ("Tag.1.Key=env Tag.1.Value=test Tag.2.Key=env Tag.2.Value=prod", ""),
        ("Tag.1.Key=Env", ""),
        ("Tag.1.Key=unknown", ""),
        ("EcrId=$a Name=edge-b", ""),
        ("EcrId=$b Tag.7.Key=env Tag.7.Value=prod ResourceGroupId=rg-b Name=edge-b", "b"),
        ("EcrId= Name= ResourceGroupId= NextToken=", "abcd"),
    ];
    for (filter, found) in rows {
        let pairs: Vec<(&str, String)> = filter
            .split_whitespace()
            .map(|pair| pair.split_once('=').unwrap())
            .map(|(name, value)| (name, value.replace("$a", &ids[0]).replace("$b", &ids[1])))
            .collect();
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = sim.ask(DESCRIBE, &pairs);
        let expected: Vec<&str> = "abcd"
            .chars()
            .zip(&ids)
            .filter(|(letter, _)| found.contains(*letter))
            .map(|(_, id)| id.as_str())
            .collect();
        assert_eq!((answer.status, answer.each("EcrList", "EcrId")), (200, expected), "{filter}");
        assert_eq!(answer.body["TotalCount"], found.len(), "{filter}");
        assert_eq!(answer.text("NextToken"), "");
    }
}

#[test]
fn another_accounts_router_is_not_found_by_any_operation() {
    let samples = Samples::new();
    for operation in ecr_sim::OPERATIONS.iter().map(ecr_sim::OperationEntry::name) {
        let mut pairs = good_call(operation);
        let named = ["EcrId", "ResourceId", "ResourceId.1"];
        let Some(parameter) = named.into_iter().find(|name| pairs.contains_key(*name)) else { continue };
        // The caller who grants names the owner of the router.
        if pairs.contains_key("EcrOwnerAliUid") {
            continue;
        }
        pairs.insert(parameter.to_owned(), "$foreign".to_owned());
        let answer = samples.ask(operation, &pairs);
        if operation == DESCRIBE || operation == "ListTagResources" {
            assert_eq!((answer.code(), &answer.body["TotalCount"]), ("200", &json!(0)));
        } else {
            assert_eq!((answer.status, answer.code()), (404, "ResourceNotFound.EcrId"), "{operation}");
        }
    }
}

#[test]
fn a_modification_changes_what_is_given_clears_what_is_blank_and_leaves_the_rest() {
    let sim = instant();
    let texts = [("Name", "edge"), ("Description", "main"), ("Tag.1.Key", "env")];
    let ecr_id = create(&sim, "64512", &texts);
    let mut expected = shown(&sim, &ecr_id);
    let rows: &[(Pairs<'_>, &str, &str)] = &[
        (&[("Name", "core")], "core", "main"),
        (&[("Description", "")], "core", ""),
        (&[("Name", ""), ("Description", "both")], "", "both"),
        (&[], "", "both"),
    ];
    for (minute, (change, name, description)) in (1..).zip(rows) {
        seconds(&sim, 60);
        assert_eq!(sim.ask(MODIFY, &[&[("EcrId", ecr_id.as_str())], *change].concat()).code(), "200");
        expected["Name"] = json!(name);
        expected["Description"] = json!(description);
        expected["GmtModified"] = json!(format!("2026-01-01T00:0{minute}:00Z"));
        assert_eq!(shown(&sim, &ecr_id), expected, "{change:?}");
    }
}

#[test]
fn an_asn_is_unique_in_an_account_and_free_again_when_its_router_has_gone() {
    let sim = slow();
    let ecr_id = create(&sim, "64512", &[]);
    let repeated = |sim: &Simulator| {
        sim.ask(CREATE, &[("AlibabaSideAsn", "64512"), ("DryRun", "true")]).code().to_owned()
    };
    assert_eq!(repeated(&sim), "Conflict.ASNOfECR");
    assert_eq!(repeated(&sim.as_account(OTHER)), "DryRunOperation");
    assert_eq!(sim.ask(DELETE, &[("EcrId", &ecr_id)]).code(), "200");
    assert_eq!(repeated(&sim), "Conflict.ASNOfECR", "the router is still there");
    seconds(&sim, 5);
    assert_eq!(repeated(&sim), "DryRunOperation");
    assert_ne!(create(&sim, "64512", &[]), ecr_id, "an id never comes back");
}

#[test]
fn a_quota_counts_the_routers_of_an_account_until_they_have_gone() {
    let sim = Simulator::builder()
        .quota(Quota::default().routers_per_account(2))
        .latency(ecr_sim::Latency::realistic())
        .in_memory()
        .unwrap();
    let first = create(&sim, "64512", &[]);
    create(&sim, "64513", &[]);
    let third = |sim: &Simulator| {
        sim.ask(CREATE, &[("AlibabaSideAsn", "64514"), ("DryRun", "true")]).code().to_owned()
    };
    assert_eq!(third(&sim), "QuotaExceeded.EcrCountPerUser");
    assert_eq!(third(&sim.as_account(OTHER)), "DryRunOperation");
    sim.ask(DELETE, &[("EcrId", &first)]);
    assert_eq!(third(&sim), "QuotaExceeded.EcrCountPerUser");
    seconds(&sim, 5);
    assert_eq!(third(&sim), "DryRunOperation");
}

#[test]
fn a_plain_delete_takes_flow_logs_and_tags_along_once_no_member_is_left() {
    let sim = slow();
    let ecr_id = create(&sim, "64512", &[("Tag.1.Key", "env")]);
    let router = ecr_id.parse().unwrap();
    sim.vbr(&router, "vbr-1");
    let tagged =
        [("EcrId", ecr_id.as_str()), ("InstanceType", "VBR"), ("InstanceId", "vbr-1"), ("Tag.1.Key", "env")];
    let sls = [("ProjectName", "net-audit"), ("LogStoreName", "vbr_flow")];
    assert_eq!(sim.ask("CreateFlowLog", &[&tagged[..], &sls].concat()).code(), "200");
    let delete = || sim.ask(DELETE, &[("EcrId", &ecr_id)]).code().to_owned();
    assert_eq!(delete(), "ResourceInUse.Ecr");
    let vbr = [("EcrId", ecr_id.as_str()), ("ChildInstanceId", "vbr-1"), ("ChildInstanceType", "VBR")];
    assert_eq!(sim.ask("DetachExpressConnectRouterChildInstance", &vbr).code(), "200");
    assert_eq!(delete(), "Conflict.Lock");
    seconds(&sim, 5);
    assert_eq!(sim.flow_log_count(&router), 1, "a detach leaves the flow log");
    assert_eq!(delete(), "200");
    assert_eq!(shown(&sim, &ecr_id)["Status"], "DELETING");
    sim.advance(Duration::from_millis(4999)).unwrap();
    assert_eq!((shown(&sim, &ecr_id)["Status"].as_str(), sim.flow_log_count(&router)), (Some("DELETING"), 1));
    sim.advance(Duration::from_millis(1)).unwrap();
    assert_eq!(shown(&sim, &ecr_id), Value::Null);
    assert_eq!(sim.ask("DescribeFlowLogs", &[("EcrId", &ecr_id)]).code(), "ResourceNotFound.EcrId");
    sim.check_invariants().unwrap();
}

#[test]
fn a_force_delete_takes_everything_and_its_members_are_deleting_meanwhile() {
    let sim = slow();
    let ecr_id = create(&sim, "64512", &[("Tag.1.Key", "env")]);
    let router = ecr_id.parse().unwrap();
    sim.vbr(&router, "vbr-1");
    sim.vbr(&router, "vbr-2");
    sim.flow_log(&router, "vbr-1");
    assert_eq!(sim.ask(FORCE_DELETE, &[("EcrId", &ecr_id)]).code(), "200");
    let members = || sim.ask("DescribeExpressConnectRouterChildInstance", &[("EcrId", &ecr_id)]);
    for wait in [0, 9999] {
        sim.advance(Duration::from_millis(wait)).unwrap();
        assert_eq!(shown(&sim, &ecr_id)["Status"], "RECLAIMING");
        assert_eq!(
            (members().each("ChildInstanceList", "Status"), sim.flow_log_count(&router)),
            (vec!["DELETING"; 2], 1)
        );
    }
    sim.advance(Duration::from_millis(1)).unwrap();
    assert_eq!(shown(&sim, &ecr_id), Value::Null);
    assert_eq!(members().code(), "ResourceNotFound.EcrId");
    sim.check_invariants().unwrap();
    // Its VBRs and its ASN can be used repeated.
    let next = sim.router(64512);
    sim.vbr(&next, "vbr-1");
}

#[test]
fn without_latency_a_deleted_router_is_gone_when_the_call_returns() {
    let (sim, ecr_id) = attached();
    sim.flow_log(&ecr_id, "vbr-1");
    assert_eq!(sim.ask(FORCE_DELETE, &[("EcrId", ecr_id.as_str())]).code(), "200");
    assert_eq!(sim.dump().unwrap()["routers"], json!([]));
    let ecr_id = create(&sim, "64512", &[]);
    assert_eq!(sim.ask(DELETE, &[("EcrId", &ecr_id)]).code(), "200");
    assert_eq!(sim.ask(DELETE, &[("EcrId", &ecr_id)]).code(), "ResourceNotFound.EcrId");
    sim.check_invariants().unwrap();
}

#[test]
fn the_status_of_a_router_follows_its_operations() {
    let sim = slow();
    let ecr_id = sim.router(64512);
    let status = || shown(&sim, ecr_id.as_str())["Status"].clone();
    let modified = || shown(&sim, ecr_id.as_str())["GmtModified"].clone();
    sim.attach(&ecr_id, "vbr-1");
    assert_eq!(status(), "ASSOCIATING");
    // The status changes when it is due, even if the clock moves past that in one step.
    seconds(&sim, 60);
    assert_eq!((status(), modified()), (json!("ACTIVE"), json!("2026-01-01T00:00:05Z")));
    let vbr = [("EcrId", ecr_id.as_str()), ("ChildInstanceId", "vbr-1"), ("ChildInstanceType", "VBR")];
    sim.ask("DetachExpressConnectRouterChildInstance", &vbr);
    assert_eq!((status(), modified()), (json!("DISSOCIATING"), json!("2026-01-01T00:01:00Z")));
    seconds(&sim, 5);
    assert_eq!((status(), modified()), (json!("ACTIVE"), json!("2026-01-01T00:01:05Z")));
}

#[test]
fn an_id_may_have_any_length() {
    let sim = instant();
    let ecr_id = format!("ecr-{}", "a".repeat(100_000));
    let answer = sim.ask("DeleteExpressConnectRouter", &[("EcrId", &ecr_id)]);
    assert_eq!((answer.status, answer.code()), (404, "ResourceNotFound.EcrId"));
}
