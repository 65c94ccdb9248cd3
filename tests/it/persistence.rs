//! Files: a reopened simulation continues where it was closed.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::time::Duration;

use ecr_sim::{CenLock, Durability, Fault, Simulator, Timestamp};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::harness::{SimulatorExt, fault, value};
use crate::script::{builder, first_half, second_half};

/// Returns a new folder, and the path of a file in it.
pub fn new_path() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.db");
    (folder, path)
}

/// Returns a closed file after the first half of the script.
pub fn script_file() -> (TempDir, PathBuf) {
    let (folder, path) = new_path();
    first_half(&builder().open(&path).unwrap());
    (folder, path)
}

pub fn open(path: &Path) -> ecr_sim::Result<Simulator> {
    Simulator::builder().open(path)
}

/// Reads every file of a folder. None may be open in this process: reading it would release its lock.
pub fn contents(folder: &Path) -> BTreeMap<OsString, Vec<u8>> {
    let files = fs::read_dir(folder).unwrap().map(Result::unwrap);
    files.map(|file| (file.file_name(), fs::read(file.path()).unwrap_or_default())).collect()
}

/// Runs a task of `a_process_of_its_own` in another process, in a folder.
fn in_a_process(task: &str, folder: &Path) -> ExitStatus {
    Command::new(std::env::current_exe().unwrap())
        .args(["persistence::a_process_of_its_own", "--exact"])
        .env(TASK, task)
        .current_dir(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap()
}

const TASK: &str = "ECR_SIM_TEST_TASK";

/// Names with a special meaning for SQLite. They are relative, so they need a process in their folder.
const ODD_NAMES: [&str; 3] = ["file:x?mode=memory", ":memory:", "a%20b#c.db"];

/// Not a test itself: it runs the tasks that the tests of this file need in another process.
#[test]
fn a_process_of_its_own() {
    match std::env::var(TASK).as_deref() {
        Ok("is in use") => assert_eq!(fault(open(Path::new("state.db"))), Fault::InUse),
        Ok("odd names") => {
            for name in ODD_NAMES {
                open(Path::new(name)).unwrap().router(64512);
            }
            assert!(matches!(fault(open(Path::new(""))), Fault::Io { .. }));
        }
        Ok("crash") => {
            let sim = builder().open("state.db").unwrap();
            let answers = if sim.dump().unwrap()["last_key"] == 0 { first_half } else { second_half }(&sim);
            let record = json!({ "answers": answers, "dump": sim.dump().unwrap() });
            fs::write("record.json", record.to_string()).unwrap();
            // Aborts without closing anything, as if the process had been killed.
            std::process::abort();
        }
        Ok("disk ends") => a_commit_fails(),
        _ => {}
    }
}

/// Calls until the file may not grow any further, for which the parent sets a limit. The failing step is the commit.
fn a_commit_fails() {
    let sim = builder().token_ttl(Duration::from_secs(1)).open("state.db").unwrap();
    let create = |asn: &str| {
        let pairs = [("AlibabaSideAsn", asn), ("ClientToken", "t")];
        sim.ask("CreateExpressConnectRouter", &pairs)
    };
    assert_eq!(create("64512").status, 200);
    sim.advance(Duration::from_secs(2)).unwrap();
    // A command would purge the token.
    let ecr_id = value("ecr-nox3qh4zi3iqd2dw07");
    while sim.cen().lock(&ecr_id, CenLock::Attaching).and_then(|()| sim.cen().release(&ecr_id)).is_ok() {}
    let before = sim.dump().unwrap();
    assert_eq!(create("64513").code(), "InternalError", "and not the success of the expired token");
    assert_eq!(sim.dump().unwrap(), before);
    assert_eq!(before["routers"].as_array().unwrap().len(), 1);
    // More calls than one reservation of RequestIds covers, so that a reservation fails.
    let read = || sim.ask("DescribeExpressConnectRouter", &[]);
    let answers: Vec<_> = (0..1_500).map(|_| read()).collect();
    assert!(answers.iter().all(|answer| answer.status == 200));
    let ids: BTreeSet<_> = answers.iter().map(|answer| answer.text("RequestId")).collect();
    assert_eq!(ids.len(), answers.len());
    sim.check_invariants().unwrap();
}

#[cfg(unix)]
#[test]
fn a_call_whose_commit_fails_has_no_effect_even_with_an_expired_token() {
    let (folder, path) = new_path();
    let test = std::env::current_exe().unwrap();
    // Ignoring the signal turns writing beyond the limit into an error.
    let command = format!("trap '' XFSZ; ulimit -f 600; exec '{}' \"$@\"", test.display());
    let output = Command::new("sh")
        .args(["-c", &command, "sh", "persistence::a_process_of_its_own", "--exact"])
        .env(TASK, "disk ends")
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert_eq!(open(&path).unwrap().dump().unwrap()["routers"].as_array().unwrap().len(), 1);
}

#[test]
fn a_reopened_file_continues_exactly_where_it_was_closed() {
    for durability in [Durability::Full, Durability::Normal] {
        let (_folder, path) = new_path();
        let twin = builder().in_memory().unwrap();
        let answers = first_half(&twin);
        let sim = builder().durability(durability).open(&path).unwrap();
        assert_eq!(first_half(&sim), answers);
        drop(sim);

        let sim = open(&path).unwrap();
        assert_eq!(sim.dump().unwrap(), twin.dump().unwrap());
        assert_eq!(sim.now(), twin.now());
        let due = sim.next_due().unwrap();
        assert!(due.is_some() && due == twin.next_due().unwrap(), "{due:?}");
        assert_eq!(sim.dump().unwrap()["pending"].as_array().unwrap().len(), 1);
        sim.check_invariants().unwrap();
        let retry = [("AlibabaSideAsn", "64512"), ("Name", "edge"), ("ClientToken", "script-r")];
        let tags = [("Tag.1.Key", "env"), ("Tag.1.Value", "test"), ("Tag.4.Key", "team")];
        let (of_file, of_memory) = (
            sim.invoke("CreateExpressConnectRouter", retry.into_iter().chain(tags)),
            twin.invoke("CreateExpressConnectRouter", retry.into_iter().chain(tags)),
        );
        assert_eq!(of_file.http_status, 200);
        assert_eq!(of_file, of_memory, "same replay, same RequestId");
        assert_eq!(sim.router(64599), twin.router(64599), "same next id");
    }
}

/// Calls that each leave an operation unfinished on a router of their own, after `members` were bound to every
/// router.
const UNFINISHED: [(&str, &str); 9] = [
    ("AttachExpressConnectRouterChildInstance", "ChildInstanceId=vbr-new ChildInstanceRegionId=cn-hangzhou"),
    ("DetachExpressConnectRouterChildInstance", "ChildInstanceId={vbr}"),
    ("CreateExpressConnectRouterAssociation", "VpcId=vpc-new AssociationRegionId=cn-beijing"),
    ("CreateExpressConnectRouterAssociation", "TransitRouterId=tr-new AssociationRegionId=cn-beijing"),
    ("DeleteExpressConnectRouterAssociation", "AssociationId={association}"),
    (
        "ModifyExpressConnectRouterAssociationAllowedPrefix",
        "AssociationId={association} AllowedPrefixes.1=10.0.0.0/8",
    ),
    (
        "ModifyExpressConnectRouterInterRegionTransitMode",
        "TransitModeList.1.RegionId=cn-beijing TransitModeList.1.Mode=ECMP",
    ),
    ("SynchronizeExpressConnectRouterInterRegionBandwidth", ""),
    ("ForceDeleteExpressConnectRouter", ""),
];

/// Creates a router for each unfinished operation, and one that is being deleted.
fn leave_unfinished(sim: &Simulator) {
    let mut calls = Vec::new();
    for (number, (action, pairs)) in (0..).zip(UNFINISHED) {
        let ecr_id = sim.router(64512 + number);
        let vbr = format!("vbr-{number}");
        sim.vbr(&ecr_id, &vbr);
        let vpc = format!("vpc-{number}");
        let of = [("EcrId", ecr_id.as_str()), ("VpcId", &vpc), ("AssociationRegionId", "cn-hangzhou")];
        let association =
            sim.ask("CreateExpressConnectRouterAssociation", &of).text("AssociationId").to_owned();
        sim.advance(Duration::from_secs(5)).unwrap();
        let pairs = pairs.replace("{vbr}", &vbr).replace("{association}", &association);
        calls.push((action, format!("EcrId={ecr_id} ChildInstanceType=VBR {pairs}")));
    }
    calls.push(("DeleteExpressConnectRouter", format!("EcrId={}", sim.router(64600))));
    for (action, pairs) in &calls {
        let pairs: Vec<_> = pairs.split_whitespace().map(|pair| pair.split_once('=').unwrap()).collect();
        assert_eq!(sim.ask(action, &pairs).status, 200, "{action}");
    }
}

#[test]
fn every_kind_of_unfinished_operation_ends_in_a_reopened_file_as_it_would_have_in_memory() {
    let (_folder, path) = new_path();
    let twin = builder().in_memory().unwrap();
    leave_unfinished(&twin);
    leave_unfinished(&builder().open(&path).unwrap());
    let sim = open(&path).unwrap();
    let dump = sim.dump().unwrap();
    assert_eq!(dump, twin.dump().unwrap());
    assert_eq!(dump["pending"].as_array().unwrap().len(), UNFINISHED.len() + 1);
    for _ in 0..12 {
        for world in [&sim, &twin] {
            world.advance(Duration::from_secs(1)).unwrap();
            world.check_invariants().unwrap();
        }
        assert_eq!(sim.dump().unwrap(), twin.dump().unwrap());
    }
    assert_eq!(sim.next_due().unwrap(), None);
}

#[test]
fn a_file_may_be_reopened_after_every_call() {
    let (_folder, path) = new_path();
    let twin = builder().in_memory().unwrap();
    for asn in 64512..64522_u32 {
        let sim = builder().open(&path).unwrap();
        let asn = asn.to_string();
        let pairs = [("AlibabaSideAsn", asn.as_str())];
        let answer = sim.invoke("CreateExpressConnectRouter", pairs);
        assert_eq!(answer, twin.invoke("CreateExpressConnectRouter", pairs));
        sim.advance(Duration::from_millis(1)).unwrap();
        twin.advance(Duration::from_millis(1)).unwrap();
    }
    assert_eq!(open(&path).unwrap().dump().unwrap(), twin.dump().unwrap());
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_leads_to_the_world_and_to_what_a_crash_left_beside_it() {
    let (folder, _path) = new_path();
    assert!(!in_a_process("crash", folder.path()).success());
    let record = fs::read_to_string(folder.path().join("record.json")).unwrap();
    let record: Value = serde_json::from_str(&record).unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let link = elsewhere.path().join("link.db");
    std::os::unix::fs::symlink(folder.path().join("state.db"), &link).unwrap();
    let sim = open(&link).unwrap();
    assert_eq!(sim.dump().unwrap(), record["dump"]);
    assert_eq!(contents(elsewhere.path()).into_keys().collect::<Vec<_>>(), ["link.db"]);
    sim.check_invariants().unwrap();
}

#[test]
fn a_world_that_awaits_a_rollback_is_rolled_back() {
    let (folder, path) = script_file();
    let sim = open(&path).unwrap();
    let (snapshot, crashed) = (folder.path().join("snapshot.db"), folder.path().join("crashed.db"));
    sim.snapshot(&snapshot).unwrap();
    // A migration writes like this.
    let other = rusqlite::Connection::open(&snapshot).unwrap();
    let sql = "PRAGMA cache_size = 1; BEGIN; UPDATE token SET response = hex(zeroblob(3000));";
    other.execute_batch(sql).unwrap();
    for suffix in ["", "-journal"] {
        fs::copy(format!("{}{suffix}", snapshot.display()), format!("{}{suffix}", crashed.display()))
            .unwrap();
    }
    let journal = fs::read(folder.path().join("crashed.db-journal")).unwrap();
    assert!(journal.starts_with(&[0xd9, 0xd5, 0x05, 0xf9]), "the journal is hot");
    assert_eq!(open(&crashed).unwrap().dump().unwrap(), sim.dump().unwrap());
}

#[test]
fn a_creation_that_was_interrupted_is_begun_again() {
    let (folder, path) = new_path();
    let begun = folder.path().join("begun.db");
    let sql = "PRAGMA cache_size = 1; BEGIN; CREATE TABLE t (x); INSERT INTO t VALUES (zeroblob(20000));";
    let other = rusqlite::Connection::open(&begun).unwrap();
    other.execute_batch(sql).unwrap();
    let mut torn = fs::read(&begun).unwrap();
    assert!(torn.len() > 10_000, "the cache has overflowed into the file");
    torn[..512].fill(0);
    fs::write(&path, &torn).unwrap();
    assert_eq!(fault(open(&path)), Fault::Foreign, "nothing says that it was being created");
    fs::copy(folder.path().join("begun.db-journal"), folder.path().join("state.db-journal")).unwrap();
    let sim = open(&path).unwrap();
    assert_eq!(sim.dump().unwrap(), Simulator::in_memory().unwrap().dump().unwrap());
    sim.check_invariants().unwrap();
}

#[test]
fn a_closed_world_is_one_file() {
    let (folder, _path) = script_file();
    assert_eq!(contents(folder.path()).into_keys().collect::<Vec<_>>(), ["state.db"]);
}

#[test]
fn a_second_opener_fails_at_once_and_does_not_harm_the_first() {
    let (folder, path) = new_path();
    let sim = builder().open(&path).unwrap();
    first_half(&sim);
    let before = sim.dump().unwrap();
    for _ in 0..3 {
        assert_eq!(fault(open(&path)), Fault::InUse);
        // Closing a second descriptor could have released the lock against other processes.
        assert!(in_a_process("is in use", folder.path()).success());
    }
    assert_eq!(sim.dump().unwrap(), before);
    let clone = sim.clone();
    drop(sim);
    assert_eq!(fault(open(&path)), Fault::InUse, "a handle is left");
    second_half(&clone);
    let after = clone.dump().unwrap();
    drop(clone);
    assert!(!in_a_process("is in use", folder.path()).success(), "the check can fail");

    // Reopened files and former snapshots are locked too.
    let sim = open(&path).unwrap();
    assert_eq!(sim.dump().unwrap(), after);
    assert!(in_a_process("is in use", folder.path()).success());
    drop(sim);
    let snapshot = tempfile::tempdir().unwrap();
    open(&path).unwrap().snapshot(snapshot.path().join("state.db")).unwrap();
    let sim = open(&snapshot.path().join("state.db")).unwrap();
    assert!(in_a_process("is in use", snapshot.path()).success());
    assert_eq!(sim.dump().unwrap(), after);
}

#[test]
fn an_empty_file_is_a_new_world() {
    let (_folder, path) = new_path();
    fs::write(&path, "").unwrap();
    let sim = open(&path).unwrap();
    assert_eq!(sim.dump().unwrap(), Simulator::in_memory().unwrap().dump().unwrap());
}

#[test]
fn a_path_that_leads_nowhere_is_an_io_fault() {
    let (folder, path) = new_path();
    let file_as_folder = path.join("state.db");
    fs::write(&path, "mine").unwrap();
    let (missing, nul) = (folder.path().join("missing").join("state.db"), folder.path().join("a\0b"));
    for path in [folder.path(), &missing, &file_as_folder, &nul] {
        assert!(matches!(fault(open(path)), Fault::Io { .. }), "{path:?}");
        assert!(
            matches!(fault(Simulator::in_memory().unwrap().snapshot(path)), Fault::Io { .. }),
            "{path:?}"
        );
    }
    assert_eq!(contents(folder.path()), BTreeMap::from([("state.db".into(), b"mine".to_vec())]));
}

#[test]
fn names_with_a_meaning_for_sqlite_are_plain_file_names() {
    let (folder, _path) = new_path();
    assert!(in_a_process("odd names", folder.path()).success());
    let found: BTreeSet<_> = contents(folder.path()).into_keys().collect();
    assert_eq!(found, ODD_NAMES.map(OsString::from).into());
    for name in ODD_NAMES {
        let sim = open(&folder.path().join(name)).unwrap();
        assert_eq!(sim.dump().unwrap()["routers"].as_array().unwrap().len(), 1, "{name}");
    }
}

/// Returns every RequestId in the answers.
fn request_ids(answers: &Value) -> Vec<String> {
    let answers = answers.as_array().unwrap().iter().map(|answer| answer.as_str().unwrap());
    let bodies = answers.filter_map(|answer| serde_json::from_str::<Value>(answer.get(4..)?).ok());
    bodies.map(|body| body["RequestId"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_killed_process_loses_no_answered_command_and_repeats_no_request_id() {
    let (folder, path) = new_path();
    let mut seen = BTreeSet::new();
    let mut note = |answers: &Value| {
        let ids = request_ids(answers);
        assert!(ids.len() > 10);
        for id in ids {
            assert!(seen.insert(id.clone()), "{id} was given out twice");
        }
    };
    for _ in 0..2 {
        assert!(!in_a_process("crash", folder.path()).success());
        let wal = fs::metadata(folder.path().join("state.db-wal")).unwrap();
        assert!(wal.len() > 0, "the process has closed its world");
        let record = fs::read_to_string(folder.path().join("record.json")).unwrap();
        let record: Value = serde_json::from_str(&record).unwrap();
        note(&record["answers"]);
        // The next process in the loop opens the file as it is. This process opens a copy.
        for name in ["state.db", "state.db-wal"] {
            fs::copy(folder.path().join(name), folder.path().join(format!("copy-{name}"))).unwrap();
        }
        let sim = open(&folder.path().join("copy-state.db")).unwrap();
        assert_eq!(sim.dump().unwrap(), record["dump"]);
        sim.check_invariants().unwrap();
    }
    let sim = open(&path).unwrap();
    sim.check_invariants().unwrap();
    note(&json!(second_half(&sim)));
    let created: Timestamp = value("2026-01-01T00:00:00Z");
    assert!(sim.now() > created);
    drop(sim);
    assert!(!folder.path().join("state.db-wal").exists(), "a clean close leaves one file");
}
