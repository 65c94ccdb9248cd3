//! The busy rule as a table: the answer of each operation in each status of the router it addresses.

use crate::every_status::{EveryStatus, STATUSES, id_word};
use crate::harness::SimulatorExt;

/// The operations that address a router, each with its answers in the order of [`STATUSES`]. Dry runs answer the same,
/// except that `ok` means `DryRunOperation` for them and 200 otherwise.
const TABLE: &str = include_str!("../data/busy.txt");

/// Returns an operation and its answers.
fn row(line: &str) -> (&str, Vec<&str>) {
    let mut words = line.split_whitespace();
    (words.next().unwrap(), words.collect())
}

fn code_of(word: &str) -> &str {
    match word {
        "ok" => "DryRunOperation",
        "lock" => "Conflict.Lock",
        "ecr" => "IncorrectStatus.Ecr",
        "force" => "OperationDenied.ForceDeleting",
        "list" => "200",
        "use" => "ResourceInUse.Ecr",
        "none" => "ResourceNotFound.AssociationId",
        "no-hop" => "ResourceNotFound.NexthopInstanceId",
        "no-VBR" => "ResourceNotFound.InstanceId",
        other => panic!("{other}"),
    }
}

#[test]
fn every_operation_answers_every_status_as_the_rule_says() {
    let fixture = EveryStatus::new();
    for (operation, words) in TABLE.lines().map(row) {
        assert_eq!(words.len(), STATUSES.len(), "{operation}");
        for (status, word) in STATUSES.into_iter().zip(words) {
            let (router, log) = (format!("{{{status}}}"), format!("{{{status}.log}}"));
            let (attached, vpc) = (format!("vbr-{}", id_word(status)), format!("{{{status}.vpc}}"));
            let is_attach = operation.starts_with("Attach");
            let query = operation.starts_with("Describe");
            let mut pairs = vec![
                ("EcrId", router.as_str()),
                ("AssociationId", vpc.as_str()),
                ("FreshRegionId", "cn-beijing"),
                ("ResourceType", "EXPRESSCONNECTROUTER"),
                ("ResourceId", router.as_str()),
                ("ResourceId.1", router.as_str()),
                ("DryRun", "true"),
            ];
            if !query {
                pairs.extend([
                    ("AssociationRegionId", "cn-hangzhou"),
                    ("VpcId", "vpc-new"),
                    ("EcrOwnerAliUid", "1234567890123456"),
                    ("InstanceRegionId", "cn-hangzhou"),
                    ("NewResourceGroupId", "rg-2"),
                    ("TagKey.1", "env"),
                    ("Tag.1.Key", "env"),
                    ("TransitModeList.1.RegionId", "cn-hangzhou"),
                    ("TransitModeList.1.Mode", "ECMP"),
                    ("ChildInstanceId", if is_attach { "vbr-new" } else { attached.as_str() }),
                    ("ChildInstanceType", "VBR"),
                    ("ChildInstanceRegionId", "cn-hangzhou"),
                    ("InstanceId", attached.as_str()),
                    ("InstanceType", "VBR"),
                    ("ProjectName", "net-audit"),
                    ("LogStoreName", "vbr_flow"),
                    ("FlowLogId", log.as_str()),
                    ("DestinationCidrBlock", "10.0.0.0/8"),
                    ("NexthopInstanceId", attached.as_str()),
                ]);
            }
            let answer = fixture.ask(&fixture.sim, operation, &pairs);
            assert_eq!(answer.code(), code_of(word), "{operation} in {status}: {answer:?}");
            pairs.retain(|(name, _)| *name != "DryRun");
            let answer = fixture.ask(&fixture.sim.fork().unwrap(), operation, &pairs);
            let code = if word == "ok" { "200" } else { code_of(word) };
            assert_eq!(answer.code(), code, "{operation} in {status}, really: {answer:?}");
        }
    }
}

