use crate::error::{Code, Result};
use crate::model::{
    AccountId, CallerType, EcrId, Evidence, Filter, Grant, GrantId, GrantedId, GrantedType, MaxResults,
    NextToken, Region, TagModels, Timestamp,
};
use crate::operation::{CodeEvidence, Listing, Operation, Read, addressed_router, answer, paged, parameters};
use crate::store::{GrantQuery, Page, ReadTx, Window};
use crate::wire::spelling::unix_milli;

parameters! {
    /// Lists the grants of a router: all of them for its owner, and the caller's own with the caller type `OTHER` (observed
    /// in Terraform). Filters combine. If nothing matches, the list is empty.
    ///
    /// Instances have neither tags nor a resource group here, so a filter for these matches nothing (our choice).
    pub struct DescribeInstanceGrantedToExpressConnectRouter {
        /// The router.
        required ecr_id: Filter = "EcrId",
        /// The region to look for.
        blank_is_absent instance_region_id: Filter = "InstanceRegionId",
        /// The instance to look for.
        blank_is_absent instance_id: Filter = "InstanceId",
        /// The account that made the grant.
        blank_is_absent instance_owner_id: AccountId = "InstanceOwnerId",
        /// The type to look for.
        blank_is_absent instance_type: GrantedType = "InstanceType",
        /// The `NextToken` of the previous answer.
        blank_is_absent next_token: NextToken = "NextToken",
        /// The number of entries of a page. Defaults to 20.
        blank_is_value max_results: MaxResults = "MaxResults" or "20",
        /// The tags to look for.
        list tag_models: TagModels = "TagModels",
        /// The resource group to look for.
        blank_is_absent resource_group_id: Filter = "ResourceGroupId",
        /// The caller's relation to the router. Defaults to its owner.
        blank_is_absent caller_type: CallerType = "CallerType" [Evidence::documented("`OTHER` is observed in a client only")],
    }
}

paged! {
    /// The answer to [`DescribeInstanceGrantedToExpressConnectRouter`].
    DescribeInstanceGrantedToExpressConnectRouter -> DescribeInstanceGrantedToExpressConnectRouterResponse {
        /// The grants, oldest first.
        ecr_granted_instance_list: GrantedInstanceItem,
    }
}

answer! {
    /// A grant in the answer to [`DescribeInstanceGrantedToExpressConnectRouter`].
    ///
    /// JSON writes times as text, in milliseconds since 1970 (the form of the published sample).
    pub struct GrantedInstanceItem {
        pub ecr_id: EcrId,
        /// A number in JSON, as Terraform needs it.
        pub ecr_owner_ali_uid: AccountId,
        #[serde(with = "unix_milli")]
        pub gmt_create: Timestamp,
        /// Equal to `gmt_create`: a grant never changes.
        #[serde(with = "unix_milli")]
        pub gmt_modified: Timestamp,
        pub grant_id: GrantId,
        pub node_id: GrantedId,
        /// The business that the account belongs to. Always empty: the simulator does not know it.
        pub node_owner_bid: String,
        pub node_owner_uid: AccountId,
        pub node_region_id: Region,
        pub node_type: GrantedType,
        /// Always `ACTIVE`, which Terraform waits for.
        pub status: String,
    }
}

impl Operation for DescribeInstanceGrantedToExpressConnectRouter {
    type Kind = Read;
    type Response = DescribeInstanceGrantedToExpressConnectRouterResponse;
    const ERRORS: &'static [Code] = &[Code::IllegalParam, Code::ResourceNotFoundEcrId];
    const FIELD_EVIDENCE: &'static [(&'static str, Evidence)] =
        &[("EcrGrantedInstanceList[].EcrOwnerAliUid", Evidence::OBSERVED)];
    const CODE_EVIDENCE: CodeEvidence = &[(
        Evidence::observed("Terraform waits for it after deleting a router"),
        &[Code::ResourceNotFoundEcrId],
    )];
}

impl Listing for DescribeInstanceGrantedToExpressConnectRouter {
    fn page(&self, tx: &ReadTx<'_>, window: Window<'_>) -> Result<Page<GrantedInstanceItem>> {
        let mut owner = self.instance_owner_id;
        let mut matches_nothing = !self.tag_models.is_empty() || self.resource_group_id.is_some();
        match self.caller_type {
            Some(CallerType::Other) => {
                let caller = tx.context().caller;
                matches_nothing |= owner.is_some_and(|asked| asked != caller);
                owner = Some(caller);
            }
            None | Some(CallerType::Sub | CallerType::Parent) => {
                addressed_router(tx, self.ecr_id.as_str())?;
            }
        }
        if matches_nothing {
            return Ok(Page::empty());
        }
        let query = GrantQuery {
            ecr_id: &self.ecr_id,
            owner,
            instance_id: self.instance_id.as_ref(),
            instance_type: self.instance_type,
            instance_region: self.instance_region_id.as_ref(),
        };
        Ok(tx.grant_page(&query, window)?.map(item))
    }
}

fn item(grant: Grant) -> GrantedInstanceItem {
    GrantedInstanceItem {
        ecr_id: grant.ecr_id,
        ecr_owner_ali_uid: grant.ecr_owner,
        gmt_create: grant.created,
        gmt_modified: grant.created,
        grant_id: grant.grant_id,
        node_id: grant.instance_id,
        node_owner_bid: String::new(),
        node_owner_uid: grant.owner,
        node_region_id: grant.instance_region,
        node_type: grant.instance_type,
        status: "ACTIVE".to_owned(),
    }
}
