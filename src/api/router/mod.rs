//! Operations on routers.

mod create;
mod delete;
mod describe;
mod force_delete;
mod modify;
mod move_resource_group;

pub use create::*;
pub use delete::*;
pub use describe::*;
pub use force_delete::*;
pub use modify::*;
pub use move_resource_group::*;
