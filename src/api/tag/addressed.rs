//! The routers that a command addresses.

use crate::error::Result;
use crate::model::{EcrId, RouterState};
use crate::operation::named_router;
use crate::store::ReadTx;

/// The caller's routers with these ids, all of them.
pub fn addressed<'a>(tx: &ReadTx<'_>, ids: impl IntoIterator<Item = &'a EcrId>) -> Result<Vec<RouterState>> {
    ids.into_iter().map(|id| named_router(tx, "ResourceId", id.as_str())).collect()
}

/// What a client token is about: all of them.
pub fn joined<'a>(ids: impl IntoIterator<Item = &'a EcrId>) -> String {
    ids.into_iter().map(EcrId::as_str).collect::<Vec<_>>().join(",")
}
