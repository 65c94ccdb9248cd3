//! Name/value pairs → typed fields.
//!
//! Every field is read before anything is refused, so that the most important problem is reported: a missing parameter
//! before a malformed one before one that is not allowed, and within a class the one that the API declares first.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::str::FromStr;

use crate::error::{Code, Refusal};
use crate::model::{ClientToken, Invalid, Tag, TagFilter, TagPattern, TagValue, Tags};

/// What kind of problem a parameter has, the one to report first first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    Missing,
    Format,
    Value,
}

/// The parameters of a call.
pub struct Params<'a> {
    pairs: &'a [(&'a str, &'a str)],
    declares: fn(Code) -> bool,
    problem: Option<(Class, Refusal)>,
}

impl<'a> Params<'a> {
    /// Reads `pairs` for an operation that declares these codes.
    pub fn new(pairs: &'a [(&'a str, &'a str)], declares: fn(Code) -> bool) -> Self {
        Self { pairs, declares, problem: None }
    }

    /// The problem to report, if there was any.
    pub fn into_problem(self) -> Option<Refusal> {
        self.problem.map(|(_, refusal)| refusal)
    }

    /// A parameter that must be there and not be empty.
    pub fn required<T: FromStr<Err: Into<Invalid>>>(&mut self, name: &'static str) -> Option<T> {
        match self.get(name) {
            None | Some("") => {
                self.report(Class::Missing, Refusal::about(Code::MissingParam, name));
                None
            }
            Some(text) => self.parse(name, text),
        }
    }

    /// An id, a filter, a token or a region: empty counts as absent. The outer `None` stands for a problem.
    pub fn optional<T: FromStr<Err: Into<Invalid>>>(&mut self, name: &'static str) -> Option<Option<T>> {
        match self.get(name) {
            None | Some("") => Some(None),
            Some(text) => self.parse(name, text).map(Some),
        }
    }

    /// Any other parameter that may be absent: empty is a value. The outer `None` stands for a problem.
    pub fn verbatim<T: FromStr<Err: Into<Invalid>>>(&mut self, name: &'static str) -> Option<Option<T>> {
        match self.get(name) {
            None => Some(None),
            Some(text) => self.parse(name, text).map(Some),
        }
    }

    /// As [`Self::verbatim`], with a documented default for an absent one.
    pub fn defaulted<T: FromStr<Err: Into<Invalid>> + Default>(&mut self, name: &'static str) -> Option<T> {
        self.verbatim(name).map(Option::unwrap_or_default)
    }

    /// A list of tags or of patterns for them.
    pub fn listed<T: FromItems>(&mut self, name: &'static str) -> Option<T> {
        let items = match items(self.pairs, name) {
            Ok(items) => items,
            Err(NotAnIndex) => {
                self.report(Class::Format, Refusal::about(Code::IllegalParamFormat, name));
                return None;
            }
        };
        match T::from_items(name, items) {
            Ok(list) => Some(list),
            Err(Problem::Item(parameter, value)) => {
                let refusal = Refusal::about(Code::IllegalParamFormat, parameter).with_value(value);
                self.report(Class::Format, refusal);
                None
            }
            Err(Problem::List(invalid)) => {
                self.report_invalid(name, "", invalid);
                None
            }
        }
    }

    /// The parameter `DryRun`: `true` or `false` in any case.
    pub fn dry_run(&mut self) -> Option<bool> {
        self.verbatim::<Flag>("DryRun").map(|flag| flag.is_some_and(|Flag(on)| on))
    }

    /// The parameter `ClientToken`. Empty counts as absent.
    pub fn client_token(&mut self) -> Option<Option<ClientToken>> {
        self.optional("ClientToken")
    }

