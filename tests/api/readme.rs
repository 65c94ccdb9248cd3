//! The five snippets of the README.

use std::time::Duration;

use ecr_sim::{
    Asn, AttachExpressConnectRouterChildInstance, Call, Code, CreateExpressConnectRouter, DeleteFlowlog,
    DescribeFlowLogs, EcrId, FlowLogId, InstanceType, Inventory, Latency, Mode, Region, Result, Simulator,
    Vbr, VbrId,
};

use crate::world;

/// A router with `vbr-1` attached.
fn router(sim: &Simulator) -> Result<EcrId> {
    let (vbr, region): (VbrId, Region) = ("vbr-1".parse()?, "cn-hangzhou".parse()?);
    let ecr_id = sim.call(CreateExpressConnectRouter::new(Asn::try_from(64512)?))?.response.ecr_id;
    sim.call(AttachExpressConnectRouterChildInstance::new(ecr_id.clone(), vbr, InstanceType::Vbr, region))?;
    sim.advance_until_idle()?;
    Ok(ecr_id)
}

#[test]
fn arrange_and_act_with_one_error_type() -> Result<()> {
    let sim = Simulator::builder().latency(Latency::realistic()).in_memory()?;
    assert!(router(&sim)?.as_str().starts_with("ecr-"));
    Ok(())
}

#[test]
fn assert_a_refusal_by_its_code() -> Result<()> {
    let sim = Simulator::in_memory()?;
    let delete = DeleteFlowlog::new("ecr-1".parse()?, "ecr-flog-1".parse()?);
    assert_eq!(sim.call(delete).unwrap_err().code(), Some(Code::ResourceNotFoundEcrId));
    Ok(())
}

#[test]
fn register_a_strict_inventory() -> Result<()> {
    let sim = Simulator::builder().mode(Mode::Strict).in_memory()?;
    let vbr = Vbr::new("vbr-1".parse()?, sim.account(), "cn-hangzhou".parse()?);
    let vbrs = vec![Vbr { supports_mp_bgp: false, ..vbr }];
    sim.inventory().apply(&Inventory { vbrs, ..Inventory::default() })?;
    assert_eq!(router(&sim).unwrap_err().code(), Some(Code::OperationDeniedVbrDoesNotSupportMpbgp));
    Ok(())
}

#[test]
fn read_a_whole_list() -> Result<()> {
    let (sim, ecr_id, ids) = world(12)?;
    let flow_logs = sim.pages(DescribeFlowLogs::new(&ecr_id));
    let all: Vec<FlowLogId> = flow_logs.map(|entry| Ok(entry?.flow_log_id)).collect::<Result<_>>()?;
    assert_eq!(all, ids);
    Ok(())
}

#[test]
fn retry_with_a_client_token_and_move_time() -> Result<()> {
    let (sim, ecr_id, ids) = world(1)?;
    let delete = Call::new(DeleteFlowlog::new(ecr_id, ids[0].clone())).client_token("d-1");
    assert!(!sim.call(delete.clone())?.replayed);
    sim.advance(Duration::from_secs(60 * 60))?;
    assert!(sim.call(delete)?.replayed);
    Ok(())
}
