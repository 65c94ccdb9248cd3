//! The steps to try in a state: mostly sensible ones, so that the state grows, and every kind of mistake.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::strategy::{NewTree, ValueTree};
use proptest::test_runner::TestRunner;

use crate::address::addresses;
use crate::call::{Call, Step};
use crate::decode::{Need, Operation, Parameter, Rule};
use crate::operations::{all, operation};
use crate::registration;
use crate::state::{Focus, HOME, OWNER, REGIONS, STRANGER, Settings, State, TR, Waits};
use crate::values::{self, ELSEWHERE, bad, given, good, one, set};
use crate::weight::weight;

const INSTANT: Waits = Waits { associate: 0, dissociate: 0, update: 0, delete: 0, force_delete: 0 };
const REALISTIC: Waits = Waits { associate: 5, dissociate: 5, update: 3, delete: 5, force_delete: 10 };
/// A deletion takes long enough for other steps.
const RELUCTANT: Waits = Waits { associate: 2, dissociate: 3, update: 3, delete: 20, force_delete: 60 };
/// Latencies that end together with others, and instant ones beside some that are not.
const MIXED: Waits = Waits { associate: 3, dissociate: 0, update: 3, delete: 3, force_delete: 1 };

pub fn worlds() -> BoxedStrategy<State> {
    let waits = prop_oneof![3 => Just(REALISTIC), 2 => Just(RELUCTANT), 1 => Just(INSTANT), 1 => Just(MIXED)];
    let quota = prop_oneof![3 => Just(None), 1 => (1..=3_u32).prop_map(Some)];
    let nodes = prop_oneof![1 => Just(None), 1 => (1..=2_u32, 1..=2_u32).prop_map(Some)];
    let focus = select(vec![
        Focus::Associations,
        Focus::Associations,
        Focus::Children,
        Focus::FlowLogs,
        Focus::FlowLogs,
        Focus::FlowLogs,
        Focus::Regions,
        Focus::Grants,
        Focus::Tags,
        Focus::Routes,
        Focus::Routes,
    ]);
    let strict = prop::bool::weighted(0.4);
    (0..3_u64, waits, quota, nodes, prop::bool::weighted(0.2), focus, strict)
        .prop_map(|(seed, waits, quota, nodes, in_file, focus, strict)| {
            // The inventory does not matter to flow logs and tags.
            let strict = strict && ![Focus::FlowLogs, Focus::Tags].contains(&focus);
            State::new(Settings { seed, waits, quota, nodes, in_file, focus, strict })
        })
        .boxed()
}

/// A strategy that is built when it is chosen.
type Later = Box<dyn Fn() -> BoxedStrategy<Step>>;

/// Chooses a strategy by weight. Unlike a union, it keeps nothing of the others.
struct Choice(Vec<(u32, Later)>);

impl std::fmt::Debug for Choice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Choice")
    }
}

impl Strategy for Choice {
    type Tree = <BoxedStrategy<Step> as Strategy>::Tree;
    type Value = Step;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        let total: u32 = self.0.iter().map(|(weight, _)| weight).sum();
        let mut chosen = (0..total).new_tree(runner)?.current();
        for (weight, later) in &self.0 {
            match chosen.checked_sub(*weight) {
                Some(rest) => chosen = rest,
                None => return later().new_tree(runner),
            }
        }
        unreachable!("the weights add up")
    }
}

/// How far the clock moves, in milliseconds. Among others, to the time when something falls due and to the
/// millisecond before.
const WAITS: [u64; 8] = [1, 1_000, 2_999, 3_000, 4_999, 5_000, 9_999, 10_000];
/// The time to live of a client token.
const DAY: u64 = 86_400_000;

pub fn steps(state: &State) -> BoxedStrategy<Step> {
    let waiting = if state.pending.is_empty() { 2 } else { 30 };
    let held = state.routers.iter().any(|router| router.status.starts_with("LOCKED"));
    let state = Arc::new(state.clone());
    let mut choices: Vec<(u32, Later)> = vec![
        (waiting, Box::new(|| select(WAITS.to_vec()).prop_map(Step::Advance).boxed())),
        (1, Box::new(|| select(vec![DAY - 1_000, DAY - 1, DAY]).prop_map(Step::Advance).boxed())),
        (1, Box::new(|| Just(Step::AdvanceUntilIdle).boxed())),
        (1, Box::new(|| any::<bool>().prop_map(Step::Reopen).boxed())),
        (1, Box::new(|| Just(Step::Fork).boxed())),
        (1, Box::new(|| Just(Step::Call(nonsense())).boxed())),
    ];
    let mut add = |weight: u32, build: fn(&Arc<State>) -> BoxedStrategy<Step>| {
        let state = Arc::clone(&state);
        choices.push((weight, Box::new(move || build(&state))));
    };
    add(5, |state| {
        let routers = living_first(state);
        (select(routers), any::<bool>()).prop_map(|(id, way)| Step::Lock(id, way)).boxed()
    });
    add(if held { 8 } else { 2 }, |state| select(held_first(state)).prop_map(Step::Release).boxed());
    add(if state.associations.is_empty() { 1 } else { 6 }, |state| {
        (select(sides(state)), any::<bool>()).prop_map(|(id, way)| Step::Side(id, way)).boxed()
    });
    let (registering, forgetting) = registration::weights(&state);
    add(registering, registration::register);
    add(forgetting, registration::forget);
    if state.live_tokens().next().is_some() {
        add(26, repeat);
    }
    for operation in all() {
        let weight = weight(operation, &state);
        let state = Arc::clone(&state);
        choices.push((weight, Box::new(move || call(operation, &state))));
    }
    Choice(choices).boxed()
}

