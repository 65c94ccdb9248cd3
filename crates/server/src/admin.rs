//! `/_sim/`: calls that act on the world from outside, enabled by `serve --admin`. All of it is our choice.
//!
//! | `POST` | body | answer, besides `RequestId`, `Code` and `Message` |
//! | --- | --- | --- |
//! | `/_sim/health` (also `GET`; needs no token) | | `Status`: `ok`; `Version` of the program |
//! | `/_sim/clock` | | `Now`, `NextDue`: `YYYY-MM-DDThh:mm:ssZ`; `null` if no operation is unfinished |
//! | `/_sim/clock/advance` | `Milliseconds` | `Now`, `NextDue` |
//! | `/_sim/clock/advance-until-idle` | | `Now`, `NextDue` |
//! | `/_sim/dump` | | `Dump`: the full state, as returned by `Simulator::dump` |
//! | `/_sim/inventory` | | `Inventory`: every registered instance and account |
//! | `/_sim/inventory/apply` | the fields of `Inventory` | `Inventory` |
//! | `/_sim/inventory/remove` | `Id` of an instance or account | `Inventory` |
//! | `/_sim/snapshot` | `Name` | `Name`, `File`: the new file in the folder of snapshots |
//!
//! A body is a JSON object with the `Content-Type` `application/json`; an empty body counts as `{}`. The token is sent as
//! `Authorization: Bearer TOKEN`.

mod snapshots;
#[cfg(test)]
mod tests;

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use ecr_sim::{Error, Fault, Simulator, Timestamp};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE};
use hyper::{HeaderMap, Method, Request};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::answer::Answer;
use crate::failure::{contained, failed};
use crate::refusal::Refusal;

pub use snapshots::Snapshots;

/// The prefix of every administrative path.
pub const PREFIX: &str = "/_sim/";

/// 9999-12-31T23:59:59.999Z, the last moment that the API's time format can express.
const LAST_MS: i64 = 253_402_300_799_999;

/// The administration of a world.
#[derive(Debug)]
pub struct Admin {
    simulator: Simulator,
    token: Token,
    snapshots: Snapshots,
}

/// The admin token. Only its hash is kept and compared, so timing reveals nothing about the token.
pub struct Token([u8; 32]);

impl Token {
    /// Hashes a token.
    pub fn new(text: &str) -> Self {
        Self(Sha256::digest(text).into())
    }

    fn check(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        let given = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let given = given.and_then(|value| value.strip_prefix("Bearer "));
        if given.is_some_and(|given| Self::new(given).0 == self.0) {
            Ok(())
        } else {
            Err(Refusal::WrongAdminToken)
        }
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct Advance {
    milliseconds: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct Remove {
    id: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct TakeSnapshot {
    name: String,
}

impl Admin {
    /// Creates the administration of a world, for callers that send the token.
    pub fn new(simulator: Simulator, token: Token, snapshots: Snapshots) -> Self {
        Self { simulator, token, snapshots }
    }

    /// Answers a call whose path begins with [`PREFIX`]. May block on the disk.
    pub fn answer(&self, request: &Request<Bytes>) -> Answer {
        let answer = contained(|| self.perform(request))
            .unwrap_or_else(|refusal| Answer::refusing(&refusal, "ecr-sim"));
        tracing::info!(path = request.uri().path(), code = answer.code, "administrative call");
        answer
    }

    fn perform(&self, request: &Request<Bytes>) -> Result<Answer, Refusal> {
        let name = request.uri().path().strip_prefix(PREFIX).unwrap_or_default();
        let is_health = name == "health";
        if !is_health {
            self.token.check(request.headers())?;
        }
        match *request.method() {
            Method::POST => {}
            Method::GET if is_health => {}
            _ => return Err(Refusal::Method),
        }
        match name {
            "health" => {
                // Reports a broken world as unhealthy.
                self.simulator.next_due().map_err(failed)?;
                Answer::telling(&json!({ "Status": "ok", "Version": env!("CARGO_PKG_VERSION") }))
            }
            "clock" => {
                let Nothing {} = read(request)?;
                self.clock()
            }
            "clock/advance" => {
                let Advance { milliseconds } = read(request)?;
                let wait = Duration::from_millis(milliseconds);
                if self.simulator.now().after(wait) > Timestamp::from_millis(LAST_MS) {
                    return Err(Refusal::MalformedJson(
                        "Milliseconds moves the clock past the year 9999".to_owned(),
                    ));
                }
                self.simulator.advance(wait).map_err(failed)?;
                self.clock()
            }
            "clock/advance-until-idle" => {
                let Nothing {} = read(request)?;
                self.simulator.advance_until_idle().map_err(failed)?;
                self.clock()
            }
            "dump" => {
                let Nothing {} = read(request)?;
                Answer::telling(&json!({ "Dump": self.simulator.dump().map_err(failed)? }))
            }
            "inventory" => {
                let Nothing {} = read(request)?;
                self.inventory()
            }
            "inventory/apply" => match self.simulator.inventory().apply(&read(request)?) {
                Err(Error::Fault(Fault::InventoryInvalid(reason))) => Err(Refusal::MalformedJson(reason)),
                applied => applied.map_err(failed).and_then(|()| self.inventory()),
            },
            "inventory/remove" => {
                let Remove { id } = read(request)?;
                self.simulator.inventory().remove(&id).map_err(failed)?;
                self.inventory()
            }
            "snapshot" => {
                let TakeSnapshot { name } = read(request)?;
                let file = self.snapshots.take(&self.simulator, &name)?;
                Answer::telling(&json!({ "Name": name, "File": file }))
            }
            _ => Err(Refusal::Path),
        }
    }

    fn inventory(&self) -> Result<Answer, Refusal> {
        Answer::telling(&json!({ "Inventory": self.simulator.inventory().get().map_err(failed)? }))
    }

    fn clock(&self) -> Result<Answer, Refusal> {
        let next_due = self.simulator.next_due().map_err(failed)?.map(|due| due.to_string());
        Answer::telling(&json!({ "Now": self.simulator.now().to_string(), "NextDue": next_due }))
    }
}

/// Reads the body. An empty body counts as `{}`.
fn read<T: DeserializeOwned>(request: &Request<Bytes>) -> Result<T, Refusal> {
    let is_json = request.headers().get(CONTENT_TYPE).is_some_and(|kind| {
        let kind = kind.as_bytes().split(|&byte| byte == b';').next().unwrap_or_default();
        kind.trim_ascii().eq_ignore_ascii_case(b"application/json")
    });
    let body: &[u8] = match &**request.body() {
        [] => b"{}",
        body if is_json => body,
        _ => return Err(Refusal::MalformedJson("its Content-Type is not application/json".to_owned())),
    };
    // Serde would accept an array for a structure.
    let read = serde_json::from_slice::<Map<String, Value>>(body);
    read.and_then(|object| serde_json::from_value(object.into()))
        .map_err(|error| Refusal::MalformedJson(error.to_string()))
}
