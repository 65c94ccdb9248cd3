//! `ecr-sim world`: what is registered of the world around the routers.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use ecr_sim::Facts;
use serde_json::{Map, Value};

use crate::cli::{Around, AroundAction, ClockKind, World};

/// Does what was asked for.
pub fn run(options: &Around) -> Result<ExitCode, Box<dyn std::error::Error>> {
    match &options.action {
        AroundAction::Apply { file, world } => apply(file, world),
    }
}

/// Registers the facts of a file, and prints everything that is registered then.
fn apply(file: &Path, world: &World) -> Result<ExitCode, Box<dyn std::error::Error>> {
    let told = |error: &dyn std::fmt::Display| format!("{}: {error}", file.display());
    let text = fs::read_to_string(file).map_err(|error| told(&error))?;
    // An array would do for a structure too.
    let object: Map<String, Value> = serde_json::from_str(&text).map_err(|error| told(&error))?;
    let facts: Facts = serde_json::from_value(object.into()).map_err(|error| told(&error))?;
    let simulator = world.open(ClockKind::System)?;
    simulator.world().apply(&facts)?;
    writeln!(std::io::stdout(), "{}", serde_json::to_string_pretty(&simulator.world().facts()?)?)?;
    Ok(ExitCode::SUCCESS)
}
