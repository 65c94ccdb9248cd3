//! What the commands on an existing flow log have in common: their codes and their guard.

use crate::error::{Code, Fault, Result};
use crate::model::lifecycle::{FlowLogEvent, Next, flow_log_after};
use crate::model::{EcrId, FlowLogId, FlowLogState};
use crate::operation::{Operation, addressed_router, refused, require_region, require_router_idle};
use crate::store::{ReadTx, WriteTx};

/// The codes of the published page of DeleteFlowlog, which its siblings are taken to share, and the look-ups.
pub(super) const ERRORS: &[Code] = &[
    Code::IllegalParam,
    Code::ResourceNotFoundEcrId,
    Code::ResourceNotFoundFlowLogId,
    Code::OperationDeniedForceDeleting,
    Code::IncorrectStatusEcr,
    Code::UnsupportedRegion,
];

/// The flow log that a command addresses, on an idle router in a supported region.
pub(super) fn guard<R: Operation>(
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

/// Lets an event happen to a flow log, at once.
pub(super) fn apply_event(tx: &WriteTx<'_>, flow_log: &FlowLogState, event: FlowLogEvent) -> Result<()> {
    match flow_log_after(flow_log.status, event) {
        Next::To(status) => tx.flow_log_set_status(flow_log.key, status),
        Next::Gone => tx.flow_log_delete(flow_log),
        Next::Illegal => Err(Fault::Internal(format!("{event} in status {}", flow_log.status)).into()),
    }
}
