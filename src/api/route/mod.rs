//! Operations on routes.

mod addressed;
mod describe;
mod describe_disabled;
mod disable;
mod enable;

pub use describe::{
    DescribeExpressConnectRouterRouteEntries, DescribeExpressConnectRouterRouteEntriesResponse,
    RouteEntriesItem,
};
pub use describe_disabled::{
    DescribeDisabledExpressConnectRouterRouteEntries,
    DescribeDisabledExpressConnectRouterRouteEntriesResponse, DisabledRouteEntryItem,
};
pub use disable::DisableExpressConnectRouterRouteEntries;
pub use enable::EnableExpressConnectRouterRouteEntries;
