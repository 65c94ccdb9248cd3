//! The table `tag`.

use crate::error::Result;
use crate::model::{EcrId, IdFilters, Tag, TagFilter, TagKey, Tags};
use crate::store::page::{cut, rows_max};
use crate::store::sql::{text, to_json};
use crate::store::{Page, ReadTx, Window, WriteTx};

/// The condition that a resource has every tag of a filter. The parameter is the filter as JSON, or NULL for no filter.
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

macro_rules! tagged {
    () => {
        concat!(
            "FROM router JOIN tag ON tag.resource = router.key
             WHERE owner = ?1 AND (?2 IS NULL OR ecr_id IN (SELECT value FROM json_each(?2))) AND ",
            tags_match!("router.key", "?3")
        )
    };
}

statements! {
    TAG_LIST = "SELECT key, value FROM tag WHERE resource = ?1 ORDER BY key";
    TAG_INSERT = "INSERT INTO tag (resource, key, value) VALUES (?1, ?2, ?3)";
    TAG_COUNT = concat!("SELECT count(*) ", tagged!());
    TAG_PAGE = concat!(
        "SELECT router.key, router.ecr_id, tag.key, tag.value ", tagged!(),
        " AND router.key >= ?4 AND (router.key, tag.key) > (?4, ?5) ORDER BY router.key, tag.key LIMIT ?6"
    );
    TAG_UPSERT = "INSERT OR REPLACE INTO tag (resource, key, value) VALUES (?1, ?2, ?3)";
    TAG_DELETE = "DELETE FROM tag WHERE resource = ?1 AND key = ?2";
    TAG_ANY = "SELECT 1 FROM tag WHERE resource = ?1 LIMIT 1";
    TAG_DELETE_OF_RESOURCE = "DELETE FROM tag WHERE resource = ?1";
    TAG_DELETE_OF_FLOW_LOGS = "DELETE FROM tag WHERE resource IN (SELECT key FROM flow_log WHERE router = ?1)";
}

pub(super) use tags_match;

/// Returns a filter as a parameter of [`tags_match`].
pub(super) fn tags_parameter(filter: &TagFilter) -> Result<Option<String>> {
    if filter.is_empty() { Ok(None) } else { to_json(filter).map(Some) }
}

impl ReadTx<'_> {
    /// Returns the tags of a resource, in the order of their keys.
    pub fn tag_list(&self, resource: i64) -> Result<Vec<Tag>> {
        self.rows(TAG_LIST, [resource], |row| Ok(Tag { key: text(row, 0)?, value: text(row, 1)? }))
    }
}

/// A tag and the router that has it.
pub struct TaggedRouter {
    pub router: i64,
    pub ecr_id: EcrId,
    pub tag: Tag,
}

impl ReadTx<'_> {
    /// Returns a page of tags of the caller's routers, in the order of the routers' creation and of the keys.
    pub fn tag_page(
        &self,
        ecr_ids: &IdFilters,
        tags: &TagFilter,
        Window { after: (router, key), limit }: Window<'_>,
    ) -> Result<Page<TaggedRouter>> {
        let owner = self.context().caller.get().cast_signed();
        let ids = if ecr_ids.is_empty() { None } else { Some(to_json(ecr_ids)?) };
        let tags = tags_parameter(tags)?;
        let count = self.count(TAG_COUNT, (owner, &ids, &tags))?;
        let rows = self.rows(TAG_PAGE, (owner, &ids, &tags, router, key, rows_max(limit)), |row| {
            let tag = Tag { key: text(row, 2)?, value: text(row, 3)? };
            Ok(TaggedRouter { router: row.get(0)?, ecr_id: text(row, 1)?, tag })
        })?;
        Ok(cut(rows, limit, count, |entry| (entry.router, entry.tag.key.as_str())))
    }

    /// Returns whether a resource has tags.
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

    /// Stores tags of a resource and replaces those with the same keys.
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
