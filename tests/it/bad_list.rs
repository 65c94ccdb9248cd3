//! Malformed lists: tags, for the operations that set them and those that filter by them, lists of strings, and
//! transit modes.

use ecr_sim::{OPERATIONS, OperationEntry};

use crate::harness::Answer;
use crate::samples::{Pairs, Samples, good_call};

/// The commands with tags, and their code for a duplicate key.
const COMMANDS: [(&str, &str); 4] = [
    ("CreateExpressConnectRouter", "IllegalParamFormat.Tag"),
    ("CreateExpressConnectRouterAssociation", "IllegalParamFormat.Tag"),
    ("CreateFlowLog", "IllegalParam.Tag"),
    ("TagResources", "IllegalParam.Tag"),
];

/// Returns the operations with tags, and their code for a duplicate key. A filter accepts one, which an empty code means.
fn tagged() -> impl Iterator<Item = (&'static str, &'static str)> {
    let filters = OPERATIONS.iter().filter(|operation| !operation.writes() && has(operation, "Tag"));
    COMMANDS.into_iter().chain(filters.map(|operation| (operation.name(), "")))
}

/// Returns whether an operation has a parameter.
fn has(operation: &OperationEntry, parameter: &str) -> bool {
    operation.parameters().any(|one| one.name == parameter)
}

/// Another operation that filters by tags, with other names for the list and the fields of its items.
const GRANTED: &str = "DescribeInstanceGrantedToExpressConnectRouter";

/// Lists, and the expected code. An empty code means success. `none` means that success is also allowed if the
/// operation may omit tags.
const LISTS: &[(&str, &str)] = &[
    // Indices start at 1 and may have gaps.
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
    // Undeclared fields do not make an item.
    ("Tag.5.Other=x", "none"),
    ("Tag.5=x", "none"),
    ("Tag.5.key=x", "none"),
    ("Tag.5.Key.1=x", "none"),
    // Items are read by number, so the error is about the second.
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

/// Sends a good call as a dry run, with its list replaced by this one.
fn dry(operation: &str, list: &str, items: impl IntoIterator<Item = (String, String)>) -> Pairs {
    let mut pairs = good_call(operation);
    pairs.retain(|name, _| !name.starts_with(&format!("{list}.")));
    pairs.insert("DryRun".to_owned(), "true".to_owned());
    pairs.extend(items);
    pairs
}

/// Returns the pairs of a row.
fn row(list: &str) -> impl Iterator<Item = (String, String)> {
    let pairs = list.split(' ').map(|pair| pair.split_once('=').unwrap());
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned()))
}

/// Returns tags with the keys `key-1`, `key-2` and so on.
fn many(count: u32) -> impl Iterator<Item = (String, String)> {
    (1..=count).map(|index| (format!("Tag.{index}.Key"), format!("key-{index}")))
}

/// Rewrites the text with the names of [`GRANTED`].
fn granted(text: &str) -> String {
    text.replace("Tag", "TagModels").replace(".Key", ".TagKey").replace(".Value", ".TagValue")
}

/// Compares an answer with a code. An empty code means success.
fn meets(answer: &Answer, operation: &str, code: &str, list: &str) {
    let entry = OPERATIONS.iter().find(|entry| entry.name() == operation).unwrap();
    let expected = match code {
        "" if has(entry, "DryRun") => (400, "DryRunOperation"),
        "" => (200, "200"),
        code => (400, code),
    };
    assert_eq!((answer.status, answer.code()), expected, "{operation} {list:?}");
    assert!(answer.text("DynamicMessage").len() < 256, "{operation} {list:?}");
}

#[test]
fn every_bad_list_of_tags_is_answered_with_the_documented_code() {
    let samples = Samples::new();
    let before = samples.sim.dump().unwrap();
    for (list, code) in LISTS {
        for (operation, _) in tagged() {
            let answer = samples.ask(operation, &dry(operation, "Tag", row(list)));
            let code = match (*code, operation) {
                ("none", "TagResources") => "MissingParam.Tag",
                ("none", _) => "",
                (code, _) => code,
            };
            meets(&answer, operation, code, list);
        }
        let (list, code) = (granted(list), granted(code.trim_start_matches("none")));
        meets(&samples.ask(GRANTED, &dry(GRANTED, "TagModels", row(&list))), GRANTED, &code, &list);
    }
    assert_eq!(samples.sim.dump().unwrap(), before);
}

#[test]
fn twenty_tags_are_allowed_and_twenty_one_are_not() {
    let samples = Samples::new();
    let ask = |operation, tags: Vec<_>| samples.ask(operation, &dry(operation, "Tag", tags));
    // Too many tags are reported before duplicate keys.
    let paired = many(21).map(|(name, _)| name).zip((2..).map(|number| format!("key-{}", number / 2)));
    let paired: Vec<_> = paired.collect();
    for (operation, _) in tagged() {
        meets(&ask(operation, many(20).collect()), operation, "", "20");
        meets(&ask(operation, many(21).collect()), operation, "IllegalParamFormat.Tag", "21");
        meets(&ask(operation, paired.clone()), operation, "IllegalParamFormat.Tag", "21, some twice");
    }
    for (count, code) in [(20, ""), (21, "IllegalParamFormat.TagModels")] {
        let tags = many(count).map(|(name, key)| (granted(&name), key));
        meets(&samples.ask(GRANTED, &dry(GRANTED, "TagModels", tags)), GRANTED, code, "many");
    }
}

