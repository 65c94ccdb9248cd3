//! Writes the model's state in the form of the simulator's dump.

use serde_json::{Value, json};

use crate::route::Route;
use crate::state::{Association, Child, FlowLog, Grant, Pending, Router, State, Token, tag_list};

impl State {
    /// The dump without the settings.
    pub fn dump(&self) -> Value {
        let mut pending: Vec<&Pending> = self.pending.iter().collect();
        pending.sort_by_key(|pending| pending.due);
        json!({
            "now_ms": self.now,
            "offset_ms": 0,
            "last_key": self.last_key,
            "routers": self.routers.iter().map(|router| self.dump_router(router)).collect::<Vec<_>>(),
            "inventory": self.dump_inventory(),
            "grants": self.grants.iter().map(dump_grant).collect::<Vec<_>>(),
            "pending": pending.iter().map(|pending| json!({
                "due_ms": pending.due,
                "ecr_id": self.router(pending.router).id,
                "association_id": pending.member.map(|key| self.member_id(key)),
            })).collect::<Vec<_>>(),
            "tokens": self.live_tokens().map(dump_token).collect::<Vec<_>>(),
        })
    }

    /// The id of the member with this key.
    fn member_id(&self, key: i64) -> &str {
        let children = self.children.iter().map(|child| (child.key, &child.id));
        let associations = self.associations.iter().map(|association| (association.key, &association.id));
        children.chain(associations).find(|(member, _)| *member == key).unwrap().1
    }

    fn dump_router(&self, router: &Router) -> Value {
        let routes = self.routes_of(router.key);
        let (disabled, enabled): (Vec<&Route>, Vec<&Route>) =
            routes.iter().partition(|route| self.is_disabled(route.member, &route.cidr));
        let enabled = enabled.into_iter().map(|route| dump_route(route, false));
        let disabled = disabled.into_iter().map(|route| dump_route(route, true));
        json!({
            "ecr_id": router.id,
            "owner": router.owner,
            "asn": router.asn,
            "name": router.name,
            "description": router.description,
            "resource_group_id": router.group,
            "status": router.status,
            "created_ms": router.created,
            "modified_ms": router.modified,
            "tags": tag_list(&router.tags, "Key", "Value"),
            "transit_modes": router.modes.iter().map(|mode| json!({
                "mode": mode["Mode"],
                "region": mode["RegionId"],
            })).collect::<Vec<_>>(),
            "associations": self.associations_of(router.key).map(dump_association).collect::<Vec<_>>(),
            "child_instances": self.children_of(router.key).map(dump_child).collect::<Vec<_>>(),
            "routes": enabled.chain(disabled).collect::<Vec<_>>(),
            "disabled_routes": self.disabled_of(router.key).map(|route| json!({
                "cidr": route.cidr,
                "next_hop": route.next_hop,
                "region": route.region,
                "created_ms": route.created,
            })).collect::<Vec<_>>(),
            "flow_logs": self.flow_logs_of(router.key).map(dump_flow_log).collect::<Vec<_>>(),
        })
    }
}

fn dump_association(association: &Association) -> Value {
    json!({
        "association_id": association.id,
        "node_type": association.node_type,
        "node_id": association.node,
        "node_owner": association.node_owner,
        "cen_id": association.cen,
        "region": association.region,
        "description": association.description,
        "prefixes": association.prefixes,
        "prefixes_mode": association.mode,
        "status": association.status,
        "attached": u8::from(association.attached),
        "created_ms": association.created,
        "modified_ms": association.modified,
        "tags": tag_list(&association.tags, "Key", "Value"),
        "prefix_history": association.history.iter().map(|(prefixes, created)| json!({
            "prefixes": prefixes,
            "created_ms": created,
        })).collect::<Vec<_>>(),
    })
}

fn dump_route(route: &Route, disabled: bool) -> Value {
    json!({
        "cidr": route.cidr,
        "next_hop": route.next_hop,
        "region": route.region,
        "as_path": route.as_path,
        "community": route.community,
        "med": route.med,
        "disabled": u8::from(disabled),
    })
}

fn dump_grant(grant: &Grant) -> Value {
    json!({
        "grant_id": grant.id,
        "ecr_id": grant.ecr_id,
        "ecr_owner": grant.ecr_owner,
        "owner": grant.owner,
        "instance_id": grant.instance,
        "instance_type": grant.instance_type,
        "instance_region": grant.region,
        "created_ms": grant.created,
    })
}

fn dump_child(child: &Child) -> Value {
    json!({
        "association_id": child.id,
        "instance_id": child.instance,
        "region": child.region,
        "owner": child.owner,
        "description": child.description,
        "status": child.status,
        "created_ms": child.created,
        "modified_ms": child.modified,
    })
}

fn dump_flow_log(flow_log: &FlowLog) -> Value {
    json!({
        "flow_log_id": flow_log.id,
        "name": flow_log.name,
        "description": flow_log.description,
        "instance_id": flow_log.instance,
        "interval_s": flow_log.interval,
        "sampling_rate": flow_log.sampling,
        "project": flow_log.project,
        "log_store": flow_log.store,
        "region": flow_log.region,
        "sls_region": flow_log.sls_region,
        "resource_group_id": flow_log.group,
        "status": flow_log.status,
        "created_ms": flow_log.created,
        "tags": tag_list(&flow_log.tags, "Key", "Value"),
    })
}

fn dump_token(token: &Token) -> Value {
    json!({
        "account": token.call.account.to_string(),
        "action": token.call.action,
        "resource": token.resource,
        "token": token.token,
        "parameters": token.parameters,
        "response": token.response,
        "created_ms": token.created,
    })
}
