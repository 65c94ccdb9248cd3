//! New simulators and forks, beside copying the same bytes into bare SQLite.

use ecr_sim::Simulator;

use crate::fixture::FlowLogFixture;
use crate::floor::{copy_of, fork_of};
use crate::measure::{Comparison, Scale, Times};

/// The floor of a new simulator copies a finished image. That of a fork makes the image first.
pub fn measure(scale: &Scale) {
    let mut table = Comparison::new("New simulators and forks", "flow logs");
    let new = || Simulator::in_memory().expect("memory suffices");
    copies(scale, &mut table, &new(), 0);
    for &count in scale.flow_logs {
        copies(scale, &mut table, &FlowLogFixture::filled(new(), count).sim, count);
    }
    table.print();
}

fn copies(scale: &Scale, table: &mut Comparison, original: &Simulator, count: usize) {
    let repeats = scale.batch * scale.batches / if count > 10_000 { 200 } else { 10 };
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("world.db");
    original.snapshot(&file).expect("written");
    let image = std::fs::read(&file).expect("read");
    if count == 0 {
        let (mut ours, mut floor) = <(Times, Times)>::default();
        for _ in 0..repeats {
            drop(floor.time(|| copy_of(&image)));
            drop(ours.time(Simulator::in_memory));
        }
        table.row("a new simulator", count, &ours, &floor);
    }
    let mut source = copy_of(&image);
    let (mut ours, mut floor) = <(Times, Times)>::default();
    for _ in 0..repeats {
        drop(floor.time(|| fork_of(&mut source)));
        drop(ours.time(|| original.fork()));
    }
    table.row("`fork()`", count, &ours, &floor);
}
