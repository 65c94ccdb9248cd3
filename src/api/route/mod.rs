//! Operations on routes.

mod addressed;
mod describe;
mod describe_disabled;
mod disable;
mod enable;

pub use describe::*;
pub use describe_disabled::*;
pub use disable::*;
pub use enable::*;
