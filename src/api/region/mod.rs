//! Operations on regions.

mod check_add;
mod describe;
mod describe_transit_mode;
pub(super) mod links;
mod list_supported;
mod modify_transit_mode;
mod synchronize;

pub use check_add::{CheckAddRegionToExpressConnectRouter, CheckAddRegionToExpressConnectRouterResponse};
pub use describe::{DescribeExpressConnectRouterRegion, DescribeExpressConnectRouterRegionResponse};
pub use describe_transit_mode::{
    DescribeExpressConnectRouterInterRegionTransitMode,
    DescribeExpressConnectRouterInterRegionTransitModeResponse,
};
pub use list_supported::{
    ListExpressConnectRouterSupportedRegion, ListExpressConnectRouterSupportedRegionResponse,
};
pub use modify_transit_mode::ModifyExpressConnectRouterInterRegionTransitMode;
pub use synchronize::SynchronizeExpressConnectRouterInterRegionBandwidth;
