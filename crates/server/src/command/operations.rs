//! `ecr-sim operations`: what there is to call.

use std::io::Write;

use ecr_sim::OPERATIONS;

/// Prints a line for each operation: its name, its kind, the codes that it refuses with.
pub fn run() -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    for operation in OPERATIONS {
        let kind = if operation.writes() { "command" } else { "query" };
        let codes: Vec<String> = operation.errors().map(|code| code.to_string()).collect();
        writeln!(out, "{}\t{kind}\t{}", operation.name(), codes.join(" "))?;
    }
    Ok(())
}
