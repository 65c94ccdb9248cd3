//! Operations on grants.

mod describe;
mod grant_instance;
mod revoke;

pub use describe::*;
pub use grant_instance::*;
pub use revoke::*;
