//! Requests recorded from the official Python SDK, against a table of what they must meet.

use std::collections::BTreeMap;
use std::path::Path;

use ecr_sim::{OPERATIONS, Simulator};
use serde::Deserialize;
use serde_json::Value;

use crate::harness::instant;
use crate::script::{builder, first_half};

/// What each recorded request must end in, derived from the rules and the parameters of the operations.
///
/// `full` sends `<name>-v 1+2*~/&=é` for every text, 7 for most numbers and `DryRun=True`; `empty` sends every text
/// empty, numbers as 0; `none` sends nothing. Missing comes before format before value, and within a class the order is
/// that of the declaration, `ClientToken` last. The ids of queries are opaque, so what stops their `full` is the token.
const EXPECTED: &[(&str, &str, &str, &str)] = &[
    // (operation, full, empty, none)
    ("ActivateFlowLog", "IllegalParamFormat.EcrId", "MissingParam.EcrId", "MissingParam.EcrId"),
    (
        "AttachExpressConnectRouterChildInstance",
        "IllegalParamFormat.EcrId",
        "MissingParam.EcrId",
        "MissingParam.EcrId",
    ),
    (
        "CheckAddRegionToExpressConnectRouter",
        "IllegalParamFormat.FreshRegionId",
        "MissingParam.EcrId",
        "MissingParam.EcrId",
    ),
    // Name, Description and AlibabaSideAsn of `full` are fine; its tags repeat a key, but that is about a value.
    (
        "CreateExpressConnectRouter",
        "IllegalParamFormat.ResourceGroupId",
        "IllegalParam.AlibabaSideAsn",
        "MissingParam.AlibabaSideAsn",
    ),
    (
        "CreateExpressConnectRouterAssociation",
        "IllegalParamFormat.EcrId",
        "MissingParam.EcrId",
        "MissingParam.EcrId",
    ),
    ("CreateFlowLog", "IllegalParamFormat.EcrId", "MissingParam.EcrId", "MissingParam.EcrId"),
    ("DeactivateFlowLog", "IllegalParamFormat.EcrId", "MissingParam.EcrId", "MissingParam.EcrId"),
    ("DeleteExpressConnectRouter", "IllegalParamFormat.EcrId", "MissingParam.EcrId", "MissingParam.EcrId"),
    (
        "DeleteExpressConnectRouterAssociation",
        "IllegalParamFormat.EcrId",
        "MissingParam.EcrId",
        "MissingParam.EcrId",
    ),
    ("DeleteFlowlog", "IllegalParamFormat.EcrId", "MissingParam.EcrId", "MissingParam.EcrId"),
    (
        "DescribeDisabledExpressConnectRouterRouteEntries",
        "IllegalParamFormat.ClientToken",
        "MissingParam.EcrId",
        "MissingParam.EcrId",
    ),
    // Nothing is required; of `empty` only MaxResults is no absent filter.
    ("DescribeExpressConnectRouter", "IllegalParamFormat.ClientToken", "IllegalParam.MaxResults", "200"),
    // InstanceType of `full` is not allowed either, but that is about a value.
    (
        "DescribeExpressConnectRouterAllowedPrefixHistory",
        "IllegalParamFormat.ClientToken",
        "MissingParam.EcrId",
        "MissingParam.EcrId",
    ),
    // AssociationNodeType is not either. The tags of `full` repeat a key, which is fine in a filter.
    (
        "DescribeExpressConnectRouterAssociation",
        "IllegalParamFormat.ClientToken",
        "MissingParam.EcrId",
        "MissingParam.EcrId",
    ),
    // ChildInstanceType of `full` is not allowed either, but that is about a value.
    (
        "DescribeExpressConnectRouterChildInstance",
        "IllegalParamFormat.ClientToken",
        "MissingParam.EcrId",
        "MissingParam.EcrId",
    ),
    (
        "DescribeExpressConnectRouterInterRegionTransitMode",
        "IllegalParamFormat.ClientToken",
        "MissingParam.EcrId",
        "MissingParam.EcrId",
    ),
    (
        "DescribeExpressConnectRouterRegion",
        "IllegalParamFormat.ClientToken",
        "MissingParam.EcrId",
        "MissingParam.EcrId",
    ),
    // Of its filters only the destination has a form.
    (
        "DescribeExpressConnectRouterRouteEntries",
        "IllegalParamFormat.DestinationCidrBlock",
        "MissingParam.EcrId",
        "MissingParam.EcrId",
    ),
    ("DescribeFlowLogs", "IllegalParamFormat.ClientToken", "MissingParam.EcrId", "MissingParam.EcrId"),
    (
        "DescribeInstanceGrantedToExpressConnectRouter",
        "IllegalParamFormat.ClientToken",
        "MissingParam.EcrId",
        "MissingParam.EcrId",
    ),
    (
        "DetachExpressConnectRouterChildInstance",
        "IllegalParamFormat.EcrId",
        "MissingParam.EcrId",
        "MissingParam.EcrId",
    ),
    (
        "DisableExpressConnectRouterRouteEntries",
        "IllegalParamFormat.EcrId",
        "MissingParam.EcrId",
        "MissingParam.EcrId",
    ),
    (
        "EnableExpressConnectRouterRouteEntries",
        "IllegalParamFormat.EcrId",
        "MissingParam.EcrId",
        "MissingParam.EcrId",
    ),
    (
        "ForceDeleteExpressConnectRouter",
        "IllegalParamFormat.EcrId",
        "MissingParam.EcrId",
        "MissingParam.EcrId",
    ),
    (
        "GrantInstanceToExpressConnectRouter",
        "IllegalParamFormat.EcrId",
        "MissingParam.EcrId",
        "MissingParam.EcrId",
    ),
    (
        "ListExpressConnectRouterSupportedRegion",
        "IllegalParamFormat.ClientToken",
        "MissingParam.NodeType",
        "MissingParam.NodeType",
    ),
    // It has no ClientToken, and its ids and tags are fine.
    (
        "ListTagResources",
        "IllegalParam.ResourceType",
        "MissingParam.ResourceType",
        "MissingParam.ResourceType",
    ),
    ("ModifyExpressConnectRouter", "IllegalParamFormat.EcrId", "MissingParam.EcrId", "MissingParam.EcrId"),
    (
        "ModifyExpressConnectRouterAssociation",
        "IllegalParamFormat.EcrId",
        "MissingParam.EcrId",
        "MissingParam.EcrId",
    ),
    (
        "ModifyExpressConnectRouterAssociationAllowedPrefix",
        "IllegalParamFormat.EcrId",
        "MissingParam.EcrId",
        "MissingParam.EcrId",
    ),
    (
        "ModifyExpressConnectRouterChildInstance",
        "IllegalParamFormat.EcrId",
        "MissingParam.EcrId",
        "MissingParam.EcrId",
    ),
    (
        "ModifyExpressConnectRouterInterRegionTransitMode",
        "IllegalParamFormat.EcrId",
        "MissingParam.EcrId",
        "MissingParam.EcrId",
    ),
    ("ModifyFlowLogAttribute", "IllegalParamFormat.EcrId", "MissingParam.EcrId", "MissingParam.EcrId"),
    (
        "MoveResourceGroup",
        "IllegalParamFormat.NewResourceGroupId",
        "MissingParam.NewResourceGroupId",
        "MissingParam.NewResourceGroupId",
    ),
    (
        "RevokeInstanceFromExpressConnectRouter",
        "IllegalParamFormat.EcrId",
        "MissingParam.EcrId",
        "MissingParam.EcrId",
    ),
    (
        "SynchronizeExpressConnectRouterInterRegionBandwidth",
        "IllegalParamFormat.EcrId",
        "MissingParam.EcrId",
        "MissingParam.EcrId",
    ),
    // An empty list is not sent at all.
    ("TagResources", "IllegalParamFormat.ResourceId", "MissingParam.ResourceId", "MissingParam.ResourceId"),
    ("UntagResources", "IllegalParamFormat.ResourceId", "MissingParam.ResourceId", "MissingParam.ResourceId"),
];

