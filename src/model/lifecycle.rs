//! The state machine: the only table of legal transitions.
//!
//! ```text
//! router    ACTIVE ─┬─ associate ───▶ ASSOCIATING ──────┐
//!                   ├─ dissociate ──▶ DISSOCIATING ─────┼─ finish ──▶ ACTIVE
//!                   ├─ update ──────▶ UPDATING ─────────┘
//!                   ├─ lock ────────▶ LOCKED_ATTACHING ─┐
//!                   │                 LOCKED_DETACHING ─┴─ release ─▶ ACTIVE
//!                   ├─ delete ──────▶ DELETING ─────────┐
//!                   └─ force delete ▶ RECLAIMING ───────┴─ finish ──▶ gone
//!
//! child     CREATING ─ finish ─▶ ACTIVE ─ delete ─▶ DELETING ─ finish ─▶ gone
//! instance  (a force delete of the router turns every status into DELETING)
//!
//! assoc-    CREATING ─ finish ─┬▶ ACTIVE ◀─ attach ── detach ─▶ INACTIVE ◀┐
//! iation                       └────────────── finish unattached ─────────┘
//!           either ─ update ─▶ UPDATING ─ finish ─▶ as it was;  either ─ delete ─▶ DELETING ─ finish ─▶ gone
//!           (a force delete of the router turns every status into DELETING)
//!
//! flow log  Active ◀─ activate ── deactivate ─▶ Inactive      delete: gone from either
//! ```
//!
//! The statuses are documented, and clients show that transitional statuses end after some time. The arrows are inferred
//! from both. Each function names every pair, so a new status does not compile until all its events are decided.

word_type! {
    /// The status of a router.
    RouterStatus {
        /// At rest: every operation is allowed.
        Active = "ACTIVE",
        /// An attribute is being changed.
        Updating = "UPDATING",
        /// A member is being bound.
        Associating = "ASSOCIATING",
        /// A member is being unbound.
        Dissociating = "DISSOCIATING",
        /// CEN has locked the router to bind its side.
        LockedAttaching = "LOCKED_ATTACHING",
        /// CEN has locked the router to unbind its side.
        LockedDetaching = "LOCKED_DETACHING",
        /// A force delete runs.
        Reclaiming = "RECLAIMING",
        /// A plain delete runs.
        Deleting = "DELETING",
    }
}

word_type! {
    /// The status of a child instance. The documentation also lists `ASSOCIATING`, `DISSOCIATING` and `UPDATING`, which
    /// the simulator never shows: it uses `CREATING` and `DELETING`, and no operation leaves a child instance `UPDATING`.
    ChildInstanceStatus {
        /// Being attached.
        Creating = "CREATING",
        /// Attached.
        Active = "ACTIVE",
        /// Being detached.
        Deleting = "DELETING",
    }
}

impl ChildInstanceStatus {
    /// Returns whether an unfinished operation is about the member.
    pub const fn is_busy(self) -> bool {
        !matches!(self, Self::Active)
    }
}

word_type! {
    /// The status of an association. The documentation also lists `ASSOCIATING` and `DISSOCIATING`, for which the
    /// simulator uses `CREATING` and `DELETING`.
    AssociationStatus {
        /// Being bound.
        Creating = "CREATING",
        /// Bound on both sides.
        Active = "ACTIVE",
        /// Bound to a transit router whose own side is not bound.
        Inactive = "INACTIVE",
        /// Being changed.
        Updating = "UPDATING",
        /// Being unbound.
        Deleting = "DELETING",
    }
}

impl AssociationStatus {
    /// Returns whether an unfinished operation is about the member.
    pub const fn is_busy(self) -> bool {
        !matches!(self, Self::Active | Self::Inactive)
    }
}

word_type! {
    /// The status of a flow log.
    FlowLogStatus {
        /// Delivery is on.
        Active = "Active",
        /// Delivery is off.
        Inactive = "Inactive",
    }
}

word_type! {
    /// The events of a router.
    RouterEvent {
        /// Begins to bind a member.
        Associate = "associate",
        /// Begins to unbind a member.
        Dissociate = "dissociate",
        /// Begins to change an attribute.
        Update = "update",
        /// Begins a plain delete.
        Delete = "delete",
        /// Begins a force delete.
        ForceDelete = "force delete",
        /// CEN locks the router to bind its side.
        LockAttaching = "lock attaching",
        /// CEN locks the router to unbind its side.
        LockDetaching = "lock detaching",
        /// CEN releases the lock.
        Release = "release",
        /// The operation ends.
        Finish = "finish",
    }
}

word_type! {
    /// The events of a child instance.
    ChildInstanceEvent {
        /// Begins to detach it.
        Delete = "delete",
        /// A force delete of its router begins.
        ForceDelete = "force delete",
        /// The operation ends.
        Finish = "finish",
    }
}

word_type! {
    /// The events of an association.
    AssociationEvent {
        /// Begins to change its allowed prefixes.
        Update = "update",
        /// Begins to unbind it.
        Delete = "delete",
        /// A force delete of its router begins.
        ForceDelete = "force delete",
        /// The transit router binds its side.
        Attach = "attach",
        /// The transit router unbinds its side.
        Detach = "detach",
        /// The operation ends, and the other side is bound.
        Finish = "finish",
        /// The operation ends, and the other side is not bound.
        FinishUnattached = "finish unattached",
    }
}

word_type! {
    /// The events of a flow log.
    FlowLogEvent {
        /// Delivery is turned on.
        Activate = "activate",
        /// Delivery is turned off.
        Deactivate = "deactivate",
        /// It is deleted.
        Delete = "delete",
    }
}

