//! What is known of each operation, and how: its parameters, its answer and its codes.
//!
//! `tests/data/evidence.txt` has a paragraph for each action of the API. `!` marks a required parameter, `?` those of
//! which one must be there; then come type, values and evidence. An evidence is one of [`WORDS`], and what there is to
//! say about it.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde_json::{Map, Value};

use crate::bad_list;
use crate::kinds::PARAMETERS;
use crate::samples::{Pairs, Samples, good_call};

/// The fields of the answer of each operation with their JSON types, as the official clients declare them.
pub const SHAPES: &str = include_str!("../data/shapes.json");

/// Every action.
pub static EVIDENCE: LazyLock<Vec<OperationEvidence>> = LazyLock::new(|| {
    let paragraphs = include_str!("../data/evidence.txt").trim_end().split("\n\n");
    paragraphs
        .map(|paragraph| OperationEvidence::read(paragraph.lines().filter(|line| !line.starts_with('#'))))
        .collect()
});

/// How something can be known, from the best to the worst.
pub const WORDS: [&str; 4] = ["documented", "observed in a client", "inferred", "our choice"];

/// How something is known.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Evidence {
    /// One of [`WORDS`].
    pub word: &'static str,
    /// What there is to say about it; may be empty.
    pub basis: &'static str,
}

/// Whether a parameter has to be there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Need {
    Required,
    OneOf,
    Optional,
}

pub struct Parameter {
    pub name: &'static str,
    pub need: Need,
    /// Its type.
    pub kind: &'static str,
    /// The values that are allowed, where they are few.
    pub values: &'static str,
    pub evidence: Evidence,
}

pub struct OperationEvidence {
    pub action: &'static str,
    pub parameters: Vec<Parameter>,
    /// Of the fields of its answer.
    pub answer: Evidence,
    /// The fields with an evidence of their own.
    pub fields: Vec<(&'static str, Evidence)>,
    pub codes: Vec<(&'static str, Evidence)>,
}

impl Evidence {
    fn read(text: &'static str) -> Self {
        let (word, basis) = text.split_once(": ").unwrap_or((text, ""));
        assert!(WORDS.contains(&word), "{text}");
        assert!(!basis.is_empty() || WORDS[..2].contains(&word), "{text}: from what?");
        Self { word, basis }
    }
}

impl Parameter {
    fn read(text: &'static str) -> Self {
        let [name, kind, values, evidence] = text.split(" | ").collect::<Vec<_>>()[..] else {
            panic!("{text}");
        };
        let (need, marks): (_, &[char]) = match name.chars().last() {
            Some('!') => (Need::Required, &['!']),
            Some('?') => (Need::OneOf, &['?']),
            _ => (Need::Optional, &[]),
        };
        let name = name.trim_end_matches(marks);
        Self { name, need, kind, values, evidence: Evidence::read(evidence) }
    }
}

impl OperationEvidence {
    fn read(mut lines: impl Iterator<Item = &'static str>) -> Self {
        let action = lines.next().unwrap();
        let (mut parameters, mut fields, mut codes) = (Vec::new(), Vec::new(), Vec::new());
        let mut answer = None;
        let named = |text: &'static str| {
            let (name, evidence) = text.split_once(" | ").unwrap();
            (name, Evidence::read(evidence))
        };
        for line in lines {
            let (what, text) = line.split_once(' ').unwrap();
            match what {
                "parameter" => parameters.push(Parameter::read(text)),
                "answer" => answer = Some(Evidence::read(text.trim_start_matches("| "))),
                "field" => fields.push(named(text)),
                "code" => codes.push(named(text)),
                _ => panic!("{line}"),
            }
        }
        Self { action, parameters, answer: answer.unwrap(), fields, codes }
    }

    /// How it is known that the action refuses with a code, if it is.
    pub fn evidence(&self, code: &str) -> Option<Evidence> {
        self.codes.iter().find(|(name, _)| *name == code).map(|(_, evidence)| *evidence)
    }
}

/// What is known of an action.
pub fn facts(action: &str) -> &'static OperationEvidence {
    EVIDENCE.iter().find(|facts| facts.action == action).unwrap_or_else(|| panic!("no facts on {action}"))
}

