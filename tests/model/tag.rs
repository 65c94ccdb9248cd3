//! The operations on the tags of routers, in the reference model.

use serde_json::{Map, Value, json};

use crate::decode::{Refusal, refusal};
use crate::reference::{Request, has_tags, new_tags};
use crate::state::{Router, State};

type Answer = Result<Map<String, Value>, Refusal>;

/// Returns the keys of the caller's routers that a request names, all of which must exist.
fn addressed(state: &State, request: &Request<'_>) -> Result<Vec<i64>, Refusal> {
    let ids = request.list("ResourceId").iter().map(|id| id.as_str().unwrap());
    ids.map(|id| Ok(state.own_router(request, "ResourceId", id)?.key)).collect()
}

pub fn tag(state: &mut State, request: &Request<'_>) -> Answer {
    for key in addressed(state, request)? {
        state.router_mut(key).tags.extend(new_tags(&request.fields["Tag"]));
    }
    Ok(Map::new())
}

pub fn untag(state: &mut State, request: &Request<'_>) -> Answer {
    let keys = request.list("TagKey");
    for router in addressed(state, request)? {
        // With keys, All is ignored.
        let goes = |key: &String| keys.is_empty() || keys.iter().any(|gone| gone == key);
        state.router_mut(router).tags.retain(|key, _| !goes(key));
    }
    Ok(Map::new())
}

pub fn list(state: &mut State, request: &Request<'_>) -> Answer {
    let start = state.page_start(request)?;
    let ids = request.list("ResourceId");
    if ids.is_empty() && request.list("Tag").is_empty() {
        return Err(refusal(400, "BothEmpty.TagsAndResources"));
    }
    let matches = |router: &&Router| {
        router.owner == request.account
            && (ids.is_empty() || ids.iter().any(|id| *id == router.id))
            && has_tags(&router.tags, &request.fields["Tag"])
    };
    let items = |router: &Router| {
        let item = |(key, value): (&String, &String)| {
            let item = json!({
                "ResourceId": router.id,
                "ResourceType": "EXPRESSCONNECTROUTER",
                "TagKey": key,
                "TagValue": value,
            });
            ((router.key, key.clone()), item)
        };
        router.tags.iter().map(item).collect::<Vec<_>>()
    };
    let matching = state.routers.iter().filter(matches).flat_map(items).collect();
    Ok(state.page_of_places(request, &start, "TagResources", 20, matching))
}
