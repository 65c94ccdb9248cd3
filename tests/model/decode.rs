//! The parameters of the operations, as `operations.json` lists them, and what is wrong with a call's.

use serde_json::{Map, Value, json};

use crate::call::Call;
use crate::state::DEFAULT_GROUP;

/// A call that is refused.
#[derive(Clone, Debug)]
pub struct Refusal {
    pub status: u16,
    pub code: String,
    /// The parameters that it may be about.
    pub parameters: Vec<String>,
}

/// A refusal without a template.
pub fn refusal(status: u16, code: &str) -> Refusal {
    Refusal { status, code: code.to_owned(), parameters: Vec::new() }
}

/// What an absent parameter means, and an empty one.
#[derive(Clone, Copy)]
pub enum Need {
    /// It must be there and not be empty.
    Required,
    /// Empty counts as absent.
    Optional,
    /// Empty is a value.
    Verbatim,
    /// As verbatim, but absent counts as this text.
    Default(&'static str),
}

/// What a value must look like.
#[derive(Clone, Copy)]
pub enum Rule {
    /// One of these prefixes and then `[a-z0-9-]+`.
    Id(&'static [&'static str]),
    /// At most this many characters, not beginning like a link.
    Title(usize),
    /// At most this many characters.
    Filter(usize),
    /// Anything.
    Opaque,
    /// A symbol that stands for a NextToken, or 32 digits that make one.
    Page,
    /// A whole number in one of these ranges.
    Number(&'static [(i64, i64)]),
    /// One of these words.
    Word(&'static [&'static str]),
    /// 3 to 63 of `[a-z0-9-]`, or of `[a-z0-9_-]`, the outer ones of `[a-z0-9]`.
    Sls(bool),
    Region,
    /// The tags of a new resource.
    Tags,
    /// Tags to look for.
    Patterns,
}

/// A parameter of an operation.
pub struct Parameter {
    pub name: &'static str,
    pub need: Need,
    pub rule: Rule,
}

/// An operation.
pub struct Operation {
    pub name: &'static str,
    pub writes: bool,
    /// Whether it has the parameter DryRun.
    pub dry_run: bool,
    /// The parameter that names what a client token is about.
    pub resource: Option<&'static str>,
    /// The code for a value that is not allowed, `%s` for the parameter; `None` where none is listed.
    pub value_code: Option<&'static str>,
    /// The codes it lists for a busy router.
    pub busy: &'static [&'static str],
    pub parameters: &'static [Parameter],
}

/// What is wrong with a parameter; the worst first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    Missing,
    Format,
    Value,
}

/// A decoded call.
pub struct Decoded {
    /// The business parameters by name; absent ones are null.
    pub fields: Map<String, Value>,
    pub dry_run: bool,
    pub token: Option<String>,
}

/// Reads the parameters of a call.
pub fn decode(operation: &Operation, call: &Call) -> Result<Decoded, Refusal> {
    let mut problems: Vec<(Class, String)> = Vec::new();
    let mut fields = Map::new();
    for parameter in operation.parameters {
        match read(parameter, call) {
            Ok(value) => {
                fields.insert(parameter.name.to_owned(), value);
            }
            Err(problem) => problems.push(problem),
        }
    }
    let mut dry_run = false;
    if operation.dry_run
        && let Some(text) = call.get("DryRun")
    {
        match text.to_ascii_lowercase().as_str() {
            "true" => dry_run = true,
            "false" => {}
            _ => problems.push((Class::Format, "DryRun".to_owned())),
        }
    }
    let token = call.get("ClientToken").filter(|token| !token.is_empty());
    if token
        .is_some_and(|token| token.len() > 255 || !token.bytes().all(|byte| (0x21..=0x7e).contains(&byte)))
    {
        problems.push((Class::Format, "ClientToken".to_owned()));
    }
    // The sort is stable: within a class the order of declaration stays.
    problems.sort_by_key(|(class, _)| *class);
    match problems.into_iter().next() {
        None => Ok(Decoded { fields, dry_run, token: token.map(str::to_owned) }),
        Some((class, name)) => Err(problem(operation, class, &name)),
    }
}

fn problem(operation: &Operation, class: Class, name: &str) -> Refusal {
    let template = match class {
        Class::Missing => "MissingParam.%s",
        Class::Format => "IllegalParamFormat.%s",
        Class::Value if name == "AlibabaSideAsn" => "IllegalParam.AlibabaSideAsn",
        Class::Value => operation.value_code.unwrap_or("IllegalParamFormat.%s"),
    };
    Refusal { parameters: vec![name.to_owned()], ..refusal(400, &template.replace("%s", name)) }
}

/// A NextToken that is none of this query's.
pub fn bad_page(operation: &Operation) -> Refusal {
    problem(operation, Class::Value, "NextToken")
}

