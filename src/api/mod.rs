//! The operations, by the noun they are about.

mod child_instance;
mod flow_log;
mod region;
mod router;

pub use child_instance::*;
pub use flow_log::*;
pub use region::*;
pub use router::*;
