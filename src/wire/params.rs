//! Name/value pairs → typed fields.
//!
//! Every field is read before anything is refused, so that the most important problem is reported: a missing parameter
//! before a malformed one before one that is not allowed, and within a class the one that the API declares first.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::str::FromStr;

use crate::error::{Code, Refusal};
use crate::model::{
    ClientToken, IdFilters, Invalid, Prefixes, RegionTransitMode, RouterIds, Tag, TagFilter, TagKeys,
    TagModels, TagPattern, TagValue, Tags, TransitModes, UntaggedRouterIds,
};

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
    /// Parameters of which at least one is required. The first is reported for all.
    one_of: &'static [&'static str],
    problem: Option<(Class, Refusal)>,
}

impl<'a> Params<'a> {
    /// Reads `pairs` for an operation that declares these codes.
    pub fn new(pairs: &'a [(&'a str, &'a str)], declares: fn(Code) -> bool) -> Self {
        Self { pairs, declares, one_of: &[], problem: None }
    }

    /// Returns the problem to report, if there was any.
    pub fn into_problem(self) -> Option<Refusal> {
        self.problem.map(|(_, refusal)| refusal)
    }

    /// Reads a parameter that must be there and not be empty.
    pub fn required<T: FromStr<Err: Into<Invalid>>>(&mut self, name: &'static str) -> Option<T> {
        match self.get(name) {
            None | Some("") => {
                self.report(Class::Missing, Refusal::about(Code::MissingParam, name));
                None
            }
            Some(text) => self.parse(name, text),
        }
    }

    /// Reads a parameter that may be absent; a blank value counts as absent. The outer `None` means a problem.
    pub fn blank_is_absent<T: FromStr<Err: Into<Invalid>>>(
        &mut self,
        name: &'static str,
    ) -> Option<Option<T>> {
        self.require_one_of(name)?;
        match self.get(name) {
            None | Some("") => Some(None),
            Some(text) => self.parse(name, text).map(Some),
        }
    }

    /// Reads a parameter that may be absent; a blank value is a value. The outer `None` means a problem.
    pub fn blank_is_value<T: FromStr<Err: Into<Invalid>>>(
        &mut self,
        name: &'static str,
    ) -> Option<Option<T>> {
        match self.get(name) {
            None => Some(None),
            Some(text) => self.parse(name, text).map(Some),
        }
    }

    /// As [`Self::blank_is_value`], with a default for an absent one.
    pub fn default_if_absent<T: FromStr<Err: Into<Invalid>> + Default>(
        &mut self,
        name: &'static str,
    ) -> Option<T> {
        self.blank_is_value(name).map(Option::unwrap_or_default)
    }

    /// Reads a list, such as of tags or of prefixes.
    pub fn list<T: ItemList>(&mut self, name: &'static str) -> Option<T> {
        self.require_one_of(name)?;
        let items = match items(self.pairs, name, T::FIELDS) {
            Ok(items) => items,
            Err(NotAnIndex) => {
                self.report(Class::Format, Refusal::about(self.code_for_format(name), name));
                return None;
            }
        };
        match T::from_items(name, items) {
            Ok(list) => Some(list),
            Err(Problem::Item(parameter, value)) => {
                let refusal = Refusal::about(self.code_for_format(&parameter), parameter).with_value(value);
                self.report(Class::Format, refusal);
                None
            }
            Err(Problem::Code(code, parameter, value)) => {
                self.report(Class::Value, Refusal::about(code, parameter).with_value(value));
                None
            }
            Err(Problem::List(invalid)) => {
                self.report_invalid(name, "", invalid);
                None
            }
        }
    }

    /// Reads a list that must have an item.
    pub fn required_list<T: ItemList>(&mut self, name: &'static str) -> Option<T> {
        if items(self.pairs, name, T::FIELDS).is_ok_and(|items| items.is_empty()) {
            self.report(Class::Missing, Refusal::about(Code::MissingParam, name));
            return None;
        }
        self.list(name)
    }

