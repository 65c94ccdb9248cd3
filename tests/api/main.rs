//! What the author of a harness writes, as an outside crate would: each test is a thought in as few words as it takes.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail")]

mod answers;
mod errors;
mod inventory;
mod readme;
mod values;

use ecr_sim::{
    Asn, AttachExpressConnectRouterChildInstance, CreateExpressConnectRouter, CreateFlowLog, EcrId,
    FlowLogId, InstanceType, Result, Simulator,
};

/// A world with a router, one VBR and so many flow logs.
fn world(flow_logs: usize) -> Result<(Simulator, EcrId, Vec<FlowLogId>)> {
    let sim = Simulator::in_memory()?;
    let ecr_id = sim.call(CreateExpressConnectRouter::new(Asn::try_from(64512)?))?.response.ecr_id;
    sim.call(AttachExpressConnectRouterChildInstance::new(
        ecr_id.clone(),
        "vbr-1".parse()?,
        InstanceType::Vbr,
        "cn-hangzhou".parse()?,
    ))?;
    let flow_log = CreateFlowLog::new(
        ecr_id.clone(),
        InstanceType::Vbr,
        "vbr-1".parse()?,
        "audit".parse()?,
        "vbr_flow".parse()?,
    );
    let ids = (0..flow_logs).map(|_| Ok(sim.call(flow_log.clone())?.response.flow_log_id));
    let ids = ids.collect::<Result<_>>()?;
    Ok((sim, ecr_id, ids))
}
