//! Every request is written as pairs that are read as an equal request.

use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde::Serialize;

use crate::dispatch::{OPERATIONS, OperationEntry, decode};
use crate::error::{Code, Result};
use crate::model::Values;
use crate::operation::{How, Operation, Parameter};

/// A request as JSON, the pairs that it is written as, and the request that these are read as.
pub type Reread = Result<(String, Vec<(String, String)>, String)>;

/// Reads pairs, and writes and reads them again.
pub fn reread<R: Operation>(pairs: &[(&str, &str)]) -> Reread {
    let request = decode::<R>(pairs)?.request;
    let written = request.encode();
    let again = decode::<R>(&borrowed(&written))?.request;
    Ok((as_json(&request), written, as_json(&again)))
}

fn as_json(request: &impl Serialize) -> String {
    serde_json::to_string(request).unwrap()
}

fn borrowed(pairs: &[(String, String)]) -> Vec<(&str, &str)> {
    pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

/// A text of a form and a length. `index` makes those of one list differ.
fn text(form: &'static str, chars: Option<(usize, usize)>, index: usize) -> BoxedStrategy<String> {
    let (min, max) = chars.unwrap_or((1, 24));
    let length = prop_oneof![Just(min), min..=max, Just(max)];
    match form {
        "IPv4 CIDR block" => (0..=32u8, any::<u32>())
            .prop_map(|(length, bits)| {
                let mask = u32::MAX.checked_shl(32 - u32::from(length)).unwrap_or(0);
                format!("{}/{length}", std::net::Ipv4Addr::from(bits & mask))
            })
            .boxed(),
        "the NextToken of the page before" => "[0-9a-f]{32}".boxed(),
        _ if form.contains('…') => {
            let prefixes: Vec<&str> =
                form.split(['…', ',', ' ']).filter(|part| part.ends_with('-')).collect();
            (select(prefixes), "[a-z0-9-]{1,20}").prop_map(|(prefix, rest)| format!("{prefix}{rest}")).boxed()
        }
        _ if form.starts_with('[') => {
            length.prop_map(|length| "a1".chars().cycle().take(length).collect()).boxed()
        }
        _ => (length, "[ -~é🦀]")
            .prop_map(move |(length, filler)| {
                let text = format!("{index}{}", filler.repeat(length));
                let least = if length == 0 { 0 } else { index.to_string().len() };
                text.chars().take(length.max(least)).collect()
            })
            .boxed(),
    }
}

fn value(values: Values, index: usize) -> BoxedStrategy<String> {
    match values {
        Values::Text { form, chars } => text(form, chars, index),
        Values::Integer(ranges) => select(ranges)
            .prop_flat_map(|(least, most)| prop_oneof![Just(least), least..=most, Just(most)])
            .prop_map(|number| number.to_string())
            .boxed(),
        Values::Boolean => select(&["true", "False"][..]).prop_map(str::to_owned).boxed(),
        Values::Words(words) => select(words).prop_map(str::to_owned).boxed(),
        Values::Fields(_) => unreachable!("a field of a field"),
    }
}

/// Whether a blank value can be one of these.
fn takes_blank(values: Values) -> bool {
    matches!(values, Values::Text { chars: Some((0, _)), .. })
}

/// The pairs of one item of a list.
fn item(parameter: Parameter, index: usize) -> BoxedStrategy<Vec<(String, String)>> {
    let name = format!("{}.{index}", parameter.name);
    let Values::Fields(fields) = parameter.values else {
        return value(parameter.values, index).prop_map(move |text| vec![(name.clone(), text)]).boxed();
    };
    let field = |&(field, values): &(&'static str, Values)| {
        let name = format!("{name}.{field}");
        // The first field must be there.
        let given = value(values, index).prop_map(Some).boxed();
        let absent = if field == fields[0].0 { given.clone() } else { Just(None).boxed() };
        prop_oneof![3 => given, 1 => absent].prop_map(move |text| (name.clone(), text))
    };
    let fields: Vec<_> = fields.iter().map(field).collect();
    fields
        .prop_map(|pairs| pairs.into_iter().filter_map(|(name, text)| Some((name, text?))).collect())
        .boxed()
}

/// The pairs of one parameter.
fn parameter(parameter: Parameter) -> BoxedStrategy<Vec<(String, String)>> {
    let name = parameter.name.to_owned();
    if let Some(most) = parameter.list {
        let least = usize::from(parameter.how == How::RequiredList);
        return prop_oneof![Just(least), least..=4, Just(most.min(100))]
            .prop_flat_map(move |count| (1..=count).map(|index| item(parameter, index)).collect::<Vec<_>>())
            .prop_map(|items| items.concat())
            .boxed();
    }
    let blank = match parameter.how {
        How::BlankIsAbsent => true,
        How::BlankIsValue | How::DefaultIfAbsent => takes_blank(parameter.values),
        How::Required | How::Flag | How::List | How::RequiredList => false,
    };
    let given = value(parameter.values, 1).prop_map(Some);
    let blank = if blank { Just(Some(String::new())).boxed() } else { given.clone().boxed() };
    let absent = if parameter.how == How::Required { given.clone().boxed() } else { Just(None).boxed() };
    prop_oneof![2 => given, 1 => blank, 1 => absent]
        .prop_map(move |text| text.map(|text| (name.clone(), text)).into_iter().collect())
        .boxed()
}

/// A call of an operation: good by itself, whatever the state is.
fn call(operation: &OperationEntry) -> BoxedStrategy<Vec<(String, String)>> {
    let parameters: Vec<_> = operation.parameters.iter().copied().map(parameter).collect();
    parameters.prop_map(|pairs| pairs.concat()).boxed()
}

#[test]
fn every_request_is_written_as_pairs_that_are_read_as_an_equal_request() {
    for operation in OPERATIONS {
        let config = Config { cases: 200, failure_persistence: None, ..Config::default() };
        let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
        let outcome = TestRunner::new_with_rng(config, rng).run(&call(operation), |pairs| {
            let (request, written, again) = match (operation.reread)(&borrowed(&pairs)) {
                Ok(reread) => reread,
                // All of those of which one must be there may be absent.
                Err(error) if error.code() == Some(Code::MissingParam) => return Ok(()),
                Err(error) => return Err(TestCaseError::fail(format!("{error}"))),
            };
            prop_assert_eq!(request, again);
            let unlisted =
                |name: &&String| !operation.parameters.iter().any(|p| name.split('.').next() == Some(p.name));
            prop_assert_eq!(written.iter().map(|(name, _)| name).find(unlisted), None);
            Ok(())
        });
        assert!(outcome.is_ok(), "{}: {outcome:?}", operation.name());
    }
}