#[test]
fn a_member_that_is_itself_in_transition_answers_before_its_router_does() {
    let fixture = EveryStatus::new();
    for (router, vbr) in
        [("{ASSOCIATING}", "vbr-associating-moving"), ("{DISSOCIATING}", "vbr-dissociating-moving")]
    {
        let pairs = [("EcrId", router), ("ChildInstanceId", vbr), ("ChildInstanceType", "VBR")];
        for operation in
            ["DetachExpressConnectRouterChildInstance", "ModifyExpressConnectRouterChildInstance"]
        {
            let answer = fixture.ask(&fixture.sim, operation, &pairs);
            assert_eq!(answer.code(), "IncorrectStatus.EcrAssociation", "{operation} {router}");
        }
    }
    let pairs = [("EcrId", "{UPDATING}"), ("AssociationId", "{UPDATING.tr}")];
    for operation in [
        "DeleteExpressConnectRouterAssociation",
        "ModifyExpressConnectRouterAssociation",
        "ModifyExpressConnectRouterAssociationAllowedPrefix",
    ] {
        let answer = fixture.ask(&fixture.sim, operation, &pairs);
        assert_eq!(answer.code(), "IncorrectStatus.EcrAssociation", "{operation}");
    }
}

#[test]
fn a_next_hop_that_is_still_being_bound_answers_before_its_router_does_and_one_that_leaves_does_not() {
    let fixture = EveryStatus::new();
    for (router, hop, code) in [
        ("{ASSOCIATING}", "vbr-associating-moving", "ResourceInCreating.NexthopInstanceId"),
        ("{DISSOCIATING}", "vbr-dissociating-moving", "Conflict.Lock"),
        ("{UPDATING}", "tr-updating", "Conflict.Lock"),
    ] {
        let pairs = [("EcrId", router), ("DestinationCidrBlock", "10.0.0.0/8"), ("NexthopInstanceId", hop)];
        for operation in ["DisableExpressConnectRouterRouteEntries", "EnableExpressConnectRouterRouteEntries"]
        {
            assert_eq!(fixture.ask(&fixture.sim, operation, &pairs).code(), code, "{operation} {router}");
        }
    }
}

#[test]
fn every_operation_that_addresses_a_router_has_a_row() {
    let listed: Vec<&str> = TABLE.lines().map(|line| row(line).0).collect();
    let unlisted = ecr_sim::OPERATIONS.iter().map(ecr_sim::OperationEntry::name);
    let unlisted: Vec<&str> = unlisted.filter(|operation| !listed.contains(operation)).collect();
    assert_eq!(unlisted, ["CreateExpressConnectRouter", "ListExpressConnectRouterSupportedRegion"]);
}

#[test]
fn a_grant_to_a_busy_router_of_another_account_finds_it_locked() {
    let fixture = EveryStatus::new();
    let other = fixture.sim.as_account(42);
    let owner = [("EcrOwnerAliUid", "1234567890123456"), ("InstanceId", "vpc-1"), ("InstanceType", "VPC")];
    for status in STATUSES {
        let router = format!("{{{status}}}");
        let pairs = [("EcrId", router.as_str()), ("InstanceRegionId", "cn-hangzhou"), ("DryRun", "true")];
        for operation in ["GrantInstanceToExpressConnectRouter", "RevokeInstanceFromExpressConnectRouter"] {
            let answer = fixture.ask(&other, operation, &[&pairs[..], &owner].concat());
            let code = if status == "ACTIVE" { "DryRunOperation" } else { "Conflict.Lock" };
            assert_eq!(answer.code(), code, "{operation} {status}");
        }
    }
}

#[test]
fn a_vbr_that_is_already_bound_answers_before_the_router_does() {
    let fixture = EveryStatus::new();
    for status in STATUSES {
        let router = format!("{{{status}}}");
        let pairs = [
            ("EcrId", router.as_str()),
            ("ChildInstanceId", "vbr-active"),
            ("ChildInstanceType", "VBR"),
            ("ChildInstanceRegionId", "cn-hangzhou"),
        ];
        let answer = fixture.ask(&fixture.sim, "AttachExpressConnectRouterChildInstance", &pairs);
        assert_eq!(answer.code(), "IncorrectStatus.EcrAssociation", "{status}");
    }
}

#[test]
fn a_flow_log_for_a_vbr_that_is_still_being_attached_finds_the_router_busy() {
    let fixture = EveryStatus::new();
    let pairs = [
        ("EcrId", "{ASSOCIATING}"),
        ("InstanceId", "vbr-associating-moving"),
        ("InstanceType", "VBR"),
        ("ProjectName", "net-audit"),
        ("LogStoreName", "vbr_flow"),
    ];
    assert_eq!(fixture.ask(&fixture.sim, "CreateFlowLog", &pairs).code(), "IncorrectStatus.Ecr");
}
