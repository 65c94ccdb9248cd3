//! How large a database is for what it holds.

use ecr_sim::Simulator;

use crate::fixture::{Fixture, FloorFixture};
use crate::floor::Floor;
use crate::markdown::{Report, thousands};
use crate::measure::Scale;
use crate::targets::{BYTES, BYTES_FIRST};

pub fn measure(scale: &Scale, report: &mut Report) {
    report.section(
        "Size",
        "The length of a snapshot, divided by its flow logs; each was created with a client token of 36 characters. Routers and\n\
         VBRs, one of each for 100 flow logs, are included.",
    );
    let rows = scale.weighed;
    let world = Fixture::filled(Simulator::in_memory().expect("memory suffices"), rows);
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("world.db");
    world.sim.snapshot(&file).expect("written");
    let ours = file.metadata().expect("there").len() as f64 / rows as f64;
    let floor = FloorFixture::with_tokens(Floor::new(), rows).floor.bytes() as f64 / rows as f64;
    report.table(&["what", "flow logs", "ratio", "bytes", "floor bytes", "difference bytes"]);
    report.cells(&[
        "a flow log with its token's row",
        &thousands(rows),
        &format!("{:.2} ×", ours / floor),
        &format!("{ours:.0}"),
        &format!("{floor:.0}"),
        &format!("{:+.0}", ours - floor),
    ]);
    report.target(&BYTES_FIRST, rows, ours);
    report.target(&BYTES, rows, ours);
}
