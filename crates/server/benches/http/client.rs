//! The client: persistent connections, each with one request in flight, all on one thread.
//!
//! It polls the connections and never sleeps. The system would wake a sleeping client within the measured time, and waking
//! it on the server's processor or on another one can cost more than a call.

#![allow(clippy::disallowed_methods, reason = "a benchmark needs the wall clock")]

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// The largest answer in bytes, head and body.
const ANSWER_MAX: usize = 64 * 1024;

/// Connections to one server.
pub struct Client(Vec<Connection>);

/// Requests that the connections share.
pub struct Requests {
    pub requests: Vec<Vec<u8>>,
    /// Whether to keep the answers. Copying large ones takes time.
    pub keep: bool,
}

/// The result of a batch of requests.
pub struct Batch {
    /// From the first request to the last answer.
    pub took: Duration,
    /// In the order of the answers.
    pub exchanges: Vec<Exchange>,
}

/// A request that was answered.
pub struct Exchange {
    /// The index of the request in its batch.
    pub index: usize,
    /// From the first byte sent to the last byte read.
    pub time: Duration,
    /// The body of the answer, if it is kept.
    pub body: Vec<u8>,
}

impl Client {
    pub fn new(address: &str, connections: usize) -> Self {
        Self((0..connections).map(|_| Connection::new(address)).collect())
    }

    /// Sends one request, and returns the body of the answer.
    pub fn ask(&mut self, request: Vec<u8>) -> Vec<u8> {
        let requests = Requests { requests: vec![request], keep: true };
        self.send(&requests).exchanges.swap_remove(0).body
    }

    /// Sends all requests. A connection whose request was answered takes the next one.
    pub fn send(&mut self, requests: &Requests) -> Batch {
        self.send_while(requests, || {})
    }

    /// Sends all requests on all connections but one. On that one it repeats a read until the requests are answered. Also
    /// returns the reads.
    pub fn send_beside(&mut self, requests: &Requests, read: &[u8]) -> (Batch, Vec<Exchange>) {
        let mut reader = self.0.pop().expect("a connection");
        let mut reads = Vec::new();
        reader.send(0, read);
        let batch = self.send_while(requests, || {
            if let Some(exchange) = reader.answer(false) {
                reads.push(exchange);
                reader.send(0, read);
            }
        });
        // The last read is not counted: it has the server for itself.
        while reader.answer(false).is_none() {}
        self.0.push(reader);
        (batch, reads)
    }

    /// Sends all requests, and calls `meanwhile` between polls.
    fn send_while(&mut self, requests: &Requests, mut meanwhile: impl FnMut()) -> Batch {
        let mut batch =
            Batch { took: Duration::ZERO, exchanges: Vec::with_capacity(requests.requests.len()) };
        let start = Instant::now();
        let mut remaining = requests.requests.iter().enumerate();
        let mut next = |connection: &mut Connection| {
            if let Some((index, request)) = remaining.next() {
                connection.send(index, request);
            }
        };
        self.0.iter_mut().for_each(&mut next);
        while batch.exchanges.len() < requests.requests.len() {
            for connection in &mut self.0 {
                if let Some(exchange) = connection.answer(requests.keep) {
                    batch.exchanges.push(exchange);
                    next(connection);
                }
            }
            meanwhile();
            // With few processors, the server may be waiting for this one.
            std::thread::yield_now();
        }
        batch.took = start.elapsed();
        batch
    }
}

struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
    filled: usize,
    /// The index of the request in flight.
    index: usize,
    start: Instant,
}

impl Connection {
    fn new(address: &str) -> Self {
        let stream = TcpStream::connect(address).expect("connected");
        stream.set_nodelay(true).expect("set");
        stream.set_nonblocking(true).expect("set");
        Self { stream, buffer: vec![0; ANSWER_MAX], filled: 0, index: 0, start: Instant::now() }
    }

    fn send(&mut self, index: usize, request: &[u8]) {
        (self.index, self.filled, self.start) = (index, 0, Instant::now());
        self.stream.write_all(request).expect("sent");
    }

    /// Returns the request in flight once it is answered completely.
    fn answer(&mut self, keep: bool) -> Option<Exchange> {
        match self.stream.read(&mut self.buffer[self.filled..]) {
            Ok(read) => {
                assert_ne!(read, 0, "the connection was closed");
                self.filled += read;
            }
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::WouldBlock, "{error}");
                return None;
            }
        }
        let answer = &self.buffer[..self.filled];
        let (head, length) = lengths(answer)?;
        let body = answer.get(head..head + length)?;
        let time = self.start.elapsed();
        Some(Exchange { index: self.index, time, body: if keep { body.to_vec() } else { Vec::new() } })
    }
}

/// Returns the lengths of head and body once the head has arrived.
fn lengths(answer: &[u8]) -> Option<(usize, usize)> {
    let head = answer.windows(4).position(|end| end == b"\r\n\r\n")? + 4;
    let text = std::str::from_utf8(&answer[..head]).expect("a head");
    assert!(text.starts_with("HTTP/1.1 200 "), "{}", String::from_utf8_lossy(answer));
    let length = text.lines().find_map(|line| line.strip_prefix("content-length: ")).expect("a length");
    Some((head, length.parse().expect("a number")))
}
