//! DescribeExpressConnectRouterChildInstance.

use serde::{Deserialize, Serialize};

use crate::error::{Code, Result};
use crate::model::{
    AccountId, AssociationId, ChildInstance, ChildInstanceStatus, EcrId, Filter, InstanceType, MaxResults,
    MemberDescription, NextToken, Region, RouterState, VbrId, empty_on_last_page,
};
use crate::operation::{Operation, Query, Read, described_router, page, page_start, parameters};
use crate::store::{ChildInstanceQuery, ReadTx};

parameters! {
    /// Lists the VBRs attached to a router. Filters combine; one that matches nothing gives an empty list.
    pub struct DescribeExpressConnectRouterChildInstance {
        /// The router.
        required ecr_id: Filter = "EcrId",
        /// The id as a member to look for.
        optional association_id: Filter = "AssociationId",
        /// The VBR to look for.
        optional child_instance_id: Filter = "ChildInstanceId",
        /// The type to look for.
        optional child_instance_type: InstanceType = "ChildInstanceType",
        /// The region to look for.
        optional child_instance_region_id: Filter = "ChildInstanceRegionId",
        /// The `NextToken` of the page before.
        optional next_token: NextToken = "NextToken",
        /// How many entries a page has; 20 if absent.
        optional_or_blank max_results: MaxResults = "MaxResults",
    }
}

/// The answer to [`DescribeExpressConnectRouterChildInstance`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DescribeExpressConnectRouterChildInstanceResponse {
    /// The child instances, oldest first.
    pub child_instance_list: Vec<ChildInstanceItem>,
    /// How many entries a page has.
    pub max_results: u32,
    /// What to send for the next page; absent on the last, which the wire spells as an empty text.
    #[serde(with = "empty_on_last_page")]
    pub next_token: Option<NextToken>,
    /// How many child instances match in all.
    pub total_count: u32,
}

/// A child instance in an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ChildInstanceItem {
    /// The id as a member.
    pub association_id: AssociationId,
    /// The VBR.
    pub child_instance_id: VbrId,
    /// The name of the VBR. It belongs to another product, so it is empty here.
    pub child_instance_name: String,
    /// The account that owns the VBR.
    pub child_instance_owner_id: AccountId,
    /// The region of the VBR.
    pub child_instance_region_id: Region,
    /// The type.
    pub child_instance_type: InstanceType,
    /// The description.
    pub description: MemberDescription,
    /// The router.
    pub ecr_id: EcrId,
    /// When it was attached, `YYYY-MM-DDThh:mm:ssZ`.
    pub gmt_create: String,
    /// When its status last changed, `YYYY-MM-DDThh:mm:ssZ`.
    pub gmt_modified: String,
    /// The account that owns the router.
    pub owner_id: AccountId,
    /// The region of the VBR, once more.
    pub region_id: Region,
    /// The status.
    pub status: ChildInstanceStatus,
}

impl Operation for DescribeExpressConnectRouterChildInstance {
    type Kind = Read;
    type Response = DescribeExpressConnectRouterChildInstanceResponse;
    const NAME: &'static str = "DescribeExpressConnectRouterChildInstance";
    const ERRORS: &'static [Code] = &[Code::IllegalParam, Code::ResourceNotFoundEcrId];
}

impl Query for DescribeExpressConnectRouterChildInstance {
    fn run(&self, tx: &ReadTx<'_>) -> Result<Self::Response> {
        let filters = || Self { next_token: None, max_results: None, ..self.clone() };
        let from = page_start(tx, filters, self.next_token.as_ref())?;
        let (router, ecr_id) = described_router(tx, &self.ecr_id)?;
        let query = ChildInstanceQuery {
            router: router.key,
            association_id: self.association_id.as_ref(),
            instance_id: self.child_instance_id.as_ref(),
            region: self.child_instance_region_id.as_ref(),
        };
        let page = page(
            tx,
            filters,
            from,
            self.max_results.unwrap_or(MaxResults::documented(20)),
            |child: &ChildInstance| (child.key, ""),
            |from, limit| tx.child_instance_page(&query, from, limit),
        )?;
        Ok(DescribeExpressConnectRouterChildInstanceResponse {
            child_instance_list: page
                .entries
                .into_iter()
                .map(|child| item(&router, &ecr_id, child))
                .collect(),
            max_results: page.max_results,
            next_token: page.next_token,
            total_count: page.total_count,
        })
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
        gmt_create: child.created.to_second(),
        gmt_modified: child.modified.to_second(),
        owner_id: router.owner,
        region_id: child.region,
        status: child.status,
    }
}