    /// Says, before they are read, that one of some parameters must be there. If none is, the first of them is missing.
    pub fn one_of(&mut self, names: &'static [&'static str]) {
        self.one_of = names;
    }

    /// Reports the parameter as missing if it is the first of a group of which none is present.
    fn require_one_of(&mut self, name: &'static str) -> Option<()> {
        let given = |name: &&str| {
            let prefix = format!("{name}.");
            self.get(name).is_some_and(|text| !text.is_empty())
                || self.pairs.iter().any(|(given, _)| given.starts_with(&prefix))
        };
        if self.one_of.first() != Some(&name) || self.one_of.iter().any(given) {
            return Some(());
        }
        self.report(Class::Missing, Refusal::about(Code::MissingParam, name));
        None
    }

    /// Reads the parameter `DryRun`: `true` or `false` in any case.
    pub fn dry_run(&mut self) -> Option<bool> {
        self.blank_is_value::<Flag>("DryRun").map(|flag| flag.is_some_and(|Flag(on)| on))
    }

    /// Reads the parameter `ClientToken`, of at most so many characters. An empty token counts as absent, and so does any
    /// token if `chars_max` is 0.
    pub fn client_token(&mut self, chars_max: usize) -> Option<Option<ClientToken>> {
        if chars_max == 0 {
            return Some(None);
        }
        let token: Option<ClientToken> = self.blank_is_absent("ClientToken")?;
        match token {
            Some(long) if long.as_str().len() > chars_max => {
                self.report_invalid("ClientToken", long.as_str(), Invalid::Format);
                None
            }
            token => Some(token),
        }
    }

    /// Reads a Boolean that may be absent.
    pub fn flag<T: From<bool>>(&mut self, name: &'static str) -> Option<Option<T>> {
        self.blank_is_value::<Flag>(name).map(|flag| flag.map(|Flag(on)| on.into()))
    }

    /// Returns the value of a parameter. Of a name that is given twice, the last counts.
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
            Invalid::Format => (Class::Format, self.code_for_format(name)),
            Invalid::NotAllowed => (Class::Value, self.code_for_value(name)),
            Invalid::TooMany => match self.specific("IllegalParamSize.", name) {
                Some(code) => (Class::Value, code),
                None => (Class::Format, Code::IllegalParamFormat),
            },
        };
        self.report(class, Refusal::about(code, name).with_value(value));
    }

    /// Returns the code for a malformed value: the most specific one that the operation declares.
    fn code_for_format(&self, name: &str) -> Code {
        self.specific("IllegalParamFormat.", name).unwrap_or(Code::IllegalParamFormat)
    }

    /// Returns the code for a well-formed value that is not allowed: the most specific one that the operation declares.
    fn code_for_value(&self, name: &str) -> Code {
        let general = || {
            if (self.declares)(Code::IllegalParam) { Code::IllegalParam } else { Code::IllegalParamFormat }
        };
        self.specific("IllegalParam.", name).unwrap_or_else(general)
    }

    /// Returns the code of a family that is about this parameter alone, if the operation declares it.
    fn specific(&self, family: &str, name: &str) -> Option<Code> {
        let is_about = |code: &Code| code.template().strip_prefix(family) == Some(name);
        Code::ALL.iter().copied().find(|code| is_about(code) && (self.declares)(*code))
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

/// The texts of one list item, in the order of the declared fields.
pub type Item<'a> = [Option<&'a str>; 2];

struct NotAnIndex;

/// Reads the items of a list by index. Gaps are fine; undeclared fields are ignored.
fn items<'a>(
    pairs: &[(&'a str, &'a str)],
    list: &str,
    fields: [&str; 2],
) -> Result<BTreeMap<u64, Item<'a>>, NotAnIndex> {
    let mut items: BTreeMap<u64, Item<'a>> = BTreeMap::new();
    for &(name, text) in pairs {
        let Some(rest) = name.strip_prefix(list).and_then(|rest| rest.strip_prefix('.')) else { continue };
        let (index, field) = rest.split_once('.').unwrap_or((rest, PLAIN));
        let digits = index.bytes().all(|byte| byte.is_ascii_digit());
        let index = index.parse().ok().filter(|&index| digits && index > 0).ok_or(NotAnIndex)?;
        if fields.contains(&field) {
            let item = items.entry(index).or_default();
            for (slot, name) in item.iter_mut().zip(fields) {
                if name == field {
                    *slot = Some(text);
                }
            }
        }
    }
    Ok(items)
}

/// What is wrong with a list.
pub enum Problem<'a> {
    /// One parameter of it is malformed: its name, and its value.
    Item(Cow<'static, str>, &'a str),
    /// One parameter of it is not allowed, which has a code of its own.
    Code(Code, Cow<'static, str>, &'a str),
    /// The list as a whole.
    List(Invalid),
}

/// The field of an item that is a text by itself, `Name.N`.
pub const PLAIN: &str = "";

/// A list that is read from numbered items and written as such.
pub trait ItemList: Sized {
    /// The fields of an item. A list of plain texts has one alone, named [`PLAIN`] twice.
    const FIELDS: [&'static str; 2];

    /// Reads the items.
    fn from_items<'a>(list: &str, items: BTreeMap<u64, Item<'a>>) -> Result<Self, Problem<'a>>;

    /// Writes the items, each with the texts of its fields in the order of [`ItemList::FIELDS`].
    fn to_items(&self) -> Vec<[Option<String>; 2]>;
}

/// Reads one text of an item.
fn field<'a, T: FromStr>(list: &str, index: u64, name: &str, text: &'a str) -> Result<T, Problem<'a>> {
    text.parse().map_err(|_| Problem::Item(format!("{list}.{index}.{name}").into(), text))
}

