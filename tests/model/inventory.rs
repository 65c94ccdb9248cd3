//! The inventory, and the rules that follow from it, in the reference model.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::block::overlap;
use crate::decode::{Refusal, refusal};
use crate::reference::{Request, about};
use crate::state::{Router, State};

/// The types of instances in JSON, and the field with the id of each.
pub const KINDS: [(&str, &str); 5] = [
    ("Vpcs", "VpcId"),
    ("Vbrs", "VbrId"),
    ("TransitRouters", "TransitRouterId"),
    ("Cens", "CenId"),
    ("Accounts", "AccountId"),
];

/// Complete instances by type and id.
pub type Inventory = BTreeMap<&'static str, BTreeMap<String, Value>>;

/// Returns an id as a string. That of an account is a number.
pub fn id_text(id: &Value) -> String {
    id.as_str().map_or_else(|| id.to_string(), str::to_owned)
}

/// Returns a list of instances, which may be absent.
fn list<'a>(items: &'a Value, name: &str) -> &'a [Value] {
    items[name].as_array().map_or(&[], Vec::as_slice)
}

/// Fills in the defaults of an instance.
fn complete(kind: &str, item: &Value) -> Value {
    let over = |defaults: Value, given: &Value| {
        let mut whole: Map<String, Value> = defaults.as_object().unwrap().clone();
        whole.extend(given.as_object().unwrap().clone());
        Value::Object(whole)
    };
    let defaults = match kind {
        "Vpcs" => json!({ "VSwitchCidrBlocks": [], "StaticRoutes": [] }),
        "Vbrs" => json!({ "LocalAsn": null, "SupportsMpBgp": true, "BgpState": "Up", "Routes": [] }),
        "TransitRouters" => json!({ "Edition": "Enterprise" }),
        "Accounts" => json!({
            "IsCdtInterRegionEnabled": true,
            "IsCdtCrossBorderEnabled": true,
            "IsUserAllowedToCreateCrossBorderLink": true,
        }),
        _ => json!({}),
    };
    let mut whole = over(defaults, item);
    if kind == "Vbrs" {
        let of_route = json!({ "AsPath": [], "Communities": [], "InMiddleStatus": false });
        let routes = list(&whole, "Routes").iter().map(|route| over(of_route.clone(), route));
        whole["Routes"] = routes.collect();
    }
    whole
}

/// Returns whether a list has duplicates.
fn repeats(mut texts: impl Iterator<Item = String>) -> bool {
    let mut seen = BTreeSet::new();
    !texts.all(|text| seen.insert(text))
}

impl State {
    /// Applies an inventory as a whole, and returns whether it is valid.
    pub fn apply_inventory(&mut self, items: &Value) -> bool {
        let twice =
            KINDS.iter().any(|(kind, id)| repeats(list(items, kind).iter().map(|item| id_text(&item[*id]))));
        let advertised_twice = list(items, "Vbrs").iter().any(|vbr| {
            repeats(list(vbr, "Routes").iter().map(|route| id_text(&route["DestinationCidrBlock"])))
        });
        if twice || advertised_twice {
            return false;
        }
        let known = Arc::make_mut(&mut self.inventory);
        for (kind, id) in KINDS {
            for item in list(items, kind) {
                known.entry(kind).or_default().insert(id_text(&item[id]), complete(kind, item));
            }
        }
        true
    }

    /// Removes an instance, and returns whether it was registered.
    pub fn remove_instance(&mut self, id: &str) -> bool {
        let mut kinds = Arc::make_mut(&mut self.inventory).values_mut();
        kinds.any(|items| items.remove(id).is_some())
    }

    /// Returns the registered instance of a type with this id.
    pub fn item(&self, kind: &str, id: &str) -> Option<&Value> {
        self.inventory.get(kind)?.get(id)
    }

    /// Returns whether an instance does not exist, because it is not registered in strict mode.
    fn is_missing(&self, kind: &str, id: &str) -> bool {
        self.settings.strict && self.item(kind, id).is_none()
    }

    /// Returns the inventory as JSON.
    pub fn dump_inventory(&self) -> Value {
        let of = |kind: &str| self.inventory.get(kind).map(|items| items.values().cloned().collect());
        let kinds = KINDS.iter().map(|(kind, _)| ((*kind).to_owned(), of(kind).unwrap_or_else(|| json!([]))));
        Value::Object(kinds.collect())
    }

    /// Returns whether an account has enabled a service or has a permission.
    pub fn account_may(&self, account: u64, flag: &str) -> bool {
        self.item("Accounts", &account.to_string()).is_none_or(|item| item[flag] == true)
    }
}

/// Returns whether an instance has the owner and the region that a call says.
fn is_where(item: &Value, owner: u64, region: &str) -> bool {
    item["OwnerId"] == owner && item["RegionId"] == region
}

/// Returns whether the caller's router may bind an instance of this account.
fn may_bind(state: &State, request: &Request<'_>, owner: u64, instance: &str, region: &str) -> bool {
    owner == request.account
        || state.grants.iter().any(|grant| {
            grant.owner == owner
                && (grant.ecr_id.as_str(), grant.ecr_owner) == (request.text("EcrId"), request.account)
                && (grant.instance.as_str(), grant.region.as_str()) == (instance, region)
        })
}

