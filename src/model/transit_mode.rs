//! How a router forwards between regions.

use serde::{Deserialize, Serialize};

use crate::model::{ParameterType, Region, Values};

word_type! {
    /// How a router forwards traffic that leaves a region. No page names the default: `NearBy` is our choice.
    #[derive(Default)]
    TransitMode {
        /// Over every path of equal cost.
        Ecmp = "ECMP",
        /// Over the nearest path.
        #[default]
        NearBy = "NearBy",
    }
}

/// How a router forwards traffic that leaves one region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RegionTransitMode {
    /// The mode.
    pub mode: TransitMode,
    /// The region.
    pub region_id: Region,
}

impl ParameterType for RegionTransitMode {
    const VALUES: Values = Values::Fields(&[("RegionId", Region::VALUES), ("Mode", TransitMode::VALUES)]);
}

list_type! {
    /// A list of modes: at most 100 (documented by the gateway), in the order that was given.
    TransitModes of RegionTransitMode, at most 100
}
