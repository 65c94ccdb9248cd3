//! The wire: name/value pairs in, the documented JSON out.

mod encode;
mod envelope;
mod params;
pub mod spelling;

pub use encode::{push_list, push_value};
pub use envelope::{Envelope, Failure, WireReply, host_id};
pub use params::Params;
