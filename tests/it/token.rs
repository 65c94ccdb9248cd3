//! Client tokens: only a retry of the same call is answered like the first.

use ecr_sim::{
    ActivateFlowLog, Asn, Call, CreateExpressConnectRouter, DeactivateFlowLog, DeleteExpressConnectRouter,
    DeleteFlowlog, DescribeFlowLogs, DetachExpressConnectRouterChildInstance, InstanceType,
    ModifyExpressConnectRouter, OPERATIONS, Reply, Simulator,
};
use serde_json::Value;

use crate::harness::{SimulatorExt, attached, instant, value};
use crate::persistence::{new_path, open};
use crate::samples::{Pairs, Samples, good_call};

/// Returns a call that creates a router, with a token.
pub fn create(asn: i64, token: &str) -> Call<CreateExpressConnectRouter> {
    Call::new(CreateExpressConnectRouter::new(Asn::try_from(asn).unwrap())).client_token(token)
}

/// Returns the name of a router.
fn name_of(sim: &Simulator, ecr_id: &str) -> String {
    let answer = sim.ask("DescribeExpressConnectRouter", &[("EcrId", ecr_id)]);
    answer.body["EcrList"][0]["Name"].as_str().unwrap().to_owned()
}

/// Returns the unexpired client tokens in the order of their calls.
pub fn tokens(sim: &Simulator) -> Vec<String> {
    let dump = sim.dump().unwrap();
    let rows = dump["tokens"].as_array().unwrap();
    rows.iter().map(|row| row["token"].as_str().unwrap().to_owned()).collect()
}

/// Checks that a call was answered with an earlier answer.
pub fn assert_replays<T: PartialEq + std::fmt::Debug>(replay: &Reply<T>, first: &Reply<T>) {
    assert!(replay.replayed && !first.replayed, "{replay:?} {first:?}");
    assert_eq!(replay.response, first.response);
    assert_ne!(replay.request_id, first.request_id);
}

#[test]
fn a_retried_create_gives_the_same_id_although_its_asn_is_taken() {
    let sim = instant();
    let first = sim.call(create(64512, "t")).unwrap();
    let before = sim.dump().unwrap();
    assert_replays(&sim.call(create(64512, "t")).unwrap(), &first);
    assert_replays(&sim.call(create(64512, "t")).unwrap(), &first);
    assert_eq!(sim.dump().unwrap(), before);
    assert_eq!(sim.refusal(create(64512, "u")).code_text(), "Conflict.ASNOfECR");
}

#[test]
fn a_retried_create_gives_the_same_id_after_the_router_has_changed_and_after_it_is_gone() {
    let sim = instant();
    let first = sim.call(create(64512, "t")).unwrap();
    let ecr_id = first.response.ecr_id.clone();

    let rename = ModifyExpressConnectRouter { name: Some(value("new")), ..modify(&ecr_id) };
    sim.call(rename).unwrap();
    assert_replays(&sim.call(create(64512, "t")).unwrap(), &first);
    assert_eq!(name_of(&sim, ecr_id.as_str()), "new", "a replay must not undo a change");

    sim.call(DeleteExpressConnectRouter::new(ecr_id)).unwrap();
    assert_replays(&sim.call(create(64512, "t")).unwrap(), &first);
    assert_eq!(sim.dump().unwrap()["routers"], Value::Array(Vec::new()));
}

/// Returns a call that modifies nothing.
pub fn modify(ecr_id: &ecr_sim::EcrId) -> ModifyExpressConnectRouter {
    ModifyExpressConnectRouter::new(ecr_id.clone())
}

#[test]
fn a_retried_delete_of_a_flow_log_succeeds_and_deletes_no_other() {
    let (sim, ecr_id) = attached();
    let (doomed, other) = (sim.flow_log(&ecr_id, "vbr-1"), sim.flow_log(&ecr_id, "vbr-1"));
    let delete = Call::new(DeleteFlowlog::new(ecr_id.clone(), doomed.clone())).client_token("d");
    let first = sim.call(delete.clone()).unwrap();
    assert_replays(&sim.call(delete).unwrap(), &first);
    assert_eq!(sim.flow_log_count(&ecr_id), 1);
    assert_eq!(
        sim.refusal(DeleteFlowlog::new(ecr_id.clone(), doomed)).code_text(),
        "ResourceNotFound.FlowLogId",
        "without the token it is a new call"
    );
    sim.call(DeleteFlowlog::new(ecr_id, other)).unwrap();
}

