//! The codes, the guard and the events of the commands on an existing flow log.

use crate::error::{Code, Fault, Result};
use crate::model::lifecycle::{FlowLogEvent, Next, flow_log_after};
use crate::model::{EcrId, Evidence, FlowLogId, FlowLogState};
use crate::operation::{
    CodeEvidence, GENERAL, Operation, addressed_router, refused, require_region, require_router_idle,
};
use crate::store::{ReadTx, WriteTx};

/// The codes on the published page of DeleteFlowlog, and those of the look-ups. We assume the same of its siblings.
pub(super) const ERRORS: &[Code] = &[
    Code::IllegalParam,
    Code::ResourceNotFoundEcrId,
    Code::ResourceNotFoundFlowLogId,
    Code::OperationDeniedForceDeleting,
    Code::IncorrectStatusEcr,
    Code::UnsupportedRegion,
];

/// [`Code::ResourceNotFoundFlowLogId`] with its evidence.
pub(super) const FLOW_LOG_NOT_FOUND: (Evidence, &[Code]) =
    (Evidence::our_choice("named after ResourceNotFound.AssociationId"), &[Code::ResourceNotFoundFlowLogId]);

/// The evidence for [`ERRORS`], except for DeleteFlowlog.
pub(super) const CODE_EVIDENCE: CodeEvidence =
    &[GENERAL, FLOW_LOG_NOT_FOUND, (Evidence::inferred("its sibling DeleteFlowlog lists it"), ERRORS)];

/// Returns the flow log that a command addresses. Refuses a busy router and a region without the product.
pub(super) fn idle_flow_log<R: Operation>(
    tx: &ReadTx<'_>,
    ecr_id: &EcrId,
    flow_log_id: &FlowLogId,
) -> Result<FlowLogState> {
    let router = addressed_router(tx, ecr_id.as_str())?;
    let Some(flow_log) = tx.flow_log_find(router.key, flow_log_id)? else {
        return Err(refused(Code::ResourceNotFoundFlowLogId, "FlowLogId", flow_log_id.as_str()));
    };
    require_router_idle::<R>(&router, false)?;
    require_region(tx, tx.context().region)?;
    Ok(flow_log)
}

/// Applies an event to a flow log.
pub(super) fn apply_event(tx: &WriteTx<'_>, flow_log: &FlowLogState, event: FlowLogEvent) -> Result<()> {
    match flow_log_after(flow_log.status, event) {
        Next::To(status) => tx.flow_log_set_status(flow_log.key, status),
        Next::Gone => tx.flow_log_delete(flow_log),
        Next::Illegal => Err(Fault::Internal(format!("{event} in status {}", flow_log.status)).into()),
    }
}
