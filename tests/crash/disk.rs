//! A simulated disk: it can fail, and knows what would be left if the power failed now.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use rand::{Rng, RngExt};
use rusqlite::ffi;

/// Where the disk tears writes: a power failure keeps or loses each sector separately.
const SECTOR: usize = 512;

/// The steps that SQLite takes on a disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Open,
    Read,
    Write,
    Sync,
    Truncate,
    Delete,
}

/// An error that the disk reports.
#[derive(Clone, Copy, Debug)]
pub struct Trouble {
    /// The failing step.
    pub step: Step,
    /// The error code for SQLite.
    pub code: i32,
    /// How many such steps succeed first.
    pub after: u64,
    /// Whether every later step fails too, rather than only one.
    pub lasts: bool,
}

/// A change that is not synced, so a power failure may lose it.
enum Change {
    Write { at: usize, bytes: Vec<u8> },
    Truncate { length: usize },
}

/// A file: its synced bytes, and the changes since.
struct Content {
    synced: Vec<u8>,
    since: Vec<Change>,
}

/// The disk of one thread. The real files hold what SQLite sees. This holds what is durable.
#[derive(Default)]
pub struct Disk {
    files: BTreeMap<PathBuf, Content>,
    /// How many changing steps remain until the power fails.
    power_lasts: Option<u64>,
    power_is_off: bool,
    /// Reports a sync without making it.
    pub lies: bool,
    /// Makes SQLite skip syncs: `synchronous=OFF`.
    pub forgets_sync: bool,
    trouble: Option<Trouble>,
    hits: u64,
}

impl Disk {
    /// Returns a disk whose power fails after this many changes.
    pub fn with_power_for(changes: u64) -> Self {
        Self { power_lasts: Some(changes), ..Self::default() }
    }

    /// Sets or clears the error to report from now on.
    pub fn set_trouble(&mut self, trouble: Option<Trouble>) {
        self.trouble = trouble;
        self.hits = 0;
    }

    /// Returns how often the error was reported since it was set.
    pub fn hits(&self) -> u64 {
        self.hits
    }

    /// Returns whether the power has failed.
    pub fn is_off(&self) -> bool {
        self.power_is_off
    }

    /// Returns whether a power failure now could lose changes of this file.
    pub fn is_unsynced(&self, path: &Path) -> bool {
        self.files.get(path).is_some_and(|content| !content.since.is_empty())
    }

    /// Lets a step succeed, or returns the SQLite code of its failure.
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

    /// Returns whether the disk knows this file.
    pub fn knows(&self, path: &Path) -> bool {
        self.files.contains_key(path)
    }

    /// Adds a file with its durable bytes.
    pub fn add(&mut self, path: &Path, synced: Vec<u8>) {
        self.files.insert(path.to_owned(), Content { synced, since: Vec::new() });
    }

    /// Records a write, also the one during which the power fails.
    pub fn write(&mut self, path: &Path, at: usize, bytes: &[u8]) -> Result<(), i32> {
        self.record(path, Change::Write { at, bytes: bytes.to_vec() });
        self.step(Step::Write)
    }

    /// Records a truncation.
    pub fn truncate(&mut self, path: &Path, length: usize) -> Result<(), i32> {
        self.record(path, Change::Truncate { length });
        self.step(Step::Truncate)
    }

    fn record(&mut self, path: &Path, change: Change) {
        if !self.power_is_off
            && let Some(content) = self.files.get_mut(path)
        {
            content.since.push(change);
        }
    }

    /// Makes the changes of a file durable.
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

    /// Removes a file. Changes of folders count as durable.
    pub fn delete(&mut self, path: &Path) -> Result<(), i32> {
        self.step(Step::Delete)?;
        self.files.remove(path);
        Ok(())
    }

    /// Leaves on the real disk what a power failure would: of each unsynced change all, nothing, or some sectors.
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

/// Applies the kept sectors of a change to the bytes of a file.
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
