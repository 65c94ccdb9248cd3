//! The routes that members advertise, and the operations on them, in the reference model.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::block::lies_in;
use crate::decode::Refusal;
use crate::reference::{Request, about, require_idle};
use crate::state::{Association, Child, DisabledRoute, State, VPC};

type Answer = Result<Map<String, Value>, Refusal>;

/// A route with its next hop.
#[derive(Clone, Debug)]
pub struct Route {
    pub member: i64,
    /// Its position among the routes of the member.
    pub place: i64,
    pub cidr: String,
    pub next_hop: String,
    pub region: String,
    pub as_path: String,
    pub community: String,
    pub med: Option<u32>,
}

/// Returns the strings of a list.
fn texts(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect()
}

/// Joins the items of a list with commas.
fn joined(list: &Value) -> String {
    let text = |item: &Value| item.as_str().map_or_else(|| item.to_string(), str::to_owned);
    list.as_array().unwrap().iter().map(text).collect::<Vec<_>>().join(",")
}

/// What a VBR advertises while its BGP group is up.
fn of_child(state: &State, child: &Child) -> Vec<Route> {
    let item = state.item("Vbrs", &child.instance).filter(|item| item["BgpState"] == "Up");
    let Some(item) = item.filter(|_| child.status != "CREATING") else { return Vec::new() };
    let advertised = item["Routes"].as_array().unwrap().iter().zip(0..);
    let route = |(route, place): (&Value, i64)| Route {
        member: child.key,
        place,
        cidr: route["DestinationCidrBlock"].as_str().unwrap().to_owned(),
        next_hop: child.instance.clone(),
        region: child.region.clone(),
        as_path: format!("[{}]", joined(&route["AsPath"])),
        community: joined(&route["Communities"]),
        med: None,
    };
    advertised.map(route).collect()
}

/// The allowed prefixes of an association, and the blocks of a VPC that they do not replace.
fn of_association(state: &State, association: &Association) -> Vec<Route> {
    if association.status == "CREATING" || !association.attached {
        return Vec::new();
    }
    let prefixes = texts(&association.prefixes);
    let mut blocks = prefixes.clone();
    let item = state.item("Vpcs", &association.node).filter(|_| association.node_type == VPC);
    if let Some(item) = item
        && (prefixes.is_empty() || association.mode == "IncrementalMode")
    {
        let kept = |block: &&str| !prefixes.iter().any(|prefix| lies_in(block, prefix));
        blocks.extend(texts(&item["VSwitchCidrBlocks"]).into_iter().filter(kept));
    }
    let mut seen = BTreeSet::new();
    let distinct = blocks.into_iter().filter(|block| seen.insert(*block));
    let route = |(block, place): (&str, i64)| Route {
        member: association.key,
        place,
        cidr: block.to_owned(),
        next_hop: association.node.clone(),
        region: association.region.clone(),
        as_path: String::new(),
        community: String::new(),
        med: (association.node_type != VPC).then_some(2000),
    };
    distinct.zip(0..).map(route).collect()
}

impl State {
    /// Returns the routes of a router, including disabled ones, those of the oldest member first.
    pub fn routes_of(&self, router: i64) -> Vec<Route> {
        let children = self.children_of(router).flat_map(|child| of_child(self, child));
        let associations =
            self.associations_of(router).flat_map(|association| of_association(self, association));
        let mut routes: Vec<Route> = children.chain(associations).collect();
        routes.sort_by_key(|route| (route.member, route.place));
        routes
    }

    /// Returns whether a route is disabled.
    pub fn is_disabled(&self, member: i64, cidr: &str) -> bool {
        self.disabled.iter().any(|route| route.member == member && route.cidr == cidr)
    }

    /// Returns the disabled routes of a router, in the order in which they were disabled.
    pub fn disabled_of(&self, router: i64) -> impl Iterator<Item = &DisabledRoute> {
        self.disabled.iter().filter(move |route| route.router == router)
    }

    /// Removes the disabled routes of deleted members.
    pub fn forget_disabled(&mut self) {
        let children = self.children.iter().map(|child| child.key);
        let members: BTreeSet<i64> =
            children.chain(self.associations.iter().map(|association| association.key)).collect();
        self.disabled.retain(|route| members.contains(&route.member));
    }
}

