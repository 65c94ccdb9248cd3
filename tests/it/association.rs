//! Associations: binding VPCs and transit routers to a router.

use std::time::Duration;

use ecr_sim::{
    AssociationId, CreateExpressConnectRouterAssociation, DescribeExpressConnectRouterAssociation, EcrId,
    Error, Latency, Quota, Simulator,
};
use serde_json::{Value, json};

use crate::harness::{Answer, Pairs, SimulatorExt, instant, slow, value};

const CREATE: &str = "CreateExpressConnectRouterAssociation";
const DELETE: &str = "DeleteExpressConnectRouterAssociation";
const DESCRIBE: &str = "DescribeExpressConnectRouterAssociation";
const MODIFY: &str = "ModifyExpressConnectRouterAssociation";
const PREFIXES: &str = "ModifyExpressConnectRouterAssociationAllowedPrefix";
const HISTORY: &str = "DescribeExpressConnectRouterAllowedPrefixHistory";

/// Binds a VPC or a transit router in cn-hangzhou.
fn bind(sim: &Simulator, ecr_id: &EcrId, more: Pairs<'_>) -> Answer {
    let pairs = [&[("EcrId", ecr_id.as_str()), ("AssociationRegionId", "cn-hangzhou")], more].concat();
    sim.ask(CREATE, &pairs)
}

/// Returns the id of a new association.
fn bound(sim: &Simulator, ecr_id: &EcrId, more: Pairs<'_>) -> AssociationId {
    value(bind(sim, ecr_id, more).text("AssociationId"))
}

/// Returns the associations of a router.
fn list(sim: &Simulator, ecr_id: &EcrId, more: Pairs<'_>) -> Value {
    let answer = sim.ask(DESCRIBE, &[&[("EcrId", ecr_id.as_str())], more].concat());
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.body["AssociationList"].clone()
}

fn status(sim: &Simulator, ecr_id: &EcrId) -> Value {
    list(sim, ecr_id, &[])[0]["Status"].clone()
}

fn router_status(sim: &Simulator) -> String {
    sim.ask("DescribeExpressConnectRouter", &[]).each("EcrList", "Status").concat()
}

