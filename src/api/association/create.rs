use crate::api::association::inventory::{look_up, registered_vpc, require_edition, require_links};
use crate::api::association::quota::require_prefix_quota;
use crate::error::{Code, Refusal, Result};
use crate::model::{
    AccountId, Association, AssociationId, AssociationNodeType, AssociationStatus, CenId, EcrId, Evidence,
    MemberDescription, Node, Prefixes, PrefixesMode, Region, RouterState, Tags, TransitRouterId, Vpc, VpcId,
};
use crate::operation::{
    Command, Operation, Write, addressed_router, answer, parameters, refused, require_region,
    require_router_idle,
};
use crate::store::{Context, ReadTx, WriteTx};
use crate::transition;

parameters! {
    /// Binds a VPC or a transit router to a router.
    ///
    /// The router is `ASSOCIATING` and the association `CREATING`. Then both are `ACTIVE`. The association of a transit
    /// router is `INACTIVE` instead while the transit router's own side is not bound.
    ///
    /// The owner and the region of a registered instance must match the parameters, and another owner than the caller must
    /// have granted it. The vSwitches of two VPCs of a router must not overlap, a transit router must be of the Enterprise
    /// Edition, and the account must have opened the links between regions. An unregistered instance can be bound in
    /// literal mode and does not exist in strict mode.
    pub struct CreateExpressConnectRouterAssociation {
        /// The router.
        required ecr_id: EcrId = "EcrId",
        /// The region of the instance, which must offer the product.
        required association_region_id: Region = "AssociationRegionId",
        /// The account that owns the transit router. Defaults to the caller.
        blank_is_absent transit_router_owner_id: AccountId = "TransitRouterOwnerId",
        /// The transit router. Exactly one of this and `vpc_id` is required.
        blank_is_absent transit_router_id: TransitRouterId = "TransitRouterId",
        /// The CEN of the transit router. Ignored for a VPC.
        blank_is_absent cen_id: CenId = "CenId",
        /// The account that owns the VPC. Defaults to the caller.
        blank_is_absent vpc_owner_id: AccountId = "VpcOwnerId",
        /// The VPC, which may be bound to one router only.
        blank_is_absent vpc_id: VpcId = "VpcId",
        /// The prefixes to advertise. Their order is kept.
        list allowed_prefixes: Prefixes = "AllowedPrefixes",
        /// Whether to bind the transit router's side too. Defaults to no. Ignored for a VPC.
        flag create_attachment: bool = "CreateAttachment",
        /// How other routes are treated. Defaults to `MatchMode`.
        default_if_absent allowed_prefixes_mode: PrefixesMode = "AllowedPrefixesMode" or "MatchMode",
        /// The description. Defaults to empty.
        default_if_absent description: MemberDescription = "Description",
        /// The tags.
        list tag: Tags = "Tag" [Evidence::OBSERVED],
    }
    one of "VpcId", "TransitRouterId";
}

answer! {
    /// The answer to [`CreateExpressConnectRouterAssociation`].
    pub struct CreateExpressConnectRouterAssociationResponse {
        pub association_id: AssociationId,
    }
}

impl Operation for CreateExpressConnectRouterAssociation {
    type Kind = Write;
    type Response = CreateExpressConnectRouterAssociationResponse;
    const ERRORS: &'static [Code] = &[
        Code::IllegalParamFormatCenId,
        Code::IllegalParamFormatAllowedPrefixes,
        Code::IllegalParamSizeAllowedPrefixes,
        Code::ExclusiveParamTransitRouterIdAndVpcId,
        Code::ResourceNotFoundEcrId,
        Code::ResourceNotFoundCenId,
        Code::ResourceNotFoundTrId,
        Code::OperationDeniedForceDeleting,
        Code::IncorrectStatusEcr,
        Code::ConflictLock,
        Code::UnsupportedRegion,
        Code::QuotaExceededVpcCountPerEcr,
        Code::QuotaExceededTrCountPerEcr,
        Code::OperationDeniedAttachmentInCurrentRegionExisted,
        Code::OperationFailedRejectedByVpcYaochi,
        Code::ConflictAsnOfVbr,
        Code::OperationDeniedNotGrantedByNodeOwner,
        Code::OperationDeniedCrossAccountAttaching,
        Code::OperationDeniedCrossBidAssociating,
        Code::OperationFailedCdtNotOpened,
        Code::OperationFailedCdtCrossBoarderNotOpened,
        Code::OperationFailedCrossBorderNotAllowed,
        Code::OperationFailedRejectedByEcYaochi,
        Code::OperationFailedRejectedByCenYaochi,
        Code::OperationFailedCallingVpcYaochi,
    ];
    const ANSWER_EVIDENCE: Evidence = Evidence::DOCUMENTED;

    fn check(&self, context: &Context<'_>) -> Result<()> {
        require_prefix_quota(context, &self.allowed_prefixes)?;
        self.node(context.caller).map(drop)
    }
}

