//! Tests of the program as users run it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod admin;
mod commands;
mod end;
mod hostile;
mod kill;
mod points;
mod program;
mod serve;
mod signed;
mod terraform;
mod wire;