/// What is known of each operation that is built.
fn built() -> impl Iterator<Item = &'static OperationEvidence> {
    ecr_sim::OPERATIONS.iter().map(|operation| facts(operation.name()))
}

/// A good call as a dry run, without those parameters and the items of those lists.
fn without(action: &str, absent: &[&str]) -> Pairs {
    let mut pairs = good_call(action);
    pairs.retain(|name, _| !absent.contains(&name.split('.').next().unwrap()));
    pairs.insert("DryRun".to_owned(), "true".to_owned());
    pairs
}

#[test]
fn the_parameters_are_those_that_the_tests_of_bad_values_know() {
    for facts in built() {
        let (_, known) = PARAMETERS.iter().find(|(action, _)| *action == facts.action).unwrap();
        let known = known.split_whitespace().map(|item| item.split_once(':').unwrap());
        // Those of the kind `any` may be ones that are ignored.
        let ignored = |name: &str| name == "DryRun" || name == "ClientToken";
        let known = known.filter(|(name, kind)| *kind != "any" || !ignored(name));
        let mut known: BTreeSet<&str> = known.map(|(name, _)| name.split('.').next().unwrap()).collect();
        known.extend(bad_list::tags(facts.action));
        let named: BTreeSet<&str> = facts.parameters.iter().map(|parameter| parameter.name).collect();
        assert_eq!(named, known, "{}", facts.action);
    }
}

#[test]
fn the_parameters_marked_as_required_are_those_that_are_missed() {
    let samples = Samples::new();
    for facts in built() {
        let missed = |absent: &[&str]| {
            let answer = samples.ask(facts.action, &without(facts.action, absent));
            let code = answer.code().to_owned();
            (code == "BothEmpty.TagsAndResources" || code.starts_with("MissingParam.")).then_some(code)
        };
        let names = |need| facts.parameters.iter().filter(move |parameter| parameter.need == need);
        for parameter in names(Need::Required) {
            let code = format!("MissingParam.{}", parameter.name);
            assert_eq!(missed(&[parameter.name]), Some(code), "{}", facts.action);
        }
        for parameter in names(Need::Optional) {
            assert_eq!(missed(&[parameter.name]), None, "{} without {}", facts.action, parameter.name);
        }
        let one_of: Vec<&str> = names(Need::OneOf).map(|parameter| parameter.name).collect();
        assert_eq!(missed(&one_of).is_some(), !one_of.is_empty(), "{} without {one_of:?}", facts.action);
    }
}

#[test]
fn every_value_that_is_named_is_allowed() {
    let samples = Samples::new();
    for facts in built() {
        for parameter in &facts.parameters {
            let (listed, _) = parameter.values.split_once(';').unwrap_or((parameter.values, ""));
            let words = listed.split(", ").filter(|word| !word.is_empty() && !word.contains(' '));
            for value in words.flat_map(|word| word.split("..")) {
                let mut pairs = without(facts.action, &[]);
                pairs.insert(parameter.name.to_owned(), value.to_owned());
                if parameter.name == "InstanceType" {
                    // Whatever is of a type has an id of that type.
                    let id = format!("{}-1", value.to_lowercase());
                    pairs.entry("InstanceId".to_owned()).and_modify(|instance| *instance = id);
                }
                let answer = samples.ask(facts.action, &pairs);
                let at = format!("{} {}={value}", facts.action, parameter.name);
                assert!(!answer.code().starts_with("IllegalParam"), "{at}: {answer:?}");
            }
        }
    }
}

