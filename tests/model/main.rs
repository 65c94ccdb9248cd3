//! The simulator beside a reference state machine: random calls, legal and illegal, time, reopening and forks. After each
//! step both must answer alike and be in the same state.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]
#![allow(
    clippy::or_fun_call,
    clippy::print_stdout,
    clippy::wildcard_enum_match_arm,
    reason = "a test says what it saw"
)]

mod call;
mod child_instance;
mod decode;
mod flow_log;
mod operations;
mod reference;
mod router;
mod simulated;
mod state;
mod strategies;

use std::collections::BTreeMap;
use std::sync::Mutex;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRng, TestRunner};
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest};

use call::Step;
use simulated::Simulated;
use state::{Expected, Settings, State, Waits};

/// How often each action was answered with each code.
static HITS: Mutex<BTreeMap<(&str, String), u32>> = Mutex::new(BTreeMap::new());

/// What the fixed seed does not come by, though the ladders and the busy table do. May only shrink.
const RARE: [(&str, &str); 1] = [("DetachExpressConnectRouterChildInstance", "Conflict.Lock")];

/// The reference.
struct Model;

impl ReferenceStateMachine for Model {
    type State = State;
    type Transition = Step;

    fn init_state() -> BoxedStrategy<State> {
        (any::<bool>(), any::<bool>(), prop::option::of(2..4_u32), 0..4_u64)
            .prop_map(|(slow, in_file, quota, seed)| {
                let wait = |seconds| if slow { seconds } else { 0 };
                let waits = Waits {
                    associate: wait(5),
                    dissociate: wait(5),
                    delete: wait(5),
                    force_delete: wait(10),
                };
                State::new(Settings { seed, waits, quota, in_file })
            })
            .boxed()
    }

    fn transitions(state: &State) -> BoxedStrategy<Step> {
        strategies::step(state)
    }

    fn apply(mut state: State, step: &Step) -> State {
        state.step(step);
        state
    }

    /// A token may be the RequestId of a call only if that call was made.
    fn preconditions(state: &State, step: &Step) -> bool {
        let Step::Call(call) = step else { return true };
        let request = call.get("ClientToken").and_then(|token| token.strip_prefix("request-"));
        request.is_none_or(|number| number.parse().is_ok_and(|number: usize| number <= state.requests))
    }
}

/// The comparison.
struct Comparison;

impl StateMachineTest for Comparison {
    type SystemUnderTest = Simulated;
    type Reference = Model;

    fn init_test(state: &State) -> Simulated {
        Simulated::new(state)
    }

    fn apply(mut simulated: Simulated, state: &State, step: Step) -> Simulated {
        simulated.take(state, &step);
        if let Step::Call(call) = &step {
            let code = match &state.expected {
                Expected::Refused { code, .. } => code.clone(),
                _ => "200".to_owned(),
            };
            *HITS.lock().unwrap().entry((call.action, code)).or_default() += 1;
        }
        simulated
    }

    fn check_invariants(simulated: &Simulated, state: &State) {
        simulated.compare(state);
    }
}

/// Runs cases of at most 100 steps.
fn run(mut runner: TestRunner) {
    let strategy = Model::sequential_strategy(20..100);
    let outcome = runner.run(&strategy, |(state, steps, seen)| {
        Comparison::test_sequential(Config::default(), state, steps, seen);
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}

fn config(cases: u32) -> Config {
    Config { cases, failure_persistence: None, ..Config::default() }
}

#[test]
fn the_simulator_agrees_with_the_reference_from_a_fixed_seed() {
    let config = config(400);
    let rng = TestRng::deterministic_rng(config.rng_algorithm);
    run(TestRunner::new_with_rng(config, rng));
    let hits = HITS.lock().unwrap();
    for ((action, code), count) in hits.iter() {
        println!("{count:>7} {action} {code}");
    }
    // A template counts once for each operation, whatever parameter fills it.
    let hit = |name: &str, code: &str| {
        let stem = code.trim_end_matches("%s");
        hits.keys()
            .any(|(action, met)| *action == name && (met == code || (stem != code && met.starts_with(stem))))
    };
    let unreached = include_str!("../data/unreached.txt");
    let listed = |name: &str, code: &str| {
        let line = format!("{name} {code} | ");
        unreached.lines().any(|listed| listed.starts_with(&line))
    };
    let mut silent = Vec::new();
    for operation in ecr_sim::OPERATIONS {
        let name = operation.name();
        let codes = operation.errors().map(ecr_sim::Code::template).chain(["200"]);
        silent.extend(codes.filter(|code| !hit(name, code) && !listed(name, code)).map(|code| (name, code)));
    }
    silent.retain(|pair| !RARE.contains(pair));
    assert!(silent.is_empty(), "never answered: {silent:?}");
}

#[test]
fn the_simulator_agrees_with_the_reference_from_fresh_seeds() {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(16);
    run(TestRunner::new(config(cases)));
}
