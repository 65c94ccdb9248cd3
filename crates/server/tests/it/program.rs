//! Runs the program.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::thread::{self, JoinHandle};

use serde_json::Value;

/// The program with these arguments, and no keys or tokens from the environment.
pub fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ecr-sim"));
    command
        .args(arguments)
        .env_remove("ECR_SIM_ACCESS_KEYS")
        .env_remove("ECR_SIM_ADMIN_TOKEN")
        .stdin(Stdio::null());
    command
}

/// What the program prints, and how it ends.
pub fn run(arguments: &[&str]) -> Output {
    program(arguments).output().unwrap()
}

/// A server that runs until it is dropped.
pub struct Server {
    child: Child,
    stdout: BufReader<ChildStdout>,
    /// Reads the log: a pipe that nobody empties would stop the server once it is full.
    log: Option<JoinHandle<String>>,
    /// Where it listens.
    pub address: String,
}

impl Server {
    /// Starts a server on a free port, and waits for the line that says that it is ready.
    pub fn start(arguments: &[&str]) -> Self {
        let mut command = program(&[&["serve", "--listen", "127.0.0.1:0"], arguments].concat());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut stderr = child.stderr.take().unwrap();
        let log = thread::spawn(move || {
            let mut logged = String::new();
            stderr.read_to_string(&mut logged).unwrap();
            logged
        });
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let address =
            line.trim_end().strip_prefix("listening on http://").unwrap_or_else(|| panic!("{line:?}"));
        Self { child, address: address.to_owned(), stdout, log: Some(log) }
    }

    /// A connection to it.
    pub fn connect(&self) -> Connection {
        let stream = TcpStream::connect(&self.address).unwrap();
        Connection { reader: BufReader::new(stream.try_clone().unwrap()), stream, host: self.address.clone() }
    }

    /// Calls with everything in the query, on a connection of its own.
    pub fn call(&self, action: &str, pairs: &str) -> (u16, Value) {
        self.connect().call(action, pairs)
    }

    /// Ends it as an operator does. What it printed after the first line, what it logged, and whether it ended well.
    pub fn end(mut self) -> (String, String, bool) {
        let sent = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        let mut printed = String::new();
        let logged = self.log.take().unwrap().join().unwrap();
        self.stdout.read_to_string(&mut printed).unwrap();
        let ended_well = self.child.wait().unwrap().success();
        (printed, logged, ended_well)
    }

    /// Ends it as a power failure does.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A connection that is kept for several calls.
pub struct Connection {
    stream: TcpStream,
    reader: BufReader<TcpStream>,
    host: String,
}

impl Connection {
    /// Sends a request and reads its answer: the status, and the body as JSON.
    pub fn call(&mut self, action: &str, pairs: &str) -> (u16, Value) {
        self.send(action, pairs);
        self.answer().expect("an answer")
    }

    /// Sends a request.
    pub fn send(&mut self, action: &str, pairs: &str) {
        let host = &self.host;
        write!(
            self.stream,
            "GET /?Action={action}&Version=2023-09-01&{pairs} HTTP/1.1\r\nHost: {host}\r\n\r\n"
        )
        .unwrap();
    }

    /// Reads an answer; `None` if the connection has ended before it was whole.
    pub fn answer(&mut self) -> Option<(u16, Value)> {
        let (mut status, mut length) = (None, 0);
        loop {
            let mut line = String::new();
            self.reader.read_line(&mut line).ok()?;
            let line = line.strip_suffix("\r\n")?;
            if line.is_empty() {
                break;
            } else if let Some(length_of_body) = line.strip_prefix("content-length: ") {
                length = length_of_body.parse().unwrap();
            } else if status.is_none() {
                status = line.split(' ').nth(1).map(|status| status.parse().unwrap());
            }
        }
        let mut body = vec![0; length];
        self.reader.read_exact(&mut body).ok()?;
        Some((status?, serde_json::from_slice(&body).unwrap()))
    }
}
