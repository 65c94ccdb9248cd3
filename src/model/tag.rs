//! Tags, and the patterns that look for them.

use std::collections::{BTreeMap, btree_map};

use serde::{Deserialize, Serialize};

use crate::model::text::is_plain;
use crate::model::{Invalid, ParameterType, Values};

/// The number of tags that a call may carry (documented).
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
    #[derive(Default)]
    TagValue: "not beginning with aliyun or acs:, without http:// and https://" [0..=128], is_allowed
}

/// A tag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
#[allow(missing_docs, reason = "the types of the fields have the rules")]
pub struct Tag {
    pub key: TagKey,
    pub value: TagValue,
}

/// The tags of a call: at most 20, each key once. Several calls can give a resource more (our choice). The list is
/// ordered by key, and the order in which a client sends tags does not matter (our choice).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(into = "Vec<Tag>")]
pub struct Tags(BTreeMap<TagKey, TagValue>);

impl Tags {
    /// Collects tags. An iterator cannot `collect()` into the list, since that cannot fail.
    ///
    /// # Errors
    /// [`Invalid::TooMany`] for more than 20 tags, [`Invalid::NotAllowed`] for a repeated key.
    pub fn new(tags: impl IntoIterator<Item = Tag>) -> Result<Self, Invalid> {
        let mut set = BTreeMap::new();
        let mut repeated = false;
        for (count, Tag { key, value }) in tags.into_iter().enumerate() {
            if count == TAGS_MAX {
                return Err(Invalid::TooMany);
            }
            repeated |= set.insert(key, value).is_some();
        }
        if repeated { Err(Invalid::NotAllowed) } else { Ok(Self(set)) }
    }

    /// Returns the number of tags.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns whether the list is empty.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Iterates over the tags in the order of their keys.
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
    /// Tag keys: at most 100 (documented by the gateway). A key may be repeated.
    TagKeys of TagKey, at most 100
}

word_type! {
    /// The type of a resource with tags and a resource group. The API has one type.
    ResourceType {
        /// A router.
        Router = "EXPRESSCONNECTROUTER",
    }
}

/// A tag to look for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct TagPattern {
    /// The key of the tag.
    pub key: TagKey,
    /// The value of the tag; `None` matches any value.
    pub value: Option<TagValue>,
}

impl ParameterType for TagPattern {
    const VALUES: Values = Tags::VALUES;
}

list_type! {
    /// Patterns that must all match: at most 20. A key may be repeated.
    TagFilter of TagPattern, at most 20
}

/// A filter whose items have the fields `TagKey` and `TagValue` on the wire.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TagModels(pub TagFilter);

impl ParameterType for TagModels {
    const VALUES: Values = Values::Fields(&[("TagKey", TagKey::VALUES), ("TagValue", TagValue::VALUES)]);
    const ITEMS_MAX: Option<usize> = Some(TAGS_MAX);
}

impl TagModels {
    /// Returns whether the list is empty, so that everything matches.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
