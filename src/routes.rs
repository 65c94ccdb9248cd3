//! Which routes the members of a router advertise, and keeping the stored ones up to date.

use crate::error::{Fault, Result};
use crate::model::{
    Association, AssociationStatus, ChildInstance, ChildInstanceStatus, Node, Route, RouteEntry, Vbr, Vpc,
};
use crate::store::{NextHop, ReadTx, WriteTx};

/// Returns the routes of a child instance, given what the inventory says of its VBR. A VBR advertises nothing before it is bound.
fn of_child_instance(child: &ChildInstance, vbr: Option<&Vbr>) -> Vec<Route> {
    if child.status == ChildInstanceStatus::Creating { Vec::new() } else { Route::of_vbr(vbr) }
}

/// Returns the routes of an association, given what the inventory says of its VPC. It advertises nothing before both sides are
/// bound.
fn of_association(association: &Association, vpc: Option<&Vpc>) -> Vec<Route> {
    if association.status == AssociationStatus::Creating || !association.attached {
        return Vec::new();
    }
    match &association.node {
        Node::Vpc { .. } => Route::of_vpc(&association.prefixes, association.prefixes_mode, vpc),
        Node::TransitRouter { .. } => Route::of_transit_router(&association.prefixes),
    }
}

fn child_instance_hop(child: &ChildInstance) -> NextHop<'_> {
    let instance_id = child.instance_id.as_str();
    NextHop { router: child.router, member: child.key, instance_id, region: &child.region }
}

fn association_hop(association: &Association) -> NextHop<'_> {
    NextHop {
        router: association.router,
        member: association.key,
        instance_id: association.node.id(),
        region: &association.region,
    }
}

/// Returns what the inventory says of the VPC of an association.
fn registered_vpc(tx: &ReadTx<'_>, association: &Association) -> Result<Option<Vpc>> {
    match &association.node {
        Node::Vpc { id, .. } => tx.inventory_find(id.as_str()),
        Node::TransitRouter { .. } => Ok(None),
    }
}

/// Stores the routes of a child instance, given what the inventory says of its VBR.
pub fn store_of_child_instance(tx: &WriteTx<'_>, child: &ChildInstance, vbr: Option<&Vbr>) -> Result<()> {
    tx.route_replace(&child_instance_hop(child), &of_child_instance(child, vbr))
}

/// Stores the routes of an association, given what the inventory says of its VPC.
pub fn store_of_association(tx: &WriteTx<'_>, association: &Association, vpc: Option<&Vpc>) -> Result<()> {
    tx.route_replace(&association_hop(association), &of_association(association, vpc))
}

/// Updates the stored routes of a child instance.
pub fn refresh_child_instance(tx: &WriteTx<'_>, child: &ChildInstance) -> Result<()> {
    let vbr = tx.inventory_find(child.instance_id.as_str())?;
    store_of_child_instance(tx, child, vbr.as_ref())
}

/// Updates the stored routes of the association with this internal key.
pub fn refresh_association(tx: &WriteTx<'_>, key: i64) -> Result<()> {
    let association = tx.association_with_prefixes(key)?;
    let dangling = || Fault::Internal(format!("there is no association with the key {key}"));
    let association = association.ok_or_else(dangling)?;
    let vpc = registered_vpc(tx, &association)?;
    store_of_association(tx, &association, vpc.as_ref())
}

/// Updates the stored routes of the member that binds an instance, if one does. Called when the inventory changes.
pub fn refresh_instance(tx: &WriteTx<'_>, instance_id: &str) -> Result<()> {
    if let Ok(vbr_id) = instance_id.parse()
        && let Some(child) = tx.child_instance_find(&vbr_id)?
    {
        refresh_child_instance(tx, &child)?;
    }
    match tx.association_of_vpc(instance_id)? {
        Some(association) => {
            let vpc = registered_vpc(tx, &association)?;
            store_of_association(tx, &association, vpc.as_ref())
        }
        None => Ok(()),
    }
}

/// Checks that exactly the routes that members advertise are stored.
pub fn check(tx: &ReadTx<'_>) -> Result<()> {
    let mut count = 0;
    for router in tx.router_keys()? {
        for child in tx.child_instance_list(router)? {
            let vbr = tx.inventory_find(child.instance_id.as_str())?;
            count += check_member(tx, &child_instance_hop(&child), of_child_instance(&child, vbr.as_ref()))?;
        }
        for association in tx.association_list_with_prefixes(router)? {
            let vpc = registered_vpc(tx, &association)?;
            let expected = of_association(&association, vpc.as_ref());
            count += check_member(tx, &association_hop(&association), expected)?;
        }
    }
    if usize::try_from(tx.route_count()?) == Ok(count) { Ok(()) } else { Err(broken().into()) }
}

/// Checks the stored routes of one member. Returns how many there are.
fn check_member(tx: &ReadTx<'_>, hop: &NextHop<'_>, expected: Vec<Route>) -> Result<usize> {
    let stored = tx.route_list(hop.member)?;
    let disabled = tx.disabled_route_list(hop.member)?;
    let count = stored.len();
    if count != expected.len() {
        return Err(broken().into());
    }
    for (stored, route) in stored.into_iter().zip(expected) {
        let is_disabled = disabled.contains(&route.destination);
        let entry = RouteEntry {
            id: stored.entry.id,
            route,
            next_hop: hop.instance_id.parse()?,
            region: hop.region.clone(),
        };
        if (stored.entry, stored.router, stored.disabled) != (entry, hop.router, is_disabled) {
            return Err(broken().into());
        }
    }
    Ok(count)
}

fn broken() -> Fault {
    Fault::Invariant("the stored routes of a member are those that it advertises".to_owned())
}
