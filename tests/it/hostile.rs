//! Hostile input: every answer is JSON with a RequestId, and only a success changes anything.

use ecr_sim::{OPERATIONS, Simulator};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::harness::{SimulatorExt, attached};
use crate::properties::call::{harmless, well_formed};

/// Returns a simulator with a router, a VBR, a VPC and a flow log, and a value for every parameter of an operation,
/// except `TransitRouterId`, which excludes `VpcId`.
fn world() -> (Simulator, Vec<(String, String)>) {
    let (sim, ecr_id) = attached();
    let flow_log_id = sim.flow_log(&ecr_id, "vbr-1");
    let association_id = sim.associate(&ecr_id, "vpc-1");
    let pairs = [
        ("EcrId", ecr_id.as_str()),
        ("FlowLogId", flow_log_id.as_str()),
        ("AssociationId", association_id.as_str()),
        ("AssociationNodeType", "VPC"),
        ("AssociationRegionId", "cn-hangzhou"),
        ("VpcId", "vpc-2"),
        ("VpcOwnerId", "42"),
        ("CenId", "cen-1"),
        ("TransitRouterOwnerId", "42"),
        ("AllowedPrefixes.1", "10.0.0.0/8"),
        ("AllowedPrefixesMode", "MatchMode"),
        ("CreateAttachment", "true"),
        ("DeleteAttachment", "true"),
        ("FreshRegionId", "cn-beijing"),
        ("TransitModeList.1.RegionId", "cn-hangzhou"),
        ("TransitModeList.1.Mode", "ECMP"),
        ("EcrOwnerAliUid", "1234567890123456"),
        ("InstanceOwnerId", "1234567890123456"),
        ("InstanceRegionId", "cn-hangzhou"),
        ("CallerType", "OTHER"),
        ("TagModels.1.TagKey", "key"),
        ("TagModels.1.TagValue", "value"),
        ("ResourceType", "EXPRESSCONNECTROUTER"),
        ("ResourceId", ecr_id.as_str()),
        ("ResourceId.1", ecr_id.as_str()),
        ("NewResourceGroupId", "rg-2"),
        ("TagKey.1", "key"),
        ("All", "false"),
        ("AlibabaSideAsn", "64513"),
        ("ChildInstanceId", "vbr-1"),
        ("ChildInstanceType", "VBR"),
        ("ChildInstanceRegionId", "cn-hangzhou"),
        ("ChildInstanceOwnerId", "42"),
        ("InstanceId", "vbr-1"),
        ("InstanceType", "VBR"),
        ("NodeType", "VBR"),
        ("DestinationCidrBlock", "10.0.0.0/8"),
        ("NexthopInstanceId", "vbr-1"),
        ("QueryRegionId", "cn-hangzhou"),
        ("AsPath", "[64993]"),
        ("Community", "9001:9263"),
        ("ProjectName", "net-audit"),
        ("LogStoreName", "vbr_flow"),
        ("FlowLogName", "name"),
        ("Name", "name"),
        ("Description", "description"),
        ("Interval", "600"),
        ("SamplingRate", "1:4096"),
        ("ResourceGroupId", "rg-1"),
        ("TargetSlsRegionId", "cn-beijing"),
        ("Tag.1.Key", "key"),
        ("Tag.1.Value", "value"),
        ("MaxResults", "10"),
        ("NextToken", ""),
        ("ClientToken", "token"),
        ("DryRun", "false"),
    ];
    (sim, pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec())
}

fn actions() -> Vec<&'static str> {
    OPERATIONS.iter().map(|operation| operation.name()).collect()
}

#[test]
fn the_pairs_that_are_to_be_spoilt_are_good_for_every_operation() {
    let (sim, pairs) = world();
    for action in actions() {
        let answer = harmless(&sim.fork().unwrap(), action, &pairs);
        // The VBR is attached already, members prevent a plain delete, and a VBR has no prefixes.
        let expected = match action {
            "AttachExpressConnectRouterChildInstance" => "IncorrectStatus.EcrAssociation",
            "DeleteExpressConnectRouter" => "ResourceInUse.Ecr",
            "DescribeExpressConnectRouterAllowedPrefixHistory" => "IllegalParam.InstanceType",
            _ => "200",
        };
        assert_eq!(answer.code(), expected, "{action} {answer:?}");
    }
}

