//! What `OPERATIONS` says of parameters and answers is what the operations do.

use ecr_sim::{Grade, How, OPERATIONS, OperationEntry, Parameter, Values};
use serde_json::{Map, Value};

use crate::samples::{Pairs, Samples, good_call};

/// The fields of the answer of each operation with their JSON types, as the official clients declare them.
pub const SHAPES: &str = include_str!("../data/shapes.json");

/// A good call as a dry run, without those parameters and the items of those lists.
fn without(operation: &OperationEntry, absent: &[&str]) -> Pairs {
    let mut pairs = good_call(operation.name());
    pairs.retain(|name, _| !absent.contains(&name.split('.').next().unwrap()));
    pairs.insert("DryRun".to_owned(), "true".to_owned());
    pairs
}

#[test]
fn what_is_inferred_or_our_choice_says_from_what() {
    for operation in OPERATIONS {
        let parameters = operation.parameters().map(|parameter| parameter.evidence);
        let fields = operation.field_evidence().iter().map(|(_, evidence)| *evidence);
        let codes = operation.errors().map(|code| operation.evidence(code).unwrap());
        for evidence in parameters.chain(fields).chain(codes).chain([operation.answer_evidence()]) {
            assert!(evidence.grade < Grade::Inferred || !evidence.basis.is_empty(), "{}", operation.name());
        }
    }
}

#[test]
fn the_parameters_that_are_required_are_those_that_are_missed() {
    let samples = Samples::new();
    for operation in OPERATIONS {
        let missed = |absent: &[&str]| {
            let answer = samples.ask(operation.name(), &without(operation, absent));
            let code = answer.code().to_owned();
            (code == "BothEmpty.TagsAndResources" || code.starts_with("MissingParam.")).then_some(code)
        };
        for Parameter { name, how, .. } in operation.parameters() {
            if matches!(how, How::Required | How::RequiredList) {
                assert_eq!(missed(&[name]), Some(format!("MissingParam.{name}")), "{}", operation.name());
            } else if !operation.one_of().contains(&name) {
                assert_eq!(missed(&[name]), None, "{} without {name}", operation.name());
            }
        }
        let one_of = operation.one_of();
        assert_eq!(missed(one_of).is_some(), !one_of.is_empty(), "{} without {one_of:?}", operation.name());
    }
}

/// The values that are named one by one, and the ends of ranges.
fn named(values: Values) -> Vec<String> {
    match values {
        Values::Words(words) => words.iter().map(|&word| word.to_owned()).collect(),
        Values::Integer(ranges) => {
            ranges.iter().flat_map(|&(least, most)| [least, most].map(|n| n.to_string())).collect()
        }
        _ => Vec::new(),
    }
}

#[test]
fn every_value_that_is_named_is_allowed() {
    let samples = Samples::new();
    for operation in OPERATIONS {
        for parameter in operation.parameters() {
            for value in named(parameter.values) {
                let mut pairs = without(operation, &[]);
                pairs.insert(parameter.name.to_owned(), value.clone());
                if parameter.name == "InstanceType" {
                    // An id has the prefix of its type.
                    let id = format!("{}-1", value.to_lowercase());
                    pairs.entry("InstanceId".to_owned()).and_modify(|instance| *instance = id);
                }
                let answer = samples.ask(operation.name(), &pairs);
                let at = format!("{} {}={value}", operation.name(), parameter.name);
                // An account that does not own the router has a code of its own.
                let refused = answer.code().starts_with("IllegalParam") && parameter.name != "EcrOwnerAliUid";
                assert!(!refused, "{at}: {answer:?}");
            }
        }
    }
}

#[test]
fn every_field_with_an_evidence_of_its_own_is_one_of_the_answer() {
    let shapes: Map<String, Value> = serde_json::from_str(SHAPES).unwrap();
    for operation in OPERATIONS {
        for (field, _) in operation.field_evidence() {
            let path = field.split('.').map(|name| name.trim_end_matches("[]"));
            let found = path.fold(&shapes[operation.name()], |shape, name| match shape {
                Value::Array(items) => &items[0][name],
                shape => &shape[name],
            });
            assert!(!found.is_null(), "{} {field}", operation.name());
        }
    }
}

/// So many items of a list, all good.
fn items(parameter: &Parameter, count: usize) -> Vec<(String, String)> {
    let name = parameter.name;
    let item = |n: usize| -> Vec<(String, String)> {
        match parameter.values {
            Values::Fields(fields) => {
                let value = |field: &str| match field {
                    "RegionId" => format!("cn-{n}"),
                    "Mode" => "ECMP".to_owned(),
                    _ => format!("k{n}"),
                };
                fields.iter().map(|(field, _)| (format!("{name}.{n}.{field}"), value(field))).collect()
            }
            _ if name == "AllowedPrefixes" => {
                vec![(format!("{name}.{n}"), format!("10.{}.{}.0/24", n / 256, n % 256))]
            }
            _ => vec![(format!("{name}.{n}"), format!("ecr-{n}"))],
        }
    };
    (1..=count).flat_map(item).collect()
}

#[test]
fn every_limit_that_is_named_is_one() {
    let samples = Samples::new();
    for operation in OPERATIONS {
        for parameter in operation.parameters() {
            let at = format!("{} {}", operation.name(), parameter.name);
            let is_bad = |values: Vec<(String, String)>| {
                let mut pairs = without(operation, &[parameter.name]);
                pairs.extend(values);
                samples.ask(operation.name(), &pairs).code().starts_with("IllegalParam")
            };
            match (parameter.list, parameter.values) {
                (Some(most), _) => {
                    assert!(is_bad(items(&parameter, most + 1)), "{at}: {} are fine", most + 1);
                    // There are not that many regions.
                    let unlimited = parameter.name == "TransitModeList";
                    assert!(unlimited || !is_bad(items(&parameter, most)), "{at}: {most}");
                }
                (None, Values::Text { chars: Some((least, most)), .. }) => {
                    let long = |length| is_bad(vec![(parameter.name.to_owned(), "a".repeat(length))]);
                    assert!(!long(most) && long(most + 1), "{at}: at most {most}");
                    assert!(least < 2 || !long(least) && long(least - 1), "{at}: at least {least}");
                }
                _ => {}
            }
        }
    }
}

#[test]
fn an_absent_parameter_has_the_default_that_is_named() {
    let samples = Samples::new();
    let mut named = 0;
    for operation in OPERATIONS {
        for parameter in operation.parameters() {
            let Some(default) = parameter.default else { continue };
            named += 1;
            let mut pairs = good_call(operation.name());
            let ask = |pairs: &Pairs| {
                let world = samples.fork();
                (world.ask(operation.name(), pairs).body, world.sim.dump().unwrap())
            };
            pairs.remove(parameter.name);
            let absent = ask(&pairs);
            pairs.insert(parameter.name.to_owned(), default.to_owned());
            assert_eq!(ask(&pairs), absent, "{} {}", operation.name(), parameter.name);
        }
    }
    assert_eq!(named, 11);
}
