//! The values in calls: few valid ones, so that calls meet, and invalid ones for each rule.

use proptest::sample::Index;

use crate::decode::{Parameter, Rule};
use crate::list::Items;
use crate::route::Route;
use crate::state::{DEFAULT_GROUP, OWNER, REGIONS, STRANGER, State};

/// A region that the simulation does not have.
pub const ELSEWHERE: &str = "mars-1";

/// The VBRs that are attached and detached.
pub const VBRS: [&str; 4] = ["vbr-1", "vbr-2", "vbr-3", "vbr-4"];
/// The VPCs and the transit routers that are bound and unbound.
pub const VPCS: [&str; 4] = ["vpc-1", "vpc-2", "vpc-3", "vpc-4"];
pub const TRS: [&str; 3] = ["tr-1", "tr-2", "tr-3"];

/// The CENs of transit routers.
pub const CENS: [&str; 2] = ["cen-1", "cen-2"];

/// A value of a parameter as pairs: one pair, or those of a list, which may be empty.
pub type Value = Vec<(String, String)>;

/// Sets a parameter, whether it has a value or not.
pub fn set(pairs: &mut Vec<(String, String)>, name: &str, value: Value) {
    let is_of =
        |given: &str| given.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    pairs.retain(|(given, _)| !is_of(given));
    pairs.extend(value);
}

/// The value with one string.
pub fn one(name: &str, text: &str) -> Value {
    vec![(name.to_owned(), text.to_owned())]
}

/// Well-formed values of a parameter, among them ids of resources that do not exist.
pub fn good(action: &str, parameter: &Parameter, state: &State) -> Vec<Value> {
    match parameter.rule {
        Rule::List(items) => good_lists(items, parameter.name, state),
        Rule::Flag => ["true", "false", "True"].iter().map(|text| one(parameter.name, text)).collect(),
        _ => texts(action, parameter.name, state).iter().map(|text| one(parameter.name, text)).collect(),
    }
}

/// Values, one of which a rule may refuse.
pub fn bad(parameter: &Parameter, at: &Index) -> Value {
    let name = parameter.name;
    let (values, long) = match parameter.rule {
        Rule::List(Items::Prefixes) => (bad_lists(Items::Prefixes, name), 2),
        Rule::List(items) => (bad_lists(items, name), 0),
        rule => (bad_texts(rule).iter().map(|text| one(name, text)).collect(), 0),
    };
    // Such a list takes long to build, so it is rare unless its weight is raised.
    let too_long = || many(name, "", 10_001, |n| format!("10.0.{}.{}/32", n / 256, n % 256));
    values.get(at.index(values.len() + long)).cloned().unwrap_or_else(too_long)
}

/// The ids with this prefix that were ever issued.
pub fn given(state: &State, prefix: &str) -> Vec<String> {
    let known = |id: &&String| id.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('m'));
    state.given.iter().filter(known).cloned().collect()
}

