//! Operations that take time: how they begin, and what happens when they are due.

use crate::error::{Fault, Result};
use crate::model::lifecycle::{
    AssociationEvent, ChildInstanceEvent, Next, RouterEvent, association_after, child_instance_after,
    router_after,
};
use crate::model::{AssociationState, ChildInstance, RouterState};
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

/// Begins an operation on a router: schedules its end, or ends it at once where the latency is zero.
///
/// The member of an `associate` is already stored as `CREATING`.
pub fn begin(tx: &WriteTx<'_>, router: &RouterState, event: RouterEvent, member: Member<'_>) -> Result<()> {
    let status = legal(router_after(router.status, event), router.status, event)?;
    if event == RouterEvent::ForceDelete {
        for child in tx.child_instance_list(router.key)? {
            move_child(tx, &child, ChildInstanceEvent::ForceDelete)?;
        }
        for association in tx.association_list(router.key)? {
            move_association(tx, &association, AssociationEvent::ForceDelete)?;
        }
    }
    match (event, member) {
        (RouterEvent::Dissociate, Member::ChildInstance(child)) => {
            move_child(tx, child, ChildInstanceEvent::Delete)?;
        }
        (RouterEvent::Dissociate, Member::Association(association)) => {
            move_association(tx, association, AssociationEvent::Delete)?;
        }
        (RouterEvent::Update, Member::Association(association)) => {
            move_association(tx, association, AssociationEvent::Update)?;
        }
        // A new member has its status already, and nothing else moves one.
        (
            RouterEvent::Associate
            | RouterEvent::Dissociate
            | RouterEvent::Update
            | RouterEvent::Delete
            | RouterEvent::ForceDelete
            | RouterEvent::LockAttaching
            | RouterEvent::LockDetaching
            | RouterEvent::Release
            | RouterEvent::Finish,
            Member::None | Member::ChildInstance(_) | Member::Association(_),
        ) => {}
    }
    let member = match member {
        Member::None => None,
        Member::ChildInstance(child) => Some(MemberKey::ChildInstance(child.key)),
        Member::Association(association) => Some(MemberKey::Association(association.key)),
    };
    let context = tx.context();
    let due = context.now.after(context.settings.latency.of(event));
    // Less than a millisecond is no time, and there is none after its end.
    if due <= context.now {
        return end(tx, &RouterState { status, ..*router }, member);
    }
    tx.router_set_status(router.key, status)?;
    tx.pending_insert(router.key, member, due)
}

/// Ends the operation that is due.
pub fn finish(tx: &WriteTx<'_>, pending: &Pending) -> Result<()> {
    tx.pending_delete(pending.id)?;
    let router = tx.router_get(pending.router)?.ok_or_else(dangling)?;
    end(tx, &router, pending.member)
}

/// Lets CEN take hold of a router, or let go of it. A hold has no end of its own.
pub fn hold(tx: &WriteTx<'_>, router: &RouterState, event: RouterEvent) -> Result<()> {
    tx.router_set_status(router.key, legal(router_after(router.status, event), router.status, event)?)
}

/// Lets the transit router bind or unbind its side of an association, which takes no time.
pub fn attach(tx: &WriteTx<'_>, association: &AssociationState, event: AssociationEvent) -> Result<()> {
    let attached = event == AssociationEvent::Attach;
    move_association(tx, &AssociationState { attached, ..*association }, event)
}

fn end(tx: &WriteTx<'_>, router: &RouterState, member: Option<MemberKey>) -> Result<()> {
    match member {
        None => {}
        Some(MemberKey::ChildInstance(key)) => {
            let child = tx.child_instance_get(key)?.ok_or_else(dangling)?;
            move_child(tx, &child, ChildInstanceEvent::Finish)?;
        }
        Some(MemberKey::Association(key)) => {
            let association = tx.association_get(key)?.ok_or_else(dangling)?;
            let event = if association.attached {
                AssociationEvent::Finish
            } else {
                AssociationEvent::FinishUnattached
            };
            move_association(tx, &association, event)?;
        }
    }
    match router_after(router.status, RouterEvent::Finish) {
        Next::Gone => tx.router_delete(router),
        next @ (Next::To(_) | Next::Illegal) => {
            tx.router_set_status(router.key, legal(next, router.status, RouterEvent::Finish)?)
        }
    }
}

fn move_child(tx: &WriteTx<'_>, child: &ChildInstance, event: ChildInstanceEvent) -> Result<()> {
    match child_instance_after(child.status, event) {
        Next::Gone => tx.child_instance_delete(child.key),
        next @ (Next::To(_) | Next::Illegal) => {
            tx.child_instance_set_status(child.key, legal(next, child.status, event)?)
        }
    }
}

fn move_association(tx: &WriteTx<'_>, association: &AssociationState, event: AssociationEvent) -> Result<()> {
    match association_after(association.status, event) {
        Next::Gone => tx.association_delete(association.key),
        next @ (Next::To(_) | Next::Illegal) => {
            let status = legal(next, association.status, event)?;
            tx.association_set_status(association.key, status, association.attached)
        }
    }
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
