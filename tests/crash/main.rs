//! What a world survives: power failures, a disk that reports errors, a killed process.
//!
//! SQLite of this process runs on a disk of ours, see `vfs`, which needs `unsafe`; the library does not know.

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

/// Prints a figure past the capture of the test harness, which would hide it from whoever runs the gates.
fn say(line: &str) {
    writeln!(std::io::stderr().lock(), "{line}").unwrap();
}
