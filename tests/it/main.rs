//! Tests of the simulator's behaviour: a file for each noun of the API and for each promise.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::wildcard_enum_match_arm,
    reason = "a test may fail"
)]

mod architecture;
mod association;
mod bad_input;
mod bad_list;
mod busy;
mod cen;
mod child_instance;
mod clock;
mod concurrency;
mod corruption;
mod coverage;
mod determinism;
mod envelope;
mod evidence;
mod fidelity;
mod flow_log;
mod disk_full;
mod grant;
mod hostile;
mod invariants;
mod kinds;
mod ladders;
mod migration;
mod names;
mod paging;
mod persistence;
mod properties;
mod prose;
mod recomputed;
mod recorded;
mod refused_file;
mod region;
mod inventory;
mod route;
mod router;
mod samples;
mod settings;
mod paged_lists;
mod snapshot;
mod every_status;
mod exports;
mod script;
mod strict;
mod tag;
mod terraform;
mod token;
mod token_expiry;
mod transit_mode;
mod harness;
