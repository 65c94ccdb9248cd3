//! The look-up of routers and the evidence that the commands on tags share.

use crate::error::{Code, Result};
use crate::model::{EcrId, Evidence, RouterState};
use crate::operation::{CodeEvidence, GENERAL, named_router};
use crate::store::ReadTx;

/// The evidence for codes. No page lists the codes of these operations.
pub const CODE_EVIDENCE: CodeEvidence = &[
    (Evidence::inferred("nearly every operation on routers lists it"), &[Code::ResourceNotFoundEcrId]),
    GENERAL,
    (
        Evidence::inferred("the product VpcPeer lists it"),
        &[
            Code::ForbiddenTagKeyDuplicated,
            Code::ForbiddenTagKeys,
            Code::IllegalParamTagKey,
            Code::IllegalParamTagValue,
        ],
    ),
];

/// Returns the caller's routers with these ids. Refuses the first unknown id.
pub fn addressed_routers<'a>(
    tx: &ReadTx<'_>,
    ids: impl IntoIterator<Item = &'a EcrId>,
) -> Result<Vec<RouterState>> {
    ids.into_iter().map(|id| named_router(tx, "ResourceId", id.as_str())).collect()
}

/// Returns the ids in one text, as the resource that a client token belongs to.
pub fn joined_ids<'a>(ids: impl IntoIterator<Item = &'a EcrId>) -> String {
    ids.into_iter().map(EcrId::as_str).collect::<Vec<_>>().join(",")
}
