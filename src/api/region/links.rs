//! The links between the regions of a router.

use crate::model::Region;

/// The kinds of links between the regions of a router.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Links {
    /// Some regions are in mainland China and some outside.
    pub cross_border: bool,
    /// There are several regions on one side of the border.
    pub inter_region: bool,
}

impl Links {
    /// Returns the links of a router with members in `regions` and in `fresh`. `regions` must not contain duplicates.
    pub fn with(regions: &[Region], fresh: &Region) -> Self {
        let others = regions.iter().filter(|region| *region != fresh);
        let (inside, outside): (Vec<_>, Vec<_>) =
            others.chain([fresh]).partition(|region| region.is_mainland());
        Self {
            cross_border: !inside.is_empty() && !outside.is_empty(),
            inter_region: inside.len() > 1 || outside.len() > 1,
        }
    }
}
