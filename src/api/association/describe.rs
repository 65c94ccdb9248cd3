use crate::error::{Code, Result};
use crate::model::{
    AccountId, Association, AssociationId, AssociationNodeType, AssociationStatus, CenId, EcrId, Evidence,
    Filter, MaxResults, MemberDescription, NextToken, Node, Prefixes, PrefixesMode, Region, RouterState, Tag,
    TagFilter, Timestamp, TransitRouterId, VpcId,
};
use crate::operation::{Listing, Operation, Read, answer, described_router, paged, parameters};
use crate::store::{AssociationQuery, Page, ReadTx, Window};
use crate::wire::spelling::{empty_if_absent, second, zero_if_absent};

parameters! {
    /// Lists the VPCs and transit routers bound to a router. Filters combine. If nothing matches, the list is
    /// empty.
    pub struct DescribeExpressConnectRouterAssociation {
        /// The router.
        required ecr_id: Filter = "EcrId",
        /// The id to look for.
        blank_is_absent association_id: Filter = "AssociationId",
        /// The region to look for.
        blank_is_absent association_region_id: Filter = "AssociationRegionId",
        /// The type to look for.
        blank_is_absent association_node_type: AssociationNodeType = "AssociationNodeType",
        /// The VPC to look for.
        blank_is_absent vpc_id: Filter = "VpcId",
        /// The transit router to look for.
        blank_is_absent transit_router_id: Filter = "TransitRouterId",
        /// The CEN to look for.
        blank_is_absent cen_id: Filter = "CenId",
        /// The `NextToken` of the previous answer.
        blank_is_absent next_token: NextToken = "NextToken",
        /// The number of entries of a page. Defaults to 20.
        blank_is_value max_results: MaxResults = "MaxResults" or "20",
        /// The tags to look for.
        list tag: TagFilter = "Tag" [Evidence::OBSERVED],
    }
}

paged! {
    /// The answer to [`DescribeExpressConnectRouterAssociation`].
    DescribeExpressConnectRouterAssociation -> DescribeExpressConnectRouterAssociationResponse {
        /// The associations, oldest first.
        association_list: AssociationItem,
    }
}

answer! {
    /// An association in the answer to [`DescribeExpressConnectRouterAssociation`].
    ///
    /// Fields about the other kind of instance are `None`, which JSON writes as an empty text, or as 0 for an account (our
    /// choice). Names of instances are empty: they belong to other products. JSON formats times as `YYYY-MM-DDThh:mm:ssZ`.
    pub struct AssociationItem {
        /// In the order they were given.
        pub allowed_prefixes: Prefixes,
        pub allowed_prefixes_mode: PrefixesMode,
        pub association_id: AssociationId,
        pub association_node_type: AssociationNodeType,
        #[serde(with = "empty_if_absent")]
        pub cen_id: Option<CenId>,
        pub description: MemberDescription,
        pub ecr_id: EcrId,
        #[serde(with = "second")]
        pub gmt_create: Timestamp,
        #[serde(with = "second")]
        pub gmt_modified: Timestamp,
        pub owner_id: AccountId,
        pub region_id: Region,
        pub status: AssociationStatus,
        /// In the order of their keys.
        pub tags: Vec<Tag>,
        #[serde(with = "empty_if_absent")]
        pub transit_router_id: Option<TransitRouterId>,
        pub transit_router_name: String,
        #[serde(with = "zero_if_absent")]
        pub transit_router_owner_id: Option<AccountId>,
        #[serde(with = "empty_if_absent")]
        pub vpc_id: Option<VpcId>,
        pub vpc_name: String,
        #[serde(with = "zero_if_absent")]
        pub vpc_owner_id: Option<AccountId>,
    }
}

impl Operation for DescribeExpressConnectRouterAssociation {
    type Kind = Read;
    type Response = DescribeExpressConnectRouterAssociationResponse;
    const ERRORS: &'static [Code] = &[Code::IllegalParam, Code::ResourceNotFoundEcrId];
    const FIELD_EVIDENCE: &'static [(&'static str, Evidence)] = &[
        ("AssociationList[].AllowedPrefixesMode", Evidence::OBSERVED),
        ("AssociationList[].Description", Evidence::OBSERVED),
        ("AssociationList[].Tags", Evidence::OBSERVED),
        ("AssociationList[].TransitRouterName", Evidence::OBSERVED),
        ("AssociationList[].VpcName", Evidence::OBSERVED),
    ];
}

impl Listing for DescribeExpressConnectRouterAssociation {
    fn page(&self, tx: &ReadTx<'_>, window: Window<'_>) -> Result<Page<AssociationItem>> {
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
        tx.association_page(&query, window)?.try_map(|association| item(tx, &router, &ecr_id, association))
    }
}

fn item(
    tx: &ReadTx<'_>,
    router: &RouterState,
    ecr_id: &EcrId,
    association: Association,
) -> Result<AssociationItem> {
    let node_type = association.node.node_type();
    let (vpc, transit_router, cen_id) = match association.node {
        Node::Vpc { id, owner } => ((Some(id), Some(owner)), (None, None), None),
        Node::TransitRouter { id, owner, cen_id } => ((None, None), (Some(id), Some(owner)), cen_id),
    };
    Ok(AssociationItem {
        allowed_prefixes: association.prefixes,
        allowed_prefixes_mode: association.prefixes_mode,
        association_id: association.association_id,
        association_node_type: node_type,
        cen_id,
        description: association.description,
        ecr_id: ecr_id.clone(),
        gmt_create: association.created.truncated(1000),
        gmt_modified: association.modified.truncated(1000),
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
