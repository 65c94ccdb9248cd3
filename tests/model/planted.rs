//! Faults that are planted in how the simulator under test is called and set, to see that the comparison finds them and
//! how few steps it needs to show them.

use std::time::Duration;

use serde_json::Value;

use crate::call::{Call, Step};
use crate::comparison::find;
use crate::inventory::KINDS;

/// A fault that is planted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Planted {
    Nothing,
    /// `SynchronizeExpressConnectRouterInterRegionBandwidth` does not mind that the router has an unfinished
    /// operation.
    ForgottenGuard,
    /// The client token of `CreateExpressConnectRouter` is not stored, so that a repetition is executed.
    LostToken,
    /// A member is there a millisecond early.
    EarlySettling,
    /// What is registered is not replaced.
    LostFacts,
}

const CREATE: &str = "CreateExpressConnectRouter";
const SYNCHRONIZE: &str = "SynchronizeExpressConnectRouterInterRegionBandwidth";

impl Planted {
    /// Whether a call that the simulator has refused so is let through.
    pub fn forgets_guard(self, call: &Call, code: &str) -> bool {
        self == Self::ForgottenGuard && call.action == SYNCHRONIZE && code == "Conflict.Lock"
    }

    /// Whether the token of a call is not found again in a state, as the simulator dumps it.
    pub fn loses_token(self, call: &Call, state: &Value) -> bool {
        let is_stored = |token: &str| {
            let mut stored = state["tokens"].as_array().unwrap().iter();
            stored.any(|stored| stored["action"] == CREATE && stored["token"] == token)
        };
        self == Self::LostToken && call.action == CREATE && call.get("ClientToken").is_some_and(is_stored)
    }

    /// Whether facts are not registered because something is known of one of their instances, in a state as the simulator
    /// dumps it.
    pub fn loses_inventory(self, facts: &Value, state: &Value) -> bool {
        let known = |(kind, id): (&str, &str)| {
            let (new, old) = (facts[kind].as_array(), state["inventory"][kind].as_array());
            let is_known =
                |fact: &Value| old.is_some_and(|old| old.iter().any(|known| known[id] == fact[id]));
            new.is_some_and(|new| new.iter().any(is_known))
        };
        self == Self::LostFacts && KINDS.into_iter().any(known)
    }

    /// How much too early a member is there.
    pub fn settles_early_by(self) -> Duration {
        Duration::from_millis(u64::from(self == Self::EarlySettling))
    }
}

/// The actions of the fewest steps that show a fault.
fn shown_by(planted: Planted) -> Vec<&'static str> {
    let difference = find(1, 100, planted).expect("the fault is found");
    eprintln!("{planted:?}: {difference}");
    let action = |step: &Step| match step {
        Step::Call(call) => call.action,
        _ => "no call",
    };
    difference.steps.iter().map(action).collect()
}

#[test]
fn a_forgotten_guard_is_shown_by_three_steps() {
    let steps = shown_by(Planted::ForgottenGuard);
    // Several operations take the time that the second step needs.
    assert!(matches!(steps[..], [CREATE, _, SYNCHRONIZE]), "{steps:?}");
}

#[test]
fn a_token_that_is_not_stored_is_shown_by_two_steps() {
    assert_eq!(shown_by(Planted::LostToken), [CREATE, CREATE]);
}

#[test]
fn a_transition_that_is_settled_early_is_shown_by_two_steps() {
    let steps = shown_by(Planted::EarlySettling);
    let binds = ["AttachExpressConnectRouterChildInstance", "CreateExpressConnectRouterAssociation"];
    assert!(matches!(steps[..], [CREATE, bind] if binds.contains(&bind)), "{steps:?}");
}

#[test]
fn facts_that_are_not_replaced_are_shown_by_two_steps() {
    assert_eq!(shown_by(Planted::LostFacts).len(), 2);
}
