//! Opening a file of an earlier version migrates it without loss.

use std::path::PathBuf;
use std::time::Duration;

use ecr_sim::{Fault, Latency, Simulator};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::harness::{SimulatorExt, fault, value};
use crate::persistence::{contents, new_path, open};

/// A database of schema version 7, which has no associations, as SQL.
const VERSION_7: &str = include_str!("../data/version-7.sql");
/// Its dump before the migration.
const DUMP: &str = include_str!("../data/version-7.json");

fn old_file() -> (TempDir, PathBuf) {
    let (folder, path) = new_path();
    rusqlite::Connection::open(&path).unwrap().execute_batch(VERSION_7).unwrap();
    (folder, path)
}

/// Returns the schema version of a closed file.
fn version(path: &PathBuf) -> u32 {
    let connection = rusqlite::Connection::open(path).unwrap();
    connection.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap()
}

#[test]
fn associations_of_a_file_without_routes_bring_their_prefixes_along() {
    let (_folder, path) = new_path();
    let sim = Simulator::builder().latency(Latency::realistic()).open(&path).unwrap();
    let ecr_id = sim.router(64512);
    for (node, region) in [("vpc-1", "cn-hangzhou"), ("tr-1", "cn-hangzhou"), ("tr-1", "cn-beijing")] {
        let name = if node == "vpc-1" { "VpcId" } else { "TransitRouterId" };
        let pairs = [
            ("EcrId", ecr_id.as_str()),
            (name, node),
            ("AssociationRegionId", region),
            ("CreateAttachment", if region == "cn-hangzhou" { "true" } else { "false" }),
            ("AllowedPrefixes.1", "11.0.0.0/8"),
            ("AllowedPrefixes.2", "10.0.0.0/8"),
            ("AllowedPrefixes.3", "11.0.0.0/8"),
        ];
        assert_eq!(sim.ask("CreateExpressConnectRouterAssociation", &pairs).status, 200);
        sim.advance(Duration::from_secs(5)).unwrap();
    }
    // It is not bound yet, so it advertises no routes.
    sim.associate(&ecr_id, "vpc-2");
    let before = sim.dump().unwrap();
    assert_eq!(before["routers"][0]["routes"].as_array().unwrap().len(), 4);
    drop(sim);
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection
        .execute_batch(
            "DROP TABLE inventory; DROP TABLE disabled_route; DROP TABLE route; PRAGMA user_version = 11;
             UPDATE settings SET json = json_remove(json, '$.mode');",
        )
        .unwrap();
    drop(connection);
    let sim = open(&path).unwrap();
    assert_eq!(sim.dump().unwrap(), before);
    sim.check_invariants().unwrap();
}

#[test]
fn an_old_file_shows_what_it_showed_and_has_room_for_what_is_new() {
    let (_folder, path) = old_file();
    assert_eq!(version(&path), 7);
    let sim = open(&path).unwrap();
    let mut expected: Value = serde_json::from_str(DUMP).unwrap();
    expected["grants"] = json!([]);
    expected["inventory"] =
        json!({ "Vpcs": [], "Vbrs": [], "TransitRouters": [], "Cens": [], "Accounts": [] });
    expected["settings"]["mode"] = json!("Literal");
    for quota in ["vpcs_per_router", "transit_routers_per_router", "prefixes_per_association"] {
        expected["settings"]["quota"][quota] = Value::Null;
    }
    for router in expected["routers"].as_array_mut().unwrap() {
        router["associations"] = json!([]);
        router["transit_modes"] = json!([]);
        router["routes"] = json!([]);
        router["disabled_routes"] = json!([]);
    }
    assert_eq!(sim.dump().unwrap(), expected);
    sim.check_invariants().unwrap();

    let edge = expected["routers"][0]["ecr_id"].as_str().unwrap().to_owned();
    let retried = [
        ("AlibabaSideAsn", "64512"),
        ("Name", "edge"),
        ("Tag.1.Key", "env"),
        ("Tag.1.Value", "test"),
        ("Tag.2.Key", "team"),
        ("ClientToken", "story-r"),
    ];
    let replay = sim.ask("CreateExpressConnectRouter", &retried);
    assert_eq!((replay.status, replay.body["EcrId"].as_str()), (200, Some(edge.as_str())));
    assert_eq!(sim.dump().unwrap(), expected);

    // Its VBR is still being attached.
    let bind = [("EcrId", edge.as_str()), ("VpcId", "vpc-1"), ("AssociationRegionId", "cn-hangzhou")];
    assert_eq!(sim.ask("CreateExpressConnectRouterAssociation", &bind).code(), "Conflict.Lock");
    sim.advance(Duration::from_secs(5)).unwrap();
    assert_eq!(sim.ask("CreateExpressConnectRouterAssociation", &bind).status, 200);
    sim.advance(Duration::from_secs(5)).unwrap();
    sim.flow_log(&value(&edge), "vbr-4");
    sim.check_invariants().unwrap();
    let dump = sim.dump().unwrap();
    drop(sim);
    assert!(version(&path) > 7);
    assert_eq!(open(&path).unwrap().dump().unwrap(), dump);
}

#[test]
fn an_old_file_that_is_not_accepted_stays_old() {
    let (folder, path) = old_file();
    let before = contents(folder.path());
    let mismatch = fault(Simulator::builder().seed(1).open(&path));
    assert!(matches!(mismatch, Fault::SettingsMismatch { setting: "seed", .. }), "{mismatch}");
    assert!(contents(folder.path()) == before);
}
