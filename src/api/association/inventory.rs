//! Checks of VPCs and transit routers against the inventory.

use crate::api::region::links::Links;
use crate::error::{Code, Refusal, Result};
use crate::model::{
    AccountId, Cen, EcrId, Node, Prefix, Region, RouterState, TransitRouter, TransitRouterEdition, Vpc, VpcId,
};
use crate::operation::{is_granted, refused, registered_instance};
use crate::store::ReadTx;

/// What the inventory says of a transit router.
pub type RegisteredTransitRouter = Option<TransitRouter>;

/// Looks up the named transit router and CEN. They must exist and belong together, and the transit router must have this
/// owner and region. The owner of the CEN does not matter.
pub fn look_up(tx: &ReadTx<'_>, node: &Node, region: &Region) -> Result<RegisteredTransitRouter> {
    let Node::TransitRouter { id, owner, cen_id } = node else { return Ok(None) };
    if let Some(cen_id) = cen_id {
        registered_instance::<Cen>(tx, Code::ResourceNotFoundCenId, "CenId", cen_id.as_str())?;
    }
    let registered: RegisteredTransitRouter =
        registered_instance(tx, Code::ResourceNotFoundTrId, "TransitRouterId", id.as_str())?;
    if let Some(transit_router) = &registered {
        if let Some(cen_id) = cen_id.as_ref().filter(|cen_id| **cen_id != transit_router.cen_id) {
            return Err(refused(Code::ResourceNotFoundCenId, "CenId", cen_id.as_str()));
        }
        if (transit_router.owner_id, &transit_router.region_id) != (*owner, region) {
            return Err(refused(Code::ResourceNotFoundTrId, "TransitRouterId", id.as_str()));
        }
    }
    Ok(registered)
}

/// What the inventory says of a VPC. Refuses one that is not as described, shares addresses with another VPC of the
/// router, or is not granted.
pub fn registered_vpc(
    tx: &ReadTx<'_>,
    (router, ecr_id): (&RouterState, &EcrId),
    (id, owner): (&VpcId, AccountId),
    region: &Region,
) -> Result<Option<Vpc>> {
    const REJECTED: Code = Code::OperationFailedRejectedByVpcYaochi;
    let rejected = || refused(REJECTED, "VpcId", id.as_str());
    let Some(vpc) = registered_instance::<Vpc>(tx, REJECTED, "VpcId", id.as_str())? else { return Ok(None) };
    if (vpc.owner_id, &vpc.region_id) != (owner, region) {
        return Err(rejected());
    }
    for other in tx.association_vpc_list(router.key)? {
        let Some(other) = tx.inventory_find::<Vpc>(other.as_str())? else { continue };
        if Prefix::overlap(&vpc.v_switch_cidr_blocks, &other.v_switch_cidr_blocks) {
            return Err(rejected());
        }
    }
    if is_granted(tx, ecr_id, owner, (id.as_str(), region))? {
        Ok(Some(vpc))
    } else {
        Err(refused(Code::OperationDeniedNotGrantedByNodeOwner, "VpcId", id.as_str()))
    }
}

/// Refuses links between regions that the account has not opened or may not have. A region in which the router already has
/// a member adds no link.
pub fn require_links(tx: &ReadTx<'_>, router: &RouterState, region: &Region) -> Result<()> {
    let regions = tx.member_regions(router.key)?;
    if regions.contains(region) {
        return Ok(());
    }
    let links = Links::with(&regions, region);
    let account = tx.account_or_default(router.owner)?;
    let refusal = if links.inter_region && !account.is_cdt_inter_region_enabled {
        Code::OperationFailedCdtNotOpened
    } else if links.cross_border && !account.is_cdt_cross_border_enabled {
        Code::OperationFailedCdtCrossBoarderNotOpened
    } else if links.cross_border && !account.is_user_allowed_to_create_cross_border_link {
        Code::OperationFailedCrossBorderNotAllowed
    } else {
        return Ok(());
    };
    Err(Refusal::new(refusal).into())
}

/// Refuses an edition of transit routers that cannot be bound.
pub fn require_edition(transit_router: &RegisteredTransitRouter) -> Result<()> {
    match transit_router {
        Some(TransitRouter { edition: TransitRouterEdition::Basic, transit_router_id, .. }) => {
            let id = transit_router_id.as_str();
            Err(refused(Code::OperationFailedRejectedByCenYaochi, "TransitRouterId", id))
        }
        Some(_) | None => Ok(()),
    }
}

/// Refuses to unbind a VPC that has a static route to the router.
pub fn require_no_static_route(tx: &ReadTx<'_>, vpc_id: &VpcId, ecr_id: &EcrId) -> Result<()> {
    match tx.inventory_find::<Vpc>(vpc_id.as_str())? {
        Some(vpc) if vpc.static_routes.iter().any(|route| route.ecr_id == *ecr_id) => {
            Err(Refusal::new(Code::OperationFailedUsedInRouteEntryNextHop).into())
        }
        Some(_) | None => Ok(()),
    }
}
