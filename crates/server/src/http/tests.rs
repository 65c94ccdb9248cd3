//! Connections, on a clock that the tests move.

mod arbitrary;

use ecr_sim::Simulator;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};

use super::*;
use crate::auth::Keys;
use crate::gateway::Auth;

fn open() -> Server {
    let gateway = Gateway::new(Simulator::in_memory().unwrap(), Auth::off(Keys::default()));
    Server { gateway, admin: None, hosts: Hosts::new([]) }
}

/// The client's end of a connection, and the handle that would shut the server down if dropped.
fn connect(server: Server) -> (DuplexStream, GracefulShutdown) {
    let (client, io) = duplex(1 << 16);
    let graceful = GracefulShutdown::new();
    tokio::spawn(Arc::new(server).connection(TokioIo::new(io), &graceful));
    (client, graceful)
}

/// Returns everything the server sends until it closes the connection, to a client that sends this and waits. The clock
/// does not move while there is work, and then jumps to the next timeout.
async fn answer_to(sent: impl AsRef<[u8]>) -> String {
    answer_of(open(), sent).await
}

async fn answer_of(server: Server, sent: impl AsRef<[u8]>) -> String {
    let (mut client, _graceful) = connect(server);
    client.write_all(sent.as_ref()).await.unwrap();
    let mut answer = String::new();
    client.read_to_string(&mut answer).await.unwrap();
    answer
}

fn call(more: &str) -> String {
    format!(
        "POST /?Action=DescribeExpressConnectRouter&Version=2023-09-01 HTTP/1.1\r\nHost: localhost\r\n{more}"
    )
}

#[tokio::test(start_paused = true)]
async fn a_connection_is_closed_when_it_has_been_idle() {
    let start = tokio::time::Instant::now();
    assert_eq!(answer_to("").await, "");
    assert_eq!(start.elapsed().as_secs(), 30);
    let start = tokio::time::Instant::now();
    assert!(answer_to(call("Content-Length: 0\r\n\r\n")).await.starts_with("HTTP/1.1 200 OK"));
    assert_eq!(start.elapsed().as_secs(), 30, "clients keep connections for 25 seconds");
}

#[tokio::test(start_paused = true)]
async fn headers_that_do_not_end_close_the_connection() {
    assert_eq!(answer_to(call("X-Slow: ")).await, "");
}

