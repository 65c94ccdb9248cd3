//! The links between regions that a router has, or would have.

use crate::error::Result;
use crate::model::Region;
use crate::store::ReadTx;

/// Which links there are between the regions of a router.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Links {
    /// Some regions are in mainland China and some outside.
    pub cross_border: bool,
    /// There are several regions on one side of the border.
    pub inter_region: bool,
}

/// The links of a router that gets a member in one more region.
pub fn links_with(tx: &ReadTx<'_>, router: i64, fresh: &Region) -> Result<Links> {
    let mut regions = tx.member_regions(router)?;
    if !regions.contains(fresh) {
        regions.push(fresh.clone());
    }
    let inside = regions.iter().filter(|region| region.is_mainland()).count();
    let outside = regions.len() - inside;
    Ok(Links { cross_border: inside > 0 && outside > 0, inter_region: inside > 1 || outside > 1 })
}
