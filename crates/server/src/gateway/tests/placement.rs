//! Parameters in the query, in the form, or in both.

use std::collections::BTreeSet;

use super::*;

/// Calls that succeed one after the other: every operation with every parameter that the Python SDK has for it.
/// `$0/EcrId` is that field of the answer to the first call.
const CALLS: &str = include_str!("../../../tests/data/calls.txt");

/// Returns the calls: action and parameters.
fn calls() -> Vec<(String, Vec<(String, String)>)> {
    let calls = CALLS.trim().replace("\n    ", " ");
    let calls = calls.lines().enumerate().map(|(n, line)| {
        let (action, pairs) = line.split_once(' ').unwrap();
        let mut pairs: Vec<(String, String)> =
            pairs.split(' ').flat_map(|pair| form_urlencoded::parse(pair.as_bytes()).into_owned()).collect();
        pairs
            .extend([("ClientToken".to_owned(), format!("t{n}")), ("DryRun".to_owned(), "False".to_owned())]);
        (action.to_owned(), pairs)
    });
    calls.collect()
}

/// Returns the answers to the calls in a new world. `in_query` decides which parameters are in the query; the others are in
/// the form. Every world gives the same bytes.
fn answers(method: &str, in_query: impl Fn(&str) -> bool) -> Vec<Read> {
    let gateway = open();
    let mut answers: Vec<Read> = Vec::new();
    for (action, pairs) in calls() {
        let field = |reference: &str| {
            let (call, field) = reference.split_once('/').unwrap();
            let answer = &answers[call.parse::<usize>().unwrap()].body;
            answer.pointer(&format!("/{field}")).unwrap().as_str().unwrap().to_owned()
        };
        let pairs: Vec<(String, String)> = pairs
            .into_iter()
            .map(|(name, value)| (name, value.strip_prefix('$').map_or_else(|| value.clone(), field)))
            .collect();
        let system = [("Action", action.as_str()), ("Version", VERSION)];
        let all = system.into_iter().chain(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        let (query, form): (Vec<_>, Vec<_>) = all.partition(|(name, _)| in_query(name));
        let answer = gateway.ask(&request(method, &query, &form, &[]));
        assert_eq!(answer.code(), (200, "200"), "{action} {}", answer.body);
        answers.push(answer);
    }
    answers
}

#[test]
fn every_operation_has_the_same_answer_wherever_its_parameters_are() {
    let expected = answers("POST", |_| false);
    for (place, answers) in [
        ("a form beside the system's query", answers("POST", |name| ["Action", "Version"].contains(&name))),
        ("a query without a form", answers("POST", |_| true)),
        ("a query beside the system's form", answers("POST", |name| !["Action", "Version"].contains(&name))),
        ("the query of a GET", answers("GET", |_| true)),
    ] {
        assert_eq!(answers, expected, "{place}");
    }
}

#[test]
fn every_parameter_counts_alike_in_the_query_and_in_the_form() {
    let expected = answers("POST", |_| false);
    let names: BTreeSet<String> =
        calls().into_iter().flat_map(|(_, pairs)| pairs).map(|(name, _)| name).collect();
    for one in names {
        assert_eq!(answers("POST", |name| name == one), expected, "{one} in the query");
        assert_eq!(answers("POST", |name| name != one), expected, "{one} in the form");
    }
}

#[test]
fn the_calls_have_every_operation_and_every_parameter_of_the_python_sdk() {
    let sent: BTreeSet<(String, String)> = calls()
        .into_iter()
        .flat_map(|(action, pairs)| pairs.into_iter().map(move |(name, _)| (action.clone(), name)))
        .collect();
    let mut recorded = BTreeSet::new();
    for line in include_str!("../../../tests/data/python-sdk.jsonl").lines().skip(1) {
        let record: Value = serde_json::from_str(line).unwrap();
        // The name of a request with all parameters is that of its operation alone.
        let action = record["name"].as_str().unwrap();
        if !OPERATIONS.iter().any(|operation| operation.name() == action) {
            continue;
        }
        recorded.insert(action.to_owned());
        let parameters = |place: &str| -> Vec<(String, String)> {
            form_urlencoded::parse(record[place].as_str().unwrap().as_bytes()).into_owned().collect()
        };
        for (name, _) in [parameters("query"), parameters("body")].concat() {
            assert!(sent.contains(&(action.to_owned(), name.clone())), "{action} {name}");
        }
    }
    assert_eq!(recorded, sent.into_iter().map(|(action, _)| action).collect());
}
