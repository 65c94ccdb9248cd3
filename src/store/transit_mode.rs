//! The table `transit_mode`.

use rusqlite::params;

use crate::error::Result;
use crate::model::{RegionTransitMode, TransitModes};
use crate::store::sql::{text, word};
use crate::store::{ReadTx, WriteTx};

statements! {
    TRANSIT_MODE_LIST = "SELECT mode, region FROM transit_mode WHERE router = ?1 ORDER BY position";
    TRANSIT_MODE_INSERT = "INSERT INTO transit_mode (router, position, region, mode) VALUES (?1, ?2, ?3, ?4)";
    TRANSIT_MODE_DELETE_OF_ROUTER = "DELETE FROM transit_mode WHERE router = ?1";
}

impl ReadTx<'_> {
    /// Returns the transit modes of a router, in the order in which they were set.
    pub fn transit_mode_list(&self, router: i64) -> Result<Vec<RegionTransitMode>> {
        self.rows(TRANSIT_MODE_LIST, [router], |row| {
            Ok(RegionTransitMode { mode: word(row, 0)?, region_id: text(row, 1)? })
        })
    }
}

impl WriteTx<'_> {
    /// Replaces the transit modes of a router.
    pub fn transit_mode_replace(&self, router: i64, modes: &TransitModes) -> Result<()> {
        self.transit_mode_delete_of_router(router)?;
        for (position, entry) in (0_i64..).zip(modes.iter()) {
            let params = params![router, position, entry.region_id.as_str(), entry.mode.as_str()];
            self.execute(TRANSIT_MODE_INSERT, params)?;
        }
        Ok(())
    }

    pub(super) fn transit_mode_delete_of_router(&self, router: i64) -> Result<()> {
        self.execute(TRANSIT_MODE_DELETE_OF_ROUTER, [router]).map(drop)
    }
}
