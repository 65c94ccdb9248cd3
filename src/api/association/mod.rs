//! Operations on associations.

mod addressed;
mod create;
mod delete;
mod describe;
pub(super) mod inventory;
mod modify;
mod modify_allowed_prefix;
mod prefix_history;
mod quota;

pub use create::*;
pub use delete::*;
pub use describe::*;
pub use modify::*;
pub use modify_allowed_prefix::*;
pub use prefix_history::*;
