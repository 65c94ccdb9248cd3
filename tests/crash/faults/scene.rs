//! Calls and the passing of time on a disk that reports errors.

use std::fmt::Display;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use ecr_sim::{CenLock, EcrId, OPERATIONS, OperationEntry, Simulator};
use serde_json::{Value, json};

use crate::disk::Step;
use crate::faults::{Met, SHORT_READ, Steps, begin, end, opened, sound_disk};
use crate::harness::{SimulatorExt, slow};
use crate::leftovers::copy_of;
use crate::samples::{Samples, good_call};
use crate::say;
use crate::workload::Done;

/// A file to start from. Each error gets a copy.
pub struct Original {
    pub folder: tempfile::TempDir,
}

impl Original {
    pub fn of(sim: &Simulator) -> Self {
        let folder = tempfile::tempdir().unwrap();
        sim.snapshot(folder.path().join("original.db")).unwrap();
        Self { folder }
    }

    /// Returns a simulator on a copy of the file, on a disk without errors.
    pub fn copy(&self) -> PathBuf {
        let path = self.folder.path().join("copy.db");
        for suffix in ["-wal", "-journal"] {
            let _ = fs::remove_file(format!("{}{suffix}", path.display()));
        }
        fs::copy(self.folder.path().join("original.db"), &path).unwrap();
        sound_disk();
        path
    }
}

/// Returns a good call with a client token.
pub fn command(samples: &Samples, operation: &'static str) -> impl Fn(&Simulator) -> Result<Value, String> {
    let mut pairs = good_call(operation);
    pairs.insert("ClientToken".to_owned(), "sweep".to_owned());
    let pairs: Vec<_> = pairs.iter().map(|(name, text)| (name.clone(), samples.resolve(text))).collect();
    move |sim| {
        let pairs = pairs.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        Done::of(&sim.invoke(operation, pairs)).map(|done| done.body)
    }
}

/// Returns the names of the operations that write.
pub fn commands() -> impl Iterator<Item = &'static str> {
    OPERATIONS.iter().filter(|operation| operation.writes()).map(OperationEntry::name)
}

/// An action that can be repeated: the second time it succeeds and changes nothing.
pub struct Scene<'a> {
    original: &'a Original,
    act: &'a dyn Fn(&Simulator) -> Result<Value, String>,
    prepare: &'a dyn Fn(&Path, &Simulator),
    before: Value,
    pub after: Value,
    pub answer: Value,
    /// Counts calls that ended in a fault, but are in effect after the process dies.
    found_later: u64,
}

impl<'a> Scene<'a> {
    pub fn new(
        original: &'a Original,
        sim: &Simulator,
        act: &'a dyn Fn(&Simulator) -> Result<Value, String>,
    ) -> Self {
        let before = sim.dump().unwrap();
        let twin = sim.fork().unwrap();
        let answer = act(&twin).unwrap();
        assert_eq!(answer["Code"].as_str().unwrap_or("200"), "200", "{answer}");
        let after = twin.dump().unwrap();
        assert_ne!(before, after, "{answer}");
        Self { original, act, prepare: &|_, _| {}, before, after, answer, found_later: 0 }
    }

    /// Runs the action with an error, and returns how often it was reported.
    pub fn meet(&mut self, met: &Met<'_>) -> u64 {
        let path = self.original.copy();
        let sim = opened(&path);
        (self.prepare)(&path, &sim);
        begin(met.trouble);
        let first = (self.act)(&sim);
        let hits = end();
        let crashed = copy_of(&path);
        let sim = if met.name == SHORT_READ && hits > 0 {
            drop(sim);
            opened(&path)
        } else {
            sim
        };
        let left = sim.dump().unwrap();
        match &first {
            Ok(answer) => assert_eq!((answer, &left), (&self.answer, &self.after), "{met}"),
            Err(fault) => {
                met.check_name(fault, hits);
                assert_eq!(left, self.before, "{met}: {fault}");
            }
        }
        self.succeed(&sim, met);
        drop(sim);
        assert_eq!(opened(&path).dump().unwrap(), self.after, "{met}, opened again");
        if met.trouble.step == Step::Sync {
            self.go_on_after_a_crash(&crashed.1, first.is_ok(), met);
        }
        hits
    }

    /// A commit whose sync fails has no effect while the process lives. If the process dies, the commit may have an
    /// effect, since its record is in the write-ahead log and may or may not be durable.
    fn go_on_after_a_crash(&mut self, copy: &Path, answered: bool, met: &Met<'_>) {
        let sim = opened(copy);
        let left = sim.dump().unwrap();
        assert!(left == self.after || !answered && left == self.before, "{met}, after a crash");
        self.found_later += u64::from(!answered && left == self.after);
        self.succeed(&sim, met);
    }

