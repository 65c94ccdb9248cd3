//! `ecr-sim call`, `replay` and `operations`.

use std::fs;
use std::io;
use std::process::Stdio;

use ecr_sim::OPERATIONS;
use serde_json::Value;

use crate::program::{program, run};

fn recorded(name: &str) -> String {
    format!("{}/../../tests/data/{name}-lifecycle.jsonl", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn a_call_prints_its_answer_and_a_file_remembers_it() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("state.db");
    let db = db.to_str().unwrap();
    let call = |arguments: &[&str]| {
        let output = run(&[&["call"], arguments, &["--db", db]].concat());
        let body: Value = serde_json::from_slice(&output.stdout).unwrap();
        (output.status.code(), body)
    };
    let (code, created) = call(&["CreateExpressConnectRouter", "AlibabaSideAsn=64512", "Name=a=b"]);
    assert_eq!(code, Some(0), "{created}");
    let (_, listed) = call(&["DescribeExpressConnectRouter"]);
    assert_eq!(
        (&listed["EcrList"][0]["EcrId"], &listed["EcrList"][0]["Name"]),
        (&created["EcrId"], &"a=b".into())
    );
    let (code, refused) = call(&["CreateExpressConnectRouter", "AlibabaSideAsn=64512"]);
    assert_eq!((code, &refused["Code"]), (Some(1), &"Conflict.ASNOfECR".into()));
    assert_eq!(run(&["call", "DescribeExpressConnectRouter", "EcrId"]).status.code(), Some(2));
}

#[test]
fn recorded_requests_are_answered_as_they_were() {
    for name in ["flow-log", "terraform"] {
        let path = recorded(name);
        let output = run(&["replay", &path]);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        let lines = fs::read_to_string(&path).unwrap().lines().count();
        assert_eq!(String::from_utf8(output.stdout).unwrap().lines().count(), lines);
    }
}

#[test]
fn an_answer_that_differs_from_the_recorded_one_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("changed.jsonl");
    let text = fs::read_to_string(recorded("flow-log")).unwrap();
    fs::write(&path, text.replacen(r#""status": 200"#, r#""status": 404"#, 1)).unwrap();
    let output = run(&["replay", path.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("1 answers differ"));
    assert_eq!(run(&["replay", "missing.jsonl"]).status.code(), Some(2));
}

#[test]
fn every_operation_is_listed_with_its_kind_and_codes() {
    let output = String::from_utf8(run(&["operations"]).stdout).unwrap();
    let lines: Vec<&str> = output.lines().collect();
    assert_eq!(lines.len(), OPERATIONS.len());
    for (line, operation) in lines.iter().zip(OPERATIONS) {
        let fields: Vec<&str> = line.split('\t').collect();
        assert_eq!((fields.len(), fields[0]), (3, operation.name()), "{line}");
    }
    let delete = "DeleteFlowlog\tcommand\tIllegalParam.%s ResourceNotFound.EcrId ResourceNotFound.FlowLogId \
                  OperationDenied.ForceDeleting IncorrectStatus.Ecr UnsupportedRegion ";
    assert!(lines.iter().any(|line| line.starts_with(delete)), "{output}");
}

#[test]
fn a_reader_that_has_enough_is_no_failure_but_where_the_end_tells_something() {
    let recorded = recorded("terraform");
    for (arguments, code) in
        [(&["operations"][..], 0), (&["replay", &recorded], 2), (&["serve", "--listen", "127.0.0.1:0"], 2)]
    {
        // The pipe is closed before the program can write a line.
        let (_, stdout) = io::pipe().unwrap();
        let ended = program(arguments).stdout(stdout).stderr(Stdio::null()).status().unwrap();
        assert_eq!(ended.code(), Some(code), "{arguments:?}");
    }
}

#[test]
fn the_inventory_of_a_file_are_registered_and_once_more_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (db, file) = (path("state.db"), path("world.json"));
    let vbr = r#"{"Vbrs": [{"VbrId": "vbr-1", "OwnerId": 1234567890123456, "RegionId": "cn-hangzhou", "LocalAsn": 64512,
                  "Routes": [{"DestinationCidrBlock": "10.0.0.0/8"}]}]}"#;
    fs::write(&file, vbr).unwrap();
    let apply = || {
        let output = run(&["inventory", "apply", &file, "--db", &db, "--mode", "strict"]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code(), serde_json::from_slice::<Value>(&output.stdout).unwrap_or_default(), said)
    };
    let (code, first, said) = apply();
    assert_eq!((code, &first["Vbrs"][0]["SupportsMpBgp"]), (Some(0), &true.into()), "{said}");
    assert_eq!(apply().1, first);
    let call = |arguments: &[&str]| {
        let output = run(&[&["call"], arguments, &["--db", &db]].concat());
        serde_json::from_slice::<Value>(&output.stdout).unwrap()
    };
    let created = call(&["CreateExpressConnectRouter", "AlibabaSideAsn=64512"]);
    let router = format!("EcrId={}", created["EcrId"].as_str().unwrap());
    let attach = |vbr: &str| {
        let vbr = format!("ChildInstanceId={vbr}");
        let more = ["ChildInstanceType=VBR", "ChildInstanceRegionId=cn-hangzhou"];
        call(&[&["AttachExpressConnectRouterChildInstance", &router, &vbr], &more[..]].concat())
    };
    assert_eq!(attach("vbr-2")["Code"], "OperationFailed.RejectedByEcYaochi");
    assert_eq!(attach("vbr-1")["Code"], "200");
    let routes = call(&["DescribeExpressConnectRouterRouteEntries", &router]);
    assert_eq!(routes["RouteEntriesList"][0]["DestinationCidrBlock"], "10.0.0.0/8");

    for bad in ["{", "[]", r#"{"Vpc": []}"#, r#"{"Accounts": [{"AccountId": 1}, {"AccountId": 1}]}"#] {
        fs::write(&file, bad).unwrap();
        assert_eq!(apply().0, Some(2), "{bad}");
    }
    assert_eq!(run(&["inventory", "apply", "missing.json"]).status.code(), Some(2));
}
