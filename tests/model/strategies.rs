//! Steps to try: mostly legal ones on what is there, and often something wrong with them.
//!
//! A call is made from a row of bytes, in which smaller means more ordinary, so that cases shrink to ordinary calls.

use proptest::prelude::*;

use crate::call::{Call, Step};
use crate::decode::{Need, Parameter, Rule};
use crate::operations::{OPERATIONS, operation};
use crate::state::{HOME, OWNER, REGIONS, STRANGER, State, Token};

/// What is called more often, and by how much: the rest depends on it, or it has many ways to go.
const FREQUENT: [(&str, usize); 10] = [
    ("ForceDeleteExpressConnectRouter", 1),
    ("CreateExpressConnectRouter", 2),
    ("AttachExpressConnectRouterChildInstance", 5),
    ("CreateFlowLog", 8),
    ("DeleteFlowlog", 4),
    ("ActivateFlowLog", 5),
    ("DeactivateFlowLog", 5),
    ("ModifyFlowLogAttribute", 3),
    ("DetachExpressConnectRouterChildInstance", 3),
    ("ModifyExpressConnectRouter", 1),
];

/// As many bytes as the longest call uses.
const BYTES: usize = 32;

/// A step that makes sense, or does not, in this state.
pub fn step(state: &State) -> BoxedStrategy<Step> {
    let known = state.clone();
    let calls = (
        0..OPERATIONS.len() + FREQUENT.iter().map(|(_, times)| times).sum::<usize>(),
        prop::array::uniform32(any::<u8>()),
    )
        .prop_map(move |(action, bytes)| Step::Call(call(&known, action, &bytes)));
    let routers: Vec<String> = state.routers.iter().map(|router| router.id.clone()).collect();
    let router = (0..8_usize).prop_map(move |index| {
        routers.get(index % routers.len().max(1)).cloned().unwrap_or_else(|| "ecr-none".to_owned())
    });
    let tokens = state.tokens.clone();
    prop_oneof![
        40 => calls,
        4 => (any::<prop::sample::Index>(), any::<bool>()).prop_map(move |(index, same)| again(&tokens, index, same)),
        4 => prop::sample::select(vec![1, 3, 5, 10]).prop_map(Step::Advance),
        1 => Just(Step::Advance(24 * 60 * 60)),
        2 => Just(Step::AdvanceUntilIdle),
        1 => (router.clone(), any::<bool>()).prop_map(|(router, attaching)| Step::Lock(router, attaching)),
        1 => router.prop_map(Step::Release),
        1 => any::<bool>().prop_map(Step::Reopen),
        1 => Just(Step::Fork),
    ]
    .boxed()
}

/// A call that was made with a token before, the same or with another parameter.
fn again(tokens: &[Token], index: prop::sample::Index, same: bool) -> Step {
    if tokens.is_empty() {
        return Step::AdvanceUntilIdle;
    }
    let Token { call, token, .. } = &tokens[index.index(tokens.len())];
    let mut call = call.clone();
    call.pairs.push(("ClientToken".to_owned(), token.clone()));
    // The parameter that says what the token is about must stay.
    let about_router = operation(call.action).unwrap().resource.is_none_or(|name| name == "EcrId");
    let changed = if about_router { ("Description", "again") } else { ("EcrId", "ecr-none") };
    if !same {
        call.pairs.push((changed.0.to_owned(), changed.1.to_owned()));
    }
    Step::Call(call)
}

/// Bytes, taken one at a time.
struct Choices<'a>(std::slice::Iter<'a, u8>);

impl Choices<'_> {
    fn next(&mut self) -> usize {
        self.0.next().copied().unwrap_or_default().into()
    }

    fn of<'b>(&mut self, list: &[&'b str]) -> &'b str {
        list[self.next() % list.len()]
    }
}

fn call(state: &State, action: usize, bytes: &[u8; BYTES]) -> Call {
    let mut frequent = FREQUENT.iter().flat_map(|&(name, times)| std::iter::repeat_n(name, times));
    let operation = match action.checked_sub(OPERATIONS.len()) {
        None => &OPERATIONS[action],
        Some(beyond) => frequent.nth(beyond).and_then(operation).unwrap(),
    };
    let mut choices = Choices(bytes.iter());
    let account = if choices.next() < 225 { OWNER } else { STRANGER };
    let region = match choices.next() {
        0..225 => HOME,
        225..240 => REGIONS[1],
        _ => "cn-nowhere",
    };
    // Most calls are about one router, so that something happens to it.
    let router = match choices.next() {
        0..180 => state.routers.first(),
        choice if choice >= 225 => state.routers.iter().find(|router| router.status == "RECLAIMING"),
        choice => state.routers.get(choice % state.routers.len().max(1)),
    };
    let mut pairs = Vec::new();
    for parameter in operation.parameters {
        let choice = choices.next();
        let absent = if matches!(parameter.need, Need::Required) { 248 } else { 110 };
        match choice {
            _ if matches!(parameter.rule, Rule::Tags | Rule::Patterns) => {
                tags(parameter.name, choice, &mut pairs);
            }
            choice if choice < absent => {
                let text = good(state, router.map(|router| router.key), parameter, choices.next());
                pairs.push((parameter.name.to_owned(), text));
            }
            0..252 => {}
            choice => pairs.push((parameter.name.to_owned(), bad(parameter.rule, choice).to_owned())),
        }
    }
    match choices.next() {
        0..215 => {}
        215..252 => pairs.push(("DryRun".to_owned(), choices.of(&["true", "True", "false"]).to_owned())),
        _ => pairs.push(("DryRun".to_owned(), "maybe".to_owned())),
    }
    match choices.next() {
        0..90 => {}
        90..240 => pairs.push(("ClientToken".to_owned(), choices.of(&["t0", "t1", "t0", ""]).to_owned())),
        240..250 if state.requests > 0 => {
            let request = 1 + choices.next() as u64 % state.requests as u64;
            pairs.push(("ClientToken".to_owned(), format!("request-{request}")));
        }
        _ => pairs.push(("ClientToken".to_owned(), "é".to_owned())),
    }
    Call { account, region, action: operation.name, pairs }
}

