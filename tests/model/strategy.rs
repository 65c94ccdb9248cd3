//! Which steps are tried in a state: mostly sensible ones, so that the world grows, and every kind of
//! mistake.

use std::sync::Arc;

use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::strategy::{NewTree, Union};
use proptest::test_runner::TestRunner;

use crate::call::{Call, Step};
use crate::decode::{Need, Operation, Parameter, Rule};
use crate::operations::{OPERATIONS, operation};
use crate::state::{HOME, OWNER, REGIONS, STRANGER, Settings, State, Waits};
use crate::values::{ELSEWHERE, VBRS, bad, good, tag_lists};

const INSTANT: Waits = Waits { associate: 0, dissociate: 0, delete: 0, force_delete: 0 };
const REALISTIC: Waits = Waits { associate: 5, dissociate: 5, delete: 5, force_delete: 10 };
/// Ends that fall due together with those of other operations, and operations that take no time beside some
/// that do.
const MIXED: Waits = Waits { associate: 3, dissociate: 0, delete: 3, force_delete: 1 };

pub fn worlds() -> BoxedStrategy<State> {
    let waits = prop_oneof![3 => Just(REALISTIC), 1 => Just(INSTANT), 1 => Just(MIXED)];
    let quota = prop_oneof![3 => Just(None), 1 => (1..=3_u32).prop_map(Some)];
    (0..3_u64, waits, quota, prop::bool::weighted(0.2))
        .prop_map(|(seed, waits, quota, in_file)| State::new(Settings { seed, waits, quota, in_file }))
        .boxed()
}

/// A strategy that is built when it is chosen: most of those that a step is chosen from never are.
#[derive(Clone)]
struct Later<F>(F);

impl<F: Fn() -> BoxedStrategy<Step>> std::fmt::Debug for Later<F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Later")
    }
}

impl<F: Fn() -> BoxedStrategy<Step>> Strategy for Later<F> {
    type Tree = <BoxedStrategy<Step> as Strategy>::Tree;
    type Value = Step;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        (self.0)().new_tree(runner)
    }
}

pub fn steps(state: &State) -> BoxedStrategy<Step> {
    let waiting = if state.pending.is_empty() { 2 } else { 10 };
    let mut choices: Vec<(u32, BoxedStrategy<Step>)> = vec![
        (waiting, select(vec![1, 3, 5, 10]).prop_map(Step::Advance).boxed()),
        (1, select(vec![86_399, 86_400]).prop_map(Step::Advance).boxed()),
        (1, Just(Step::AdvanceUntilIdle).boxed()),
        (1, any::<bool>().prop_map(Step::Reopen).boxed()),
        (1, Just(Step::Fork).boxed()),
        (1, Just(Step::Call(nonsense())).boxed()),
    ];
    let routers = good("EcrId", state);
    let lock = (select(routers.clone()), any::<bool>()).prop_map(|(id, way)| Step::Lock(id, way));
    choices.push((2, lock.boxed()));
    choices.push((3, select(held_first(state, routers)).prop_map(Step::Release).boxed()));

    let state = Arc::new(state.clone());
    for operation in &OPERATIONS {
        let seen = Arc::clone(&state);
        choices.push((weight(operation, &state), Later(move || call(operation, &seen)).boxed()));
    }
    if state.live_tokens().next().is_some() {
        choices.push((8, Later(move || repeat(&state)).boxed()));
    }
    Union::new_weighted(choices).boxed()
}

/// A router that is held is rare among all that ever were.
fn held_first(state: &State, ids: Vec<String>) -> Vec<String> {
    let held = state.routers.iter().filter(|router| router.status.starts_with("LOCKED"));
    let held: Vec<String> = held.map(|router| router.id.clone()).collect();
    if held.is_empty() { ids } else { held }
}

/// An action that there is not.
fn nonsense() -> Call {
    Call { account: OWNER, region: HOME, action: "DeleteFlowLog", pairs: Vec::new(), typed: false }
}

/// How often an operation is tried: what a world lacks first, and what is rare more often where it can
/// succeed.
fn weight(operation: &Operation, state: &State) -> u32 {
    let flow_log = operation.resource == Some("FlowLogId");
    match operation.name {
        "CreateExpressConnectRouter" if state.routers.len() < 2 => 20,
        "AttachExpressConnectRouterChildInstance" if state.children.len() < 2 => 10,
        "CreateFlowLog" if state.children.is_empty() => 1,
        "CreateFlowLog" if state.flow_logs.len() < 4 => 20,
        "DeleteExpressConnectRouter" | "ForceDeleteExpressConnectRouter" => 2,
        "ListExpressConnectRouterSupportedRegion" => 1,
        _ if flow_log && state.flow_logs.is_empty() => 1,
        "DeleteFlowlog" => 5,
        _ if flow_log => 7,
        _ => 4,
    }
}