#[test]
fn no_bad_value_of_any_parameter_does_harm() {
    let (sim, pairs) = world();
    let megabyte = "x".repeat(1 << 20);
    let bad = [
        "",
        " ",
        "\0",
        "a\0b",
        "é",
        "\u{feff}",
        "\u{202e}",
        "🦀",
        "-1",
        "0",
        "1e3",
        "0x10",
        "NaN",
        "null",
        "true",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775809",
        "4294967296",
        "'; DROP TABLE router; --",
        "%s%n",
        "ecr-",
        "vbr-",
        "ecr-flog-",
        "ECR-1",
        "ecr-1 ",
        "[]",
        "{}",
        "ffffffffffffffffffffffffffffffff",
        "Vbr",
        "\u{1f}",
        "http://x",
        &megabyte,
    ];
    for action in actions() {
        for at in 0..pairs.len() {
            for bad in bad {
                let mut pairs = pairs.clone();
                pairs[at].1 = bad.to_owned();
                // A dry run reaches the guard and changes nothing for the next call.
                pairs.last_mut().unwrap().1 = if at + 1 == pairs.len() { bad } else { "true" }.to_owned();
                let answer = well_formed(&sim, action, &pairs);
                assert!(answer.body.to_string().len() < 10_000, "{action} {answer:?}");
            }
        }
    }
    sim.check_invariants().unwrap();
}

#[test]
fn no_bad_index_of_a_list_does_harm() {
    let (sim, pairs) = world();
    for index in
        ["0", "-1", "+1", "01", "1.1", "", " 1", "x", "2147483648", "18446744073709551616", "é", "1\0"]
    {
        for (list, field) in [
            ("Tag", ".Key"),
            ("Tag", ".Value"),
            ("Tag", ".key"),
            ("Tag", ".Other"),
            ("Tag", "."),
            ("TagModels", ".TagKey"),
            ("TransitModeList", ".Mode"),
            ("AllowedPrefixes", ""),
            ("ResourceId", ""),
            ("TagKey", ""),
        ] {
            for action in actions() {
                let name = format!("{list}.{index}{field}");
                let pairs = [&pairs[..], &[(name, "x".to_owned())]].concat();
                harmless(&sim.fork().unwrap(), action, &pairs);
            }
        }
    }
}

/// A way to spoil one pair.
#[derive(Clone, Debug)]
enum Spoil {
    Remove,
    Value(String),
    Insert(Index, char),
    Cut(Index),
    Repeat(String),
    Rename(String),
}

fn spoil() -> impl Strategy<Value = Spoil> {
    prop_oneof![
        Just(Spoil::Remove),
        any::<String>().prop_map(Spoil::Value),
        (any::<Index>(), any::<char>()).prop_map(|(at, character)| Spoil::Insert(at, character)),
        any::<Index>().prop_map(Spoil::Cut),
        any::<String>().prop_map(Spoil::Repeat),
        any::<String>().prop_map(Spoil::Rename),
        "Tag\\.[0-9]{0,3}\\.(Key|Value)?".prop_map(Spoil::Rename),
        "TransitModeList\\.[0-9]{0,3}\\.(RegionId|Mode)?".prop_map(Spoil::Rename),
        "(AllowedPrefixes|ResourceId|TagKey)\\.[0-9]{0,3}".prop_map(Spoil::Rename),
    ]
}

fn apply(pairs: &mut Vec<(String, String)>, at: Index, spoil: Spoil) {
    let at = at.index(pairs.len());
    let (name, value) = pairs[at].clone();
    // An index between two characters.
    let place = |index: Index| value.char_indices().map(|(at, _)| at).nth(index.index(value.len() + 1));
    match spoil {
        Spoil::Remove => drop(pairs.remove(at)),
        Spoil::Value(value) => pairs[at].1 = value,
        Spoil::Insert(index, character) => pairs[at].1.insert(place(index).unwrap_or(value.len()), character),
        Spoil::Cut(index) => pairs[at].1.truncate(place(index).unwrap_or(0)),
        Spoil::Repeat(value) => pairs.push((name, value)),
        Spoil::Rename(name) => pairs[at].0 = name,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_actions_and_pairs_are_answered_in_json(
        action in prop_oneof![1 => any::<String>(), 3 => select(actions()).prop_map(str::to_owned)],
        pairs in vec((any::<String>(), any::<String>()), 0..8),
    ) {
        let (sim, _) = world();
        let answer = harmless(&sim, &action, &pairs);
        if !actions().contains(&action.as_str()) {
            prop_assert_eq!((answer.status, answer.code()), (404, "InvalidAction.NotFound"));
        }
    }

    #[test]
    fn spoilt_pairs_are_answered_in_json_and_refusals_change_nothing(
        calls in vec((select(actions()), vec((any::<Index>(), spoil()), 0..3)), 1..6),
    ) {
        let (sim, good) = world();
        for (action, spoils) in calls {
            let mut pairs = good.clone();
            for (at, spoil) in spoils {
                apply(&mut pairs, at, spoil);
            }
            harmless(&sim, action, &pairs);
        }
    }
}
