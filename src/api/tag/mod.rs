//! Operations on the tags of routers.

mod addressed;
mod list;
mod tag;
mod untag;

pub use list::{ListTagResources, ListTagResourcesResponse, TagResourceItem};
pub use tag::TagResources;
pub use untag::UntagResources;