#[test]
fn a_vpc_becomes_active_and_a_transit_router_inactive_unless_it_is_attached() {
    let cases: [(Pairs<'_>, &str); 4] = [
        (&[("VpcId", "vpc-1")], "ACTIVE"),
        (&[("TransitRouterId", "tr-1"), ("CenId", "cen-1")], "INACTIVE"),
        (&[("TransitRouterId", "tr-1"), ("CreateAttachment", "false")], "INACTIVE"),
        (&[("TransitRouterId", "tr-1"), ("CreateAttachment", "True")], "ACTIVE"),
    ];
    for (node, settled) in cases {
        let sim = slow();
        let ecr_id = sim.router(64512);
        bound(&sim, &ecr_id, node);
        assert_eq!((status(&sim, &ecr_id), router_status(&sim)), (json!("CREATING"), "ASSOCIATING".into()));
        sim.advance(Duration::from_secs(5)).unwrap();
        assert_eq!(
            (status(&sim, &ecr_id), router_status(&sim)),
            (json!(settled), "ACTIVE".into()),
            "{node:?}"
        );
        sim.check_invariants().unwrap();
    }
}

#[test]
fn an_association_shows_what_it_was_created_with() {
    let sim = instant();
    let ecr_id = sim.router(64512);
    let prefixes = [
        ("AllowedPrefixes.1", "172.16.4.0/24"),
        ("AllowedPrefixes.3", "10.0.0.0/8"),
        ("AllowedPrefixes.2", "172.16.3.128/25"),
        ("AllowedPrefixesMode", "IncrementalMode"),
    ];
    let tags = [("Tag.1.Key", "b"), ("Tag.2.Key", "a"), ("Tag.2.Value", "x"), ("Description", "uplink")];
    let transit_router = [("TransitRouterId", "tr-1"), ("CenId", "cen-1"), ("TransitRouterOwnerId", "42")];
    let id = bound(&sim, &ecr_id, &[&transit_router[..], &prefixes, &tags].concat());
    let expected = json!([{
        "AllowedPrefixes": ["172.16.4.0/24", "172.16.3.128/25", "10.0.0.0/8"],
        "AllowedPrefixesMode": "IncrementalMode",
        "AssociationId": id,
        "AssociationNodeType": "TR",
        "CenId": "cen-1",
        "Description": "uplink",
        "EcrId": ecr_id,
        "GmtCreate": "2026-01-01T00:00:00Z",
        "GmtModified": "2026-01-01T00:00:00Z",
        "OwnerId": 1_234_567_890_123_456_u64,
        "RegionId": "cn-hangzhou",
        "Status": "INACTIVE",
        "Tags": [{ "Key": "a", "Value": "x" }, { "Key": "b", "Value": "" }],
        "TransitRouterId": "tr-1",
        "TransitRouterName": "",
        "TransitRouterOwnerId": 42,
        "VpcId": "",
        "VpcName": "",
        "VpcOwnerId": 0,
    }]);
    assert_eq!(list(&sim, &ecr_id, &[]), expected);
}

#[test]
fn more_than_nine_prefixes_stay_in_the_order_of_their_numbers() {
    let sim = instant();
    let ecr_id = sim.router(64512);
    let prefixes: Vec<_> = (1..=11).rev().map(|n| format!("10.{n}.0.0/16")).collect();
    let names: Vec<_> = (1..=prefixes.len()).map(|n| format!("AllowedPrefixes.{n}")).collect();
    let mut pairs: Vec<_> =
        names.iter().map(String::as_str).zip(prefixes.iter().map(String::as_str)).collect();
    // Compared as strings, 10 would come before 2.
    pairs.sort_unstable();
    let id = bound(&sim, &ecr_id, &[&[("VpcId", "vpc-1")], &pairs[..]].concat());
    assert_eq!(list(&sim, &ecr_id, &[])[0]["AllowedPrefixes"], json!(prefixes));
    assert_eq!(sim.ask(PREFIXES, &[("EcrId", ecr_id.as_str()), ("AssociationId", id.as_str())]).status, 200);
    pairs.extend([("EcrId", ecr_id.as_str()), ("AssociationId", id.as_str())]);
    assert_eq!(sim.ask(PREFIXES, &pairs).status, 200);
    assert_eq!(list(&sim, &ecr_id, &[])[0]["AllowedPrefixes"], json!(prefixes));
}

#[test]
fn a_transit_router_in_two_regions_shows_the_history_of_its_oldest_association() {
    let sim = instant();
    let ecr_id = sim.router(64512);
    for (region, prefix) in [("cn-shanghai", "10.1.0.0/16"), ("cn-beijing", "10.2.0.0/16")] {
        let node = [("EcrId", ecr_id.as_str()), ("TransitRouterId", "tr-1"), ("CenId", "cen-1")];
        let more = [("AssociationRegionId", region), ("AllowedPrefixes.1", prefix)];
        assert_eq!(
            sim.ask("CreateExpressConnectRouterAssociation", &[&node[..], &more].concat()).status,
            200
        );
    }
    let history = sim.ask(HISTORY, &[("EcrId", ecr_id.as_str()), ("InstanceId", "tr-1")]);
    assert_eq!(history.body["AllowedPrefixHistoryList"][0]["AllowedPrefix"], json!(["10.1.0.0/16"]));
}

#[test]
fn exactly_one_of_vpc_and_transit_router_is_to_be_given() {
    let sim = instant();
    let ecr_id = sim.router(64512);
    let before = sim.dump().unwrap();
    assert_eq!(bind(&sim, &ecr_id, &[]).code(), "MissingParam.VpcId");
    let blank = [("VpcId", ""), ("TransitRouterId", "")];
    assert_eq!(bind(&sim, &ecr_id, &blank).code(), "MissingParam.VpcId");
    // A missing parameter is reported before a malformed one.
    assert_eq!(bind(&sim, &ecr_id, &[("AllowedPrefixes.1", "x")]).code(), "MissingParam.VpcId");
    let both = [("VpcId", "vpc-1"), ("TransitRouterId", "tr-1")];
    assert_eq!(bind(&sim, &ecr_id, &both).code(), "ExclusiveParam.TransitRouterIdAndVpcId");
    let typed = CreateExpressConnectRouterAssociation::new(ecr_id.clone(), value("cn-hangzhou"));
    assert_eq!(sim.refusal(typed).code_text(), "MissingParam.VpcId");
    assert_eq!(sim.dump().unwrap(), before);
    // This rule is about the parameters alone, so it precedes the client token.
    let token = [("VpcId", "vpc-9"), ("ClientToken", "t")];
    assert_eq!(bind(&sim, &ecr_id, &token).status, 200);
    let both = [&token[..], &[("TransitRouterId", "tr-1")]].concat();
    assert_eq!(bind(&sim, &ecr_id, &both).code(), "ExclusiveParam.TransitRouterIdAndVpcId");
    // An empty value counts as absent, since Terraform sends it.
    assert_eq!(bind(&sim, &ecr_id, &[("VpcId", "vpc-1"), ("TransitRouterId", "")]).status, 200);
}

#[test]
fn a_vpc_is_bound_to_one_router_and_a_region_has_one_transit_router() {
    let sim = instant();
    let (one, two) = (sim.router(64512), sim.router(64513));
    bound(&sim, &one, &[("VpcId", "vpc-1")]);
    for router in [&one, &two] {
        let taken = bind(&sim, router, &[("VpcId", "vpc-1")]);
        assert_eq!((taken.status, taken.code()), (400, "OperationFailed.RejectedByVpcYaochi"));
    }
    bound(&sim, &one, &[("TransitRouterId", "tr-1")]);
    let second = bind(&sim, &one, &[("TransitRouterId", "tr-2")]);
    assert_eq!(second.code(), "OperationDenied.AttachmentInCurrentRegionExisted");
    let elsewhere = [("TransitRouterId", "tr-2"), ("AssociationRegionId", "cn-beijing")];
    assert_eq!(bind(&sim, &one, &elsewhere).status, 200);
    assert_eq!(bind(&sim, &two, &[("TransitRouterId", "tr-1")]).status, 200);
}

#[test]
fn quotas_limit_what_a_router_binds_of_each_kind() {
    let quota = Quota::default().vpcs_per_router(1).transit_routers_per_router(1);
    let sim = Simulator::builder().quota(quota).in_memory().unwrap();
    let ecr_id = sim.router(64512);
    bound(&sim, &ecr_id, &[("VpcId", "vpc-1")]);
    assert_eq!(bind(&sim, &ecr_id, &[("VpcId", "vpc-2")]).code(), "QuotaExceeded.VpcCountPerEcr");
    bound(&sim, &ecr_id, &[("TransitRouterId", "tr-1")]);
    let second = [("TransitRouterId", "tr-2"), ("AssociationRegionId", "cn-beijing")];
    assert_eq!(bind(&sim, &ecr_id, &second).code(), "QuotaExceeded.TrCountPerEcr");
}

#[test]
fn a_quota_limits_the_prefixes_of_an_association() {
    let quota = Quota::default().prefixes_per_association(1);
    let sim = Simulator::builder().quota(quota).in_memory().unwrap();
    let ecr_id = sim.router(64512);
    let two = [("AllowedPrefixes.1", "10.0.0.0/8"), ("AllowedPrefixes.2", "172.16.0.0/12")];
    let code = "IllegalParamSize.AllowedPrefixes";
    assert_eq!(bind(&sim, &ecr_id, &[&two[..], &[("VpcId", "vpc-1")]].concat()).code(), code);
    let id = bound(&sim, &ecr_id, &[two[0], ("VpcId", "vpc-1")]);
    let of = [("EcrId", ecr_id.as_str()), ("AssociationId", id.as_str())];
    assert_eq!(sim.ask(PREFIXES, &[&of[..], &two].concat()).code(), code);
    assert_eq!(sim.ask(PREFIXES, &[&of[..], &two[1..]].concat()).status, 200);
}

#[test]
fn prefixes_are_replaced_in_the_order_given_and_cleared_by_absence() {
    let sim = slow();
    let ecr_id = sim.router(64512);
    let id = bound(&sim, &ecr_id, &[("VpcId", "vpc-1"), ("AllowedPrefixes.1", "10.0.0.0/8")]);
    sim.advance(Duration::from_secs(5)).unwrap();
    let modify = |more: Pairs<'_>| {
        let of = [("EcrId", ecr_id.as_str()), ("AssociationId", id.as_str())];
        sim.ask(PREFIXES, &[&of[..], more].concat())
    };
    let two = [("AllowedPrefixes.2", "10.0.0.0/24"), ("AllowedPrefixes.1", "10.2.0.0/24")];
    assert_eq!(modify(&[&two[..], &[("AllowedPrefixesMode", "IncrementalMode")]].concat()).status, 200);
    assert_eq!((status(&sim, &ecr_id), router_status(&sim)), (json!("UPDATING"), "UPDATING".into()));
    assert_eq!(modify(&[]).code(), "IncorrectStatus.EcrAssociation");
    sim.advance(Duration::from_secs(3)).unwrap();
    let entry = &list(&sim, &ecr_id, &[])[0];
    assert_eq!(entry["AllowedPrefixes"], json!(["10.2.0.0/24", "10.0.0.0/24"]));
    assert_eq!(
        (&entry["Status"], &entry["AllowedPrefixesMode"]),
        (&json!("ACTIVE"), &json!("IncrementalMode"))
    );
    assert_eq!(modify(&[]).status, 200);
    sim.advance(Duration::from_secs(3)).unwrap();
    let entry = &list(&sim, &ecr_id, &[])[0];
    assert_eq!(
        (&entry["AllowedPrefixes"], &entry["AllowedPrefixesMode"]),
        (&json!([]), &json!("IncrementalMode"))
    );

    let history = |more: Pairs<'_>| sim.ask(HISTORY, &[&[("EcrId", ecr_id.as_str())], more].concat());
    let listed = history(&[("AssociationId", id.as_str())]);
    let lists: Vec<&Value> = listed.body["AllowedPrefixHistoryList"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| &entry["AllowedPrefix"])
        .collect();
    assert_eq!(lists, [&json!(["10.0.0.0/8"]), &json!(["10.2.0.0/24", "10.0.0.0/24"]), &json!([])]);
    assert_eq!(listed.body["AllowedPrefixHistoryList"][0]["GmtCreate"], "1767225600000");
    let by_instance = history(&[("InstanceId", "vpc-1"), ("InstanceType", "VPC")]);
    assert_eq!(by_instance.body["AllowedPrefixHistoryList"], listed.body["AllowedPrefixHistoryList"]);
    for (more, code) in [
        (&[][..], "MissingParam.InstanceId"),
        (&[("AssociationId", "ecr-assoc-none")][..], "ResourceNotFound.AssociationId"),
        (&[("InstanceId", "vpc-2")], "ResourceNotFound.InstanceId"),
        (&[("InstanceId", "vpc-1"), ("InstanceType", "TR")], "ResourceNotFound.InstanceId"),
        (&[("InstanceId", "vpc-2"), ("AssociationId", id.as_str())], "ResourceNotFound.InstanceId"),
    ] {
        assert_eq!(history(more).code(), code);
    }
    sim.check_invariants().unwrap();
}

