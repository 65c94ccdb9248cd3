//! Operations on routers.

mod create;
mod delete;
mod describe;
mod force_delete;
mod modify;
mod move_resource_group;

pub use create::{CreateExpressConnectRouter, CreateExpressConnectRouterResponse};
pub use delete::DeleteExpressConnectRouter;
pub use describe::{
    DescribeExpressConnectRouter, DescribeExpressConnectRouterResponse, RouterItem, RouterTag,
};
pub use force_delete::ForceDeleteExpressConnectRouter;
pub use modify::ModifyExpressConnectRouter;
pub use move_resource_group::MoveResourceGroup;
