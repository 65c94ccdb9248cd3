//! What calls are about.

use crate::decode::Operation;
use crate::state::{Association, OWNER, Router, STRANGER, State, TR, VPC};
use crate::values::{VBRS, Value, one};

/// What a call is about: who calls, and the parameters that say so. Those without a value are absent.
pub type Address = (u64, Vec<(&'static str, Value)>);

/// Addresses that lead somewhere, those of routers that are not at rest more often.
pub fn addresses(operation: &Operation, state: &State) -> Vec<Address> {
    let mut addresses = Vec::new();
    for router in &state.routers {
        let found = on_router(operation, router, state);
        let things = state.flow_logs_of(router.key).count() + state.children_of(router.key).count();
        let times = match router.status {
            "ACTIVE" if operation.name == "ForceDeleteExpressConnectRouter" => 1 + things,
            "ACTIVE" => 1,
            "RECLAIMING" => 6,
            _ => 3,
        };
        for _ in 0..times {
            addresses.extend(found.iter().cloned());
        }
    }
    match operation.name {
        "GrantInstanceToExpressConnectRouter" => {
            addresses.extend([OWNER, STRANGER].map(|owner| to_grant(OWNER, "ecr-other", owner, "vpc-1")));
        }
        "RevokeInstanceFromExpressConnectRouter" => {
            let meant = state.grants.iter();
            addresses.extend(
                meant.map(|grant| to_grant(grant.owner, &grant.ecr_id, grant.ecr_owner, &grant.instance)),
            );
        }
        "DescribeInstanceGrantedToExpressConnectRouter" => {
            let by_grantor = state.grants.iter().map(|grant| {
                let pairs = vec![named("EcrId", &grant.ecr_id), named("CallerType", "OTHER")];
                (grant.owner, pairs)
            });
            addresses.extend(by_grantor);
        }
        "ListTagResources" => addresses.extend([OWNER, STRANGER].map(|owner| (owner, no_routers()))),
        _ => {}
    }
    if addresses.is_empty() {
        addresses.extend([(OWNER, Vec::new()), (STRANGER, Vec::new())]);
    }
    addresses
}

fn named(name: &'static str, text: &str) -> (&'static str, Value) {
    (name, one(name, text))
}

fn no_routers() -> Vec<(&'static str, Value)> {
    vec![("ResourceId", Value::new())]
}

/// A grant of an instance to a router.
fn to_grant(caller: u64, ecr_id: &str, ecr_owner: u64, instance: &str) -> Address {
    let kind = if instance.starts_with("vpc-") { "VPC" } else { "VBR" };
    let pairs = vec![
        named("EcrId", ecr_id),
        named("EcrOwnerAliUid", &ecr_owner.to_string()),
        named("InstanceId", instance),
        named("InstanceType", kind),
    ];
    (caller, pairs)
}

/// The addresses on a router.
fn on_router(operation: &Operation, router: &Router, state: &State) -> Vec<Address> {
    let of = |name: &'static str, id: &str| (router.owner, vec![named("EcrId", &router.id), named(name, id)]);
    let children = || state.children_of(router.key);
    let has = |name: &str| operation.parameters.iter().any(|parameter| parameter.name == name);
    match operation.name {
        _ if operation.resource == Some("FlowLogId") => {
            state.flow_logs_of(router.key).map(|flow_log| of("FlowLogId", &flow_log.id)).collect()
        }
        _ if operation.resource == Some("AssociationId") => {
            let associations = state.associations_of(router.key);
            associations.map(|association| of("AssociationId", &association.id)).collect()
        }
        "AttachExpressConnectRouterChildInstance" => {
            let bound = |vbr: &&str| state.children.iter().any(|child| child.instance == *vbr);
            let free = VBRS.iter().filter(|vbr| !bound(vbr));
            VBRS.iter().chain(free.clone()).chain(free).map(|vbr| of("ChildInstanceId", vbr)).collect()
        }
        _ if operation.resource == Some("ChildInstanceId") => {
            children().map(|child| of("ChildInstanceId", &child.instance)).collect()
        }
        "CreateFlowLog" => children().map(|child| of("InstanceId", &child.instance)).collect(),
        "CreateExpressConnectRouterAssociation" => to_bind(router, state),
        "DescribeExpressConnectRouterAllowedPrefixHistory" => state
            .associations_of(router.key)
            .flat_map(|association| with_history(router, association))
            .collect(),
        "GrantInstanceToExpressConnectRouter" | "RevokeInstanceFromExpressConnectRouter" => {
            let instances = ["vpc-1", "vpc-2", "vbr-1"];
            let callers = [OWNER, STRANGER].into_iter();
            callers
                .flat_map(|caller| {
                    instances.map(|instance| to_grant(caller, &router.id, router.owner, instance))
                })
                .collect()
        }
        "MoveResourceGroup" => vec![(router.owner, vec![named("ResourceId", &router.id)])],
        "TagResources" | "UntagResources" | "ListTagResources" => to_tag(router, state),
        "DescribeExpressConnectRouter" => Vec::new(),
        _ if has("EcrId") => vec![(router.owner, vec![named("EcrId", &router.id)])],
        _ => Vec::new(),
    }
}

/// What may be bound to a router.
fn to_bind(router: &Router, state: &State) -> Vec<Address> {
    let vpcs = ["vpc-1", "vpc-2", "vpc-3"].map(|id| ("VpcId", id));
    let nodes = vpcs.into_iter().chain(["tr-1", "tr-1", "tr-2"].map(|id| ("TransitRouterId", id)));
    let mut addresses: Vec<Address> = nodes
        .map(|(name, id)| {
            let other = if name == "VpcId" { "TransitRouterId" } else { "VpcId" };
            let pairs = vec![named("EcrId", &router.id), named(name, id), (other, Value::new())];
            (router.owner, pairs)
        })
        .collect();
    // A second transit router of a region.
    let bound = state.associations_of(router.key).filter(|association| association.node_type == TR);
    addresses.extend(bound.map(|association| {
        let pairs = vec![
            named("EcrId", &router.id),
            named("TransitRouterId", "tr-3"),
            ("VpcId", Value::new()),
            named("AssociationRegionId", &association.region),
        ];
        (router.owner, pairs)
    }));
    addresses
}

/// An association by its id, by its instance and by both.
fn with_history(router: &Router, association: &Association) -> Vec<Address> {
    let (id, node) = (named("AssociationId", &association.id), named("InstanceId", &association.node));
    let kind = named("InstanceType", if association.node_type == VPC { "VPC" } else { "TR" });
    let ecr_id = || named("EcrId", &router.id);
    vec![
        (router.owner, vec![ecr_id(), id.clone(), ("InstanceId", Value::new())]),
        (router.owner, vec![ecr_id(), node.clone(), kind.clone(), ("AssociationId", Value::new())]),
        (router.owner, vec![ecr_id(), node, ("InstanceType", Value::new()), id]),
    ]
}

/// A router by itself, and together with another one of its owner.
fn to_tag(router: &Router, state: &State) -> Vec<Address> {
    let list = |ids: &[&str]| -> Value {
        let items = ids.iter().enumerate();
        items.map(|(n, id)| (format!("ResourceId.{}", n + 1), (*id).to_owned())).collect()
    };
    let mut addresses = vec![(router.owner, vec![("ResourceId", list(&[&router.id]))])];
    let others = state.routers.iter().filter(|other| other.owner == router.owner && other.key != router.key);
    addresses.extend(
        others.take(1).map(|other| {
            (router.owner, vec![("ResourceId", list(&[router.id.as_str(), other.id.as_str()]))])
        }),
    );
    addresses
}