/// Existing routers are few among all that ever existed.
fn living_first(state: &State) -> Vec<String> {
    let mut ids = given(state, "ecr-");
    ids.push("ecr-other".to_owned());
    for _ in 0..4 {
        ids.extend(state.routers.iter().map(|router| router.id.clone()));
    }
    ids
}

/// Locked routers are rare among all that ever existed.
fn held_first(state: &State) -> Vec<String> {
    let held = state.routers.iter().filter(|router| router.status.starts_with("LOCKED"));
    let held: Vec<String> = held.map(|router| router.id.clone()).collect();
    if held.is_empty() { living_first(state) } else { held }
}

/// The ids of associations, those of transit routers more often.
fn sides(state: &State) -> Vec<String> {
    let mut ids = given(state, "ecr-assoc-");
    let bound = state.associations.iter().filter(|association| association.node_type == TR);
    let bound: Vec<String> = bound.map(|association| association.id.clone()).collect();
    for _ in 0..3 {
        ids.extend(bound.iter().cloned());
    }
    ids.push("ecr-assoc-other".to_owned());
    ids
}

/// An unknown action.
fn nonsense() -> Call {
    let name = "DeleteFlowLog";
    Call { account: OWNER, region: HOME, action: name, spelling: name, pairs: Vec::new(), typed: false }
}

/// A mistake in a call.
#[derive(Clone, Debug)]
enum Mistake {
    None,
    /// Another account calls.
    Caller,
    /// The call goes to another region.
    Region,
    /// A parameter is absent.
    Drop(Index),
    /// A parameter is empty.
    Empty(Index),
    /// A parameter has another valid value.
    Other(Index, Index),
    /// A parameter has an invalid value.
    Bad(Index, Index),
    /// A list is malformed.
    List(Index, Index),
    /// The client token or the dry run is wrong.
    Extra(Index),
}

fn mistakes() -> BoxedStrategy<Mistake> {
    let index = any::<Index>;
    prop_oneof![
        18 => Just(Mistake::None),
        1 => Just(Mistake::Caller),
        2 => Just(Mistake::Region),
        1 => index().prop_map(Mistake::Drop),
        1 => index().prop_map(Mistake::Empty),
        2 => (index(), index()).prop_map(|(at, value)| Mistake::Other(at, value)),
        3 => (index(), index()).prop_map(|(at, value)| Mistake::Bad(at, value)),
        1 => (index(), index()).prop_map(|(at, value)| Mistake::List(at, value)),
        2 => index().prop_map(Mistake::Extra),
    ]
    .boxed()
}

/// How likely an optional parameter is given.
fn likelihood(operation: &Operation, parameter: &Parameter) -> f64 {
    match (parameter.name, parameter.rule) {
        ("MaxResults" | "TagKey", _) => 0.7,
        // The addresses of these queries lead to next pages.
        ("NextToken", _) if operation.name.ends_with("RouteEntries") => 0.1,
        ("NextToken", _) => 0.25,
        ("AllowedPrefixes" | "TransitModeList", _) => 0.8,
        ("Tag", _) => 0.3,
        (_, Rule::Flag) => 0.5,
        _ if operation.writes => 0.35,
        // Every additional filter makes an empty answer more likely.
        _ => 0.12,
    }
}

/// Values for the parameters outside the address: all required ones, and some of the others.
fn values(operation: &Operation, state: &State) -> Vec<BoxedStrategy<Option<(&'static str, values::Value)>>> {
    let parameters = operation.parameters.iter();
    parameters
        .map(|parameter| {
            let name = parameter.name;
            let value = select(good(operation.name, parameter, state)).prop_map(move |value| (name, value));
            if matches!(parameter.need, Need::Required) {
                return value.prop_map(Some).boxed();
            }
            prop::option::weighted(likelihood(operation, parameter), value).boxed()
        })
        .collect()
}

