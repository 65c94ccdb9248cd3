//! How calls slow down as the number of flow logs grows.

use std::time::Duration;

use ecr_sim::Simulator;

use crate::fixture::{FloorFixture, FlowLogFixture};
use crate::floor::Floor;
use crate::measure::{Comparison, Scale, Times};
use crate::table::{Table, thousands};

const CALLS: [&str; 4] = [
    "DeleteFlowlog with a token",
    "CreateFlowLog with a token",
    "DescribeFlowLogs of one",
    "DescribeFlowLogs of a page of 10",
];

/// No client tokens of the set-up remain here, neither in the simulations, where they have expired, nor in the floors.
pub fn measure(scale: &Scale) {
    let title = format!("Growth in memory, {} calls of each", scale.calls(scale.batch));
    let mut table = Comparison::new(title, "flow logs");
    let measured: Vec<_> = scale.growth.iter().map(|&count| (count, times(scale, count))).collect();
    for (count, times) in &measured {
        for (what, (ours, floor)) in CALLS.iter().zip(times) {
            table.row(what, *count, ours, floor);
        }
    }
    table.print();

    let (smallest, first) = &measured[0];
    let title = format!("Growth of the medians since {} flow logs", thousands(*smallest));
    let mut table = Table::new(title, ["what", "flow logs", "growth", "floor growth", "ratio"]);
    for (index, what) in CALLS.iter().enumerate() {
        for (count, times) in &measured[1..] {
            let growth = times[index].0.ratio_to(&first[index].0);
            let floor = times[index].1.ratio_to(&first[index].1);
            let [growth, floor, ratio] = [growth, floor, growth / floor].map(|value| format!("{value:.2}"));
            table.row([(*what).to_owned(), thousands(*count), growth, floor, ratio]);
        }
    }
    table.print();
}

/// Times each of `CALLS` and its floor.
fn times(scale: &Scale, count: usize) -> [(Times, Times); 4] {
    let mut ours = without_tokens(count);
    let mut floor = FloorFixture::without_tokens(Floor::new(), count);
    let mut lists = FloorFixture::without_tokens(Floor::with_lists(), count);
    // The first calls remove the last expired tokens of the set-up.
    let mut warm_up = <(Times, Times)>::default();
    for _ in 0..scale.batch {
        ours.delete_and_create(&mut warm_up.0, &mut warm_up.1);
        floor.delete_and_create(&mut warm_up.0, &mut warm_up.1);
    }
    let mut times = <[(Times, Times); 4]>::default();
    let [delete, create, describe, page] = &mut times;
    for _ in 0..scale.batches {
        for _ in 0..scale.batch {
            floor.delete_and_create(&mut delete.1, &mut create.1);
        }
        for _ in 0..scale.batch {
            ours.delete_and_create(&mut delete.0, &mut create.0);
        }
        for _ in 0..scale.batch {
            floor.describe(&mut describe.1);
        }
        for _ in 0..scale.batch {
            ours.describe(&mut describe.0);
        }
        for _ in 0..scale.batch {
            lists.page(&mut page.1);
        }
        for _ in 0..scale.batch {
            ours.page(&mut page.0);
        }
    }
    times
}

/// Returns flow logs whose client tokens have expired. With them a million would exceed the 1 GiB of a database in memory.
fn without_tokens(count: usize) -> FlowLogFixture {
    let sim = Simulator::builder().token_ttl(Duration::from_secs(1)).in_memory().expect("memory suffices");
    FlowLogFixture::filled(sim, count)
}
