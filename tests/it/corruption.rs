//! Damaged files: every damage ends in a typed fault or goes unnoticed, never in a panic or a hang.

use std::fs;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use ecr_sim::{Builder, Durability, Error, Fault};
use rand::rngs::ChaCha8Rng;
use rand::{Rng, SeedableRng};
use serde_json::Value;

use crate::story::{first_chapter, second_chapter, stage};

const CASES: u64 = 1_000;
const SEED: u64 = 20_260_101;

/// What became of a damage.
#[derive(Debug, PartialEq, Eq)]
enum Fate {
    /// The file was not opened, for a reason that says what is wrong with it.
    Refused,
    /// The file was not opened, and the fault blames this library.
    RefusedAsInternal,
    /// It was opened, and some call ended in a fault.
    FaultLater,
    /// It was opened, and every answer was that of the sound file.
    Same,
    /// It was opened, no fault was reported, and state or answers differ.
    Silent,
}

fn builder() -> Builder {
    stage().durability(Durability::Normal)
}

/// A number below `end`.
fn below(random: &mut ChaCha8Rng, end: usize) -> usize {
    usize::try_from(random.next_u64() % u64::try_from(end).unwrap()).unwrap()
}

/// Cuts the tail in one of eight cases, else changes one to eight bytes.
fn damage(bytes: &mut Vec<u8>, random: &mut ChaCha8Rng) {
    if below(random, 8) == 0 {
        let length = below(random, bytes.len());
        // Up to one byte is an empty file to SQLite, which is no damage.
        bytes.truncate(length.max(2));
        return;
    }
    for _ in 0..=below(random, 8) {
        let at = below(random, bytes.len());
        let flip = 1 + below(random, 255);
        bytes[at] ^= u8::try_from(flip).unwrap();
    }
}

/// What the sound file shows: its state before the second chapter, and the answers of that.
struct Sound {
    dump: Value,
    told: Vec<String>,
}

fn fate_of(path: &Path, damaged: &[u8], sound: &Sound) -> Fate {
    fs::write(path, damaged).unwrap();
    let sim = match builder().open(path) {
        Ok(sim) => sim,
        Err(error) => {
            assert!(fs::read(path).unwrap() == damaged, "a refused file was written to: {error}");
            return match error {
                Error::Fault(Fault::Internal(_) | Fault::Undeclared { .. }) => Fate::RefusedAsInternal,
                Error::Fault(_) => Fate::Refused,
                Error::Refused(refusal) => panic!("opening ended in {refusal}"),
            };
        }
    };
    let dump = sim.dump();
    let told = second_chapter(&sim);
    // Whatever they find, they find it without a panic.
    let _ = (sim.check_invariants(), sim.fork().map(drop));
    let is_fault = |answer: &String| answer.starts_with("500 ") || answer.contains("Err(Fault(");
    match dump {
        Ok(dump) if dump == sound.dump && told == sound.told => Fate::Same,
        Ok(_) if !told.iter().any(is_fault) => Fate::Silent,
        Ok(_) | Err(_) => Fate::FaultLater,
    }
}

#[test]
fn a_thousand_damaged_files_end_in_typed_faults_or_answers() {
    let folder = tempfile::tempdir().unwrap();
    let (path, copy) = (folder.path().join("sound.db"), folder.path().join("copy.db"));
    first_chapter(&builder().open(&path).unwrap());
    // A snapshot has no write-ahead log, so its bytes differ from those of a closed file in what opening does to them.
    builder().open(&path).unwrap().snapshot(&copy).unwrap();
    let files = [fs::read(&path).unwrap(), fs::read(&copy).unwrap()];
    let sim = builder().open(&path).unwrap();
    let sound = Sound { dump: sim.dump().unwrap(), told: second_chapter(&sim) };
    drop(sim);

    let mut fates = Vec::new();
    for (case, sound_file) in (0..CASES).zip(files.iter().cycle()) {
        let mut damaged = sound_file.clone();
        damage(&mut damaged, &mut ChaCha8Rng::seed_from_u64(SEED + case));
        let path = folder.path().join(format!("{case}.db"));
        let fate = catch_unwind(AssertUnwindSafe(|| fate_of(&path, &damaged, &sound)));
        fates.push(fate.unwrap_or_else(|_| panic!("case {case} of seed {SEED}")));
        fs::remove_file(path).unwrap();
    }
    let count = |fate| fates.iter().filter(|&found| *found == fate).count();
    let (refused, internal) = (count(Fate::Refused), count(Fate::RefusedAsInternal));
    let (later, same, silent) = (count(Fate::FaultLater), count(Fate::Same), count(Fate::Silent));
    // Written past the capture of passing tests: this is to be read.
    let counts = format!(
        "{CASES} damaged files: {refused} refused at open, {internal} refused as internal, {later} faults later, \
         {same} same answers, {silent} silently different"
    );
    writeln!(std::io::stderr(), "{counts}").unwrap();
    assert_eq!(internal, 0, "damage is blamed on the library");
    // What page checks cannot see: a digest over the rows would.
    assert!(silent < 60, "{silent} silently different");
    // Damage does something and is noticed, but much of a file is free space: else the harness is dead.
    assert!(refused > 100 && same > 100, "{refused} refused, {same} same");
    for sound_file in &files {
        assert_eq!(fate_of(&folder.path().join("again.db"), sound_file, &sound), Fate::Same);
    }
}
