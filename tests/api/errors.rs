//! Errors: one type, and codes that compare, count and parse.

use std::collections::HashMap;

use ecr_sim::{
    Asn, Builder, Call, ClientToken, Code, CreateExpressConnectRouter, DeleteFlowlog, Empty, Error,
    Operation, Reply, Result, Simulator, WireReply,
};

use crate::world;

#[test]
fn one_error_type_carries_bad_values_and_refusals() {
    fn setup(asn: u32) -> Result<Simulator> {
        let sim = Simulator::in_memory()?;
        sim.call(CreateExpressConnectRouter::new(Asn::try_from(asn)?))?;
        Ok(sim)
    }
    assert!(setup(64512).is_ok());
    assert!(setup(1).is_err());
}

#[test]
fn a_refusal_is_asserted_by_its_code() -> Result<()> {
    let sim = Simulator::in_memory()?;
    let error = sim.call(DeleteFlowlog::new("ecr-1".parse()?, "ecr-flog-1".parse()?)).unwrap_err();
    assert_eq!(error.code(), Some(Code::ResourceNotFoundEcrId));
    Ok(())
}

#[test]
fn a_busy_router_is_waited_for_and_tried_again() -> Result<()> {
    fn retry<O: Operation + Clone>(sim: &Simulator, call: &Call<O>) -> Result<Reply<O::Response>> {
        loop {
            match sim.call(call.clone()) {
                Err(error) if error.code() == Some(Code::ConflictLock) => sim.advance_until_idle()?,
                done => return done,
            }
        }
    }
    let (sim, ecr_id, ids) = world(1)?;
    let token: ClientToken = "d-1".parse()?;
    let delete = Call::new(DeleteFlowlog::new(ecr_id, ids[0].clone())).client_token(token);
    assert!(!retry(&sim, &delete)?.replayed);
    assert!(retry(&sim, &delete)?.replayed);
    Ok(())
}

#[test]
fn codes_are_counted_and_parsed() {
    let mut counts = HashMap::<Code, u32>::new();
    *counts.entry(Code::ConflictLock).or_default() += 1;
    assert_eq!("Conflict.Lock".parse(), Ok(Code::ConflictLock));
    assert_eq!(counts[&Code::ConflictLock], 1);
}

#[test]
fn what_a_harness_holds_crosses_threads() {
    fn shared<T: Send + Sync + 'static>() {}
    shared::<Simulator>();
    shared::<Error>();
    shared::<Reply<Empty>>();
    shared::<Builder>();
    shared::<WireReply>();
    shared::<Call<DeleteFlowlog>>();
}