fn texts(action: &str, name: &str, state: &State) -> Vec<String> {
    let known = |prefix: &str, stray: &str| {
        let mut ids = given(state, prefix);
        ids.push(stray.to_owned());
        ids
    };
    let of_routes = |text: fn(Route) -> String, others: [&str; 2]| {
        let routes = state.routers.iter().flat_map(|router| state.routes_of(router.key));
        routes.map(text).chain(others.map(str::to_owned)).collect()
    };
    let texts: &[&str] = match name {
        "EcrId" | "ResourceId" => return known("ecr-", "ecr-other"),
        // A query takes any string, a command only a well-formed id.
        "AssociationId" if action.starts_with("Describe") => {
            return known("ecr-assoc-", "ecr-assoc-1_fake");
        }
        "AssociationId" => return known("ecr-assoc-", "ecr-assoc-other"),
        "FlowLogId" => return known("ecr-flog-", "flowlog-old"),
        "ChildInstanceOwnerId"
        | "EcrOwnerAliUid"
        | "InstanceOwnerId"
        | "VpcOwnerId"
        | "TransitRouterOwnerId" => {
            return vec![OWNER.to_string(), STRANGER.to_string()];
        }
        "NextToken" => {
            let pages = (0..state.pages.len()).rev().map(|number| format!("page-{number}"));
            return pages.take(4).chain([FOREIGN_PAGE.to_owned()]).collect();
        }
        "InstanceId" if action.ends_with("PrefixHistory") => &["vpc-1", "vpc-2", "tr-1", "tr-2"],
        "InstanceId" if action.contains("Instance") => &["vpc-1", "vpc-2", "vbr-1", "vbr-2"],
        "ChildInstanceId" | "InstanceId" => &VBRS,
        "InstanceType" if action.ends_with("PrefixHistory") => &["VPC", "TR"],
        "InstanceType" if action.contains("Instance") => &["VPC", "VBR"],
        "ChildInstanceType" | "InstanceType" => &["VBR"],
        "AssociationNodeType" => &["VPC", "TR"],
        "VpcId" => &VPCS,
        "TransitRouterId" => &TRS,
        "CenId" => &CENS,
        "DestinationCidrBlock" => return of_routes(|route| route.cidr, ["10.0.0.0/8", "10.0.0.0/24"]),
        "NexthopInstanceId" => return of_routes(|route| route.next_hop, ["vpc-1", "vbr-other"]),
        "AsPath" => return of_routes(|route| route.as_path, ["[]", "[64993]"]),
        "Community" => return of_routes(|route| route.community, ["9001:9263", "none"]),
        "QueryRegionId" => &[REGIONS[0], REGIONS[0], REGIONS[3], ELSEWHERE],
        "AllowedPrefixesMode" => &["MatchMode", "IncrementalMode"],
        "CallerType" => &["OTHER", "OTHER", "parent", "sub"],
        "AssociationRegionId" | "FreshRegionId" => {
            &[REGIONS[0], REGIONS[0], REGIONS[0], REGIONS[1], REGIONS[3], REGIONS[4], ELSEWHERE]
        }
        "ChildInstanceRegionId" => &[REGIONS[0], REGIONS[0], REGIONS[1], REGIONS[3], ELSEWHERE],
        "InstanceRegionId" => &[REGIONS[0], REGIONS[1], ELSEWHERE],
        "Name" | "FlowLogName" => &["alpha", "", "beta"],
        "Description" => &["first", "", "zweite Größe"],
        "ResourceGroupId" | "NewResourceGroupId" => &["rg-1", DEFAULT_GROUP],
        "ResourceType" => &["EXPRESSCONNECTROUTER"],
        "AlibabaSideAsn" => &["64512", "64513", "65534", "45104", "4200000000", "4294967294"],
        "Interval" => &["60", "600"],
        "SamplingRate" => &["1:1024", "1:2048", "1:4096"],
        "ProjectName" => &["net-audit", "abc"],
        "LogStoreName" => &["vbr_flow", "vbr-flow"],
        "TargetSlsRegionId" => &[REGIONS[2], ELSEWHERE],
        "MaxResults" => &["1", "2", "3", "2147483647"],
        "NodeType" => &["VBR", "TR", "VPC"],
        name => panic!("no values for {name}"),
    };
    texts.iter().map(|&text| text.to_owned()).collect()
}

/// The digits of a NextToken that was never issued.
const FOREIGN_PAGE: &str = "0123456789abcdef0123456789abcdef";

