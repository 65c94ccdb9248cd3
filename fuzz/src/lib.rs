//! What the fuzz targets check, by the properties and in the worlds of the library's own tests.
//!
//! ```text
//! cargo install --locked cargo-fuzz
//! cargo run --manifest-path fuzz/Cargo.toml --no-default-features --example seeds
//! cargo +nightly fuzz run --sanitizer none pairs -- -max_total_time=600
//! cargo +nightly fuzz run --sanitizer none next_token -- -max_total_time=600
//! cargo +nightly fuzz run --sanitizer none file -- -max_total_time=600 -len_control=0 -max_len=64
//! ```
//!
//! The library has no unsafe code, and a sanitizer makes the targets several times slower.

pub mod file;
pub mod next_token;
pub mod pairs;

#[path = "../../tests/it/properties/mod.rs"]
pub mod properties;
#[path = "../../tests/it/samples.rs"]
pub mod samples;
#[path = "../../tests/it/paged_lists.rs"]
pub mod paged_lists;
#[path = "../../tests/it/script.rs"]
pub mod script;
#[path = "../../tests/it/harness.rs"]
pub mod harness;
