//! Runs the program.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStderr, ChildStdout, Command, Output, Stdio};
use std::thread::{self, JoinHandle};

use serde_json::Value;

/// The program with these arguments, and no keys or tokens from the environment.
pub fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ecr-sim"));
    command
        .args(arguments)
        .env_remove("ECR_SIM_ACCESS_KEYS")
        .env_remove("ECR_SIM_SECURITY_TOKENS")
        .env_remove("ECR_SIM_ADMIN_TOKEN")
        .stdin(Stdio::null());
    command
}

/// What the program prints, and how it ends.
pub fn run(arguments: &[&str]) -> Output {
    program(arguments).output().unwrap()
}

/// What becomes of the log of a server.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Log {
    /// Somebody reads it.
    Read,
    /// Nobody reads it, so that the pipe is full some time.
    Unread,
    /// The pipe is closed.
    Closed,
}

/// A server that runs until it is dropped.
pub struct Server {
    child: Child,
    stdout: BufReader<ChildStdout>,
    log: Option<JoinHandle<String>>,
    _unread: Option<ChildStderr>,
    /// Where it listens.
    pub address: String,
}

impl Server {
    /// Starts a server on a free port, and waits for the line that says that it is ready.
    pub fn start(arguments: &[&str]) -> Self {
        Self::started(program(&[&["serve", "--listen", "127.0.0.1:0"], arguments].concat()), Log::Read)
    }

    /// Starts a server with this command, and does the same.
    pub fn started(mut command: Command, reader: Log) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut stderr = child.stderr.take();
        let log = (reader == Log::Read).then(|| {
            let mut stderr = stderr.take().unwrap();
            thread::spawn(move || {
                let mut logged = String::new();
                stderr.read_to_string(&mut logged).unwrap();
                logged
            })
        });
        let unread = stderr.filter(|_| reader == Log::Unread);
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let address =
            line.trim_end().strip_prefix("listening on http://").unwrap_or_else(|| panic!("{line:?}"));
        Self { child, address: address.to_owned(), stdout, log, _unread: unread }
    }

    /// A connection to it.
    pub fn connect(&self) -> Connection {
        let stream = BufReader::new(TcpStream::connect(&self.address).unwrap());
        Connection { stream, host: self.address.clone() }
    }

    /// Calls with everything in the query, on a connection of its own.
    pub fn call(&self, action: &str, pairs: &str) -> (u16, Value) {
        self.connect().call(action, pairs)
    }

    /// Ends it as an operator does. What it printed after the first line, what it logged, and whether it ended well.
    pub fn end(self) -> (String, String, bool) {
        self.signal("-TERM");
        self.ended()
    }

    /// Sends it a signal.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([name, &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// Waits for its end: the same.
    pub fn ended(mut self) -> (String, String, bool) {
        let mut printed = String::new();
        self.stdout.read_to_string(&mut printed).unwrap();
        let ended_well = self.child.wait().unwrap().success();
        let logged = self.log.take().map(|log| log.join().unwrap()).unwrap_or_default();
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
    stream: BufReader<TcpStream>,
    host: String,
}

impl Connection {
    /// Sends a request and reads its answer: the status, and the body as JSON.
    pub fn call(&mut self, action: &str, pairs: &str) -> (u16, Value) {
        self.send(action, pairs).unwrap();
        self.answer().expect("an answer")
    }

    /// Sends a request.
    pub fn send(&mut self, action: &str, pairs: &str) -> io::Result<()> {
        let request = format!(
            "GET /?Action={action}&Version=2023-09-01&{pairs} HTTP/1.1\r\nHost: {}\r\n\r\n",
            self.host
        );
        self.write(request)
    }

    /// Sends bytes, whatever they are.
    pub fn write(&mut self, bytes: impl AsRef<[u8]>) -> io::Result<()> {
        self.socket().write_all(bytes.as_ref())
    }

    /// Sends bytes, and reads what is answered to them.
    pub fn exchange(&mut self, bytes: impl AsRef<[u8]>) -> Response {
        self.write(bytes).unwrap();
        self.response().expect("an answer")
    }

    /// Reads an answer; `None` if the connection has ended before it was whole.
    pub fn answer(&mut self) -> Option<(u16, Value)> {
        self.response().map(|response| (response.status, response.json()))
    }

    /// The same, with its headers.
    pub fn response(&mut self) -> Option<Response> {
        let mut head = Vec::new();
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line).ok()?;
            let line = line.strip_suffix("\r\n")?;
            if line.is_empty() {
                break;
            }
            head.push(line.to_owned());
        }
        let (status, headers) = head.split_first()?;
        let headers: Vec<(String, String)> = headers
            .iter()
            .map(|line| line.split_once(": ").unwrap())
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let status = status.split(' ').nth(1)?.parse().unwrap();
        let mut response = Response { status, headers, body: Vec::new() };
        let length = response.header("content-length").map_or(0, |length| length.parse().unwrap());
        response.body.resize(length, 0);
        self.stream.read_exact(&mut response.body).ok()?;
        Some(response)
    }

    /// Whether the server has closed it, once it has; what it sends until then is dropped.
    pub fn is_closed(&mut self) -> bool {
        io::copy(&mut self.stream, &mut io::sink()).is_ok()
    }

    /// What it is to the system.
    pub fn socket(&mut self) -> &mut TcpStream {
        self.stream.get_mut()
    }
}

/// An answer as it came.
pub struct Response {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Response {
    /// The value of a header, whose name is in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}
