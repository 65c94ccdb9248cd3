//! Administrative calls, without a network.

use std::fs;
use std::path::Path;

use ecr_sim::{Latency, Timestamp};
use hyper::StatusCode;
use serde_json::json;
use tempfile::TempDir;

use super::*;

const TOKEN: &str = "t0ken";

/// Returns the administration of a world whose operations take five seconds.
struct Fixture {
    admin: Admin,
    simulator: Simulator,
    folder: TempDir,
}

fn open() -> Fixture {
    let simulator = Simulator::builder().latency(Latency::realistic()).in_memory().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let admin =
        Admin::new(simulator.clone(), Token::new(TOKEN), Snapshots::new(folder.path().join("snapshots")));
    Fixture { admin, simulator, folder }
}

fn request(method: Method, name: &str, headers: &[(&str, &str)], body: &str) -> Request<Bytes> {
    let mut request = Request::builder().method(method).uri(format!("{PREFIX}{name}"));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(Bytes::from(body.to_owned())).unwrap()
}

impl Fixture {
    fn ask(&self, request: &Request<Bytes>) -> (u16, Value) {
        let answer = self.admin.answer(request);
        let body: Value = serde_json::from_str(&answer.body).unwrap();
        for field in ["Code", "Message", "RequestId"] {
            assert!(body[field].is_string(), "{field} {body}");
        }
        assert_eq!(answer.status == StatusCode::OK, body["Code"] == "200", "{body}");
        (answer.status.as_u16(), body)
    }

    /// Sends a correct call.
    fn post(&self, name: &str, body: impl Into<Value>) -> (u16, Value) {
        let bearer = format!("Bearer {TOKEN}");
        let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
        self.ask(&request(Method::POST, name, &headers, &body.into().to_string()))
    }

    fn clock(&self) -> (Value, Value) {
        let (status, body) = self.post("clock", json!({}));
        assert_eq!(status, 200, "{body}");
        (body["Now"].clone(), body["NextDue"].clone())
    }

    fn attach(&self, vbr: &str) {
        let listed = self.simulator.invoke("DescribeExpressConnectRouter", [("", "")]).body;
        let listed: Value = serde_json::from_str(&listed).unwrap();
        let router = match listed["EcrList"][0]["EcrId"].as_str() {
            Some(router) => router.to_owned(),
            None => {
                let created =
                    self.simulator.invoke("CreateExpressConnectRouter", [("AlibabaSideAsn", "64512")]);
                let created: Value = serde_json::from_str(&created.body).unwrap();
                created["EcrId"].as_str().unwrap().to_owned()
            }
        };
        let pairs = [
            ("EcrId", router.as_str()),
            ("ChildInstanceId", vbr),
            ("ChildInstanceType", "VBR"),
            ("ChildInstanceRegionId", "cn-hangzhou"),
        ];
        let reply = self.simulator.invoke("AttachExpressConnectRouterChildInstance", pairs);
        assert_eq!(reply.http_status, 200, "{}", reply.body);
    }
}

fn code(answer: &(u16, Value)) -> (u16, &str) {
    (answer.0, answer.1["Code"].as_str().unwrap())
}

#[test]
fn health_is_told_to_everybody() {
    let fixture = open();
    for method in [Method::GET, Method::POST] {
        let answer = fixture.ask(&request(method, "health", &[], ""));
        assert_eq!(code(&answer), (200, "200"));
        assert_eq!(answer.1["Status"], "ok");
        assert_eq!(answer.1["Version"], env!("CARGO_PKG_VERSION"));
    }
}

#[test]
fn whoever_does_not_know_the_token_changes_and_learns_nothing() {
    let fixture = open();
    let before = fixture.simulator.dump().unwrap();
    for name in [
        "clock",
        "clock/advance",
        "clock/advance-until-idle",
        "dump",
        "snapshot",
        "unknown",
        "inventory",
        "inventory/apply",
        "inventory/remove",
    ] {
        for authorization in [None, Some("t0ken"), Some("Bearer"), Some("Bearer t0ken2"), Some("Basic t0ken")]
        {
            let mut headers = vec![("content-type", "application/json")];
            headers.extend(authorization.map(|value| ("authorization", value)));
            let body = json!({ "Milliseconds": 1, "Name": "a" }).to_string();
            let answer = fixture.ask(&request(Method::POST, name, &headers, &body));
            assert_eq!(code(&answer), (401, "Unauthorized"), "{name} {authorization:?}");
        }
    }
    assert_eq!(fixture.simulator.dump().unwrap(), before);
    assert_eq!(fs::read_dir(fixture.folder.path()).unwrap().count(), 0);
}

