//! Stopping a server, and a log that never blocks it.

use std::io::{Read, Write};
use std::net::TcpStream;

use crate::program::{Log, Server, program};

#[test]
fn a_signal_right_after_the_ready_line_ends_it_cleanly() {
    for signal in ["-TERM", "-INT"].repeat(10) {
        let server = Server::start(&[]);
        server.signal(signal);
        assert!(server.ended().2, "{signal}");
    }
}

/// Opens a connection with a request in flight: the server waits for the rest of its body.
fn under_way(server: &Server) -> TcpStream {
    let mut stream = TcpStream::connect(&server.address).unwrap();
    let head = "POST /?Action=DescribeExpressConnectRouter&Version=2023-09-01 HTTP/1.1\r\nHost: localhost\r\n\
                Content-Length: 3\r\nExpect: 100-continue\r\n\r\n";
    stream.write_all(head.as_bytes()).unwrap();
    let mut asked = [0; 25];
    stream.read_exact(&mut asked).unwrap();
    assert_eq!(&asked, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream
}

#[test]
fn a_call_under_way_is_answered_before_the_end() {
    let server = Server::start(&[]);
    let mut stream = under_way(&server);
    server.signal("-TERM");
    // After the signal, the server accepts no connection.
    while TcpStream::connect(&server.address).is_ok() {}
    stream.write_all(b"A=1").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    assert!(server.ended().2);
}

#[test]
fn a_second_signal_does_not_wait_for_what_is_under_way() {
    let server = Server::start(&[]);
    let mut stream = under_way(&server);
    server.signal("-INT");
    while TcpStream::connect(&server.address).is_ok() {}
    server.signal("-INT");
    let (_, logged, ended_well) = server.ended();
    assert!(ended_well && logged.contains("not waiting any longer"), "{logged}");
    assert_eq!(stream.read_to_string(&mut String::new()).unwrap_or_default(), 0, "it was not answered");
}

#[test]
fn a_log_that_is_closed_or_that_nobody_reads_does_not_hold_up_a_call() {
    for log in [Log::Closed, Log::Unread] {
        let server = Server::started(program(&["serve", "--listen", "127.0.0.1:0"]), log);
        let mut connection = server.connect();
        // More lines than fit into a pipe.
        for _ in 0..2_000 {
            let (status, body) = connection.call("DescribeExpressConnectRouter", "");
            assert_eq!(status, 200, "{body}");
        }
        assert_eq!(connection.call("DeleteFlowlog", "").0, 400);
        server.signal("-TERM");
        assert!(server.ended().2);
    }
}
