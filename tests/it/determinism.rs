//! The same seed and the same calls give the same bytes, also after a fork, a snapshot or a reopen.

use std::collections::BTreeSet;
use std::time::Duration;

use ecr_sim::{Durability, Simulator};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use serde_json::Value;

use crate::harness::{SimulatorExt, attached, instant, slow};
use crate::script::{builder, first_half, inventory, second_half};

#[test]
fn running_the_script_twice_gives_the_same_bytes() {
    let (one, two) = (builder().in_memory().unwrap(), builder().in_memory().unwrap());
    assert_eq!(first_half(&one), first_half(&two));
    assert_eq!(one.dump().unwrap(), two.dump().unwrap());
    assert_eq!(second_half(&one), second_half(&two));
    assert_eq!(one.dump().unwrap(), two.dump().unwrap());
}

#[test]
fn the_script_fills_every_table() {
    let sim = builder().in_memory().unwrap();
    first_half(&sim);
    let dump = sim.dump().unwrap();
    let router = &dump["routers"][0];
    for filled in [&dump["routers"], &dump["pending"], &dump["tokens"], &router["tags"]] {
        assert!(!filled.as_array().unwrap().is_empty(), "{dump:#}");
    }
    for filled in [&router["associations"], &router["routes"], &router["disabled_routes"], &dump["grants"]] {
        assert!(!filled.as_array().unwrap().is_empty(), "{dump:#}");
    }
    for filled in [&dump["inventory"]["Vbrs"], &dump["inventory"]["Accounts"]] {
        assert!(!filled.as_array().unwrap().is_empty(), "{dump:#}");
    }
    for filled in [&router["child_instances"], &router["flow_logs"], &router["flow_logs"][0]["tags"]] {
        assert!(!filled.as_array().unwrap().is_empty(), "{dump:#}");
    }
    sim.check_invariants().unwrap();
    let statuses: BTreeSet<_> = second_half(&sim).iter().map(|answer| answer[..3].to_owned()).collect();
    assert!(statuses.contains("200") && statuses.contains("400"), "{statuses:?}");
    sim.check_invariants().unwrap();
}

#[test]
fn the_script_continues_alike_in_a_reopened_file_a_fork_and_a_snapshot() {
    let folder = tempfile::tempdir().unwrap();
    let (file, copy) = (folder.path().join("state.db"), folder.path().join("copy.db"));
    let sim = builder().in_memory().unwrap();
    let answers = first_half(&sim);

    let filed = builder().open(&file).unwrap();
    assert_eq!(first_half(&filed), answers);
    filed.snapshot(&copy).unwrap();
    let of_file = filed.fork().unwrap();
    drop(filed);

    let worlds = [
        ("fork", sim.fork().unwrap()),
        ("fork of a fork", sim.fork().unwrap().fork().unwrap()),
        ("fork of a file", of_file),
        ("snapshot", Simulator::builder().open(&copy).unwrap()),
        ("reopened file", Simulator::builder().open(&file).unwrap()),
    ];
    let dump = sim.dump().unwrap();
    let answers = second_half(&sim);
    for (name, world) in worlds {
        assert_eq!(world.dump().unwrap(), dump, "{name}");
        assert_eq!(second_half(&world), answers, "{name}");
        assert_eq!(world.dump().unwrap(), sim.dump().unwrap(), "{name}");
    }
}

/// Returns every id that the simulator generates during the script.
fn ids(seed: u64) -> BTreeSet<String> {
    let sim = builder().seed(seed).in_memory().unwrap();
    let answers = first_half(&sim).concat() + &second_half(&sim).concat();
    let fields = ["RequestId", "EcrId", "FlowLogId", "AssociationId"];
    let quoted = fields.iter().flat_map(|field| {
        let start = format!("\"{field}\":\"");
        answers
            .match_indices(&start)
            .map(|(at, start)| answers[at + start.len()..].split('"').next().unwrap().to_owned())
            .collect::<Vec<_>>()
    });
    quoted.collect()
}

#[test]
fn seeds_share_no_id() {
    let seeds = [0, 1, 2, 1 << 32, u64::MAX];
    let of_seeds: Vec<_> = seeds.into_iter().map(ids).collect();
    assert!(of_seeds.iter().all(|ids| ids.len() > 30), "{of_seeds:?}");
    let all: BTreeSet<_> = of_seeds.iter().flatten().collect();
    assert_eq!(all.len(), of_seeds.iter().map(BTreeSet::len).sum::<usize>());
}

