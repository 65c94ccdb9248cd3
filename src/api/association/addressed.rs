//! Look-ups of an association.

use crate::error::{Code, Result};
use crate::model::{AssociationId, AssociationState, EcrId, RouterState};
use crate::operation::{addressed_router, refused};
use crate::store::ReadTx;

/// Returns the caller's router and the association on it.
pub fn addressed_association(
    tx: &ReadTx<'_>,
    ecr_id: &EcrId,
    association_id: &AssociationId,
) -> Result<(RouterState, AssociationState)> {
    let router = addressed_router(tx, ecr_id.as_str())?;
    Ok((router, association_on(tx, &router, association_id.as_str())?))
}

/// Returns an association on a router.
pub fn association_on(
    tx: &ReadTx<'_>,
    router: &RouterState,
    association_id: &str,
) -> Result<AssociationState> {
    let found = tx.association_find(association_id)?.filter(|found| found.router == router.key);
    found.ok_or_else(|| refused(Code::ResourceNotFoundAssociationId, "AssociationId", association_id))
}
