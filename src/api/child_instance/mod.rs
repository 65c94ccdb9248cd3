//! Operations on child instances.

pub(super) mod addressed;
mod attach;
mod describe;
mod detach;
mod inventory;
mod modify;

pub use attach::*;
pub use describe::*;
pub use detach::*;
pub use modify::*;
