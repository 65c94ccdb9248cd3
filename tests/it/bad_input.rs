//! Bad values of every parameter of every operation: the documented code, a short answer, and nothing
//! changed.
//!
//! Each call is a dry run of a good call with one bad value, so whatever is not refused for that value is
//! answered with `DryRunOperation`.

use ecr_sim::{Asn, Interval, MaxResults, OPERATIONS, OperationEntry};

use crate::harness::{Answer, SimulatorExt, value};
use crate::kinds::{Answered, Fine, Format, Missing, NotFound, Value, parameters, values};
use crate::samples::{Pairs, Samples, good_call};

/// Whether an operation declares a code by this name.
fn declares(operation: &OperationEntry, code: &str) -> bool {
    operation.errors().any(|declared| declared.template() == code)
}

/// What a code calls a parameter: an item without fields by the name of its list.
fn called(parameter: &str) -> &str {
    match parameter.rsplit_once('.') {
        Some((list, index)) if index.parse::<u32>().is_ok() => list,
        _ => parameter,
    }
}

/// The code for a value that is well-formed but not allowed: the specific one if the operation declares it, else the
/// general one if it declares that, else the one for a bad format.
fn code_for_value(operation: &OperationEntry, parameter: &str) -> String {
    let specific = match parameter {
        "TransitModeList.1.RegionId" => "IllegalParam.RegionId".to_owned(),
        "TransitModeList.1.Mode" => "IllegalParam.TransitMode".to_owned(),
        _ => format!("IllegalParam.{parameter}"),
    };
    if declares(operation, &specific) || declares(operation, "IllegalParam.%s") {
        specific
    } else {
        format!("IllegalParamFormat.{parameter}")
    }
}

fn expected(operation: &OperationEntry, parameter: &str, answered: Answered) -> (u16, String) {
    match answered {
        // Operations without the parameter `DryRun` ignore it.
        Fine if !operation.parameters().any(|parameter| parameter.name == "DryRun") => {
            (200, "200".to_owned())
        }
        Fine => (400, "DryRunOperation".to_owned()),
        Missing => (400, format!("MissingParam.{parameter}")),
        Format => (400, format!("IllegalParamFormat.{parameter}")),
        Value => (400, code_for_value(operation, parameter)),
        // The status of these codes is documented, odd as it is.
        NotFound if ["InstanceId", "NexthopInstanceId"].contains(&parameter) => {
            (400, format!("ResourceNotFound.{parameter}"))
        }
        NotFound => (404, format!("ResourceNotFound.{parameter}")),
    }
}

/// A good call, as a dry run.
fn dry(operation: &str) -> Pairs {
    let mut pairs = good_call(operation);
    pairs.insert("DryRun".to_owned(), "true".to_owned());
    pairs
}

/// What is wrong with the part of a refusal that repeats the value, if anything.
fn complaint(
    operation: &OperationEntry,
    answer: &Answer,
    parameter: &str,
    value: &str,
) -> Option<&'static str> {
    let shown: String = value.chars().take(64).collect();
    let message = answer.text("DynamicMessage");
    // A code that is documented by its full name is no template.
    let template = !declares(operation, answer.code())
        && ["IllegalParam", "MissingParam"].iter().any(|family| answer.code().starts_with(family));
    if !template {
        return answer
            .body
            .get("DynamicMessage")
            .filter(|_| answer.status != 200)
            .map(|_| "a DynamicMessage");
    }
    if answer.text("DynamicCode") != answer.code() {
        Some("another DynamicCode")
    } else if !answer.text("Message").contains(parameter) || !message.contains(parameter) {
        Some("a message that does not name the parameter")
    } else if !message.contains(&shown) || (value.len() > 64 && message.contains(&value[..65])) {
        Some("a DynamicMessage that does not cut the value to 64 characters")
    } else {
        None
    }
}

#[test]
fn every_bad_value_is_answered_with_the_documented_code() {
    let samples = Samples::new();
    let before = samples.sim.dump().unwrap();
    let mut wrong = Vec::new();
    for operation in OPERATIONS {
        let name = operation.name();
        for (parameter, kind) in parameters(operation) {
            for (value, answered) in values(&kind) {
                let mut pairs = dry(name);
                pairs.insert(parameter.clone(), value.to_owned());
                let answer = samples.ask(name, &pairs);
                let got = (answer.status, answer.code().to_owned());
                let short: String = value.chars().take(32).collect();
                let called = called(&parameter);
                if got != expected(operation, called, answered) {
                    wrong.push(format!("{name} {parameter}={short:?}: {got:?} where it is {answered:?}"));
                }
                if let Some(complaint) = complaint(operation, &answer, called, &samples.resolve(value)) {
                    wrong.push(format!("{name} {parameter}={short:?}: {complaint}: {}", answer.body));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(before == samples.sim.dump().unwrap(), "a refused call left a trace");
}

#[test]
fn every_required_parameter_is_missing_when_it_is_absent() {
    let samples = Samples::new();
    for operation in OPERATIONS {
        let name = operation.name();
        for (parameter, kind) in parameters(operation) {
            let mut pairs = dry(name);
            pairs.remove(&parameter);
            let given = samples.fork().ask(name, &pairs);
            let missing = given.code() == format!("MissingParam.{parameter}");
            assert_eq!(missing, kind.ends_with('!'), "{name} without {parameter}: {given:?}");
        }
    }
}

#[test]
fn a_number_is_shown_as_it_is_given() {
    assert_eq!(value::<Asn>("64512").to_string(), "64512");
    assert_eq!(value::<Interval>("600").to_string(), "600");
    assert_eq!(value::<MaxResults>("10").to_string(), "10");
}

#[test]
fn of_a_name_given_twice_the_last_counts_and_undeclared_names_are_ignored() {
    let sim = crate::harness::instant();
    let asn = [("AlibabaSideAsn", "zero"), ("AlibabaSideAsn", "64512"), ("alibabasideasn", "x")];
    let tags = [("Tag.1.Key", ""), ("Tag.1.Key", "env"), ("Tags.1.Key", ""), ("Tagged", "x"), ("Tag", "x")];
    let more =
        [("RegionId", "cn-mars"), ("AccessKeyId", ""), ("EcrId", "x"), ("Version", "1999-01-01"), ("", "")];
    let answer = sim.ask("CreateExpressConnectRouter", &[&asn[..], &tags, &more].concat());
    assert_eq!(answer.code(), "200", "{answer:?}");
    let shown = sim.ask("DescribeExpressConnectRouter", &[]);
    assert_eq!(shown.body["EcrList"][0]["Tags"], serde_json::json!([{ "TagKey": "env", "TagValue": "" }]));
}
