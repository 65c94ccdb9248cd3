//! A disk that reports an error at any of its steps: a typed fault, nothing by half, and the next call works.

use std::fs;
use std::path::{Path, PathBuf};

use ecr_sim::{CenLock, EcrId, Error, Fault, OPERATIONS, OperationEntry, Simulator};
use rusqlite::ffi;
use serde_json::Value;

use crate::disk::{Disk, Step, Trouble};
use crate::samples::{Pairs, Samples, good_call};
use crate::say;
use crate::vfs;
use crate::workload::Done;

/// What may go wrong: the step, what SQLite is told, and what it is called.
const TROUBLES: [(Step, i32, &str); 7] = [
    (Step::Open, ffi::SQLITE_CANTOPEN, "cannot open"),
    (Step::Read, ffi::SQLITE_IOERR_READ, "read"),
    (Step::Read, ffi::SQLITE_IOERR_SHORT_READ, "short read"),
    (Step::Write, ffi::SQLITE_IOERR_WRITE, "write"),
    (Step::Write, ffi::SQLITE_FULL, "disk full"),
    (Step::Sync, ffi::SQLITE_IOERR_FSYNC, "sync"),
    (Step::Truncate, ffi::SQLITE_IOERR_TRUNCATE, "truncate"),
];

/// A file of the world in which every operation has a good call.
struct Original {
    samples: Samples,
    folder: tempfile::TempDir,
}

