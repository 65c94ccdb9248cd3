//! The simulator against a reference model: random steps, and after each of them equal answers and equal
//! state.
//!
//! `ECR_SIM_OPS` sets how many operations are compared: half of them with seeds that are always the same, half with
//! fresh ones, which are printed. A case that fails is shrunk, and printed with its steps and the seed that leads to it
//! again.

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

/// How many operations are compared unless the environment says otherwise.
const OPERATIONS: u64 = 100_000;

/// The first of the seeds that are always the same.
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
        // A difference is told by the thread that has found it.
        let fixed = halves.0.join().unwrap_or_else(|panic| resume_unwind(panic));
        (fixed, halves.1.join().unwrap_or_else(|panic| resume_unwind(panic)))
    });
    tell(format_args!("{}{fixed}\n{fresh}", coverage::table(&[&fixed.hits, &fresh.hits])));
    // Of a few operations nothing can be expected, and of fresh ones nothing is certain.
    if operations >= OPERATIONS {
        coverage::check(&fixed.hits);
    }
}

/// The seed that the environment gives, or another one in each process.
fn fresh_seed() -> u64 {
    match Config::default().rng_seed {
        RngSeed::Fixed(seed) => seed,
        // The hasher of the standard library is seeded afresh in every process.
        RngSeed::Random => RandomState::new().build_hasher().finish(),
    }
}
