//! Tags, and the patterns that look for them.

use std::collections::{BTreeMap, btree_map};

use serde::{Deserialize, Serialize};

use crate::model::text::is_plain;
use crate::model::{Invalid, ParameterType, Values};

/// A call carries at most this many tags (documented).
const TAGS_MAX: usize = 20;

fn is_allowed(text: &str) -> bool {
    is_plain(text, 128)
        && !text.starts_with("aliyun")
        && !text.starts_with("acs:")
        && !text.contains("http://")
        && !text.contains("https://")
}

text_type! {
    /// A tag key: 1 to 128 characters, not beginning with `aliyun` or `acs:`, without `http://` and `https://`
    /// (documented; some pages say 64 characters).
    TagKey: "not beginning with aliyun or acs:, without http:// and https://" [1..=128], |text| !text.is_empty() && is_allowed(text)
}

text_type! {
    /// A tag value: 0 to 128 characters, not beginning with `aliyun` or `acs:`, without `http://` and `https://`
    /// (documented).
    TagValue: "not beginning with aliyun or acs:, without http:// and https://" [0..=128], is_allowed
}

impl Default for TagValue {
    /// The empty value.
    fn default() -> Self {
        Self(String::new())
    }
}

/// One tag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Tag {
    /// The key.
    pub key: TagKey,
    /// The value, which may be empty.
    pub value: TagValue,
}

/// The tags of a call: at most 20, each key once. A resource may get more in several calls (our choice). The order in
/// which a client sends tags does not matter (our choice); they are kept in the order of their keys.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(into = "Vec<Tag>")]
pub struct Tags(BTreeMap<TagKey, TagValue>);

impl Tags {
    /// Collects tags.
    ///
    /// # Errors
    /// [`Invalid::Format`] for more than 20 tags, [`Invalid::NotAllowed`] for a key that is given twice.
    pub fn new(tags: impl IntoIterator<Item = Tag>) -> Result<Self, Invalid> {
        let mut set = BTreeMap::new();
        let mut repeated = false;
        for (count, Tag { key, value }) in tags.into_iter().enumerate() {
            if count == TAGS_MAX {
                return Err(Invalid::Format);
            }
            repeated |= set.insert(key, value).is_some();
        }
        if repeated { Err(Invalid::NotAllowed) } else { Ok(Self(set)) }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The tags, in the order of their keys.
    pub fn iter(&self) -> btree_map::Iter<'_, TagKey, TagValue> {
        self.0.iter()
    }
}

impl<'a> IntoIterator for &'a Tags {
    type Item = (&'a TagKey, &'a TagValue);
    type IntoIter = btree_map::Iter<'a, TagKey, TagValue>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl IntoIterator for Tags {
    type Item = (TagKey, TagValue);
    type IntoIter = btree_map::IntoIter<TagKey, TagValue>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl ParameterType for Tags {
    const VALUES: Values = Values::Fields(&[("Key", TagKey::VALUES), ("Value", TagValue::VALUES)]);
    const ITEMS_MAX: Option<usize> = Some(TAGS_MAX);
}

impl From<Tags> for Vec<Tag> {
    fn from(tags: Tags) -> Self {
        tags.0.into_iter().map(|(key, value)| Tag { key, value }).collect()
    }
}

list_type! {
    /// Tag keys: at most 100 (documented by the gateway). The same one may stand there twice.
    TagKeys of TagKey, at most 100
}

word_type! {
    /// The type of what has tags and a resource group. The API knows one.
    ResourceType {
        /// A router.
        Router = "EXPRESSCONNECTROUTER",
    }
}

/// What a tag of a resource must look like.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct TagPattern {
    /// The key.
    pub key: TagKey,
    /// The value; absent means any.
    pub value: Option<TagValue>,
}

/// Patterns that must all be met: at most 20. The same key may be given twice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TagFilter(Vec<TagPattern>);

impl TagFilter {
    /// Collects patterns.
    ///
    /// # Errors
    /// [`Invalid::Format`] for more than 20 patterns.
    pub fn new(patterns: impl IntoIterator<Item = TagPattern>) -> Result<Self, Invalid> {
        let patterns: Vec<_> = patterns.into_iter().take(TAGS_MAX + 1).collect();
        if patterns.len() > TAGS_MAX { Err(Invalid::Format) } else { Ok(Self(patterns)) }
    }

    /// Whether there are none, so that everything matches.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The patterns, in the order that was given.
    pub fn iter(&self) -> std::slice::Iter<'_, TagPattern> {
        self.0.iter()
    }
}

impl ParameterType for TagFilter {
    const VALUES: Values = Tags::VALUES;
    const ITEMS_MAX: Option<usize> = Some(TAGS_MAX);
}

/// A filter whose items have the fields `TagKey` and `TagValue` on the wire.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct TagModels(pub TagFilter);

impl ParameterType for TagModels {
    const VALUES: Values = Values::Fields(&[("TagKey", TagKey::VALUES), ("TagValue", TagValue::VALUES)]);
    const ITEMS_MAX: Option<usize> = Some(TAGS_MAX);
}

impl TagModels {
    /// Whether there are none, so that everything matches.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
