//! Calls on flow logs.

use ecr_sim::Simulator;

use crate::fixture::{Fixture, FloorFixture};
use crate::floor::Floor;
use crate::markdown::Report;
use crate::measure::{Scale, Times};
use crate::targets::{DELETE, DELETE_FIRST, DESCRIBE, INVOKE, REFUSAL, REPLAY};

pub fn measure(scale: &Scale, report: &mut Report) {
    report.section(
        "Calls on flow logs",
        &format!(
            "In memory, {} calls of each kind. `CreateFlowLog` has an index more than its floor (of a router's\n\
             flow logs), a wider row and the counter of keys; `DescribeFlowLogs` reads 16 columns and builds an\n\
             answer where its floor reads a status and an id. A list costs time in proportion to the flow logs\n\
             of its router, since `TotalCount` counts what matches; with `FlowLogId` it does not.",
            scale.calls(1)
        ),
    );
    report.calls("flow logs");
    for &rows in scale.flow_logs {
        calls(scale, report, rows);
    }
}

fn calls(scale: &Scale, report: &mut Report, rows: usize) {
    let mut world = Fixture::filled(Simulator::in_memory().expect("memory suffices"), rows);
    let mut floor = FloorFixture::with_tokens(Floor::new(), rows);
    let (mut delete, mut create, mut describe) = <(Times, Times, Times)>::default();
    let (mut floor_delete, mut floor_create, mut floor_describe) = <(Times, Times, Times)>::default();
    let (mut invoke, mut refuse, mut replay) = <(Times, Times, Times)>::default();
    for _ in 0..scale.batches {
        for _ in 0..scale.batch {
            floor.delete_and_create(&mut floor_delete, &mut floor_create);
        }
        for _ in 0..scale.batch {
            world.delete_and_create(&mut delete, &mut create);
        }
        for _ in 0..scale.batch {
            world.invoke_delete(&mut invoke);
        }
        for _ in 0..scale.batch {
            floor.describe(&mut floor_describe);
        }
        for _ in 0..scale.batch {
            world.describe(&mut describe);
        }
        for _ in 0..scale.batch {
            world.replay(&mut replay);
            world.refuse(&mut refuse);
        }
    }
    report.call("DeleteFlowlog with a token", rows, &delete, &floor_delete);
    report.call("the same through `invoke`", rows, &invoke, &floor_delete);
    report.call("CreateFlowLog with a token", rows, &create, &floor_create);
    report.call("DescribeFlowLogs of one", rows, &describe, &floor_describe);
    report.call("replay of a token (beside the delete's floor)", rows, &replay, &floor_delete);
    report.call("refusal by a guard (beside the delete's floor)", rows, &refuse, &floor_delete);

    for target in [&DELETE_FIRST, &DELETE] {
        report.target(target, rows, delete.ratio_to(&floor_delete));
    }
    report.target(&INVOKE, rows, invoke.p50() - floor_delete.p50());
    for (target, call) in [(&REFUSAL, &refuse), (&REPLAY, &replay), (&DESCRIBE, &describe)] {
        report.target(target, rows, call.ratio_to(&delete));
    }
}
