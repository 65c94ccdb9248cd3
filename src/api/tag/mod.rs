//! Operations on the tags of routers.

mod addressed;
mod list;
mod tag_resources;
mod untag_resources;

pub use list::{ListTagResources, ListTagResourcesResponse, TagResourceItem};
pub use tag_resources::TagResources;
pub use untag_resources::UntagResources;
