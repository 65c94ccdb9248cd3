//! Tags of routers as a resource of their own, and resource groups.

use ecr_sim::{
    Call, ListTagResources, ResourceType, RouterIds, Simulator, Tag, TagFilter, TagPattern, TagResources,
    TagValue, Tags, UntagResources, UntaggedRouterIds,
};
use serde_json::{Value, json};

use crate::harness::{Answer, Pairs, SimulatorExt, instant, value};

const TAG: &str = "TagResources";
const UNTAG: &str = "UntagResources";
const LIST: &str = "ListTagResources";
const TYPE: (&str, &str) = ("ResourceType", "EXPRESSCONNECTROUTER");

/// Returns the tags that a router shows.
fn tags(sim: &Simulator, ecr_id: &str) -> Value {
    sim.ask("DescribeExpressConnectRouter", &[("EcrId", ecr_id)]).body["EcrList"][0]["Tags"].clone()
}

fn of<'a>(ecr_id: &'a str, more: Pairs<'a>) -> Vec<(&'a str, &'a str)> {
    [&[TYPE, ("ResourceId.1", ecr_id)], more].concat()
}

#[test]
fn tags_are_added_and_overwritten_by_key() {
    let sim = instant();
    let created = [("AlibabaSideAsn", "64512"), ("Tag.1.Key", "env"), ("Tag.1.Value", "test")];
    let ecr_id = sim.ask("CreateExpressConnectRouter", &created).text("EcrId").to_owned();
    // Terraform sends the tags of a creation once more.
    let repeated = of(&ecr_id, &[("Tag.1.Key", "env"), ("Tag.1.Value", "test")]);
    assert_eq!(sim.ask(TAG, &repeated).status, 200);
    let changed = [("Tag.1.Key", "env"), ("Tag.1.Value", "live"), ("Tag.2.Key", "team")];
    assert_eq!(sim.ask(TAG, &of(&ecr_id, &changed)).status, 200);
    let expected = json!([{ "TagKey": "env", "TagValue": "live" }, { "TagKey": "team", "TagValue": "" }]);
    assert_eq!(tags(&sim, &ecr_id), expected);
    sim.check_invariants().unwrap();
}

#[test]
fn tags_are_removed_by_key_or_all_at_once_under_either_spelling() {
    let sim = instant();
    let ecr_id = sim.router(64512).to_string();
    let three = [("Tag.1.Key", "a"), ("Tag.2.Key", "b"), ("Tag.3.Key", "c")];
    for untag in [UNTAG, "UnTagResources"] {
        assert_eq!(sim.ask(TAG, &of(&ecr_id, &three)).status, 200);
        // Keys take precedence over All, and unknown keys are ignored.
        let some = of(&ecr_id, &[("TagKey.1", "a"), ("TagKey.2", "unknown"), ("All", "true")]);
        assert_eq!(sim.ask(untag, &some).status, 200);
        assert_eq!(tags(&sim, &ecr_id).as_array().unwrap().len(), 2);
        assert_eq!(sim.ask(untag, &of(&ecr_id, &[("All", "True")])).status, 200);
        assert_eq!(tags(&sim, &ecr_id), json!([]));
        sim.check_invariants().unwrap();
    }
    for more in [&[][..], &[("All", "false")]] {
        assert_eq!(sim.ask(UNTAG, &of(&ecr_id, more)).code(), "MissingParam.TagKey");
    }
    // The alias is the same operation: client tokens work across both names.
    let token = of(&ecr_id, &[("TagKey.1", "a"), ("ClientToken", "t")]);
    assert_eq!(sim.ask(UNTAG, &token).status, 200);
    let other = of(&ecr_id, &[("TagKey.1", "b"), ("ClientToken", "t")]);
    assert_eq!(sim.ask("UnTagResources", &other).code(), "IdempotentParameterMismatch");
}

#[test]
fn several_routers_are_tagged_all_or_none() {
    let sim = instant();
    let ids = [64512, 64513].map(|asn| sim.router(asn).to_string());
    let foreign = sim.as_account(42).router(64512).to_string();
    let before = sim.dump().unwrap();
    for other in ["ecr-none", &foreign] {
        let pairs = [TYPE, ("ResourceId.1", ids[0].as_str()), ("ResourceId.2", other), ("Tag.1.Key", "k")];
        let answer = sim.ask(TAG, &pairs);
        assert_eq!((answer.status, answer.code()), (404, "ResourceNotFound.EcrId"));
    }
    assert_eq!(sim.dump().unwrap(), before);
    let both =
        [TYPE, ("ResourceId.1", ids[0].as_str()), ("ResourceId.7", ids[1].as_str()), ("Tag.1.Key", "k")];
    assert_eq!(sim.ask(TAG, &both).status, 200);
    for id in &ids {
        assert_eq!(tags(&sim, id), json!([{ "TagKey": "k", "TagValue": "" }]));
    }
}

#[test]
fn a_typed_call_without_routers_or_without_tags_is_refused_as_one_on_the_wire_is() {
    let sim = instant();
    let router = RouterIds::new([sim.router(64512)]).unwrap();
    let tags = Tags::new([Tag { key: value("k"), value: TagValue::default() }]).unwrap();
    for (routers, tags, code) in [
        (RouterIds::default(), tags, "MissingParam.ResourceId"),
        (router.clone(), Tags::default(), "MissingParam.Tag"),
    ] {
        assert_eq!(sim.refusal(TagResources::new(routers, tags, ResourceType::Router)).code_text(), code);
    }
    let untagged = UntaggedRouterIds::default();
    let refusal = sim.refusal(UntagResources::new(untagged, ResourceType::Router));
    assert_eq!(refusal.code_text(), "MissingParam.ResourceId");
}