/// A call of an operation.
fn call(operation: &'static Operation, state: &State) -> BoxedStrategy<Step> {
    let mut tokens = vec![String::new(), "t-1".to_owned(), "t-2".to_owned()];
    tokens.extend(state.requests.checked_sub(1).map(|number| format!("request-{number}")));
    let good = |parameter: &Parameter| good(operation.name, parameter, state);
    let pool: Vec<Vec<values::Value>> = operation.parameters.iter().map(good).collect();
    let spellings: Vec<&'static str> = operation.alias.into_iter().chain([operation.name]).collect();
    (
        select(addresses(operation, state)),
        values(operation, state),
        prop::option::weighted(0.35, select(tokens)),
        prop::option::weighted(0.16, select(vec!["true", "True", "false"])),
        mistakes(),
        any::<bool>(),
        select(spellings),
    )
        .prop_map(move |((account, address), values, token, dry_run, mistake, typed, spelling)| {
            let mut pairs = Vec::new();
            for (name, value) in values.into_iter().flatten().chain(address) {
                set(&mut pairs, name, value);
            }
            pairs.extend(token.map(|token| ("ClientToken".to_owned(), token)));
            pairs.extend(dry_run.map(|text| ("DryRun".to_owned(), text.to_owned())));
            let mut call = Call { account, region: HOME, action: operation.name, spelling, pairs, typed };
            err(&mut call, &mistake, operation, &pool);
            Step::Call(call)
        })
        .boxed()
}

/// Adds a mistake to a call.
fn err(call: &mut Call, mistake: &Mistake, operation: &Operation, pool: &[Vec<values::Value>]) {
    let which = |at: &Index| &operation.parameters[at.index(operation.parameters.len())];
    match mistake {
        Mistake::None => {}
        Mistake::Caller => call.account = if call.account == OWNER { STRANGER } else { OWNER },
        Mistake::Region => call.region = ELSEWHERE,
        Mistake::Drop(at) => {
            // A required parameter, if there is one.
            let must = |parameter: &&Parameter| matches!(parameter.need, Need::Required);
            let required: Vec<&Parameter> = operation.parameters.iter().filter(must).collect();
            let dropped = if required.is_empty() { which(at) } else { at.get(&required) };
            set(&mut call.pairs, dropped.name, values::Value::new());
            for name in operation.one_of {
                set(&mut call.pairs, name, values::Value::new());
            }
        }
        Mistake::Empty(at) => {
            // The last of two values counts, so this also repeats a parameter.
            call.pairs.push((which(at).name.to_owned(), String::new()));
        }
        Mistake::Other(at, value) => {
            let values = &pool[at.index(operation.parameters.len())];
            call.pairs.extend(value.get(values).clone());
            call.region = REGIONS[1];
        }
        Mistake::Bad(at, value) => {
            set(&mut call.pairs, which(at).name, bad(which(at), value));
        }
        Mistake::List(at, value) => {
            let is_list = |parameter: &&Parameter| matches!(parameter.rule, Rule::List(_));
            let lists: Vec<&Parameter> = operation.parameters.iter().filter(is_list).collect();
            if !lists.is_empty() {
                let list = at.get(&lists);
                set(&mut call.pairs, list.name, bad(list, value));
            }
        }
        Mistake::Extra(at) => {
            let extras = [
                ("ClientToken", "two words".to_owned()),
                ("ClientToken", "é".to_owned()),
                ("ClientToken", "t".repeat(256)),
                ("ClientToken", "t".repeat(255)),
                ("ClientToken", "t".repeat(65)),
                ("ClientToken", "t".repeat(64)),
                ("DryRun", "yes".to_owned()),
                ("DryRun", String::new()),
                ("AccessKeyId", "undeclared".to_owned()),
            ];
            let (name, text) = at.get(&extras);
            set(&mut call.pairs, name, one(name, text));
        }
    }
}

/// Repeats a successful call, with its token or a new one.
fn again(call: &Call, token: &str) -> Call {
    let mut call = call.clone();
    set(&mut call.pairs, "ClientToken", one("ClientToken", token));
    call
}

/// Repeats a successful call with its token, unchanged or with another value of a parameter.
fn repeat(state: &Arc<State>) -> BoxedStrategy<Step> {
    // Repeats rare successes as often as frequent ones.
    let mut known: BTreeMap<&str, Vec<Call>> = BTreeMap::new();
    for token in state.live_tokens() {
        known.entry(token.call.action).or_default().push(again(&token.call, &token.token));
    }
    let known: Vec<Vec<Call>> = known.into_values().collect();
    let change = prop::option::weighted(0.6, (any::<Index>(), any::<Index>()));
    let state = Arc::clone(state);
    (select(known).prop_flat_map(select), change)
        .prop_map(move |(mut call, change)| {
            let operation = operation(call.action).unwrap();
            // With another resource, the token would be another one.
            let free = |parameter: &&Parameter| Some(parameter.name) != operation.resource;
            let others = operation.parameters.iter().filter(free).map(|parameter| {
                let mut values = good(call.action, parameter, &state);
                values.retain(|value| !value.iter().all(|pair| call.pairs.contains(pair)));
                (parameter.name, values)
            });
            let others: Vec<(&str, Vec<values::Value>)> =
                others.filter(|(_, values)| !values.is_empty()).collect();
            if let Some((at, value)) = change.filter(|_| !others.is_empty()) {
                let (name, values) = at.get(&others);
                set(&mut call.pairs, name, value.get(values).clone());
            }
            Step::Call(call)
        })
        .boxed()
}
