//! How long calls take, and how much is measured.

#![allow(clippy::disallowed_methods, reason = "a benchmark needs the wall clock")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use crate::table::{Table, thousands};

/// The durations of calls.
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

    /// Returns the duration, in microseconds, that `percent` per cent of the calls did not exceed.
    fn percentile(&self, percent: usize) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        sorted[(sorted.len() - 1) * percent / 100].as_secs_f64() * 1e6
    }

    /// Returns the ratio of this median to that of `others`.
    pub fn ratio_to(&self, others: &Self) -> f64 {
        self.percentile(50) / others.percentile(50)
    }
}

/// A table of calls beside their floors.
pub struct Comparison(Table);

impl Comparison {
    /// Starts a table whose rows differ in the number of `size`, such as flow logs.
    pub fn new(title: impl Into<String>, size: &str) -> Self {
        Self(Table::new(
            title,
            ["what", size, "p50 µs", "p99 µs", "floor p50 µs", "floor p99 µs", "difference µs", "ratio"],
        ))
    }

    /// Adds a call. The ratio and the difference are those of the medians.
    pub fn row(&mut self, what: &str, size: usize, calls: &Times, floor: &Times) {
        let [p50, floor_p50] = [calls, floor].map(|times| times.percentile(50));
        let [p99, floor_p99] = [calls, floor].map(|times| times.percentile(99));
        let [p50_text, p99, floor_p50_text, floor_p99] =
            [p50, p99, floor_p50, floor_p99].map(|us| format!("{us:.2}"));
        self.0.row([
            what.to_owned(),
            thousands(size),
            p50_text,
            p99,
            floor_p50_text,
            floor_p99,
            format!("{:+.2}", p50 - floor_p50),
            format!("{:.2}", calls.ratio_to(floor)),
        ]);
    }

    /// Prints the table.
    pub fn print(&self) {
        self.0.print();
    }
}

/// How much is measured.
pub struct Scale {
    /// Flow logs of the simulations in memory, for calls and copies.
    pub flow_logs: &'static [usize],
    /// Flow logs of the simulations in files.
    pub files: &'static [usize],
    /// Flow logs of the simulations for growth, which is relative to the first.
    pub growth: &'static [usize],
    /// Routers of the simulations for members and tags.
    pub routers: &'static [usize],
    /// Routes that a member advertises.
    pub routes: &'static [usize],
    /// Flow logs of the simulation whose size is measured.
    pub sized: usize,
    /// Calls in a batch. Slow calls have smaller batches.
    pub batch: usize,
    /// Batches of each call.
    pub batches: usize,
}

impl Scale {
    pub const FULL: Self = Self {
        flow_logs: &[1_000, 100_000],
        files: &[1_000, 100_000, 1_000_000],
        growth: &[1_000, 100_000, 1_000_000],
        routers: &[100, 10_000],
        routes: &[100, 10_000, 100_000],
        sized: 100_000,
        batch: 1_000,
        batches: 20,
    };

    /// Enough to show that everything works.
    pub const QUICK: Self = Self {
        flow_logs: &[1_000],
        files: &[1_000],
        growth: &[100, 1_000],
        routers: &[100],
        routes: &[100],
        sized: 1_000,
        batch: 50,
        batches: 2,
    };

    /// Returns how many times each call is made in batches of `batch`.
    pub fn calls(&self, batch: usize) -> String {
        thousands(batch * self.batches)
    }
}
