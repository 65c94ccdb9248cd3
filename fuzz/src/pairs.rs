//! Calls with any names and values: every one is answered in JSON, and a query or a refusal changes nothing.
//!
//! The input is a text. A line names an action, each line after it is a `Name=Value`, and an empty line ends the call.
//! Values may be names of what is in the world of `samples`, such as
//! `$idle`.

use std::sync::LazyLock;

use crate::properties::call::harmless;
use crate::samples::Samples;

static SAMPLES: LazyLock<Samples> = LazyLock::new(Samples::new);

pub fn check(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let samples = SAMPLES.fork();
    for call in text.split("\n\n") {
        let (action, pairs) = call.split_once('\n').unwrap_or((call, ""));
        let pairs = pairs.split('\n').map(|line| line.split_once('=').unwrap_or((line, "")));
        let id = |value: &str| if value.starts_with('$') { samples.resolve(value) } else { value.to_owned() };
        let pairs: Vec<_> = pairs.map(|(name, value)| (name, id(value))).collect();
        harmless(&samples.sim, action, &pairs);
    }
}
