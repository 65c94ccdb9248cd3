//! `ecr-sim operations`: what there is to call.

use std::io::{self, ErrorKind, Write};

use ecr_sim::OPERATIONS;

/// Prints a line for each operation: its name, its kind, the codes that it refuses with. Whoever reads them may have enough
/// before the last.
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
