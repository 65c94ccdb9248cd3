//! Shrinks failing cases further.
//!
//! The shrinking of proptest tries to remove each step once, and leaves the others as they are. But removing one step
//! may make another unnecessary, and later steps number resources by the steps before them.

use serde_json::Value;

use crate::call::Step;
use crate::state::State;

/// Returns the fewest steps that still fail in this way: without any one of them, the failure does not occur.
pub fn needed(world: &State, mut steps: Vec<Step>, fails: impl Fn(&[Step]) -> bool) -> Vec<Step> {
    while let Some(fewer) = (0..steps.len()).map(|index| without(world, &steps, index)).find(|s| fails(s)) {
        steps = fewer;
    }
    steps
}

/// Returns the steps without one. Later resources get the numbers of the resources that it created.
fn without(world: &State, steps: &[Step], index: usize) -> Vec<Step> {
    let mut state = world.clone();
    steps[..index].iter().for_each(|step| state.step(step));
    let before = numbers(&state);
    state.step(&steps[index]);
    let after = numbers(&state);
    let mut later = steps[index + 1..].to_vec();
    for text in later.iter_mut().flat_map(texts) {
        for ((stem, before), (_, after)) in before.into_iter().zip(after) {
            if let Some((start, number)) = text.rsplit_once(stem)
                && let Ok(number) = number.parse::<usize>()
                && number > after
            {
                *text = format!("{start}{stem}{}", number - (after - before));
            }
        }
    }
    [&steps[..index], &later].concat()
}

/// The last numbers of a state, with their prefixes in symbols.
fn numbers(state: &State) -> [(&'static str, usize); 3] {
    let key = usize::try_from(state.last_key).unwrap();
    // Page numbers start at 0.
    let page = state.pages.len().saturating_sub(1);
    [("-m", key), ("request-", state.requests), ("page-", page)]
}

/// Returns the strings of a step that may be symbols.
fn texts(step: &mut Step) -> Vec<&mut String> {
    match step {
        Step::Call(call) => call.pairs.iter_mut().map(|(_, text)| text).collect(),
        Step::Lock(id, _) | Step::Release(id) | Step::Side(id, _) | Step::Forget(id) => vec![id],
        Step::Inventory(inventory) => texts_in(inventory),
        Step::Advance(_) | Step::AdvanceUntilIdle | Step::Reopen(_) | Step::Fork => Vec::new(),
    }
}

/// Returns the strings of a value.
fn texts_in(value: &mut Value) -> Vec<&mut String> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(values) => values.iter_mut().flat_map(texts_in).collect(),
        Value::Object(fields) => fields.values_mut().flat_map(texts_in).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}
