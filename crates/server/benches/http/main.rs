//! What HTTP costs: the program beside a server that only reads a request and answers the same bytes.
//! `cargo bench -p ecr-sim-server --bench http` writes BENCHMARKS.md of this crate.
//!
//! Both are processes of their own, on the same stack, and take turns in batches, so that both see the same machine; every
//! single request is timed. With `ECR_SIM_BENCH_QUICK=1` little is measured, and printed only.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a benchmark")]

mod client;
mod echo;
mod measure;
mod program;
mod report;
mod targets;
mod fixture;

use measure::Scale;
use report::Report;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, argument, answer] = arguments.as_slice()
        && argument == echo::ARGUMENT
    {
        return echo::serve(answer.clone());
    }
    // What a build without optimisation measures is not worth writing down.
    let quick =
        cfg!(debug_assertions) || std::env::var("ECR_SIM_BENCH_QUICK").is_ok_and(|value| value == "1");
    let scale = if quick { Scale::QUICK } else { Scale::FULL };
    let mut report = Report::default();
    measure::memory(&scale, &mut report);
    measure::file(&scale, &mut report);
    let text = report.finish();
    if quick {
        #[expect(clippy::print_stdout, reason = "this is what was asked for")]
        {
            print!("{text}");
        }
    } else {
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/BENCHMARKS.md"), text).expect("written");
    }
}
