//! `ecr-sim operations`: lists the operations.

use std::io::{self, ErrorKind, Write};

use ecr_sim::OPERATIONS;

/// Prints a line for each operation: name, kind and codes. A reader that closes stdout early is not an error.
pub fn run() -> io::Result<()> {
    match print() {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        printed => printed,
    }
}

fn print() -> io::Result<()> {
    let mut out = io::stdout().lock();
    for operation in OPERATIONS {
        let kind = if operation.writes() { "command" } else { "query" };
        let codes: Vec<String> = operation.errors().map(|code| code.to_string()).collect();
        writeln!(out, "{}\t{kind}\t{}", operation.name(), codes.join(" "))?;
    }
    Ok(())
}
