//! How fast requests are answered.

use std::time::Duration;

use crate::client::{Batch, Exchange};

/// The figures of all batches of a kind.
#[derive(Default)]
pub struct Figures {
    /// Requests per second of each batch.
    rates: Vec<f64>,
    times: Vec<Duration>,
}

impl Figures {
    /// Adds a batch.
    pub fn add(&mut self, batch: &Batch) {
        self.rates.push(batch.exchanges.len() as f64 / batch.took.as_secs_f64());
        self.add_times(&batch.exchanges);
    }

    /// Adds exchanges that are no batch, so that they count for the percentiles only.
    pub fn add_times(&mut self, exchanges: &[Exchange]) {
        self.times.extend(exchanges.iter().map(|exchange| exchange.time));
    }

    /// Returns the requests per second of the median batch.
    pub fn rate(&self) -> f64 {
        let mut sorted = self.rates.clone();
        sorted.sort_unstable_by(f64::total_cmp);
        sorted[sorted.len() / 2]
    }

    /// Returns the duration, in microseconds, that `percent` per cent of the requests did not exceed.
    pub fn percentile(&self, percent: usize) -> f64 {
        let mut sorted = self.times.clone();
        sorted.sort_unstable();
        sorted[(sorted.len() - 1) * percent / 100].as_secs_f64() * 1e6
    }
}
