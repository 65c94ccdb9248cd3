//! The next hop that a command addresses.

use crate::error::{Code, Result};
use crate::model::{
    Association, AssociationStatus, ChildInstanceStatus, EcrId, Filter, NextHopId, Region, RouterState,
};
use crate::operation::{Operation, addressed_router, refused, require_router_idle};
use crate::store::ReadTx;

/// A member as a next hop.
pub struct NextHop {
    /// The key of the router.
    pub router: i64,
    /// The key of the member.
    pub member: i64,
    /// Its region.
    pub region: Region,
    /// Whether it is only about to be one.
    is_creating: bool,
}

/// The next hop that a command addresses: the members of a router of the caller that it is, of which only a transit router that
/// is bound in several regions has more than one. The router is not busy.
pub fn addressed<R: Operation>(tx: &ReadTx<'_>, ecr_id: &EcrId, id: &NextHopId) -> Result<Vec<NextHop>> {
    let router = addressed_router(tx, ecr_id.as_str())?;
    let members = members(tx, &router, id)?;
    if members.is_empty() {
        return Err(refused(Code::ResourceNotFoundNexthopInstanceId, "NexthopInstanceId", id.as_str()));
    }
    if members.iter().any(|member| member.is_creating) {
        return Err(refused(Code::ResourceInCreatingNexthopInstanceId, "NexthopInstanceId", id.as_str()));
    }
    require_router_idle::<R>(&router, false)?;
    Ok(members)
}

/// The members of a router that an instance is, the oldest first.
fn members(tx: &ReadTx<'_>, router: &RouterState, id: &NextHopId) -> Result<Vec<NextHop>> {
    if let Ok(vbr_id) = id.as_str().parse() {
        let child = tx.child_instance_find(&vbr_id)?.filter(|child| child.router == router.key);
        return Ok(child
            .map(|child| NextHop {
                router: router.key,
                member: child.key,
                region: child.region,
                is_creating: child.status == ChildInstanceStatus::Creating,
            })
            .into_iter()
            .collect());
    }
    let associations = tx.association_of_node_with_prefixes(router.key, &Filter::from(id))?.into_iter();
    let next_hop = |association: Association| NextHop {
        router: router.key,
        member: association.key,
        region: association.region,
        is_creating: association.status == AssociationStatus::Creating,
    };
    Ok(associations.map(next_hop).collect())
}
