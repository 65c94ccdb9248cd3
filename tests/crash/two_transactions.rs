//! A control: calls in bare SQL on a real world, whose effect and client token are one transaction or two. It has a
//! comparison of its own.

use std::fs;
use std::path::Path;

use ecr_sim::Simulator;
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use rusqlite::{Connection, params};
use serde_json::Value;

use crate::disk::Disk;
use crate::say;
use crate::vfs;
use crate::workload::builder;

/// Flow logs, which are deleted one by one.
const FLOW_LOGS: u8 = 20;

/// A world to begin with, and what the simulator makes of it.
struct Original {
    folder: tempfile::TempDir,
    flow_logs: Vec<String>,
    /// The rows of the tokens: scope and its hash, parameters, answer, time.
    tokens: Vec<(String, i64, String, String, i64)>,
    /// The state before the first call and after each.
    dumps: Vec<Value>,
}

fn original() -> Original {
    let folder = tempfile::tempdir().unwrap();
    let (path, twin) = (folder.path().join("state.db"), folder.path().join("twin.db"));
    let ask = |sim: &Simulator, action: &str, pairs: &[(&str, &str)]| -> Value {
        let reply = sim.invoke(action, pairs.iter().copied());
        assert_eq!(reply.http_status, 200, "{}", reply.body);
        serde_json::from_str(&reply.body).unwrap()
    };
    let sim = builder().open(&path).unwrap();
    let router = ask(&sim, "CreateExpressConnectRouter", &[("AlibabaSideAsn", "64512")])["EcrId"].clone();
    let router = router.as_str().unwrap();
    let vbr = [
        ("ChildInstanceId", "vbr-1"),
        ("ChildInstanceType", "VBR"),
        ("ChildInstanceRegionId", "cn-hangzhou"),
    ];
    ask(&sim, "AttachExpressConnectRouterChildInstance", &[&[("EcrId", router)], &vbr[..]].concat());
    sim.advance_until_idle().unwrap();
    let mut flow_logs = Vec::new();
    for _ in 0..FLOW_LOGS {
        let vbr = [("EcrId", router), ("InstanceType", "VBR"), ("InstanceId", "vbr-1")];
        let sls = [("ProjectName", "net-audit"), ("LogStoreName", "vbr_flow")];
        let answer = ask(&sim, "CreateFlowLog", &[&vbr[..], &sls].concat());
        flow_logs.push(answer["FlowLogId"].as_str().unwrap().to_owned());
    }
    drop(sim);
    fs::copy(&path, &twin).unwrap();
    let sim = builder().open(&twin).unwrap();
    let mut dumps = vec![sim.dump().unwrap()];
    for id in &flow_logs {
        ask(&sim, "DeleteFlowlog", &[("EcrId", router), ("FlowLogId", id), ("ClientToken", "t")]);
        dumps.push(sim.dump().unwrap());
    }
    drop(sim);
    let sql =
        "SELECT scope, scope_hash, parameters, response, created_ms FROM token ORDER BY id DESC LIMIT ?1";
    let connection = Connection::open(&twin).unwrap();
    // The disk has no shared memory.
    connection.execute_batch("PRAGMA locking_mode = EXCLUSIVE").unwrap();
    let mut statement = connection.prepare(sql).unwrap();
    let rows = statement
        .query_map([FLOW_LOGS], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)));
    let mut tokens: Vec<_> = rows.unwrap().map(Result::unwrap).collect();
    tokens.reverse();
    Original { folder, flow_logs, tokens, dumps }
}

/// Deletes flow logs until the power fails. How many were answered.
fn delete(original: &Original, path: &Path, between: &str) -> rusqlite::Result<usize> {
    let connection = Connection::open(path)?;
    connection.execute_batch(
        "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;",
    )?;
    for (answered, (id, token)) in original.flow_logs.iter().zip(&original.tokens).enumerate() {
        let call = || {
            connection.execute_batch("BEGIN IMMEDIATE")?;
            connection.execute("DELETE FROM flow_log WHERE flow_log_id = ?1", [id])?;
            connection.execute_batch(between)?;
            let sql = "INSERT INTO token (scope, scope_hash, parameters, response, created_ms)
                       VALUES (?1, ?2, ?3, ?4, ?5)";
            connection.execute(sql, params![token.0, token.1, token.2, token.3, token.4])?;
            connection.execute_batch("COMMIT")
        };
        if call().is_err() {
            return Ok(answered);
        }
    }
    Ok(original.flow_logs.len())
}

/// The number of the crash that left half a call, if any did.
fn first_half_call(between: &str, crashes: u32) -> Option<u32> {
    let original = original();
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let path = original.folder.path().join("crashed.db");
    (0..crashes).find(|_| {
        fs::copy(original.folder.path().join("state.db"), &path).unwrap();
        vfs::insert(Disk::with_power_for(rng.random_range(0..100)));
        let answered = delete(&original, &path, between).unwrap_or_default();
        vfs::remove().crash(&mut rng);
        vfs::insert(Disk::default());
        let sim = builder().open(&path).unwrap();
        let left = sim.dump().unwrap();
        drop(sim);
        !original.dumps[answered..].iter().take(2).any(|dump| *dump == left)
    })
}

#[test]
fn a_token_in_a_transaction_of_its_own_is_lost_without_its_effect() {
    let found = first_half_call("COMMIT; BEGIN IMMEDIATE", 600);
    say(&format!("the token in a second transaction fails at crash {found:?}"));
    assert!(found.is_some());
}

#[test]
fn a_token_in_the_transaction_of_its_effect_is_not() {
    assert_eq!(first_half_call("", 600), None);
}