/// The outcome of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next<S> {
    /// This status.
    To(S),
    /// The resource is gone.
    Gone,
    /// The event cannot happen in this status.
    Illegal,
}

/// Returns the outcome of `event` for a router.
pub fn router_after(status: RouterStatus, event: RouterEvent) -> Next<RouterStatus> {
    use RouterEvent as E;
    use RouterStatus as S;
    match (status, event) {
        (S::Active, E::Associate) => Next::To(S::Associating),
        (S::Active, E::Dissociate) => Next::To(S::Dissociating),
        (S::Active, E::Update) => Next::To(S::Updating),
        (S::Active, E::Delete) => Next::To(S::Deleting),
        (S::Active, E::ForceDelete) => Next::To(S::Reclaiming),
        (S::Active, E::LockAttaching) => Next::To(S::LockedAttaching),
        (S::Active, E::LockDetaching) => Next::To(S::LockedDetaching),
        (S::Updating | S::Associating | S::Dissociating, E::Finish) => Next::To(S::Active),
        (S::LockedAttaching | S::LockedDetaching, E::Release) => Next::To(S::Active),
        (S::Reclaiming | S::Deleting, E::Finish) => Next::Gone,
        (S::Active, E::Release | E::Finish) => Next::Illegal,
        (
            S::Updating | S::Associating | S::Dissociating | S::Reclaiming | S::Deleting,
            E::Associate
            | E::Dissociate
            | E::Update
            | E::Delete
            | E::ForceDelete
            | E::LockAttaching
            | E::LockDetaching
            | E::Release,
        ) => Next::Illegal,
        (
            S::LockedAttaching | S::LockedDetaching,
            E::Associate
            | E::Dissociate
            | E::Update
            | E::Delete
            | E::ForceDelete
            | E::LockAttaching
            | E::LockDetaching
            | E::Finish,
        ) => Next::Illegal,
    }
}

/// Returns the outcome of `event` for a child instance.
pub fn child_instance_after(
    status: ChildInstanceStatus,
    event: ChildInstanceEvent,
) -> Next<ChildInstanceStatus> {
    use ChildInstanceEvent as E;
    use ChildInstanceStatus as S;
    match (status, event) {
        (S::Active, E::Delete) => Next::To(S::Deleting),
        (S::Creating | S::Active | S::Deleting, E::ForceDelete) => Next::To(S::Deleting),
        (S::Creating, E::Finish) => Next::To(S::Active),
        (S::Deleting, E::Finish) => Next::Gone,
        (S::Active, E::Finish) | (S::Creating | S::Deleting, E::Delete) => Next::Illegal,
    }
}

/// Returns the outcome of `event` for an association.
pub fn association_after(status: AssociationStatus, event: AssociationEvent) -> Next<AssociationStatus> {
    use AssociationEvent as E;
    use AssociationStatus as S;
    match (status, event) {
        (S::Active | S::Inactive, E::Update) => Next::To(S::Updating),
        (S::Active | S::Inactive, E::Delete) => Next::To(S::Deleting),
        (S::Creating | S::Active | S::Inactive | S::Updating | S::Deleting, E::ForceDelete) => {
            Next::To(S::Deleting)
        }
        (S::Inactive, E::Attach) => Next::To(S::Active),
        (S::Active, E::Detach) => Next::To(S::Inactive),
        (S::Creating | S::Updating, E::Finish) => Next::To(S::Active),
        (S::Creating | S::Updating, E::FinishUnattached) => Next::To(S::Inactive),
        (S::Deleting, E::Finish | E::FinishUnattached) => Next::Gone,
        (S::Active, E::Attach | E::Finish | E::FinishUnattached)
        | (S::Inactive, E::Detach | E::Finish | E::FinishUnattached) => Next::Illegal,
        (S::Creating | S::Updating | S::Deleting, E::Update | E::Delete | E::Attach | E::Detach) => {
            Next::Illegal
        }
    }
}

/// Returns the outcome of `event` for a flow log.
pub fn flow_log_after(status: FlowLogStatus, event: FlowLogEvent) -> Next<FlowLogStatus> {
    use FlowLogEvent as E;
    use FlowLogStatus as S;
    match (status, event) {
        (S::Active | S::Inactive, E::Activate) => Next::To(S::Active),
        (S::Active | S::Inactive, E::Deactivate) => Next::To(S::Inactive),
        (S::Active | S::Inactive, E::Delete) => Next::Gone,
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::{Display, Write};

    use super::*;

    fn table<S: Copy + Display, E: Copy + Display>(
        family: &str,
        statuses: &[S],
        events: &[E],
        after: fn(S, E) -> Next<S>,
    ) -> String {
        let mut text = format!("{family}\n");
        for &status in statuses {
            for &event in events {
                let next = match after(status, event) {
                    Next::To(next) => next.to_string(),
                    Next::Gone => "gone".to_owned(),
                    Next::Illegal => "-".to_owned(),
                };
                let (status, event) = (status.to_string(), event.to_string());
                writeln!(text, "  {status:<16} {event:<14} {next}").unwrap();
            }
        }
        text
    }

    #[test]
    fn the_table_of_legal_moves_is_the_committed_one() {
        let table = [
            table("router", RouterStatus::ALL, RouterEvent::ALL, router_after),
            table("child instance", ChildInstanceStatus::ALL, ChildInstanceEvent::ALL, child_instance_after),
            table("association", AssociationStatus::ALL, AssociationEvent::ALL, association_after),
            table("flow log", FlowLogStatus::ALL, FlowLogEvent::ALL, flow_log_after),
        ]
        .join("\n");
        let committed = include_str!("../../tests/data/lifecycle.txt");
        assert!(table == committed, "the moves are now:\n{table}");
    }
}
