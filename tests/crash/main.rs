//! Crashes: power failures, disk errors and killed processes.
//!
//! SQLite runs on a simulated disk in this process (see `vfs`, which needs `unsafe`). The library does not know of
//! it.

#![allow(unsafe_code, reason = "a VFS is an interface of C")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail"
)]
#![cfg(unix)]

mod disk;
mod faults;
mod kill;
mod leftovers;
mod power;
#[path = "../it/samples.rs"]
mod samples;
mod vfs;
mod workload;
#[allow(dead_code, reason = "shortcuts of other tests")]
#[path = "../it/harness.rs"]
mod harness;

use std::io::Write;

/// Prints a figure to the terminal, because the output of passing tests is captured.
fn say(line: &str) {
    writeln!(std::io::stderr().lock(), "{line}").unwrap();
}
