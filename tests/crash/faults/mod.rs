//! A disk that reports an error at any of its steps: the call ends in a typed fault and changes nothing, and the next
//! call works.
//!
//! `scene` has the calls, `file` the life of a file, and `commit` commits that succeed although an error is reported.

mod commit;
mod file;
mod scene;

use std::path::Path;

use ecr_sim::{Fault, Simulator};
use rusqlite::ffi;

use crate::disk::{Disk, Step, Trouble};
use crate::say;
use crate::vfs;

/// The errors: the failing step, the code for SQLite, and the name.
const TROUBLES: [(Step, i32, &str); 7] = [
    (Step::Open, ffi::SQLITE_CANTOPEN, "cannot open"),
    (Step::Read, ffi::SQLITE_IOERR_READ, "read"),
    (Step::Read, ffi::SQLITE_IOERR_SHORT_READ, SHORT_READ),
    (Step::Write, ffi::SQLITE_IOERR_WRITE, "write"),
    (Step::Write, ffi::SQLITE_FULL, "disk full"),
    (Step::Sync, ffi::SQLITE_IOERR_FSYNC, "sync"),
    (Step::Truncate, ffi::SQLITE_IOERR_TRUNCATE, "truncate"),
];

/// SQLite takes this error for the end of the file and remembers that until the file is reopened.
const SHORT_READ: &str = "short read";

/// An error with its name, and where it was reported.
struct Met<'a> {
    name: &'static str,
    trouble: Trouble,
    place: &'a str,
}

impl Met<'_> {
    /// Checks that a fault has a name that fits the error, and that there was a fault.
    fn check_name(&self, fault: &str, hits: u64) {
        let io = fault.starts_with("the database cannot be read or written");
        let is_named = match self.name {
            "disk full" => fault == Fault::Full.to_string(),
            // Zeros in place of a page count as damage.
            SHORT_READ => io || fault.starts_with("the database is corrupt"),
            _ => io,
        };
        assert!(hits > 0 && is_named, "{self}: {fault}");
    }
}

impl std::fmt::Display for Met<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Trouble { after, lasts, .. } = self.trouble;
        write!(f, "{}, {} {after}, lasts {lasts}", self.place, self.name)
    }
}

/// For each kind of step, how many reported an error.
#[derive(Default)]
struct Steps([u64; TROUBLES.len()]);

impl Steps {
    /// Runs something with each error at its first step of that kind, its second, and so on until no step is left.
    /// Runs it once with a single error and once with a persistent one.
    fn sweep(&mut self, place: &str, mut meet: impl FnMut(&Met<'_>) -> u64) {
        for ((step, code, name), steps) in TROUBLES.into_iter().zip(&mut self.0) {
            for lasts in [false, true] {
                for after in 0.. {
                    let trouble = Trouble { step, code, after, lasts };
                    if meet(&Met { name, trouble, place }) == 0 {
                        break;
                    }
                    *steps += 1;
                }
            }
        }
    }

    /// Prints the numbers, and checks that each kind of step reported an error, except those that do not occur there.
    fn conclude(&self, place: &str, never: &[&str]) {
        let names = TROUBLES.map(|(_, _, name)| name);
        let steps: Vec<_> = names.into_iter().zip(self.0).collect();
        let sum: u64 = self.0.iter().sum();
        say(&format!("{sum} errors of the disk in {place}: {steps:?}"));
        let none: Vec<_> = steps.iter().filter(|(_, steps)| *steps == 0).map(|(name, _)| *name).collect();
        assert_eq!(none, never, "{place}: what is never met");
    }
}

/// Makes the disk report an error from now on.
fn begin(trouble: Trouble) {
    vfs::with(|disk| disk.set_trouble(Some(trouble)));
}

/// Stops the errors, and returns how often they were reported.
fn end() -> u64 {
    vfs::with(|disk| {
        let hits = disk.hits();
        disk.set_trouble(None);
        hits
    })
}

/// Gives the thread a disk without errors.
fn sound_disk() {
    vfs::insert(Disk::default());
}

fn opened(path: &Path) -> Simulator {
    Simulator::builder().open(path).unwrap()
}
