//! The operations on child instances, in the reference model.

use serde_json::{Map, Value, json};

use crate::decode::Refusal;
use crate::inventory;
use crate::reference::{Request, about, require_free, require_idle, require_region, to_second};
use crate::state::{Child, State};

type Answer = Result<Map<String, Value>, Refusal>;

pub fn attach(state: &mut State, request: &Request<'_>) -> Answer {
    let router = state.addressed(request)?;
    let (router_key, status, asn) = (router.key, router.status, router.asn);
    let instance = request.text("ChildInstanceId");
    if state.children.iter().any(|child| child.instance == instance) {
        return Err(about(400, "IncorrectStatus.EcrAssociation", "ChildInstanceId"));
    }
    require_idle(request, status, false)?;
    require_region(request.text("ChildInstanceRegionId"))?;
    inventory::vbr_agrees(state, request, asn)?;
    let (key, id) = state.next_id("ecr-assoc-");
    let now = state.now;
    state.children.push(Child {
        key,
        id,
        router: router_key,
        instance: instance.to_owned(),
        region: request.text("ChildInstanceRegionId").to_owned(),
        owner: request.owner("ChildInstanceOwnerId"),
        description: request.text("Description").to_owned(),
        status: "CREATING",
        created: now,
        modified: now,
    });
    state.begin(router_key, "ASSOCIATING", Some(key), state.settings.waits.associate);
    Ok(Map::new())
}

pub fn detach(state: &mut State, request: &Request<'_>) -> Answer {
    let router = state.addressed(request)?;
    let (router_key, status) = (router.key, router.status);
    let instance = request.text("ChildInstanceId");
    let child = state
        .children_of(router_key)
        .find(|child| child.instance == instance)
        .ok_or_else(|| about(404, "ResourceNotFound.AssociationId", "ChildInstanceId"))?;
    let key = child.key;
    require_idle(request, status, child.status != "ACTIVE")?;
    require_region(request.region)?;
    inventory::vbr_is_at_rest(state, instance)?;
    let now = state.now;
    for child in state.children.iter_mut().filter(|child| child.key == key) {
        child.status = "DELETING";
        child.modified = now;
    }
    state.begin(router_key, "DISSOCIATING", Some(key), state.settings.waits.dissociate);
    Ok(Map::new())
}

pub fn modify(state: &mut State, request: &Request<'_>) -> Answer {
    let router = state.addressed(request)?;
    let (router_key, status) = (router.key, router.status);
    let (instance, now) = (request.text("ChildInstanceId"), state.now);
    let child = state
        .children
        .iter_mut()
        .find(|child| child.router == router_key && child.instance == instance)
        .ok_or_else(|| about(404, "ResourceNotFound.AssociationId", "ChildInstanceId"))?;
    require_free(request, status, child.status != "ACTIVE")?;
    if let Some(description) = request.fields["Description"].as_str() {
        description.clone_into(&mut child.description);
        child.modified = now;
    }
    Ok(Map::new())
}

pub fn describe(state: &mut State, request: &Request<'_>) -> Answer {
    let start = state.page_start(request)?;
    let router = state.addressed(request)?;
    let matches = |child: &&Child| {
        request.admits("AssociationId", &child.id)
            && request.admits("ChildInstanceId", &child.instance)
            && request.admits("ChildInstanceRegionId", &child.region)
    };
    let item = |child: &Child| {
        json!({
            "AssociationId": child.id,
            "ChildInstanceId": child.instance,
            "ChildInstanceName": "",
            "ChildInstanceOwnerId": child.owner,
            "ChildInstanceRegionId": child.region,
            "ChildInstanceType": "VBR",
            "Description": child.description,
            "EcrId": router.id,
            "GmtCreate": to_second(child.created),
            "GmtModified": to_second(child.modified),
            "OwnerId": router.owner,
            "RegionId": child.region,
            "Status": child.status,
        })
    };
    let matching =
        state.children_of(router.key).filter(matches).map(|child| (child.key, item(child))).collect();
    Ok(state.page(request, &start, "ChildInstanceList", 20, matching))
}
