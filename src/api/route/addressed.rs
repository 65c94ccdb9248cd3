//! The look-up of next hops.

use crate::error::{Code, Result};
use crate::model::{AssociationStatus, ChildInstanceStatus, EcrId, NextHopId, Region, RouterState};
use crate::operation::{Operation, addressed_router, refused, require_router_idle};
use crate::store::ReadTx;

/// The codes of the commands on routes.
pub const ERRORS: &[Code] = &[
    Code::IllegalParamFormatDestinationCidrBlock,
    Code::ResourceNotFoundEcrId,
    Code::ResourceNotFoundNexthopInstanceId,
    Code::ResourceInCreatingNexthopInstanceId,
    Code::ConflictLock,
    Code::OperationFailedCallingEcYaochi,
];

/// A member as a next hop.
pub struct NextHop {
    /// The key of the router.
    pub router: i64,
    /// The key of the member.
    pub member: i64,
    /// The region of the instance.
    pub region: Region,
    /// Whether the member is still `CREATING`.
    is_creating: bool,
}

/// Returns the members that bind the instance, on an idle router of the caller. Only a transit router that is bound in
/// several regions has more than one. Refuses an unknown instance and one that is still being bound.
pub fn addressed_next_hops<R: Operation>(
    tx: &ReadTx<'_>,
    ecr_id: &EcrId,
    id: &NextHopId,
) -> Result<Vec<NextHop>> {
    let router = addressed_router(tx, ecr_id.as_str())?;
    let members = members_of_instance(tx, &router, id)?;
    if members.is_empty() {
        return Err(refused(Code::ResourceNotFoundNexthopInstanceId, "NexthopInstanceId", id.as_str()));
    }
    if members.iter().any(|member| member.is_creating) {
        return Err(refused(Code::ResourceInCreatingNexthopInstanceId, "NexthopInstanceId", id.as_str()));
    }
    require_router_idle::<R>(&router, false)?;
    Ok(members)
}

/// Returns the members of a router that bind an instance, oldest first.
fn members_of_instance(tx: &ReadTx<'_>, router: &RouterState, id: &NextHopId) -> Result<Vec<NextHop>> {
    if let Ok(vbr_id) = id.as_str().parse() {
        let child = tx.child_instance_find(&vbr_id)?.filter(|child| child.router == router.key);
        let next_hop = child.map(|child| NextHop {
            router: router.key,
            member: child.key,
            region: child.region,
            is_creating: child.status == ChildInstanceStatus::Creating,
        });
        return Ok(next_hop.into_iter().collect());
    }
    let associations = tx.association_regions_of_node(router.key, id.as_str())?.into_iter();
    let next_hop = |(member, region, status)| NextHop {
        router: router.key,
        member,
        region,
        is_creating: status == AssociationStatus::Creating,
    };
    Ok(associations.map(next_hop).collect())
}
