//! The quota of allowed prefixes.

use crate::error::{Code, Result};
use crate::model::Prefixes;
use crate::operation::refused;
use crate::store::Context;

/// Refuses more allowed prefixes than the quota allows.
pub fn require_prefix_quota(context: &Context<'_>, prefixes: &Prefixes) -> Result<()> {
    let most = context.settings.quota.prefixes_per_association;
    let count = u32::try_from(prefixes.iter().count()).unwrap_or(u32::MAX);
    match most {
        Some(most) if count > most => {
            Err(refused(Code::IllegalParamSizeAllowedPrefixes, "AllowedPrefixes", &count.to_string()))
        }
        _ => Ok(()),
    }
}
