//! Operations on child instances.

mod attach;
mod describe;
mod detach;
mod modify;
mod inventory;

pub use attach::AttachExpressConnectRouterChildInstance;
pub use describe::{
    ChildInstanceItem, DescribeExpressConnectRouterChildInstance,
    DescribeExpressConnectRouterChildInstanceResponse,
};
pub use detach::DetachExpressConnectRouterChildInstance;
pub use modify::ModifyExpressConnectRouterChildInstance;
