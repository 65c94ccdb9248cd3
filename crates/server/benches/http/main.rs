//! Measures requests beside their floor and prints tables: `cargo bench -p ecr-sim-server --bench http`.
//!
//! The floor is a server on the same stack that reads each request and answers the same bytes. It and the program are
//! processes of their own. They take turns in batches, so that both see the same machine, and every request is timed by
//! itself. With `ECR_SIM_BENCH_QUICK=1` the benchmark runs for seconds, only to show that everything works. BENCHMARKS.md
//! explains the figures.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a benchmark")]

// In import order: each module uses only those above it.
#[path = "../../../../benches/table.rs"]
mod table;
mod client;
mod figures;
mod fixture;
mod echo;
mod program;
mod compare;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, argument, answer] = arguments.as_slice()
        && argument == echo::ARGUMENT
    {
        return echo::serve(answer.clone());
    }
    let scale = if table::quick() { compare::Scale::QUICK } else { compare::Scale::FULL };
    compare::in_memory(&scale);
    compare::in_a_file(&scale);
}
