//! Panics, which only a bug can cause: an operation of this test has one.

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::error::{Code, Result};
use crate::model::{Clock, Name};
use crate::operation::{Command, Empty, Operation, Write, parameters};
use crate::simulator::Simulator;
use crate::store::{ReadTx, WriteTx};

parameters! {
    /// Gives out an internal key, and then panics if it is told to.
    pub struct GiveKey {
        /// What to do.
        default_if_absent name: Name = "Name",
    }
}

impl Operation for GiveKey {
    type Kind = Write;
    type Response = Empty;
    const NAME: &'static str = "GiveKey";
    const ERRORS: &'static [Code] = &[];
}

impl Command for GiveKey {
    type Witness = ();

    fn resource(&self) -> Cow<'_, str> {
        "".into()
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

fn panics(sim: &Simulator) -> bool {
    let call = || sim.call(GiveKey { name: "panic".parse().unwrap() });
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
    assert!(
        std::thread::spawn(move || handle.call(GiveKey { name: "panic".parse().unwrap() })).join().is_err()
    );
    sim.call(GiveKey::default()).unwrap();
    assert_eq!(sim.dump().unwrap()["last_key"], 1);
    assert_eq!(sim.fork().unwrap().dump().unwrap(), sim.dump().unwrap());
}
