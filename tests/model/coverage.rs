//! How often each pair of operation and code was met, and the list of those that cannot be.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use ecr_sim::{Code, OPERATIONS};

/// An operation and a code as documented, `200` for success.
pub type Pair = (String, String);

thread_local! {
    // A test runs on a thread of its own, so its counts are its own.
    static HITS: RefCell<BTreeMap<Pair, u64>> = const { RefCell::new(BTreeMap::new()) };
}

/// Counts an answer.
pub fn hit(action: &str, code: &str) {
    let pair = (action.to_owned(), template(code).to_owned());
    HITS.with_borrow_mut(|hits| *hits.entry(pair).or_default() += 1);
}

/// How often each pair was met on this thread.
pub fn hits() -> BTreeMap<Pair, u64> {
    HITS.with_borrow(Clone::clone)
}

/// The documented form of a code, which may be a template.
fn template(code: &str) -> &str {
    let templates = || Code::ALL.iter().map(|code| code.template());
    let of = |template: &&str| template.strip_suffix("%s").is_some_and(|start| code.starts_with(start));
    templates().find(|template| *template == code).or_else(|| templates().find(of)).unwrap_or(code)
}

/// Every pair that the simulator declares.
pub fn declared() -> BTreeSet<Pair> {
    let of = |operation: &ecr_sim::OperationEntry| {
        let codes: Vec<&str> = operation.errors().map(Code::template).chain(["200"]).collect();
        codes.into_iter().map(|code| (operation.name().to_owned(), code.to_owned())).collect::<Vec<_>>()
    };
    OPERATIONS.iter().flat_map(of).collect()
}

/// The pairs of the committed list, with their reasons.
pub fn unreached() -> BTreeMap<Pair, String> {
    let lines: Vec<&str> = include_str!("../data/unreached.txt").lines().collect();
    assert!(lines.is_sorted(), "the list is sorted");
    let read = |line: &&str| {
        let (pair, reason) = line.split_once(" | ").unwrap_or_else(|| panic!("no reason: {line}"));
        let (operation, code) = pair.split_once(' ').unwrap_or_else(|| panic!("no code: {line}"));
        ((operation.to_owned(), code.to_owned()), reason.to_owned())
    };
    lines.iter().map(read).collect()
}

/// The counts as a table, zeros included.
pub fn table(hits: &BTreeMap<Pair, u64>) -> String {
    let mut text = String::new();
    for pair in declared() {
        let (operation, code) = &pair;
        let count = hits.get(&pair).copied().unwrap_or_default();
        writeln!(text, "{count:>7} {operation} {code}").unwrap();
    }
    text
}
