//! Refusals as ladders: each rung mends one thing more than the one before, so the order of the checks is pinned.
//!
//! A rung is `Name=value` pairs that are set from there on (`Name` alone takes it away), `->`, and the code. `@region` and
//! `@account` choose the handle. Names in braces are those of [`crate::stage`].

use std::collections::{BTreeMap, BTreeSet};

use ecr_sim::{OPERATIONS, Simulator};

use crate::stage::Stage;

const LADDERS: &str = include_str!("../data/ladders.txt");

/// Climbs the ladder of an operation in a world of its own; returns the codes it met.
fn climb(operation: &str, rungs: &[&str]) -> BTreeSet<String> {
    let stage = Stage::new();
    let mut pairs: BTreeMap<&str, String> = BTreeMap::new();
    let mut met = BTreeSet::new();
    for rung in rungs {
        let (changes, code) = rung.split_once("->").unwrap();
        for change in changes.split_whitespace() {
            match change.split_once('=') {
                Some((name, value)) => pairs.insert(name, value.to_owned()),
                None => pairs.remove(change),
            };
        }
        let sim = handle(&stage.sim, &pairs);
        let given = pairs.iter().filter(|(name, _)| !name.starts_with('@'));
        let given: Vec<_> = given.map(|(name, value)| (*name, value.as_str())).collect();
        let before = stage.sim.dump().unwrap();
        let answer = stage.ask(&sim, operation, &given);
        assert_eq!(answer.code(), code.trim(), "{operation}: {rung}: {answer:?}");
        if answer.status != 200 {
            assert!(stage.sim.dump().unwrap() == before, "{operation}: {rung} left a trace");
        }
        met.insert(answer.code().to_owned());
    }
    met
}

fn handle(sim: &Simulator, pairs: &BTreeMap<&str, String>) -> Simulator {
    let sim = pairs.get("@region").map_or_else(|| sim.clone(), |region| sim.with_region(region.as_str()));
    pairs
        .get("@account")
        .map_or_else(|| sim.clone(), |account| sim.with_account(account.parse::<u64>().unwrap()))
}

/// The codes that each operation's ladder meets.
pub fn climb_all() -> BTreeMap<String, BTreeSet<String>> {
    let mut met: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for ladder in LADDERS.trim_end().split("\n\n") {
        let mut lines = ladder.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
        let operation = lines.next().unwrap();
        let rungs: Vec<&str> = lines.collect();
        met.entry(operation.to_owned()).or_default().extend(climb(operation, &rungs));
    }
    met
}

#[test]
fn every_operation_has_a_ladder_that_ends_in_success() {
    let met = climb_all();
    for operation in OPERATIONS {
        let codes = met.get(operation.name()).unwrap_or_else(|| panic!("{} has no ladder", operation.name()));
        assert!(codes.contains("200"), "{}", operation.name());
    }
    assert_eq!(met.len(), OPERATIONS.len());
}