#[test]
fn the_ids_of_seed_0_never_change() {
    // The expected values are test vectors of the generator, from another implementation.
    let sim = instant();
    let router = sim.ask("CreateExpressConnectRouter", &[("AlibabaSideAsn", "64512")]);
    assert_eq!(router.text("EcrId"), "ecr-nox3qh4zi3iqd2dw07");
    assert_eq!(router.text("RequestId"), "3E00EF2F-895F-40D6-BF5B-B8E81F09A5A1");
    let unknown = sim.ask("NoSuchAction", &[]);
    assert_eq!(unknown.text("RequestId"), "2C840EC3-CE9A-4F3B-981B-E188EF711A1E");

    let ecr_id = router.text("EcrId").parse().unwrap();
    sim.vbr(&ecr_id, "vbr-1");
    let flow_log_id = sim.flow_log(&ecr_id, "vbr-1");
    let dump = sim.dump().unwrap();
    let member = &dump["routers"][0]["child_instances"][0];
    assert_eq!(member["association_id"], "ecr-assoc-pj1tdetciq1ooqekdz");
    assert_eq!(flow_log_id.as_str(), "ecr-flog-x7to61em0jt339pk");
}

#[test]
fn a_fork_and_its_origin_do_not_see_each_other() {
    let (sim, ecr_id) = attached();
    let fork = sim.fork().unwrap();
    let before = sim.dump().unwrap();
    fork.flow_log(&ecr_id, "vbr-1");
    fork.advance(Duration::from_secs(60)).unwrap();
    assert_eq!(sim.dump().unwrap(), before);

    let before = fork.dump().unwrap();
    sim.router(64513);
    sim.advance(Duration::from_secs(5)).unwrap();
    assert_eq!(fork.dump().unwrap(), before);

    drop(sim);
    assert_eq!(fork.flow_log_count(&ecr_id), 1);
}

#[test]
fn a_fork_keeps_account_and_region_of_its_handle() {
    let handle = instant().as_account(42).in_region("cn-beijing");
    let fork = handle.fork().unwrap();
    assert_eq!((fork.account(), fork.region()), (handle.account(), handle.region()));
}

#[test]
fn refusals_dry_runs_replays_and_queries_consume_no_resource_id() {
    let (plain, disturbed) = (slow(), slow());
    let router = [("AlibabaSideAsn", "64512"), ("ClientToken", "t")];
    for sim in [&plain, &disturbed] {
        sim.ask("CreateExpressConnectRouter", &router);
    }
    for pairs in [
        &[("AlibabaSideAsn", "64512")][..],
        &[("AlibabaSideAsn", "64513"), ("DryRun", "true")],
        &[("AlibabaSideAsn", "64513"), ("ClientToken", "t")],
        &[("AlibabaSideAsn", "1")],
        &router,
    ] {
        disturbed.ask("CreateExpressConnectRouter", pairs);
    }
    disturbed.ask("DescribeExpressConnectRouter", &[]);
    assert_eq!(disturbed.dump().unwrap(), plain.dump().unwrap());
    assert_eq!(disturbed.router(64513), plain.router(64513));
}

/// One step of a random sequence of calls. There are few ids, so that calls often concern the same resource.
#[derive(Clone, Debug)]
struct Step {
    action: &'static str,
    router: usize,
    flow_log: usize,
    vbr: &'static str,
    asn: &'static str,
    token: Option<&'static str>,
    dry_run: bool,
    pause: u64,
}

const ACTIONS: &[&str] = &[
    "CreateExpressConnectRouter",
    "CreateExpressConnectRouter",
    "ModifyExpressConnectRouter",
    "DescribeExpressConnectRouter",
    "DeleteExpressConnectRouter",
    "ForceDeleteExpressConnectRouter",
    "ListExpressConnectRouterSupportedRegion",
    "AttachExpressConnectRouterChildInstance",
    "AttachExpressConnectRouterChildInstance",
    "DetachExpressConnectRouterChildInstance",
    "DescribeExpressConnectRouterChildInstance",
    "CreateFlowLog",
    "CreateFlowLog",
    "DeleteFlowlog",
    "ActivateFlowLog",
    "DeactivateFlowLog",
    "ModifyFlowLogAttribute",
    "DescribeFlowLogs",
    "DescribeExpressConnectRouterRouteEntries",
    "DescribeDisabledExpressConnectRouterRouteEntries",
    "DisableExpressConnectRouterRouteEntries",
    "DisableExpressConnectRouterRouteEntries",
    "EnableExpressConnectRouterRouteEntries",
    "NoSuchAction",
];

