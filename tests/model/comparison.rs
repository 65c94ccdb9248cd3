//! Compares simulator and model, and reports a difference.

use std::fmt;
use std::io::Write;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use proptest::prelude::Just;
use proptest::strategy::BoxedStrategy;
use proptest::test_runner::{Config, RngSeed, TestError, TestRunner};
use proptest_state_machine::ReferenceStateMachine;

use crate::call::Step;
use crate::coverage::{self, Hits};
use crate::planted::Planted;
use crate::shrink;
use crate::state::State;
use crate::strategy;
use crate::subject::Subject;

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

/// The number of steps in a case.
const STEPS: std::ops::Range<usize> = 40..90;

/// The number of cases of a seed. It is small, so that a failure is reproduced quickly.
const CASES: u32 = 20;

/// How many operations pass between progress reports.
const PROGRESS: u64 = 250_000;

/// A comparison that has found no difference.
pub struct Agreement {
    pub hits: Hits,
    first_seed: u64,
    seeds: u64,
}

impl fmt::Display for Agreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let operations = coverage::total(&self.hits);
        let (seeds, cases) = (self.seeds, self.seeds * u64::from(CASES));
        write!(f, "{operations} operations in {cases} cases of {seeds} seeds from {} on", self.first_seed)
    }
}

/// Writes to the terminal directly, because the output of passing tests is captured.
pub fn tell(text: impl fmt::Display) {
    writeln!(std::io::stderr().lock(), "{text}").unwrap();
}

/// Compares at least this many operations, seed after seed, and panics at a difference. Stops when a parallel
/// comparison has found one.
pub fn compare(first_seed: u64, operations: u64, found: &AtomicBool) -> Agreement {
    let mut agreement = Agreement { hits: Hits::new(), first_seed, seeds: 0 };
    let mut said = 0;
    while coverage::total(&agreement.hits) < operations && !found.load(Ordering::Relaxed) {
        let seed = first_seed.wrapping_add(agreement.seeds);
        if let Some(difference) = find(seed, CASES, Planted::Nothing) {
            found.store(true, Ordering::Relaxed);
            eprintln!("{difference}");
            eprintln!("To repeat: PROPTEST_RNG_SEED={seed} ECR_SIM_OPS=1 cargo test --test model");
            let Difference { world, steps, reason } = difference;
            // No lock is poisoned if this panics.
            play(world, &steps, Planted::Nothing, None);
            panic!("it did not happen again: {reason}");
        }
        agreement.seeds += 1;
        agreement.hits = coverage::hits();
        let times = coverage::total(&agreement.hits) / PROGRESS;
        if times > said {
            said = times;
            tell(format_args!("no difference so far: {agreement}"));
        }
    }
    agreement
}

/// A case in which simulator and model differ.
pub struct Difference {
    reason: String,
    world: State,
    pub steps: Vec<Step>,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\nIn a world with {:?}:", self.reason, self.world.settings)?;
        self.steps.iter().try_for_each(|step| write!(f, "\n  {step:?}"))
    }
}

fn config(seed: u64, cases: u32) -> Config {
    let rng_seed = RngSeed::Fixed(seed);
    Config { cases, rng_seed, failure_persistence: None, max_shrink_iters: 5000, ..Config::default() }
}

/// Looks for a difference in this many cases of a seed, and removes every step that it does not need.
pub fn find(seed: u64, cases: u32, planted: Planted) -> Option<Difference> {
    let strategy = Model::sequential_strategy(STEPS);
    let outcome = TestRunner::new(config(seed, cases)).run(&strategy, |(world, steps, seen)| {
        play(world, &steps, planted, seen.as_deref());
        Ok(())
    });
    match outcome {
        Ok(()) => None,
        Err(TestError::Fail(reason, (world, steps, _))) => {
            let fails = |steps: &[Step]| {
                let once = Just((world.clone(), steps.to_vec()));
                let play = |(world, steps): (_, Vec<_>)| {
                    play(world, &steps, planted, None);
                    Ok(())
                };
                TestRunner::new(config(0, 1)).run(&once, play).is_err()
            };
            let steps = shrink::needed(&world, steps, fails);
            Some(Difference { reason: reason.to_string(), world, steps })
        }
        Err(TestError::Abort(reason)) => panic!("{reason}"),
    }
}

/// Takes the steps in simulator and model, and panics at a difference.
fn play(mut state: State, steps: &[Step], planted: Planted, seen: Option<&AtomicUsize>) {
    let mut world = Subject::new(&state, planted);
    for step in steps {
        // Shrinking first drops the steps that were not reached.
        if let Some(seen) = seen {
            seen.fetch_add(1, Ordering::Relaxed);
        }
        state.step(step);
        world.step(step, &state);
    }
    world.close();
}
