//! `ecr-sim serve`.

use std::fs;
use std::path::Path;

use crate::program::{Server, run};

fn file(folder: &tempfile::TempDir) -> String {
    folder.path().join("state.db").to_str().unwrap().to_owned()
}

#[test]
fn one_line_says_where_it_listens_and_a_signal_ends_it_cleanly() {
    let folder = tempfile::tempdir().unwrap();
    let db = file(&folder);
    let server = Server::start(&["--db", &db]);
    let (status, created) = server.call("CreateExpressConnectRouter", "AlibabaSideAsn=64512");
    assert_eq!(status, 200, "{created}");
    let (printed, logged, ended_well) = server.end();
    assert_eq!((printed.as_str(), ended_well), ("", true), "{logged}");
    let calls: Vec<&str> =
        logged.lines().filter(|line| line.contains("CreateExpressConnectRouter")).collect();
    let [line] = calls[..] else { panic!("not one line for the call: {logged}") };
    for part in [r#"code="200""#, "account=1234567890123456", "microseconds="] {
        assert!(line.contains(part), "{line}");
    }
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        1,
        "a clean close leaves no log beside the file"
    );
    let again = Server::start(&["--db", &db]);
    assert_eq!(again.call("DescribeExpressConnectRouter", "").1["EcrList"][0]["EcrId"], created["EcrId"]);
}

#[test]
fn a_connection_carries_many_calls() {
    let server = Server::start(&[]);
    let mut connection = server.connect();
    for n in 0..100 {
        let (status, body) = connection.call("DescribeExpressConnectRouter", &format!("EcrId=ecr-{n}"));
        assert_eq!((status, &body["TotalCount"]), (200, &0.into()));
    }
}

#[test]
fn a_retry_with_the_same_token_makes_no_second_resource() {
    let server = Server::start(&[]);
    let create = || server.call("CreateExpressConnectRouter", "AlibabaSideAsn=64512&ClientToken=t").1;
    let (first, second) = (create(), create());
    assert_eq!(first["EcrId"], second["EcrId"]);
    assert_ne!(first["RequestId"], second["RequestId"]);
    assert_eq!(server.call("DescribeExpressConnectRouter", "").1["TotalCount"], 1);
}

/// Whether a file of a folder holds a text.
fn holds(folder: &Path, text: &str) -> bool {
    let mut files = fs::read_dir(folder).unwrap().map(|entry| fs::read(entry.unwrap().path()).unwrap());
    files.any(|bytes| bytes.windows(text.len()).any(|window| window == text.as_bytes()))
}

#[test]
fn neither_the_log_nor_the_database_holds_a_secret() {
    let folder = tempfile::tempdir().unwrap();
    let secrets = ["plantedSecret01", "plantedToken02", "plantedSignature03"];
    let options = ["--db", &file(&folder), "--access-key", "plantedKey:plantedSecret01"].map(str::to_owned);
    for auth in ["off", "verify"] {
        let options: Vec<&str> = options.iter().map(String::as_str).chain(["--auth", auth]).collect();
        let server = Server::start(&options);
        let system = "AccessKeyId=plantedKey&SecurityToken=plantedToken02&Signature=plantedSignature03\
                      &SignatureMethod=HMAC-SHA1&SignatureVersion=1.0&SignatureNonce=n&Timestamp=2026-01-01T00:00:00Z";
        let asked = format!("AlibabaSideAsn=64512&Name=plantedName&{system}");
        let (status, body) = server.call("CreateExpressConnectRouter", &asked);
        assert_eq!(status, if auth == "off" { 200 } else { 400 }, "{body}");
        let (_, logged, _) = server.end();
        assert!(logged.contains("CreateExpressConnectRouter"), "{logged}");
        for secret in secrets {
            assert!(!logged.contains(secret) && !holds(folder.path(), secret), "{secret} {auth}: {logged}");
        }
    }
    assert!(holds(folder.path(), "plantedName"), "the search can find what is there");
}

#[test]
fn what_cannot_be_served_is_said_in_a_line() {
    let folder = tempfile::tempdir().unwrap();
    let db = file(&folder);
    let _server = Server::start(&["--db", &db]);
    let taken = _server.address.clone();
    let cases: [(&[&str], &str); 6] = [
        (&["--listen", "0.0.0.0:0"], "--allow-remote"),
        (&["--listen", &taken], "in use"),
        (&["--listen", "127.0.0.1:0", "--db", &db], "in use"),
        (&["--listen", "127.0.0.1:0", "--access-key", "plantedSecret"], "ID:SECRET"),
        (&["--listen", "127.0.0.1:0", "--security-token", "plantedSecret"], "ID:TOKEN"),
        (&["--listen", "127.0.0.1:0", "--latency", "soon"], "realistic"),
    ];
    for (arguments, reason) in cases {
        let output = run(&[&["serve"], arguments].concat());
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{arguments:?}");
        assert!(said.to_lowercase().contains(&reason.to_lowercase()), "{arguments:?}: {said}");
        assert!(!said.contains("plantedSecret"), "{said}");
    }
}
