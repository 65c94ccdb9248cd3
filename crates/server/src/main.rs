//! `ecr-sim`: the simulator as a program.

#![forbid(unsafe_code)]

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use ecr_sim_server::cli::{Cli, Command};
use ecr_sim_server::command;

fn main() -> ExitCode {
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_ansi(false).with_target(false).init();
    let done = match Cli::parse().command {
        Command::Serve(options) => command::serve::run(&options),
        Command::Call(options) => command::call::run(&options),
        Command::Replay(options) => command::replay::run(&options),
        Command::World(options) => command::world::run(&options),
        Command::Operations => command::operations::run().map(|()| ExitCode::SUCCESS).map_err(Into::into),
    };
    done.unwrap_or_else(|error| {
        // Where stderr is closed, nobody reads it.
        let _ = writeln!(std::io::stderr(), "ecr-sim: {error}");
        ExitCode::from(2)
    })
}
