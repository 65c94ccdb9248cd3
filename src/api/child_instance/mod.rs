//! Operations on child instances.

pub(super) mod addressed;
mod attach;
mod describe;
mod detach;
mod inventory;
mod modify;

pub use attach::AttachExpressConnectRouterChildInstance;
pub use describe::{
    ChildInstanceItem, DescribeExpressConnectRouterChildInstance,
    DescribeExpressConnectRouterChildInstanceResponse,
};
pub use detach::DetachExpressConnectRouterChildInstance;
pub use modify::ModifyExpressConnectRouterChildInstance;