#[test]
fn a_tag_key_may_stand_twice_in_a_filter_but_not_in_a_create() {
    let samples = Samples::new();
    for (operation, code) in tagged() {
        for list in ["Tag.1.Key=env Tag.2.Key=env", "Tag.1.Key=env Tag.20.Key=env"] {
            meets(&samples.ask(operation, &dry(operation, "Tag", row(list))), operation, code, list);
        }
        // Keys are case-sensitive.
        let list = "Tag.1.Key=env Tag.2.Key=Env";
        meets(&samples.ask(operation, &dry(operation, "Tag", row(list))), operation, "", list);
    }
    let list = "TagModels.1.TagKey=env TagModels.2.TagKey=env";
    meets(&samples.ask(GRANTED, &dry(GRANTED, "TagModels", row(list))), GRANTED, "", list);
}

/// Lists of strings: the operation, the list, a good item, the largest number of items, and the code for more.
const PLAIN: [(&str, &str, &str, u32, &str); 7] = [
    (
        "CreateExpressConnectRouterAssociation",
        "AllowedPrefixes",
        "10.0.0.0/8",
        10_000,
        "IllegalParamSize.AllowedPrefixes",
    ),
    (
        "ModifyExpressConnectRouterAssociationAllowedPrefix",
        "AllowedPrefixes",
        "10.0.0.0/8",
        10_000,
        "IllegalParamSize.AllowedPrefixes",
    ),
    ("TagResources", "ResourceId", "$idle", 20, "IllegalParamFormat.ResourceId"),
    ("UntagResources", "ResourceId", "$idle", 50, "IllegalParamFormat.ResourceId"),
    ("UntagResources", "TagKey", "env", 100, "IllegalParamFormat.TagKey"),
    ("ListTagResources", "ResourceId", "$idle", 50, "IllegalParamFormat.ResourceId"),
    ("ListTagResources", "ResourceId", "ecr-none", 50, "IllegalParamFormat.ResourceId"),
];

#[test]
fn a_list_of_plain_texts_has_numbers_from_one_on_and_a_limit() {
    let samples = Samples::new();
    let before = samples.sim.dump().unwrap();
    for (operation, list, item, most, too_many) in PLAIN {
        let ask = |indices: &[&str]| {
            let items = indices.iter().map(|index| (format!("{list}.{index}"), item.to_owned()));
            samples.ask(operation, &dry(operation, list, items))
        };
        for index in ["0", "-1", "+1", "one", "1e0", "", " 1", "é", "99999999999999999999"] {
            let code = format!("IllegalParamFormat.{list}");
            meets(&ask(&[index]), operation, &code, index);
            meets(&ask(&["1", index]), operation, &code, index);
        }
        meets(&ask(&["7", "3", "2147483648"]), operation, "", "gaps");
        // Undeclared fields do not make an item.
        meets(&ask(&["1", "2.Key", "3."]), operation, "", "fields");
        let numbers: Vec<String> = (1..=most + 1).map(|number| number.to_string()).collect();
        let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
        meets(&ask(&numbers[1..]), operation, "", "as many as there may be");
        meets(&ask(&numbers), operation, too_many, "one too many");
    }
    assert_eq!(samples.sim.dump().unwrap(), before);
}

#[test]
fn every_bad_list_of_transit_modes_is_answered_with_the_documented_code() {
    const MODIFY: &str = "ModifyExpressConnectRouterInterRegionTransitMode";
    let samples = Samples::new();
    for (list, code) in [
        ("T.0.RegionId=cn-beijing T.0.Mode=ECMP", "IllegalParamFormat.T"),
        ("T.x.RegionId=cn-beijing T.1.Mode=ECMP", "IllegalParamFormat.T"),
        ("T.1.Mode=ECMP", "IllegalParamFormat.T.1.RegionId"),
        ("T.9.Mode=ECMP T.9.RegionId=Beijing", "IllegalParamFormat.T.9.RegionId"),
        ("T.1.RegionId=cn-beijing", ""),
        ("T.1.RegionId=cn-beijing T.1.Mode=", ""),
        ("T.1.RegionId=cn-beijing T.1.Mode=Far", "IllegalParam.TransitMode"),
        (
            "T.1.RegionId=cn-beijing T.1.Mode=Far T.2.RegionId=Beijing T.2.Mode=ECMP",
            "IllegalParamFormat.T.2.RegionId",
        ),
        ("T.1.RegionId=cn-mars T.1.Mode=ECMP", "IllegalParam.RegionId"),
        (
            "T.1.RegionId=cn-beijing T.1.Mode=ECMP T.3.RegionId=cn-beijing T.3.Mode=ECMP",
            "IllegalParam.RegionId",
        ),
        ("T.9.RegionId=cn-beijing T.9.Mode=ECMP T.3.RegionId=cn-shanghai T.3.Mode=NearBy", ""),
        ("T.1.Other=x", ""),
    ] {
        let (list, code) =
            (list.replace("T.", "TransitModeList."), code.replace("Format.T", "Format.TransitModeList"));
        let pairs = dry(MODIFY, "TransitModeList", row(&list));
        meets(&samples.ask(MODIFY, &pairs), MODIFY, &code, &list);
    }
    // There are fewer regions than a list may have items.
    for (count, code) in [(100, "IllegalParam.RegionId"), (101, "IllegalParamFormat.TransitModeList")] {
        let items = (1..=count).flat_map(|index| {
            let (region, mode) =
                (format!("TransitModeList.{index}.RegionId"), format!("TransitModeList.{index}.Mode"));
            [(region, "cn-beijing".to_owned()), (mode, "ECMP".to_owned())]
        });
        meets(&samples.ask(MODIFY, &dry(MODIFY, "TransitModeList", items)), MODIFY, code, "many");
    }
}
