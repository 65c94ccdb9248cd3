//! What is covered: every action, and every declared code but for those on a list that may only shrink.

use std::collections::{BTreeMap, BTreeSet};

use ecr_sim::{Code, OPERATIONS};

use crate::ladders::CLIMBED;

/// The actions of the API.
const ACTIONS: &str = include_str!("../data/actions.txt");
/// What no ladder can provoke, and why.
const UNREACHED: &str = include_str!("../data/unreached.txt");
/// How long that list may be: lower it when an entry goes, raise it for what a new operation adds alone.
const UNREACHED_MAX: usize = 41;
/// Every code with its status and message, as documented.
const CATALOGUE: &str = include_str!("../data/catalogue.txt");

type Pairs = BTreeSet<(String, String)>;

/// The declared codes that no ladder can provoke, with the reason.
pub fn unreached() -> BTreeMap<(String, String), &'static str> {
    let rows = UNREACHED.lines().map(|line| {
        let (pair, reason) = line.split_once(" | ").unwrap();
        let (operation, code) = pair.split_once(' ').unwrap();
        ((operation.to_owned(), code.to_owned()), reason)
    });
    rows.collect()
}

/// The declared codes that a ladder provokes, with the shortest rung that does.
pub fn provoked() -> BTreeMap<(String, String), &'static str> {
    let declared = declared_by_us();
    let mut provoked = BTreeMap::new();
    for (operation, met) in CLIMBED.iter() {
        for (code, rung) in met.iter().filter(|(code, _)| *code != "200") {
            let pair = (operation.to_string(), template(operation, code, &declared));
            let shortest = provoked.entry(pair).or_insert(*rung);
            *shortest = [*shortest, rung].into_iter().min_by_key(|rung| rung.len()).unwrap();
        }
    }
    provoked
}

/// Every operation with each code that it says it may refuse with.
fn declared_by_us() -> Pairs {
    let of = |operation: &ecr_sim::OperationEntry| {
        let name = operation.name().to_owned();
        operation.errors().map(|code| (name.clone(), code.template().to_owned())).collect::<Vec<_>>()
    };
    OPERATIONS.iter().flat_map(of).collect()
}

/// The row of the catalogue that a full code belongs to, among those that the operation declares.
fn template(operation: &str, code: &str, declared: &Pairs) -> String {
    let has = |template: &str| declared.contains(&(operation.to_owned(), template.to_owned()));
    if has(code) {
        return code.to_owned();
    }
    let templates = Code::ALL.iter().filter(|code| code.is_template()).map(|code| code.template());
    let fits = |template: &&str| code.starts_with(template.trim_end_matches("%s")) && has(template);
    templates.filter(fits).max_by_key(|template| template.len()).unwrap().to_owned()
}

#[test]
fn every_code_has_the_documented_status_and_message() {
    let row = |code: &Code| format!("{} {} {}", code.http_status(), code.template(), code.message_template());
    let ours: BTreeSet<String> = Code::ALL.iter().map(row).collect();
    assert_eq!(ours, CATALOGUE.lines().map(str::to_owned).collect());
}

#[test]
fn a_code_is_read_from_its_template_and_with_its_parameter_filled_in() {
    for &code in Code::ALL {
        assert_eq!(code.to_string().parse(), Ok(code));
    }
    for (text, code) in [
        ("MissingParam.EcrId", Code::MissingParam),
        ("IllegalParam.EcrId", Code::IllegalParam),
        ("IllegalParam.AlibabaSideAsn", Code::IllegalParamAlibabaSideAsn),
        ("IllegalParamFormat.Tag.1.Key", Code::IllegalParamFormat),
    ] {
        assert_eq!(text.parse(), Ok(code), "{text}");
    }
    for text in ["", "MissingParam", "MissingParam.", "missingparam.EcrId", "InternalError.EcrId"] {
        assert!(text.parse::<Code>().is_err(), "{text}");
    }
}

#[test]
fn an_operation_declares_every_code_but_those_of_the_gateway() {
    let declared: BTreeSet<Code> = OPERATIONS.iter().flat_map(|operation| operation.errors()).collect();
    let of_the_service = Code::ALL.iter().copied().filter(|code| !code.is_gateway()).collect();
    assert_eq!(declared, of_the_service);
}

#[test]
fn an_operation_writes_unless_its_name_says_that_it_looks() {
    for operation in OPERATIONS {
        let looks = ["Check", "Describe", "List"].iter().any(|verb| operation.name().starts_with(verb));
        assert_eq!(operation.writes(), !looks, "{}", operation.name());
    }
}

#[test]
fn the_operations_are_the_actions_of_the_api() {
    let mut operations: Vec<&str> = OPERATIONS.iter().map(|operation| operation.name()).collect();
    operations.sort_unstable();
    assert_eq!(operations, ACTIONS.lines().collect::<Vec<_>>());
}

#[test]
fn every_declared_code_is_provoked_or_listed_with_its_reason() {
    let declared = declared_by_us();
    let provoked: Pairs = provoked().into_keys().collect();
    let listed: Pairs = unreached().into_keys().collect();
    assert!(listed.is_subset(&declared), "not declared: {:?}", listed.difference(&declared));
    let shrinks: Vec<_> = listed.intersection(&provoked).collect();
    assert!(shrinks.is_empty(), "the list can shrink: {shrinks:?}");
    let silent: Vec<_> = declared.difference(&provoked).filter(|pair| !listed.contains(pair)).collect();
    assert!(silent.is_empty(), "nothing provokes {silent:?}");
    assert!(listed.len() <= UNREACHED_MAX, "the list of unreached codes may only shrink");
    assert!(UNREACHED.lines().is_sorted(), "the list of unreached codes is not in order");
    assert!(unreached().values().all(|reason| !reason.is_empty()), "a code without a reason");
}
