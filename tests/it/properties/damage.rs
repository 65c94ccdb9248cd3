//! Opening a damaged file succeeds, or is refused with a typed fault and without writing. It never panics or hangs.

use std::fs;
use std::path::Path;

use ecr_sim::{Builder, Durability, Error, Fault};
use serde_json::Value;
use tempfile::TempDir;

use crate::script::{self, first_half, second_half};

/// The unit in which a disk loses or misplaces data.
const SECTOR: usize = 512;

/// A change to the bytes of a file. Positions are taken modulo its length.
#[derive(Clone, Debug)]
pub enum Wound {
    /// Cuts the file here.
    Cut { at: u32 },
    /// Flips bits of a byte.
    Flip { at: u32, bits: u8 },
    /// Overwrites a sector with another one.
    Misplaced { from: u16, to: u16 },
}

impl Wound {
    fn inflict(&self, bytes: &mut Vec<u8>) {
        let within = |at: u32| usize::try_from(at).unwrap() % bytes.len();
        match *self {
            // An empty file would be a new one.
            Self::Cut { at } => bytes.truncate(within(at).max(1)),
            Self::Flip { at, bits } => {
                let at = within(at);
                bytes[at] ^= bits;
            }
            Self::Misplaced { from, to } => {
                let sectors = bytes.len().div_ceil(SECTOR);
                let [from, to] = [from, to].map(|sector| usize::from(sector) % sectors * SECTOR);
                let end = bytes.len().min(from + SECTOR).min(from + bytes.len() - to);
                bytes.copy_within(from..end, to);
            }
        }
    }
}

/// A damage to a file.
#[derive(Clone, Debug)]
pub struct Damage {
    /// Whether the file is a snapshot, else one that was written to and closed.
    pub to_snapshot: bool,
    pub wounds: Vec<Wound>,
}

/// The outcome for a damaged file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// Opening was refused, with a fault that names the damage.
    Refused,
    /// It was opened, and some call ended in a fault.
    FaultLater,
    /// It was opened without a fault. State or answers differ, and `check_invariants` reports it.
    Detected,
    /// Like [`Self::Detected`], but `check_invariants` reports nothing.
    Silent,
    /// It was opened, and state and answers were those of the sound file.
    Same,
}

/// A sound file in both forms, its dump after the first half of the script, and the answers of the second half.
pub struct Sound {
    folder: TempDir,
    closed: Vec<u8>,
    snapshot: Vec<u8>,
    dump: Value,
    answers: Vec<String>,
}

fn builder() -> Builder {
    script::builder().durability(Durability::Normal)
}

impl Sound {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let [path, copy] = ["sound.db", "copy.db"].map(|name| folder.path().join(name));
        let sim = builder().open(&path).unwrap();
        first_half(&sim);
        // A snapshot has no write-ahead log, so its bytes differ from those of a closed file in ways that matter to
        // opening.
        sim.snapshot(&copy).unwrap();
        drop(sim);
        let [closed, snapshot] = [&path, &copy].map(|path| fs::read(path).unwrap());
        let sim = builder().open(&path).unwrap();
        let (dump, answers) = (sim.dump().unwrap(), second_half(&sim));
        drop(sim);
        Self { folder, closed, snapshot, dump, answers }
    }

    /// Damages a file, opens it and runs the second half of the script.
    pub fn fate_of(&self, damage: &Damage) -> Fate {
        let sound = if damage.to_snapshot { &self.snapshot } else { &self.closed };
        let mut damaged = sound.clone();
        for wound in &damage.wounds {
            wound.inflict(&mut damaged);
        }
        let path = self.folder.path().join("damaged.db");
        fs::write(&path, &damaged).unwrap();
        let fate = self.open(&path, &damaged);
        fs::remove_file(&path).unwrap();
        assert!(fate == Fate::Same || damaged != *sound, "a sound file: {fate:?}");
        fate
    }

    fn open(&self, path: &Path, damaged: &[u8]) -> Fate {
        let sim = match builder().open(path) {
            Ok(sim) => sim,
            Err(error) => {
                assert!(fs::read(path).unwrap() == damaged, "a refused file was written to: {error}");
                let left = ["-wal", "-shm", "-journal"].map(|end| path.with_extension(format!("db{end}")));
                assert!(!left.iter().any(|left| left.exists()), "something was left beside it: {error}");
                match error {
                    Error::Fault(Fault::Internal(_) | Fault::Undeclared { .. }) => {
                        panic!("damage is blamed on the library: {error}")
                    }
                    Error::Fault(_) => return Fate::Refused,
                    other => panic!("opening ended in {other}"),
                }
            }
        };
        let (checked, dump) = (sim.check_invariants(), sim.dump());
        assert!(
            !matches!(checked, Err(Error::Fault(Fault::Internal(_)))),
            "damage is blamed on the library: {checked:?}"
        );
        let answers = second_half(&sim);
        // A copy and another read may fail, but may not panic.
        let _ = (sim.fork().map(drop), sim.check_invariants());
        let is_fault = |answer: &String| answer.starts_with("500 ") || answer.contains("Err(Fault(");
        match dump {
            Ok(dump) if dump == self.dump && answers == self.answers => Fate::Same,
            Ok(_) if answers.iter().any(is_fault) => Fate::FaultLater,
            Ok(_) if checked.is_err() => Fate::Detected,
            Ok(_) => Fate::Silent,
            Err(_) => Fate::FaultLater,
        }
    }
}
