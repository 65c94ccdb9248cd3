//! A damaged file is refused with a typed fault and not written to, or opened, and never ends in a panic or a hang.

use std::fs;
use std::path::Path;

use ecr_sim::{Builder, Durability, Error, Fault};
use serde_json::Value;
use tempfile::TempDir;

use crate::script::{self, first_half, second_half};

/// The unit in which a disk loses or misplaces what was written.
const SECTOR: usize = 512;

/// One change to the bytes of a file. Places count modulo its length.
#[derive(Clone, Debug)]
pub enum Wound {
    /// The file ends here.
    Cut { at: u32 },
    /// Some bits of a byte are others.
    Flip { at: u32, bits: u8 },
    /// A sector holds what belongs into another.
    Misplaced { from: u16, to: u16 },
}

impl Wound {
    fn inflict(&self, bytes: &mut Vec<u8>) {
        let within = |at: u32| usize::try_from(at).unwrap() % bytes.len();
        match *self {
            // An empty file is a new one.
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

/// What happened to a file.
#[derive(Clone, Debug)]
pub struct Damage {
    /// To a snapshot; else to a file that was written to and closed.
    pub to_snapshot: bool,
    pub wounds: Vec<Wound>,
}

/// What became of a damaged file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// It was not opened, for a reason that says what is wrong with it.
    Refused,
    /// It was opened, and some call ended in a fault.
    FaultLater,
    /// It was opened, no call ended in a fault, and state or answers differ; `check_invariants` told.
    Told,
    /// As [`Self::Told`], but `check_invariants` found nothing.
    Silent,
    /// It was opened, and state and answers were those of the sound file.
    Same,
}

/// A sound file in both of its forms, and what it shows: its state before the second chapter, and the answers of that.
pub struct Sound {
    folder: TempDir,
    closed: Vec<u8>,
    snapshot: Vec<u8>,
    dump: Value,
    told: Vec<String>,
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
        // A snapshot has no write-ahead log, so its bytes differ from those of a closed file in what opening does to them.
        sim.snapshot(&copy).unwrap();
        drop(sim);
        let [closed, snapshot] = [&path, &copy].map(|path| fs::read(path).unwrap());
        let sim = builder().open(&path).unwrap();
        let (dump, told) = (sim.dump().unwrap(), second_half(&sim));
        drop(sim);
        Self { folder, closed, snapshot, dump, told }
    }

    /// Damages a file, opens it and tells it the second chapter.
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
        let told = second_half(&sim);
        // Whatever a copy and another look find, they find it without a panic.
        let _ = (sim.fork().map(drop), sim.check_invariants());
        let is_fault = |answer: &String| answer.starts_with("500 ") || answer.contains("Err(Fault(");
        match dump {
            Ok(dump) if dump == self.dump && told == self.told => Fate::Same,
            Ok(_) if told.iter().any(is_fault) => Fate::FaultLater,
            Ok(_) if checked.is_err() => Fate::Told,
            Ok(_) => Fate::Silent,
            Err(_) => Fate::FaultLater,
        }
    }
}