impl Original {
    fn new() -> Self {
        let original = Self { samples: Samples::new(), folder: tempfile::tempdir().unwrap() };
        original.samples.sim.snapshot(original.path("original.db")).unwrap();
        original
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The world in a file of its own, open on a disk without trouble.
    fn copy(&self) -> (PathBuf, Simulator) {
        let path = self.path("copy.db");
        for suffix in ["-wal", "-journal"] {
            let _ = fs::remove_file(format!("{}{suffix}", path.display()));
        }
        fs::copy(self.path("original.db"), &path).unwrap();
        vfs::insert(Disk::default());
        let sim = reopened(&path);
        (path, sim)
    }

    /// A good call with a client token.
    fn ask(&self, sim: &Simulator, operation: &str, pairs: &Pairs) -> Result<Done, String> {
        let pairs: Vec<_> = pairs.iter().map(|(name, text)| (name, self.samples.resolve(text))).collect();
        Done::of(&sim.invoke(operation, pairs.iter().map(|(name, text)| (name.as_str(), text.as_str()))))
    }

    /// The state after an operation, and its answer.
    fn after(&self, operation: &str, pairs: &Pairs) -> (Value, Value) {
        let sim = self.samples.sim.fork().unwrap();
        let done = self.ask(&sim, operation, pairs).unwrap();
        assert_eq!(done.body["Code"].as_str().unwrap_or("200"), "200", "{operation}: {}", done.body);
        (sim.dump().unwrap(), done.body)
    }
}

fn reopened(path: &Path) -> Simulator {
    Simulator::builder().open(path).unwrap()
}

/// Whether a fault is what this trouble may be called.
fn is_named(message: &str, name: &str) -> bool {
    let io = message.starts_with("the database cannot be read or written");
    match name {
        "disk full" => message == Fault::Full.to_string(),
        // Zeros in place of a page are damage.
        "short read" => io || message.starts_with("the database is corrupt"),
        _ => io,
    }
}

/// Lets a call meet a trouble at its first step of the kind, its second, and so on until it meets none. How often it
/// met one.
fn sweep(
    original: &Original,
    operation: &str,
    name: &str,
    trouble: Trouble,
    prepare: fn(&Path, &Simulator, &EcrId),
) -> u64 {
    let mut pairs = good_call(operation);
    pairs.insert("ClientToken".to_owned(), "sweep".to_owned());
    let before = original.samples.sim.dump().unwrap();
    let (after, answer) = original.after(operation, &pairs);
    for position in 0.. {
        let place = format!("{operation}, {name} {position}, lasts {}", trouble.lasts);
        let (path, sim) = original.copy();
        prepare(&path, &sim, &original.samples.resolve("$empty").parse().unwrap());
        vfs::with(|disk| disk.set_trouble(Some(Trouble { after: position, ..trouble })));
        let first = original.ask(&sim, operation, &pairs);
        let hits = vfs::with(|disk| {
            let hits = disk.hits();
            disk.set_trouble(None);
            hits
        });
        if name == "short read" && hits > 0 {
            // SQLite takes it for the end of the file, and remembers: only a world that is opened again knows better.
            drop(sim);
            let left = reopened(&path).dump().unwrap();
            assert!(left == before || left == after, "{place}");
            continue;
        }
        let now = sim.dump().unwrap();
        match &first {
            Ok(done) => assert_eq!((&done.body, &now), (&answer, &after), "{place}"),
            // What a commit came to can be found out only while the disk answers.
            Err(_) if trouble.lasts && now == after => {}
            Err(fault) => {
                assert!(hits > 0 && is_named(fault, name), "{place}: {fault}");
                assert_eq!(now, before, "{place}: {fault}");
            }
        }
        let retry =
            original.ask(&sim, operation, &pairs).unwrap_or_else(|fault| panic!("{place}, retry: {fault}"));
        assert_eq!((&retry.body, sim.dump().unwrap()), (&answer, after.clone()), "{place}, retry");
        assert_eq!(sim.check_invariants(), Ok(()), "{place}");
        drop(sim);
        assert_eq!(reopened(&path).dump().unwrap(), after, "{place}, reopened");
        vfs::remove();
        if hits == 0 {
            return position;
        }
    }
    unreachable!("a call ends")
}

#[test]
fn a_command_that_meets_an_error_of_the_disk_changes_nothing_and_can_be_repeated() {
    let original = Original::new();
    let commands = OPERATIONS.iter().filter(|operation| operation.writes()).map(OperationEntry::name);
    let mut positions = 0;
    for operation in commands {
        for (step, code, name) in TROUBLES {
            for lasts in [false, true] {
                let trouble = Trouble { step, code, after: 0, lasts };
                positions += sweep(&original, operation, name, trouble, |_, _, _| {});
            }
        }
    }
    say(&format!("{positions} errors of the disk in commands"));
    assert!(positions > 200, "{positions}");
}

/// Fills the log until the next commit copies it back.
fn fill_log(path: &Path, sim: &Simulator, router: &EcrId) {
    // With the pages of a world in memory, of which this is a copy.
    const FRAME: u64 = 24 + 2_048;
    const FRAMES_MAX: u64 = 1_000;
    let log = format!("{}-wal", path.display());
    let frames = || fs::metadata(&log).map_or(0, |log| log.len() / FRAME);
    while frames() < FRAMES_MAX - 1 {
        sim.cen().lock(router, CenLock::Attaching).unwrap();
        sim.cen().release(router).unwrap();
    }
}

#[test]
fn a_command_that_copies_the_log_back_meets_errors_as_well() {
    let original = Original::new();
    let mut positions = 0;
    for (step, code, name) in TROUBLES {
        for lasts in [false, true] {
            positions +=
                sweep(&original, "DeleteFlowlog", name, Trouble { step, code, after: 0, lasts }, fill_log);
        }
    }
    say(&format!("{positions} errors of the disk while the log is copied back"));
    assert!(positions > 50, "{positions}");
}

#[test]
fn a_file_whose_opening_meets_an_error_is_refused_by_name_and_opens_later() {
    let original = Original::new();
    let before = original.samples.sim.dump().unwrap();
    for (step, code, name) in TROUBLES {
        for lasts in [false, true] {
            for position in 0.. {
                let place = format!("{name} {position}, lasts {lasts}");
                let (path, sim) = original.copy();
                drop(sim);
                vfs::with(|disk| disk.set_trouble(Some(Trouble { step, code, after: position, lasts })));
                let opened = Simulator::builder().open(&path);
                let hits = vfs::with(|disk| disk.hits());
                match opened {
                    // It is closed while the trouble lasts.
                    Ok(sim) => drop(sim),
                    Err(Error::Fault(Fault::Foreign | Fault::InUse)) if name == "short read" => {}
                    Err(Error::Fault(fault)) => {
                        assert!(hits > 0 && is_named(&fault.to_string(), name), "{place}: {fault}");
                    }
                    Err(Error::Refused(refusal)) => panic!("{place}: {refusal}"),
                }
                vfs::with(|disk| disk.set_trouble(None));
                assert_eq!(reopened(&path).dump().unwrap(), before, "{place}");
                vfs::remove();
                if hits == 0 {
                    break;
                }
            }
        }
    }
}
