//! Killed processes: the effect of every answered call remains, and no call has half an effect.
//!
//! The process closes and reopens its file now and then, and continues from what the one before it left.

use std::collections::HashSet;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, Stdio};

use ecr_sim::Simulator;
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

use crate::leftovers::state_of;
use crate::say;
use crate::workload::{Client, builder};

/// The environment variables with the file and the seed for a process.
const FILE: &str = "ECR_SIM_TEST_FILE";
const SEED: &str = "ECR_SIM_TEST_SEED";

/// The lines that a process prints before it opens its file, before it closes it, and before the RequestId of an
/// answer.
const OPENS: &str = "opens";
const CLOSES: &str = "closes";
const ANSWERED: &str = "answered ";

/// How many processes work on one file, one after the other.
const LIVES: u64 = 20;
/// The largest number of lines that a process prints before it is killed.
const LINES_MAX: usize = 40;

fn print(line: &str) {
    // The test harness may have printed part of a line before.
    writeln!(std::io::stdout().lock(), "\n{line}").unwrap();
}

fn opened(path: &str) -> Simulator {
    print(OPENS);
    builder().open(path).unwrap()
}

/// Not a test itself: it is the process to kill.
#[test]
fn a_process_that_works_until_it_is_killed() {
    let (Ok(path), Ok(seed)) = (std::env::var(FILE), std::env::var(SEED)) else { return };
    let seed = seed.parse().unwrap();
    let (mut client, mut rng) = (Client::new(seed), ChaCha8Rng::seed_from_u64(seed));
    let mut sim = opened(&path);
    loop {
        if rng.random_ratio(1, 12) {
            print(CLOSES);
            drop(sim);
            sim = opened(&path);
        }
        let act = client.next();
        let done = act.happen(&sim).unwrap();
        client.learn(&act, &done);
        print(&format!("{ANSWERED}{}", done.request_id.unwrap_or_default()));
    }
}

/// Runs a process on a file, and kills it after some lines. Returns all that it printed after opening the file first.
fn work(path: &Path, seed: u64, lines: usize) -> Vec<String> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["kill::a_process_that_works_until_it_is_killed", "--exact", "--nocapture"])
        .env(FILE, path)
        .env(SEED, seed.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines_of = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let ours = |line: &String| line == OPENS || line == CLOSES || line.starts_with(ANSWERED);
    let mut printed = lines_of.filter(ours);
    let mut seen: Vec<_> = printed.by_ref().take(1 + lines).collect();
    child.kill().unwrap();
    // What it has printed in the meantime. A pipe passes a line this short in one piece.
    seen.extend(printed);
    let status = child.wait().unwrap();
    assert_eq!(status.signal(), Some(9), "life {seed} ended by itself: {status}, after {seen:?}");
    seen
}

/// What happened to the files.
#[derive(Debug, Default)]
struct Tally {
    kills: u64,
    /// Kills whose process last printed that it opens or closes its file.
    opening: u64,
    closing: u64,
    answered: usize,
    /// Kills after which the call in flight had its effect.
    done_unanswered: u64,
}

/// Runs and kills one process on a file, and repeats its calls on the twin.
fn live(path: &Path, twin: &Simulator, seed: u64, printed: &[String], tally: &mut Tally) {
    let mut client = Client::new(seed);
    for _ in printed.iter().filter(|line| line.starts_with(ANSWERED)) {
        let act = client.next();
        let done = act.happen(twin).unwrap();
        client.learn(&act, &done);
        tally.answered += 1;
    }
    tally.kills += 1;
    tally.opening += u64::from(printed.last().unwrap() == OPENS);
    tally.closing += u64::from(printed.last().unwrap() == CLOSES);
    let left = state_of(path).unwrap_or_else(|fault| panic!("life {seed}: {fault}"));
    if left != twin.dump().unwrap() {
        client.next().happen(twin).unwrap();
        assert_eq!(left, twin.dump().unwrap(), "life {seed}: neither as answered nor one call ahead");
        tally.done_unanswered += 1;
    }
}

#[test]
fn no_kill_loses_an_answered_call_or_leaves_half_of_one() {
    let kills = std::env::var("ECR_SIM_KILLS").map_or(200, |count| count.parse().unwrap());
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut tally = Tally::default();
    for world in 0..u64::div_ceil(kills, LIVES) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.db");
        let twin = builder().in_memory().unwrap();
        let mut request_ids = HashSet::new();
        for life in 0..LIVES.min(kills - world * LIVES) {
            let seed = world * LIVES + life;
            let printed = work(&path, seed, rng.random_range(0..LINES_MAX));
            let ids = printed.iter().filter_map(|line| line.strip_prefix(ANSWERED));
            for id in ids.filter(|id| !id.is_empty()) {
                assert!(request_ids.insert(id.to_owned()), "life {seed}: {id} came again");
            }
            live(&path, &twin, seed, &printed, &mut tally);
        }
    }
    say(&format!("{tally:?}, 0 lost"));
    assert!(tally.answered > 0);
    assert!(tally.opening + tally.closing > 0, "processes are killed also while they open and close");
}
