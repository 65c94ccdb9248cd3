//! Starts the processes that are measured.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::echo;

/// A server in a process of its own. Dropping it kills the process.
pub struct Program {
    child: Child,
    /// Host and port on which it listens.
    pub address: String,
}

impl Program {
    /// Starts `ecr-sim serve`, in memory or with a file.
    pub fn server(db: Option<&Path>) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ecr-sim"));
        command.args(["serve", "--listen", "127.0.0.1:0"]).env_remove("ECR_SIM_ACCESS_KEYS");
        if let Some(db) = db {
            command.arg("--db").arg(db);
        }
        Self::start(command)
    }

    /// Starts the server that answers each request with `answer`.
    pub fn echo(answer: &str) -> Self {
        let mut command = Command::new(std::env::current_exe().expect("this program has a name"));
        command.args([echo::ARGUMENT, answer]);
        Self::start(command)
    }

    /// Starts a server, and waits for the line with its address. Discards the log.
    fn start(mut command: Command) -> Self {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("started");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut line).expect("a line");
        let address = line.trim_end().strip_prefix("listening on http://").expect("an address");
        Self { child, address: address.to_owned() }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