#[test]
fn other_parameters_are_refused_by_name_and_leave_the_first_answer_alone() {
    let (sim, ecr_id) = attached();
    let base = [
        ("EcrId", ecr_id.as_str()),
        ("InstanceType", "VBR"),
        ("InstanceId", "vbr-1"),
        ("ProjectName", "net-audit"),
        ("LogStoreName", "vbr_flow"),
        ("ClientToken", "t"),
    ];
    let first = sim.ask("CreateFlowLog", &base);
    let before = sim.dump().unwrap();
    for (changed, name) in [
        (&[("ProjectName", "net-other")][..], "ProjectName"),
        (&[("LogStoreName", "other")], "LogStoreName"),
        (&[("InstanceId", "vbr-2")], "InstanceId"),
        (&[("Interval", "60")], "Interval"),
        (&[("SamplingRate", "1:1024")], "SamplingRate"),
        (&[("FlowLogName", "n")], "FlowLogName"),
        (&[("Description", "d")], "Description"),
        (&[("Tag.1.Key", "k")], "Tag"),
        (&[("ResourceGroupId", "rg-other")], "ResourceGroupId"),
        (&[("TargetSlsRegionId", "cn-beijing")], "TargetSlsRegionId"),
    ] {
        let answer = sim.ask("CreateFlowLog", &[&base[..], changed].concat());
        assert_eq!((answer.status, answer.code()), (400, "IdempotentParameterMismatch"), "{name}");
        assert_eq!(answer.text("DynamicCode"), "IdempotentParameterMismatch");
        let message = answer.text("DynamicMessage");
        assert!(message.split(' ').any(|word| word == name), "{name}: {message}");
    }
    assert_eq!(sim.dump().unwrap(), before);
    let replay = sim.ask("CreateFlowLog", &base);
    assert_eq!(replay.body["FlowLogId"], first.body["FlowLogId"]);
    assert_eq!(sim.flow_log_count(&ecr_id), 1);
}

#[test]
fn of_several_parameters_that_differ_the_first_in_the_alphabet_is_named() {
    let sim = instant();
    let first = [("AlibabaSideAsn", "64512"), ("ClientToken", "t")];
    assert_eq!(sim.ask("CreateExpressConnectRouter", &first).status, 200);
    let other = [("Name", "n"), ("Description", "d"), ("AlibabaSideAsn", "64513"), ("ClientToken", "t")];
    let answer = sim.ask("CreateExpressConnectRouter", &other);
    assert_eq!(answer.code(), "IdempotentParameterMismatch");
    assert!(answer.text("DynamicMessage").contains("AlibabaSideAsn"), "{answer:?}");
}

#[test]
fn a_mismatch_names_its_parameter_in_a_typed_refusal_too() {
    let sim = instant();
    let first = sim.call(create(64512, "t")).unwrap();
    let refusal = sim.refusal(create(64513, "t"));
    assert_eq!(refusal.code_text(), "IdempotentParameterMismatch");
    assert_eq!((refusal.http_status(), refusal.parameter()), (400, Some("AlibabaSideAsn")));
    assert!(refusal.dynamic_message().unwrap().contains("AlibabaSideAsn"));
    assert_replays(&sim.call(create(64512, "t")).unwrap(), &first);
}

#[test]
fn a_flow_log_that_is_addressed_on_another_router_is_a_mismatch() {
    let (sim, ecr_id) = attached();
    let flow_log_id = sim.flow_log(&ecr_id, "vbr-1");
    let other = sim.router(64513);
    sim.call(Call::new(DeactivateFlowLog::new(ecr_id, flow_log_id.clone())).client_token("t")).unwrap();
    let refusal = sim.refusal(Call::new(DeactivateFlowLog::new(other, flow_log_id)).client_token("t"));
    assert_eq!((refusal.code_text(), refusal.parameter()), ("IdempotentParameterMismatch", Some("EcrId")));
}

