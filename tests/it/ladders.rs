//! Refusals as ladders. Each rung mends one more thing than the rung before, which pins the order of the checks.
//!
//! A rung is a list of `Name=value` pairs, `->`, and the code. The pairs apply to all later rungs too, and `Name`
//! alone removes one. `@region` and `@account` choose the handle. `@wait` advances the clock by this many seconds,
//! `@attached` lets CEN attach its side, and `@forget` removes an instance from the inventory, each before the call.
//! `@may` sets which links the account may use from there on. `Name.1..9` expands to `Name.1` to `Name.9`. Names in
//! braces are those of [`crate::every_status`].

use std::collections::BTreeMap;
use std::sync::LazyLock;
use std::time::Duration;

use ecr_sim::{OPERATIONS, Simulator};

use crate::every_status::EveryStatus;
use crate::harness::SimulatorExt;

const LADDERS: &str = include_str!("../data/ladders.txt");

/// The codes that a ladder meets, each with its shortest rung.
type Met = BTreeMap<String, &'static str>;

/// The codes that the ladders of each operation meet. All tests share one climb.
pub static CLIMBED: LazyLock<BTreeMap<&str, Met>> = LazyLock::new(climb_all);

/// Climbs a ladder of an operation in a simulation of its own.
fn climb(operation: &str, rungs: &[&'static str], met: &mut Met) {
    let fixture = EveryStatus::new();
    let mut pairs: BTreeMap<&str, String> = BTreeMap::new();
    for rung in rungs {
        let (changes, code) = rung.split_once("->").unwrap();
        for change in changes.split_whitespace() {
            match change.split_once('=') {
                Some(("@wait", seconds)) => {
                    fixture.sim.advance(Duration::from_secs(seconds.parse().unwrap())).unwrap();
                }
                Some(("@attached", name)) => {
                    fixture.sim.cen().attach(&fixture.named(name).parse().unwrap()).unwrap();
                }
                Some(("@may", links)) => fixture.allow(links),
                Some(("@forget", id)) => assert!(fixture.sim.inventory().remove(id).unwrap(), "{id}"),
                Some((name, value)) => drop(pairs.insert(name, value.to_owned())),
                None => drop(pairs.remove(change)),
            }
        }
        let sim = handle(&fixture.sim, &pairs);
        let given = pairs.iter().filter(|(name, _)| !name.starts_with('@'));
        let given = given.flat_map(|(name, value)| spread(name).into_iter().map(move |name| (name, value)));
        let given: Vec<_> = given.collect();
        let given: Vec<_> = given.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let before = fixture.sim.dump().unwrap();
        let answer = fixture.ask(&sim, operation, &given);
        assert_eq!(answer.code(), code.trim(), "{operation}: {rung}: {answer:?}");
        if answer.status != 200 {
            assert!(fixture.sim.dump().unwrap() == before, "{operation}: {rung} left a trace");
        }
        let shortest = met.entry(answer.code().to_owned()).or_insert(rung);
        if rung.len() < shortest.len() {
            *shortest = rung;
        }
    }
}

/// Expands a name with a range.
fn spread(name: &str) -> Vec<String> {
    let Some((first, last)) = name.split_once("..") else { return vec![name.to_owned()] };
    let (list, first) = first.rsplit_once('.').unwrap();
    let numbers = first.parse::<u32>().unwrap()..=last.parse().unwrap();
    numbers.map(|number| format!("{list}.{number}")).collect()
}

fn handle(sim: &Simulator, pairs: &BTreeMap<&str, String>) -> Simulator {
    let sim = pairs.get("@region").map_or_else(|| sim.clone(), |region| sim.in_region(region));
    pairs.get("@account").map_or_else(|| sim.clone(), |account| sim.as_account(account.parse().unwrap()))
}

fn climb_all() -> BTreeMap<&'static str, Met> {
    let mut climbed: BTreeMap<&str, Met> = BTreeMap::new();
    for ladder in LADDERS.trim_end().split("\n\n") {
        let mut lines = ladder.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
        let operation = lines.next().unwrap();
        let rungs: Vec<&str> = lines.collect();
        climb(operation, &rungs, climbed.entry(operation).or_default());
    }
    climbed
}

#[test]
fn every_operation_has_a_ladder_that_ends_in_success() {
    for operation in OPERATIONS {
        let met =
            CLIMBED.get(operation.name()).unwrap_or_else(|| panic!("{} has no ladder", operation.name()));
        assert!(met.contains_key("200"), "{}", operation.name());
    }
    assert_eq!(CLIMBED.len(), OPERATIONS.len());
}
