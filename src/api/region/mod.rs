//! Operations on regions.

mod list_supported;

pub use list_supported::{
    ListExpressConnectRouterSupportedRegion, ListExpressConnectRouterSupportedRegionResponse,
};
