//! `ecr-sim serve --admin`.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::{Value, json};

use crate::program::{Server, run};

/// Posts to an administrative path, and returns the status and the JSON body.
fn post(server: &Server, path: &str, token: &str, body: &Value) -> (u16, Value) {
    let (host, body) = (&server.address, body.to_string());
    let mut stream = TcpStream::connect(host).unwrap();
    write!(
        stream,
        "POST /_sim/{path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head[9..12].parse().unwrap(), serde_json::from_str(body).unwrap())
}

#[test]
fn a_harness_moves_the_clock_and_keeps_the_world_under_a_name() {
    let folder = tempfile::tempdir().unwrap();
    let snapshots = folder.path().join("kept");
    let server = Server::start(&[
        "--admin",
        "--admin-token",
        "plantedToken",
        "--snapshots",
        snapshots.to_str().unwrap(),
        "--clock",
        "manual",
        "--latency",
        "5s",
    ]);
    let admin = |path: &str, body: Value| post(&server, path, "plantedToken", &body);
    let created = server.call("CreateExpressConnectRouter", "AlibabaSideAsn=64512").1;
    let router = created["EcrId"].as_str().unwrap();
    let status = || {
        let listed = server.call("DescribeExpressConnectRouterChildInstance", &format!("EcrId={router}")).1;
        listed["ChildInstanceList"][0]["Status"].clone()
    };
    let vbr = format!(
        "EcrId={router}&ChildInstanceId=vbr-1&ChildInstanceType=VBR&ChildInstanceRegionId=cn-hangzhou"
    );
    assert_eq!(server.call("AttachExpressConnectRouterChildInstance", &vbr).0, 200);
    assert_eq!(admin("snapshot", json!({ "Name": "attaching" })).1["File"], "1.db");
    assert_eq!(admin("clock/advance", json!({ "Milliseconds": 4_999 })).0, 200);
    assert_eq!(status(), "CREATING");
    assert_eq!(admin("clock/advance", json!({ "Milliseconds": 1 })).1["Now"], "2026-01-01T00:00:05Z");
    assert_eq!(status(), "ACTIVE");
    assert_eq!(post(&server, "clock", "wrong", &json!({})).1["Code"], "Unauthorized");
    let (_, logged, _) = server.end();
    assert!(logged.contains("/_sim/clock/advance") && !logged.contains("plantedToken"), "{logged}");

    let kept = snapshots.join("1.db");
    let output = run(&[
        "call",
        "DescribeExpressConnectRouterChildInstance",
        &format!("EcrId={router}"),
        "--db",
        kept.to_str().unwrap(),
    ]);
    let listed: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(listed["ChildInstanceList"][0]["Status"], "CREATING");
    let names: Value = serde_json::from_slice(&fs::read(snapshots.join("names.json")).unwrap()).unwrap();
    assert_eq!(names, json!({ "attaching": 1 }));
}

#[test]
fn without_a_token_of_the_operator_each_server_tells_a_new_one() {
    let told = || {
        let (_, logged, _) = Server::start(&["--admin"]).end();
        let token = logged.lines().find_map(|line| line.strip_prefix("admin token: ")).unwrap().to_owned();
        assert_eq!(token.len(), 32, "{logged}");
        token
    };
    assert_ne!(told(), told());
    let output = run(&["serve", "--listen", "127.0.0.1:0", "--admin", "--admin-token", ""]);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
}

#[test]
fn nothing_is_administered_unless_it_was_asked_for() {
    let server = Server::start(&["--admin-token", "t"]);
    assert_eq!(post(&server, "health", "t", &json!({})).1["Code"], "InvalidAction.NotFound");
    let (_, logged, _) = server.end();
    assert!(!logged.contains("admin"), "{logged}");
}
