//! The values that calls are made of: good ones, few enough to meet again, and bad ones for each rule.

use crate::decode::Rule;
use crate::state::{DEFAULT_GROUP, OWNER, REGIONS, STRANGER, State};

/// A region that the world does not have.
pub const ELSEWHERE: &str = "mars-1";

/// The VBRs that are attached and detached.
pub const VBRS: [&str; 4] = ["vbr-1", "vbr-2", "vbr-3", "vbr-4"];

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|&text| text.to_owned()).collect()
}

/// Well-formed values of a parameter; some ids among them lead nowhere.
pub fn good(name: &str, state: &State) -> Vec<String> {
    let given = |prefix: &str, more: &[&str]| {
        let known =
            state.given.iter().filter(|id| id.starts_with(prefix) && id[prefix.len()..].starts_with('m'));
        known.cloned().chain(texts(more)).collect()
    };
    match name {
        "EcrId" => given("ecr-", &["ecr-other"]),
        "AssociationId" => given("ecr-assoc-", &["ecr-assoc-1_fake"]),
        "FlowLogId" => given("ecr-flog-", &["flowlog-old"]),
        "ChildInstanceId" | "InstanceId" => texts(&VBRS),
        "ChildInstanceType" | "InstanceType" => texts(&["VBR"]),
        "ChildInstanceRegionId" => texts(&[REGIONS[0], REGIONS[1], ELSEWHERE]),
        "ChildInstanceOwnerId" => vec![OWNER.to_string(), STRANGER.to_string()],
        "Name" | "FlowLogName" => texts(&["alpha", "", "beta"]),
        "Description" => texts(&["first", "", "zweite Größe"]),
        "ResourceGroupId" => texts(&["rg-1", DEFAULT_GROUP]),
        "AlibabaSideAsn" => texts(&["64512", "64513", "65534", "45104", "4200000000", "4294967294"]),
        "Interval" => texts(&["60", "600"]),
        "SamplingRate" => texts(&["1:1024", "1:2048", "1:4096"]),
        "ProjectName" => texts(&["net-audit", "abc"]),
        "LogStoreName" => texts(&["vbr_flow", "vbr-flow"]),
        "TargetSlsRegionId" => texts(&[REGIONS[2], ELSEWHERE]),
        "MaxResults" => texts(&["1", "2", "3", "2147483647"]),
        "NextToken" => {
            let pages = (0..state.pages.len()).rev().map(|number| format!("page-{number}"));
            pages.take(4).chain(texts(&[FOREIGN_PAGE])).collect()
        }
        "NodeType" => texts(&["VBR", "TR", "VPC"]),
        name => panic!("no values for {name}"),
    }
}

/// Digits that make a NextToken which no answer has given.
const FOREIGN_PAGE: &str = "0123456789abcdef0123456789abcdef";

/// Values that a rule may not like.
pub fn bad(rule: Rule) -> Vec<String> {
    match rule {
        Rule::Id(prefixes) => texts(&[prefixes[0], "Not An Id", "ecr-UPPER", "i-1"]),
        Rule::Title(most) => {
            let mut values = texts(&["http://x", "https://x"]);
            values.extend(["é".repeat(most), "é".repeat(most + 1)]);
            values
        }
        Rule::Filter(most) => vec!["x".repeat(most), "x".repeat(most + 1)],
        Rule::Opaque => texts(&["it is_fake!"]),
        Rule::Page => texts(&["garbage", "0123456789ABCDEF0123456789ABCDEF", FOREIGN_PAGE]),
        Rule::Number(_) => texts(&["abc", "0", "-1", "1.5", "65025", "99999999999999999999"]),
        Rule::Word(_) => texts(&["vbr", "1:512"]),
        Rule::Sls(_) => {
            let mut values = texts(&["ab", "-abc", "abc_", "Abc", "a_b"]);
            values.push("a".repeat(64));
            values
        }
        Rule::Region => texts(&["Mars One"]),
        Rule::Tags | Rule::Patterns => Vec::new(),
    }
}

/// The pairs of a list of tags.
type TagList = Vec<(String, String)>;

/// Lists of tags: good ones first, then what is wrong with a list, an index, a key or a value.
pub fn tag_lists() -> (Vec<TagList>, Vec<TagList>) {
    let list = |pairs: &[(&str, &str)]| {
        pairs.iter().map(|(name, value)| (format!("Tag.{name}"), (*value).to_owned())).collect::<Vec<_>>()
    };
    let good = vec![
        list(&[("1.Key", "env"), ("1.Value", "test")]),
        list(&[("1.Key", "env")]),
        list(&[("7.Key", "env"), ("7.Value", ""), ("2.Key", "team"), ("2.Value", "net")]),
        list(&[("1.Key", "env"), ("5.Other", "x"), ("6", "x")]),
    ];
    let many = (1..=21).map(|n| (format!("Tag.{n}.Key"), format!("k{n}"))).collect();
    let bad = vec![
        list(&[("0.Key", "env")]),
        list(&[("x.Key", "env")]),
        list(&[("1.Key", "")]),
        list(&[("1.Value", "alone")]),
        list(&[("1.Key", "aliyun-x")]),
        list(&[("1.Key", "env"), ("2.Key", "see http://x")]),
        list(&[("3.Key", "env"), ("3.Value", "acs:x")]),
        list(&[("1.Key", "env"), ("1.Value", "test"), ("2.Key", "env"), ("2.Value", "prod")]),
        list(&[("1.Key", "env"), ("2.Key", "env")]),
        many,
    ];
    (good, bad)
}
