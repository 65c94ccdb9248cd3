//! Snapshots: they open as the simulation they were taken of, and harm no file beside them.

use std::collections::BTreeMap;
use std::fs;

use ecr_sim::{Fault, Simulator};

use crate::harness::{SimulatorExt, fault};
use crate::persistence::{contents, new_path, open};
use crate::script::{builder, first_half, second_half};

#[cfg(unix)]
#[test]
fn a_link_that_leads_nowhere_is_spared_by_a_snapshot_and_followed_by_an_opening() {
    let (folder, path) = new_path();
    let link = folder.path().join("link.db");
    std::os::unix::fs::symlink(&path, &link).unwrap();
    assert!(matches!(fault(Simulator::in_memory().unwrap().snapshot(&link)), Fault::Io { .. }));
    assert!(link.is_symlink() && !path.exists());
    open(&link).unwrap().router(64512);
    assert!(link.is_symlink() && path.exists());
}

#[test]
fn a_snapshot_is_not_written_beside_the_remains_of_another_file() {
    // SQLite would take these files for those of the snapshot, and read other content.
    for suffix in ["-wal", "-journal"] {
        let (folder, path) = new_path();
        let remains = format!("state.db{suffix}");
        fs::write(folder.path().join(&remains), "remains").unwrap();
        let fault = fault(Simulator::in_memory().unwrap().snapshot(&path));
        assert!(matches!(&fault, Fault::Io { message, .. } if message.contains(&remains)), "{fault}");
        assert_eq!(contents(folder.path()), BTreeMap::from([(remains.into(), b"remains".to_vec())]));
    }
}

#[test]
fn a_snapshot_is_a_file_that_opens_and_equals() {
    let (folder, path) = new_path();
    for sim in [builder().open(&path).unwrap(), builder().in_memory().unwrap()] {
        first_half(&sim);
        let copy = folder.path().join("copy.db");
        sim.snapshot(&copy).unwrap();
        let dump = sim.dump().unwrap();
        let told = second_half(&sim);
        let opened = open(&copy).unwrap();
        assert_eq!(opened.dump().unwrap(), dump);
        assert_eq!(second_half(&opened), told);
        drop(opened);
        fs::remove_file(&copy).unwrap();
    }
}

#[test]
fn a_snapshot_overwrites_nothing() {
    let (folder, path) = new_path();
    fs::write(&path, "mine").unwrap();
    let sim = builder().in_memory().unwrap();
    first_half(&sim);
    for path in [&path, folder.path()] {
        let before = (sim.dump().unwrap(), contents(folder.path()));
        assert!(matches!(fault(sim.snapshot(path)), Fault::Io { .. }), "{path:?}");
        assert!((sim.dump().unwrap(), contents(folder.path())) == before);
    }
    let nowhere = folder.path().join("missing").join("copy.db");
    assert!(matches!(fault(sim.snapshot(nowhere)), Fault::Io { .. }));
    sim.snapshot(folder.path().join("copy.db")).unwrap();
}

#[test]
fn a_snapshot_spares_what_another_one_has_left_half_written() {
    let (folder, path) = new_path();
    let neighbour = folder.path().join("state.db.partial0");
    fs::write(&neighbour, "mine").unwrap();
    builder().in_memory().unwrap().snapshot(&path).unwrap();
    assert_eq!(fs::read(neighbour).unwrap(), b"mine");
    assert_eq!(contents(folder.path()).len(), 2);
}
