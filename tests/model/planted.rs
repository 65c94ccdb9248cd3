//! Planted faults in the calls and settings of the simulator under test. They show that the comparison finds faults,
//! and in how few steps.

use std::time::Duration;

use serde_json::Value;

use crate::call::{Call, Step};
use crate::comparison::find;
use crate::inventory::KINDS;

/// A planted fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Planted {
    Nothing,
    /// `SynchronizeExpressConnectRouterInterRegionBandwidth` ignores that the router has an unfinished operation.
    ForgottenGuard,
    /// The client token of `CreateExpressConnectRouter` is not stored, so a retry is executed again.
    LostToken,
    /// A member is attached a millisecond early.
    EarlySettling,
    /// Applying an inventory does not replace registered instances.
    LostFacts,
}

const CREATE: &str = "CreateExpressConnectRouter";
const SYNCHRONIZE: &str = "SynchronizeExpressConnectRouterInterRegionBandwidth";

impl Planted {
    /// Returns whether a refusal with this code is ignored.
    pub fn forgets_guard(self, call: &Call, code: &str) -> bool {
        self == Self::ForgottenGuard && call.action == SYNCHRONIZE && code == "Conflict.Lock"
    }

    /// Returns whether the token of a call is lost, given the simulator's dump.
    pub fn loses_token(self, call: &Call, state: &Value) -> bool {
        let is_stored = |token: &str| {
            let mut stored = state["tokens"].as_array().unwrap().iter();
            stored.any(|stored| stored["action"] == CREATE && stored["token"] == token)
        };
        self == Self::LostToken && call.action == CREATE && call.get("ClientToken").is_some_and(is_stored)
    }

    /// Returns whether an inventory is lost because one of its instances is registered already, given the simulator's
    /// dump.
    pub fn loses_inventory(self, inventory: &Value, state: &Value) -> bool {
        let known = |(kind, id): (&str, &str)| {
            let (new, old) = (inventory[kind].as_array(), state["inventory"][kind].as_array());
            let is_known =
                |item: &Value| old.is_some_and(|old| old.iter().any(|known| known[id] == item[id]));
            new.is_some_and(|new| new.iter().any(is_known))
        };
        self == Self::LostFacts && KINDS.into_iter().any(known)
    }

    /// Returns how much too early a member is attached.
    pub fn settles_early_by(self) -> Duration {
        Duration::from_millis(u64::from(self == Self::EarlySettling))
    }
}

/// Returns the actions of the shortest case that shows a fault.
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
    // Several operations take as long as the second step needs.
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
fn an_inventory_that_does_not_replace_is_shown_by_two_steps() {
    assert_eq!(shown_by(Planted::LostFacts).len(), 2);
}
