//! DescribeExpressConnectRouterAssociation.

use serde::{Deserialize, Serialize};

use crate::error::{Code, Result};
use crate::model::{
    AccountId, Association, AssociationId, AssociationNodeType, AssociationStatus, EcrId, Filter, MaxResults,
    MemberDescription, NextToken, Node, Prefixes, PrefixesMode, Region, RouterState, Tag, TagFilter,
    empty_on_last_page,
};
use crate::operation::{Operation, Query, Read, described_router, page, page_start, parameters};
use crate::store::{AssociationQuery, ReadTx};

parameters! {
    /// Lists the VPCs and transit routers bound to a router. Filters combine; one that matches nothing gives an empty
    /// list.
    pub struct DescribeExpressConnectRouterAssociation {
        /// The router.
        required ecr_id: Filter = "EcrId",
        /// The id to look for.
        optional association_id: Filter = "AssociationId",
        /// The region to look for.
        optional association_region_id: Filter = "AssociationRegionId",
        /// VPCs or transit routers.
        optional association_node_type: AssociationNodeType = "AssociationNodeType",
        /// The VPC to look for.
        optional vpc_id: Filter = "VpcId",
        /// The transit router to look for.
        optional transit_router_id: Filter = "TransitRouterId",
        /// The CEN to look for.
        optional cen_id: Filter = "CenId",
        /// The `NextToken` of the page before.
        optional next_token: NextToken = "NextToken",
        /// How many entries a page has; 20 if absent.
        optional_or_blank max_results: MaxResults = "MaxResults",
        /// The tags to look for.
        listed tag: TagFilter = "Tag",
    }
}

/// The answer to [`DescribeExpressConnectRouterAssociation`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DescribeExpressConnectRouterAssociationResponse {
    /// The associations, oldest first.
    pub association_list: Vec<AssociationItem>,
    /// How many entries a page has.
    pub max_results: u32,
    /// What to send for the next page; absent on the last, which the wire spells as an empty text.
    #[serde(with = "empty_on_last_page")]
    pub next_token: Option<NextToken>,
    /// How many associations match in all.
    pub total_count: u32,
}

/// An association in an answer. What belongs to the other kind of instance is empty, and its account 0 (our choice).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct AssociationItem {
    /// The prefixes that are advertised, in the order they were given.
    pub allowed_prefixes: Prefixes,
    /// What becomes of other routes.
    pub allowed_prefixes_mode: PrefixesMode,
    /// The id.
    pub association_id: AssociationId,
    /// What is bound.
    pub association_node_type: AssociationNodeType,
    /// The CEN of the transit router.
    pub cen_id: String,
    /// The description.
    pub description: MemberDescription,
    /// The router.
    pub ecr_id: EcrId,
    /// When it was created, `YYYY-MM-DDThh:mm:ssZ`.
    pub gmt_create: String,
    /// When it last changed, `YYYY-MM-DDThh:mm:ssZ`.
    pub gmt_modified: String,
    /// The account that owns the router.
    pub owner_id: AccountId,
    /// The region of the instance.
    pub region_id: Region,
    /// The status.
    pub status: AssociationStatus,
    /// The tags, in the order of their keys.
    pub tags: Vec<Tag>,
    /// The transit router.
    pub transit_router_id: String,
    /// The name of the transit router. It belongs to another product, so it is empty here.
    pub transit_router_name: String,
    /// The account that owns the transit router.
    pub transit_router_owner_id: AccountId,
    /// The VPC.
    pub vpc_id: String,
    /// The name of the VPC. It belongs to another product, so it is empty here.
    pub vpc_name: String,
    /// The account that owns the VPC.
    pub vpc_owner_id: AccountId,
}

impl Operation for DescribeExpressConnectRouterAssociation {
    type Kind = Read;
    type Response = DescribeExpressConnectRouterAssociationResponse;
    const NAME: &'static str = "DescribeExpressConnectRouterAssociation";
    const ERRORS: &'static [Code] = &[Code::IllegalParam, Code::ResourceNotFoundEcrId];
}

impl Query for DescribeExpressConnectRouterAssociation {
    fn run(&self, tx: &ReadTx<'_>) -> Result<Self::Response> {
        let filters = || Self { next_token: None, max_results: None, ..self.clone() };
        let from = page_start(tx, filters, self.next_token.as_ref())?;
        let (router, ecr_id) = described_router(tx, &self.ecr_id)?;
        let query = AssociationQuery {
            router: router.key,
            association_id: self.association_id.as_ref(),
            node_type: self.association_node_type,
            vpc_id: self.vpc_id.as_ref(),
            transit_router_id: self.transit_router_id.as_ref(),
            cen_id: self.cen_id.as_ref(),
            region: self.association_region_id.as_ref(),
            tags: &self.tag,
        };
        let page = page(
            tx,
            filters,
            from,
            self.max_results.unwrap_or(MaxResults::documented(20)),
            |association: &Association| (association.key, ""),
            |from, limit| tx.association_page(&query, from, limit),
        )?;
        Ok(DescribeExpressConnectRouterAssociationResponse {
            association_list: page
                .entries
                .into_iter()
                .map(|association| item(tx, &router, &ecr_id, association))
                .collect::<Result<_>>()?,
            max_results: page.max_results,
            next_token: page.next_token,
            total_count: page.total_count,
        })
    }
}

fn item(
    tx: &ReadTx<'_>,
    router: &RouterState,
    ecr_id: &EcrId,
    association: Association,
) -> Result<AssociationItem> {
    let nobody = AccountId::from(0);
    let node_type = association.node.node_type();
    let (vpc, transit_router, cen_id) = match association.node {
        Node::Vpc { id, owner } => ((id.into(), owner), (String::new(), nobody), String::new()),
        Node::TransitRouter { id, owner, cen_id } => {
            ((String::new(), nobody), (id.into(), owner), cen_id.map_or_else(String::new, String::from))
        }
    };
    Ok(AssociationItem {
        allowed_prefixes: association.prefixes,
        allowed_prefixes_mode: association.prefixes_mode,
        association_id: association.association_id,
        association_node_type: node_type,
        cen_id,
        description: association.description,
        ecr_id: ecr_id.clone(),
        gmt_create: association.created.to_second(),
        gmt_modified: association.modified.to_second(),
        owner_id: router.owner,
        region_id: association.region,
        status: association.status,
        tags: if association.tagged { tx.tag_list(association.key)? } else { Vec::new() },
        transit_router_id: transit_router.0,
        transit_router_name: String::new(),
        transit_router_owner_id: transit_router.1,
        vpc_id: vpc.0,
        vpc_name: String::new(),
        vpc_owner_id: vpc.1,
    })
}
