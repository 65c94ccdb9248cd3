//! How often an operation is tried.

use crate::decode::Operation;
use crate::state::{Focus, State};

/// The group that an operation belongs to; those on routers are in none.
fn group(name: &str) -> Option<Focus> {
    let groups: [(Focus, &[&str]); 6] = [
        (Focus::Associations, &["Association", "PrefixHistory"]),
        (Focus::Children, &["ChildInstance"]),
        (Focus::FlowLogs, &["FlowLog", "Flowlog"]),
        (Focus::Regions, &["Region"]),
        (Focus::Grants, &["Grant", "Revoke"]),
        (Focus::Tags, &["Tag", "ResourceGroup"]),
    ];
    let fits = |words: &[&str]| words.iter().any(|word| name.contains(word));
    groups.iter().find(|(_, words)| fits(words)).map(|(group, _)| *group)
}

/// What a world lacks comes first, what it is about more often, and so does what is rare where it can succeed.
pub fn weight(operation: &Operation, state: &State) -> u32 {
    let about = group(operation.name) == Some(state.settings.focus);
    let flow_log = operation.resource == Some("FlowLogId");
    let base = match operation.name {
        "CreateExpressConnectRouter" if state.routers.len() < 2 => return 40,
        "AttachExpressConnectRouterChildInstance" if state.children.len() < 2 => 10,
        "CreateExpressConnectRouterAssociation" if state.associations.len() < 3 => 10,
        "CreateFlowLog" if state.children.is_empty() => 1,
        "CreateFlowLog" if state.flow_logs.len() < 4 => 15,
        "GrantInstanceToExpressConnectRouter" if state.grants.len() < 3 => 6,
        "DeleteExpressConnectRouter" | "ForceDeleteExpressConnectRouter" => return 2,
        "ListExpressConnectRouterSupportedRegion" => return 1,
        _ if flow_log && state.flow_logs.is_empty() => 1,
        _ if operation.resource == Some("AssociationId") && state.associations.is_empty() => 1,
        "DeleteFlowlog" => 5,
        _ if flow_log => 7,
        _ => 4,
    };
    if about { 4 * base } else { base }
}
