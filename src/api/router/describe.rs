use crate::error::{Code, Result};
use crate::model::{
    AccountId, Asn, BizStatus, Description, EcrId, Evidence, Filter, MaxResults, Name, NameFilter, NextToken,
    ResourceGroupId, Router, RouterStatus, TagFilter, TagKey, TagValue, Timestamp,
};
use crate::operation::{CodeEvidence, Listing, Operation, Read, answer, paged, parameters};
use crate::store::{Page, ReadTx, RouterQuery, Window};
use crate::wire::spelling::second;

parameters! {
    /// Lists the routers of the account. Filters combine. If nothing matches, the list is empty, even for an unknown EcrId
    /// (documented by the absence of a code; Terraform relies on it).
    pub struct DescribeExpressConnectRouter {
        /// The id to look for.
        blank_is_absent ecr_id: Filter = "EcrId",
        /// The name to look for.
        blank_is_absent name: NameFilter = "Name",
        /// The `NextToken` of the previous answer.
        blank_is_absent next_token: NextToken = "NextToken",
        /// The number of entries of a page. Defaults to 20.
        blank_is_value max_results: MaxResults = "MaxResults" or "20",
        /// The tags to look for.
        list tag: TagFilter = "Tag",
        /// The resource group to look for.
        blank_is_absent resource_group_id: Filter = "ResourceGroupId",
    }
}

paged! {
    /// The answer to [`DescribeExpressConnectRouter`].
    DescribeExpressConnectRouter -> DescribeExpressConnectRouterResponse {
        /// The routers, oldest first.
        ecr_list: RouterItem,
    }
}

answer! {
    /// A router in the answer to [`DescribeExpressConnectRouter`]. JSON formats times as `YYYY-MM-DDThh:mm:ssZ`.
    pub struct RouterItem {
        pub alibaba_side_asn: Asn,
        pub biz_status: BizStatus,
        pub description: Description,
        pub ecr_id: EcrId,
        #[serde(with = "second")]
        pub gmt_create: Timestamp,
        /// When its name, description, resource group or status last changed (our choice).
        #[serde(with = "second")]
        pub gmt_modified: Timestamp,
        pub name: Name,
        pub owner_id: AccountId,
        pub resource_group_id: ResourceGroupId,
        pub status: RouterStatus,
        /// In the order of their keys.
        pub tags: Vec<RouterTag>,
    }
}

answer! {
    /// A tag of a router in the answer to [`DescribeExpressConnectRouter`]. Other answers call its fields `Key` and `Value`.
    pub struct RouterTag {
        pub tag_key: TagKey,
        pub tag_value: TagValue,
    }
}

impl Operation for DescribeExpressConnectRouter {
    type Kind = Read;
    type Response = DescribeExpressConnectRouterResponse;
    const ERRORS: &'static [Code] = &[Code::IllegalParam];
    const CODE_EVIDENCE: CodeEvidence =
        &[(Evidence::our_choice("every operation has it"), &[Code::MissingParam])];
}

impl Listing for DescribeExpressConnectRouter {
    fn page(&self, tx: &ReadTx<'_>, window: Window<'_>) -> Result<Page<RouterItem>> {
        let query = RouterQuery {
            ecr_id: self.ecr_id.as_ref(),
            name: self.name.as_ref(),
            resource_group_id: self.resource_group_id.as_ref(),
            tags: &self.tag,
        };
        tx.router_page(&query, window)?.try_map(|router| item(tx, router))
    }
}

fn item(tx: &ReadTx<'_>, router: Router) -> Result<RouterItem> {
    let tags = if router.tagged { tx.tag_list(router.key)? } else { Vec::new() };
    Ok(RouterItem {
        alibaba_side_asn: router.asn,
        biz_status: BizStatus::Normal,
        description: router.description,
        ecr_id: router.ecr_id,
        gmt_create: router.created.truncated(1000),
        gmt_modified: router.modified.truncated(1000),
        name: router.name,
        owner_id: router.owner,
        resource_group_id: router.resource_group_id,
        status: router.status,
        tags: tags.into_iter().map(|tag| RouterTag { tag_key: tag.key, tag_value: tag.value }).collect(),
    })
}
