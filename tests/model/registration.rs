//! Random inventories. They concern the instances in the calls, and mostly let these succeed.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};

use crate::call::Step;
use crate::inventory::KINDS;
use crate::state::{Focus, OWNER, REGIONS, STRANGER, State};
use crate::values::{CENS, TRS, VBRS, VPCS};

/// An account whose number is shorter than the others.
const THIRD: u64 = 99;

/// The router that an instance is for: its owner and its ASN.
type For = (u64, i64);

/// The routers that instances may be for.
fn routers(state: &State) -> Vec<For> {
    let mut routers: Vec<For> = state.routers.iter().map(|router| (router.owner, router.asn)).collect();
    if routers.is_empty() {
        routers.extend([(OWNER, 45_104), (STRANGER, 64_512)]);
    }
    routers
}

/// The instances that are members.
fn members(state: &State) -> impl Iterator<Item = &String> {
    let children = state.children.iter().map(|child| &child.instance);
    children.chain(state.associations.iter().map(|association| &association.node))
}

/// The ids of registered instances. Those of members are more frequent.
fn ids(all: &[&str], state: &State) -> Vec<String> {
    let members = members(state).filter(|member| all.contains(&member.as_str()));
    let often = members.flat_map(|member| vec![member.clone(); 4]);
    all.iter().map(|&id| id.to_owned()).chain(often).collect()
}

/// The owner of an instance, mostly the owner of the router that it is for.
fn owner((owner, _): For) -> BoxedStrategy<u64> {
    let other = if owner == OWNER { STRANGER } else { OWNER };
    prop_oneof![5 => Just(owner), 1 => Just(other)].boxed()
}

/// Members of one region need no links.
fn region() -> BoxedStrategy<&'static str> {
    prop_oneof![6 => Just(REGIONS[0]), 1 => Just(REGIONS[1]), 1 => Just(REGIONS[3]), 1 => Just(REGIONS[4])]
        .boxed()
}

/// Lists of vSwitch blocks. Those of two VPCs seldom overlap.
fn blocks(id: &str) -> BoxedStrategy<Vec<String>> {
    let number = id.bytes().last().unwrap() - b'0';
    let own = vec![
        format!("10.0.{number}.0/24"),
        format!("172.16.{number}.0/24"),
        format!("192.168.{number}.128/26"),
        format!("10.0.{number}.0/25"),
    ];
    let shared = vec!["10.0.0.0/24".to_owned(), "8.0.0.0/5".to_owned(), "172.16.0.0/14".to_owned()];
    let of = |blocks: Vec<String>, most| prop::collection::vec(select(blocks), 0..=most);
    (of(own, 4), of(shared, 1), prop::bool::weighted(0.4))
        .prop_map(|(own, shared, shares)| if shares { [shared, own].concat() } else { own })
        .boxed()
}

fn vpcs(state: &State) -> BoxedStrategy<Value> {
    let mut targets: Vec<String> = state.routers.iter().map(|router| router.id.clone()).collect();
    targets.push("ecr-other".to_owned());
    let targets = select(targets);
    let routes = prop_oneof![
        5 => Just(Vec::new()),
        1 => targets.clone().prop_map(|target| vec![target]),
        1 => prop::collection::vec(targets, 2),
    ];
    (select(ids(&VPCS, state)), select(routers(state)), region(), routes)
        .prop_flat_map(|(id, meant, region, route)| {
            (owner(meant), blocks(&id)).prop_map(move |(owner, blocks)| {
                let routes = route
                    .iter()
                    .map(|ecr_id| json!({ "DestinationCidrBlock": "172.31.0.0/16", "EcrId": ecr_id }));
                json!({
                    "VpcId": id,
                    "OwnerId": owner,
                    "RegionId": region,
                    "VSwitchCidrBlocks": blocks,
                    "StaticRoutes": routes.collect::<Vec<_>>(),
                })
            })
        })
        .boxed()
}

