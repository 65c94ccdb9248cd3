//! CheckAddRegionToExpressConnectRouter.

use serde::{Deserialize, Serialize};

use crate::api::region::links::Links;
use crate::error::{Code, Result};
use crate::model::{Filter, Region};
use crate::operation::{
    Operation, Query, Read, addressed_router, parameters, require_region, require_router_idle,
};
use crate::store::ReadTx;

parameters! {
    /// Returns which links between regions a router would have with a member in one more region.
    ///
    /// An account has every service enabled unless the inventory says otherwise.
    pub struct CheckAddRegionToExpressConnectRouter {
        /// The router.
        required ecr_id: Filter = "EcrId",
        /// The region, which must offer the product.
        required fresh_region_id: Region = "FreshRegionId",
    }
}

/// The answer to [`CheckAddRegionToExpressConnectRouter`].
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CheckAddRegionToExpressConnectRouterResponse {
    /// Whether some regions would be in mainland China and some outside.
    pub any_cross_border_link: bool,
    /// Whether there would be several regions on one side of the border.
    pub any_inter_region_link: bool,
    /// Whether the account has opened data transfer across the border.
    pub is_cdt_cross_border_enabled: bool,
    /// Whether the account has opened data transfer between regions.
    pub is_cdt_inter_region_enabled: bool,
    /// Whether the account may link regions across the border.
    pub is_user_allowed_to_create_cross_border_link: bool,
}

impl Operation for CheckAddRegionToExpressConnectRouter {
    type Kind = Read;
    type Response = CheckAddRegionToExpressConnectRouterResponse;
    const NAME: &'static str = "CheckAddRegionToExpressConnectRouter";
    const ERRORS: &'static [Code] =
        &[Code::ResourceNotFoundEcrId, Code::ConflictLock, Code::UnsupportedRegion];
}

impl Query for CheckAddRegionToExpressConnectRouter {
    fn run(&self, tx: &ReadTx<'_>) -> Result<Self::Response> {
        let router = addressed_router(tx, self.ecr_id.as_str())?;
        require_router_idle::<Self>(&router, false)?;
        require_region(tx, &self.fresh_region_id)?;
        let links = Links::with(&tx.member_regions(router.key)?, &self.fresh_region_id);
        let account = tx.account_or_default(router.owner)?;
        Ok(CheckAddRegionToExpressConnectRouterResponse {
            any_cross_border_link: links.cross_border,
            any_inter_region_link: links.inter_region,
            is_cdt_cross_border_enabled: account.is_cdt_cross_border_enabled,
            is_cdt_inter_region_enabled: account.is_cdt_inter_region_enabled,
            is_user_allowed_to_create_cross_border_link: account.is_user_allowed_to_create_cross_border_link,
        })
    }
}
