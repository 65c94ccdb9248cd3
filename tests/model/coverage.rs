//! Counts how often each pair of operation and code occurred, and checks them against the list of unreachable pairs.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use ecr_sim::{Code, OPERATIONS};

/// An operation and a documented code, `200` for success.
type Pair = (String, String);

thread_local! {
    // A comparison runs in its own thread, with its own counts.
    static HITS: RefCell<Hits> = const { RefCell::new(Hits::new()) };
}

/// How often each pair occurred.
pub type Hits = BTreeMap<Pair, u64>;

/// Counts an answer.
pub fn hit(action: &str, code: &str) {
    let pair = (action.to_owned(), template(code).to_owned());
    HITS.with_borrow_mut(|hits| *hits.entry(pair).or_default() += 1);
}

/// Returns the counts of this thread.
pub fn hits() -> Hits {
    HITS.with_borrow(Clone::clone)
}

/// Returns the number of operations in the counts.
pub fn total(hits: &Hits) -> u64 {
    hits.values().sum()
}

/// Returns the documented form of a code, which may be a template.
fn template(code: &str) -> &str {
    let templates = || Code::ALL.iter().map(|code| code.template());
    let of = |template: &&str| template.strip_suffix("%s").is_some_and(|start| code.starts_with(start));
    templates().find(|template| *template == code).or_else(|| templates().find(of)).unwrap_or(code)
}

/// Returns every pair that the simulator declares.
fn declared() -> BTreeSet<Pair> {
    let of = |operation: &ecr_sim::OperationEntry| {
        let codes: Vec<&str> = operation.errors().map(Code::template).chain(["200"]).collect();
        codes.into_iter().map(|code| (operation.name().to_owned(), code.to_owned())).collect::<Vec<_>>()
    };
    OPERATIONS.iter().flat_map(of).collect()
}

/// Returns the pairs of the committed list with their reasons.
fn unreached() -> BTreeMap<Pair, String> {
    let lines: Vec<&str> = include_str!("../data/unreached.txt").lines().collect();
    assert!(lines.is_sorted(), "the list is sorted");
    let read = |line: &&str| {
        let (pair, reason) = line.split_once(" | ").unwrap_or_else(|| panic!("no reason: {line}"));
        let (operation, code) = pair.split_once(' ').unwrap_or_else(|| panic!("no code: {line}"));
        ((operation.to_owned(), code.to_owned()), reason.to_owned())
    };
    lines.iter().map(read).collect()
}

/// Writes the sums of counts as a table, including zeros.
pub fn table(counts: &[&Hits]) -> String {
    let mut text = String::new();
    for pair in declared() {
        let (operation, code) = &pair;
        let sum: u64 = counts.iter().filter_map(|hits| hits.get(&pair)).sum();
        writeln!(text, "{sum:>7} {operation} {code}").unwrap();
    }
    text
}

/// Checks that every reachable pair occurred, and no other.
pub fn check(hits: &Hits) {
    let (unreached, declared) = (unreached(), declared());
    for pair in unreached.keys() {
        assert!(declared.contains(pair), "{pair:?} is listed as unreached, but is not declared");
        assert!(!hits.contains_key(pair), "{pair:?} is listed as unreached, but was met: strike it out");
    }
    let missed: Vec<_> =
        declared.iter().filter(|pair| !hits.contains_key(*pair) && !unreached.contains_key(*pair)).collect();
    assert!(missed.is_empty(), "never met and not listed as unreached: {missed:#?}");
}
