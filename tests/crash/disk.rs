//! A disk that fails on purpose: what it would hold if the power failed now, and when it fails.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use rand::{Rng, RngExt};
use rusqlite::ffi;

/// What a power failure keeps or loses by itself.
const SECTOR: usize = 512;

/// What SQLite asks of a disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Open,
    Read,
    Write,
    Sync,
    Truncate,
    Delete,
}

/// An error that the disk is to report.
#[derive(Clone, Copy, Debug)]
pub struct Trouble {
    /// What goes wrong.
    pub step: Step,
    /// What SQLite is told.
    pub code: i32,
    /// How many such steps go well before.
    pub after: u64,
    /// Whether it goes on for good, rather than once.
    pub lasts: bool,
}

/// A change that was not synced, so that a power failure may lose it.
enum Change {
    Write { at: usize, bytes: Vec<u8> },
    Truncate { length: usize },
}

/// A file: what was synced, and what was done since.
struct Content {
    synced: Vec<u8>,
    since: Vec<Change>,
}

/// The disk of one thread. The real files show what SQLite sees; this knows what is on the platter.
#[derive(Default)]
pub struct Disk {
    files: BTreeMap<PathBuf, Content>,
    /// How many changing steps there are until the power fails.
    power_lasts: Option<u64>,
    power_is_off: bool,
    /// Reports a sync that does not happen.
    pub lies: bool,
    /// Makes SQLite forget about syncing: `synchronous=OFF`.
    pub forgets_sync: bool,
    trouble: Option<Trouble>,
    hits: u64,
}

impl Disk {
    /// A disk whose power fails after so many changes.
    pub fn with_power_for(changes: u64) -> Self {
        Self { power_lasts: Some(changes), ..Self::default() }
    }

    /// From now on, or not any more, something goes wrong.
    pub fn set_trouble(&mut self, trouble: Option<Trouble>) {
        self.trouble = trouble;
        self.hits = 0;
    }

    /// How often the trouble was met since it was set.
    pub fn hits(&self) -> u64 {
        self.hits
    }

    /// Whether the power has failed.
    pub fn is_off(&self) -> bool {
        self.power_is_off
    }

    /// Whether a power failure now could lose something of this file.
    pub fn is_unsynced(&self, path: &Path) -> bool {
        self.files.get(path).is_some_and(|content| !content.since.is_empty())
    }

    /// Whether a step goes well; else the code of SQLite that says what does not.
    pub fn step(&mut self, step: Step) -> Result<(), i32> {
        if let Some(left) = &mut self.power_lasts
            && matches!(step, Step::Write | Step::Sync | Step::Truncate | Step::Delete)
        {
            self.power_is_off |= *left == 0;
            *left = left.saturating_sub(1);
        }
        if self.power_is_off {
            return Err(ffi::SQLITE_IOERR);
        }
        match &mut self.trouble {
            Some(trouble) if trouble.step == step => {
                if trouble.after > 0 {
                    trouble.after -= 1;
                    return Ok(());
                }
                let code = trouble.code;
                self.hits += 1;
                if !trouble.lasts {
                    self.trouble = None;
                }
                Err(code)
            }
            _ => Ok(()),
        }
    }

    /// Whether the disk has seen this file.
    pub fn knows(&self, path: &Path) -> bool {
        self.files.contains_key(path)
    }

    /// Takes a file as it is on the platter.
    pub fn add(&mut self, path: &Path, synced: Vec<u8>) {
        self.files.insert(path.to_owned(), Content { synced, since: Vec::new() });
    }

    /// Notes a write, also the one during which the power fails.
    pub fn write(&mut self, path: &Path, at: usize, bytes: &[u8]) -> Result<(), i32> {
        self.note(path, Change::Write { at, bytes: bytes.to_vec() });
        self.step(Step::Write)
    }

    /// Notes a truncation.
    pub fn truncate(&mut self, path: &Path, length: usize) -> Result<(), i32> {
        self.note(path, Change::Truncate { length });
        self.step(Step::Truncate)
    }

    fn note(&mut self, path: &Path, change: Change) {
        if !self.power_is_off
            && let Some(content) = self.files.get_mut(path)
        {
            content.since.push(change);
        }
    }

    /// Brings what was done to a file onto the platter.
    pub fn sync(&mut self, path: &Path) -> Result<(), i32> {
        self.step(Step::Sync)?;
        if !self.lies
            && let Some(content) = self.files.get_mut(path)
        {
            for change in std::mem::take(&mut content.since) {
                apply(&mut content.synced, &change, |_| true);
            }
        }
        Ok(())
    }

    /// Removes a file. Folders are taken to be durable.
    pub fn delete(&mut self, path: &Path) -> Result<(), i32> {
        self.step(Step::Delete)?;
        self.files.remove(path);
        Ok(())
    }

    /// Leaves on the real disk what the power failure does: of each change since the last sync all, nothing, or some
    /// sectors.
    pub fn crash(self, rng: &mut impl Rng) {
        for (path, mut content) in self.files {
            for change in &content.since {
                match rng.random_range(0..3) {
                    0 => {}
                    1 => apply(&mut content.synced, change, |_| true),
                    _ => apply(&mut content.synced, change, |_| rng.random()),
                }
            }
            fs::write(path, content.synced).unwrap();
        }
    }
}

/// Applies a change to the bytes of a file, in those sectors that are kept.
fn apply(file: &mut Vec<u8>, change: &Change, mut keeps: impl FnMut(usize) -> bool) {
    match change {
        Change::Truncate { length } => {
            if keeps(0) {
                file.resize(*length, 0);
            }
        }
        Change::Write { at, bytes } => {
            for (number, sector) in bytes.chunks(SECTOR).enumerate() {
                if keeps(number) {
                    let at = at + number * SECTOR;
                    let end = at + sector.len();
                    if file.len() < end {
                        file.resize(end, 0);
                    }
                    file[at..end].copy_from_slice(sector);
                }
            }
        }
    }
}