    /// Checks that the action succeeds, whether or not it has succeeded before.
    pub fn succeed(&self, sim: &Simulator, place: &impl Display) {
        let answer = (self.act)(sim).unwrap_or_else(|fault| panic!("{place}: {fault}"));
        assert_eq!((&answer, &sim.dump().unwrap()), (&self.answer, &self.after), "{place}");
        assert_eq!(sim.check_invariants(), Ok(()), "{place}");
    }
}

#[test]
fn a_command_that_meets_an_error_of_the_disk_changes_nothing_and_can_be_repeated() {
    let samples = Samples::new();
    let original = Original::of(&samples.sim);
    let (mut steps, mut found_later) = (Steps::default(), 0);
    for operation in commands() {
        let act = command(&samples, operation);
        let mut scene = Scene::new(&original, &samples.sim, &act);
        steps.sweep(operation, |met| scene.meet(met));
        found_later += scene.found_later;
    }
    // Their log only grows. It is cut at a checkpoint.
    steps.conclude("commands", &["truncate"]);
    say(&format!("{found_later} commands whose sync failed are there after a crash"));
    assert!(found_later > 0);
}

#[test]
fn time_that_meets_an_error_of_the_disk_stands_and_can_pass_later() {
    const SECONDS: u64 = 60;
    let sim = slow();
    // A router has at most one unfinished operation.
    for number in 0..3 {
        let router = sim.router(64512 + number);
        sim.advance_until_idle().unwrap();
        sim.attach(&router, &format!("vbr-{number}"));
    }
    let original = Original::of(&sim);
    let until = sim.now().after(Duration::from_secs(SECONDS)).as_millis();
    // Advances to a fixed time, so a repetition advances no further.
    let act = |sim: &Simulator| {
        let now = sim.now();
        let wait = Duration::from_millis((until - now.as_millis()).cast_unsigned());
        let passed = sim.advance(wait).map(|()| Value::Null).map_err(|error| error.to_string());
        assert!(passed.is_ok() || sim.now() == now, "{passed:?}, but the clock has moved");
        passed
    };
    let mut scene = Scene::new(&original, &sim, &act);
    let mut steps = Steps::default();
    steps.sweep("advance", |met| scene.meet(met));
    steps.conclude("passing time", &["truncate"]);
}

#[test]
fn an_inventory_that_meets_a_disk_error_is_not_applied_and_can_be_later() {
    let samples = Samples::new();
    let original = Original::of(&samples.sim);
    let inventory = json!({
        "Vbrs": [{
            "VbrId": "vbr-idle", "OwnerId": 7, "RegionId": "cn-beijing",
            "Routes": [{ "DestinationCidrBlock": "172.16.0.0/12" }, { "DestinationCidrBlock": "10.0.0.0/8" }],
        }],
        "Accounts": [{ "AccountId": 7, "IsCdtInterRegionEnabled": false }],
    });
    let inventory = serde_json::from_value(inventory).unwrap();
    let act = |sim: &Simulator| {
        sim.inventory().apply(&inventory).map(|()| Value::Null).map_err(|error| error.to_string())
    };
    let mut scene = Scene::new(&original, &samples.sim, &act);
    let mut steps = Steps::default();
    steps.sweep("inventory", |met| scene.meet(met));
    steps.conclude("registering inventory", &["truncate"]);
}

/// Fills the write-ahead log until the next commit is a checkpoint.
fn fill_log(path: &Path, sim: &Simulator, router: &EcrId) {
    /// SQLite's default number of pages before a checkpoint.
    const PAGES_MAX: u64 = 1_000;
    let grow = || {
        sim.cen().lock(router, CenLock::Attaching).unwrap();
        sim.cen().release(router).unwrap();
    };
    grow();
    let log = format!("{}-wal", path.display());
    // The log has a header of 32 bytes with the page size, and one of 24 bytes before each page.
    let mut header = [0; 12];
    File::open(&log).and_then(|mut log| log.read_exact(&mut header)).unwrap();
    let frame = 24 + u64::from(u32::from_be_bytes(*header.last_chunk().unwrap()));
    while (fs::metadata(&log).unwrap().len() - 32) / frame < PAGES_MAX - 1 {
        grow();
    }
}

#[test]
fn a_command_that_copies_the_log_back_meets_errors_as_well() {
    let samples = Samples::new();
    let original = Original::of(&samples.sim);
    let router = samples.resolve("$empty").parse().unwrap();
    let act = command(&samples, "DeleteFlowlog");
    let prepare = |path: &Path, sim: &Simulator| fill_log(path, sim, &router);
    let mut scene = Scene { prepare: &prepare, ..Scene::new(&original, &samples.sim, &act) };
    let mut steps = Steps::default();
    steps.sweep("DeleteFlowlog", |met| scene.meet(met));
    // The log is open already.
    steps.conclude("a command that copies the log back", &["cannot open"]);
}
