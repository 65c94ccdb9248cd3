//! Calls on flow logs in memory.

use ecr_sim::Simulator;

use crate::fixture::{FloorFixture, FlowLogFixture};
use crate::floor::Floor;
use crate::measure::{Comparison, Scale, Times};

/// A replayed and a refused delete are compared with the floor of a delete, since they have none of their own.
pub fn measure(scale: &Scale) {
    let title = format!("Calls on flow logs in memory, {} of each", scale.calls(scale.batch));
    let mut table = Comparison::new(title, "flow logs");
    for &count in scale.flow_logs {
        calls(scale, &mut table, count);
    }
    table.print();
}

fn calls(scale: &Scale, table: &mut Comparison, count: usize) {
    let mut ours = FlowLogFixture::filled(Simulator::in_memory().expect("memory suffices"), count);
    let mut floor = FloorFixture::with_tokens(Floor::new(), count);
    let (mut delete, mut create, mut describe) = <(Times, Times, Times)>::default();
    let (mut floor_delete, mut floor_create, mut floor_describe) = <(Times, Times, Times)>::default();
    let (mut invoke, mut refuse, mut replay) = <(Times, Times, Times)>::default();
    for _ in 0..scale.batches {
        for _ in 0..scale.batch {
            floor.delete_and_create(&mut floor_delete, &mut floor_create);
        }
        for _ in 0..scale.batch {
            ours.delete_and_create(&mut delete, &mut create);
        }
        for _ in 0..scale.batch {
            ours.invoke_delete(&mut invoke);
        }
        for _ in 0..scale.batch {
            floor.describe(&mut floor_describe);
        }
        for _ in 0..scale.batch {
            ours.describe(&mut describe);
        }
        for _ in 0..scale.batch {
            ours.replay(&mut replay);
            ours.refuse(&mut refuse);
        }
    }
    table.row("DeleteFlowlog with a token", count, &delete, &floor_delete);
    table.row("DeleteFlowlog through `invoke`", count, &invoke, &floor_delete);
    table.row("CreateFlowLog with a token", count, &create, &floor_create);
    table.row("DescribeFlowLogs of one", count, &describe, &floor_describe);
    table.row("replayed DeleteFlowlog", count, &replay, &floor_delete);
    table.row("refused DeleteFlowlog", count, &refuse, &floor_delete);
}
