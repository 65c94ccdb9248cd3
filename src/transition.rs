//! Operations that take time: how they begin, and what happens when they are due.

use crate::error::{Fault, Result};
use crate::model::lifecycle::{
    AssociationEvent, ChildInstanceEvent, Next, RouterEvent, association_after, child_instance_after,
    router_after,
};
use crate::model::{AssociationState, ChildInstance, ChildInstanceStatus, RouterState};
use crate::routes;
use crate::store::{MemberKey, Pending, WriteTx};

/// The member that an operation on a router is about.
#[derive(Clone, Copy)]
pub enum Member<'a> {
    /// None: the operation is about the router.
    None,
    /// A child instance in its present status.
    ChildInstance(&'a ChildInstance),
    /// An association in its present status.
    Association(&'a AssociationState),
}

/// Begins an operation on a router: schedules its end, or ends it at once where the latency is zero. Then nobody sees
/// the statuses in between, and they are not stored.
///
/// The member of an `associate` is already stored as `CREATING`.
pub fn begin(tx: &WriteTx<'_>, router: &RouterState, event: RouterEvent, member: Member<'_>) -> Result<()> {
    let status = legal(router_after(router.status, event), router.status, event)?;
    let context = tx.context();
    let due = context.now.after(context.settings.latency.of(event));
    // Less than a millisecond is no time, and there is none after its end.
    let is_instant = due <= context.now;
    let member = match member {
        Member::None => None,
        Member::ChildInstance(child) => {
            let begun = (event == RouterEvent::Dissociate).then_some(ChildInstanceEvent::Delete);
            let ended = is_instant.then_some(ChildInstanceEvent::Finish);
            move_child(tx, child, begun.into_iter().chain(ended))?;
            Some(MemberKey::ChildInstance(child.key))
        }
        Member::Association(association) => {
            let begun = match event {
                RouterEvent::Dissociate => Some(AssociationEvent::Delete),
                RouterEvent::Update => Some(AssociationEvent::Update),
                RouterEvent::Associate
                | RouterEvent::Delete
                | RouterEvent::ForceDelete
                | RouterEvent::LockAttaching
                | RouterEvent::LockDetaching
                | RouterEvent::Release
                | RouterEvent::Finish => None,
            };
            let ended = is_instant.then(|| finish_of(association));
            move_association(tx, association, begun.into_iter().chain(ended))?;
            // Prefixes change at once.
            if is_instant || event == RouterEvent::Update {
                refresh_association(tx, association.key)?;
            }
            Some(MemberKey::Association(association.key))
        }
    };
    if is_instant {
        return end(tx, &RouterState { status, ..*router });
    }
    if event == RouterEvent::ForceDelete {
        for child in tx.child_instance_list(router.key)? {
            move_child(tx, &child, [ChildInstanceEvent::ForceDelete])?;
        }
        for association in tx.association_list(router.key)? {
            move_association(tx, &association, [AssociationEvent::ForceDelete])?;
        }
    }
    tx.router_set_status(router.key, status)?;
    tx.pending_insert(router.key, member, due)
}

/// Ends the operation that is due.
pub fn finish(tx: &WriteTx<'_>, pending: &Pending) -> Result<()> {
    tx.pending_delete(pending.id)?;
    match pending.member {
        None => {}
        Some(MemberKey::ChildInstance(key)) => {
            let child = tx.child_instance_get(key)?.ok_or_else(dangling)?;
            move_child(tx, &child, [ChildInstanceEvent::Finish])?;
        }
        Some(MemberKey::Association(key)) => {
            let association = tx.association_get(key)?.ok_or_else(dangling)?;
            move_association(tx, &association, [finish_of(&association)])?;
            refresh_association(tx, key)?;
        }
    }
    end(tx, &tx.router_get(pending.router)?.ok_or_else(dangling)?)
}

/// Lets CEN take hold of a router, or let go of it. A hold has no end of its own.
pub fn hold(tx: &WriteTx<'_>, router: &RouterState, event: RouterEvent) -> Result<()> {
    tx.router_set_status(router.key, legal(router_after(router.status, event), router.status, event)?)
}

/// Lets the transit router bind or unbind its side of an association, which takes no time.
pub fn attach(tx: &WriteTx<'_>, association: &AssociationState, event: AssociationEvent) -> Result<()> {
    let attached = event == AssociationEvent::Attach;
    move_association(tx, &AssociationState { attached, ..*association }, [event])?;
    refresh_association(tx, association.key)
}

/// Updates the routes of an association, unless it is gone.
fn refresh_association(tx: &WriteTx<'_>, key: i64) -> Result<()> {
    match tx.association_with_prefixes(key)? {
        Some(association) => routes::refresh_association(tx, &association),
        None => Ok(()),
    }
}

/// Ends the operation on a router.
fn end(tx: &WriteTx<'_>, router: &RouterState) -> Result<()> {
    match router_after(router.status, RouterEvent::Finish) {
        Next::Gone => tx.router_delete(router),
        next @ (Next::To(_) | Next::Illegal) => {
            tx.router_set_status(router.key, legal(next, router.status, RouterEvent::Finish)?)
        }
    }
}

/// How an unfinished operation ends for an association.
fn finish_of(association: &AssociationState) -> AssociationEvent {
    if association.attached { AssociationEvent::Finish } else { AssociationEvent::FinishUnattached }
}

/// Lets events happen to a child instance, and stores where they lead.
fn move_child(
    tx: &WriteTx<'_>,
    child: &ChildInstance,
    events: impl IntoIterator<Item = ChildInstanceEvent>,
) -> Result<()> {
    let mut status = child.status;
    for event in events {
        match child_instance_after(status, event) {
            Next::Gone => return tx.child_instance_delete(child.key),
            next @ (Next::To(_) | Next::Illegal) => status = legal(next, status, event)?,
        }
    }
    if status == child.status {
        return Ok(());
    }
    tx.child_instance_set_status(child.key, status)?;
    if child.status == ChildInstanceStatus::Creating {
        routes::refresh_child_instance(tx, &ChildInstance { status, ..child.clone() })?;
    }
    Ok(())
}

/// Lets events happen to an association, and stores where they lead.
fn move_association(
    tx: &WriteTx<'_>,
    association: &AssociationState,
    events: impl IntoIterator<Item = AssociationEvent>,
) -> Result<()> {
    let mut status = association.status;
    for event in events {
        match association_after(status, event) {
            Next::Gone => return tx.association_delete(association),
            next @ (Next::To(_) | Next::Illegal) => status = legal(next, status, event)?,
        }
    }
    if status == association.status {
        return Ok(());
    }
    tx.association_set_status(association.key, status, association.attached)
}

/// The status an event leads to. A guard has made sure that there is one, so anything else is a bug or a bad file.
fn legal<S: std::fmt::Display>(
    next: Next<S>,
    from: impl std::fmt::Display,
    event: impl std::fmt::Display,
) -> Result<S> {
    match next {
        Next::To(status) => Ok(status),
        Next::Gone | Next::Illegal => Err(Fault::Internal(format!("{event} in status {from}")).into()),
    }
}

fn dangling() -> crate::error::Error {
    Fault::Corrupt("an unfinished operation leads nowhere".to_owned()).into()
}