#[test]
fn what_a_client_may_spell_in_two_ways_is_the_same_request() {
    let (sim, ecr_id) = attached();
    let base = [
        ("EcrId", ecr_id.as_str()),
        ("InstanceType", "VBR"),
        ("InstanceId", "vbr-1"),
        ("ProjectName", "net-audit"),
        ("LogStoreName", "vbr_flow"),
        ("Tag.1.Key", "a"),
        ("Tag.1.Value", ""),
        ("Tag.2.Key", "b"),
        ("Tag.2.Value", "2"),
        ("ClientToken", "t"),
    ];
    let first = sim.ask("CreateFlowLog", &base);
    let before = sim.dump().unwrap();
    let defaults =
        [("Interval", "600"), ("SamplingRate", "1:4096"), ("FlowLogName", ""), ("Description", "")];
    let absent_as_empty = [("ResourceGroupId", ""), ("TargetSlsRegionId", ""), ("DryRun", "False")];
    let renumbered =
        [&base[..5], &[("Tag.9.Key", "a"), ("Tag.3.Value", "2"), ("Tag.3.Key", "b"), ("ClientToken", "t")]];
    let backwards: Vec<_> = base.iter().rev().copied().collect();
    for same in [
        [&base[..], &defaults].concat(),
        [&base[..], &absent_as_empty].concat(),
        [&base[..], &[("Interval", "0600"), ("Undeclared", "x"), ("RegionId", "cn-beijing")]].concat(),
        renumbered.concat(),
        backwards,
    ] {
        let replay = sim.ask("CreateFlowLog", &same);
        assert_eq!(replay.status, 200, "{same:?} {:?}", replay.body);
        assert_eq!(replay.body["FlowLogId"], first.body["FlowLogId"]);
    }
    assert_eq!(sim.dump().unwrap(), before);
}

#[test]
fn a_token_that_truncation_has_made_equal_serves_two_resources() {
    let (sim, ecr_id) = attached();
    sim.vbr(&ecr_id, "vbr-2");
    let flow_logs = [sim.flow_log(&ecr_id, "vbr-1"), sim.flow_log(&ecr_id, "vbr-1")];
    for flow_log_id in flow_logs {
        let delete = Call::new(DeleteFlowlog::new(ecr_id.clone(), flow_log_id)).client_token("t");
        assert!(!sim.call(delete.clone()).unwrap().replayed);
        assert!(sim.call(delete).unwrap().replayed);
    }
    for vbr in ["vbr-1", "vbr-2"] {
        let request =
            DetachExpressConnectRouterChildInstance::new(ecr_id.clone(), value(vbr), InstanceType::Vbr);
        let detach = Call::new(request).client_token("t");
        assert!(!sim.call(detach.clone()).unwrap().replayed, "{vbr}");
        assert!(sim.call(detach).unwrap().replayed, "{vbr}");
    }
    let dump = sim.dump().unwrap();
    assert_eq!(dump["routers"][0]["child_instances"], Value::Array(Vec::new()));
    assert_eq!(dump["routers"][0]["flow_logs"], Value::Array(Vec::new()));
}

#[test]
fn a_token_of_one_action_means_nothing_to_another() {
    let (sim, ecr_id) = attached();
    let flow_log_id = sim.flow_log(&ecr_id, "vbr-1");
    let off = Call::new(DeactivateFlowLog::new(ecr_id.clone(), flow_log_id.clone())).client_token("t");
    let on = Call::new(ActivateFlowLog::new(ecr_id, flow_log_id)).client_token("t");
    assert!(!sim.call(off).unwrap().replayed);
    assert!(!sim.call(on).unwrap().replayed);
    assert_eq!(sim.dump().unwrap()["routers"][0]["flow_logs"][0]["status"], "Active");
}

#[test]
fn a_token_of_one_account_means_nothing_to_another() {
    let sim = instant();
    let other = sim.as_account(42);
    let mine = sim.call(create(64512, "t")).unwrap();
    let theirs = other.call(create(64512, "t")).unwrap();
    assert!(!theirs.replayed);
    assert_ne!(mine.response.ecr_id, theirs.response.ecr_id);
    assert_replays(&other.call(create(64512, "t")).unwrap(), &theirs);
    assert_replays(&sim.call(create(64512, "t")).unwrap(), &mine);
}

