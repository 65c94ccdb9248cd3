//! The processes that are measured.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::echo;

/// A server in a process of its own, which ends when this is dropped.
pub struct Program {
    child: Child,
    /// Where it listens.
    pub address: String,
}

impl Program {
    /// `ecr-sim serve`, in memory or with a file.
    pub fn server(db: Option<&Path>) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ecr-sim"));
        command.args(["serve", "--listen", "127.0.0.1:0"]).env_remove("ECR_SIM_ACCESS_KEYS");
        if let Some(db) = db {
            command.arg("--db").arg(db);
        }
        Self::start(command)
    }

    /// The server that answers each request with this.
    pub fn echo(answer: &str) -> Self {
        let mut command = Command::new(std::env::current_exe().expect("this program has a name"));
        command.args([echo::ARGUMENT, answer]);
        Self::start(command)
    }

    /// Starts it, and waits for the line that says where it listens. The log goes nowhere.
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
