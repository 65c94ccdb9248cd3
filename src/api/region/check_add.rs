use crate::api::region::links::Links;
use crate::error::{Code, Result};
use crate::model::{Filter, Region};
use crate::operation::{Operation, Query, Read, answer, idle_router, parameters, require_region};
use crate::store::ReadTx;

parameters! {
    /// Returns the kinds of links between regions that a router would have with a member in one more region.
    ///
    /// By default an account has every service enabled. Register the account to change that.
    pub struct CheckAddRegionToExpressConnectRouter {
        /// The router.
        required ecr_id: Filter = "EcrId",
        /// The region, which must offer the product.
        required fresh_region_id: Region = "FreshRegionId",
    }
}

answer! {
    /// The answer to [`CheckAddRegionToExpressConnectRouter`]. CDT is Cloud Data Transfer, the service between regions.
    #[derive(Copy)]
    pub struct CheckAddRegionToExpressConnectRouterResponse {
        /// Whether some regions would be in mainland China and some outside.
        pub any_cross_border_link: bool,
        /// Whether there would be several regions on one side of the border.
        pub any_inter_region_link: bool,
        pub is_cdt_cross_border_enabled: bool,
        pub is_cdt_inter_region_enabled: bool,
        pub is_user_allowed_to_create_cross_border_link: bool,
    }
}

impl Operation for CheckAddRegionToExpressConnectRouter {
    type Kind = Read;
    type Response = CheckAddRegionToExpressConnectRouterResponse;
    const ERRORS: &'static [Code] =
        &[Code::ResourceNotFoundEcrId, Code::ConflictLock, Code::UnsupportedRegion];
}

impl Query for CheckAddRegionToExpressConnectRouter {
    fn run(&self, tx: &ReadTx<'_>) -> Result<Self::Response> {
        let router = idle_router::<Self>(tx, self.ecr_id.as_str())?;
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