#[test]
fn a_token_is_the_same_in_every_region_and_differs_by_case() {
    let sim = instant();
    let first = sim.call(create(64512, "token")).unwrap();
    assert_replays(&sim.in_region("cn-beijing").call(create(64512, "token")).unwrap(), &first);
    assert!(!sim.call(create(64513, "Token")).unwrap().replayed);
}

#[test]
fn refused_calls_dry_runs_and_queries_leave_no_token() {
    let (sim, ecr_id) = attached();
    let before = tokens(&sim);
    sim.refusal(create(64512, "t"));
    sim.refusal(create(64513, "t").dry_run(true));
    sim.call(Call::new(DescribeFlowLogs::new(&ecr_id)).client_token("t")).unwrap();
    sim.refusal(Call::new(DescribeFlowLogs::new(value::<ecr_sim::EcrId>("ecr-none"))).client_token("t"));
    assert_eq!(tokens(&sim), before);
    // The token of a refused call can still be used, also with other parameters.
    assert!(!sim.call(create(64514, "t")).unwrap().replayed);
}

#[test]
fn a_dry_run_neither_replays_nor_mismatches() {
    let sim = instant();
    sim.call(create(64512, "t")).unwrap();
    assert_eq!(sim.refusal(create(64512, "t").dry_run(true)).code_text(), "Conflict.ASNOfECR");
    assert_eq!(sim.refusal(create(64513, "t").dry_run(true)).code_text(), "DryRunOperation");
    assert!(sim.call(create(64512, "t").dry_run(false)).unwrap().replayed);
}

#[test]
fn a_request_id_that_comes_back_as_token_replays_its_call() {
    let sim = instant();
    for token in [None, Some("")] {
        let request = CreateExpressConnectRouter::new(Asn::try_from(64512).unwrap());
        let call = Call::new(request.clone());
        let first =
            sim.call(token.map_or_else(|| call.clone(), |token| call.clone().client_token(token))).unwrap();
        let repeated = Call::new(request).client_token(first.request_id.clone());
        assert_replays(&sim.call(repeated).unwrap(), &first);
        sim.call(DeleteExpressConnectRouter::new(first.response.ecr_id)).unwrap();
    }
}

#[test]
fn the_request_id_of_a_call_with_a_token_is_no_token() {
    let sim = instant();
    let first = sim.call(create(64512, "t")).unwrap();
    assert_eq!(sim.refusal(create(64512, &first.request_id)).code_text(), "Conflict.ASNOfECR");
}

/// Texts that are valid tokens, and texts that are not.
fn spellings() -> (Vec<String>, Vec<String>) {
    let good = ["!", "~", "a-B_9.:/+=", &"x".repeat(64), &"x".repeat(65), &"x".repeat(255)];
    let bad = [" ", "a b", " a", "a ", "\t", "a\n", "\0", "\u{7f}", "é", "日本", "\u{a0}", &"x".repeat(256)];
    (good.map(str::to_owned).to_vec(), bad.map(str::to_owned).to_vec())
}

#[test]
fn a_token_has_1_to_255_visible_ascii_characters() {
    let sim = instant();
    let (good, bad) = spellings();
    for (asn, token) in (64512..).zip(&good) {
        assert!(!sim.call(create(asn, token)).unwrap().replayed, "{token:?}");
        assert!(sim.call(create(asn, token)).unwrap().replayed, "{token:?}");
    }
    let before = sim.dump().unwrap();
    for token in &bad {
        let refusal = sim.refusal(create(65000, token));
        assert_eq!(refusal.code_text(), "IllegalParamFormat.ClientToken", "{token:?}");
        assert_eq!((refusal.http_status(), refusal.parameter()), (400, Some("ClientToken")));
        let pairs = [("AlibabaSideAsn", "65000"), ("ClientToken", token.as_str())];
        assert_eq!(sim.ask("CreateExpressConnectRouter", &pairs).code(), "IllegalParamFormat.ClientToken");
    }
    assert_eq!(sim.dump().unwrap(), before);
}

