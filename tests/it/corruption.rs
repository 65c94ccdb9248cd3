//! Damaged files: opening and using them ends in a typed fault or succeeds. It never panics, and never hangs, which
//! would show as a test that does not end.
//!
//! `ECR_SIM_DAMAGED` sets the number of damaged files, `PROPTEST_RNG_SEED` the seed. A failing damage is shrunk and
//! printed with its seed.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::env;
use std::io::Write;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};

use crate::properties::damage::{Damage, Fate, Sound, Wound};

const FILES: u32 = 2_000;
const SEED: u64 = 20_260_101;

/// Damages files: one in eight is cut, one in eight has a misplaced sector, and the others have one to eight changed
/// bytes.
fn damage() -> impl Strategy<Value = Damage> {
    let cut = any::<u32>().prop_map(|at| vec![Wound::Cut { at }]);
    let misplaced = any::<(u16, u16)>().prop_map(|(from, to)| vec![Wound::Misplaced { from, to }]);
    let flip = (any::<u32>(), 1..=u8::MAX).prop_map(|(at, bits)| Wound::Flip { at, bits });
    let wounds = prop_oneof![1 => cut, 1 => misplaced, 6 => vec(flip, 1..=8)];
    (any::<bool>(), wounds).prop_map(|(to_snapshot, wounds)| Damage { to_snapshot, wounds })
}

#[test]
fn damaged_files_end_in_typed_faults_or_answers() {
    let cases = env::var("ECR_SIM_DAMAGED").map_or(FILES, |number| number.parse().unwrap());
    let rng_seed = match Config::default().rng_seed {
        RngSeed::Random => RngSeed::Fixed(SEED),
        fixed @ RngSeed::Fixed(_) => fixed,
    };
    let config = Config { cases, rng_seed, failure_persistence: None, ..Config::default() };
    let (sound, fates) = (Sound::new(), RefCell::new(BTreeMap::<Fate, u32>::new()));
    let outcome = TestRunner::new(config).run(&damage(), |damage| {
        *fates.borrow_mut().entry(sound.fate_of(&damage)).or_default() += 1;
        Ok(())
    });
    let count = |fate| fates.borrow().get(&fate).copied().unwrap_or_default();
    let [refused, later, detected, silent, same] =
        [Fate::Refused, Fate::FaultLater, Fate::Detected, Fate::Silent, Fate::Same].map(count);
    // Written to the terminal directly, because the output of passing tests is captured.
    let counts = format!(
        "{cases} damaged files of {rng_seed:?}: {refused} refused at open, {later} faults later, {detected} different and \
         found by check_invariants, {silent} silently different, {same} with the same answers"
    );
    writeln!(std::io::stderr(), "{counts}").unwrap();
    outcome.unwrap_or_else(|error| panic!("{error}\nof {rng_seed:?}"));
    // Page checks cannot see this damage. A digest over the rows would.
    assert!(silent < cases / 16, "{silent} silently different");
    // Much of a file is free space, but some damage must have an effect and be noticed, else this test proves
    // nothing.
    assert!(refused > cases / 10 && same > cases / 10, "{refused} refused, {same} same");
}

#[test]
fn no_flipped_bit_of_the_header_is_blamed_on_the_library() {
    let sound = Sound::new();
    for at in 0..100 {
        for bit in 0..u8::BITS {
            sound.fate_of(&Damage { to_snapshot: false, wounds: vec![Wound::Flip { at, bits: 1 << bit }] });
        }
    }
}

#[test]
fn a_sound_file_has_the_fate_of_a_sound_file() {
    let sound = Sound::new();
    for to_snapshot in [false, true] {
        assert_eq!(sound.fate_of(&Damage { to_snapshot, wounds: Vec::new() }), Fate::Same);
    }
}
