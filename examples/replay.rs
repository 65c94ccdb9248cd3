//! Runs recorded requests: `cargo run --example replay -- tests/data/flow-log-lifecycle.jsonl`.
//!
//! A line of the file is `{"action", "query": {}, "form": {}, "status", "response": {}}`. Ids that a recorded answer
//! introduced are replaced by the simulated ones. Prints one JSON line for each call and exits with 1 if a status, or the
//! code of a recorded error, differs; with 2 if the file cannot be read.

#![allow(clippy::print_stdout, clippy::indexing_slicing, reason = "an example shows what it does")]

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;

use ecr_sim::Simulator;
use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Deserialize)]
struct Record {
    action: String,
    #[serde(default)]
    query: BTreeMap<String, String>,
    #[serde(default)]
    form: BTreeMap<String, String>,
    status: u16,
    response: Value,
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

fn main() -> ExitCode {
    let Some(path) = std::env::args().nth(1) else {
        eprintln!("usage: replay FILE.jsonl");
        return ExitCode::from(2);
    };
    match replay(&path) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(different) => {
            eprintln!("{different} answers differ from the recorded ones");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("{path}: {error}");
            ExitCode::from(2)
        }
    }
}

/// Runs every request of the file; returns how many answers differ.
fn replay(path: &str) -> Result<usize, Box<dyn std::error::Error>> {
    let sim = Simulator::in_memory()?;
    let mut ids = Ids::default();
    let mut different = 0;
    let records = std::fs::read_to_string(path)?;
    for (index, line) in records.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let n = index + 1;
        let record: Record = serde_json::from_str(line).map_err(|error| format!("line {n}: {error}"))?;
        // Where a name stands in both, the form wins: it comes last.
        let recorded = record.query.iter().chain(&record.form);
        let pairs: Vec<(&str, &str)> =
            recorded.map(|(name, value)| (name.as_str(), ids.simulated(value))).collect();
        let reply = sim.invoke(&record.action, pairs);
        let response: Value = serde_json::from_str(&reply.body)?;
        let code = &response["Code"];
        let same =
            reply.http_status == record.status && (record.status < 400 || *code == record.response["Code"]);
        let line = Line {
            n,
            action: &record.action,
            recorded_status: record.status,
            status: reply.http_status,
            code,
            response: &response,
        };
        println!("{}", serde_json::to_string(&line)?);
        different += usize::from(!same);
        ids.learn(&record, &response);
    }
    Ok(different)
}

/// Recorded ids and the simulated ones that stand for them.
#[derive(Default)]
struct Ids {
    simulated: BTreeMap<String, String>,
    /// Values that a request has named. Such an id was not introduced by an answer, so it stands for itself.
    requested: BTreeSet<String>,
}

impl Ids {
    fn simulated<'a>(&'a self, value: &'a str) -> &'a str {
        self.simulated.get(value).map_or(value, String::as_str)
    }

    fn learn(&mut self, record: &Record, response: &Value) {
        self.requested.extend(record.query.values().chain(record.form.values()).cloned());
        self.pair(&record.response, response);
    }

    /// Pairs every field named `*Id` of a recorded answer with the simulated one in the same place.
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
