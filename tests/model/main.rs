//! Compares the simulator with a reference model: random steps, and after each of them equal answers and equal state.
//!
//! `ECR_SIM_OPS` sets how many operations are compared: half of them with fixed seeds, half with random ones, which
//! are printed. A failing case is shrunk, and printed with its steps and its seed.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]
#![allow(clippy::wildcard_enum_match_arm, reason = "tests")]

mod address;
mod answer;
mod association;
mod block;
mod call;
mod child_instance;
mod comparison;
mod coverage;
mod decode;
mod dump;
mod inventory;
mod flow_log;
mod grant;
mod list;
mod names;
mod operations;
mod paging;
mod planted;
mod reference;
mod region;
mod registration;
mod route;
mod router;
mod rules;
mod shrink;
mod state;
mod strategy;
mod tag;
mod values;
mod weight;
mod subject;

use std::hash::{BuildHasher, Hasher, RandomState};
use std::panic::resume_unwind;
use std::sync::atomic::AtomicBool;
use std::thread;

use proptest::test_runner::{Config, RngSeed};

use comparison::{compare, tell};

/// How many operations are compared by default.
const OPERATIONS: u64 = 100_000;

/// The first of the fixed seeds.
const SEED: u64 = 20_230_901;

#[test]
fn the_simulator_does_what_the_model_does_and_every_code_is_met() {
    let operations = match std::env::var("ECR_SIM_OPS") {
        Ok(text) => text.parse().expect("ECR_SIM_OPS is a number"),
        Err(_) => OPERATIONS,
    };
    let found = &AtomicBool::new(false);
    let (fixed, fresh) = thread::scope(|scope| {
        let half = |seed| scope.spawn(move || compare(seed, operations.div_ceil(2), found));
        let halves = (half(SEED), half(fresh_seed()));
        // The thread that has found a difference reports it.
        let fixed = halves.0.join().unwrap_or_else(|panic| resume_unwind(panic));
        (fixed, halves.1.join().unwrap_or_else(|panic| resume_unwind(panic)))
    });
    tell(format_args!("{}{fixed}\n{fresh}", coverage::table(&[&fixed.hits, &fresh.hits])));
    // Coverage is asserted only for full-size runs with the fixed seeds. Short or random runs may miss rare pairs.
    if operations >= OPERATIONS {
        coverage::check(&fixed.hits);
    }
}

/// Returns the seed in the environment, or a random one.
fn fresh_seed() -> u64 {
    match Config::default().rng_seed {
        RngSeed::Fixed(seed) => seed,
        // The standard library seeds its hasher at random.
        RngSeed::Random => RandomState::new().build_hasher().finish(),
    }
}
