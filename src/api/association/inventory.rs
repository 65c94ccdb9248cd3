//! Checks of VPCs and transit routers against the inventory.

use crate::api::region::links::Links;
use crate::error::{Code, Refusal, Result};
use crate::model::{
    AccountId, Cen, EcrId, Node, Prefix, Region, RouterState, TransitRouter, TransitRouterEdition, Vpc, VpcId,
};
use crate::operation::{is_granted, refused, registered_instance};
use crate::store::ReadTx;

/// A transit router; `None` if it is not registered.
pub type RegisteredTransitRouter = Option<TransitRouter>;

/// Looks up the transit router and the CEN of `node`. Refuses them if they do not exist or do not belong together, or if
/// the transit router has another owner or region. The owner of the CEN does not matter.
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

/// Returns a VPC if it is registered. Refuses a VPC with another owner or region, one that shares addresses with another
/// VPC of the router, and one that is not granted.
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

/// Refuses a region if the account has not opened, or may not have, the links to it. A region in which the router already
/// has a member adds no link.
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

/// Refuses a transit router of the Basic Edition.
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
