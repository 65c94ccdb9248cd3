//! The operations, by the noun they are about.

mod association;
mod child_instance;
mod flow_log;
mod grant;
mod region;
mod route;
mod router;
mod tag;

pub use association::*;
pub use child_instance::*;
pub use flow_log::*;
pub use grant::*;
pub use region::*;
pub use route::*;
pub use router::*;
pub use tag::*;
