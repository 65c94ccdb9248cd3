//! `check_invariants`: each rule notices what breaks it.

use ecr_sim::{Fault, Simulator};

use crate::harness::fault;
use crate::persistence::{open, script_file};

/// A statement that breaks a rule, and the rule. The test executes it through another connection, since no call
/// breaks a rule.
const BROKEN: &[(&str, &str)] = &[
    ("UPDATE world SET last_key = 1", "no key is beyond the counter"),
    ("DELETE FROM pending", "a router is in transition exactly while it has an unfinished operation"),
    (
        "UPDATE pending SET child_instance = NULL",
        "an unfinished operation names a member exactly if it is about one",
    ),
    (
        "UPDATE child_instance SET status = 'CREATING' WHERE instance_id = 'vbr-1'",
        "the status of a member matches the operation of its router",
    ),
    (
        "UPDATE association SET status = 'UPDATING' WHERE node_id = 'vpc-1'",
        "the status of an association matches the operation of its router",
    ),
    (
        "UPDATE association SET attached = 1 WHERE node_id = 'tr-1'",
        "the status of an association matches the operation of its router",
    ),
    ("UPDATE association SET tagged = 0", "every tag belongs to a resource that knows it"),
    ("UPDATE association SET tagged = 1", "a resource that says it has tags has some"),
    (
        "UPDATE pending SET association = (SELECT min(key) FROM association)",
        "an unfinished operation names a member exactly if it is about one",
    ),
    ("UPDATE router SET tagged = 0", "every tag belongs to a resource that knows it"),
    ("DELETE FROM tag", "a resource that says it has tags has some"),
    ("PRAGMA foreign_keys = OFF; UPDATE flow_log SET router = 12345", "every reference leads somewhere"),
    ("UPDATE pending SET due_ms = 0", "no unfinished operation is overdue"),
    ("UPDATE token SET created_ms = 99999999999999", "nothing is from the future"),
    ("UPDATE router SET modified_ms = 99999999999999", "nothing is from the future"),
    (
        "INSERT INTO token (scope, scope_hash, parameters, response, created_ms)
         SELECT scope, scope_hash, '{}', '{}', created_ms FROM token LIMIT 1",
        "a client token belongs to one call",
    ),
    ("UPDATE token SET scope_hash = scope_hash + 1", "a client token is found by its scope"),
    ("UPDATE disabled_route SET member = 12345", "a route that is disabled has a next hop"),
    ("DELETE FROM route", ROUTES),
    ("UPDATE route SET cidr = '9.0.0.0/8'", ROUTES),
    ("UPDATE route SET next_hop = 'vbr-9'", ROUTES),
    ("UPDATE route SET region = 'cn-nowhere'", ROUTES),
    ("UPDATE route SET as_path = '[9]'", ROUTES),
    ("UPDATE route SET community = '9:9'", ROUTES),
    ("UPDATE route SET med = 9", ROUTES),
    ("UPDATE route SET disabled = 1 - disabled", ROUTES),
    ("UPDATE route SET router = (SELECT max(key) FROM router)", ROUTES),
    ("UPDATE route SET id = id + 1000000 * 1048576", ROUTES),
    ("UPDATE inventory SET json = replace(json, '\"Up\"', '\"Down\"')", ROUTES),
];

const ROUTES: &str = "the stored routes of a member are those that it advertises";

#[test]
fn each_broken_rule_is_named() {
    for (sql, rule) in BROKEN {
        let (_folder, path) = script_file();
        rusqlite::Connection::open(&path).unwrap().execute_batch(sql).unwrap();
        let sim: Simulator = open(&path).unwrap();
        assert_eq!(fault(sim.check_invariants()), Fault::Invariant((*rule).to_owned()), "{sql}");
    }
}

#[test]
fn a_token_that_cannot_be_read_is_corrupt() {
    for sql in [
        "UPDATE token SET parameters = '{'",
        "UPDATE token SET response = ''",
        "UPDATE token SET scope = id",
        "UPDATE token SET scope = CAST(x'ff' AS TEXT) WHERE id = 1",
    ] {
        let (_folder, path) = script_file();
        rusqlite::Connection::open(&path).unwrap().execute_batch(sql).unwrap();
        let sim = open(&path).unwrap();
        assert!(matches!(fault(sim.dump()), Fault::Corrupt(_)), "{sql}");
        let found = fault(sim.check_invariants());
        let named = sql.contains("scope") && matches!(found, Fault::Invariant(_));
        assert!(named || matches!(found, Fault::Corrupt(_)), "{sql}: {found}");
    }
}
