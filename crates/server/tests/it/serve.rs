//! `ecr-sim serve`.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;

use crate::program::{Log, Server, program, run};
use crate::signed::{self, Client, Pairs};

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

/// Returns whether a file in a folder contains a text.
fn holds(folder: &Path, text: &str) -> bool {
    let mut files = fs::read_dir(folder).unwrap().map(|entry| fs::read(entry.unwrap().path()).unwrap());
    files.any(|bytes| bytes.windows(text.len()).any(|window| window == text.as_bytes()))
}

#[test]
fn neither_the_log_nor_the_database_holds_a_secret() {
    let folder = tempfile::tempdir().unwrap();
    let db = file(&folder);
    let create = "CreateExpressConnectRouter";
    let form = |asn: &str| -> Pairs {
        let pairs = [("AlibabaSideAsn", asn), ("Name", "plantedName"), ("SecurityToken", "plantedToken02")];
        pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).into()
    };
    let check = |server: Server, secrets: &[&str]| {
        let (_, logged, _) = server.end();
        assert!(logged.contains(create), "{logged}");
        for secret in secrets {
            assert!(!logged.contains(secret) && !holds(folder.path(), secret), "{secret}: {logged}");
        }
    };

    let server = Server::start(&["--db", &db, "--access-key", "plantedKey:plantedSecret01"]);
    let system = "AccessKeyId=plantedKey&SecurityToken=plantedToken02&Signature=plantedSignature03";
    let asked = format!("AlibabaSideAsn=64512&Name=plantedName&{system}");
    assert_eq!(server.call(create, &asked).0, 200);
    check(server, &["plantedSecret01", "plantedToken02", "plantedSignature03"]);

    let token = format!("{}:plantedToken02", signed::KEY);
    let server = signed::start(1_234_567_890_123_456, &["--db", &db, "--security-token", &token]);
    assert_eq!(Client::new(&server).call(create, &form("64513")).0, 200);
    let (_, refused) = Client::with_secret(&server, "plantedWrong04").call(create, &form("64514"));
    assert_eq!(refused["Code"], "SignatureDoesNotMatch");
    assert!(
        refused["Message"].as_str().unwrap().contains("plantedToken02"),
        "the client learns what it signed"
    );
    check(server, &[signed::SECRET, "plantedToken02", "plantedWrong04", "Signature="]);
    assert!(holds(folder.path(), "plantedName"), "the search can find what is there");
}

#[test]
fn keys_come_from_the_environment_with_any_blanks_between_them() {
    for (keys, status) in [("", 404), (" \n", 404), ("a:s\n  b:s:7\n", 404)] {
        let mut command =
            program(&["serve", "--listen", "127.0.0.1:0", "--auth", "verify", "--access-key", "c:s"]);
        command.env("ECR_SIM_ACCESS_KEYS", keys);
        let server = Server::started(command, Log::Read);
        let unknown =
            "AccessKeyId=unknown&Signature=x&SignatureMethod=HMAC-SHA1&SignatureVersion=1.0&SignatureNonce=n";
        let asked = format!("{unknown}&Timestamp={}", signed::now());
        assert_eq!(server.call("DescribeExpressConnectRouter", &asked).0, status, "{keys:?}");
        let known = asked.replace("unknown", "b");
        let code = server.call("DescribeExpressConnectRouter", &known).1["Code"].clone();
        let expected =
            if keys.contains("b:") { "SignatureDoesNotMatch" } else { "InvalidAccessKeyId.NotFound" };
        assert_eq!(code, expected, "{keys:?}");
    }
}

#[test]
fn an_address_of_all_machines_needs_a_word_on_signatures_and_is_called_as_it_is_printed() {
    let remote = ["serve", "--listen", "0.0.0.0:0", "--allow-remote"];
    let output = run(&remote);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(2) && said.contains("--auth"), "{said}");
    let server = Server::started(program(&[&remote[..], &["--auth", "off"]].concat()), Log::Read);
    let (status, body) = server.call("DescribeExpressConnectRouter", "");
    assert_eq!(status, 200, "{body}");
    assert!(server.end().1.contains("signatures are not checked"));
}

#[test]
fn a_server_that_cannot_start_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let db = file(&folder);
    let other = Server::start(&[]);
    for arguments in [
        &["--access-key", "zz"][..],
        &["--listen", &other.address],
        &["--auth", "verify"],
        &["--admin", "--admin-token", ""],
    ] {
        let listen = if arguments.contains(&"--listen") { &[][..] } else { &["--listen", "127.0.0.1:0"] };
        assert_eq!(run(&[&["serve", "--db", &db], listen, arguments].concat()).status.code(), Some(2));
        assert!(!Path::new(&db).exists(), "{arguments:?}");
    }
    let said = run(&["serve", "--listen", &other.address]).stderr;
    assert!(String::from_utf8(said).unwrap().contains(&other.address));
    let missing = folder.path().join("none/state.db");
    let said = run(&["call", "DescribeExpressConnectRouter", "--db", missing.to_str().unwrap()]).stderr;
    assert!(String::from_utf8(said).unwrap().contains("none/state.db"));
}

#[test]
fn an_answer_says_that_no_signature_was_checked_and_the_log_warns_of_a_real_key_once() {
    let server = Server::start(&[]);
    for _ in 0..2 {
        server.call("DescribeExpressConnectRouter", "AccessKeyId=LTAI5tReal");
    }
    let request = "GET /?Action=DescribeExpressConnectRouter&Version=2023-09-01 HTTP/1.1\r\nHost: localhost\r\n\
                   Connection: close\r\n\r\n";
    let answer = |server: &Server| {
        let mut stream = TcpStream::connect(&server.address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    };
    assert!(answer(&server).contains("\r\nx-ecr-sim-auth: off\r\n"));
    let (_, logged, _) = server.end();
    assert_eq!(logged.matches("looks like a real one").count(), 1, "{logged}");
    assert!(!logged.contains("LTAI5tReal"));
    assert!(!answer(&signed::start(1, &[])).contains("x-ecr-sim-auth"));
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
