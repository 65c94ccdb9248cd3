//! Calls on flow logs in files.

use std::fs::File;
use std::path::Path;

use ecr_sim::{Durability, Simulator};

use crate::fixture::{FloorFixture, FlowLogFixture};
use crate::floor::Floor;
use crate::measure::{Comparison, Scale, Times};

/// Simulation and floor are both in WAL mode, locked against other processes, with the same `synchronous`.
pub fn measure(scale: &Scale) {
    let title = format!("Calls on flow logs in files, {} of each", scale.calls(scale.batch / 10));
    let mut table = Comparison::new(title, "flow logs");
    for &count in scale.files {
        // The system's folder for temporary files may be in memory.
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
        let path = folder.path().join("world.db");
        let open = |durability| Simulator::builder().durability(durability).open(&path).expect("opened");
        let floor_path = folder.path().join("floor.db");
        let ours = FlowLogFixture::filled(open(Durability::Normal), count);
        let mut floor = FloorFixture::with_tokens(Floor::in_file(&floor_path), count);
        let mut ours = ours.reopened(|| {
            warm(&path);
            open(Durability::Normal)
        });
        warm(&floor_path);
        compare(scale, &mut table, "NORMAL", &mut ours, &mut floor);

        let mut ours = ours.reopened(|| open(Durability::Full));
        floor.floor.make_full();
        compare(scale, &mut table, "FULL", &mut ours, &mut floor);
    }
    table.print();
}

/// Reads the file, so that the system has it in its cache again.
fn warm(path: &Path) {
    let mut file = File::open(path).expect("the file is there");
    std::io::copy(&mut file, &mut std::io::sink()).expect("the file can be read");
}

fn compare(
    scale: &Scale,
    table: &mut Comparison,
    synchronous: &str,
    ours: &mut FlowLogFixture,
    floor: &mut FloorFixture,
) {
    let (mut delete, mut create) = <(Times, Times)>::default();
    let (mut floor_delete, mut floor_create) = <(Times, Times)>::default();
    // Until its first checkpoint, after 1,000 pages, the WAL file grows, which costs more than overwriting it.
    let mut warm_up = <(Times, Times)>::default();
    for _ in 0..scale.batch / 5 {
        floor.delete_and_create(&mut warm_up.0, &mut warm_up.1);
        ours.delete_and_create(&mut warm_up.0, &mut warm_up.1);
    }
    for _ in 0..scale.batches {
        for _ in 0..scale.batch / 10 {
            floor.delete_and_create(&mut floor_delete, &mut floor_create);
        }
        for _ in 0..scale.batch / 10 {
            ours.delete_and_create(&mut delete, &mut create);
        }
    }
    let count = ours.len();
    table.row(&format!("DeleteFlowlog with a token, {synchronous}"), count, &delete, &floor_delete);
    table.row(&format!("CreateFlowLog with a token, {synchronous}"), count, &create, &floor_create);
}
