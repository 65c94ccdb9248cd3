//! How a case that fails gets shorter still.
//!
//! Shrinking tries to leave out each step once, and leaves the others as they are. But a step may become needless after
//! another is gone, and later steps call things by the number of those before them.

use serde_json::Value;

use crate::call::Step;
use crate::state::State;

/// The fewest of the steps that still fail in this way: without any one of them it does not happen.
pub fn needed(world: &State, mut steps: Vec<Step>, fails: impl Fn(&[Step]) -> bool) -> Vec<Step> {
    while let Some(fewer) = (0..steps.len()).map(|index| without(world, &steps, index)).find(|s| fails(s)) {
        steps = fewer;
    }
    steps
}

/// The steps without one. What came after the things that it made gets their numbers.
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

/// The last numbers that a state has given out, with what stands before them in symbols.
fn numbers(state: &State) -> [(&'static str, usize); 3] {
    let key = usize::try_from(state.last_key).unwrap();
    // Pages are counted from 0.
    let page = state.pages.len().saturating_sub(1);
    [("-m", key), ("request-", state.requests), ("page-", page)]
}

/// The texts of a step that may be symbols.
fn texts(step: &mut Step) -> Vec<&mut String> {
    match step {
        Step::Call(call) => call.pairs.iter_mut().map(|(_, text)| text).collect(),
        Step::Lock(id, _) | Step::Release(id) | Step::Side(id, _) | Step::Forget(id) => vec![id],
        Step::Inventory(facts) => texts_in(facts),
        Step::Advance(_) | Step::AdvanceUntilIdle | Step::Reopen(_) | Step::Fork => Vec::new(),
    }
}

/// The texts of a value.
fn texts_in(value: &mut Value) -> Vec<&mut String> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(values) => values.iter_mut().flat_map(texts_in).collect(),
        Value::Object(fields) => fields.values_mut().flat_map(texts_in).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}
