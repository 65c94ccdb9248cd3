//! How calls get slower as flow logs get more.

use std::time::Duration;

use ecr_sim::Simulator;

use crate::fixture::{Fixture, FloorFixture};
use crate::floor::Floor;
use crate::markdown::{Report, thousands};
use crate::measure::{Scale, Times};
use crate::targets::{GROWTH, TAILS};

const CALLS: [&str; 4] = [
    "DeleteFlowlog with a token",
    "CreateFlowLog with a token",
    "DescribeFlowLogs of one",
    "DescribeFlowLogs of a page of 10",
];

pub fn measure(scale: &Scale, report: &mut Report) {
    report.section(
        "Growth",
        &format!(
            "In memory, {} calls of each kind. Here no client tokens of setting up remain, neither in the world,\n\
             where they have expired, nor in the floor. The floor of a page is not frozen: it reads three texts\n\
             of ten flow logs through an index of their router, and does not count.",
            scale.calls(1)
        ),
    );
    report.calls("flow logs");
    let measured: Vec<_> = scale.growth.iter().map(|&rows| (rows, times(scale, rows))).collect();
    for (rows, times) in &measured {
        for ((what, tail), (call, floor)) in CALLS.iter().zip(&TAILS).zip(times) {
            report.call(what, *rows, call, floor);
            report.target(tail, *rows, call.p99() / call.p50());
        }
    }
    let (smallest, first) = &measured[0];
    report.table(&["what", "flow logs", "ratio of growths", "growth", "floor's growth"]);
    for (index, what) in CALLS.iter().enumerate() {
        for (rows, times) in &measured[1..] {
            let growth = times[index].0.ratio_to(&first[index].0);
            let floor = times[index].1.ratio_to(&first[index].1);
            let [ratio, growth, floor] = [growth / floor, growth, floor].map(|value| format!("{value:.2} ×"));
            let span = format!("{} → {}", thousands(*smallest), thousands(*rows));
            report.cells(&[what, &span, &ratio, &growth, &floor]);
        }
    }
    if let [_, .., (rows, last)] = measured.as_slice() {
        for (index, target) in GROWTH.iter().enumerate() {
            let growth = last[index].0.ratio_to(&first[index].0);
            report.target(target, *rows, growth / last[index].1.ratio_to(&first[index].1));
        }
    }
}

/// Times each of the calls and its floor.
fn times(scale: &Scale, rows: usize) -> [(Times, Times); 4] {
    let mut world = world_without_tokens(rows);
    let mut floor = FloorFixture::without_tokens(Floor::new(), rows);
    let mut lists = FloorFixture::without_tokens(Floor::with_lists(), rows);
    // The first calls remove the last expired tokens of setting up.
    let mut warm_up = <(Times, Times)>::default();
    for _ in 0..scale.batch {
        world.delete_and_create(&mut warm_up.0, &mut warm_up.1);
        floor.delete_and_create(&mut warm_up.0, &mut warm_up.1);
    }
    let mut times = <[(Times, Times); 4]>::default();
    let [delete, create, describe, page] = &mut times;
    for _ in 0..scale.batches {
        for _ in 0..scale.batch {
            floor.delete_and_create(&mut delete.1, &mut create.1);
        }
        for _ in 0..scale.batch {
            world.delete_and_create(&mut delete.0, &mut create.0);
        }
        for _ in 0..scale.batch {
            floor.describe(&mut describe.1);
        }
        for _ in 0..scale.batch {
            world.describe(&mut describe.0);
        }
        for _ in 0..scale.batch {
            lists.page(&mut page.1);
        }
        for _ in 0..scale.batch {
            world.page(&mut page.0);
        }
    }
    times
}

/// A world whose tokens of setting up have expired: a database in memory ends at 1 GiB.
fn world_without_tokens(rows: usize) -> Fixture {
    let sim = Simulator::builder().token_ttl(Duration::from_secs(1)).in_memory().expect("memory suffices");
    Fixture::filled(sim, rows)
}
