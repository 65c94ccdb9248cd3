//! New worlds and copies of worlds, beside copying the same bytes into bare SQLite.

use ecr_sim::Simulator;

use crate::fixture::Fixture;
use crate::floor::{copy_of, fork_of};
use crate::markdown::Report;
use crate::measure::{Scale, Times};
use crate::targets::{FORK, FRESH};

pub fn measure(scale: &Scale, report: &mut Report) {
    report.section(
        "Fresh simulators and forks",
        "Repeated 2,000 times, 100 times with many flow logs. The floor of a fresh simulator copies a finished\n\
         image; that of a fork makes the image first.",
    );
    report.calls("flow logs");
    let fresh = || Simulator::in_memory().expect("memory suffices");
    copies(scale, report, &fresh(), 0);
    for &rows in scale.flow_logs {
        copies(scale, report, &Fixture::filled(fresh(), rows).sim, rows);
    }
}

fn copies(scale: &Scale, report: &mut Report, original: &Simulator, rows: usize) {
    let repeats = scale.batch * scale.batches / if rows > 10_000 { 200 } else { 10 };
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("world.db");
    original.snapshot(&file).expect("written");
    let image = std::fs::read(&file).expect("read");
    if rows == 0 {
        let (mut ours, mut floor) = <(Times, Times)>::default();
        for _ in 0..repeats {
            drop(floor.time(|| copy_of(&image)));
            drop(ours.time(Simulator::in_memory));
        }
        report.call("a fresh simulator", rows, &ours, &floor);
        report.target(&FRESH, rows, ours.ratio_to(&floor));
    }
    let mut source = copy_of(&image);
    let (mut ours, mut floor) = <(Times, Times)>::default();
    for _ in 0..repeats {
        drop(floor.time(|| fork_of(&mut source)));
        drop(ours.time(|| original.fork()));
    }
    report.call("`fork()`", rows, &ours, &floor);
    report.target(&FORK, rows, ours.ratio_to(&floor));
}