#[test]
fn an_update_of_a_transit_router_ends_as_it_began() {
    for attach in ["true", "false"] {
        let sim = slow();
        let ecr_id = sim.router(64512);
        let id = bound(&sim, &ecr_id, &[("TransitRouterId", "tr-1"), ("CreateAttachment", attach)]);
        sim.advance(Duration::from_secs(5)).unwrap();
        let before = status(&sim, &ecr_id);
        assert_eq!(
            sim.ask(PREFIXES, &[("EcrId", ecr_id.as_str()), ("AssociationId", id.as_str())]).status,
            200
        );
        sim.advance(Duration::from_secs(3)).unwrap();
        assert_eq!(status(&sim, &ecr_id), before);
    }
}

#[test]
fn one_truncated_token_serves_updates_of_several_associations() {
    let sim = instant();
    let ecr_id = sim.router(64512);
    let token = [("ClientToken", "TF-ModifyExpressConnectRouterAssociationAllowedPrefix-1795485767")];
    for (vpc, prefix) in [("vpc-1", "10.1.0.0/16"), ("vpc-2", "10.2.0.0/16"), ("vpc-3", "10.3.0.0/16")] {
        let id = bound(&sim, &ecr_id, &[("VpcId", vpc)]);
        let of = [("EcrId", ecr_id.as_str()), ("AssociationId", id.as_str()), ("AllowedPrefixes.1", prefix)];
        assert_eq!(sim.ask(PREFIXES, &[&of[..], &token].concat()).status, 200);
        assert_eq!(list(&sim, &ecr_id, &[("VpcId", vpc)])[0]["AllowedPrefixes"], json!([prefix]));
    }
}

