//! `ecr-sim replay`: repeats recorded calls and reports different answers.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::process::ExitCode;

use ecr_sim::Simulator;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::cli::{ClockKind, Replay};

/// Performs the calls of a file and prints a line for each.
pub fn run(options: &Replay) -> Result<ExitCode, Box<dyn std::error::Error>> {
    let records = std::fs::read_to_string(&options.file)
        .map_err(|error| format!("{}: {error}", options.file.display()))?;
    let different = replay(&options.world.open(ClockKind::Manual)?, &records)?;
    if different > 0 {
        writeln!(std::io::stderr(), "{different} answers differ from the recorded ones")?;
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

/// A recorded call.
#[derive(Deserialize)]
pub struct Record {
    /// The action.
    pub action: String,
    /// The parameters of the query.
    #[serde(default)]
    pub query: BTreeMap<String, String>,
    /// The parameters of the form.
    #[serde(default)]
    pub form: BTreeMap<String, String>,
    /// The HTTP status of the answer.
    pub status: u16,
    /// The body of the answer.
    pub response: Value,
}

#[derive(Serialize)]
struct Line<'a> {
    n: usize,
    action: &'a str,
    recorded_status: u16,
    status: u16,
    code: &'a Value,
    response: &'a Value,
}

/// Runs every request of the file. Returns the number of different answers.
fn replay(sim: &Simulator, records: &str) -> Result<usize, Box<dyn std::error::Error>> {
    let mut out = std::io::stdout().lock();
    let mut ids = Ids::default();
    let mut different = 0;
    for (index, line) in records.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let n = index + 1;
        let record: Record = serde_json::from_str(line)
            .map_err(|error| format!("line {n} is not a recorded call: {error}"))?;
        // The form overrides the query, so it comes last.
        let recorded = record.query.iter().chain(&record.form);
        let pairs: Vec<(&str, &str)> =
            recorded.map(|(name, value)| (name.as_str(), ids.simulated(value))).collect();
        let reply = sim.invoke(&record.action, pairs);
        let response: Value = serde_json::from_str(&reply.body)?;
        let code = response.get("Code").unwrap_or(&Value::Null);
        let same = reply.http_status == record.status
            && (record.status < 400 || Some(code) == record.response.get("Code"));
        let line = Line {
            n,
            action: &record.action,
            recorded_status: record.status,
            status: reply.http_status,
            code,
            response: &response,
        };
        writeln!(out, "{}", serde_json::to_string(&line)?)?;
        different += usize::from(!same);
        ids.learn(&record, &response);
    }
    Ok(different)
}

/// Maps recorded ids to simulated ones.
#[derive(Default)]
pub struct Ids {
    simulated: BTreeMap<String, String>,
    /// Values that requests contained. An answer did not introduce such an id, so it is not replaced.
    requested: BTreeSet<String>,
}

impl Ids {
    /// Returns the simulated id for a recorded one, or the value itself.
    pub fn simulated<'a>(&'a self, value: &'a str) -> &'a str {
        self.simulated.get(value).map_or(value, String::as_str)
    }

    /// Learns the ids that a recorded answer introduced, from the answer to the same call.
    pub fn learn(&mut self, record: &Record, response: &Value) {
        self.requested.extend(record.query.values().chain(record.form.values()).cloned());
        self.pair(&record.response, response);
    }

    /// Pairs every field named `*Id` of a recorded answer with the field at the same place of the simulated one.
    fn pair(&mut self, recorded: &Value, simulated: &Value) {
        match (recorded, simulated) {
            (Value::Object(recorded), Value::Object(simulated)) => {
                for (name, recorded) in recorded {
                    let Some(simulated) = simulated.get(name) else { continue };
                    match (recorded, simulated) {
                        (Value::String(recorded), Value::String(simulated)) if name.ends_with("Id") => {
                            if !self.requested.contains(recorded) {
                                self.simulated.entry(recorded.clone()).or_insert_with(|| simulated.clone());
                            }
                        }
                        _ => self.pair(recorded, simulated),
                    }
                }
            }
            (Value::Array(recorded), Value::Array(simulated)) => {
                for (recorded, simulated) in recorded.iter().zip(simulated) {
                    self.pair(recorded, simulated);
                }
            }
            _ => {}
        }
    }
}
