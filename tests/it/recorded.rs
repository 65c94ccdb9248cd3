//! Requests recorded from the official Python SDK, against what `OPERATIONS` says of their parameters.

use std::collections::BTreeMap;
use std::path::Path;

use ecr_sim::{How, OPERATIONS, OperationEntry, Parameter, Simulator, Values};
use serde::Deserialize;
use serde_json::Value;

use crate::harness::instant;
use crate::script::{builder, first_half};

#[derive(Deserialize)]
struct Request {
    operation: String,
    variant: String,
    query: Vec<(String, String)>,
    form: Vec<(String, String)>,
}

fn data(file: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(file)).unwrap()
}

fn requests() -> Vec<Request> {
    serde_json::from_str(&data("recorded.json")).unwrap()
}

fn texts((name, value): &(String, String)) -> (&str, &str) {
    (name, value)
}

/// What is wrong with a parameter, the most important problem first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Problem {
    Missing,
    Format,
    Value,
}

/// The problem of a value. The texts of the recorded requests are `<name>-v 1+2*~/&=é` or empty, so that none of them
/// has the form of an id, but every text without a form is good.
fn problem_of(values: Values, text: &str) -> Option<Problem> {
    match values {
        Values::Text { form: "", .. } | Values::Fields(_) => None,
        Values::Text { form, .. } if form.starts_with("not beginning") => None,
        Values::Text { form: "the NextToken of the page before", .. } => Some(Problem::Value),
        Values::Text { .. } => Some(Problem::Format),
        Values::Integer(ranges) => match text.parse::<i64>() {
            Ok(number) => {
                ranges.iter().all(|&(least, most)| number < least || number > most).then_some(Problem::Value)
            }
            Err(_) => Some(Problem::Format),
        },
        Values::Words(words) => (!words.contains(&text)).then_some(Problem::Value),
        Values::Boolean => {
            (!["true", "false"].contains(&text.to_lowercase().as_str())).then_some(Problem::Format)
        }
        other => panic!("{other:?}"),
    }
}

/// The problem of a parameter in a request.
fn problem(parameter: &Parameter, pairs: &BTreeMap<String, String>) -> Option<Problem> {
    let first_item = format!("{}.1", parameter.name);
    let name = if parameter.list.is_some() { &first_item } else { parameter.name };
    let fields = |name: &String| name.starts_with(&format!("{first_item}."));
    let text = pairs.get(name).map(String::as_str).or_else(|| pairs.keys().any(fields).then_some("fields"));
    match (parameter.how, text) {
        (How::RequiredList, None) | (How::Required, None | Some("")) => Some(Problem::Missing),
        (_, None) | (How::BlankIsAbsent, Some("")) => None,
        (_, Some(text)) => problem_of(parameter.values, text),
    }
}

/// The code of a request: that of its most important problem, and among equals of the parameter that the API has first.
fn expected(operation: &OperationEntry, pairs: &BTreeMap<String, String>) -> String {
    let problems =
        operation.parameters().filter_map(|parameter| Some((problem(&parameter, pairs)?, parameter.name)));
    match problems.min_by_key(|(problem, _)| *problem) {
        None => "200".to_owned(),
        Some((Problem::Missing, name)) => format!("MissingParam.{name}"),
        Some((Problem::Format, name)) => format!("IllegalParamFormat.{name}"),
        Some((Problem::Value, name)) => format!("IllegalParam.{name}"),
    }
}

#[test]
fn every_recorded_request_is_answered_as_its_parameters_say() {
    let sim = instant();
    let before = sim.dump().unwrap();
    let requests = requests();
    let mut codes = BTreeMap::new();
    for Request { operation, variant, query, form } in requests {
        let entry = OPERATIONS.iter().find(|entry| entry.name() == operation).unwrap();
        let pairs: BTreeMap<String, String> = query.into_iter().chain(form).collect();
        let expected = expected(entry, &pairs);
        let reply = sim.invoke(&operation, pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        let body: Value = serde_json::from_str(&reply.body).unwrap();
        assert_eq!(body["Code"], expected, "{operation} {variant}");
        assert_eq!(reply.http_status, if expected == "200" { 200 } else { 400 });
        let family = expected.split('.').next().unwrap().to_owned();
        *codes.entry((variant, family)).or_insert(0) += 1;
    }
    assert_eq!(sim.dump().unwrap(), before);
    // Each operation sends all of its parameters, all of them empty, and none.
    let counts: Vec<_> =
        codes.iter().map(|((variant, code), count)| (variant.as_str(), code.as_str(), *count)).collect();
    assert_eq!(
        counts,
        [
            ("empty", "IllegalParam", 2),
            ("empty", "MissingParam", 36),
            ("full", "IllegalParam", 1),
            ("full", "IllegalParamFormat", 37),
            ("none", "200", 1),
            ("none", "MissingParam", 37),
        ]
    );
}

#[test]
fn query_and_form_may_come_in_either_order() {
    let (one, two) = (builder().in_memory().unwrap(), builder().in_memory().unwrap());
    assert_eq!(first_half(&one), first_half(&two));
    for Request { operation, query, form, .. } in requests() {
        let query_first = one.invoke(&operation, query.iter().chain(&form).map(texts));
        let form_first = two.invoke(&operation, form.iter().chain(&query).map(texts));
        assert_eq!(query_first, form_first, "{operation}");
    }
}

/// A line of the recorded life of a flow log.
#[derive(Deserialize)]
struct Exchange {
    action: String,
    query: BTreeMap<String, String>,
    form: BTreeMap<String, String>,
    status: u16,
    response: Value,
}

/// Tells the recorded life to a simulator, with simulated ids for recorded ones, in one of the two orders.
fn live(sim: &Simulator, form_first: bool) -> Vec<String> {
    let mut simulated: BTreeMap<String, String> = BTreeMap::new();
    let mut answers = Vec::new();
    for (line, text) in (1..).zip(data("flow-log-lifecycle.jsonl").lines()) {
        let Exchange { action, query, form, status, response } = serde_json::from_str(text).unwrap();
        let (first, second) = if form_first { (&form, &query) } else { (&query, &form) };
        let pairs = first.iter().chain(second);
        let pairs =
            pairs.map(|(name, value)| (name.as_str(), simulated.get(value).unwrap_or(value).as_str()));
        let answer = sim.invoke(&action, pairs);
        let body: Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(answer.http_status, status, "line {line}: {action} {body}");
        assert_eq!(body["Code"], response["Code"], "line {line}: {action}");
        for field in ["EcrId", "FlowLogId"] {
            if let (Some(recorded), Some(new)) = (response[field].as_str(), body[field].as_str()) {
                let known = simulated.entry(recorded.to_owned()).or_insert_with(|| new.to_owned());
                assert_eq!(known, new, "line {line}: a replay must give the same id");
            }
        }
        answers.push(answer.body);
    }
    answers
}

#[test]
fn the_recorded_life_of_a_flow_log_has_the_recorded_answers() {
    let answers = live(&instant(), false);
    assert_eq!(answers.len(), 21);
    assert_eq!(answers, live(&instant(), true));
}