#[test]
fn only_post_administers() {
    let fixture = open();
    for method in [Method::GET, Method::PUT, Method::DELETE, Method::HEAD, Method::OPTIONS] {
        let answer =
            fixture.ask(&request(method, "clock", &[("authorization", &format!("Bearer {TOKEN}"))], ""));
        assert_eq!(code(&answer), (400, "UnsupportedHTTPMethod"));
    }
    assert_eq!(code(&fixture.post("unknown", json!({}))), (404, "InvalidAction.NotFound"));
    assert_eq!(code(&fixture.post("clock/", json!({}))), (404, "InvalidAction.NotFound"));
}

#[test]
fn the_clock_is_told_and_moved() {
    let fixture = open();
    assert_eq!(fixture.clock(), ("2026-01-01T00:00:00Z".into(), Value::Null));
    fixture.attach("vbr-1");
    assert_eq!(fixture.clock(), ("2026-01-01T00:00:00Z".into(), "2026-01-01T00:00:05Z".into()));
    let advance = |milliseconds: u64| {
        let (_, body) = fixture.post("clock/advance", json!({ "Milliseconds": milliseconds }));
        (body["Now"].clone(), body["NextDue"].clone())
    };
    assert_eq!(advance(4_999), ("2026-01-01T00:00:04Z".into(), "2026-01-01T00:00:05Z".into()));
    assert_eq!(advance(1), ("2026-01-01T00:00:05Z".into(), Value::Null));
    fixture.attach("vbr-2");
    let (status, body) = fixture.post("clock/advance-until-idle", json!({}));
    assert_eq!((status, &body["Now"], &body["NextDue"]), (200, &"2026-01-01T00:00:10Z".into(), &Value::Null));
    assert_eq!(fixture.simulator.now(), "2026-01-01T00:00:10Z".parse::<Timestamp>().unwrap());
}

