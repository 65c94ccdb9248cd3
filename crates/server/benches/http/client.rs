//! The client: connections that are kept, each with one request under way, all on one thread.
//!
//! It asks each connection in turn whether its answer is there, and never sleeps. One that sleeps is woken in the time that
//! is measured, and where the system wakes it, on the server's processor or on another, costs more than a call does.

#![allow(clippy::disallowed_methods, reason = "a benchmark needs the wall clock")]

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// Bytes of an answer, head and body.
const ANSWER_MAX: usize = 64 * 1024;

/// Connections to one server.
pub struct Client(Vec<Connection>);

/// Requests for connections to share.
pub struct Requests {
    pub requests: Vec<Vec<u8>>,
    /// Whether the answers are needed. Keeping large ones takes time.
    pub keep: bool,
}

/// What came of a batch of requests.
pub struct Batch {
    /// How long all of them took.
    pub took: Duration,
    /// What came of each, in the order of the answers.
    pub exchanges: Vec<Exchange>,
}

/// What came of a request.
pub struct Exchange {
    /// Its place among the requests.
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

    /// Sends one request: the body of its answer.
    pub fn ask(&mut self, request: Vec<u8>) -> Vec<u8> {
        let requests = Requests { requests: vec![request], keep: true };
        self.send(&requests).exchanges.swap_remove(0).body
    }

    /// Sends all of these. A connection that has its answer takes the next.
    pub fn send(&mut self, requests: &Requests) -> Batch {
        self.send_while(requests, || {})
    }

    /// Sends all of these on all connections but one, and on that one a read over and over until they are answered. Also
    /// returns what came of the reads.
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
        // The last one is not counted: it has the server for itself.
        while reader.answer(false).is_none() {}
        self.0.push(reader);
        (batch, reads)
    }

    /// Sends all of these, and does something else in between.
    fn send_while(&mut self, requests: &Requests, mut meanwhile: impl FnMut()) -> Batch {
        let mut batch =
            Batch { took: Duration::ZERO, exchanges: Vec::with_capacity(requests.requests.len()) };
        let start = Instant::now();
        let mut left = requests.requests.iter().enumerate();
        let mut next = |connection: &mut Connection| {
            if let Some((index, request)) = left.next() {
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
            // Where processors are fewer than those who want them, the server may need this one.
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
    /// The place of the request under way.
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

    /// What came of the request under way, once its answer is there.
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

/// The lengths of head and body, once the head is there.
fn lengths(answer: &[u8]) -> Option<(usize, usize)> {
    let head = answer.windows(4).position(|end| end == b"\r\n\r\n")? + 4;
    let text = std::str::from_utf8(&answer[..head]).expect("a head");
    assert!(text.starts_with("HTTP/1.1 200 "), "{}", String::from_utf8_lossy(answer));
    let length = text.lines().find_map(|line| line.strip_prefix("content-length: ")).expect("a length");
    Some((head, length.parse().expect("a number")))
}
