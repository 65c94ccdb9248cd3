//! How often an operation is tried.

use std::collections::BTreeMap;

use crate::address::restrictions;
use crate::decode::Operation;
use crate::inventory;
use crate::state::{Focus, State};

/// The group of an operation. Those on routers belong to none.
fn group(name: &str) -> Option<Focus> {
    let groups: [(Focus, &[&str]); 7] = [
        (Focus::Associations, &["Association", "PrefixHistory"]),
        (Focus::Children, &["ChildInstance"]),
        (Focus::FlowLogs, &["FlowLog", "Flowlog"]),
        (Focus::Regions, &["Region"]),
        (Focus::Grants, &["Grant", "Revoke"]),
        (Focus::Routes, &["RouteEntries"]),
        (Focus::Tags, &["Tag", "ResourceGroup"]),
    ];
    let fits = |words: &[&str]| words.iter().any(|word| name.contains(word));
    groups.iter().find(|(_, words)| fits(words)).map(|(group, _)| *group)
}

/// Routes are listed if there are some, and disabled if there may be some.
fn of_routes(name: &str, state: &State) -> u32 {
    let there = || state.routers.iter().any(|router| !state.routes_of(router.key).is_empty());
    match name {
        "DescribeExpressConnectRouterRouteEntries" if there() => 10,
        "DisableExpressConnectRouterRouteEntries" if there() => 10,
        "DescribeDisabledExpressConnectRouterRouteEntries" if !state.disabled.is_empty() => 10,
        "EnableExpressConnectRouterRouteEntries" if !state.disabled.is_empty() => 6,
        _ if state.children.is_empty() && state.associations.is_empty() => 1,
        _ => 2,
    }
}

/// Prefers operations that create what is missing, those of the group in focus, and rare ones that can succeed.
pub fn weight(operation: &Operation, state: &State) -> u32 {
    let name = operation.name;
    let living = state.routers.iter().filter(|router| router.status != "RECLAIMING").count();
    if state.routers.is_empty() {
        return if name == "CreateExpressConnectRouter" { 200 } else { 1 };
    }
    let about = group(name) == Some(state.settings.focus);
    let of_flow_log = operation.resource == Some("FlowLogId");
    let of_association = operation.resource == Some("AssociationId");
    let of_child = operation.resource == Some("ChildInstanceId") && !name.starts_with("Attach");
    // Flow logs need an instance.
    let has_members = !(state.associations.is_empty() && state.children.is_empty());
    // A router that is being deleted and still has members occurs in no other way.
    let going = |key: i64| state.router(key).status == "RECLAIMING";
    let going_flow_log = state.flow_logs.iter().any(|flow_log| going(flow_log.router));
    let going_association = state.associations.iter().any(|association| going(association.router));
    let about_routes = state.settings.focus == Focus::Routes;
    let used = || state.routers.iter().any(|router| inventory::is_used(state, router));
    let changing =
        || state.children.iter().any(|child| inventory::vbr_is_at_rest(state, &child.instance).is_err());
    let restricted = || state.routers.iter().any(|router| restrictions(router, state) > 0);
    let taken = || {
        let mut free = state.inventory.get("Vpcs").into_iter().flat_map(BTreeMap::iter);
        free.any(|(id, item)| {
            let bound = state.associations.iter().any(|association| association.node == *id);
            !bound && state.routers.iter().any(|router| inventory::is_taken(state, router.key, item))
        })
    };
    let base = match name {
        "CreateExpressConnectRouter" => return if living < 2 { 40 } else { 5 },
        "AttachExpressConnectRouterChildInstance" | "CreateExpressConnectRouterAssociation"
            if about_routes && !has_members =>
        {
            return 60;
        }
        "AttachExpressConnectRouterChildInstance" if state.children.is_empty() => return 20,
        "CreateExpressConnectRouterAssociation" if taken() => return 80,
        "CreateExpressConnectRouterAssociation" if has_members && restricted() => return 25,
        "AttachExpressConnectRouterChildInstance" if state.children.len() < 3 => 10,
        "CreateExpressConnectRouterAssociation" if state.associations.len() < 3 => 10,
        "CreateFlowLog" if state.children.is_empty() => 1,
        "CreateFlowLog" if state.flow_logs.len() < 4 => 15,
        "GrantInstanceToExpressConnectRouter" if state.grants.len() < 3 => 6,
        "ForceDeleteExpressConnectRouter" if used() => return 10,
        "DeleteExpressConnectRouterAssociation" if used() => return 20,
        "DetachExpressConnectRouterChildInstance" if changing() => return 30,
        "ForceDeleteExpressConnectRouter" if has_members => return 4,
        "DeleteExpressConnectRouter" | "ForceDeleteExpressConnectRouter" => return 2,
        "ListExpressConnectRouterSupportedRegion" => return 1,
        "AttachExpressConnectRouterChildInstance" | "CreateExpressConnectRouterAssociation"
            if about_routes =>
        {
            8
        }
        _ if name.contains("RouteEntries") => of_routes(name, state),
        _ if of_flow_log && state.flow_logs.is_empty() => 1,
        _ if of_association && state.associations.is_empty() => 1,
        _ if of_child && state.children.is_empty() => 1,
        _ if of_flow_log && going_flow_log || of_association && going_association => 14,
        _ if of_flow_log || of_child || of_association => 7,
        _ if operation.writes => 4,
        _ => 3,
    };
    if about { 4 * base } else { base }
}
