//! The operations on grants, in the reference model.

use serde_json::{Map, Value, json};

use crate::decode::Refusal;
use crate::reference::{Request, about, require_idle};
use crate::state::{Grant, State};

type Answer = Result<Map<String, Value>, Refusal>;

/// Returns whether a grant is the one that the request is about. A caller grants an instance of a region to a router
/// of an account once.
fn is_meant(grant: &Grant, request: &Request<'_>) -> bool {
    grant.owner == request.account
        && grant.ecr_id == request.text("EcrId")
        && grant.instance == request.text("InstanceId")
        && grant.region == request.text("InstanceRegionId")
        && grant.ecr_owner == request.owner("EcrOwnerAliUid")
}

pub fn grant(state: &mut State, request: &Request<'_>) -> Answer {
    let (ecr_id, owner) = (request.text("EcrId"), request.owner("EcrOwnerAliUid"));
    match state.routers.iter().find(|router| router.id == ecr_id) {
        Some(router) => {
            require_idle(request, router.status, false)?;
            if router.owner != owner {
                return Err(about(400, "IllegalParam.EcrOwnerAliUid", "EcrOwnerAliUid"));
            }
        }
        None if owner == request.account => {
            return Err(about(404, "ResourceNotFound.EcrId", "EcrId"));
        }
        // Another account may have any router.
        None => {}
    }
    if !state.grants.iter().any(|grant| is_meant(grant, request)) {
        let (key, id) = state.next_id("gr-");
        state.grants.push(Grant {
            key,
            id,
            ecr_id: ecr_id.to_owned(),
            ecr_owner: owner,
            owner: request.account,
            instance: request.text("InstanceId").to_owned(),
            instance_type: request.text("InstanceType").to_owned(),
            region: request.text("InstanceRegionId").to_owned(),
            created: state.now,
        });
    }
    Ok(Map::new())
}

pub fn revoke(state: &mut State, request: &Request<'_>) -> Answer {
    let ecr_id = request.text("EcrId");
    if let Some(router) = state.routers.iter().find(|router| router.id == ecr_id) {
        require_idle(request, router.status, false)?;
    }
    state.grants.retain(|grant| !is_meant(grant, request));
    Ok(Map::new())
}

pub fn describe(state: &mut State, request: &Request<'_>) -> Answer {
    let start = state.page_start(request)?;
    let by_grantor = request.text("CallerType") == "OTHER";
    if !by_grantor {
        state.addressed(request)?;
    }
    // The documented answer has neither tags nor a resource group for an instance.
    let nothing = !request.list("TagModels").is_empty() || !request.text("ResourceGroupId").is_empty();
    let matches = |grant: &&Grant| {
        !nothing
            && grant.ecr_id == request.text("EcrId")
            && (!by_grantor || grant.owner == request.account)
            && request.fields["InstanceOwnerId"].as_u64().is_none_or(|owner| owner == grant.owner)
            && request.admits("InstanceId", &grant.instance)
            && request.admits("InstanceType", &grant.instance_type)
            && request.admits("InstanceRegionId", &grant.region)
    };
    let item = |grant: &Grant| {
        json!({
            "EcrId": grant.ecr_id,
            "EcrOwnerAliUid": grant.ecr_owner,
            "GmtCreate": grant.created.to_string(),
            "GmtModified": grant.created.to_string(),
            "GrantId": grant.id,
            "NodeId": grant.instance,
            "NodeOwnerBid": "",
            "NodeOwnerUid": grant.owner,
            "NodeRegionId": grant.region,
            "NodeType": grant.instance_type,
            "Status": "ACTIVE",
        })
    };
    let matching = state.grants.iter().filter(matches).map(|grant| (grant.key, item(grant))).collect();
    Ok(state.page(request, &start, "EcrGrantedInstanceList", 20, matching))
}