#[test]
fn a_description_changes_at_once_whatever_else_the_router_does() {
    let sim = slow();
    let ecr_id = sim.router(64512);
    let id = bound(&sim, &ecr_id, &[("VpcId", "vpc-1"), ("Description", "old")]);
    let modify = |more: Pairs<'_>| {
        let of = [("EcrId", ecr_id.as_str()), ("AssociationId", id.as_str())];
        sim.ask(MODIFY, &[&of[..], more].concat())
    };
    assert_eq!(modify(&[("Description", "new")]).code(), "IncorrectStatus.EcrAssociation");
    sim.advance(Duration::from_secs(5)).unwrap();
    sim.attach(&ecr_id, "vbr-1");
    assert_eq!(router_status(&sim), "ASSOCIATING");
    assert_eq!(modify(&[]).status, 200);
    assert_eq!(list(&sim, &ecr_id, &[])[0]["Description"], "old");
    assert_eq!(modify(&[("Description", "new")]).status, 200);
    assert_eq!(list(&sim, &ecr_id, &[])[0]["Description"], "new");
    assert_eq!(modify(&[("Description", "")]).status, 200);
    assert_eq!(list(&sim, &ecr_id, &[])[0]["Description"], "");
}

#[test]
fn an_association_that_is_deleted_leaves_no_trace_and_frees_its_router() {
    let sim = slow();
    let ecr_id = sim.router(64512);
    let id = bound(
        &sim,
        &ecr_id,
        &[("VpcId", "vpc-1"), ("Tag.1.Key", "env"), ("AllowedPrefixes.1", "10.0.0.0/8")],
    );
    sim.advance(Duration::from_secs(5)).unwrap();
    let of = [("EcrId", ecr_id.as_str()), ("AssociationId", id.as_str())];
    assert_eq!(sim.ask("DeleteExpressConnectRouter", &of).code(), "ResourceInUse.Ecr");
    assert_eq!(sim.ask(DELETE, &of).status, 200);
    assert_eq!((status(&sim, &ecr_id), router_status(&sim)), (json!("DELETING"), "DISSOCIATING".into()));
    sim.advance(Duration::from_secs(5)).unwrap();
    assert_eq!(list(&sim, &ecr_id, &[]), json!([]));
    let again = sim.ask(DELETE, &of);
    assert_eq!((again.status, again.code()), (404, "ResourceNotFound.AssociationId"));
    sim.check_invariants().unwrap();
    assert_eq!(sim.ask("DeleteExpressConnectRouter", &of).status, 200);
    // The VPC can be bound to another router.
    let other = sim.router(64513);
    bound(&sim, &other, &[("VpcId", "vpc-1")]);
}

