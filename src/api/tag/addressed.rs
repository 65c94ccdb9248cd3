//! The routers that a command addresses.

use crate::error::Result;
use crate::model::{EcrId, RouterState};
use crate::operation::named_router;
use crate::store::ReadTx;

/// The caller's routers with these ids. Refuses the first id that is unknown.
pub fn addressed_routers<'a>(
    tx: &ReadTx<'_>,
    ids: impl IntoIterator<Item = &'a EcrId>,
) -> Result<Vec<RouterState>> {
    ids.into_iter().map(|id| named_router(tx, "ResourceId", id.as_str())).collect()
}

/// The ids in one text: the resource of a call, which its client token is about.
pub fn joined_ids<'a>(ids: impl IntoIterator<Item = &'a EcrId>) -> String {
    ids.into_iter().map(EcrId::as_str).collect::<Vec<_>>().join(",")
}
