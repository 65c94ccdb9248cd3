//! The size of a database.

use ecr_sim::Simulator;

use crate::fixture::{FloorFixture, FlowLogFixture};
use crate::floor::Floor;
use crate::measure::Scale;
use crate::table::{Table, thousands};

/// Divides the size of a snapshot by its number of flow logs. Each of them was created with a client token.
pub fn measure(scale: &Scale) {
    let count = scale.sized;
    let fixture = FlowLogFixture::filled(Simulator::in_memory().expect("memory suffices"), count);
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("world.db");
    fixture.sim.snapshot(&file).expect("written");
    let ours = file.metadata().expect("the file exists").len() as f64 / count as f64;
    let floor = FloorFixture::with_tokens(Floor::new(), count).floor.bytes() as f64 / count as f64;
    let mut table = Table::new("Size of a database", ["what", "flow logs", "bytes", "floor bytes", "ratio"]);
    table.row([
        "a flow log with its client token".to_owned(),
        thousands(count),
        format!("{ours:.0}"),
        format!("{floor:.0}"),
        format!("{:.2}", ours / floor),
    ]);
    table.print();
}
