//! Checks that the guards of several operations share: look-ups of routers and instances, and the rule for busy routers.

use crate::error::{Code, Error, Fault, Refusal, Result};
use crate::model::{AccountId, EcrId, Filter, InventoryItem, Mode, Region, RouterState, RouterStatus};
use crate::operation::Operation;
use crate::store::ReadTx;

/// Returns the first code that fits the situation and that the operation declares, or `None` if the operation is allowed.
///
/// `member_busy` means that the addressed member is itself in transition. `tolerates_busy` means that the operation is
/// allowed while another one is unfinished.
fn busy_answer(
    status: RouterStatus,
    member_busy: bool,
    tolerates_busy: bool,
    declared: &[Code],
) -> Option<Code> {
    const FORCE_DELETING: &[Code] =
        &[Code::OperationDeniedForceDeleting, Code::IncorrectStatusEcr, Code::ConflictLock];
    const HELD: &[Code] = &[Code::IncorrectStatusEcr, Code::ConflictLock];
    const MEMBER: &[Code] = &[Code::IncorrectStatusEcrAssociation];
    const UNFINISHED: &[Code] = &[Code::ConflictLock, Code::IncorrectStatusEcr];

    let router = match status {
        RouterStatus::Reclaiming => FORCE_DELETING,
        RouterStatus::Deleting | RouterStatus::LockedAttaching | RouterStatus::LockedDetaching => HELD,
        RouterStatus::Active
        | RouterStatus::Updating
        | RouterStatus::Associating
        | RouterStatus::Dissociating => &[],
    };
    let member = if member_busy { MEMBER } else { &[] };
    let unfinished = if status == RouterStatus::Active || tolerates_busy { &[] } else { UNFINISHED };
    [router, member, unfinished].into_iter().flatten().copied().find(|code| declared.contains(code))
}

/// Returns the caller's router with this `EcrId`.
pub fn addressed_router(tx: &ReadTx<'_>, ecr_id: &str) -> Result<RouterState> {
    named_router(tx, "EcrId", ecr_id)
}

/// Returns the caller's router with this `EcrId`. Refuses a busy one.
pub fn idle_router<R: Operation>(tx: &ReadTx<'_>, ecr_id: &str) -> Result<RouterState> {
    let router = addressed_router(tx, ecr_id)?;
    require_router_idle::<R>(&router, false)?;
    Ok(router)
}

/// Returns the caller's router that another parameter than `EcrId` names.
pub fn named_router(tx: &ReadTx<'_>, parameter: &'static str, ecr_id: &str) -> Result<RouterState> {
    tx.router_find(ecr_id)?.ok_or_else(|| refused(Code::ResourceNotFoundEcrId, parameter, ecr_id))
}

/// Returns the caller's router that a query is about, and its id: a query names it by an opaque text.
pub fn described_router(tx: &ReadTx<'_>, ecr_id: &Filter) -> Result<(RouterState, EcrId)> {
    let router = addressed_router(tx, ecr_id.as_str())?;
    let ecr_id = ecr_id.as_str().parse().map_err(|_| Fault::Corrupt("a router without an id".to_owned()))?;
    Ok((router, ecr_id))
}

/// Refuses a busy router, with the code that the operation declares for it.
pub fn require_router_idle<R: Operation>(router: &RouterState, member_busy: bool) -> Result<()> {
    allowed(busy_answer(router.status, member_busy, false, R::ERRORS))
}

/// Refuses as [`require_router_idle`] does, but allows another unfinished operation.
pub fn require_router_not_held<R: Operation>(router: &RouterState, member_busy: bool) -> Result<()> {
    allowed(busy_answer(router.status, member_busy, true, R::ERRORS))
}

fn allowed(busy: Option<Code>) -> Result<()> {
    busy.map_or(Ok(()), |code| Err(Refusal::new(code).into()))
}

/// Refuses a region that does not offer the product.
pub fn require_region(tx: &ReadTx<'_>, region: &Region) -> Result<()> {
    if tx.context().settings.regions.contains(region) {
        Ok(())
    } else {
        Err(Refusal::new(Code::UnsupportedRegion).with_value(region.as_str()).into())
    }
}

/// Returns a registered instance of another product. If it is not registered, returns `None` in literal mode, and refuses
/// with `unknown` about `parameter` in strict mode.
pub fn registered_instance<T: InventoryItem>(
    tx: &ReadTx<'_>,
    unknown: Code,
    parameter: &'static str,
    id: &str,
) -> Result<Option<T>> {
    match tx.inventory_find(id)? {
        None if tx.context().settings.mode == Mode::Strict => Err(refused(unknown, parameter, id)),
        found => Ok(found),
    }
}

/// Returns whether the caller's router may bind an instance: it has the same owner, or its owner has granted it.
pub fn is_granted(
    tx: &ReadTx<'_>,
    ecr_id: &EcrId,
    owner: AccountId,
    (instance_id, region): (&str, &Region),
) -> Result<bool> {
    let caller = tx.context().caller;
    Ok(owner == caller || tx.grant_find(owner, (ecr_id, caller), (instance_id, region))?.is_some())
}

/// Returns a refusal of the value of a parameter.
pub fn refused(code: Code, parameter: &'static str, value: &str) -> Error {
    Refusal::about(code, parameter).with_value(value).into()
}
