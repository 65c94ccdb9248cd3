//! Files that are created, opened and closed on a disk that reports errors.

use std::path::Path;

use ecr_sim::{Error, Fault, Simulator};
use serde_json::Value;

use crate::faults::scene::{Original, Scene, command};
use crate::faults::{Met, SHORT_READ, Steps, begin, end, opened, sound_disk};
use crate::leftovers::copy_of;
use crate::samples::Samples;

/// Opens a file while the disk reports an error, then without it. Returns how often the error was reported.
fn open_twice(path: &Path, expected: &Value, met: &Met<'_>) -> u64 {
    begin(met.trouble);
    let first = Simulator::builder().open(path);
    let hits = end();
    match first {
        Ok(sim) => assert_eq!(sim.dump().unwrap(), *expected, "{met}"),
        // SQLite reads the missing part of a header as zeros.
        Err(Error::Fault(Fault::Foreign | Fault::InUse)) if met.name == SHORT_READ => {}
        Err(Error::Fault(fault)) => met.check_name(&fault.to_string(), hits),
        Err(error) => panic!("{met}: {error}"),
    }
    check(path, expected, met);
    hits
}

/// Without an error, the file opens and has its content.
fn check(path: &Path, expected: &Value, met: &Met<'_>) {
    let sim = opened(path);
    assert_eq!(sim.dump().unwrap(), *expected, "{met}, opened again");
    assert_eq!(sim.check_invariants(), Ok(()), "{met}");
}

#[test]
fn a_file_whose_creation_meets_an_error_is_created_later() {
    let expected = Simulator::in_memory().unwrap().dump().unwrap();
    let mut steps = Steps::default();
    steps.sweep("creation", |met| {
        let folder = tempfile::tempdir().unwrap();
        sound_disk();
        open_twice(&folder.path().join("state.db"), &expected, met)
    });
    steps.conclude("creations", &["truncate"]);
}

#[test]
fn a_file_whose_opening_meets_an_error_is_refused_by_name_and_opens_later() {
    let samples = Samples::new();
    let original = Original::of(&samples.sim);
    let expected = samples.sim.dump().unwrap();
    let mut steps = Steps::default();
    steps.sweep("opening", |met| {
        let path = original.copy();
        drop(opened(&path));
        open_twice(&path, &expected, met)
    });
    steps.conclude("openings", &["write", "disk full", "sync", "truncate"]);
}

#[test]
fn a_file_that_a_crash_has_left_opens_after_an_error_as_well() {
    let samples = Samples::new();
    let original = Original::of(&samples.sim);
    let act = command(&samples, "DeleteFlowlog");
    let expected = Scene::new(&original, &samples.sim, &act).after;
    let path = original.copy();
    let sim = opened(&path);
    act(&sim).unwrap();
    let (_folder, left) = copy_of(&path);
    drop(sim);
    let mut steps = Steps::default();
    steps.sweep("opening after a crash", |met| {
        let (_folder, path) = copy_of(&left);
        sound_disk();
        open_twice(&path, &expected, met)
    });
    // The write-ahead log is checkpointed later.
    steps.conclude("openings after a crash", &["write", "disk full", "sync", "truncate"]);
}

#[test]
fn a_file_whose_closing_meets_an_error_has_what_was_answered() {
    let samples = Samples::new();
    let original = Original::of(&samples.sim);
    let act = command(&samples, "DeleteFlowlog");
    let scene = Scene::new(&original, &samples.sim, &act);
    let mut steps = Steps::default();
    steps.sweep("closing", |met| {
        let path = original.copy();
        let sim = opened(&path);
        scene.succeed(&sim, met);
        begin(met.trouble);
        drop(sim);
        let hits = end();
        check(&path, &scene.after, met);
        scene.succeed(&opened(&path), met);
        hits
    });
    // All files that it needs are open.
    steps.conclude("closings", &["cannot open"]);
}