/// What a call is about: who calls, and the parameters that say so.
type Address = (u64, Vec<(&'static str, String)>);

/// Addresses that lead somewhere, those of routers that are not at rest more often.
fn addresses(operation: &Operation, state: &State) -> Vec<Address> {
    let has = |name: &str| operation.parameters.iter().any(|parameter| parameter.name == name);
    let mut addresses = Vec::new();
    for router in &state.routers {
        let of = |name: &'static str, id: &str| {
            (router.owner, vec![("EcrId", router.id.clone()), (name, id.to_owned())])
        };
        let mut found: Vec<Address> = Vec::new();
        if operation.resource == Some("FlowLogId") {
            found.extend(state.flow_logs_of(router.key).map(|flow_log| of("FlowLogId", &flow_log.id)));
        } else if operation.name.starts_with("Detach") {
            found.extend(state.children_of(router.key).map(|child| of("ChildInstanceId", &child.instance)));
        } else if operation.name.starts_with("Attach") {
            found.extend(VBRS.map(|vbr| of("ChildInstanceId", vbr)));
        } else if operation.name == "CreateFlowLog" {
            found.extend(state.children_of(router.key).map(|child| of("InstanceId", &child.instance)));
        } else if has("EcrId") && operation.name != "DescribeExpressConnectRouter" {
            found.push((router.owner, vec![("EcrId", router.id.clone())]));
        }
        for _ in 0..if router.status == "ACTIVE" { 1 } else { 3 } {
            addresses.extend(found.iter().cloned());
        }
    }
    if addresses.is_empty() {
        addresses.extend([(OWNER, Vec::new()), (STRANGER, Vec::new())]);
    }
    addresses
}

/// A mistake that is made in a call.
#[derive(Clone, Debug)]
enum Mistake {
    None,
    /// Another account calls.
    Caller,
    /// Another region is called.
    Region,
    /// A parameter is absent.
    Drop(Index),
    /// A parameter is empty.
    Empty(Index),
    /// A parameter has another good value.
    Other(Index, Index),
    /// A parameter has a bad value.
    Bad(Index, Index),
    /// The tags are wrong.
    Tags(Index),
    /// The client token or the dry run is wrong.
    Extra(Index),
}

fn mistakes() -> BoxedStrategy<Mistake> {
    let index = any::<Index>;
    prop_oneof![
        14 => Just(Mistake::None),
        1 => Just(Mistake::Caller),
        2 => Just(Mistake::Region),
        1 => index().prop_map(Mistake::Drop),
        1 => index().prop_map(Mistake::Empty),
        2 => (index(), index()).prop_map(|(at, value)| Mistake::Other(at, value)),
        3 => (index(), index()).prop_map(|(at, value)| Mistake::Bad(at, value)),
        1 => index().prop_map(Mistake::Tags),
        1 => index().prop_map(Mistake::Extra),
    ]
    .boxed()
}

/// Values for the parameters that the address leaves open: all required ones, and some of the others.
fn values(operation: &Operation, state: &State) -> Vec<BoxedStrategy<Option<(String, String)>>> {
    let listed = |rule: Rule| matches!(rule, Rule::Tags | Rule::Patterns);
    let plain = operation.parameters.iter().filter(|parameter| !listed(parameter.rule));
    plain
        .map(|parameter| {
            let value =
                select(good(parameter.name, state)).prop_map(|value| (parameter.name.to_owned(), value));
            let likely = match parameter.need {
                Need::Required => return value.prop_map(Some).boxed(),
                _ if parameter.name == "MaxResults" => 0.7,
                _ if parameter.name == "NextToken" => 0.25,
                // Every filter that is added makes it likelier that nothing matches.
                _ => {
                    if operation.writes {
                        0.35
                    } else {
                        0.12
                    }
                }
            };
            prop::option::weighted(likely, value).boxed()
        })
        .collect()
}

/// A call of an operation.
fn call(operation: &'static Operation, state: &State) -> BoxedStrategy<Step> {
    let tagged = operation.parameters.iter().any(|parameter| parameter.name == "Tag");
    let tags = prop::option::weighted(0.3, select(tag_lists().0));
    let tags = if tagged { tags.boxed() } else { Just(None).boxed() };
    let mut tokens = vec![String::new(), "t-1".to_owned(), "t-2".to_owned()];
    tokens.extend(state.requests.checked_sub(1).map(|number| format!("request-{number}")));
    let pool: Vec<Vec<String>> = operation
        .parameters
        .iter()
        .map(|parameter| if parameter.name == "Tag" { Vec::new() } else { good(parameter.name, state) })
        .collect();
    (
        select(addresses(operation, state)),
        values(operation, state),
        tags,
        prop::option::weighted(0.35, select(tokens)),
        prop::option::weighted(0.12, select(vec!["true", "True", "false"])),
        mistakes(),
        any::<bool>(),
    )
        .prop_map(move |((account, address), values, tags, token, dry_run, mistake, typed)| {
            let mut pairs: Vec<(String, String)> = values.into_iter().flatten().collect();
            for (name, value) in address {
                set(&mut pairs, name, value);
            }
            pairs.extend(tags.into_iter().flatten());
            pairs.extend(token.map(|token| ("ClientToken".to_owned(), token)));
            pairs.extend(dry_run.map(|text| ("DryRun".to_owned(), text.to_owned())));
            let mut call = Call { account, region: HOME, action: operation.name, pairs, typed };
            err(&mut call, &mistake, operation, &pool);
            Step::Call(call)
        })
        .boxed()
}

/// Gives a parameter a value, whether it has one or not.
fn set(pairs: &mut Vec<(String, String)>, name: &str, value: String) {
    pairs.retain(|(given, _)| given != name);
    pairs.push((name.to_owned(), value));
}

/// Makes a mistake.
fn err(call: &mut Call, mistake: &Mistake, operation: &Operation, pool: &[Vec<String>]) {
    let one = |at: &Index| &operation.parameters[at.index(operation.parameters.len())];
    match mistake {
        Mistake::None => {}
        Mistake::Caller => call.account = if call.account == OWNER { STRANGER } else { OWNER },
        Mistake::Region => call.region = ELSEWHERE,
        Mistake::Drop(at) => call.pairs.retain(|(name, _)| name != one(at).name),
        Mistake::Empty(at) => {
            // The last of two counts, so this is also a name that is given twice.
            call.pairs.push((one(at).name.to_owned(), String::new()));
        }
        Mistake::Other(at, value) => {
            let values = &pool[at.index(operation.parameters.len())];
            if !values.is_empty() {
                call.pairs.push((one(at).name.to_owned(), value.get(values).clone()));
                call.region = REGIONS[1];
            }
        }
        Mistake::Bad(at, value) => {
            let values = bad(one(at).rule);
            if !values.is_empty() {
                set(&mut call.pairs, one(at).name, value.get(&values).clone());
            }
        }
        Mistake::Tags(list) => {
            call.pairs.retain(|(name, _)| !name.starts_with("Tag."));
            call.pairs.extend(list.get(&tag_lists().1).clone());
        }
        Mistake::Extra(which) => {
            let extras = [
                ("ClientToken", "two words".to_owned()),
                ("ClientToken", "é".to_owned()),
                ("ClientToken", "t".repeat(256)),
                ("ClientToken", "t".repeat(255)),
                ("DryRun", "yes".to_owned()),
                ("DryRun", String::new()),
                ("AccessKeyId", "undeclared".to_owned()),
            ];
            let (name, value) = which.get(&extras);
            set(&mut call.pairs, name, value.clone());
        }
    }
}

/// A call that succeeded, once more with the token that it had or was given.
fn again(call: &Call, token: &str) -> Call {
    let mut call = call.clone();
    set(&mut call.pairs, "ClientToken", token.to_owned());
    call
}

/// A call that succeeded, once more with its token: as it was, or with another value for a parameter.
fn repeat(state: &Arc<State>) -> BoxedStrategy<Step> {
    let known: Vec<Call> = state.live_tokens().map(|token| again(&token.call, &token.token)).collect();
    let change = prop::option::weighted(0.5, (any::<Index>(), any::<Index>()));
    let state = Arc::clone(state);
    (select(known), change)
        .prop_map(move |(mut call, change)| {
            let operation = operation(call.action).unwrap();
            // With another resource it would be another token.
            let free = |parameter: &&Parameter| {
                parameter.name != "Tag" && Some(parameter.name) != operation.resource
            };
            let free: Vec<&Parameter> = operation.parameters.iter().filter(free).collect();
            if let Some((at, value)) = change.filter(|_| !free.is_empty()) {
                let name = at.get(&free).name;
                let values = good(name, &state);
                set(&mut call.pairs, name, value.get(&values).clone());
            }
            Step::Call(call)
        })
        .boxed()
}
