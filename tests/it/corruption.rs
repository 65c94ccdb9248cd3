//! Damaged files: every damage ends in a typed fault or goes unnoticed, never in a panic or a hang, which would show as a
//! test that does not end.
//!
//! `ECR_SIM_DAMAGED` sets how many files are damaged, `PROPTEST_RNG_SEED` which. A damage that does harm is shrunk and
//! printed with the seed that leads to it again.

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

/// One file in eight lacks its end, one has a sector in the wrong place, and the others have one to eight bytes changed.
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
    let [refused, later, told, silent, same] =
        [Fate::Refused, Fate::FaultLater, Fate::Told, Fate::Silent, Fate::Same].map(count);
    // Written past the capture of passing tests: this is to be read.
    let counts = format!(
        "{cases} damaged files of {rng_seed:?}: {refused} refused at open, {later} faults later, {told} different and \
         found by check_invariants, {silent} silently different, {same} with the same answers"
    );
    writeln!(std::io::stderr(), "{counts}").unwrap();
    outcome.unwrap_or_else(|error| panic!("{error}\nof {rng_seed:?}"));
    // What page checks cannot see: a digest over the rows would.
    assert!(silent < cases / 16, "{silent} silently different");
    // Damage does something and is noticed, but much of a file is free space: else the harness is dead.
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
