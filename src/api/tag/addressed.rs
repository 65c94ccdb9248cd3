//! The routers that a command addresses.

use crate::error::Result;
use crate::model::{RouterIds, RouterState};
use crate::operation::named_router;
use crate::store::ReadTx;

/// The caller's routers with these ids, all of them.
pub fn addressed(tx: &ReadTx<'_>, ids: &RouterIds) -> Result<Vec<RouterState>> {
    ids.iter().map(|id| named_router(tx, "ResourceId", id.as_str())).collect()
}

/// What a client token is about: all of them.
pub fn joined(ids: &RouterIds) -> String {
    ids.iter().map(crate::model::EcrId::as_str).collect::<Vec<_>>().join(",")
}
