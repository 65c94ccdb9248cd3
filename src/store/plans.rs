//! The plan of every statement: each finds its rows by a key or an index.

use rusqlite::StatementStatus;
use rusqlite::config::DbConfig;

use crate::store::connection::STATEMENT_CACHE;
use crate::store::{
    Store, association, child_instance, dump, flow_log, grant, invariants, inventory, member, pending, route,
    router, tag, token, transit_mode, world,
};

/// What a plan may say besides `SEARCH`: the walk through a parameter that is a list, and the walks that a `LIMIT` ends.
const ALLOWED: &[(&str, &str)] = &[
    ("ROUTER_COUNT", "SCAN pattern VIRTUAL TABLE INDEX 1:"),
    ("ROUTER_PAGE", "SCAN pattern VIRTUAL TABLE INDEX 1:"),
    ("ROUTER_PAGE_OF_ID", "SCAN pattern VIRTUAL TABLE INDEX 1:"),
    ("FLOW_LOG_COUNT", "SCAN pattern VIRTUAL TABLE INDEX 1:"),
    ("FLOW_LOG_PAGE", "SCAN pattern VIRTUAL TABLE INDEX 1:"),
    ("FLOW_LOG_PAGE_OF_ID", "SCAN pattern VIRTUAL TABLE INDEX 1:"),
    ("ASSOCIATION_COUNT", "SCAN pattern VIRTUAL TABLE INDEX 1:"),
    ("ASSOCIATION_PAGE", "SCAN pattern VIRTUAL TABLE INDEX 1:"),
    ("ASSOCIATION_PAGE_OF_ID", "SCAN pattern VIRTUAL TABLE INDEX 1:"),
    ("TAG_COUNT", "CREATE BLOOM FILTER"),
    ("TAG_PAGE", "CREATE BLOOM FILTER"),
    ("TAG_COUNT", "SCAN pattern VIRTUAL TABLE INDEX 1:"),
    ("TAG_COUNT", "SCAN json_each VIRTUAL TABLE INDEX 1:"),
    ("TAG_PAGE", "SCAN pattern VIRTUAL TABLE INDEX 1:"),
    ("TAG_PAGE", "SCAN json_each VIRTUAL TABLE INDEX 1:"),
    ("MEMBER_REGIONS", "MERGE (UNION)"),
    ("MEMBER_REGIONS", "LEFT"),
    ("MEMBER_REGIONS", "RIGHT"),
    ("MEMBER_REGIONS", "USE TEMP B-TREE FOR ORDER BY"),
    ("PENDING_NEXT", "SCAN pending USING INDEX pending_due"),
    ("PENDING_LAST_DUE", "SCAN pending USING COVERING INDEX pending_due"),
    ("TOKEN_OLDEST", "SCAN token"),
    // A dump is everything.
    ("DUMP_ROUTERS", "SCAN router"),
    ("DUMP_GRANTS", "SCAN grant"),
    ("INVENTORY_LIST", "SCAN inventory"),
    ("DUMP_PENDING", "SCAN pending USING INDEX pending_due"),
    ("DUMP_TOKENS", "SCAN token"),
];

fn plan(store: &Store, sql: &str) -> Vec<String> {
    let mut statement = store.connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let parameters = vec![rusqlite::types::Null; statement.parameter_count()];
    let lines = statement.query_map(rusqlite::params_from_iter(parameters), |row| row.get("detail")).unwrap();
    lines.map(Result::unwrap).collect()
}

fn is_allowed(name: &str, step: &str) -> bool {
    step.starts_with("SEARCH ")
        || step.contains("SCALAR SUBQUERY")
        || step.starts_with("LIST SUBQUERY")
        || ALLOWED.contains(&(name, step))
}

fn statements() -> Vec<(&'static str, &'static str)> {
    let files = [
        association::STATEMENTS,
        child_instance::STATEMENTS,
        dump::STATEMENTS,
        inventory::STATEMENTS,
        flow_log::STATEMENTS,
        grant::STATEMENTS,
        member::STATEMENTS,
        pending::STATEMENTS,
        route::STATEMENTS,
        router::STATEMENTS,
        tag::STATEMENTS,
        token::STATEMENTS,
        transit_mode::STATEMENTS,
        world::STATEMENTS,
    ];
    let statements: Vec<_> = files.into_iter().flatten().copied().collect();
    assert!(statements.len() > 40, "only {} statements were found", statements.len());
    statements
}

#[test]
fn the_cache_holds_every_statement() {
    // BEGIN, COMMIT and ROLLBACK are cached too.
    let count = statements().len() + invariants::STATEMENT_COUNT + 3;
    assert!(count <= STATEMENT_CACHE, "{count} statements");
}

#[test]
fn every_statement_uses_a_key_or_an_index() {
    let store = Store::in_memory().unwrap();
    for (name, sql) in statements() {
        for step in plan(&store, sql) {
            assert!(is_allowed(name, &step), "{name}: {step}");
        }
    }
}

#[test]
fn the_check_of_plans_sees_a_scan_and_a_sort() {
    let store = Store::in_memory().unwrap();
    for sql in
        ["SELECT 1 FROM flow_log WHERE name = ?1", "SELECT 1 FROM flow_log WHERE router = ?1 ORDER BY name"]
    {
        assert!(plan(&store, sql).iter().any(|step| !is_allowed("", step)), "{sql}");
    }
}

/// How often SQLite prepares a statement again that runs with two sets of values.
fn prepared_again(store: &Store, sql: &str) -> i32 {
    let mut statement = store.connection.prepare(sql).unwrap();
    for number in [1, 2] {
        let values = vec![number; statement.parameter_count()];
        // What it finds does not matter, and neither does what a constraint says of such values.
        let _ = statement.query(rusqlite::params_from_iter(values)).unwrap().next();
    }
    statement.get_status(StatementStatus::RePrepare)
}

#[test]
fn no_statement_is_prepared_again_for_other_values() {
    let store = Store::in_memory().unwrap();
    for (name, sql) in statements() {
        assert_eq!(prepared_again(&store, sql), 0, "{name}");
    }
    store.connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, false).unwrap();
    assert!(statements().into_iter().any(|(_, sql)| prepared_again(&store, sql) > 0), "the check can fail");
}

/// Returns whether SQLite builds a temporary table to run a statement.
fn builds_a_table(store: &Store, sql: &str) -> bool {
    let mut statement = store.connection.prepare(&format!("EXPLAIN {sql}")).unwrap();
    let parameters = vec![rusqlite::types::Null; statement.parameter_count()];
    let steps =
        statement.query_map(rusqlite::params_from_iter(parameters), |row| row.get::<_, String>("opcode"));
    steps.unwrap().any(|step| step.unwrap() == "OpenEphemeral")
}

#[test]
fn no_write_builds_a_temporary_table() {
    let store = Store::in_memory().unwrap();
    for (name, sql) in statements().into_iter().filter(|(_, sql)| !sql.starts_with("SELECT")) {
        // Some go through what a router has, and take its keys along.
        let of_router = [
            "TAG_DELETE_OF_FLOW_LOGS",
            "ASSOCIATION_TAGS_DELETE_OF_ROUTER",
            "PREFIX_HISTORY_DELETE_OF_ROUTER",
            "TRANSIT_MODE_DELETE_OF_ROUTER",
        ];
        assert_eq!(builds_a_table(&store, sql), of_router.contains(&name), "{name}");
    }
    assert!(
        builds_a_table(&store, "SELECT 1 FROM router WHERE status IN ('a', 'b', 'c')"),
        "the check can fail"
    );
}