fn step() -> impl Strategy<Value = Step> {
    let names = (proptest::sample::select(ACTIONS), 0..3usize, 0..3usize);
    let pause = prop_oneof![3 => Just(0), 1 => Just(3), 2 => Just(5), 1 => Just(86_400)];
    let rest = (
        prop_oneof![Just("vbr-1"), Just("vbr-2")],
        prop_oneof![Just("64512"), Just("64513"), Just("1")],
        option::of(prop_oneof![Just("t"), Just("u"), Just("not one")]),
        proptest::bool::weighted(0.1),
        pause,
    );
    (names, rest).prop_map(|((action, router, flow_log), (vbr, asn, token, dry_run, pause))| Step {
        action,
        router,
        flow_log,
        vbr,
        asn,
        token,
        dry_run,
        pause,
    })
}

/// Makes the calls and returns the answers. `known` collects the ids in the answers.
fn play(sim: &Simulator, known: &mut [Vec<String>; 2], steps: &[Step]) -> Vec<String> {
    let mut answers = Vec::new();
    for step in steps {
        let named = |index: usize, ids: &[String]| {
            ids.get(index).cloned().unwrap_or_else(|| "ecr-flog-no".to_owned())
        };
        let (ecr_id, flow_log_id) = (named(step.router, &known[0]), named(step.flow_log, &known[1]));
        let mut pairs = vec![
            ("EcrId", ecr_id.as_str()),
            ("FlowLogId", &flow_log_id),
            ("AlibabaSideAsn", step.asn),
            ("ChildInstanceId", step.vbr),
            ("InstanceId", step.vbr),
            ("ChildInstanceType", "VBR"),
            ("InstanceType", "VBR"),
            ("NodeType", "VBR"),
            ("ChildInstanceRegionId", "cn-hangzhou"),
            ("DestinationCidrBlock", "10.0.0.0/8"),
            ("NexthopInstanceId", step.vbr),
            ("ProjectName", "net-audit"),
            ("LogStoreName", "vbr_flow"),
            ("DryRun", if step.dry_run { "true" } else { "false" }),
        ];
        pairs.extend(step.token.map(|token| ("ClientToken", token)));
        if step.action.starts_with("Describe") {
            pairs.retain(|(name, _)| *name == "EcrId");
        }
        let reply = sim.invoke(step.action, pairs);
        let body: Value = serde_json::from_str(&reply.body).unwrap();
        for (ids, field) in known.iter_mut().zip(["EcrId", "FlowLogId"]) {
            ids.extend(body[field].as_str().map(str::to_owned));
        }
        answers.push(format!("{} {}", reply.http_status, reply.body));
        sim.advance(Duration::from_secs(step.pause)).unwrap();
    }
    answers
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn any_calls_are_answered_alike_also_after_a_reopen_and_in_a_fork(
        seed: u64,
        before in vec(step(), 1..40),
        after in vec(step(), 1..40),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.db");
        let builder = builder().seed(seed);
        let filed = builder.clone().durability(Durability::Normal);
        let sim = builder.in_memory().unwrap();
        let file = filed.clone().open(&path).unwrap();
        for sim in [&sim, &file] {
            sim.inventory().apply(&inventory("vbr-1", &["10.0.0.0/8", "11.0.0.0/8"])).unwrap();
        }
        let (mut known, mut of_file) = ([Vec::new(), Vec::new()], [Vec::new(), Vec::new()]);
        prop_assert_eq!(play(&sim, &mut known, &before), play(&file, &mut of_file, &before));
        drop(file);
        let (reopened, fork) = (filed.open(&path).unwrap(), sim.fork().unwrap());
        prop_assert_eq!(sim.dump().unwrap(), reopened.dump().unwrap());

        let answers = play(&sim, &mut known.clone(), &after);
        prop_assert_eq!(&play(&reopened, &mut known.clone(), &after), &answers);
        prop_assert_eq!(&play(&fork, &mut known, &after), &answers);
        prop_assert_eq!(sim.dump().unwrap(), reopened.dump().unwrap());
        prop_assert_eq!(sim.dump().unwrap(), fork.dump().unwrap());
        sim.check_invariants().unwrap();
    }
}