impl CreateExpressConnectRouterAssociation {
    /// Returns the instance to bind.
    fn node(&self, caller: AccountId) -> Result<Node> {
        match (&self.vpc_id, &self.transit_router_id) {
            (Some(id), None) => Ok(Node::Vpc { id: id.clone(), owner: self.vpc_owner_id.unwrap_or(caller) }),
            (None, Some(id)) => Ok(Node::TransitRouter {
                id: id.clone(),
                owner: self.transit_router_owner_id.unwrap_or(caller),
                cen_id: self.cen_id.clone(),
            }),
            (None, None) => Err(Refusal::about(Code::MissingParam, "VpcId").into()),
            (Some(_), Some(id)) => {
                let code = Code::ExclusiveParamTransitRouterIdAndVpcId;
                Err(refused(code, "TransitRouterId", id.as_str()))
            }
        }
    }

    fn require_quota(tx: &ReadTx<'_>, router: &RouterState, node: &Node) -> Result<()> {
        let quota = &tx.context().settings.quota;
        let (most, code) = match node.node_type() {
            AssociationNodeType::Vpc => (quota.vpcs_per_router, Code::QuotaExceededVpcCountPerEcr),
            AssociationNodeType::TransitRouter => {
                (quota.transit_routers_per_router, Code::QuotaExceededTrCountPerEcr)
            }
        };
        match most {
            Some(most) if tx.association_count(router.key, node.node_type())? >= most => {
                Err(Refusal::new(code).into())
            }
            Some(_) | None => Ok(()),
        }
    }
}

impl Command for CreateExpressConnectRouterAssociation {
    /// The router, the instance to bind, and the VPC if it is a registered one.
    type Witness = (RouterState, Node, Option<Vpc>);

    fn resource(&self) -> String {
        self.ecr_id.to_string()
    }

    fn guard(&self, tx: &ReadTx<'_>) -> Result<Self::Witness> {
        let node = self.node(tx.context().caller)?;
        let region = &self.association_region_id;
        let router = addressed_router(tx, self.ecr_id.as_str())?;
        let transit_router = look_up(tx, &node, region)?;
        require_router_idle::<Self>(&router, false)?;
        require_region(tx, region)?;
        Self::require_quota(tx, &router, &node)?;
        let vpc = match &node {
            Node::Vpc { id, .. } if tx.association_of_vpc(id.as_str())?.is_some() => {
                return Err(refused(Code::OperationFailedRejectedByVpcYaochi, "VpcId", id.as_str()));
            }
            Node::Vpc { id, owner } => registered_vpc(tx, (&router, &self.ecr_id), (id, *owner), region)?,
            Node::TransitRouter { .. } if tx.association_of_region(router.key, region.as_str())? => {
                let code = Code::OperationDeniedAttachmentInCurrentRegionExisted;
                return Err(refused(code, "AssociationRegionId", region.as_str()));
            }
            Node::TransitRouter { id, owner, .. } => {
                let is_registered = transit_router.is_some();
                if is_registered && *owner != router.owner && self.create_attachment == Some(true) {
                    let code = Code::OperationDeniedCrossAccountAttaching;
                    return Err(refused(code, "TransitRouterId", id.as_str()));
                }
                None
            }
        };
        require_links(tx, &router, region)?;
        require_edition(&transit_router)?;
        Ok((router, node, vpc))
    }

    fn apply(self, (router, node, vpc): Self::Witness, tx: &WriteTx<'_>) -> Result<Self::Response> {
        let key = tx.next_key()?;
        let context = tx.context();
        let attached = match node.node_type() {
            AssociationNodeType::Vpc => true,
            AssociationNodeType::TransitRouter => self.create_attachment.unwrap_or(false),
        };
        let association = Association {
            key,
            association_id: context.ids.association(key)?,
            router: router.key,
            node,
            region: self.association_region_id,
            description: self.description,
            prefixes: self.allowed_prefixes,
            prefixes_mode: self.allowed_prefixes_mode,
            status: AssociationStatus::Creating,
            attached,
            tagged: !self.tag.is_empty(),
            created: context.now,
            modified: context.now,
        };
        let association_id = association.association_id.clone();
        transition::bind_association(tx, &router, association, vpc.as_ref())?;
        tx.tag_insert(key, &self.tag)?;
        Ok(CreateExpressConnectRouterAssociationResponse { association_id })
    }
}
