//! The next hop that a command addresses.

use crate::error::{Code, Result};
use crate::model::{AssociationStatus, ChildInstanceStatus, EcrId, Filter, NextHopId, Region, RouterState};
use crate::operation::{Operation, addressed_router, refused, require_idle};
use crate::store::ReadTx;

/// A member as a next hop.
pub struct NextHop {
    /// The key of the router.
    pub router: i64,
    /// The key of the member.
    pub member: i64,
    /// Its region.
    pub region: Region,
}

/// The next hop that a command addresses: a member of a router of the caller, which is not busy. Of a transit router that is
/// bound in several regions it is the one that was bound first (our choice).
pub fn addressed<R: Operation>(tx: &ReadTx<'_>, ecr_id: &EcrId, id: &NextHopId) -> Result<NextHop> {
    let router = addressed_router(tx, ecr_id.as_str())?;
    let Some((next_hop, creating)) = find(tx, &router, id)? else {
        return Err(refused(Code::ResourceNotFoundNexthopInstanceId, "NexthopInstanceId", id.as_str()));
    };
    if creating {
        return Err(refused(Code::ResourceInCreatingNexthopInstanceId, "NexthopInstanceId", id.as_str()));
    }
    require_idle::<R>(&router, false)?;
    Ok(next_hop)
}

/// The member that an instance is, and whether it is only about to be one.
fn find(tx: &ReadTx<'_>, router: &RouterState, id: &NextHopId) -> Result<Option<(NextHop, bool)>> {
    let next_hop = |member, region| NextHop { router: router.key, member, region };
    if let Ok(vbr_id) = id.as_str().parse() {
        let child = tx.child_instance_find(&vbr_id)?.filter(|child| child.router == router.key);
        return Ok(child.map(|child| {
            (next_hop(child.key, child.region), child.status == ChildInstanceStatus::Creating)
        }));
    }
    let Some(state) = tx.association_of_node(router.key, &Filter::from(id))?.into_iter().next() else {
        return Ok(None);
    };
    Ok(tx.association_whole(state.key)?.map(|association| {
        (next_hop(association.key, association.region), association.status == AssociationStatus::Creating)
    }))
}
