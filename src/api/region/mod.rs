//! Operations on regions.

mod check_add;
mod describe;
mod describe_transit_mode;
pub(super) mod links;
mod list_supported;
mod modify_transit_mode;
mod synchronize;

pub use check_add::*;
pub use describe::*;
pub use describe_transit_mode::*;
pub use list_supported::*;
pub use modify_transit_mode::*;
pub use synchronize::*;
