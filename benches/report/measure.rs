//! How long calls took.

#![allow(clippy::disallowed_methods, reason = "a benchmark needs the wall clock")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use crate::markdown::thousands;

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

    pub fn p50(&self) -> f64 {
        self.percentile(50)
    }

    pub fn p99(&self) -> f64 {
        self.percentile(99)
    }

    /// How many times as long as others the median took.
    pub fn ratio_to(&self, others: &Self) -> f64 {
        self.p50() / others.p50()
    }
}

/// How much is measured.
pub struct Scale {
    /// Flow logs of the worlds for calls and copies.
    pub flow_logs: &'static [usize],
    /// Flow logs of the worlds in files.
    pub files: &'static [usize],
    /// Flow logs of the worlds for growth. It is reckoned from the first.
    pub growth: &'static [usize],
    /// Routers of the worlds for members and tags.
    pub routers: &'static [usize],
    /// Routes of the worlds with routes.
    pub routes: &'static [usize],
    /// Flow logs of the world whose size is measured.
    pub weighed: usize,
    /// Calls in a batch. What takes longer has smaller ones.
    pub batch: usize,
    /// Batches of each kind.
    pub batches: usize,
}

impl Scale {
    pub const FULL: Self = Self {
        flow_logs: &[1_000, 100_000],
        files: &[1_000, 100_000, 1_000_000],
        growth: &[1_000, 100_000, 1_000_000],
        routers: &[100, 10_000],
        routes: &[100, 10_000, 100_000],
        weighed: 100_000,
        batch: 1_000,
        batches: 20,
    };

    /// Enough to see that everything runs.
    pub const QUICK: Self = Self {
        flow_logs: &[1_000],
        files: &[1_000],
        growth: &[100, 1_000],
        routers: &[100],
        routes: &[100],
        weighed: 1_000,
        batch: 50,
        batches: 2,
    };

    /// Calls of each kind, where a batch is this many times smaller.
    pub fn calls(&self, smaller: usize) -> String {
        thousands(self.batch / smaller * self.batches)
    }
}