#[test]
fn every_field_with_an_evidence_of_its_own_is_one_of_the_answer() {
    let shapes: Map<String, Value> = serde_json::from_str(SHAPES).unwrap();
    for facts in built() {
        for (field, _) in &facts.fields {
            let path = field.split('.').map(|name| name.trim_end_matches("[]"));
            let found = path.fold(&shapes[facts.action], |shape, name| match shape {
                Value::Array(items) => &items[0][name],
                shape => &shape[name],
            });
            assert!(!found.is_null(), "{} {field}", facts.action);
        }
    }
}

/// So many items of a list, all good.
fn items(parameter: &Parameter, count: usize) -> Vec<(String, String)> {
    let name = parameter.name;
    let fields = parameter.kind.trim_start_matches("list of ");
    let item = |n: usize| -> Vec<(String, String)> {
        match (name, fields) {
            ("AllowedPrefixes", _) => {
                vec![(format!("{name}.{n}"), format!("10.{}.{}.0/24", n / 256, n % 256))]
            }
            (_, "strings") => vec![(format!("{name}.{n}"), format!("ecr-{n}"))],
            _ => {
                let value = |field: &str| match field {
                    "RegionId" => format!("cn-{n}"),
                    "Mode" => "ECMP".to_owned(),
                    _ => format!("k{n}"),
                };
                fields.split(", ").map(|field| (format!("{name}.{n}.{field}"), value(field))).collect()
            }
        }
    };
    (1..=count).flat_map(item).collect()
}

#[test]
fn every_limit_that_is_named_is_one() {
    let samples = Samples::new();
    for facts in built() {
        for parameter in &facts.parameters {
            let at = format!("{} {}", facts.action, parameter.name);
            let is_bad = |values: Vec<(String, String)>| {
                let mut pairs = without(facts.action, &[parameter.name]);
                pairs.extend(values);
                samples.ask(facts.action, &pairs).code().starts_with("IllegalParam")
            };
            let (values, _) = parameter.values.split_once(';').unwrap_or((parameter.values, ""));
            if let Some(range) = values.strip_suffix(" characters") {
                let long = |length| is_bad(vec![(parameter.name.to_owned(), "a".repeat(length))]);
                let (least, most) = range.split_once("..").unwrap();
                let (least, most): (usize, usize) = (least.parse().unwrap(), most.parse().unwrap());
                assert!(!long(most) && long(most + 1), "{at}: at most {most}");
                assert!(least < 2 || !long(least) && long(least - 1), "{at}: at least {least}");
            }
            if let Some(most) = values.strip_prefix("at most ") {
                let most: usize = most.parse().unwrap();
                assert!(is_bad(items(parameter, most + 1)), "{at}: {} are fine", most + 1);
                // There are not that many regions.
                assert!(
                    parameter.name == "TransitModeList" || !is_bad(items(parameter, most)),
                    "{at}: {most}"
                );
            }
        }
    }
}

#[test]
fn the_types_are_those_that_the_tests_of_bad_values_know() {
    for facts in built() {
        let (_, known) = PARAMETERS.iter().find(|(action, _)| *action == facts.action).unwrap();
        let known = known.split_whitespace().map(|item| item.trim_end_matches('!').split_once(':').unwrap());
        for (name, kind) in known.filter(|(name, _)| !name.contains('.')) {
            let kind = match kind {
                "any" => continue,
                "account" | "asn" | "count" | "interval" => "integer",
                "flag" => "boolean",
                _ => "string",
            };
            let parameter = facts.parameters.iter().find(|parameter| parameter.name == name).unwrap();
            assert_eq!(parameter.kind, kind, "{} {name}", facts.action);
        }
    }
}

#[test]
fn the_default_that_is_named_is_the_size_of_a_page() {
    let samples = Samples::new();
    for facts in built() {
        for parameter in facts.parameters.iter().filter(|parameter| parameter.name == "MaxResults") {
            let (_, default) = parameter.values.split_once("; default ").unwrap();
            let mut pairs = good_call(facts.action);
            pairs.remove(parameter.name);
            assert_eq!(
                samples.ask(facts.action, &pairs).body["MaxResults"].to_string(),
                default,
                "{}",
                facts.action
            );
        }
    }
}
