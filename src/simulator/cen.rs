//! The other side of a transit router.

use crate::error::{Code, Refusal, Result};
use crate::model::lifecycle::{AssociationEvent, Next, RouterEvent, association_after, router_after};
use crate::model::{AssociationId, AssociationNodeType, EcrId};
use crate::operation::refused;
use crate::simulator::Simulator;
use crate::store::WriteTx;
use crate::transition;

/// The operation for which CEN holds a router.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CenLock {
    /// It binds its side: the router is `LOCKED_ATTACHING`.
    Attaching,
    /// It unbinds its side: the router is `LOCKED_DETACHING`.
    Detaching,
}

/// Acts as Cloud Enterprise Network, which is another product. It reaches the routers of every account.
#[derive(Clone, Copy, Debug)]
pub struct CenHandle<'a> {
    simulator: &'a Simulator,
}

impl<'a> CenHandle<'a> {
    pub(super) fn new(simulator: &'a Simulator) -> Self {
        Self { simulator }
    }

    /// Holds a router until it is released.
    ///
    /// # Errors
    /// `ResourceNotFound.EcrId` for an unknown router, `IncorrectStatus.Ecr` for one that is not `ACTIVE`.
    pub fn lock(&self, ecr_id: &EcrId, lock: CenLock) -> Result<()> {
        let event = match lock {
            CenLock::Attaching => RouterEvent::LockAttaching,
            CenLock::Detaching => RouterEvent::LockDetaching,
        };
        self.hold(ecr_id, event)
    }

    /// Releases a held router.
    ///
    /// # Errors
    /// `ResourceNotFound.EcrId` for an unknown router, `IncorrectStatus.Ecr` for one that is not held.
    pub fn release(&self, ecr_id: &EcrId) -> Result<()> {
        self.hold(ecr_id, RouterEvent::Release)
    }

    /// Binds the transit router's side of an association, which becomes `ACTIVE`.
    ///
    /// # Errors
    /// `ResourceNotFound.AssociationId` for an unknown association, `IncorrectStatus.EcrAssociation` for one that is not
    /// `INACTIVE`. The association of a VPC never is.
    pub fn attach(&self, association_id: &AssociationId) -> Result<()> {
        self.move_side(association_id, AssociationEvent::Attach)
    }

    /// Unbinds the transit router's side of an association, which becomes `INACTIVE`.
    ///
    /// # Errors
    /// `ResourceNotFound.AssociationId` for an unknown association, `IncorrectStatus.EcrAssociation` for one that is not
    /// `ACTIVE` or binds a VPC.
    pub fn detach(&self, association_id: &AssociationId) -> Result<()> {
        self.move_side(association_id, AssociationEvent::Detach)
    }

    fn move_side(&self, association_id: &AssociationId, event: AssociationEvent) -> Result<()> {
        self.act(|tx| {
            let id = association_id.as_str();
            let unknown = || refused(Code::ResourceNotFoundAssociationId, "AssociationId", id);
            let association = tx.association_find(id)?.ok_or_else(unknown)?;
            let is_vpc = association.node_type == AssociationNodeType::Vpc;
            if is_vpc || association_after(association.status, event) == Next::Illegal {
                return Err(Refusal::new(Code::IncorrectStatusEcrAssociation).into());
            }
            transition::attach(tx, &association, event)
        })
    }

    fn hold(&self, ecr_id: &EcrId, event: RouterEvent) -> Result<()> {
        self.act(|tx| {
            let Some(router) = tx.router_find_of_anyone(ecr_id.as_str())? else {
                return Err(refused(Code::ResourceNotFoundEcrId, "EcrId", ecr_id.as_str()));
            };
            if router_after(router.status, event) == Next::Illegal {
                return Err(Refusal::new(Code::IncorrectStatusEcr).into());
            }
            transition::lock(tx, &router, event)
        })
    }

    /// Performs a change under its own RequestId.
    fn act(&self, change: impl FnOnce(&WriteTx<'_>) -> Result<()>) -> Result<()> {
        self.simulator.identified(|engine, _| engine.tick().and_then(|()| engine.write(change))).1
    }
}