    /// The value of a parameter. Of a name that is given twice, the last counts.
    fn get(&self, name: &str) -> Option<&'a str> {
        self.pairs.iter().rev().find(|(given, _)| *given == name).map(|&(_, value)| value)
    }

    fn parse<T: FromStr<Err: Into<Invalid>>>(&mut self, name: &'static str, text: &str) -> Option<T> {
        match text.parse() {
            Ok(value) => Some(value),
            Err(invalid) => {
                self.report_invalid(name, text, invalid.into());
                None
            }
        }
    }

    fn report_invalid(&mut self, name: &'static str, value: &str, invalid: Invalid) {
        let (class, code) = match invalid {
            Invalid::Format => (Class::Format, Code::IllegalParamFormat),
            Invalid::NotAllowed => (Class::Value, self.code_for_value(name)),
        };
        self.report(class, Refusal::about(code, name).with_value(value));
    }

    /// The code for a well-formed value that is not allowed: the most specific one that the operation declares.
    fn code_for_value(&self, name: &str) -> Code {
        let specific = Code::ALL.iter().copied().find(|&code| {
            code.template().strip_prefix("IllegalParam.").is_some_and(|parameter| parameter == name)
                && (self.declares)(code)
        });
        specific.unwrap_or_else(|| {
            if (self.declares)(Code::IllegalParam) { Code::IllegalParam } else { Code::IllegalParamFormat }
        })
    }

    fn report(&mut self, class: Class, refusal: Refusal) {
        if self.problem.as_ref().is_none_or(|(reported, _)| class < *reported) {
            self.problem = Some((class, refusal));
        }
    }
}

/// A Boolean as clients write it: Python sends `True`, others `true`.
struct Flag(bool);

impl FromStr for Flag {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        if text.eq_ignore_ascii_case("true") {
            Ok(Self(true))
        } else if text.eq_ignore_ascii_case("false") {
            Ok(Self(false))
        } else {
            Err(Invalid::Format)
        }
    }
}

/// The texts of one list item, `Name.N.Key` and `Name.N.Value`.
#[derive(Clone, Copy, Default)]
pub struct Item<'a> {
    key: Option<&'a str>,
    value: Option<&'a str>,
}

struct NotAnIndex;

/// The items of a list by index. Gaps are fine; undeclared fields are ignored.
fn items<'a>(pairs: &[(&'a str, &'a str)], list: &str) -> Result<BTreeMap<u64, Item<'a>>, NotAnIndex> {
    let mut items: BTreeMap<u64, Item<'a>> = BTreeMap::new();
    for &(name, text) in pairs {
        let Some(rest) = name.strip_prefix(list).and_then(|rest| rest.strip_prefix('.')) else { continue };
        let (index, field) = rest.split_once('.').unwrap_or((rest, ""));
        let digits = index.bytes().all(|byte| byte.is_ascii_digit());
        let index = index.parse().ok().filter(|&index| digits && index > 0).ok_or(NotAnIndex)?;
        match field {
            "Key" => items.entry(index).or_default().key = Some(text),
            "Value" => items.entry(index).or_default().value = Some(text),
            _ => {}
        }
    }
    Ok(items)
}

/// What is wrong with a list.
pub enum Problem<'a> {
    /// One parameter of it, and its value.
    Item(Cow<'static, str>, &'a str),
    /// The list as a whole.
    List(Invalid),
}

/// A list that is read from items with a key and a value.
pub trait FromItems: Sized {
    /// Reads the items.
    fn from_items<'a>(list: &str, items: BTreeMap<u64, Item<'a>>) -> Result<Self, Problem<'a>>;
}

/// Reads one text of an item.
fn field<'a, T: FromStr>(list: &str, index: u64, name: &str, text: &'a str) -> Result<T, Problem<'a>> {
    text.parse().map_err(|_| Problem::Item(format!("{list}.{index}.{name}").into(), text))
}

impl FromItems for Tags {
    fn from_items<'a>(list: &str, items: BTreeMap<u64, Item<'a>>) -> Result<Self, Problem<'a>> {
        let mut tags = Vec::with_capacity(items.len());
        for (index, Item { key, value }) in items {
            let key = field(list, index, "Key", key.unwrap_or_default())?;
            let value = match value {
                Some(value) => field(list, index, "Value", value)?,
                None => TagValue::default(),
            };
            tags.push(Tag { key, value });
        }
        Self::new(tags).map_err(Problem::List)
    }
}

impl FromItems for TagFilter {
    fn from_items<'a>(list: &str, items: BTreeMap<u64, Item<'a>>) -> Result<Self, Problem<'a>> {
        let mut patterns = Vec::with_capacity(items.len());
        for (index, Item { key, value }) in items {
            let key = field(list, index, "Key", key.unwrap_or_default())?;
            let value = value.map(|value| field(list, index, "Value", value)).transpose()?;
            patterns.push(TagPattern { key, value });
        }
        Self::new(patterns).map_err(Problem::List)
    }
}
