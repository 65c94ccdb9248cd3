//! Decodes the parameters of a call as `operations.json` declares them, and finds their problems.

use serde_json::{Map, Value};

use crate::block;
use crate::call::Call;
use crate::list::{self, Items};
use crate::state::DEFAULT_GROUP;

/// A refused call.
#[derive(Clone, Debug)]
pub struct Refusal {
    pub status: u16,
    pub code: String,
    /// The parameters that it may name.
    pub parameters: Vec<String>,
}

/// A refusal without a template.
pub fn refusal(status: u16, code: &str) -> Refusal {
    Refusal { status, code: code.to_owned(), parameters: Vec::new() }
}

/// The meaning of absent and empty values.
#[derive(Clone, Copy)]
pub enum Need {
    /// Required, and not empty.
    Required,
    /// Empty counts as absent.
    Optional,
    /// Empty is a value.
    Verbatim,
    /// As verbatim, but absent counts as this text.
    Default(&'static str),
}

/// The form of a value.
#[derive(Clone, Copy)]
pub enum Rule {
    /// One of these prefixes and then `[a-z0-9-]+`.
    Id(&'static [&'static str]),
    /// At most this many characters, not starting like a URL.
    Title(usize),
    /// At most this many characters.
    Filter(usize),
    /// Anything.
    Opaque,
    /// The symbol of a NextToken, or its digits: 32, or more pairs of them.
    Page,
    /// An integer in one of these ranges.
    Number(&'static [(i64, i64)]),
    /// One of these words.
    Word(&'static [&'static str]),
    /// 3 to 63 of `[a-z0-9-]`, or of `[a-z0-9_-]`, the first and the last of `[a-z0-9]`.
    Sls(bool),
    Region,
    /// An IPv4 address block.
    Block,
    /// `true` or `false`, in any case.
    Flag,
    /// Numbered items.
    List(Items),
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
    /// An alias that clients use.
    pub alias: Option<&'static str>,
    pub writes: bool,
    /// Whether it has the parameter DryRun.
    pub dry_run: bool,
    /// The maximum length of a client token, 0 if it has no such parameter.
    pub token_most: usize,
    /// The parameter with the resource that a client token is about.
    pub resource: Option<&'static str>,
    /// The code for a disallowed value, with `%s` for the parameter. `None` if none is documented.
    pub value_code: Option<&'static str>,
    /// The documented codes for a busy router.
    pub busy: &'static [&'static str],
    /// Parameters of which at least one is required.
    pub one_of: &'static [&'static str],
    pub parameters: &'static [Parameter],
}

/// Problems of a parameter, the worst first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    Missing,
    Format,
    Value,
}

/// A decoded call.
pub struct Decoded {
    /// The business parameters by name. Absent ones are null.
    pub fields: Map<String, Value>,
    pub dry_run: bool,
    pub token: Option<String>,
}

/// Decodes the parameters of a call.
pub fn decode(operation: &Operation, call: &Call) -> Result<Decoded, Refusal> {
    let mut problems: Vec<(Class, String)> = Vec::new();
    let mut fields = Map::new();
    for parameter in operation.parameters {
        if operation.one_of.first() == Some(&parameter.name)
            && !operation.one_of.iter().any(|name| is_given(name, call))
        {
            problems.push((Class::Missing, parameter.name.to_owned()));
        }
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
        match value(Rule::Flag, text) {
            Ok(flag) => dry_run = flag == Value::Bool(true),
            Err(class) => problems.push((class, "DryRun".to_owned())),
        }
    }
    let most = operation.token_most;
    let token = call.get("ClientToken").filter(|token| most > 0 && !token.is_empty());
    let is_visible = |token: &str| token.bytes().all(|byte| (0x21..=0x7e).contains(&byte));
    if token.is_some_and(|token| token.len() > most || !is_visible(token)) {
        problems.push((Class::Format, "ClientToken".to_owned()));
    }
    // The sort is stable: problems of a class keep the order of declaration.
    problems.sort_by_key(|(class, _)| *class);
    match problems.into_iter().next() {
        None => Ok(Decoded { fields, dry_run, token: token.map(str::to_owned) }),
        Some((class, name)) => Err(problem(operation, class, &name)),
    }
}

/// Returns whether a parameter is present.
fn is_given(name: &str, call: &Call) -> bool {
    let item = |pair: &(String, String)| pair.0.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'));
    call.get(name).is_some_and(|text| !text.is_empty()) || call.pairs.iter().any(item)
}

fn problem(operation: &Operation, class: Class, name: &str) -> Refusal {
    let template = match class {
        Class::Missing => "MissingParam.%s",
        Class::Format => "IllegalParamFormat.%s",
        Class::Value if name == "AlibabaSideAsn" => "IllegalParam.AlibabaSideAsn",
        Class::Value if name == "AllowedPrefixes" => "IllegalParamSize.AllowedPrefixes",
        Class::Value if name.starts_with("TransitModeList.") => "IllegalParam.TransitMode",
        Class::Value => operation.value_code.unwrap_or("IllegalParamFormat.%s"),
    };
    Refusal { parameters: vec![name.to_owned()], ..refusal(400, &template.replace("%s", name)) }
}

/// The problem of a NextToken that does not belong to this query.
pub fn bad_page(operation: &Operation) -> Refusal {
    problem(operation, Class::Value, "NextToken")
}

fn read(parameter: &Parameter, call: &Call) -> Result<Value, (Class, String)> {
    if let Rule::List(items) = parameter.rule {
        let values = list::read(items, parameter.name, call)?;
        if values.is_empty() && matches!(parameter.need, Need::Required) {
            return Err((Class::Missing, parameter.name.to_owned()));
        }
        return Ok(values.into());
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
        Rule::Block => block::parse(text).is_some(),
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
            let pairs = text.len() >= 32 && text.len().is_multiple_of(2);
            let digits = pairs && text.chars().all(|c| "0123456789abcdef".contains(c));
            return if digits || text.starts_with("page-") { Ok(text.into()) } else { Err(Class::Value) };
        }
        Rule::Word(words) if !words.contains(&text) => return Err(Class::Value),
        Rule::Flag => {
            let flag = text.to_ascii_lowercase();
            return if ["true", "false"].contains(&flag.as_str()) {
                Ok((flag == "true").into())
            } else {
                Err(Class::Format)
            };
        }
        Rule::Word(_) | Rule::Opaque | Rule::List(_) => true,
    };
    if fits { Ok(text.into()) } else { Err(Class::Format) }
}

pub fn is_made_of(text: &str, more: &str) -> bool {
    text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || more.contains(c))
}

/// The resource group as a resource shows it.
pub fn shown_group(group: &Value) -> String {
    group.as_str().unwrap_or(DEFAULT_GROUP).to_owned()
}