fn bad_texts(rule: Rule) -> Vec<String> {
    let texts: &[&str] = match rule {
        Rule::Id(prefixes) => &[prefixes[0], "Not An Id", "ecr-UPPER", "i-1"],
        Rule::Title(most) => {
            let long = ["é".repeat(most), "é".repeat(most + 1)];
            return long.into_iter().chain(["http://x".to_owned(), "https://x".to_owned()]).collect();
        }
        Rule::Filter(most) => return vec!["x".repeat(most), "x".repeat(most + 1)],
        Rule::Opaque => &["it is_fake!"],
        Rule::Page => &[
            "garbage",
            "0123456789ABCDEF0123456789ABCDEF",
            FOREIGN_PAGE,
            "0123456789abcdef0123456789abcdef61",
            "0123456789abcdef0123456789abcdef6",
        ],
        Rule::Number(_) => &["abc", "0", "-1", "1.5", "65025", "99999999999999999999"],
        Rule::Word(_) => &["vbr", "1:512"],
        Rule::Flag => &["yes", "", "1", "false"],
        Rule::Sls(_) => {
            let long = "a".repeat(64);
            return ["ab", "-abc", "abc_", "Abc", "a_b", &long].map(str::to_owned).to_vec();
        }
        Rule::Region => &["Mars One"],
        Rule::Block => &["10.0.0.1/8", "10.0.0.0", "10.0.0.0/33", "::/0", "010.0.0.0/8", "10.0.0.0/08"],
        Rule::List(_) => unreachable!(),
    };
    texts.iter().map(|&text| text.to_owned()).collect()
}

/// A list whose parameters end in these names.
fn list(name: &str, pairs: &[(&str, &str)]) -> Value {
    pairs.iter().map(|(end, text)| (format!("{name}.{end}"), (*text).to_owned())).collect()
}

/// A list of this many items, which are strings or have a field.
fn many(name: &str, field: &str, count: usize, text: impl Fn(usize) -> String) -> Value {
    (1..=count).map(|n| (format!("{name}.{n}{field}"), text(n))).collect()
}

/// The fields of a list of tags.
fn tag_fields(items: Items) -> (&'static str, &'static str) {
    if let Items::Patterns(key, value) = items { (key, value) } else { ("Key", "Value") }
}

fn good_lists(items: Items, name: &str, state: &State) -> Vec<Value> {
    let list = |pairs: &[(&str, &str)]| list(name, pairs);
    match items {
        Items::Tags | Items::Patterns(..) => {
            let (key, value) = tag_fields(items);
            let tags = |pairs: &[(u8, &str, Option<&str>)]| {
                let mut tags = Value::new();
                for (n, k, v) in pairs {
                    tags.push((format!("{name}.{n}.{key}"), (*k).to_owned()));
                    tags.extend(v.map(|v| (format!("{name}.{n}.{value}"), v.to_owned())));
                }
                tags
            };
            vec![
                tags(&[(1, "env", Some("test"))]),
                tags(&[(1, "env", None)]),
                tags(&[(7, "env", Some("")), (2, "team", Some("net"))]),
                [tags(&[(1, "env", None)]), list(&[("5.Other", "x"), ("6", "x")])].concat(),
                tags(&[(1, "team", None)]),
                tags(&[(3, "größe", Some("2")), (1, "zone", Some("b"))]),
            ]
        }
        Items::TagKeys => vec![
            list(&[("1", "env")]),
            list(&[("3", "team"), ("1", "env"), ("7", "env")]),
            list(&[("1", "none")]),
        ],
        Items::Prefixes => vec![
            Value::new(),
            list(&[("1", "10.0.0.0/8")]),
            list(&[("2", "10.0.0.0/24"), ("1", "192.168.3.128/25"), ("10", "0.0.0.0/0")]),
            list(&[("1", "255.255.255.255/32"), ("2", "255.255.255.255/32"), ("3.Other", "x")]),
        ],
        Items::RouterIds(_) | Items::Texts => {
            let mut ids = given(state, "ecr-");
            ids.reverse();
            let mut lists: Vec<Value> = ids.iter().take(4).map(|id| list(&[("1", id)])).collect();
            lists.extend(ids.windows(2).take(2).map(|pair| list(&[("4", &pair[0]), ("2", &pair[1])])));
            lists.extend(ids.first().map(|id| list(&[("1", id), ("2", id)])));
            lists.push(list(&[("1", "ecr-other")]));
            lists
        }
        Items::Modes => vec![
            Value::new(),
            list(&[("1.RegionId", REGIONS[0]), ("1.Mode", "ECMP")]),
            list(&[
                ("2.Mode", "NearBy"),
                ("2.RegionId", REGIONS[1]),
                ("1.RegionId", REGIONS[3]),
                ("1.Mode", "ECMP"),
            ]),
            list(&[
                ("1.RegionId", REGIONS[2]),
                ("1.Mode", "NearBy"),
                ("11.RegionId", REGIONS[0]),
                ("11.Mode", ""),
            ]),
        ],
    }
}

