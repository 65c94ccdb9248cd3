//! The operations on associations, in the reference model.

use serde_json::{Map, Value, json};

use crate::decode::{Refusal, refusal};
use crate::inventory;
use crate::reference::{
    Request, about, has_tags, new_tags, require_free, require_idle, require_region, to_second,
};
use crate::region::{Links, regions_of};
use crate::state::{Association, State, TR, VPC, tag_list};

type Answer = Result<Map<String, Value>, Refusal>;

pub fn create(state: &mut State, request: &Request<'_>) -> Answer {
    let (vpc, transit_router) = (request.text("VpcId"), request.text("TransitRouterId"));
    let (node_type, node) = if vpc.is_empty() { (TR, transit_router) } else { (VPC, vpc) };
    let router = state.addressed(request)?;
    let (router_key, status) = (router.key, router.status);
    if node_type == TR {
        inventory::transit_router_exists(state, request)?;
    }
    require_idle(request, status, false)?;
    let region = request.text("AssociationRegionId");
    require_region(region)?;
    require_room(state, router_key, node_type)?;
    if node_type == VPC {
        if state.associations.iter().any(|other| other.node == node) {
            return Err(about(400, "OperationFailed.RejectedByVpcYaochi", "VpcId"));
        }
        inventory::vpc_agrees(state, request, router_key)?;
    } else if state.associations_of(router_key).any(|other| other.node_type == TR && other.region == region) {
        return Err(refusal(400, "OperationDenied.AttachmentInCurrentRegionExisted"));
    } else {
        inventory::transit_router_side(state, request)?;
    }
    links_allowed(state, request, router_key)?;
    if node_type == TR {
        inventory::transit_router_edition(state, request)?;
    }
    let (key, id) = state.next_id("ecr-assoc-");
    let (now, prefixes) = (state.now, request.fields["AllowedPrefixes"].clone());
    let owner = if node_type == VPC { "VpcOwnerId" } else { "TransitRouterOwnerId" };
    // A VPC has no CEN.
    let cen = request.fields["CenId"].as_str().filter(|_| node_type == TR);
    state.associations.push(Association {
        key,
        id: id.clone(),
        router: router_key,
        node_type,
        node: node.to_owned(),
        node_owner: request.owner(owner),
        cen: cen.map(str::to_owned),
        region: region.to_owned(),
        description: request.text("Description").to_owned(),
        prefixes: prefixes.clone(),
        mode: request.text("AllowedPrefixesMode").to_owned(),
        status: "CREATING",
        attached: node_type == VPC || request.flag("CreateAttachment"),
        created: now,
        modified: now,
        tags: new_tags(&request.fields["Tag"]),
        history: vec![(prefixes, now)],
    });
    state.begin(router_key, "ASSOCIATING", Some(key), state.settings.waits.associate);
    Ok(Map::from_iter([("AssociationId".to_owned(), id.into())]))
}

/// Refuses a link between regions that the caller has not enabled or may not create.
fn links_allowed(state: &State, request: &Request<'_>, router: i64) -> Result<(), Refusal> {
    let fresh = request.text("AssociationRegionId");
    // Only new links count.
    if regions_of(state, router).contains(fresh) {
        return Ok(());
    }
    let links = Links::with(state, router, fresh);
    let refused = [
        (links.between_regions, "IsCdtInterRegionEnabled", "OperationFailed.CdtNotOpened"),
        (links.across_border, "IsCdtCrossBorderEnabled", "OperationFailed.CdtCrossBoarderNotOpened"),
        (
            links.across_border,
            "IsUserAllowedToCreateCrossBorderLink",
            "OperationFailed.CrossBorderNotAllowed",
        ),
    ];
    match refused.iter().find(|(links, flag, _)| *links && !state.account_may(request.account, flag)) {
        Some((_, _, code)) => Err(refusal(400, code)),
        None => Ok(()),
    }
}

/// Refuses if a router has reached its quota of instances of a type.
fn require_room(state: &State, router: i64, node_type: &str) -> Result<(), Refusal> {
    let Some((vpcs, transit_routers)) = state.settings.nodes else { return Ok(()) };
    let (most, code) = if node_type == VPC {
        (vpcs, "QuotaExceeded.VpcCountPerEcr")
    } else {
        (transit_routers, "QuotaExceeded.TrCountPerEcr")
    };
    let count = state.associations_of(router).filter(|other| other.node_type == node_type).count();
    if count >= most as usize { Err(refusal(400, code)) } else { Ok(()) }
}

/// Returns the addressed association with the status of its router.
fn addressed<'a>(
    state: &'a mut State,
    request: &Request<'_>,
) -> Result<(&'static str, &'a mut Association), Refusal> {
    let router = state.addressed(request)?;
    let (router_key, status) = (router.key, router.status);
    let id = request.text("AssociationId");
    let found = state
        .associations
        .iter_mut()
        .find(|association| association.router == router_key && association.id == id)
        .ok_or_else(|| about(404, "ResourceNotFound.AssociationId", "AssociationId"))?;
    Ok((status, found))
}