#[test]
fn a_transit_router_that_is_attached_stays_unless_its_side_goes_too() {
    let sim = instant();
    let ecr_id = sim.router(64512);
    let id = bound(&sim, &ecr_id, &[("TransitRouterId", "tr-1"), ("CreateAttachment", "true")]);
    let of = [("EcrId", ecr_id.as_str()), ("AssociationId", id.as_str())];
    let kept = [&of[..], &[("DeleteAttachment", "false")]].concat();
    for pairs in [&of[..], &kept] {
        assert_eq!(sim.ask(DELETE, pairs).code(), "OperationDenied.EcrAttachmentExisted");
    }
    sim.cen().detach(&id).unwrap();
    assert_eq!(status(&sim, &ecr_id), "INACTIVE");
    sim.cen().attach(&id).unwrap();
    assert_eq!(status(&sim, &ecr_id), "ACTIVE");
    assert_eq!(sim.ask(DELETE, &[&of[..], &[("DeleteAttachment", "true")]].concat()).status, 200);
    assert_eq!(list(&sim, &ecr_id, &[]), json!([]));
}

#[test]
fn cen_moves_only_the_idle_side_of_a_transit_router() {
    let sim = Simulator::builder().latency(Latency::realistic()).in_memory().unwrap();
    let ecr_id = sim.router(64512);
    let code = |result: ecr_sim::Result<()>| match result {
        Err(Error::Refused(refusal)) => refusal.code_text().to_owned(),
        other => panic!("{other:?}"),
    };
    let id = bound(&sim, &ecr_id, &[("TransitRouterId", "tr-1")]);
    assert_eq!(code(sim.cen().attach(&id)), "IncorrectStatus.EcrAssociation", "it is CREATING");
    sim.advance(Duration::from_secs(5)).unwrap();
    assert_eq!(code(sim.cen().detach(&id)), "IncorrectStatus.EcrAssociation", "it is INACTIVE");
    sim.cen().attach(&id).unwrap();
    assert_eq!(code(sim.cen().attach(&id)), "IncorrectStatus.EcrAssociation", "it is ACTIVE");
    let vpc = bound(&sim, &ecr_id, &[("VpcId", "vpc-1")]);
    sim.advance(Duration::from_secs(5)).unwrap();
    assert_eq!(code(sim.cen().detach(&vpc)), "IncorrectStatus.EcrAssociation", "a VPC has no such side");
    assert_eq!(code(sim.cen().attach(&value("ecr-assoc-none"))), "ResourceNotFound.AssociationId");
    sim.check_invariants().unwrap();
}

