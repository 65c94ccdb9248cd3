//! The pipeline, shown with an invented operation: panics, refusals by a stage, RequestIds.

use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::Value;

use crate::code::{Code, UnknownCode};
use crate::error::{Error, Fault, Refusal, Result};
use crate::model::{Clock, Name};
use crate::operation::{Call, Command, Empty, Operation, Write, parameters};
use crate::simulator::Simulator;
use crate::store::{Context, ReadTx, WriteTx};
use crate::wire::WireReply;

parameters! {
    /// Reserves an internal key. Some names make a stage refuse, `panic` makes it panic.
    pub struct GiveKey {
        /// What to do.
        default_if_absent name: Name = "Name",
    }
}

impl Operation for GiveKey {
    type Kind = Write;
    type Response = Empty;
    const ERRORS: &'static [Code] = &[];

    fn check(&self, _context: &Context<'_>) -> Result<()> {
        match self.name.as_str().parse() {
            Ok(code) => Err(Refusal::new(code).into()),
            Err(UnknownCode) => Ok(()),
        }
    }
}

impl Command for GiveKey {
    type Witness = ();

    fn resource(&self) -> String {
        String::new()
    }

    fn guard(&self, _tx: &ReadTx<'_>) -> Result<()> {
        Ok(())
    }

    fn apply(self, (): (), tx: &WriteTx<'_>) -> Result<Empty> {
        tx.next_key()?;
        assert!(self.name.as_str().is_empty(), "planted");
        Ok(Empty {})
    }
}

fn named(name: &str) -> Call<GiveKey> {
    GiveKey { name: name.parse().unwrap() }.into()
}

fn panics(sim: &Simulator) -> bool {
    let call = || sim.call(named("panic"));
    catch_unwind(AssertUnwindSafe(call)).is_err()
}

#[test]
fn a_panic_under_a_call_is_rolled_back_and_the_world_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    for (clock, name) in [(Clock::default(), "manual.db"), (Clock::System, "system.db")] {
        let in_file = Simulator::builder().clock(clock).open(folder.path().join(name)).unwrap();
        for sim in [in_file, Simulator::builder().clock(clock).in_memory().unwrap()] {
            let last_key = || sim.dump().unwrap()["last_key"].clone();
            sim.call(GiveKey::default()).unwrap();
            assert!(panics(&sim));
            assert_eq!(last_key(), 1);
            let time = sim.now();
            assert!(panics(&sim) && panics(&sim));
            let (first, second) =
                (sim.call(GiveKey::default()).unwrap(), sim.call(GiveKey::default()).unwrap());
            assert_ne!(first.request_id, second.request_id);
            assert_eq!(last_key(), 3);
            assert!(sim.now() >= time);
            sim.check_invariants().unwrap();
        }
    }
}

#[test]
fn other_threads_go_on_after_a_panic() {
    let sim = Simulator::in_memory().unwrap();
    let handle = sim.clone();
    assert!(std::thread::spawn(move || handle.call(named("panic"))).join().is_err());
    sim.call(GiveKey::default()).unwrap();
    assert_eq!(sim.dump().unwrap()["last_key"], 1);
    assert_eq!(sim.fork().unwrap().dump().unwrap(), sim.dump().unwrap());
}

#[test]
fn a_gateway_refusal_of_a_stage_reaches_the_client_with_the_id_of_its_call_and_leaves_no_trace() {
    let sim = Simulator::in_memory().unwrap();
    let before = sim.dump().unwrap();
    // The ids that the calls would have had if they had succeeded.
    let twin = Simulator::in_memory().unwrap();
    for &code in Code::ALL.iter().filter(|code| code.is_gateway()) {
        let (request_id, outcome) = sim.answer(Ok(named(code.template()).client_token("t")));
        let error = outcome.unwrap_err();
        assert_eq!(error.code(), Some(code));
        assert_eq!(request_id, twin.call(GiveKey::default()).unwrap().request_id);
        let reply = WireReply::error(&error, &request_id, sim.region());
        let body: Value = serde_json::from_str(&reply.body).unwrap();
        assert_eq!((reply.http_status, body["Code"].as_str()), (code.http_status(), Some(code.template())));
        assert_eq!(body["RequestId"], request_id);
        assert_eq!(body["AccessDeniedDetail"].is_object(), code == Code::NoPermission);
        assert_eq!(sim.dump().unwrap(), before);
    }
    // No refusal has used the token.
    assert!(!sim.call(named("").client_token("t")).unwrap().replayed);
}

#[test]
fn a_fault_travels_with_the_id_of_its_call() {
    let sim = Simulator::in_memory().unwrap();
    let twin = sim.fork().unwrap();
    let (request_id, outcome) = sim.answer(Ok(named("Conflict.Lock")));
    let error = outcome.unwrap_err();
    assert!(matches!(error, Error::Fault(Fault::Undeclared { operation: "GiveKey", .. })), "{error:?}");
    assert_eq!(request_id, twin.call(GiveKey::default()).unwrap().request_id);
    assert_eq!(WireReply::error(&error, &request_id, sim.region()).request_id, request_id);
    let next = |sim: &Simulator| sim.call(GiveKey::default()).unwrap().request_id;
    assert_eq!(next(&sim), next(&twin));
}
