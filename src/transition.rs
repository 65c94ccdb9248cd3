//! Operations that take time: how they begin and how they end.

use crate::error::{Fault, Result};
use crate::model::lifecycle::{
    AssociationEvent, ChildInstanceEvent, Next, RouterEvent, association_after, child_instance_after,
    router_after,
};
use crate::model::{
    Association, AssociationState, AssociationStatus, ChildInstance, ChildInstanceStatus, Member,
    RouterState, RouterStatus, Timestamp, Vbr, Vpc,
};
use crate::routes;
use crate::store::{Pending, WriteTx};

/// Begins an operation on a router, and on a member of it if the operation is about one.
///
/// Schedules the end, or ends the operation at once if its latency is zero. In that case the transitional statuses are
/// not stored, because nobody can see them. [`bind_child_instance`] and [`bind_association`] begin an `associate`.
pub fn begin(
    tx: &WriteTx<'_>,
    router: &RouterState,
    event: RouterEvent,
    member: Option<Member<'_>>,
) -> Result<()> {
    let course = Course::of(tx, router, event)?;
    match member {
        None => {}
        Some(Member::ChildInstance(child)) => {
            let begun = (event == RouterEvent::Dissociate).then_some(ChildInstanceEvent::Delete);
            let ended = course.is_instant.then_some(ChildInstanceEvent::Finish);
            move_child_instance(tx, child, begun.into_iter().chain(ended))?;
        }
        Some(Member::Association(association)) => {
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
            let ended = course.is_instant.then(|| finish_of(association.attached));
            move_association(tx, association, begun.into_iter().chain(ended))?;
        }
    }
    if event == RouterEvent::ForceDelete && !course.is_instant {
        for child in tx.child_instance_list(router.key)? {
            move_child_instance(tx, &child, [ChildInstanceEvent::ForceDelete])?;
        }
        for association in tx.association_list(router.key)? {
            move_association(tx, &association, [AssociationEvent::ForceDelete])?;
        }
    }
    course.take(tx, router, member)
}

/// Stores a new child instance, which is `CREATING`, and begins to bind it. `vbr` is what the inventory says of its VBR.
pub fn bind_child_instance(
    tx: &WriteTx<'_>,
    router: &RouterState,
    mut child: ChildInstance,
    vbr: Option<&Vbr>,
) -> Result<()> {
    let course = Course::of(tx, router, RouterEvent::Associate)?;
    if course.is_instant {
        let event = ChildInstanceEvent::Finish;
        child.status = legal(child_instance_after(child.status, event), child.status, event)?;
    }
    tx.child_instance_insert(&child)?;
    if course.is_instant {
        routes::store_of_child_instance(tx, &child, vbr)?;
    }
    course.take(tx, router, Some(Member::ChildInstance(&child)))
}

/// Stores a new association, which is `CREATING`, and begins to bind it. `vpc` is what the inventory says of its VPC.
pub fn bind_association(
    tx: &WriteTx<'_>,
    router: &RouterState,
    mut association: Association,
    vpc: Option<&Vpc>,
) -> Result<()> {
    let course = Course::of(tx, router, RouterEvent::Associate)?;
    if course.is_instant {
        let event = finish_of(association.attached);
        association.status = legal(association_after(association.status, event), association.status, event)?;
    }
    tx.association_insert(&association)?;
    if course.is_instant {
        routes::store_of_association(tx, &association, vpc)?;
    }
    course.take(tx, router, Some(Member::Association(&association.state())))
}

/// Ends the operation that is due.
pub fn finish(tx: &WriteTx<'_>, pending: &Pending) -> Result<()> {
    tx.pending_delete(pending.id)?;
    if let Some(key) = pending.child_instance {
        let child = tx.child_instance_get(key)?.ok_or_else(dangling)?;
        move_child_instance(tx, &child, [ChildInstanceEvent::Finish])?;
    }
    if let Some(key) = pending.association {
        let association = tx.association_get(key)?.ok_or_else(dangling)?;
        move_association(tx, &association, [finish_of(association.attached)])?;
    }
    end(tx, &tx.router_get(pending.router)?.ok_or_else(dangling)?)
}

/// Locks a router for CEN, or releases it. A lock has no scheduled end.
pub fn lock(tx: &WriteTx<'_>, router: &RouterState, event: RouterEvent) -> Result<()> {
    tx.router_set_status(router.key, legal(router_after(router.status, event), router.status, event)?)
}

/// Binds or unbinds the transit router's side of an association, which takes no time.
pub fn attach(tx: &WriteTx<'_>, association: &AssociationState, event: AssociationEvent) -> Result<()> {
    let attached = event == AssociationEvent::Attach;
    move_association(tx, &AssociationState { attached, ..*association }, [event])?;
    routes::refresh_association(tx, association.key)
}

/// The course of an operation that a router begins.
struct Course {
    /// The status of the router until the end.
    status: RouterStatus,
    /// When the operation ends.
    due: Timestamp,
    /// Whether that is now. A latency below a millisecond counts as zero.
    is_instant: bool,
}

impl Course {
    fn of(tx: &WriteTx<'_>, router: &RouterState, event: RouterEvent) -> Result<Self> {
        let status = legal(router_after(router.status, event), router.status, event)?;
        let context = tx.context();
        let due = context.now.after(context.settings.latency.of(event));
        Ok(Self { status, due, is_instant: due <= context.now })
    }

    /// Ends the operation of the router, or stores its status and schedules the end.
    fn take(self, tx: &WriteTx<'_>, router: &RouterState, member: Option<Member<'_>>) -> Result<()> {
        if self.is_instant {
            return end(tx, &RouterState { status: self.status, ..*router });
        }
        tx.router_set_status(router.key, self.status)?;
        tx.pending_insert(router.key, member, self.due)
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

/// Returns the event that ends an operation on an association, by whether its other side is bound.
fn finish_of(attached: bool) -> AssociationEvent {
    if attached { AssociationEvent::Finish } else { AssociationEvent::FinishUnattached }
}

/// Applies events to a child instance and stores the status that they lead to.
fn move_child_instance(
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

/// Applies events to an association and stores the status that they lead to.
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
    tx.association_set_status(association.key, status, association.attached)?;
    if association.status == AssociationStatus::Creating {
        routes::refresh_association(tx, association.key)?;
    }
    Ok(())
}

/// Returns the status that an event leads to. Guards have checked that there is one, so its absence is a bug or a damaged file.
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
    Fault::Corrupt("an unfinished operation refers to a row that is missing".to_owned()).into()
}
