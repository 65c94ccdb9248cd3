//! `ecr-sim call`: performs one call.

use std::io::Write;
use std::process::ExitCode;

use crate::cli::{Call, ClockKind};

/// Performs a call and prints its answer.
pub fn run(options: &Call) -> Result<ExitCode, Box<dyn std::error::Error>> {
    let simulator = options.world.open(ClockKind::System)?;
    let pairs = options.parameters.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let reply = simulator.invoke(&options.action, pairs);
    writeln!(std::io::stdout(), "{}", reply.body)?;
    Ok(if reply.http_status == 200 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