#[derive(Deserialize)]
struct Request {
    operation: String,
    variant: String,
    query: Vec<(String, String)>,
    form: Vec<(String, String)>,
}

fn data(file: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(file)).unwrap()
}

fn requests() -> Vec<Request> {
    serde_json::from_str(&data("recorded.json")).unwrap()
}

#[test]
fn every_recorded_request_meets_the_table() {
    let sim = instant();
    let before = sim.dump().unwrap();
    let requests = requests();
    assert_eq!(requests.len(), 3 * EXPECTED.len());
    for Request { operation, variant, query, form } in requests {
        let row = EXPECTED.iter().find(|row| row.0 == operation).unwrap();
        let expected = match variant.as_str() {
            "full" => row.1,
            "empty" => row.2,
            "none" => row.3,
            other => panic!("{other}"),
        };
        let reply = sim.invoke(&operation, query.into_iter().chain(form));
        let body: Value = serde_json::from_str(&reply.body).unwrap();
        assert_eq!(body["Code"], expected, "{operation} {variant}");
        assert_eq!(reply.http_status, if expected == "200" { 200 } else { 400 });
    }
    assert_eq!(sim.dump().unwrap(), before);
}

#[test]
fn the_table_names_every_operation() {
    let mut simulated: Vec<&str> = OPERATIONS.iter().map(|operation| operation.name()).collect();
    simulated.sort_unstable();
    assert_eq!(simulated, EXPECTED.iter().map(|row| row.0).collect::<Vec<_>>());
}

