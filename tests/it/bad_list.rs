//! Bad lists of tags: indices, lengths, keys and values, for the operations that create and those that
//! filter.

use crate::samples::{Pairs, Samples, good_call};

/// The operations with tags, and the code for a key that stands there twice: in a filter that is fine.
const OPERATIONS: [(&str, &str); 4] = [
    ("CreateExpressConnectRouter", "IllegalParamFormat.Tag"),
    ("CreateFlowLog", "IllegalParam.Tag"),
    ("DescribeExpressConnectRouter", "DryRunOperation"),
    ("DescribeFlowLogs", "DryRunOperation"),
];

/// Lists, and what each is answered with. An empty code stands for success.
const LISTS: &[(&str, &str)] = &[
    // Indices begin with 1 and may have gaps.
    ("Tag.0.Key=env", "IllegalParamFormat.Tag"),
    ("Tag.-1.Key=env", "IllegalParamFormat.Tag"),
    ("Tag.+1.Key=env", "IllegalParamFormat.Tag"),
    ("Tag.one.Key=env", "IllegalParamFormat.Tag"),
    ("Tag.1e0.Key=env", "IllegalParamFormat.Tag"),
    ("Tag..Key=env", "IllegalParamFormat.Tag"),
    ("Tag.é.Key=env", "IllegalParamFormat.Tag"),
    ("Tag.99999999999999999999.Key=env", "IllegalParamFormat.Tag"),
    ("Tag.7.Key=env Tag.3.Key=team Tag.3.Value=", ""),
    ("Tag.21.Key=env", ""),
    // Fields that nobody declares make no item.
    ("Tag.5.Other=x", ""),
    ("Tag.5=x", ""),
    ("Tag.5.key=x", ""),
    ("Tag.5.Key.1=x", ""),
    // The items are read in the order of their numbers, so the complaint is about the second.
    ("Tag.10.Key= Tag.2.Key=", "IllegalParamFormat.Tag.2.Key"),
    ("Tag.10.Value=acs:x Tag.10.Key=env Tag.2.Key=team Tag.2.Value=aliyun", "IllegalParamFormat.Tag.2.Value"),
    // Keys.
    ("Tag.1.Key=", "IllegalParamFormat.Tag.1.Key"),
    ("Tag.1.Value=test", "IllegalParamFormat.Tag.1.Key"),
    ("Tag.1.Key=<128>", ""),
    ("Tag.1.Key=<129>", "IllegalParamFormat.Tag.1.Key"),
    ("Tag.1.Key=<1048576>", "IllegalParamFormat.Tag.1.Key"),
    ("Tag.1.Key=schlüssel", ""),
    ("Tag.1.Key=a\0", "IllegalParamFormat.Tag.1.Key"),
    ("Tag.1.Key=aliyun", "IllegalParamFormat.Tag.1.Key"),
    ("Tag.1.Key=acs:env", "IllegalParamFormat.Tag.1.Key"),
    ("Tag.1.Key=see-http://x", "IllegalParamFormat.Tag.1.Key"),
    ("Tag.1.Key=see-https://x", "IllegalParamFormat.Tag.1.Key"),
    ("Tag.1.Key=my-aliyun-acs:", ""),
    // Values.
    ("Tag.1.Key=env Tag.1.Value=", ""),
    ("Tag.1.Key=env Tag.1.Value=<128>", ""),
    ("Tag.1.Key=env Tag.1.Value=<129>", "IllegalParamFormat.Tag.1.Value"),
    ("Tag.1.Key=env Tag.1.Value=<1048576>", "IllegalParamFormat.Tag.1.Value"),
    ("Tag.1.Key=env Tag.1.Value=prüfung", ""),
    ("Tag.1.Key=env Tag.1.Value=a\0", "IllegalParamFormat.Tag.1.Value"),
    ("Tag.1.Key=env Tag.1.Value=aliyun-x", "IllegalParamFormat.Tag.1.Value"),
    ("Tag.1.Key=env Tag.1.Value=acs:x", "IllegalParamFormat.Tag.1.Value"),
    ("Tag.1.Key=env Tag.1.Value=http://x", "IllegalParamFormat.Tag.1.Value"),
    ("Tag.1.Key=env Tag.1.Value=see-https://x", "IllegalParamFormat.Tag.1.Value"),
];

/// A dry run of a good call with these tags.
fn dry(operation: &str, tags: impl IntoIterator<Item = (String, String)>) -> Pairs {
    let mut pairs = good_call(operation);
    pairs.retain(|name, _| !name.starts_with("Tag."));
    pairs.insert("DryRun".to_owned(), "true".to_owned());
    pairs.extend(tags);
    pairs
}

/// Tags with the keys `key-1`, `key-2` and so on.
fn many(count: u32) -> impl Iterator<Item = (String, String)> {
    (1..=count).map(|index| (format!("Tag.{index}.Key"), format!("key-{index}")))
}

#[test]
fn every_bad_list_of_tags_is_answered_with_the_documented_code() {
    let samples = Samples::new();
    let before = samples.sim.dump().unwrap();
    for (operation, _) in OPERATIONS {
        for (list, code) in LISTS {
            let tags = list.split(' ').map(|tag| tag.split_once('=').unwrap());
            let tags = tags.map(|(name, value)| (name.to_owned(), value.to_owned()));
            let answer = samples.ask(operation, &dry(operation, tags));
            let code = if code.is_empty() { "DryRunOperation" } else { code };
            assert_eq!((answer.status, answer.code()), (400, code), "{operation} {list:?}");
            assert!(answer.text("DynamicMessage").len() < 256, "{operation} {list:?}");
        }
    }
    assert_eq!(samples.sim.dump().unwrap(), before);
}

#[test]
fn twenty_tags_are_allowed_and_twenty_one_are_not() {
    let samples = Samples::new();
    for (operation, _) in OPERATIONS {
        let answer = samples.ask(operation, &dry(operation, many(20)));
        assert_eq!(answer.code(), "DryRunOperation", "{operation}");
        let answer = samples.ask(operation, &dry(operation, many(21)));
        assert_eq!(answer.code(), "IllegalParamFormat.Tag", "{operation}");
        // Also if some keys stand there twice, which is the lesser problem.
        let paired = many(21).map(|(name, _)| name).zip((2..).map(|number| format!("key-{}", number / 2)));
        let answer = samples.ask(operation, &dry(operation, paired));
        assert_eq!(answer.code(), "IllegalParamFormat.Tag", "{operation}");
    }
}

#[test]
fn a_tag_key_may_stand_twice_in_a_filter_but_not_in_a_create() {
    let samples = Samples::new();
    for (operation, code) in OPERATIONS {
        for second in ["Tag.2.Key", "Tag.20.Key"] {
            let tags = ["Tag.1.Key", second].map(|name| (name.to_owned(), "env".to_owned()));
            assert_eq!(samples.ask(operation, &dry(operation, tags)).code(), code, "{operation}");
        }
        // Keys that differ in nothing but case are two keys.
        let tags = [("Tag.1.Key", "env"), ("Tag.2.Key", "Env")];
        let tags = tags.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(samples.ask(operation, &dry(operation, tags)).code(), "DryRunOperation", "{operation}");
    }
}
