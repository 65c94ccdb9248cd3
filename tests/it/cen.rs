//! `cen()`, with which a test acts as the CEN side of a transit router.

use std::collections::BTreeSet;

use ecr_sim::{CenLock, Error, Refusal, Result};

use crate::harness::{SimulatorExt, instant, value};

fn refusal(result: Result<()>) -> Refusal {
    match result {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn cen_can_lock_the_router_of_any_account() {
    let sim = instant();
    let ecr_id = sim.as_account(42).router(64512);
    sim.cen().lock(&ecr_id, CenLock::Attaching).unwrap();
    assert_eq!(sim.dump().unwrap()["routers"][0]["status"], "LOCKED_ATTACHING");
    sim.cen().release(&ecr_id).unwrap();
    assert_eq!(sim.dump().unwrap()["routers"][0]["status"], "ACTIVE");
}

#[test]
fn what_cen_is_refused_names_what_is_unknown_and_has_a_request_id() {
    let sim = instant();
    let ecr_id = sim.router(64512);
    let before = sim.dump().unwrap();
    let refusals = [
        (sim.cen().lock(&value("ecr-none"), CenLock::Attaching), "ResourceNotFound.EcrId", Some("EcrId")),
        (sim.cen().release(&ecr_id), "IncorrectStatus.Ecr", None),
        (sim.cen().attach(&value("ecr-assoc-1")), "ResourceNotFound.AssociationId", Some("AssociationId")),
        (sim.cen().detach(&value("ecr-assoc-1")), "ResourceNotFound.AssociationId", Some("AssociationId")),
    ];
    let mut ids = BTreeSet::new();
    for (result, code, parameter) in refusals {
        let refusal = refusal(result);
        assert_eq!((refusal.code_text(), refusal.parameter()), (code, parameter));
        assert_eq!(refusal.request_id().len(), 36);
        assert!(ids.insert(refusal.request_id().to_owned()));
    }
    assert_eq!(sim.dump().unwrap(), before);
}