#[test]
fn queries_check_the_form_of_a_token_and_ignore_the_rest() {
    let (sim, ecr_id) = attached();
    let (good, bad) = spellings();
    let ask = |token: &str| Call::new(DescribeFlowLogs::new(&ecr_id)).client_token(token);
    for token in good.iter().map(String::as_str).chain([""]) {
        assert!(!sim.call(ask(token)).unwrap().replayed);
        let other =
            Call::new(DescribeFlowLogs { project_name: Some(value("p")), ..DescribeFlowLogs::new(&ecr_id) });
        assert!(!sim.call(other.client_token(token)).unwrap().replayed);
    }
    for token in &bad {
        assert_eq!(sim.refusal(ask(token)).code_text(), "IllegalParamFormat.ClientToken", "{token:?}");
    }
    // The list of regions takes a token too, although it has no dry run.
    let regions = [("NodeType", "VBR"), ("ClientToken", "a b")];
    let answer = sim.ask("ListExpressConnectRouterSupportedRegion", &regions);
    assert_eq!(answer.code(), "IllegalParamFormat.ClientToken");
}

#[test]
fn typed_calls_and_calls_by_name_share_their_tokens() {
    let sim = instant();
    let typed = sim.call(create(64512, "typed")).unwrap();
    let pairs = [("ClientToken", "typed"), ("AlibabaSideAsn", "64512")];
    let answer = sim.ask("CreateExpressConnectRouter", &pairs);
    assert_eq!(answer.text("EcrId"), typed.response.ecr_id.as_str());

    let pairs = [("ClientToken", "named"), ("AlibabaSideAsn", "64513")];
    let answer = sim.ask("CreateExpressConnectRouter", &pairs);
    let replay = sim.call(create(64513, "named")).unwrap();
    assert!(replay.replayed);
    assert_eq!(answer.text("EcrId"), replay.response.ecr_id.as_str());

    let pairs = [("AlibabaSideAsn", "64514")];
    let answer = sim.ask("CreateExpressConnectRouter", &pairs);
    assert!(sim.call(create(64514, answer.text("RequestId"))).unwrap().replayed);
}

#[test]
fn tokens_whose_hashes_collide_are_kept_apart() {
    let (_folder, path) = new_path();
    let sim = open(&path).unwrap();
    sim.call(create(64512, "first")).unwrap();
    let last = sim.call(create(64513, "last")).unwrap();
    drop(sim);
    let collide = "UPDATE token SET scope_hash = (SELECT scope_hash FROM token ORDER BY id DESC LIMIT 1)";
    assert_eq!(rusqlite::Connection::open(&path).unwrap().execute(collide, []).unwrap(), 2);
    assert_replays(&open(&path).unwrap().call(create(64513, "last")).unwrap(), &last);
}

/// Returns what a call addresses: a member, flow log or VBR, else routers. For a grant it is the granted instance.
fn addressed(operation: &str, pairs: &Pairs) -> String {
    let granted = ["GrantInstanceToExpressConnectRouter", "RevokeInstanceFromExpressConnectRouter"];
    let first = if granted.contains(&operation) { "InstanceId" } else { "AssociationId" };
    let names = [first, "FlowLogId", "ChildInstanceId", "EcrId", "ResourceId"];
    let one = names.into_iter().find_map(|name| pairs.get(name)).cloned();
    let several =
        || pairs.iter().filter(|(name, _)| name.starts_with("ResourceId.")).map(|(_, id)| id.as_str());
    one.unwrap_or_else(|| several().collect::<Vec<_>>().join(","))
}

#[test]
fn a_token_belongs_to_what_its_call_addresses() {
    let samples = Samples::new();
    for operation in OPERATIONS.iter().filter(|operation| operation.writes()).map(|entry| entry.name()) {
        let fork = samples.fork();
        let mut pairs = good_call(operation);
        pairs.insert("ClientToken".to_owned(), "t".to_owned());
        assert_eq!(fork.ask(operation, &pairs).status, 200, "{operation}");
        let resolved = pairs.iter().map(|(name, text)| (name.clone(), fork.resolve(text))).collect();
        let dump = fork.sim.dump().unwrap();
        let stored = dump["tokens"].as_array().unwrap().last().unwrap();
        assert_eq!((&stored["action"], &stored["token"]), (&operation.into(), &"t".into()));
        assert_eq!(stored["resource"], addressed(operation, &resolved), "{operation}");
    }
}