pub fn delete(state: &mut State, request: &Request<'_>) -> Answer {
    let now = state.now;
    let (status, association) = addressed(state, request)?;
    require_idle(request, status, !association.is_idle())?;
    require_region(request.region)?;
    if association.node_type == TR && association.attached && !request.flag("DeleteAttachment") {
        return Err(about(400, "OperationDenied.EcrAttachmentExisted", "AssociationId"));
    }
    let (router, key) = (association.router, association.key);
    let node = association.node.clone();
    inventory::no_static_route(state, request.text("EcrId"), [node.as_str()].into_iter())?;
    for association in state.associations.iter_mut().filter(|association| association.key == key) {
        association.status = "DELETING";
        association.modified = now;
    }
    state.begin(router, "DISSOCIATING", Some(key), state.settings.waits.dissociate);
    Ok(Map::new())
}

pub fn modify(state: &mut State, request: &Request<'_>) -> Answer {
    let now = state.now;
    let (status, association) = addressed(state, request)?;
    require_free(request, status, !association.is_idle())?;
    if let Some(description) = request.fields["Description"].as_str() {
        description.clone_into(&mut association.description);
        association.modified = now;
    }
    Ok(Map::new())
}

pub fn set_prefixes(state: &mut State, request: &Request<'_>) -> Answer {
    let now = state.now;
    let (status, association) = addressed(state, request)?;
    require_idle(request, status, !association.is_idle())?;
    let prefixes = request.fields["AllowedPrefixes"].clone();
    association.history.push((prefixes.clone(), now));
    association.prefixes = prefixes;
    if let Some(mode) = request.fields["AllowedPrefixesMode"].as_str() {
        mode.clone_into(&mut association.mode);
    }
    association.status = "UPDATING";
    association.modified = now;
    let (router, key) = (association.router, association.key);
    state.begin(router, "UPDATING", Some(key), state.settings.waits.update);
    Ok(Map::new())
}

pub fn describe(state: &mut State, request: &Request<'_>) -> Answer {
    let start = state.page_start(request)?;
    let router = state.addressed(request)?;
    let of_type = |association: &Association, node_type: &str, filter: &str| {
        request.text(filter).is_empty()
            || association.node_type == node_type && request.admits(filter, &association.node)
    };
    let matches = |association: &&Association| {
        request.admits("AssociationId", &association.id)
            && request.admits("AssociationRegionId", &association.region)
            && request.admits("AssociationNodeType", association.node_type)
            && of_type(association, VPC, "VpcId")
            && of_type(association, TR, "TransitRouterId")
            && request.admits("CenId", association.cen.as_deref().unwrap_or_default())
            && has_tags(&association.tags, &request.fields["Tag"])
    };
    let item = |association: &Association| {
        // The fields of the other type of instance are empty.
        let of = |node_type: &str| {
            if association.node_type == node_type {
                (association.node.as_str(), association.node_owner)
            } else {
                ("", 0)
            }
        };
        json!({
            "AllowedPrefixes": association.prefixes,
            "AllowedPrefixesMode": association.mode,
            "AssociationId": association.id,
            "AssociationNodeType": association.node_type,
            "CenId": association.cen.as_deref().unwrap_or_default(),
            "Description": association.description,
            "EcrId": router.id,
            "GmtCreate": to_second(association.created),
            "GmtModified": to_second(association.modified),
            "OwnerId": router.owner,
            "RegionId": association.region,
            "Status": association.status,
            "Tags": tag_list(&association.tags, "Key", "Value"),
            "TransitRouterId": of(TR).0,
            "TransitRouterName": "",
            "TransitRouterOwnerId": of(TR).1,
            "VpcId": of(VPC).0,
            "VpcName": "",
            "VpcOwnerId": of(VPC).1,
        })
    };
    let found = state.associations_of(router.key).filter(matches);
    let matching = found.map(|association| (association.key, item(association))).collect();
    Ok(state.page(request, &start, "AssociationList", 20, matching))
}

/// Finds an association by its id, by its instance, or by both, which must match.
pub fn history(state: &mut State, request: &Request<'_>) -> Answer {
    let router = state.addressed(request)?;
    let id = request.text("AssociationId");
    let mut found: Vec<&Association> = state.associations_of(router.key).collect();
    if !id.is_empty() {
        found.retain(|association| association.id == id);
        if found.is_empty() {
            return Err(about(404, "ResourceNotFound.AssociationId", "AssociationId"));
        }
    }
    if !request.text("InstanceId").is_empty() {
        found.retain(|association| {
            request.admits("InstanceId", &association.node)
                && request.admits("InstanceType", association.node_type)
        });
    }
    // Of a transit router bound in several regions, the oldest association counts.
    let Some(association) = found.first() else {
        return Err(about(400, "ResourceNotFound.InstanceId", "InstanceId"));
    };
    let item = |(prefixes, created): &(Value, i64)| json!({ "AllowedPrefix": prefixes, "GmtCreate": created.to_string() });
    let list: Vec<Value> = association.history.iter().map(item).collect();
    Ok(Map::from_iter([("AllowedPrefixHistoryList".to_owned(), list.into())]))
}
