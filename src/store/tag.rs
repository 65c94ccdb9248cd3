//! The table `tag`.

use crate::error::Result;
use crate::model::{Tag, TagFilter, TagKey, Tags};
use crate::store::sql::text;
use crate::store::{ReadTx, WriteTx};

statements! {
    TAG_LIST = "SELECT key, value FROM tag WHERE resource = ?1 ORDER BY key";
    TAG_INSERT = "INSERT INTO tag (resource, key, value) VALUES (?1, ?2, ?3)";
    TAG_UPSERT = "INSERT OR REPLACE INTO tag (resource, key, value) VALUES (?1, ?2, ?3)";
    TAG_DELETE = "DELETE FROM tag WHERE resource = ?1 AND key = ?2";
    TAG_ANY = "SELECT 1 FROM tag WHERE resource = ?1 LIMIT 1";
    TAG_DELETE_OF_RESOURCE = "DELETE FROM tag WHERE resource = ?1";
    TAG_DELETE_OF_FLOW_LOGS = "DELETE FROM tag WHERE resource IN (SELECT key FROM flow_log WHERE router = ?1)";
}

/// The condition that a resource has every tag of a filter, which is given as JSON or NULL.
macro_rules! tags_match {
    ($resource:literal, $parameter:literal) => {
        concat!(
            "(",
            $parameter,
            " IS NULL OR NOT EXISTS (SELECT 1 FROM json_each(",
            $parameter,
            ") AS pattern
              WHERE NOT EXISTS (SELECT 1 FROM tag
                WHERE resource = ",
            $resource,
            " AND key = pattern.value ->> 'Key'
                  AND value = ifnull(pattern.value ->> 'Value', value))))"
        )
    };
}
pub(super) use tags_match;

/// A filter in the form that [`tags_match`] takes.
pub(super) fn tags_parameter(filter: &TagFilter) -> Option<String> {
    if filter.is_empty() { None } else { serde_json::to_string(filter).ok() }
}

impl ReadTx<'_> {
    /// The tags of a resource, in the order of their keys.
    pub fn tag_list(&self, resource: i64) -> Result<Vec<Tag>> {
        self.rows(TAG_LIST, [resource], |row| Ok(Tag { key: text(row, 0)?, value: text(row, 1)? }))
    }
}

impl ReadTx<'_> {
    /// Whether a resource has tags.
    pub fn tag_any(&self, resource: i64) -> Result<bool> {
        Ok(self.row(TAG_ANY, [resource], |_| Ok(()))?.is_some())
    }
}

impl WriteTx<'_> {
    /// Stores the tags of a new resource.
    pub fn tag_insert(&self, resource: i64, tags: &Tags) -> Result<()> {
        for (key, value) in tags.iter() {
            self.execute(TAG_INSERT, (resource, key.as_str(), value.as_str()))?;
        }
        Ok(())
    }

    /// Stores tags of a resource, in place of those with the same keys.
    pub fn tag_upsert(&self, resource: i64, tags: &Tags) -> Result<()> {
        for (key, value) in tags.iter() {
            self.execute(TAG_UPSERT, (resource, key.as_str(), value.as_str()))?;
        }
        Ok(())
    }

    /// Removes a tag of a resource, if it has one with this key.
    pub fn tag_delete(&self, resource: i64, key: &TagKey) -> Result<()> {
        self.execute(TAG_DELETE, (resource, key.as_str())).map(drop)
    }

    /// Removes every tag of a resource.
    pub fn tag_delete_of_resource(&self, resource: i64) -> Result<()> {
        self.execute(TAG_DELETE_OF_RESOURCE, [resource]).map(drop)
    }

    pub(super) fn tag_delete_of_flow_logs(&self, router: i64) -> Result<()> {
        self.execute(TAG_DELETE_OF_FLOW_LOGS, [router]).map(drop)
    }
}
