//! The child instance that a command addresses.

use crate::error::{Code, Result};
use crate::model::{ChildInstance, EcrId, RouterState, VbrId};
use crate::operation::{addressed_router, refused};
use crate::store::ReadTx;

/// The caller's router and the VBR attached to it. Refuses with `unknown` about `parameter` if the VBR is not attached.
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