fn read(parameter: &Parameter, call: &Call) -> Result<Value, (Class, String)> {
    match parameter.rule {
        Rule::Tags => return read_tags(parameter.name, call, true),
        Rule::Patterns => return read_tags(parameter.name, call, false),
        _ => {}
    }
    let text = match (parameter.need, call.get(parameter.name)) {
        (Need::Required, None | Some("")) => return Err((Class::Missing, parameter.name.to_owned())),
        (Need::Optional, None | Some("")) | (Need::Verbatim, None) => return Ok(Value::Null),
        (Need::Default(text), None) => text,
        (_, Some(text)) => text,
    };
    value(parameter.rule, text).map_err(|class| (class, parameter.name.to_owned()))
}

fn value(rule: Rule, text: &str) -> Result<Value, Class> {
    let length = text.chars().count();
    let fits = match rule {
        Rule::Id(prefixes) => prefixes.iter().any(|prefix| {
            text.strip_prefix(prefix).is_some_and(|rest| !rest.is_empty() && is_made_of(rest, "-"))
        }),
        Rule::Title(most) => length <= most && !text.starts_with("http://") && !text.starts_with("https://"),
        Rule::Filter(most) => length <= most,
        Rule::Sls(underscore) => {
            (3..=63).contains(&length)
                && is_made_of(text, if underscore { "-_" } else { "-" })
                && !text.starts_with(['-', '_'])
                && !text.ends_with(['-', '_'])
        }
        Rule::Region => is_made_of(text, "-"),
        Rule::Number(ranges) => {
            let digits = text.strip_prefix('-').unwrap_or(text);
            if digits.is_empty() || !digits.chars().all(|c| c.is_ascii_digit()) {
                return Err(Class::Format);
            }
            let number: i64 = text.parse().map_err(|_| Class::Value)?;
            let allowed = ranges.iter().any(|&(low, high)| (low..=high).contains(&number));
            return if allowed { Ok(number.into()) } else { Err(Class::Value) };
        }
        Rule::Page => {
            let digits = text.len() == 32 && text.chars().all(|c| "0123456789abcdef".contains(c));
            return if digits || text.starts_with("page-") { Ok(text.into()) } else { Err(Class::Value) };
        }
        Rule::Word(words) if !words.contains(&text) => return Err(Class::Value),
        Rule::Word(_) | Rule::Opaque | Rule::Tags | Rule::Patterns => true,
    };
    if fits { Ok(text.into()) } else { Err(Class::Format) }
}

fn is_made_of(text: &str, more: &str) -> bool {
    text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || more.contains(c))
}

/// The items of a list of tags. Of a new resource each key may be given once, and an absent value is empty;
/// among patterns a key may stand twice, and an absent value means any.
fn read_tags(list: &str, call: &Call, creates: bool) -> Result<Value, (Class, String)> {
    let mut items = std::collections::BTreeMap::new();
    for (name, text) in &call.pairs {
        let Some(rest) = name.strip_prefix(list).and_then(|rest| rest.strip_prefix('.')) else { continue };
        let (index, field) = rest.split_once('.').unwrap_or((rest, ""));
        let index = index.parse::<u32>().ok().filter(|&index| index > 0);
        let Some(index) = index else { return Err((Class::Format, list.to_owned())) };
        if !["Key", "Value"].contains(&field) {
            continue;
        }
        items.entry(index).or_insert_with(Map::new).insert(field.to_owned(), text.as_str().into());
    }
    let text = |item: &Map<String, Value>, field: &str| {
        item.get(field).map(|text| text.as_str().unwrap().to_owned())
    };
    let mut tags = Vec::new();
    for (index, item) in &items {
        let (key, value) = (text(item, "Key").unwrap_or_default(), text(item, "Value"));
        if key.is_empty() || !is_tag_text(&key) {
            return Err((Class::Format, format!("{list}.{index}.Key")));
        }
        if value.as_deref().is_some_and(|value| !is_tag_text(value)) {
            return Err((Class::Format, format!("{list}.{index}.Value")));
        }
        tags.push((key, value));
    }
    if tags.len() > 20 {
        return Err((Class::Format, list.to_owned()));
    }
    if creates {
        tags.sort();
        if tags.windows(2).any(|pair| pair[0].0 == pair[1].0) {
            return Err((Class::Value, list.to_owned()));
        }
        return Ok(tags
            .iter()
            .map(|(k, v)| json!({ "Key": k, "Value": v.as_deref().unwrap_or("") }))
            .collect());
    }
    Ok(tags.iter().map(|(k, v)| json!({ "Key": k, "Value": v })).collect())
}

fn is_tag_text(text: &str) -> bool {
    text.chars().count() <= 128
        && !text.starts_with("aliyun")
        && !text.starts_with("acs:")
        && !text.contains("http://")
        && !text.contains("https://")
}

/// A resource group as a resource shows it.
pub fn shown_group(group: &Value) -> String {
    group.as_str().unwrap_or(DEFAULT_GROUP).to_owned()
}
