//! What the commands on tags have in common: the routers that they address and how their codes are known.

use crate::error::{Code, Result};
use crate::model::{EcrId, Evidence, RouterState};
use crate::operation::{CodeEvidence, GENERAL, named_router};
use crate::store::ReadTx;

/// How the codes are known. No page lists those of these operations.
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