/// A route that a VBR advertises.
fn advertised() -> BoxedStrategy<Value> {
    let blocks = vec!["192.168.0.0/16", "10.0.0.0/8", "10.0.0.0/24", "172.20.0.0/14", "0.0.0.0/0"];
    let paths = vec![json!([64993]), json!([64993, 4_294_967_295_u32]), json!([]), Value::Null];
    let communities = vec![json!(["9001:9263"]), json!(["9001:9263", "1:2"]), json!([]), Value::Null];
    (select(blocks), select(paths), select(communities), select(vec![json!(false), Value::Null]))
        .prop_map(|(block, path, communities, in_middle)| {
            json!({
                "DestinationCidrBlock": block,
                "AsPath": path,
                "Communities": communities,
                "InMiddleStatus": in_middle,
            })
        })
        .boxed()
}

/// What is about to change in a VBR: nothing, its BGP group, one of its routes, or both.
fn changing(attached: bool) -> BoxedStrategy<(bool, bool)> {
    let rest = if attached { 4 } else { 12 };
    prop_oneof![
        rest => Just((false, false)),
        1 => Just((true, false)),
        2 => Just((false, true)),
        1 => Just((true, true)),
    ]
    .boxed()
}

/// Routes that a VBR advertises. Duplicate blocks are rare.
fn routes() -> BoxedStrategy<Vec<Value>> {
    let once = |(mut routes, once): (Vec<Value>, bool)| {
        if once {
            routes.sort_by_key(|route| route["DestinationCidrBlock"].to_string());
            routes.dedup_by_key(|route| route["DestinationCidrBlock"].to_string());
            routes.reverse();
        }
        routes
    };
    (prop::collection::vec(advertised(), 0..5), prop::bool::weighted(0.9)).prop_map(once).boxed()
}

fn vbrs(state: &State) -> BoxedStrategy<Value> {
    let attached: Vec<String> = state.children.iter().map(|child| child.instance.clone()).collect();
    let rest = prop_oneof![8 => Just("Up"), 1 => Just("Down")];
    let asn = prop_oneof![5 => Just(None), 3 => Just(Some(true)), 1 => Just(Some(false))];
    let supports = prop::bool::weighted(0.9);
    (select(ids(&VBRS, state)), select(routers(state)), region(), asn, rest, routes(), supports)
        .prop_flat_map(move |(id, meant, region, asn, rest, routes, supports)| {
            let changing = changing(attached.contains(&id));
            (owner(meant), changing).prop_map(move |(owner, (group, route))| {
                let mut routes = routes.clone();
                if let Some(last) = routes.last_mut().filter(|_| route) {
                    last["InMiddleStatus"] = true.into();
                }
                json!({
                    "VbrId": id,
                    "OwnerId": owner,
                    "RegionId": region,
                    "LocalAsn": asn.map(|fits| if fits { meant.1 } else { 64_999 }),
                    "SupportsMpBgp": supports,
                    "BgpState": if group { "InMiddleStatus" } else { rest },
                    "Routes": routes,
                })
            })
        })
        .boxed()
}

fn transit_routers(state: &State) -> BoxedStrategy<Value> {
    let edition = prop_oneof![5 => Just("Enterprise"), 1 => Just("Basic")];
    (select(ids(&TRS, state)), select(routers(state)), region(), select(&CENS[..]), edition)
        .prop_flat_map(|(id, meant, region, cen, edition)| {
            owner(meant).prop_map(move |owner| {
                json!({
                    "TransitRouterId": id,
                    "OwnerId": owner,
                    "RegionId": region,
                    "CenId": cen,
                    "Edition": edition,
                })
            })
        })
        .boxed()
}

fn cens() -> BoxedStrategy<Value> {
    let owners = select(vec![OWNER, STRANGER]);
    (select(&CENS[..]), owners).prop_map(|(id, owner)| json!({ "CenId": id, "OwnerId": owner })).boxed()
}

