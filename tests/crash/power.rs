//! Power failures: what was answered is there afterwards, and nothing is there by half.

use std::collections::HashSet;

use ecr_sim::Durability;
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

use crate::disk::Disk;
use crate::left::state_of;
use crate::say;
use crate::vfs;
use crate::workload::{Client, builder};

/// Where the randomness of these tests begins.
const SEED: u64 = 1;
/// Crashes of one world, one after the other.
const CRASHES_PER_WORLD: u32 = 10;
/// Changes that a disk makes at most before its power fails.
const CHANGES_MAX: u64 = 150;

/// How the disk and the database are set.
#[derive(Clone, Copy, Debug)]
struct Setting {
    durability: Durability,
    lies: bool,
    forgets_sync: bool,
}

const PROMISED: Setting = Setting { durability: Durability::Full, lies: false, forgets_sync: false };

/// What was seen until the first failure.
#[derive(Debug, Default)]
struct Tally {
    crashes: u32,
    /// Crashes that left the call half-way that was under way, done.
    done_unanswered: u32,
    acknowledged: u64,
    failure: Option<String>,
}

/// Lets worlds crash until one of them fails, or the number is reached.
fn crash(setting: Setting, seed: u64, crashes: u32) -> Tally {
    let mut tally = Tally::default();
    for world in 0.. {
        if tally.failure.is_some() || tally.crashes >= crashes {
            break;
        }
        if let Err(failure) = crash_world(setting, seed.wrapping_add(world), &mut tally) {
            tally.failure = Some(format!("seed {seed}, world {world}, crash {}: {failure}", tally.crashes));
        }
    }
    tally
}

/// One world: it works until the power fails, and goes on from what is left, several times.
fn crash_world(setting: Setting, seed: u64, tally: &mut Tally) -> Result<(), String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.db");
    vfs::insert(Disk::default());
    drop(builder().open(&path).unwrap());
    let twin = builder().in_memory().unwrap();
    let mut client = Client::new(seed);
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut request_ids = HashSet::new();
    for _ in 0..CRASHES_PER_WORLD {
        let mut disk = Disk::with_power_for(rng.random_range(0..CHANGES_MAX));
        disk.lies = setting.lies;
        disk.forgets_sync = setting.forgets_sync;
        vfs::insert(disk);
        let mut under_way = None;
        if let Ok(sim) = builder().durability(setting.durability).open(&path) {
            while under_way.is_none() {
                let act = client.next();
                let answered = act.happen(&sim);
                let power_is_off = vfs::with(|disk| disk.is_off());
                match answered {
                    Ok(done) => {
                        let expected = act.happen(&twin).unwrap();
                        if done.body != expected.body {
                            return Err(format!("{act:?}: {} instead of {}", done.body, expected.body));
                        }
                        client.learn(&act, &done);
                        tally.acknowledged += 1;
                        // Without power, none can be reserved.
                        if let Some(id) = done.request_id
                            && !power_is_off
                            && !request_ids.insert(id)
                        {
                            return Err(format!("a RequestId came again at {act:?}"));
                        }
                    }
                    Err(_) if power_is_off => under_way = Some(act),
                    Err(fault) => return Err(format!("{act:?} with power: {fault}")),
                }
            }
        }
        vfs::remove().crash(&mut rng);
        tally.crashes += 1;
        // The next ones work, and spare the real one its syncs.
        vfs::insert(Disk::default());
        let left = state_of(&path)?;
        if left != twin.dump().unwrap() {
            // Then the call that was under way has happened, and nothing else.
            if let Some(act) = under_way {
                act.happen(&twin).unwrap();
            }
            if left != twin.dump().unwrap() {
                return Err("it is neither as answered nor one call ahead".to_owned());
            }
            tally.done_unanswered += 1;
        }
    }
    Ok(())
}

/// Crashes until something fails, and says so.
fn crashes(setting: Setting, count: u32) -> Tally {
    let tally = crash(setting, SEED, count);
    say(&format!("{setting:?}: {tally:?}"));
    tally
}

#[test]
fn no_power_failure_loses_an_answered_call_or_leaves_half_of_one() {
    let count = std::env::var("ECR_SIM_CRASHES").map_or(3_000, |count| count.parse().unwrap());
    let tally = crashes(PROMISED, count);
    assert_eq!(tally.failure, None);
    assert!(tally.done_unanswered > 0, "calls are cut off also after their commit");
}

/// How many crashes a control may take to fail.
const CONTROL: u32 = 600;

#[test]
fn without_a_sync_at_each_commit_answered_calls_are_lost() {
    let failure = crashes(Setting { durability: Durability::Normal, ..PROMISED }, CONTROL).failure;
    assert!(failure.unwrap().contains("neither"));
}

#[test]
fn without_any_sync_worlds_break() {
    assert!(crashes(Setting { forgets_sync: true, ..PROMISED }, CONTROL).failure.is_some());
}

#[test]
fn on_a_disk_that_lies_about_syncs_worlds_break() {
    assert!(crashes(Setting { lies: true, ..PROMISED }, CONTROL).failure.is_some());
}
