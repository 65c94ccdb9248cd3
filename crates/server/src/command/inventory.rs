//! `ecr-sim inventory`: registers what exists around the routers.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use ecr_sim::Inventory;
use serde_json::{Map, Value};

use crate::cli::{ClockKind, InventoryAction, InventoryArgs, WorldOptions};

/// Runs the subcommand.
pub fn run(options: &InventoryArgs) -> Result<ExitCode, Box<dyn std::error::Error>> {
    match &options.action {
        InventoryAction::Apply { file, world } => apply(file, world),
    }
}

/// Registers the inventory of a file and prints the whole inventory.
fn apply(file: &Path, world: &WorldOptions) -> Result<ExitCode, Box<dyn std::error::Error>> {
    let in_file = |error: &dyn std::fmt::Display| format!("{}: {error}", file.display());
    let text = fs::read_to_string(file).map_err(|error| in_file(&error))?;
    // Serde would accept an array for a structure.
    let object: Map<String, Value> = serde_json::from_str(&text).map_err(|error| in_file(&error))?;
    let inventory: Inventory = serde_json::from_value(object.into()).map_err(|error| in_file(&error))?;
    let simulator = world.open(ClockKind::System)?;
    simulator.inventory().apply(&inventory)?;
    writeln!(std::io::stdout(), "{}", serde_json::to_string_pretty(&simulator.inventory().get()?)?)?;
    Ok(ExitCode::SUCCESS)
}