#[test]
fn query_and_form_may_come_in_either_order() {
    let (one, two) = (builder().in_memory().unwrap(), builder().in_memory().unwrap());
    assert_eq!(first_half(&one), first_half(&two));
    for Request { operation, query, form, .. } in requests() {
        let query_first = one.invoke(&operation, query.iter().chain(&form).cloned());
        let form_first = two.invoke(&operation, form.iter().chain(&query).cloned());
        assert_eq!(query_first, form_first, "{operation}");
    }
}

/// A line of the recorded life of a flow log.
#[derive(Deserialize)]
struct Exchange {
    action: String,
    query: BTreeMap<String, String>,
    form: BTreeMap<String, String>,
    status: u16,
    response: Value,
}

/// Tells the recorded life to a simulator, with simulated ids for recorded ones, in one of the two orders.
fn live(sim: &Simulator, form_first: bool) -> Vec<String> {
    let mut simulated: BTreeMap<String, String> = BTreeMap::new();
    let mut answers = Vec::new();
    for (line, text) in (1..).zip(data("flow-log-lifecycle.jsonl").lines()) {
        let Exchange { action, query, form, status, response } = serde_json::from_str(text).unwrap();
        let (first, second) = if form_first { (&form, &query) } else { (&query, &form) };
        let pairs = first.iter().chain(second);
        let pairs = pairs.map(|(name, value)| (name, simulated.get(value).unwrap_or(value)));
        let answer = sim.invoke(&action, pairs);
        let body: Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(answer.http_status, status, "line {line}: {action} {body}");
        assert_eq!(body["Code"], response["Code"], "line {line}: {action}");
        for field in ["EcrId", "FlowLogId"] {
            if let (Some(recorded), Some(new)) = (response[field].as_str(), body[field].as_str()) {
                let known = simulated.entry(recorded.to_owned()).or_insert_with(|| new.to_owned());
                assert_eq!(known, new, "line {line}: a replay must give the same id");
            }
        }
        answers.push(answer.body);
    }
    answers
}

#[test]
fn the_recorded_life_of_a_flow_log_has_the_recorded_answers() {
    let answers = live(&instant(), false);
    assert_eq!(answers.len(), 21);
    assert_eq!(answers, live(&instant(), true));
}
