//! How long calls took, beside their floor.

#![allow(clippy::print_stdout, reason = "a benchmark prints what it measured")]
#![allow(clippy::disallowed_methods, reason = "a benchmark needs the wall clock")]

use std::hint::black_box;
use std::time::{Duration, Instant};

/// How long calls took.
#[derive(Default)]
pub struct Times(Vec<Duration>);

impl Times {
    /// Times one call.
    pub fn time<T>(&mut self, call: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let value = black_box(call());
        self.0.push(start.elapsed());
        value
    }

    /// The time that this share of the calls stayed below, in microseconds.
    fn percentile(&self, percent: usize) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        sorted[(sorted.len() - 1) * percent / 100].as_secs_f64() * 1e6
    }

    fn median(&self) -> f64 {
        self.percentile(50)
    }
}

/// Begins the table of results.
pub fn table(rows: &str) {
    println!("| what | {rows} | p50 µs | p99 µs | floor p50 µs | ratio | difference µs |");
    println!("| --- | --- | --- | --- | --- | --- | --- |");
}

/// A row of it.
pub fn row(what: &str, rows: usize, call: &Times, floor: Option<&Times>) {
    let (p50, p99) = (call.median(), call.percentile(99));
    match floor {
        Some(floor) => {
            let base = floor.median();
            println!(
                "| {what} | {rows} | {p50:.2} | {p99:.2} | {base:.2} | {:.2} × | {:+.2} |",
                p50 / base,
                p50 - base
            );
        }
        None => println!("| {what} | {rows} | {p50:.2} | {p99:.2} | | | |"),
    }
}
