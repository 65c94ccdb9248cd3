//! The wire: name/value pairs in, the documented JSON out.

mod envelope;
mod params;

pub use envelope::{Envelope, WireReply};
pub use params::Params;
