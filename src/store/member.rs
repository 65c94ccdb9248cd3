//! Questions about members of both kinds.

use crate::error::Result;
use crate::model::Region;
use crate::store::ReadTx;
use crate::store::sql::text;

statements! {
    MEMBER_REGIONS = "SELECT region FROM child_instance WHERE router = ?1
                      UNION SELECT region FROM association WHERE router = ?1";
}

impl ReadTx<'_> {
    /// Returns whether a router has members.
    pub fn member_any(&self, router: i64) -> Result<bool> {
        Ok(self.child_instance_any(router)? || self.association_any(router)?)
    }

    /// Returns the regions in which a router has members, in alphabetical order.
    pub fn member_regions(&self, router: i64) -> Result<Vec<Region>> {
        self.rows(MEMBER_REGIONS, [router], |row| text(row, 0))
    }
}