/// Refuses to bind a transit router of another CEN, owner or region.
pub fn transit_router_exists(state: &State, request: &Request<'_>) -> Result<(), Refusal> {
    let (id, cen) = (request.text("TransitRouterId"), request.text("CenId"));
    let no_cen = || about(400, "ResourceNotFound.CenId", "CenId");
    let no_router = || about(400, "ResourceNotFound.TrId", "TransitRouterId");
    if !cen.is_empty() && state.is_missing("Cens", cen) {
        return Err(no_cen());
    }
    if state.is_missing("TransitRouters", id) {
        return Err(no_router());
    }
    let Some(item) = state.item("TransitRouters", id) else { return Ok(()) };
    if !cen.is_empty() && item["CenId"] != cen {
        return Err(no_cen());
    }
    if is_where(item, request.owner("TransitRouterOwnerId"), request.text("AssociationRegionId")) {
        Ok(())
    } else {
        Err(no_router())
    }
}

/// Refuses to create the attachment of another account's registered transit router.
pub fn transit_router_side(state: &State, request: &Request<'_>) -> Result<(), Refusal> {
    let foreign = request.owner("TransitRouterOwnerId") != request.account;
    let known = state.item("TransitRouters", request.text("TransitRouterId")).is_some();
    if known && foreign && request.flag("CreateAttachment") {
        return Err(about(400, "OperationDenied.CrossAccountAttaching", "TransitRouterId"));
    }
    Ok(())
}

/// Refuses to bind a transit router of an edition that cannot be bound.
pub fn transit_router_edition(state: &State, request: &Request<'_>) -> Result<(), Refusal> {
    let item = state.item("TransitRouters", request.text("TransitRouterId"));
    if item.is_some_and(|item| item["Edition"] == "Basic") {
        return Err(about(400, "OperationFailed.RejectedByCenYaochi", "TransitRouterId"));
    }
    Ok(())
}

/// Returns whether a VPC overlaps another registered VPC that is bound to a router.
pub fn is_taken(state: &State, router: i64, vpc: &Value) -> bool {
    let bound = state.associations_of(router).filter_map(|other| state.item("Vpcs", &other.node));
    let mut taken = bound.flat_map(|other| list(other, "VSwitchCidrBlocks"));
    let blocks = list(vpc, "VSwitchCidrBlocks");
    let meets =
        |other: &Value| blocks.iter().any(|block| overlap(block.as_str().unwrap(), other.as_str().unwrap()));
    taken.any(meets)
}

/// Refuses to bind a VPC to a router because of the inventory.
pub fn vpc_agrees(state: &State, request: &Request<'_>, router: i64) -> Result<(), Refusal> {
    let rejected = || Err(about(400, "OperationFailed.RejectedByVpcYaochi", "VpcId"));
    let (id, region) = (request.text("VpcId"), request.text("AssociationRegionId"));
    let owner = request.owner("VpcOwnerId");
    if state.is_missing("Vpcs", id) {
        return rejected();
    }
    let Some(item) = state.item("Vpcs", id) else { return Ok(()) };
    if !is_where(item, owner, region) {
        return rejected();
    }
    if is_taken(state, router, item) {
        return rejected();
    }
    if may_bind(state, request, owner, id, region) {
        Ok(())
    } else {
        Err(about(400, "OperationDenied.NotGrantedByNodeOwner", "VpcId"))
    }
}

/// Refuses to attach a VBR to a router with this ASN because of the inventory.
pub fn vbr_agrees(state: &State, request: &Request<'_>, asn: i64) -> Result<(), Refusal> {
    let (id, region) = (request.text("ChildInstanceId"), request.text("ChildInstanceRegionId"));
    let owner = request.owner("ChildInstanceOwnerId");
    let rejected = || Err(about(400, "OperationFailed.RejectedByEcYaochi", "ChildInstanceId"));
    if state.is_missing("Vbrs", id) {
        return rejected();
    }
    let Some(item) = state.item("Vbrs", id) else { return Ok(()) };
    if !item["LocalAsn"].is_null() && item["LocalAsn"] != asn {
        return Err(about(400, "Conflict.ASNOfVBR", "ChildInstanceId"));
    }
    if item["SupportsMpBgp"] != true {
        return Err(about(400, "OperationDenied.VbrDoesNotSupportMpbgp", "ChildInstanceId"));
    }
    vbr_is_at_rest(state, id)?;
    if is_where(item, owner, region) && may_bind(state, request, owner, id, region) {
        Ok(())
    } else {
        rejected()
    }
}

/// Refuses while a VBR is about to change.
pub fn vbr_is_at_rest(state: &State, id: &str) -> Result<(), Refusal> {
    let Some(item) = state.item("Vbrs", id) else { return Ok(()) };
    if list(item, "Routes").iter().any(|route| route["InMiddleStatus"] == true) {
        return Err(refusal(400, "OperationDenied.VbrHasRouteEntryInMiddleStatus"));
    }
    if item["BgpState"] == "InMiddleStatus" {
        return Err(refusal(400, "OperationDenied.VbrHasBgpGroupInMiddleStatus"));
    }
    Ok(())
}

/// Returns whether a VPC bound to a router has a static route to it.
pub fn is_used(state: &State, router: &Router) -> bool {
    let nodes = state.associations_of(router.key).map(|association| association.node.as_str());
    no_static_route(state, &router.id, nodes).is_err()
}

/// Refuses while one of these VPCs has a static route to the router.
pub fn no_static_route<'a>(
    state: &State,
    ecr_id: &str,
    mut nodes: impl Iterator<Item = &'a str>,
) -> Result<(), Refusal> {
    let leads_there = |id: &str| {
        let item = state.item("Vpcs", id);
        item.is_some_and(|item| list(item, "StaticRoutes").iter().any(|route| route["EcrId"] == ecr_id))
    };
    if nodes.any(leads_there) { Err(refusal(400, "OperationFailed.UsedInRouteEntryNextHop")) } else { Ok(()) }
}
