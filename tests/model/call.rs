//! What a step of a test does.

use serde_json::Value;

/// A call by action name.
#[derive(Clone, Debug)]
pub struct Call {
    pub account: u64,
    pub region: &'static str,
    pub action: &'static str,
    /// The name of the action as it is sent, which may be an alias.
    pub spelling: &'static str,
    pub pairs: Vec<(String, String)>,
    /// Whether it goes through the typed method, where the test knows how.
    pub typed: bool,
}

impl Call {
    /// The value of a parameter. Of a name that is given twice, the last counts.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().rev().find(|(given, _)| given == name).map(|(_, value)| value.as_str())
    }
}

/// One step.
#[derive(Clone, Debug)]
pub enum Step {
    Call(Call),
    /// Moves the clock by milliseconds.
    Advance(u64),
    AdvanceUntilIdle,
    /// CEN takes hold of a router, to attach or to detach.
    Lock(String, bool),
    /// CEN lets go of a router.
    Release(String),
    /// The transit router binds its side of an association, or unbinds it.
    Side(String, bool),
    /// Registers facts.
    Inventory(Value),
    /// Forgets what is registered under an id.
    Forget(String),
    /// Closes the world and opens it again, from its file or from a snapshot. Says whether the settings are
    /// given again.
    Reopen(bool),
    /// Goes on in a copy.
    Fork,
}
