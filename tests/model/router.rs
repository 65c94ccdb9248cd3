//! The operations on routers, in the reference model.

use serde_json::{Map, Value, json};

use crate::decode::{Refusal, refusal, shown_group};
use crate::inventory;
use crate::reference::{Request, about, has_tags, new_tags, require_idle, to_second};
use crate::state::{Router, State, tag_list};

type Answer = Result<Map<String, Value>, Refusal>;

pub fn create(state: &mut State, request: &Request<'_>) -> Answer {
    let own = || state.routers.iter().filter(|router| router.owner == request.account);
    if state.settings.quota.is_some_and(|quota| own().count() >= quota as usize) {
        return Err(refusal(400, "QuotaExceeded.EcrCountPerUser"));
    }
    let asn = request.fields["AlibabaSideAsn"].as_i64().unwrap();
    if own().any(|router| router.asn == asn) {
        return Err(about(400, "Conflict.ASNOfECR", "AlibabaSideAsn"));
    }
    let (key, id) = state.next_id("ecr-");
    let now = state.now;
    state.routers.push(Router {
        key,
        id: id.clone(),
        owner: request.account,
        asn,
        name: request.text("Name").to_owned(),
        description: request.text("Description").to_owned(),
        group: shown_group(&request.fields["ResourceGroupId"]),
        status: "ACTIVE",
        created: now,
        modified: now,
        tags: new_tags(&request.fields["Tag"]),
        modes: Vec::new(),
    });
    Ok(Map::from_iter([("EcrId".to_owned(), id.into())]))
}

pub fn modify(state: &mut State, request: &Request<'_>) -> Answer {
    let key = idle(state, request)?;
    let now = state.now;
    let router = state.router_mut(key);
    if let Some(name) = request.fields["Name"].as_str() {
        name.clone_into(&mut router.name);
    }
    if let Some(description) = request.fields["Description"].as_str() {
        description.clone_into(&mut router.description);
    }
    router.modified = now;
    Ok(Map::new())
}

pub fn delete(state: &mut State, request: &Request<'_>) -> Answer {
    let key = idle(state, request)?;
    if state.children_of(key).next().is_some() || state.associations_of(key).next().is_some() {
        return Err(about(400, "ResourceInUse.Ecr", "EcrId"));
    }
    state.begin(key, "DELETING", None, state.settings.waits.delete);
    Ok(Map::new())
}

pub fn force_delete(state: &mut State, request: &Request<'_>) -> Answer {
    let key = idle(state, request)?;
    let nodes = state.associations_of(key).map(|association| association.node.as_str());
    inventory::no_static_route(state, request.text("EcrId"), nodes)?;
    let now = state.now;
    for child in state.children.iter_mut().filter(|child| child.router == key) {
        child.status = "DELETING";
        child.modified = now;
    }
    for association in state.associations.iter_mut().filter(|association| association.router == key) {
        association.status = "DELETING";
        association.modified = now;
    }
    state.begin(key, "RECLAIMING", None, state.settings.waits.force_delete);
    Ok(Map::new())
}

pub fn move_group(state: &mut State, request: &Request<'_>) -> Answer {
    let router = state.own_router(request, "ResourceId", request.text("ResourceId"))?;
    require_idle(request, router.status, false)?;
    let (key, now) = (router.key, state.now);
    let router = state.router_mut(key);
    request.text("NewResourceGroupId").clone_into(&mut router.group);
    router.modified = now;
    Ok(Map::new())
}

/// Returns the key of the addressed router, which has no unfinished operation.
fn idle(state: &State, request: &Request<'_>) -> Result<i64, Refusal> {
    let router = state.addressed(request)?;
    require_idle(request, router.status, false)?;
    Ok(router.key)
}

pub fn describe(state: &mut State, request: &Request<'_>) -> Answer {
    let start = state.page_start(request)?;
    let matches = |router: &&Router| {
        router.owner == request.account
            && request.admits("EcrId", &router.id)
            && request.admits("Name", &router.name)
            && request.admits("ResourceGroupId", &router.group)
            && has_tags(&router.tags, &request.fields["Tag"])
    };
    let matching = state.routers.iter().filter(matches).map(|router| (router.key, item(router))).collect();
    Ok(state.page(request, &start, "EcrList", 20, matching))
}

fn item(router: &Router) -> Value {
    json!({
        "AlibabaSideAsn": router.asn,
        "BizStatus": "Normal",
        "Description": router.description,
        "EcrId": router.id,
        "GmtCreate": to_second(router.created),
        "GmtModified": to_second(router.modified),
        "Name": router.name,
        "OwnerId": router.owner,
        "ResourceGroupId": router.group,
        "Status": router.status,
        "Tags": tag_list(&router.tags, "TagKey", "TagValue"),
    })
}
