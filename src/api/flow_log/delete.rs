use crate::api::flow_log::addressed;
use crate::error::{Code, Result};
use crate::model::lifecycle::FlowLogEvent;
use crate::model::{EcrId, FlowLogId, FlowLogState};
use crate::operation::{CodeEvidence, Command, Empty, GENERAL, Operation, Write, parameters};
use crate::store::{ReadTx, WriteTx};

parameters! {
    /// Deletes a flow log, at once. The API spells the name with a small l.
    ///
    /// Refuses with `OperationDenied.ForceDeleting` while the router is being force-deleted, with `IncorrectStatus.Ecr`
    /// while another operation on it is unfinished, and with `UnsupportedRegion` in a region without the product
    /// (documented). Refuses an unknown router or flow log with `ResourceNotFound.EcrId` or `ResourceNotFound.FlowLogId`
    /// (inferred).
    pub struct DeleteFlowlog {
        /// The router.
        required ecr_id: EcrId = "EcrId",
        /// The flow log.
        required flow_log_id: FlowLogId = "FlowLogId",
    }
}

impl Operation for DeleteFlowlog {
    type Kind = Write;
    type Response = Empty;
    const ERRORS: &'static [Code] = addressed::ERRORS;
    const CODE_EVIDENCE: CodeEvidence = &[GENERAL, addressed::FLOW_LOG_NOT_FOUND];
}

impl Command for DeleteFlowlog {
    type Witness = FlowLogState;

    fn resource(&self) -> String {
        self.flow_log_id.to_string()
    }

    fn guard(&self, tx: &ReadTx<'_>) -> Result<FlowLogState> {
        addressed::idle_flow_log::<Self>(tx, &self.ecr_id, &self.flow_log_id)
    }

    fn apply(self, flow_log: FlowLogState, tx: &WriteTx<'_>) -> Result<Empty> {
        addressed::apply_event(tx, &flow_log, FlowLogEvent::Delete)?;
        Ok(Empty {})
    }
}
