use crate::error::{Code, Result};
use crate::model::{
    AccountId, AssociationId, ChildInstance, ChildInstanceStatus, EcrId, Evidence, Filter, InstanceType,
    MaxResults, MemberDescription, NextToken, Region, RouterState, Timestamp, VbrId,
};
use crate::operation::{Listing, Operation, Read, answer, described_router, paged, parameters};
use crate::store::{ChildInstanceQuery, Page, ReadTx, Window};
use crate::wire::spelling::second;

parameters! {
    /// Lists the VBRs attached to a router. Filters combine. If nothing matches, the list is empty.
    pub struct DescribeExpressConnectRouterChildInstance {
        /// The router.
        required ecr_id: Filter = "EcrId",
        /// The id of the member to look for.
        blank_is_absent association_id: Filter = "AssociationId",
        /// The VBR to look for.
        blank_is_absent child_instance_id: Filter = "ChildInstanceId",
        /// The type to look for.
        blank_is_absent child_instance_type: InstanceType = "ChildInstanceType",
        /// The region to look for.
        blank_is_absent child_instance_region_id: Filter = "ChildInstanceRegionId",
        /// The `NextToken` of the previous answer.
        blank_is_absent next_token: NextToken = "NextToken",
        /// The number of entries of a page. Defaults to 20.
        blank_is_value max_results: MaxResults = "MaxResults" or "20",
    }
}

paged! {
    /// The answer to [`DescribeExpressConnectRouterChildInstance`].
    DescribeExpressConnectRouterChildInstance -> DescribeExpressConnectRouterChildInstanceResponse {
        /// The child instances, oldest first.
        child_instance_list: ChildInstanceItem,
    }
}

answer! {
    /// A child instance in the answer to [`DescribeExpressConnectRouterChildInstance`]. JSON formats times as
    /// `YYYY-MM-DDThh:mm:ssZ`.
    pub struct ChildInstanceItem {
        pub association_id: AssociationId,
        pub child_instance_id: VbrId,
        /// Always empty: the name belongs to another product.
        pub child_instance_name: String,
        pub child_instance_owner_id: AccountId,
        pub child_instance_region_id: Region,
        pub child_instance_type: InstanceType,
        pub description: MemberDescription,
        pub ecr_id: EcrId,
        #[serde(with = "second")]
        pub gmt_create: Timestamp,
        /// When its status last changed.
        #[serde(with = "second")]
        pub gmt_modified: Timestamp,
        pub owner_id: AccountId,
        /// Equal to `child_instance_region_id`.
        pub region_id: Region,
        pub status: ChildInstanceStatus,
    }
}

impl Operation for DescribeExpressConnectRouterChildInstance {
    type Kind = Read;
    type Response = DescribeExpressConnectRouterChildInstanceResponse;
    const ERRORS: &'static [Code] = &[Code::IllegalParam, Code::ResourceNotFoundEcrId];
    const FIELD_EVIDENCE: &'static [(&'static str, Evidence)] = &[
        ("ChildInstanceList[].ChildInstanceName", Evidence::OBSERVED),
        ("ChildInstanceList[].Description", Evidence::OBSERVED),
    ];
}

impl Listing for DescribeExpressConnectRouterChildInstance {
    fn page(&self, tx: &ReadTx<'_>, window: Window<'_>) -> Result<Page<ChildInstanceItem>> {
        let (router, ecr_id) = described_router(tx, &self.ecr_id)?;
        let query = ChildInstanceQuery {
            router: router.key,
            association_id: self.association_id.as_ref(),
            instance_id: self.child_instance_id.as_ref(),
            region: self.child_instance_region_id.as_ref(),
        };
        Ok(tx.child_instance_page(&query, window)?.map(|child| item(&router, &ecr_id, child)))
    }
}

fn item(router: &RouterState, ecr_id: &EcrId, child: ChildInstance) -> ChildInstanceItem {
    ChildInstanceItem {
        association_id: child.association_id,
        child_instance_id: child.instance_id,
        child_instance_name: String::new(),
        child_instance_owner_id: child.owner,
        child_instance_region_id: child.region.clone(),
        child_instance_type: InstanceType::Vbr,
        description: child.description,
        ecr_id: ecr_id.clone(),
        gmt_create: child.created.truncated(1000),
        gmt_modified: child.modified.truncated(1000),
        owner_id: router.owner,
        region_id: child.region,
        status: child.status,
    }
}
