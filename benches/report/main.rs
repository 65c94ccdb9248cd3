//! What calls cost beside their floors: `cargo bench --bench report` writes BENCHMARKS.md.
//!
//! Call and floor take turns in batches, so that both see the same machine; every single call is timed. With
//! `ECR_SIM_BENCH_QUICK=1` little is measured, and printed only.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a benchmark")]

mod calls;
mod copies;
mod file;
#[path = "../floor.rs"]
mod floor;
mod growth;
mod markdown;
mod measure;
mod members;
mod routes;
mod size;
mod targets;
mod fixture;

use markdown::Report;
use measure::Scale;

fn main() {
    // What a build without optimisation measures is not worth writing down.
    let quick =
        cfg!(debug_assertions) || std::env::var("ECR_SIM_BENCH_QUICK").is_ok_and(|value| value == "1");
    let scale = if quick { Scale::QUICK } else { Scale::FULL };
    let mut report = Report::default();
    calls::measure(&scale, &mut report);
    growth::measure(&scale, &mut report);
    copies::measure(&scale, &mut report);
    file::measure(&scale, &mut report);
    size::measure(&scale, &mut report);
    members::measure(&scale, &mut report);
    routes::measure(&scale, &mut report);
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