#[test]
fn a_body_that_is_not_what_is_asked_for_is_refused() {
    let fixture = open();
    let bearer = format!("Bearer {TOKEN}");
    let ask = |name: &str, kind: &str, body: &str| {
        let headers = [("authorization", bearer.as_str()), ("content-type", kind)];
        fixture.ask(&request(Method::POST, name, &headers, body))
    };
    let json = "application/json";
    for (kind, body) in [
        (json, ""),
        (json, "{}"),
        (json, "{"),
        (json, "[]"),
        (json, "[5]"),
        (json, r#"{"Milliseconds":-1}"#),
        (json, r#"{"Milliseconds":"1"}"#),
        (json, r#"{"Milliseconds":1.5}"#),
        (json, r#"{"Milliseconds":1,"Seconds":1}"#),
        (json, r#"{"milliseconds":1}"#),
        ("text/plain", r#"{"Milliseconds":1}"#),
        ("application/jsonp", r#"{"Milliseconds":1}"#),
        ("application/x-www-form-urlencoded", r#"{"Milliseconds":1}"#),
    ] {
        assert_eq!(code(&ask("clock/advance", kind, body)), (400, "InvalidBody"), "{kind} {body}");
    }
    assert_eq!(code(&ask("clock", json, r#"{"Milliseconds":1}"#)), (400, "InvalidBody"));
    assert_eq!(fixture.clock().0, "2026-01-01T00:00:00Z");
    let fine = ask("clock/advance", "Application/JSON; charset=utf-8", r#"{"Milliseconds":1000}"#);
    assert_eq!((fine.0, &fine.1["Now"]), (200, &"2026-01-01T00:00:01Z".into()));
}

#[test]
fn the_clock_goes_no_further_than_it_can_be_told() {
    let fixture = open();
    let advance = |milliseconds: u64| fixture.post("clock/advance", json!({ "Milliseconds": milliseconds }));
    let left = 253_402_300_799_999 - 1_767_225_600_000;
    for far in [u64::MAX, left + 1] {
        assert_eq!(code(&advance(far)), (400, "InvalidBody"));
        assert_eq!(fixture.clock().0, "2026-01-01T00:00:00Z");
    }
    assert_eq!(advance(left).1["Now"], "9999-12-31T23:59:59Z");
}

#[test]
fn the_state_is_told_whole() {
    let fixture = open();
    fixture.attach("vbr-1");
    let (status, body) = fixture.post("dump", json!({}));
    assert_eq!((status, &body["Dump"]), (200, &fixture.simulator.dump().unwrap()));
}

#[test]
fn the_world_around_the_routers_is_told_and_changed() {
    let fixture = open();
    let none = json!({ "Vpcs": [], "Vbrs": [], "TransitRouters": [], "Cens": [], "Accounts": [] });
    assert_eq!(fixture.post("inventory", json!({})).1["Inventory"], none);
    let cen = json!({ "CenId": "cen-1", "OwnerId": 7 });
    let (status, body) = fixture.post("inventory/apply", json!({ "Cens": [cen] }));
    assert_eq!((status, &body["Inventory"]["Cens"]), (200, &json!([cen])));
    assert_eq!(fixture.post("inventory", json!({})).1["Inventory"], body["Inventory"]);
    for bad in [
        json!({ "Cens": [{ "CenId": "cen-2" }] }),
        json!({ "Accounts": [{ "AccountId": 1 }, { "AccountId": 1 }] }),
        json!({ "Cen": [] }),
    ] {
        assert_eq!(code(&fixture.post("inventory/apply", bad)), (400, "InvalidBody"));
    }
    assert_eq!(fixture.post("inventory", json!({})).1["Inventory"], body["Inventory"]);
    assert_eq!(fixture.post("inventory/remove", json!({ "Id": "cen-1" })).1["Inventory"], none);
}

/// Opens the world of a snapshot.
fn reopened(path: &Path) -> Value {
    Simulator::builder().open(path).unwrap().dump().unwrap()
}

#[test]
fn a_snapshot_has_a_name_and_its_file_a_number() {
    let fixture = open();
    let folder = fixture.folder.path().join("snapshots");
    let take = |name: &str| fixture.post("snapshot", json!({ "Name": name }));
    let empty = fixture.simulator.dump().unwrap();
    let (status, body) = take("before");
    assert_eq!((status, &body["Name"], &body["File"]), (200, &"before".into(), &"1.db".into()));
    fixture.attach("vbr-1");
    assert_eq!(code(&take("before")), (409, "SnapshotAlreadyExists"));
    assert_eq!(take("0_with-all.of".replace('.', "_").as_str()).1["File"], "2.db");
    assert_eq!(reopened(&folder.join("1.db")), empty);
    assert_eq!(reopened(&folder.join("2.db")), fixture.simulator.dump().unwrap());
    let names: Value = serde_json::from_slice(&fs::read(folder.join("names.json")).unwrap()).unwrap();
    assert_eq!(names, json!({ "before": 1, "0_with-all_of": 2 }));
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&folder).unwrap().permissions());
        assert_eq!(mode & 0o777, 0o700);
    }
}

#[test]
fn names_last_and_numbers_are_not_given_twice() {
    let fixture = open();
    let folder = fixture.folder.path().join("snapshots");
    let take = |name| Snapshots::new(folder.clone()).take(&fixture.simulator, name);
    assert_eq!(take("a"), Ok("1.db".to_owned()));
    assert_eq!(take("a"), Err(Refusal::SnapshotExists));
    // Written by a process that died before it could write the name.
    fs::write(folder.join("2.db"), "").unwrap();
    assert_eq!(take("b"), Ok("3.db".to_owned()));
}

#[test]
fn what_is_no_name_leaves_no_trace() {
    let fixture = open();
    let long = "a".repeat(65);
    for name in ["", "-a", "_a", "A", "a.b", "a/b", "../a", "/etc/passwd", "a\0", "a ", "é", "1.db\n", &long]
    {
        let answer = fixture.post("snapshot", json!({ "Name": name }));
        assert_eq!(code(&answer), (400, "InvalidSnapshotName"), "{name:?}");
    }
    assert_eq!(fs::read_dir(fixture.folder.path()).unwrap().count(), 0);
    assert_eq!(code(&fixture.post("snapshot", json!({ "Name": "a".repeat(64) }))), (200, "200"));
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_snapshots_and_nobody_else_may_have_laid_the_folder_out() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let fixture = open();
    let folder = fixture.folder.path().join("snapshots");
    fs::create_dir(&folder).unwrap();
    let set_mode = |mode| fs::set_permissions(&folder, fs::Permissions::from_mode(mode)).unwrap();
    let take = |name: &str| fixture.post("snapshot", json!({ "Name": name }));
    for mode in [0o777, 0o722, 0o720] {
        set_mode(mode);
        assert_eq!(code(&take("a")), (500, "InternalError"), "{mode:o}");
    }
    set_mode(0o755);
    let victim = fixture.folder.path().join("victim");
    fs::write(&victim, "mine").unwrap();
    symlink(&victim, folder.join("names.json.partial")).unwrap();
    assert_eq!(code(&take("a")), (200, "200"));
    assert_eq!(fs::read_to_string(&victim).unwrap(), "mine");
    for file in ["1.db", "names.json"] {
        let metadata = fs::symlink_metadata(folder.join(file)).unwrap();
        assert!(metadata.is_file());
        assert_eq!(metadata.permissions().mode() & 0o777, 0o600, "{file}");
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_an_internal_error_that_names_no_file() {
    let fixture = open();
    fs::write(fixture.folder.path().join("snapshots"), "a file").unwrap();
    let answer = fixture.post("snapshot", json!({ "Name": "a" }));
    assert_eq!(code(&answer), (500, "InternalError"));
    assert!(!answer.1.to_string().contains("snapshots"), "{}", answer.1);
}
