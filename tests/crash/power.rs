//! Power failures: the effect of every answered call remains, and no call has half an effect.

use std::collections::HashSet;
use std::path::PathBuf;

use ecr_sim::{Durability, Simulator};
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

use crate::disk::Disk;
use crate::leftovers::state_of;
use crate::say;
use crate::vfs;
use crate::workload::{Act, Client, Done, builder};

/// The first seed of these tests.
const SEED: u64 = 1;
/// How many crashes one file suffers, one after the other.
const CRASHES_PER_WORLD: u32 = 10;
/// The largest number of changes before the power fails.
const CHANGES_MAX: u64 = 150;

/// Settings of the disk and the database.
#[derive(Clone, Copy, Debug)]
struct Setting {
    durability: Durability,
    lies: bool,
    forgets_sync: bool,
}

const PROMISED: Setting = Setting { durability: Durability::Full, lies: false, forgets_sync: false };

/// What happened until the first failure.
#[derive(Debug, Default)]
struct Tally {
    crashes: u32,
    /// Crashes after which the call in flight had its effect.
    done_unanswered: u32,
    /// Crashes before the database was created.
    cut_creations: u32,
    /// Crashes during a checkpoint, while changes of the database itself were not durable.
    cut_checkpoints: u32,
    acknowledged: u64,
    failure: Option<String>,
}

/// Crashes one file after the other, until one fails or the number is reached.
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

/// Uses one file until the power fails, and continues with what is left, several times.
fn crash_world(setting: Setting, seed: u64, tally: &mut Tally) -> Result<(), String> {
    let folder = tempfile::tempdir().unwrap();
    let mut world = Cycle {
        // Without symbolic links, as the disk sees it.
        path: folder.path().canonicalize().unwrap().join("state.db"),
        setting,
        twin: builder().in_memory().unwrap(),
        client: Client::new(seed),
        rng: ChaCha8Rng::seed_from_u64(seed),
        request_ids: HashSet::new(),
        created: false,
        tally,
    };
    for _ in 0..CRASHES_PER_WORLD {
        let mut disk = Disk::with_power_for(world.rng.random_range(0..CHANGES_MAX));
        disk.lies = setting.lies;
        disk.forgets_sync = setting.forgets_sync;
        vfs::insert(disk);
        let under_way = world.live()?;
        world.crash();
        world.compare(under_way)?;
    }
    Ok(())
}

/// A simulator on a disk whose power fails.
struct Cycle<'a> {
    path: PathBuf,
    setting: Setting,
    /// A simulator in memory that makes every answered call too.
    twin: Simulator,
    client: Client,
    rng: ChaCha8Rng,
    request_ids: HashSet<String>,
    created: bool,
    tally: &'a mut Tally,
}

impl Cycle<'_> {
    /// Opens the file, or returns `None` if the power fails.
    fn open(&mut self) -> Result<Option<Simulator>, String> {
        match builder().durability(self.setting.durability).open(&self.path) {
            Ok(sim) => {
                self.created = true;
                Ok(Some(sim))
            }
            Err(_) if vfs::with(|disk| disk.is_off()) => Ok(None),
            Err(fault) => Err(format!("opening with power: {fault}")),
        }
    }

    /// Makes calls until the power fails, and returns the call in flight, if any.
    fn live(&mut self) -> Result<Option<Act>, String> {
        let mut open = self.open()?;
        self.tally.cut_creations += u32::from(!self.created);
        while let Some(sim) = &open {
            // Closes and reopens the file now and then, which is a checkpoint.
            if self.rng.random_ratio(1, 12) {
                drop(open.take());
                open = self.open()?;
                continue;
            }
            let act = self.client.next();
            let answered = act.happen(sim);
            let power_is_off = vfs::with(|disk| disk.is_off());
            match answered {
                Ok(done) => self.learn(&act, done, power_is_off)?,
                Err(_) if power_is_off => return Ok(Some(act)),
                Err(fault) => return Err(format!("{act:?} with power: {fault}")),
            }
        }
        Ok(None)
    }

    /// The effect of an answered call must remain.
    fn learn(&mut self, act: &Act, done: Done, power_is_off: bool) -> Result<(), String> {
        let expected = act.happen(&self.twin).unwrap();
        if done.body != expected.body {
            return Err(format!("{act:?}: {} instead of {}", done.body, expected.body));
        }
        self.client.learn(act, &done);
        self.tally.acknowledged += 1;
        // Without power, no RequestIds can be reserved.
        if let Some(id) = done.request_id
            && !power_is_off
            && !self.request_ids.insert(id)
        {
            return Err(format!("a RequestId came again at {act:?}"));
        }
        Ok(())
    }

    /// Leaves on the disk what a power failure would.
    fn crash(&mut self) {
        let disk = vfs::remove();
        self.tally.cut_checkpoints += u32::from(self.created && disk.is_unsynced(&self.path));
        disk.crash(&mut self.rng);
        self.tally.crashes += 1;
        // The disks of the next tests work, and do not sync the real one.
        vfs::insert(Disk::default());
    }

    /// Checks that the effects of all answered calls remain, and at most that of the call in flight besides.
    fn compare(&mut self, under_way: Option<Act>) -> Result<(), String> {
        let left = state_of(&self.path)?;
        if left == self.twin.dump().unwrap() {
            return Ok(());
        }
        if let Some(act) = under_way {
            act.happen(&self.twin).unwrap();
        }
        if left != self.twin.dump().unwrap() {
            return Err("it is neither as answered nor one call ahead".to_owned());
        }
        self.tally.done_unanswered += 1;
        Ok(())
    }
}

/// Crashes until something fails, and returns the failure.
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
    assert!(tally.cut_creations > 0 && tally.cut_checkpoints > 0, "so are creations and checkpoints");
}

/// How many crashes a control may take to fail.
const CONTROL: u32 = 600;

#[test]
fn without_a_sync_at_each_commit_answered_calls_are_lost() {
    let failure = crashes(Setting { durability: Durability::Normal, ..PROMISED }, CONTROL).failure;
    let failure = failure.unwrap();
    assert!(failure.contains("neither") || failure.contains("came again"), "{failure}");
}

#[test]
fn without_any_sync_worlds_break() {
    assert!(crashes(Setting { forgets_sync: true, ..PROMISED }, CONTROL).failure.is_some());
}

#[test]
fn on_a_disk_that_lies_about_syncs_worlds_break() {
    assert!(crashes(Setting { lies: true, ..PROMISED }, CONTROL).failure.is_some());
}

/// How many files are created while the power fails.
const CREATIONS: u64 = 500;

#[test]
fn a_file_whose_creation_a_power_failure_has_cut_off_opens() {
    let expected = builder().in_memory().unwrap().dump().unwrap();
    let mut cut_off = 0;
    for seed in 0..CREATIONS {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.db");
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        vfs::insert(Disk::with_power_for(rng.random_range(0..CHANGES_MAX)));
        let created = builder().open(&path).map(drop);
        let disk = vfs::remove();
        assert!(created.is_ok() || disk.is_off(), "seed {seed}: {created:?}");
        cut_off += u64::from(created.is_err());
        disk.crash(&mut rng);
        vfs::insert(Disk::default());
        assert_eq!(state_of(&path).as_ref(), Ok(&expected), "seed {seed}, {created:?}");
    }
    say(&format!("{cut_off} of {CREATIONS} creations were cut off"));
    assert!(cut_off > CREATIONS / 10);
}