#[test]
fn a_filter_that_matches_nothing_gives_an_empty_list() {
    let sim = instant();
    let ecr_id = sim.router(64512);
    let id = bound(&sim, &ecr_id, &[("VpcId", "vpc-1"), ("Tag.1.Key", "env")]);
    let region = ("AssociationRegionId", "cn-beijing");
    bound(&sim, &ecr_id, &[("TransitRouterId", "tr-1"), ("CenId", "cen-1"), region]);
    let count = |more: Pairs<'_>| list(&sim, &ecr_id, more).as_array().unwrap().len();
    assert_eq!(count(&[]), 2);
    for (name, good) in [
        ("AssociationId", id.as_str()),
        ("AssociationNodeType", "VPC"),
        ("AssociationNodeType", "TR"),
        ("VpcId", "vpc-1"),
        ("TransitRouterId", "tr-1"),
        ("CenId", "cen-1"),
        region,
        ("Tag.1.Key", "env"),
    ] {
        assert_eq!(count(&[(name, good)]), 1, "{name}={good}");
        if name != "AssociationNodeType" && name != "Tag.1.Key" {
            assert_eq!(count(&[(name, &format!("{good}_fake"))]), 0, "{name}");
        }
        if name != "Tag.1.Key" {
            assert_eq!(count(&[(name, "")]), 2, "{name} is blank");
        }
    }
    assert_eq!(count(&[("VpcId", "tr-1")]), 0, "a transit router is no VPC");
    assert_eq!(count(&[("VpcId", "vpc-1"), ("AssociationNodeType", "TR")]), 0);
    let typed = DescribeExpressConnectRouterAssociation::new(&ecr_id);
    assert_eq!(sim.call(typed).unwrap().response.total_count, 2);
}

#[test]
fn a_force_delete_deletes_associations_with_their_tags_and_history() {
    let sim = slow();
    let ecr_id = sim.router(64512);
    bound(&sim, &ecr_id, &[("VpcId", "vpc-1"), ("Tag.1.Key", "env"), ("AllowedPrefixes.1", "10.0.0.0/8")]);
    sim.advance(Duration::from_secs(5)).unwrap();
    bound(&sim, &ecr_id, &[("TransitRouterId", "tr-1")]);
    sim.advance(Duration::from_secs(5)).unwrap();
    assert_eq!(sim.ask("ForceDeleteExpressConnectRouter", &[("EcrId", ecr_id.as_str())]).status, 200);
    let statuses = list(&sim, &ecr_id, &[]);
    assert_eq!((&statuses[0]["Status"], &statuses[1]["Status"]), (&json!("DELETING"), &json!("DELETING")));
    sim.check_invariants().unwrap();
    sim.advance(Duration::from_secs(10)).unwrap();
    assert_eq!(sim.dump().unwrap()["routers"], json!([]));
    sim.check_invariants().unwrap();
}
