//! Runs the program.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStderr, ChildStdout, Command, Output, Stdio};
use std::thread::{self, JoinHandle};

use serde_json::Value;

/// Returns a command with these arguments, without keys and tokens from the environment.
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

/// Runs the program to its end.
pub fn run(arguments: &[&str]) -> Output {
    program(arguments).output().unwrap()
}

/// What reads the log of a server.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Log {
    /// The test reads it.
    Read,
    /// Nobody reads it, so the pipe fills up.
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
    /// Host and port on which it listens.
    pub address: String,
}

impl Server {
    /// Starts a server on a free port, and waits for the line that says that it is ready.
    pub fn start(arguments: &[&str]) -> Self {
        Self::started(program(&[&["serve", "--listen", "127.0.0.1:0"], arguments].concat()), Log::Read)
    }

    /// Starts a server with this command, and waits in the same way.
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

    /// Opens a connection to the server.
    pub fn connect(&self) -> Connection {
        let stream = BufReader::new(TcpStream::connect(&self.address).unwrap());
        Connection { stream, host: self.address.clone() }
    }

    /// Calls with all parameters in the query, on a new connection.
    pub fn call(&self, action: &str, pairs: &str) -> (u16, Value) {
        self.connect().call(action, pairs)
    }

    /// Stops the server as an operator does. Returns what it printed after the first line, what it logged, and
    /// whether it succeeded.
    pub fn end(self) -> (String, String, bool) {
        self.signal("-TERM");
        self.ended()
    }

    /// Sends the server a signal.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([name, &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// Waits for the server to end, and returns the same as [`Self::end`].
    pub fn ended(mut self) -> (String, String, bool) {
        let mut printed = String::new();
        self.stdout.read_to_string(&mut printed).unwrap();
        let ended_well = self.child.wait().unwrap().success();
        let logged = self.log.take().map(|log| log.join().unwrap()).unwrap_or_default();
        (printed, logged, ended_well)
    }

    /// Kills the server, as a power failure would.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The server may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A connection for several requests.
pub struct Connection {
    stream: BufReader<TcpStream>,
    host: String,
}

impl Connection {
    /// Sends a request, and returns the status and the JSON body of the answer.
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

    /// Sends any bytes.
    pub fn write(&mut self, bytes: impl AsRef<[u8]>) -> io::Result<()> {
        self.socket().write_all(bytes.as_ref())
    }

    /// Sends bytes, and reads the answer.
    pub fn exchange(&mut self, bytes: impl AsRef<[u8]>) -> Response {
        self.write(bytes).unwrap();
        self.response().expect("an answer")
    }

    /// Reads an answer. Returns `None` if the connection ends before the answer is complete.
    pub fn answer(&mut self) -> Option<(u16, Value)> {
        self.response().map(|response| (response.status, response.json()))
    }

    /// Reads an answer with its headers, or returns `None` in the same way.
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

    /// Discards what the server sends until it closes the connection, and returns whether it does.
    pub fn is_closed(&mut self) -> bool {
        io::copy(&mut self.stream, &mut io::sink()).is_ok()
    }

    /// The socket.
    pub fn socket(&mut self) -> &mut TcpStream {
        self.stream.get_mut()
    }
}

/// An answer as received.
pub struct Response {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Response {
    /// Returns the value of a header, whose name is in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}
