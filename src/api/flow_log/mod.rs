//! Operations on flow logs.

mod activate;
mod addressed;
mod create;
mod deactivate;
mod delete;
mod describe;
mod modify;

pub use activate::*;
pub use create::*;
pub use deactivate::*;
pub use delete::*;
pub use describe::*;
pub use modify::*;