#[tokio::test(start_paused = true)]
async fn a_body_that_does_not_end_is_refused() {
    let answer = answer_to(call("Content-Length: 10\r\n\r\nA=1")).await;
    assert!(answer.starts_with("HTTP/1.1 408 Request Timeout"), "{answer}");
    assert!(
        answer.contains(r#""Code":"RequestTimeout""#) && answer.contains("connection: close"),
        "{answer}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_body_that_is_too_large_is_refused_before_it_is_sent() {
    for body in [
        format!("Content-Length: {}\r\n\r\n", 1_u64 << 30),
        "Transfer-Encoding: chunked\r\n\r\n40000000\r\n".to_owned(),
    ] {
        let (mut client, _graceful) = connect(open());
        client.write_all(call(&body).as_bytes()).await.unwrap();
        // More than allowed, far less than announced. A client that sends before it reads is not cut off.
        client.write_all(&vec![b'a'; 2 << 20]).await.unwrap();
        let mut answer = String::new();
        client.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 413 Payload Too Large"), "{answer}");
        assert!(answer.contains(r#""Code":"RequestTooLarge""#), "{answer}");
    }
}

#[tokio::test(start_paused = true)]
async fn calls_that_are_sent_ahead_are_answered_in_their_order() {
    let create = |asn| {
        format!(
            "GET /?Action=CreateExpressConnectRouter&Version=2023-09-01&AlibabaSideAsn={asn} HTTP/1.1\r\n\
             Host: localhost\r\n\r\n"
        )
    };
    let answers = answer_to([create("64512"), create("x"), create("64513")].concat()).await;
    let statuses: Vec<&str> =
        answers.match_indices("HTTP/1.1 ").map(|(at, _)| &answers[at + 9..at + 12]).collect();
    assert_eq!(statuses, ["200", "400", "200"], "{answers}");
}

#[tokio::test(start_paused = true)]
async fn a_client_may_ask_for_the_end_of_its_connection() {
    let start = tokio::time::Instant::now();
    let answer = answer_to(call("Connection: close\r\nContent-Length: 0\r\n\r\n")).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    assert_eq!(start.elapsed().as_secs(), 0);
}

/// Splits a text into answers: status and body.
fn answers_in(mut text: &str) -> Vec<(u16, serde_json::Value)> {
    let mut answers = Vec::new();
    while !text.is_empty() {
        let (head, rest) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no head: {text}"));
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
        let (body, rest) = rest.split_at(length.parse().unwrap());
        answers.push((head[9..12].parse().unwrap(), serde_json::from_str(body).unwrap()));
        text = rest;
    }
    answers
}

#[tokio::test(start_paused = true)]
async fn what_is_no_request_is_answered_with_a_body_too() {
    let many = |count: usize| (0..count).map(|n| format!("X-{n}: 1\r\n")).collect::<String>();
    let long = |bytes: usize| "a".repeat(bytes);
    for (sent, status, code) in [
        ("nonsense\r\n\r\n".to_owned(), 400, "InvalidRequest"),
        ("GET / HTTP/3.7\r\n\r\n".to_owned(), 400, "InvalidRequest"),
        ("GET / HTTP/1.1\r\nno header\r\n\r\n".to_owned(), 400, "InvalidRequest"),
        (call("Content-Length: x\r\n\r\n"), 400, "InvalidRequest"),
        (call("Content-Length: 1\r\nContent-Length: 2\r\n\r\n"), 400, "InvalidRequest"),
        (call(&format!("{}\r\n", many(10_000))), 413, "RequestTooLarge"),
        (call(&format!("X: {}\r\n\r\n", long(200_000))), 413, "RequestTooLarge"),
        (format!("GET /?A={} HTTP/1.1\r\nHost: localhost\r\n\r\n", long(70_000)), 413, "RequestTooLarge"),
    ] {
        let answer = answer_to(&sent).await;
        let told = || format!("{sent:.60}: {answer}");
        assert!(answer.contains("\r\ncontent-type: application/json;charset=utf-8\r\n"), "{}", told());
        assert!(answer.contains("\r\nconnection: close\r\n"), "{}", told());
        let answers = answers_in(&answer);
        let [(answered, body)] = &answers[..] else { panic!("not one answer: {}", told()) };
        assert_eq!((*answered, &body["Code"]), (status, &code.into()), "{}", told());
        assert!(body["RequestId"].is_string() && body["Message"].is_string(), "{}", told());
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_no_request_comes_after_the_answers_to_what_was_sent_before_it() {
    // An answer that quotes the beginning of hyper's own answers.
    let quoting = call("").replace("?", "?EcrId=HTTP/1.1+400+&");
    let answer = answer_to(format!("{quoting}\r\n{quoting}\r\nnonsense\r\n\r\n")).await;
    let codes: Vec<String> = answers_in(&answer)
        .into_iter()
        .map(|(status, body)| format!("{status} {}", body["Code"].as_str().unwrap()))
        .collect();
    assert_eq!(codes, ["200 200", "200 200", "400 InvalidRequest"], "{answer}");
}

#[tokio::test(start_paused = true)]
async fn what_is_no_request_is_answered_with_a_body_also_after_one_of_an_older_client() {
    let older = call("Connection: keep-alive\r\nContent-Length: 0\r\n\r\n").replace("HTTP/1.1", "HTTP/1.0");
    let answer = answer_to(format!("{older}nonsense\r\n\r\n")).await;
    let statuses: Vec<u16> = answers_in(&answer).into_iter().map(|(status, _)| status).collect();
    assert_eq!(statuses, [200, 400], "{answer}");
}

/// Returns a server with administration, whose token is `t`.
fn administered(folder: &std::path::Path) -> Server {
    let simulator = Simulator::in_memory().unwrap();
    let admin = Admin::new(simulator.clone(), admin::Token::new("t"), admin::Snapshots::new(folder.into()));
    let gateway = Gateway::new(simulator, Auth::off(Keys::default()));
    Server { gateway, admin: Some(Arc::new(admin)), hosts: Hosts::new([]) }
}

#[tokio::test]
async fn the_world_is_administered_beside_the_api_and_by_no_web_page() {
    let folder = tempfile::tempdir().unwrap();
    let health = "GET /_sim/health HTTP/1.1\r\nConnection: close\r\n";
    let snapshot = "POST /_sim/snapshot HTTP/1.1\r\nConnection: close\r\nAuthorization: Bearer t\r\n\
                    Content-Type: application/json\r\nContent-Length: 12\r\n";
    let body = r#"{"Name":"a"}"#;
    for (sent, more, status) in [
        (health, "Host: localhost", 200),
        (health, "Host: evil.example", 403),
        (health, "Host: localhost\r\nOrigin: http://localhost", 403),
        (snapshot, "Host: localhost\r\nOrigin: http://localhost", 403),
        (snapshot, "Host: localhost\r\nSec-Fetch-Site: cross-site", 403),
        (snapshot, "Host: localhost", 200),
    ] {
        let body = if sent == snapshot { body } else { "" };
        let answer = answer_of(administered(folder.path()), format!("{sent}{more}\r\n\r\n{body}")).await;
        assert_eq!(answers_in(&answer)[0].0, status, "{sent} {more}: {answer}");
    }
    assert!(folder.path().join("1.db").is_file());
    assert!(!folder.path().join("2.db").exists());
}

#[tokio::test(start_paused = true)]
async fn without_an_administration_its_paths_are_like_any_other() {
    for path in ["/_sim/health", "/_sim/", "/other"] {
        let answer =
            answer_to(format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")).await;
        let (status, body) = &answers_in(&answer)[0];
        assert_eq!((*status, &body["Code"]), (404, &"InvalidAction.NotFound".into()), "{path}");
    }
}
