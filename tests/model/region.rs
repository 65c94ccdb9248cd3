//! The operations on regions, in the reference model.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::decode::Refusal;
use crate::reference::{Request, require_idle, require_region};
use crate::state::{REGIONS, State};

type Answer = Result<Map<String, Value>, Refusal>;

pub fn set_modes(state: &mut State, request: &Request<'_>) -> Answer {
    let modes = request.list("TransitModeList");
    let router = state.addressed(request)?;
    require_idle(request, router.status, false)?;
    let key = router.key;
    state.router_mut(key).modes = modes.to_vec();
    state.begin(key, "UPDATING", None, state.settings.waits.update);
    Ok(Map::new())
}

pub fn describe_modes(state: &mut State, request: &Request<'_>) -> Answer {
    let modes = state.addressed(request)?.modes.clone();
    Ok(Map::from_iter([("InterRegionTransitModeList".to_owned(), modes.into())]))
}

pub fn synchronize(state: &mut State, request: &Request<'_>) -> Answer {
    let router = state.addressed(request)?;
    require_idle(request, router.status, false)?;
    state.begin(router.key, "UPDATING", None, state.settings.waits.update);
    Ok(Map::new())
}

/// Returns the regions in which a router has members, in alphabetical order.
pub fn regions_of(state: &State, router: i64) -> BTreeSet<String> {
    let children = state.children_of(router).map(|child| child.region.clone());
    children.chain(state.associations_of(router).map(|association| association.region.clone())).collect()
}

/// The kinds of links that a router has.
pub struct Links {
    /// Whether a link stays on one side of the border.
    pub between_regions: bool,
    pub across_border: bool,
}

impl Links {
    /// Returns those after a region is added to the regions of its members.
    pub fn with(state: &State, router: i64, fresh: &str) -> Self {
        let mut regions = regions_of(state, router);
        regions.insert(fresh.to_owned());
        // Hong Kong is beyond the border of the mainland.
        let at_home = |region: &&String| region.starts_with("cn-") && *region != "cn-hongkong";
        let inside = regions.iter().filter(at_home).count();
        let outside = regions.len() - inside;
        Self { between_regions: inside > 1 || outside > 1, across_border: inside > 0 && outside > 0 }
    }
}

pub fn describe(state: &mut State, request: &Request<'_>) -> Answer {
    let key = state.addressed(request)?.key;
    let regions: Vec<Value> = regions_of(state, key).into_iter().map(Value::from).collect();
    Ok(Map::from_iter([("RegionIdList".to_owned(), regions.into())]))
}

pub fn check_add(state: &mut State, request: &Request<'_>) -> Answer {
    let router = state.addressed(request)?;
    require_idle(request, router.status, false)?;
    let fresh = request.text("FreshRegionId");
    require_region(fresh)?;
    let links = Links::with(state, router.key, fresh);
    let may = |flag| state.account_may(request.account, flag);
    let Value::Object(answer) = json!({
        "AnyCrossBorderLink": links.across_border,
        "AnyInterRegionLink": links.between_regions,
        "IsCdtCrossBorderEnabled": may("IsCdtCrossBorderEnabled"),
        "IsCdtInterRegionEnabled": may("IsCdtInterRegionEnabled"),
        "IsUserAllowedToCreateCrossBorderLink": may("IsUserAllowedToCreateCrossBorderLink"),
    }) else {
        unreachable!()
    };
    Ok(answer)
}

pub fn list_supported() -> Map<String, Value> {
    Map::from_iter([("SupportedRegionIdList".to_owned(), REGIONS.to_vec().into())])
}
