//! Parameters that are numbered lists, such as `Tag.N.Key` and `AllowedPrefixes.N`.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::block;
use crate::call::Call;
use crate::decode::{Class, is_made_of};

/// The form of the items of a list.
#[derive(Clone, Copy)]
pub enum Items {
    /// The tags of a resource, with distinct keys.
    Tags,
    /// Tags to filter by, in fields of these names.
    Patterns(&'static str, &'static str),
    /// Keys of tags.
    TagKeys,
    /// IPv4 address blocks.
    Prefixes,
    /// Ids of routers, at most this many.
    RouterIds(usize),
    /// Ids to filter by, which may be anything.
    Texts,
    /// Regions and modes.
    Modes,
}

impl Items {
    /// The fields of an item. An item of a list of strings has one without a name.
    pub fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Tags => &["Key", "Value"],
            Self::Patterns("Key", _) => &["Key", "Value"],
            Self::Patterns(..) => &["TagKey", "TagValue"],
            Self::Modes => &["RegionId", "Mode"],
            Self::TagKeys | Self::Prefixes | Self::RouterIds(_) | Self::Texts => &[""],
        }
    }

    /// The largest number of items, and the problem of more.
    pub fn most(self) -> (usize, Class) {
        match self {
            Self::Tags | Self::Patterns(..) => (20, Class::Format),
            Self::RouterIds(most) => (most, Class::Format),
            Self::Texts => (50, Class::Format),
            Self::TagKeys | Self::Modes => (100, Class::Format),
            // This list has a code of its own.
            Self::Prefixes => (10_000, Class::Value),
        }
    }
}

/// A problem of a parameter, by its name.
type Problem = (Class, String);

/// The values of an item by field.
type Item = BTreeMap<String, String>;

/// Decodes a list. The worst of its problems counts, and among equals the first.
pub fn read(kind: Items, list: &str, call: &Call) -> Result<Vec<Value>, Problem> {
    let items = items(kind, list, call)?;
    let (mut problems, mut values) = (Vec::new(), Vec::new());
    for (index, item) in &items {
        let mut wrong = |class: Class, field: &str| {
            let name = if field.is_empty() { list.to_owned() } else { format!("{list}.{index}.{field}") };
            problems.push((class, name));
        };
        let text = |field: &str| item.get(field).map(String::as_str);
        values.push(match kind {
            Items::Tags => pair(text("Key"), text("Value").or(Some("")), ("Key", "Value"), &mut wrong),
            Items::Patterns(key, value) => pair(text(key), text(value), (key, value), &mut wrong),
            Items::Modes => {
                let (region, mode) = (
                    text("RegionId").unwrap_or_default(),
                    text("Mode").filter(|mode| !mode.is_empty()).unwrap_or("NearBy"),
                );
                if region.is_empty() || !is_made_of(region, "-") {
                    wrong(Class::Format, "RegionId");
                }
                if !["ECMP", "NearBy"].contains(&mode) {
                    wrong(Class::Value, "Mode");
                }
                json!({ "Mode": mode, "RegionId": region })
            }
            Items::TagKeys | Items::Prefixes | Items::RouterIds(_) | Items::Texts => {
                let text = text("").unwrap_or_default();
                let fits = match kind {
                    Items::TagKeys => is_tag_key(text),
                    Items::Prefixes => block::parse(text).is_some(),
                    Items::RouterIds(_) => text
                        .strip_prefix("ecr-")
                        .is_some_and(|rest| !rest.is_empty() && is_made_of(rest, "-")),
                    _ => !text.is_empty(),
                };
                if !fits {
                    wrong(Class::Format, "");
                }
                text.into()
            }
        });
    }
    let (most, class) = kind.most();
    if values.len() > most {
        problems.push((class, list.to_owned()));
    }
    if matches!(kind, Items::Tags) {
        values.sort_by_key(|tag| tag["Key"].to_string());
        if values.windows(2).any(|pair| pair[0]["Key"] == pair[1]["Key"]) {
            problems.push((Class::Value, list.to_owned()));
        }
    }
    problems.sort_by_key(|(class, _)| *class);
    match problems.into_iter().next() {
        None => Ok(values),
        Some(problem) => Err(problem),
    }
}

/// The items by index.
fn items(kind: Items, list: &str, call: &Call) -> Result<BTreeMap<u64, Item>, Problem> {
    let mut items = BTreeMap::new();
    for (name, text) in &call.pairs {
        let Some(rest) = name.strip_prefix(list).and_then(|rest| rest.strip_prefix('.')) else { continue };
        let (index, field) = rest.split_once('.').unwrap_or((rest, ""));
        let number = if index.chars().all(|c| c.is_ascii_digit()) { index.parse::<u64>().ok() } else { None };
        let Some(index) = number.filter(|&index| index > 0) else {
            return Err((Class::Format, list.to_owned()));
        };
        if kind.fields().contains(&field) {
            items.entry(index).or_insert_with(Item::new).insert(field.to_owned(), text.clone());
        }
    }
    Ok(items)
}

/// A key and a value, which may be absent.
fn pair(
    key: Option<&str>,
    value: Option<&str>,
    (key_name, value_name): (&str, &str),
    wrong: &mut impl FnMut(Class, &str),
) -> Value {
    let key = key.unwrap_or_default();
    if !is_tag_key(key) {
        wrong(Class::Format, key_name);
    }
    if value.is_some_and(|value| !is_tag_text(value)) {
        wrong(Class::Format, value_name);
    }
    Value::Object(Map::from_iter([("Key".to_owned(), key.into()), ("Value".to_owned(), value.into())]))
}

fn is_tag_key(text: &str) -> bool {
    !text.is_empty() && is_tag_text(text)
}

fn is_tag_text(text: &str) -> bool {
    text.chars().count() <= 128
        && !text.starts_with("aliyun")
        && !text.starts_with("acs:")
        && !text.contains("http://")
        && !text.contains("https://")
}
