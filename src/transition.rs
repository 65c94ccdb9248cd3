//! Operations that take time: how they begin, and what happens when they are due.

use crate::error::{Fault, Result};
use crate::model::lifecycle::{ChildInstanceEvent, Next, RouterEvent, child_instance_after, router_after};
use crate::model::{ChildInstance, RouterState};
use crate::store::{Pending, WriteTx};

/// The member that an operation on a router is about.
#[derive(Clone, Copy)]
pub enum Member<'a> {
    /// None: the operation is about the router.
    None,
    /// A child instance in its present status.
    ChildInstance(&'a ChildInstance),
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
    }
    let member = match member {
        Member::None => None,
        Member::ChildInstance(child) => Some(match event {
            RouterEvent::Dissociate => move_child(tx, child, ChildInstanceEvent::Delete)?,
            RouterEvent::Associate
            | RouterEvent::Delete
            | RouterEvent::ForceDelete
            | RouterEvent::LockAttaching
            | RouterEvent::LockDetaching
            | RouterEvent::Release
            | RouterEvent::Finish => child.clone(),
        }),
    };
    let context = tx.context();
    let due = context.now.after(context.settings.latency.of(event));
    // Less than a millisecond is no time, and there is none after its end.
    if due <= context.now {
        let ended = RouterState { status, ..*router };
        return end(tx, &ended, member.as_ref());
    }
    tx.router_set_status(router.key, status)?;
    tx.pending_insert(router.key, member.map(|child| child.key), due)
}

/// Ends the operation that is due.
pub fn finish(tx: &WriteTx<'_>, pending: &Pending) -> Result<()> {
    tx.pending_delete(pending.id)?;
    let router = tx.router_get(pending.router)?.ok_or_else(dangling)?;
    let member = match pending.child_instance {
        Some(key) => Some(tx.child_instance_get(key)?.ok_or_else(dangling)?),
        None => None,
    };
    end(tx, &router, member.as_ref())
}

/// Lets CEN take hold of a router, or let go of it. A hold has no end of its own.
pub fn hold(tx: &WriteTx<'_>, router: &RouterState, event: RouterEvent) -> Result<()> {
    tx.router_set_status(router.key, legal(router_after(router.status, event), router.status, event)?)
}

fn end(tx: &WriteTx<'_>, router: &RouterState, member: Option<&ChildInstance>) -> Result<()> {
    if let Some(child) = member {
        match child_instance_after(child.status, ChildInstanceEvent::Finish) {
            Next::Gone => tx.child_instance_delete(child.key)?,
            next @ (Next::To(_) | Next::Illegal) => {
                let status = legal(next, child.status, ChildInstanceEvent::Finish)?;
                tx.child_instance_set_status(child.key, status)?;
            }
        }
    }
    match router_after(router.status, RouterEvent::Finish) {
        Next::Gone => tx.router_delete(router),
        next @ (Next::To(_) | Next::Illegal) => {
            tx.router_set_status(router.key, legal(next, router.status, RouterEvent::Finish)?)
        }
    }
}

fn move_child(tx: &WriteTx<'_>, child: &ChildInstance, event: ChildInstanceEvent) -> Result<ChildInstance> {
    let status = legal(child_instance_after(child.status, event), child.status, event)?;
    tx.child_instance_set_status(child.key, status)?;
    Ok(ChildInstance { status, ..child.clone() })
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