/// Lets lists of plain texts be read. A malformed text is a problem of the list, which has no names for its items.
macro_rules! plain_lists {
    ($($list:ident),+) => {
        $(impl ItemList for $list {
            const FIELDS: [&'static str; 2] = [PLAIN, PLAIN];

            fn from_items<'a>(list: &str, items: BTreeMap<u64, Item<'a>>) -> Result<Self, Problem<'a>> {
                let mut texts = Vec::with_capacity(items.len());
                for [text, _] in items.into_values() {
                    let text = text.unwrap_or_default();
                    texts.push(text.parse().map_err(|_| Problem::Item(list.to_owned().into(), text))?);
                }
                Self::new(texts).map_err(Problem::List)
            }

            fn to_items(&self) -> Vec<[Option<String>; 2]> {
                self.iter().map(|item| [Some(item.to_string()), None]).collect()
            }
        })+
    };
}

plain_lists!(IdFilters, Prefixes, RouterIds, TagKeys, UntaggedRouterIds);

impl ItemList for Tags {
    const FIELDS: [&'static str; 2] = ["Key", "Value"];

    fn from_items<'a>(list: &str, items: BTreeMap<u64, Item<'a>>) -> Result<Self, Problem<'a>> {
        let patterns = patterns(list, Self::FIELDS, items)?.into_iter();
        let tags = patterns.map(|TagPattern { key, value }| Tag { key, value: value.unwrap_or_default() });
        Self::new(tags).map_err(Problem::List)
    }

    fn to_items(&self) -> Vec<[Option<String>; 2]> {
        self.iter().map(|(key, value)| [Some(key.to_string()), Some(value.to_string())]).collect()
    }
}

/// Reads the keys of tags, and the values of those that have one.
fn patterns<'a>(
    list: &str,
    [key_name, value_name]: [&str; 2],
    items: BTreeMap<u64, Item<'a>>,
) -> Result<Vec<TagPattern>, Problem<'a>> {
    let mut patterns = Vec::with_capacity(items.len());
    for (index, [key, value]) in items {
        let key = field(list, index, key_name, key.unwrap_or_default())?;
        let value = value.map(|value| field(list, index, value_name, value)).transpose()?;
        patterns.push(TagPattern { key, value });
    }
    Ok(patterns)
}

impl ItemList for TagFilter {
    const FIELDS: [&'static str; 2] = ["Key", "Value"];

    fn from_items<'a>(list: &str, items: BTreeMap<u64, Item<'a>>) -> Result<Self, Problem<'a>> {
        Self::new(patterns(list, Self::FIELDS, items)?).map_err(Problem::List)
    }

    fn to_items(&self) -> Vec<[Option<String>; 2]> {
        let text = |pattern: &TagPattern| pattern.value.as_ref().map(TagValue::to_string);
        self.iter().map(|pattern| [Some(pattern.key.to_string()), text(pattern)]).collect()
    }
}

impl ItemList for TagModels {
    const FIELDS: [&'static str; 2] = ["TagKey", "TagValue"];

    fn from_items<'a>(list: &str, items: BTreeMap<u64, Item<'a>>) -> Result<Self, Problem<'a>> {
        TagFilter::new(patterns(list, Self::FIELDS, items)?).map(Self).map_err(Problem::List)
    }

    fn to_items(&self) -> Vec<[Option<String>; 2]> {
        self.0.to_items()
    }
}

impl ItemList for TransitModes {
    const FIELDS: [&'static str; 2] = ["RegionId", "Mode"];

    fn from_items<'a>(list: &str, items: BTreeMap<u64, Item<'a>>) -> Result<Self, Problem<'a>> {
        let mut regions = Vec::with_capacity(items.len());
        for (&index, &[region, _]) in &items {
            regions.push(field(list, index, "RegionId", region.unwrap_or_default())?);
        }
        let mut modes = Vec::with_capacity(items.len());
        // A mode that is not allowed matters less than anything malformed.
        for (region_id, (index, [_, mode])) in regions.into_iter().zip(items) {
            let read = |text: &'a str| {
                let parameter = || format!("{list}.{index}.Mode").into();
                text.parse().map_err(|_| Problem::Code(Code::IllegalParamTransitMode, parameter(), text))
            };
            let mode = mode.filter(|text| !text.is_empty()).map(read).transpose()?.unwrap_or_default();
            modes.push(RegionTransitMode { mode, region_id });
        }
        Self::new(modes).map_err(Problem::List)
    }

    fn to_items(&self) -> Vec<[Option<String>; 2]> {
        let texts = |mode: &RegionTransitMode| [mode.region_id.to_string(), mode.mode.to_string()];
        self.iter().map(|mode| texts(mode).map(Some)).collect()
    }
}
