//! The steps of a test.

use serde_json::Value;

/// A call by action name.
#[derive(Clone, Debug)]
pub struct Call {
    pub account: u64,
    pub region: &'static str,
    pub action: &'static str,
    /// The action as it is sent, which may be an alias.
    pub spelling: &'static str,
    pub pairs: Vec<(String, String)>,
    /// Whether to use the typed method, if the test supports that.
    pub typed: bool,
}

impl Call {
    /// Returns the value of a parameter. Of a repeated parameter the last value counts.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().rev().find(|(given, _)| given == name).map(|(_, value)| value.as_str())
    }
}

/// One step.
#[derive(Clone, Debug)]
pub enum Step {
    Call(Call),
    /// Advances the clock by milliseconds.
    Advance(u64),
    AdvanceUntilIdle,
    /// CEN locks a router, to attach or to detach.
    Lock(String, bool),
    /// CEN releases a router.
    Release(String),
    /// CEN attaches or detaches the transit router of an association.
    Side(String, bool),
    /// Applies an inventory.
    Inventory(Value),
    /// Removes an instance from the inventory.
    Forget(String),
    /// Closes the simulator and opens it again, from its file or a snapshot, with or without giving the settings
    /// again.
    Reopen(bool),
    /// Continues in a fork.
    Fork,
}