#[test]
fn one_token_serves_different_sets_of_routers() {
    let sim = instant();
    let ids = [64512, 64513].map(|asn| sim.router(asn).to_string());
    for id in &ids {
        assert_eq!(sim.ask(TAG, &of(id, &[("Tag.1.Key", id.as_str()), ("ClientToken", "t")])).status, 200);
        assert_eq!(tags(&sim, id)[0]["TagKey"], id.as_str());
    }
}

/// Returns a page of tags as pairs of router and key.
fn page(answer: &Answer) -> Vec<(String, String)> {
    assert_eq!(answer.status, 200, "{answer:?}");
    let ids = answer.each("TagResources", "ResourceId");
    let keys = answer.each("TagResources", "TagKey");
    ids.into_iter().zip(keys).map(|(id, key)| (id.to_owned(), key.to_owned())).collect()
}

#[test]
fn tags_are_listed_by_router_and_key_page_by_page_while_others_come_and_go() {
    let sim = instant();
    let ids = [64512, 64513].map(|asn| sim.router(asn).to_string());
    for id in &ids {
        assert_eq!(
            sim.ask(TAG, &of(id, &[("Tag.1.Key", "ä"), ("Tag.2.Key", "b"), ("Tag.3.Key", "d")])).status,
            200
        );
    }
    let all = [TYPE, ("ResourceId.1", ids[0].as_str()), ("ResourceId.2", ids[1].as_str())];
    let expected: Vec<(String, String)> =
        ids.iter().flat_map(|id| ["b", "d", "ä"].map(|key| (id.clone(), key.to_owned()))).collect();
    assert_eq!(page(&sim.ask(LIST, &all)), expected);
    for size in ["1", "2", "4", "5"] {
        let mut seen = Vec::new();
        let mut token = String::new();
        loop {
            let answer = sim.ask(LIST, &[&all[..], &[("MaxResults", size), ("NextToken", &token)]].concat());
            assert_eq!(answer.body["TotalCount"], 6);
            seen.extend(page(&answer));
            answer.text("NextToken").clone_into(&mut token);
            if token.is_empty() {
                break;
            }
        }
        assert_eq!(seen, expected, "pages of {size}");
    }
    // Tags that remain are listed once, whatever is added before the page or removed.
    let first = sim.ask(LIST, &[&all[..], &[("MaxResults", "2")]].concat());
    assert_eq!(sim.ask(TAG, &of(&ids[0], &[("Tag.1.Key", "a")])).status, 200);
    assert_eq!(sim.ask(UNTAG, &of(&ids[0], &[("TagKey.1", "b")])).status, 200);
    let rest = sim.ask(LIST, &[&all[..], &[("NextToken", first.text("NextToken"))]].concat());
    assert_eq!(page(&rest), expected[2..]);
}

#[test]
fn a_list_of_tags_is_of_routers_or_of_those_with_tags() {
    let sim = instant();
    let ids = [64512, 64513].map(|asn| sim.router(asn).to_string());
    assert_eq!(sim.ask(TAG, &of(&ids[0], &[("Tag.1.Key", "env"), ("Tag.2.Key", "team")])).status, 200);
    assert_eq!(sim.ask(TAG, &of(&ids[1], &[("Tag.1.Key", "env"), ("Tag.1.Value", "x")])).status, 200);
    let count = |more: Pairs<'_>| sim.ask(LIST, &[&[TYPE], more].concat()).body["TotalCount"].clone();
    assert_eq!(count(&[("Tag.1.Key", "env")]), 3);
    assert_eq!(count(&[("Tag.1.Key", "env"), ("Tag.1.Value", "x")]), 1);
    assert_eq!(count(&[("Tag.1.Key", "env"), ("ResourceId.1", ids[0].as_str())]), 2);
    assert_eq!(count(&[("ResourceId.1", "ecr-none_fake")]), 0);
    let neither = sim.ask(LIST, &[TYPE]);
    assert_eq!((neither.status, neither.code()), (400, "BothEmpty.TagsAndResources"));
    // The operation has neither DryRun nor ClientToken, so it ignores both.
    let ignored = [TYPE, ("ResourceId.1", ids[0].as_str()), ("DryRun", "maybe"), ("ClientToken", "é")];
    assert_eq!(sim.ask(LIST, &ignored).status, 200);
    let mut typed = ListTagResources::new(ResourceType::Router);
    typed.tag = TagFilter::new([TagPattern { key: value("env"), value: None }]).unwrap();
    sim.call(Call::new(typed).client_token("é").dry_run(true)).unwrap();
    assert_eq!(sim.as_account(42).ask(LIST, &[TYPE, ("Tag.1.Key", "env")]).body["TotalCount"], 0);
}

#[test]
fn a_router_moves_to_another_group_at_once() {
    let sim = instant();
    let ecr_id = sim.router(64512).to_string();
    let pairs = [TYPE, ("ResourceId", ecr_id.as_str()), ("NewResourceGroupId", "rg-two")];
    assert_eq!(sim.ask("MoveResourceGroup", &pairs).status, 200);
    let listed = sim.ask("DescribeExpressConnectRouter", &[("ResourceGroupId", "rg-two")]);
    assert_eq!(listed.each("EcrList", "EcrId"), [ecr_id.as_str()]);
    // Its client tokens have at most 64 characters, which is documented for this operation only.
    let token = "t".repeat(64);
    assert_eq!(sim.ask("MoveResourceGroup", &[&pairs[..], &[("ClientToken", &token)]].concat()).status, 200);
    let token = "t".repeat(65);
    let long = sim.ask("MoveResourceGroup", &[&pairs[..], &[("ClientToken", &token)]].concat());
    assert_eq!(long.code(), "IllegalParamFormat.ClientToken");
}
