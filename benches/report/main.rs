//! Measures calls beside their floors and prints tables: `cargo bench --bench report`.
//!
//! A floor is the least that the rows of a call cost in bare rusqlite. Calls and floors take turns in batches, so that
//! both see the same machine, and every call is timed by itself. With `ECR_SIM_BENCH_QUICK=1` the benchmark runs for
//! seconds, only to show that everything works. BENCHMARKS.md explains the figures.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a benchmark")]

// In import order: each module uses only those above it.
#[path = "../table.rs"]
mod table;
#[path = "../floor.rs"]
mod floor;
mod measure;
mod fixture;
mod calls;
mod copies;
mod file;
mod growth;
mod members;
mod routes;
mod size;

use measure::Scale;

fn main() {
    let scale = if table::quick() { Scale::QUICK } else { Scale::FULL };
    calls::measure(&scale);
    growth::measure(&scale);
    copies::measure(&scale);
    file::measure(&scale);
    size::measure(&scale);
    members::measure(&scale);
    routes::measure(&scale);
}
