//! Calls on worlds in files.

use std::fs::File;
use std::path::Path;

use ecr_sim::{Durability, Simulator};

use crate::fixture::{Fixture, FloorFixture};
use crate::floor::Floor;
use crate::markdown::Report;
use crate::measure::{Scale, Times};
use crate::targets::{FULL, NORMAL, Target};

pub fn measure(scale: &Scale, report: &mut Report) {
    report.section(
        "Durable files",
        &format!(
            "{} calls of each kind, both in WAL mode, locked against other processes, with the same\n\
             `synchronous`. `NORMAL` may lose the last commands when the power fails; `FULL` waits for the disk,\n\
             which is that of cargo's target folder.",
            scale.calls(10)
        ),
    );
    report.calls("flow logs");
    for &rows in scale.files {
        // Not the system's folder for temporary files, which may be in memory.
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
        let path = folder.path().join("world.db");
        let open = |durability| Simulator::builder().durability(durability).open(&path).expect("opened");
        let floor_path = folder.path().join("floor.db");
        let world = Fixture::filled(open(Durability::Normal), rows);
        let mut floor = FloorFixture::with_tokens(Floor::in_file(&floor_path), rows);
        let mut world = world.reopened(|| {
            warm(&path);
            open(Durability::Normal)
        });
        warm(&floor_path);
        compare(scale, report, ("`NORMAL`", &NORMAL), &mut world, &mut floor);

        let mut world = world.reopened(|| open(Durability::Full));
        floor.floor.make_full();
        compare(scale, report, ("`FULL`", &FULL), &mut world, &mut floor);
    }
}

/// Lets the system read a file that it may have forgotten meanwhile.
fn warm(path: &Path) {
    let mut file = File::open(path).expect("the file is there");
    std::io::copy(&mut file, &mut std::io::sink()).expect("the file can be read");
}

fn compare(
    scale: &Scale,
    report: &mut Report,
    (mode, target): (&str, &'static Target),
    world: &mut Fixture,
    floor: &mut FloorFixture,
) {
    let (mut delete, mut create) = <(Times, Times)>::default();
    let (mut floor_delete, mut floor_create) = <(Times, Times)>::default();
    // A log that still grows costs the disk more than one that is written over, which it is after 1,000 pages.
    let mut warm_up = <(Times, Times)>::default();
    for _ in 0..scale.batch / 5 {
        floor.delete_and_create(&mut warm_up.0, &mut warm_up.1);
        world.delete_and_create(&mut warm_up.0, &mut warm_up.1);
    }
    for _ in 0..scale.batches {
        for _ in 0..scale.batch / 10 {
            floor.delete_and_create(&mut floor_delete, &mut floor_create);
        }
        for _ in 0..scale.batch / 10 {
            world.delete_and_create(&mut delete, &mut create);
        }
    }
    let rows = world.len();
    report.call(&format!("DeleteFlowlog with a token, {mode}"), rows, &delete, &floor_delete);
    report.call(&format!("CreateFlowLog with a token, {mode}"), rows, &create, &floor_create);
    report.target(target, rows, delete.ratio_to(&floor_delete));
}