/// The mistakes in a list, an index or an item.
fn bad_lists(items: Items, name: &str) -> Vec<Value> {
    let (list, many) = (
        |pairs: &[(&str, &str)]| list(name, pairs),
        |field, count, text: fn(usize) -> String| many(name, field, count, text),
    );
    let mut lists = vec![list(&[("0", "x")]), list(&[("x", "x")]), list(&[("+1", "x")])];
    lists.extend(match items {
        Items::Tags | Items::Patterns(..) => {
            let (key, value) = tag_fields(items);
            let tags = |pairs: &[(u8, &str, &str)]| {
                let name_of = |field: &str| if field == "Key" { key } else { value };
                let pairs = pairs.iter();
                pairs
                    .map(|(n, field, text)| (format!("{name}.{n}.{}", name_of(field)), (*text).to_owned()))
                    .collect::<Value>()
            };
            vec![
                tags(&[(1, "Key", "")]),
                tags(&[(1, "Value", "alone")]),
                tags(&[(1, "Key", "aliyun-x")]),
                tags(&[(1, "Key", "env"), (2, "Key", "see http://x")]),
                tags(&[(3, "Key", "env"), (3, "Value", "acs:x")]),
                tags(&[(1, "Key", "env"), (1, "Value", "test"), (2, "Key", "env"), (2, "Value", "prod")]),
                tags(&[(1, "Key", "env"), (2, "Key", "env")]),
                list(&[("1.Other", "x")]),
                many(if key == "Key" { ".Key" } else { ".TagKey" }, 21, |n| format!("k{n}")),
            ]
        }
        Items::TagKeys => vec![
            list(&[("1", "")]),
            list(&[("1", "env"), ("2", "acs:x")]),
            many("", 101, |n| format!("k{n}")),
        ],
        Items::Prefixes => vec![
            list(&[("1", "")]),
            list(&[("1", "10.0.0.0/8"), ("2", "10.0.0.1/8")]),
            list(&[("1", "10.0.0.0")]),
            list(&[("1", "10.0.0.0/33")]),
            list(&[("1", "010.0.0.0/8")]),
            list(&[("1", "10.0.0/8")]),
            list(&[("1", "::/0")]),
        ],
        Items::RouterIds(_) | Items::Texts => {
            let (most, _) = items.most();
            vec![
                list(&[("1", "")]),
                list(&[("1", "it is_fake!")]),
                many("", most, |n| format!("ecr-{n}")),
                many("", most + 1, |n| format!("ecr-{n}")),
            ]
        }
        Items::Modes => vec![
            list(&[("1.RegionId", REGIONS[0]), ("1.Mode", "nearby")]),
            list(&[("1.RegionId", REGIONS[0])]),
            list(&[("1.Mode", "ECMP")]),
            list(&[
                ("1.RegionId", REGIONS[0]),
                ("1.Mode", "x"),
                ("2.RegionId", "Mars One"),
                ("2.Mode", "ECMP"),
            ]),
            list(&[("1.RegionId", ELSEWHERE), ("1.Mode", "ECMP")]),
            list(&[
                ("1.RegionId", REGIONS[1]),
                ("1.Mode", "ECMP"),
                ("2.RegionId", REGIONS[1]),
                ("2.Mode", "NearBy"),
            ]),
            many(".Mode", 101, |_| "ECMP".to_owned()),
        ],
    });
    lists
}
