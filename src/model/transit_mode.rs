//! How a router forwards between regions.

use serde::{Deserialize, Serialize};

use crate::model::{ParameterType, Region, Values};

word_type! {
    /// How a router forwards what leaves a region.
    TransitMode {
        /// Over every path of equal cost.
        Ecmp = "ECMP",
        /// Over the nearest path.
        NearBy = "NearBy",
    }
}

impl Default for TransitMode {
    /// `NearBy` (our choice: no page says).
    fn default() -> Self {
        Self::NearBy
    }
}

/// How a router forwards what leaves one region.
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