fn accounts() -> BoxedStrategy<Value> {
    // Only the first of several refusals is visible.
    let flags = prop_oneof![
        any::<[bool; 3]>(),
        select(vec![[false, true, true], [true, false, true], [true, true, false]])
    ];
    (select(vec![OWNER, OWNER, STRANGER, STRANGER, THIRD]), flags)
        .prop_map(|(id, [inter_region, cross_border, allowed])| {
            json!({
                "AccountId": id,
                "IsCdtInterRegionEnabled": inter_region,
                "IsCdtCrossBorderEnabled": cross_border,
                "IsUserAllowedToCreateCrossBorderLink": allowed,
            })
        })
        .boxed()
}

/// Removes null fields, and some of the optional fields.
fn leave_out(item: &mut Value, at: Option<&Index>) {
    const OPTIONAL: [&str; 9] = [
        "VSwitchCidrBlocks",
        "StaticRoutes",
        "LocalAsn",
        "SupportsMpBgp",
        "Routes",
        "BgpState",
        "Edition",
        "IsCdtInterRegionEnabled",
        "IsCdtCrossBorderEnabled",
    ];
    let Some(fields) = item.as_object_mut() else { return };
    if let Some(at) = at {
        fields.remove(*at.get(&OPTIONAL));
    }
    // Only the local ASN may be null.
    fields.retain(|name, value| name == "LocalAsn" || !value.is_null());
    for value in fields.values_mut().filter_map(Value::as_array_mut).flatten() {
        leave_out(value, None);
    }
}

/// Some instances of each type.
fn inventory(state: &State) -> BoxedStrategy<Value> {
    let few = |instances: BoxedStrategy<Value>, most: usize| {
        let left_out = prop::option::weighted(0.2, any::<Index>());
        let item = (instances, left_out).prop_map(|(mut item, at)| {
            leave_out(&mut item, at.as_ref());
            item
        });
        prop::collection::vec(item, 0..=most)
    };
    // In strict mode more is registered, since nothing else exists.
    let most = match state.settings.focus {
        _ if state.settings.strict => 4,
        Focus::Associations | Focus::Routes => 2,
        _ => 1,
    };
    let lists = (
        few(vpcs(state), most),
        few(vbrs(state), most),
        few(transit_routers(state), most),
        few(cens(), usize::from(state.settings.strict) + 1),
        few(accounts(), 1),
    );
    (lists, prop::bool::weighted(0.05), any::<bool>())
        .prop_map(|((vpcs, vbrs, transit_routers, cens, accounts), twice, sparse)| {
            let mut inventory = json!({});
            for ((kind, id), mut list) in KINDS.into_iter().zip([vpcs, vbrs, transit_routers, cens, accounts])
            {
                if !twice {
                    list.sort_by_key(|item: &Value| item[id].to_string());
                    list.dedup_by_key(|item| item[id].to_string());
                }
                if !(sparse && list.is_empty()) {
                    inventory[kind] = list.into();
                }
            }
            inventory
        })
        .boxed()
}

/// Applies an inventory.
pub fn register(state: &Arc<State>) -> BoxedStrategy<Step> {
    inventory(state).prop_map(Step::Inventory).boxed()
}

/// Removes an instance, registered or not.
pub fn forget(state: &Arc<State>) -> BoxedStrategy<Step> {
    let mut ids: Vec<String> =
        state.inventory.values().flat_map(|instances| instances.keys().cloned()).collect();
    // Removing a member's instance has visible effects.
    let members: Vec<String> = members(state).filter(|id| ids.contains(id)).cloned().collect();
    ids.extend(members.into_iter().flat_map(|id| vec![id; 5]));
    ids.push("vpc-other".to_owned());
    select(ids).prop_map(Step::Forget).boxed()
}

/// How often an inventory is applied, and an instance is removed.
pub fn weights(state: &State) -> (u32, u32) {
    let known: usize = state.inventory.values().map(BTreeMap::len).sum();
    match state.settings.focus {
        _ if known < 5 && state.settings.strict && !state.routers.is_empty() => (60, 1),
        Focus::Routes => (16, 5),
        Focus::Associations => (12, 2),
        Focus::FlowLogs | Focus::Tags => (2, 1),
        _ => (6, 2),
    }
}
