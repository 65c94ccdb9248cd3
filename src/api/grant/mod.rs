//! Operations on grants.

mod describe;
mod grant_instance;
mod revoke;

pub use describe::{
    DescribeInstanceGrantedToExpressConnectRouter, DescribeInstanceGrantedToExpressConnectRouterResponse,
    GrantedInstanceItem,
};
pub use grant_instance::GrantInstanceToExpressConnectRouter;
pub use revoke::RevokeInstanceFromExpressConnectRouter;
