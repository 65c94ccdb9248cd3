use crate::api::flow_log::addressed;
use crate::error::{Code, Result};
use crate::model::{Description, EcrId, Evidence, FlowLogId, FlowLogState, Interval, Name, SamplingRate};
use crate::operation::{CodeEvidence, Command, Empty, Operation, Write, parameters};
use crate::store::{FlowLogChange, ReadTx, WriteTx};

parameters! {
    /// Changes the name, description, interval or sampling rate of a flow log. An absent parameter changes nothing (our
    /// choice: the documented defaults apply to a creation), and an empty text clears it.
    pub struct ModifyFlowLogAttribute {
        /// The router.
        required ecr_id: EcrId = "EcrId",
        /// The new name.
        blank_is_value flow_log_name: Name = "FlowLogName",
        /// The new interval.
        blank_is_value interval: Interval = "Interval" [Evidence::documented("its default is left out by our choice, absent changes nothing")],
        /// The new sampling rate.
        blank_is_value sampling_rate: SamplingRate = "SamplingRate" [Evidence::documented("its default is left out by our choice, absent changes nothing")],
        /// The new description.
        blank_is_value description: Description = "Description",
        /// The flow log.
        required flow_log_id: FlowLogId = "FlowLogId",
    }
}

impl Operation for ModifyFlowLogAttribute {
    type Kind = Write;
    type Response = Empty;
    const ERRORS: &'static [Code] = addressed::ERRORS;
    const CODE_EVIDENCE: CodeEvidence = addressed::CODE_EVIDENCE;
}

impl Command for ModifyFlowLogAttribute {
    type Witness = FlowLogState;

    fn resource(&self) -> String {
        self.flow_log_id.to_string()
    }

    fn guard(&self, tx: &ReadTx<'_>) -> Result<FlowLogState> {
        addressed::idle_flow_log::<Self>(tx, &self.ecr_id, &self.flow_log_id)
    }

    fn apply(self, flow_log: FlowLogState, tx: &WriteTx<'_>) -> Result<Empty> {
        let change = FlowLogChange {
            name: self.flow_log_name.as_ref(),
            description: self.description.as_ref(),
            interval: self.interval,
            sampling_rate: self.sampling_rate,
        };
        tx.flow_log_change(flow_log.key, &change)?;
        Ok(Empty {})
    }
}
