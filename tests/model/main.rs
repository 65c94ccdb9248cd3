//! The simulator against a reference model: random steps, and after each of them equal answers and equal
//! state.
//!
//! `PROPTEST_CASES` sets how many fresh cases are tried. A case that fails is shrunk and printed with its
//! steps and the seed that leads to it again.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]
#![allow(clippy::wildcard_enum_match_arm, reason = "tests")]

mod address;
mod answer;
mod association;
mod call;
mod child_instance;
mod coverage;
mod decode;
mod dump;
mod flow_log;
mod grant;
mod list;
mod names;
mod operations;
mod paging;
mod reference;
mod region;
mod router;
mod rules;
mod state;
mod strategy;
mod tag;
mod values;
mod weight;
mod world;

use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::Write;

use proptest::strategy::BoxedStrategy;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest};

use call::Step;
use state::State;
use world::World;

/// The reference model.
struct Model;

impl ReferenceStateMachine for Model {
    type State = State;
    type Transition = Step;

    fn init_state() -> BoxedStrategy<State> {
        strategy::worlds()
    }

    fn transitions(state: &State) -> BoxedStrategy<Step> {
        strategy::steps(state)
    }

    fn apply(mut state: State, step: &Step) -> State {
        state.step(step);
        state
    }
}

/// The comparison of simulator and model.
struct Comparison;

impl StateMachineTest for Comparison {
    type SystemUnderTest = World;
    type Reference = Model;

    fn init_test(state: &State) -> World {
        World::new(state)
    }

    fn apply(mut world: World, state: &State, step: Step) -> World {
        world.step(&step, state);
        world
    }

    fn teardown(world: World, _state: State) {
        world.close();
    }
}

const STEPS: std::ops::Range<usize> = 40..90;

/// Tries so many cases of this seed.
fn compare(seed: u64, cases: u32) {
    let config = Config {
        cases,
        rng_seed: RngSeed::Fixed(seed),
        failure_persistence: None,
        max_shrink_iters: 5000,
        ..Config::default()
    };
    let outcome =
        TestRunner::new(config.clone()).run(&Model::sequential_strategy(STEPS), |(state, steps, seen)| {
            Comparison::test_sequential(config.clone(), state, steps, seen);
            Ok(())
        });
    if let Err(error) = outcome {
        let again = format!("PROPTEST_RNG_SEED={seed} PROPTEST_CASES={cases} cargo test --test model fresh");
        panic!("{error}\nTo repeat: {again}");
    }
}

#[test]
fn the_simulator_does_what_the_model_does_and_every_code_is_met() {
    compare(20_230_901, 250);
    let (hits, unreached, declared) = (coverage::hits(), coverage::unreached(), coverage::declared());
    let table = coverage::table(&hits);
    // Written past the capture of passing tests: this is to be read.
    writeln!(std::io::stderr(), "{table}").unwrap();
    for pair in unreached.keys() {
        assert!(declared.contains(pair), "{pair:?} is listed as unreached, but is not declared");
        assert!(!hits.contains_key(pair), "{pair:?} is listed as unreached, but was met: strike it out");
    }
    let missed: Vec<_> =
        declared.iter().filter(|pair| !hits.contains_key(*pair) && !unreached.contains_key(*pair)).collect();
    assert!(missed.is_empty(), "never met and not listed as unreached: {missed:#?}");
}

#[test]
fn fresh_worlds_do_what_the_model_does() {
    let Config { rng_seed, .. } = Config::default();
    let seed = match rng_seed {
        RngSeed::Fixed(seed) => seed,
        // The hasher of the standard library is seeded afresh in every process.
        RngSeed::Random => RandomState::new().build_hasher().finish(),
    };
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { Config::default().cases } else { 50 };
    compare(seed, cases);
}