/// Returns the router and the members, with their regions, that a request addresses by a next hop. Only a transit
/// router may be bound several times, in several regions.
fn addressed(state: &State, request: &Request<'_>) -> Result<(i64, Vec<(i64, String)>), Refusal> {
    let router = state.addressed(request)?;
    let id = request.text("NexthopInstanceId");
    let children = state.children_of(router.key).filter(|child| child.instance == id);
    let children = children.map(|child| (child.key, child.region.clone(), child.status));
    let associations = state.associations_of(router.key).filter(|association| association.node == id);
    let associations =
        associations.map(|association| (association.key, association.region.clone(), association.status));
    let members: Vec<_> = children.chain(associations).collect();
    if members.is_empty() {
        return Err(about(400, "ResourceNotFound.NexthopInstanceId", "NexthopInstanceId"));
    }
    if members.iter().any(|(_, _, status)| *status == "CREATING") {
        return Err(about(400, "ResourceInCreating.NexthopInstanceId", "NexthopInstanceId"));
    }
    require_idle(request, router.status, false)?;
    Ok((router.key, members.into_iter().map(|(member, region, _)| (member, region)).collect()))
}

pub fn disable(state: &mut State, request: &Request<'_>) -> Answer {
    let (router, members) = addressed(state, request)?;
    for (member, region) in members {
        let cidr = request.text("DestinationCidrBlock").to_owned();
        if !state.is_disabled(member, &cidr) {
            state.last_key += 1;
            let next_hop = request.text("NexthopInstanceId").to_owned();
            let (key, created) = (state.last_key, state.now);
            state.disabled.push(DisabledRoute { key, router, member, cidr, next_hop, region, created });
        }
    }
    Ok(Map::new())
}

pub fn enable(state: &mut State, request: &Request<'_>) -> Answer {
    let (_, members) = addressed(state, request)?;
    let cidr = request.text("DestinationCidrBlock");
    let is_one = |key| members.iter().any(|(member, _)| *member == key);
    state.disabled.retain(|route| !is_one(route.member) || route.cidr != cidr);
    Ok(Map::new())
}

/// Returns whether a route has the requested community, if any. Several consecutive ones match too.
fn has_community(asked: &str, communities: &str) -> bool {
    asked.is_empty() || format!(",{communities},").contains(&format!(",{asked},"))
}

pub fn describe(state: &mut State, request: &Request<'_>) -> Answer {
    let start = state.page_start(request)?;
    let router = state.addressed(request)?.key;
    let matches = |route: &Route| {
        !state.is_disabled(route.member, &route.cidr)
            && request.admits("QueryRegionId", &route.region)
            && request.admits("DestinationCidrBlock", &route.cidr)
            && request.admits("NexthopInstanceId", &route.next_hop)
            && request.admits("AsPath", &route.as_path)
            && has_community(request.text("Community"), &route.community)
    };
    let item = |route: Route| {
        let mut item = json!({
            "AsPath": route.as_path,
            "Community": route.community,
            "DestinationCidrBlock": route.cidr,
            "NexthopInstanceId": route.next_hop,
            "NexthopInstanceRegionId": route.region,
            "Status": "ACTIVE",
        });
        if let Some(med) = route.med {
            item["Med"] = med.into();
        }
        // Each member has its own range of positions.
        ((route.member << 20) + route.place, item)
    };
    let matching = state.routes_of(router).into_iter().filter(matches).map(item).collect();
    Ok(state.page(request, &start, "RouteEntriesList", 10, matching))
}

pub fn describe_disabled(state: &mut State, request: &Request<'_>) -> Answer {
    let start = state.page_start(request)?;
    let router = state.addressed(request)?;
    let item = |route: &DisabledRoute| {
        let item = json!({
            "DestinationCidrBlock": route.cidr,
            "EcrId": router.id,
            "GmtCreate": (route.created / 1000).to_string(),
            "NexthopInstanceId": route.next_hop,
            "NexthopInstanceRegionId": route.region,
        });
        (route.key, item)
    };
    let matching = state.disabled_of(router.key).map(item).collect();
    Ok(state.page(request, &start, "DisabledRouteEntryList", 10, matching))
}