fn tags(list: &str, choice: usize, pairs: &mut Vec<(String, String)>) {
    let mut add = |name: &str, text: &str| pairs.push((format!("{list}.{name}"), text.to_owned()));
    match choice {
        0..150 => {}
        150..190 => add("1.Key", "env"),
        190..215 => (add("1.Key", "env"), add("1.Value", "test")).1,
        215..235 => (add("2.Key", "team"), add("1.Key", "env"), add("1.Value", "")).2,
        235..250 => (add("1.Key", "env"), add("3.Key", "env")).1,
        250..253 => add("1.Key", "aliyun"),
        _ => add("0.Key", "env"),
    }
}

/// A good value, of what is there if the parameter is about that.
fn good(state: &State, router: Option<i64>, parameter: &Parameter, choice: usize) -> String {
    let pick =
        |list: Vec<&str>, other: &str| list.get(choice % list.len().max(1)).unwrap_or(&other).to_string();
    let on_router = |key: i64| router.is_none_or(|router| router == key);
    match (parameter.name, parameter.rule) {
        ("EcrId", _) if choice > 252 => "ecr-none".to_owned(),
        // Not the router that the rest of the call is about.
        ("EcrId", _) if choice > 225 => {
            pick(state.routers.iter().map(|router| router.id.as_str()).collect(), "ecr-none")
        }
        ("EcrId", _) => router.map_or("ecr-none".to_owned(), |router| state.router(router).id.clone()),
        ("FlowLogId", _) => {
            let logs = state.flow_logs.iter().filter(|log| on_router(log.router));
            pick(logs.map(|log| log.id.as_str()).collect(), "ecr-flog-none")
        }
        ("AssociationId", _) => {
            let children = state.children.iter().filter(|child| on_router(child.router));
            pick(children.map(|child| child.id.as_str()).collect(), "ecr-assoc-none")
        }
        ("ChildInstanceId" | "InstanceId", _) if choice < 150 => {
            let children = state.children.iter().filter(|child| on_router(child.router));
            pick(children.map(|child| child.instance.as_str()).collect(), "vbr-1")
        }
        ("ChildInstanceId" | "InstanceId", _) => pick(vec!["vbr-1", "vbr-2", "vbr-3", "vbr-4"], ""),
        ("AlibabaSideAsn", _) => pick(vec!["45104", "64512", "65534", "4200000000"], ""),
        ("ChildInstanceOwnerId", _) => "42".to_owned(),
        ("MaxResults", _) => pick(vec!["1", "2", "3", "2147483647"], ""),
        ("NextToken", _) if choice < 200 && !state.pages.is_empty() => {
            format!("page-{}", choice % state.pages.len())
        }
        ("NextToken", _) if choice < 240 => String::new(),
        ("NextToken", _) => "garbage".to_owned(),
        ("ResourceGroupId", _) => pick(vec!["rg-1", "rg-2"], ""),
        ("ChildInstanceRegionId" | "TargetSlsRegionId", _) => {
            pick(vec![REGIONS[0], REGIONS[0], REGIONS[1], "cn-nowhere"], "")
        }
        (_, Rule::Number(ranges)) => ranges[choice % ranges.len()].0.to_string(),
        (_, Rule::Word(words)) => words[choice % words.len()].to_owned(),
        (_, Rule::Sls(_)) => pick(vec!["net-audit", "other"], ""),
        _ => pick(vec!["edge", "é中", ""], ""),
    }
}

/// A value that is malformed or not allowed.
fn bad(rule: Rule, choice: usize) -> &'static str {
    match (rule, choice % 2) {
        (Rule::Number(_), 0) => "x",
        (Rule::Number(_), _) => "-7",
        (Rule::Word(_), _) => "other",
        (Rule::Sls(_), _) => "-a-",
        (Rule::Title(_), _) => "https://x",
        (Rule::Opaque | Rule::Filter(_), _) => "no such thing",
        _ => "Bad Id",
    }
}
