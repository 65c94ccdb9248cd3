//! The tables `settings` and `world`: the settings of the world, its clock and its counters.

use std::time::Duration;

use crate::error::{Error, Fault, Result};
use crate::model::{Settings, Timestamp};
use crate::store::sql::{counter, number, timestamp, to_json};
use crate::store::{ReadTx, WriteTx};

/// The clock and the counters of a world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counters {
    /// The time. It never goes back.
    pub now: Timestamp,
    /// The time that `advance` added to the system clock.
    pub offset: Duration,
    /// The last internal key in use.
    pub last_key: i64,
    /// The first position of the RequestId stream that is not reserved.
    pub request_position: u64,
}

impl Counters {
    /// Returns the counters of a new world.
    pub fn new(now: Timestamp) -> Self {
        Self { now, offset: Duration::ZERO, last_key: 0, request_position: 0 }
    }
}

statements! {
    WORLD_FIND = "SELECT json, now_ms, offset_ms, last_key, request_position
                  FROM world JOIN settings USING (id) WHERE id = 1";
    SETTINGS_INSERT = "INSERT OR REPLACE INTO settings (id, json) VALUES (1, ?1)";
    WORLD_INSERT = "INSERT OR REPLACE INTO world (id, now_ms, offset_ms, last_key, request_position) VALUES (1, ?1, 0, 0, 0)";
    WORLD_SET_NOW = "UPDATE world SET now_ms = ?1, offset_ms = ?2 WHERE id = 1";
    WORLD_SET_LAST_KEY = "UPDATE world SET last_key = ?1 WHERE id = 1";
    WORLD_SET_REQUEST_POSITION = "UPDATE world SET request_position = ?1 WHERE id = 1";
}

impl ReadTx<'_> {
    /// Returns the settings and counters of the world, if it was created.
    pub fn world_find(&self) -> Result<Option<(Settings, Counters)>> {
        let row = self.row(WORLD_FIND, [], |row| {
            let json: String = row.get(0)?;
            let offset_ms = number::<u64>(row, 2)?;
            let world = Counters {
                now: timestamp(row, 1)?,
                offset: Duration::from_millis(offset_ms),
                last_key: counter(row, 3)?,
                request_position: counter(row, 4)?.cast_unsigned(),
            };
            Ok((json, world))
        })?;
        let Some((json, world)) = row else { return Ok(None) };
        let settings = serde_json::from_str(&json)
            .map_err(|error| Error::Fault(Fault::Corrupt(format!("the settings cannot be read: {error}"))))?;
        Ok(Some((settings, world)))
    }
}

impl WriteTx<'_> {
    /// Creates the world. Replaces one that has no history.
    pub fn world_insert(&self, settings: &Settings) -> Result<()> {
        self.execute(SETTINGS_INSERT, [to_json(settings)?])?;
        self.execute(WORLD_INSERT, [settings.start().as_millis()]).map(drop)
    }

    /// Stores the clock.
    pub fn world_set_now(&self, now: Timestamp, offset: Duration) -> Result<()> {
        let offset_ms = i64::try_from(offset.as_millis()).unwrap_or(i64::MAX);
        self.execute(WORLD_SET_NOW, [now.as_millis(), offset_ms]).map(drop)
    }

    pub(super) fn world_set_last_key(&self, key: i64) -> Result<()> {
        self.execute(WORLD_SET_LAST_KEY, [key]).map(drop)
    }

    /// Reserves the RequestIds below a position.
    pub fn world_set_request_position(&self, position: u64) -> Result<()> {
        self.execute(WORLD_SET_REQUEST_POSITION, [position.cast_signed()]).map(drop)
    }
}
