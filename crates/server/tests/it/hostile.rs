//! Hostile and dying clients: the server survives them and answers the others.

use std::io::{ErrorKind, Write};
use std::net::Shutdown;

use crate::program::{Connection, Server};

/// Connections at a time.
const CONNECTIONS_MAX: usize = 256;

fn count(connection: &mut Connection) -> u64 {
    let (status, body) = connection.call("DescribeExpressConnectRouter", "");
    assert_eq!(status, 200, "{body}");
    body["TotalCount"].as_u64().unwrap()
}

#[test]
fn ten_thousand_headers_are_refused() {
    let server = Server::start(&[]);
    let mut before = server.connect();
    assert_eq!(count(&mut before), 0);
    let mut client = server.connect();
    let headers: String = (0..10_000).map(|n| format!("x{n}:\r\n")).collect();
    // The request is refused before all of it has been sent.
    let _ = client.write(format!("GET / HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n"));
    assert_eq!(client.response().unwrap().status, 413);
    assert_eq!(count(&mut before), 0);
    assert_eq!(count(&mut server.connect()), 0);
}

#[test]
fn a_connection_beyond_the_limit_is_served_once_another_is_closed() {
    let server = Server::start(&[]);
    let mut connections: Vec<Connection> = (0..CONNECTIONS_MAX).map(|_| server.connect()).collect();
    for connection in &mut connections {
        assert_eq!(count(connection), 0);
    }
    let mut waiting = server.connect();
    waiting.send("CreateExpressConnectRouter", "AlibabaSideAsn=64512").unwrap();
    // A server without a limit would answer before it had read all of these.
    for connection in &mut connections {
        assert_eq!(count(connection), 0, "it was not served yet");
    }
    connections.pop();
    let (status, body) = waiting.answer().unwrap();
    assert_eq!(status, 200, "{body}");
    assert_eq!(count(&mut connections[0]), 1);
}

#[test]
fn a_client_that_never_reads_its_answers_holds_up_nobody() {
    let server = Server::start(&[]);
    let mut other = server.connect();
    let mut deaf = server.connect();
    let line = "GET /?Action=ListExpressConnectRouterSupportedRegion&Version=2023-09-01&NodeType=VBR";
    let requests = format!("{line} HTTP/1.1\r\nHost: localhost\r\n\r\n").repeat(1_000);
    let socket = deaf.socket();
    socket.set_nonblocking(true).unwrap();
    let (mut at, mut refused) = (0, 0);
    // Sends a hundred times as much as fits before the server reads again.
    while refused < 100 {
        match socket.write(&requests.as_bytes()[at..]) {
            Ok(sent) => at = (at + sent) % requests.len(),
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::WouldBlock, "{error}");
                refused += 1;
                assert_eq!(count(&mut other), 0);
            }
        }
    }
    assert_eq!(count(&mut server.connect()), 0);
    drop(deaf);
    assert_eq!(count(&mut other), 0);
}

#[test]
fn a_client_that_goes_away_in_the_middle_of_a_request_has_asked_for_nothing() {
    let server = Server::start(&[]);
    let mut other = server.connect();
    let line =
        "POST /?Action=CreateExpressConnectRouter&Version=2023-09-01&AlibabaSideAsn=64512 HTTP/1.1\r\n";
    let form = "Content-Type: application/x-www-form-urlencoded\r\n";
    for part in [
        line[..20].to_owned(),
        format!("{line}Host: local"),
        format!("{line}Host: localhost\r\n{form}Content-Length: 10\r\n\r\n"),
        format!("{line}Host: localhost\r\n{form}Content-Length: 10\r\n\r\nName=a"),
        format!("{line}Host: localhost\r\n{form}Transfer-Encoding: chunked\r\n\r\n6\r\nName=a\r\n"),
    ] {
        // One client closes its connection at once, one only its sending side. An answer ends with the connection.
        server.connect().write(&part).unwrap();
        let mut silent = server.connect();
        silent.write(&part).unwrap();
        silent.socket().shutdown(Shutdown::Write).unwrap();
        assert!(silent.is_closed(), "{part}");
        assert_eq!(count(&mut other), 0, "{part}");
    }
    // A client that closes without reading the answer to a complete request.
    let mut gone = server.connect();
    gone.send("DescribeExpressConnectRouter", "").unwrap();
    gone.socket().shutdown(Shutdown::Both).unwrap();
    drop(gone);
    assert_eq!(count(&mut other), 0);
    assert_eq!(count(&mut server.connect()), 0);
}
