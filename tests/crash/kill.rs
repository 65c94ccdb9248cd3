//! A process that is killed in the middle of its work: what it was answered is there, and nothing is there by half.

use std::collections::HashSet;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

use crate::say;
use crate::workload::{Client, builder};

/// The file and the seed that a process is to work with.
const FILE: &str = "ECR_SIM_TEST_FILE";
const SEED: &str = "ECR_SIM_TEST_SEED";

/// What a process prints before it opens its file, and before the RequestId of what was answered.
const BEGINS: &str = "begins";
const ANSWERED: &str = "answered ";

/// Lives of one world, one after the other.
const LIVES: u64 = 20;

/// Not a test by itself: the process that is killed.
#[test]
fn a_process_that_works_until_it_is_killed() {
    let (Ok(path), Ok(seed)) = (std::env::var(FILE), std::env::var(SEED)) else { return };
    let mut client = Client::new(seed.parse().unwrap());
    writeln!(std::io::stdout().lock(), "\n{BEGINS}").unwrap();
    let sim = builder().open(path).unwrap();
    loop {
        let act = client.next();
        let done = act.happen(&sim).unwrap();
        client.learn(&act, &done);
        let id = done.request_id.unwrap_or_default();
        writeln!(std::io::stdout().lock(), "{ANSWERED}{id}").unwrap();
    }
}

/// Lets a process work on a file, and kills it once it has printed some lines. The RequestIds of what it was answered,
/// empty for what has none.
fn work(path: &Path, seed: u64, lines: usize) -> Vec<String> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["kill::a_process_that_works_until_it_is_killed", "--exact", "--nocapture"])
        .env(FILE, path)
        .env(SEED, seed.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut printed = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    assert!(printed.any(|line| line == BEGINS), "the process begins");
    let mut answered: Vec<_> = printed.by_ref().take(lines).collect();
    child.kill().unwrap();
    // What it has printed meanwhile. A line this short goes through a pipe in one piece.
    answered.extend(printed);
    child.wait().unwrap();
    let ids = answered.iter().filter_map(|line| line.strip_prefix(ANSWERED));
    ids.map(str::to_owned).collect()
}

#[test]
fn no_kill_loses_an_answered_call_or_leaves_half_of_one() {
    let kills = std::env::var("ECR_SIM_KILLS").map_or(200, |count| count.parse().unwrap());
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let (mut calls, mut done_unanswered) = (0, 0);
    for world in 0..u64::div_ceil(kills, LIVES) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.db");
        let twin = builder().in_memory().unwrap();
        let mut request_ids = HashSet::new();
        drop(builder().open(&path).unwrap());
        for life in 0..LIVES {
            let seed = world * LIVES + life;
            let answered = work(&path, seed, rng.random_range(0..40));
            let ids = answered.iter().filter(|id| !id.is_empty());
            ids.for_each(|id| assert!(request_ids.insert(id.clone()), "life {seed}: {id} came again"));
            calls += answered.len();
            let mut client = Client::new(seed);
            for _ in &answered {
                let act = client.next();
                let done = act.happen(&twin).unwrap();
                client.learn(&act, &done);
            }
            let sim = builder().open(&path).unwrap();
            assert_eq!(sim.check_invariants(), Ok(()), "life {seed}");
            let left = sim.dump().unwrap();
            if left != twin.dump().unwrap() {
                client.next().happen(&twin).unwrap();
                assert_eq!(left, twin.dump().unwrap(), "life {seed}: neither as answered nor one call ahead");
                done_unanswered += 1;
            }
        }
    }
    say(&format!(
        "{kills} kills, {calls} answered calls, {done_unanswered} calls done but not answered, 0 lost"
    ));
    assert!(calls > 0);
}
