//! The association that a command addresses.

use crate::error::{Code, Result};
use crate::model::{AssociationId, AssociationState, EcrId, RouterState};
use crate::operation::{addressed_router, refused};
use crate::store::ReadTx;

/// The caller's router and the association on it.
pub fn addressed_association(
    tx: &ReadTx<'_>,
    ecr_id: &EcrId,
    association_id: &AssociationId,
) -> Result<(RouterState, AssociationState)> {
    let router = addressed_router(tx, ecr_id.as_str())?;
    let found = tx.association_find(association_id.as_str())?;
    match found.filter(|association| association.router == router.key) {
        Some(association) => Ok((router, association)),
        None => Err(refused(Code::ResourceNotFoundAssociationId, "AssociationId", association_id.as_str())),
    }
}
