//! Operations on the tags of routers.

mod addressed;
mod list;
mod tag_resources;
mod untag_resources;

pub use list::*;
pub use tag_resources::*;
pub use untag_resources::*;
