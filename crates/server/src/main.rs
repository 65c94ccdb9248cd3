//! `ecr-sim`: the simulator as a program.

#![forbid(unsafe_code)]

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use ecr_sim_server::cli::{Cli, Command};
use ecr_sim_server::command;

fn main() -> ExitCode {
    // An unread or closed log must not delay a call. Another thread writes the lines and drops those it cannot keep up with.
    let (log, _written_at_the_end) = tracing_appender::non_blocking(std::io::stderr());
    tracing_subscriber::fmt()
        .with_writer(log)
        .with_ansi(false)
        .with_target(false)
        .log_internal_errors(false)
        .init();
    let done = match Cli::parse().command {
        Command::Serve(options) => command::serve::run(&options),
        Command::Call(options) => command::call::run(&options),
        Command::Replay(options) => command::replay::run(&options),
        Command::Inventory(options) => command::inventory::run(&options),
        Command::Operations => command::operations::run().map(|()| ExitCode::SUCCESS).map_err(Into::into),
    };
    done.unwrap_or_else(|error| {
        // If stderr is closed, nobody reads the message.
        let _ = writeln!(std::io::stderr(), "ecr-sim: {error}");
        ExitCode::from(2)
    })
}
