//! The look-up of a child instance.

use crate::error::{Code, Result};
use crate::model::{ChildInstance, EcrId, RouterState, VbrId};
use crate::operation::{addressed_router, refused};
use crate::store::ReadTx;

/// Returns the caller's router and the VBR attached to it. Refuses a VBR that is not attached with `unknown` about
/// `parameter`.
pub fn addressed_child_instance(
    tx: &ReadTx<'_>,
    ecr_id: &EcrId,
    vbr_id: &VbrId,
    (unknown, parameter): (Code, &'static str),
) -> Result<(RouterState, ChildInstance)> {
    let router = addressed_router(tx, ecr_id.as_str())?;
    match tx.child_instance_find(vbr_id)?.filter(|child| child.router == router.key) {
        Some(child) => Ok((router, child)),
        None => Err(refused(unknown, parameter, vbr_id.as_str())),
    }
}
