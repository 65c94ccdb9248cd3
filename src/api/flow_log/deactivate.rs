use crate::api::flow_log::addressed;
use crate::error::{Code, Result};
use crate::model::lifecycle::FlowLogEvent;
use crate::model::{EcrId, FlowLogId, FlowLogState};
use crate::operation::{CodeEvidence, Command, Empty, Operation, Write, parameters};
use crate::store::{ReadTx, WriteTx};

parameters! {
    /// Stops the delivery of a flow log, at once. Repeating it succeeds (our choice).
    pub struct DeactivateFlowLog {
        /// The router.
        required ecr_id: EcrId = "EcrId",
        /// The flow log.
        required flow_log_id: FlowLogId = "FlowLogId",
    }
}

impl Operation for DeactivateFlowLog {
    type Kind = Write;
    type Response = Empty;
    const ERRORS: &'static [Code] = addressed::ERRORS;
    const CODE_EVIDENCE: CodeEvidence = addressed::CODE_EVIDENCE;
}

impl Command for DeactivateFlowLog {
    type Witness = FlowLogState;

    fn resource(&self) -> String {
        self.flow_log_id.to_string()
    }

    fn guard(&self, tx: &ReadTx<'_>) -> Result<FlowLogState> {
        addressed::idle_flow_log::<Self>(tx, &self.ecr_id, &self.flow_log_id)
    }

    fn apply(self, flow_log: FlowLogState, tx: &WriteTx<'_>) -> Result<Empty> {
        addressed::apply_event(tx, &flow_log, FlowLogEvent::Deactivate)?;
        Ok(Empty {})
    }
}
