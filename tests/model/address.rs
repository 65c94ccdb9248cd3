//! Addresses: what a call is about.

use crate::decode::Operation;
use crate::inventory;
use crate::state::{Association, Child, OWNER, REGIONS, Router, STRANGER, State, TR, VPC};
use crate::values::{VBRS, Value, one};

/// The caller, and the parameters that address a resource. A parameter without a value is absent.
pub type Address = (u64, Vec<(&'static str, Value)>);

/// Addresses of existing resources, more often of routers with unfinished operations.
pub fn addresses(operation: &Operation, state: &State) -> Vec<Address> {
    let mut addresses = Vec::new();
    for router in &state.routers {
        let found = on_router(operation, router, state);
        let things = state.flow_logs_of(router.key).count() + state.children_of(router.key).count();
        let times = match router.status {
            "ACTIVE" if operation.name == "ForceDeleteExpressConnectRouter" => {
                1 + things + if inventory::is_used(state, router) { 6 } else { 0 }
            }
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
        "DescribeExpressConnectRouterRouteEntries" | "DescribeDisabledExpressConnectRouterRouteEntries" => {
            addresses.extend(next_pages(operation, state));
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
            let used = |association: &Association| {
                inventory::no_static_route(state, &router.id, [association.node.as_str()].into_iter())
                    .is_err()
            };
            let more = |association: &Association| if used(association) { 8 } else { 1 };
            let times = associations.map(|association| (association, more(association)));
            times.flat_map(|(association, times)| vec![of("AssociationId", &association.id); times]).collect()
        }
        "DisableExpressConnectRouterRouteEntries" | "EnableExpressConnectRouterRouteEntries" => {
            routes(router, state)
        }
        "DescribeExpressConnectRouterRouteEntries" | "DescribeDisabledExpressConnectRouterRouteEntries" => {
            let things = state.routes_of(router.key).len() + state.disabled_of(router.key).count();
            vec![(router.owner, vec![named("EcrId", &router.id)]); 1 + things]
        }
        "AttachExpressConnectRouterChildInstance" => {
            let bound = |vbr: &&str| state.children.iter().any(|child| child.instance == *vbr);
            let free = VBRS.iter().filter(|vbr| !bound(vbr));
            let known = free.clone().filter_map(|vbr| state.item("Vbrs", vbr));
            let known = known.flat_map(|item| [known_vbr(router, item), known_vbr(router, item)]);
            let any = VBRS.iter().chain(free.clone()).chain(free).map(|vbr| of("ChildInstanceId", vbr));
            any.chain(known).collect()
        }
        _ if operation.resource == Some("ChildInstanceId") => {
            // A VBR that is about to change becomes idle soon.
            let times = |child: &Child| inventory::vbr_is_at_rest(state, &child.instance).map_or(8, |()| 1);
            let times = children().map(|child| (child, times(child)));
            times.flat_map(|(child, times)| vec![of("ChildInstanceId", &child.instance); times]).collect()
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
                .chain(known_grants(router, state))
                .collect()
        }
        "MoveResourceGroup" => vec![(router.owner, vec![named("ResourceId", &router.id)])],
        "TagResources" | "UntagResources" | "ListTagResources" => to_tag(router, state),
        "DescribeExpressConnectRouter" => Vec::new(),
        _ if has("EcrId") => vec![(router.owner, vec![named("EcrId", &router.id)])],
        _ => Vec::new(),
    }
}

/// The next pages of recent queries.
fn next_pages(operation: &Operation, state: &State) -> Vec<Address> {
    let marks = state.pages.iter().enumerate().rev().filter(|(_, mark)| mark.action == operation.name);
    let next = marks.take(3).map(|(number, mark)| {
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let filters = operation.parameters.iter().filter_map(|parameter| {
            let filter = mark.filters.get(parameter.name)?;
            Some((parameter.name, one(parameter.name, &text(filter))))
        });
        let token = named("NextToken", &format!("page-{number}"));
        (mark.account, filters.chain([token]).collect())
    });
    next.flat_map(|address: Address| [address.clone(), address]).collect()
}

/// A VBR as registered.
fn known_vbr(router: &Router, item: &serde_json::Value) -> Address {
    let pairs = vec![
        named("EcrId", &router.id),
        named("ChildInstanceId", item["VbrId"].as_str().unwrap()),
        named("ChildInstanceRegionId", item["RegionId"].as_str().unwrap()),
        named("ChildInstanceOwnerId", &item["OwnerId"].to_string()),
    ];
    (router.owner, pairs)
}

/// Grants to a router by the registered owners of instances.
fn known_grants(router: &Router, state: &State) -> Vec<Address> {
    let known = ["Vpcs", "Vbrs"].into_iter().flat_map(|kind| state.inventory.get(kind)).flatten();
    let foreign = known.filter(|(_, item)| item["OwnerId"] != router.owner);
    let grants = foreign.map(|(id, item)| {
        let (owner, mut pairs) = to_grant(item["OwnerId"].as_u64().unwrap(), &router.id, router.owner, id);
        pairs.push(named("InstanceRegionId", item["RegionId"].as_str().unwrap()));
        (owner, pairs)
    });
    grants.flat_map(|grant| [grant.clone(), grant.clone(), grant]).collect()
}

/// The routes of a router, its disabled routes, and routes of members that do not exist.
fn routes(router: &Router, state: &State) -> Vec<Address> {
    let of = |next_hop: &str, cidr: Option<&str>| {
        let mut pairs = vec![named("EcrId", &router.id), named("NexthopInstanceId", next_hop)];
        pairs.extend(cidr.map(|cidr| named("DestinationCidrBlock", cidr)));
        (router.owner, pairs)
    };
    let there = state.routes_of(router.key);
    let there = there.iter().map(|route| of(&route.next_hop, Some(&route.cidr)));
    let disabled = state.disabled_of(router.key).map(|route| of(&route.next_hop, Some(&route.cidr)));
    let children = state.children_of(router.key).map(|child| of(&child.instance, None));
    let associations = state.associations_of(router.key).map(|association| of(&association.node, None));
    there.chain(disabled).chain(children).chain(associations).collect()
}

/// The parameter that excludes this one.
fn other_node(name: &str) -> &'static str {
    if name == "VpcId" { "TransitRouterId" } else { "VpcId" }
}

/// How many permissions the owner of a router lacks.
pub fn restrictions(router: &Router, state: &State) -> usize {
    let item = state.item("Accounts", &router.owner.to_string());
    let flags = item.and_then(|item| item.as_object()).into_iter().flatten();
    flags.filter(|(_, flag)| **flag == false).count()
}

/// Instances that may be bound to a router.
fn to_bind(router: &Router, state: &State) -> Vec<Address> {
    let vpcs = ["vpc-1", "vpc-2", "vpc-3"].map(|id| ("VpcId", id));
    let nodes = vpcs.into_iter().chain(["tr-1", "tr-1", "tr-2"].map(|id| ("TransitRouterId", id)));
    let mut addresses: Vec<Address> = nodes
        .map(|(name, id)| {
            let pairs = vec![named("EcrId", &router.id), named(name, id), (other_node(name), Value::new())];
            (router.owner, pairs)
        })
        .collect();
    let is_bound = |id: &String| state.associations.iter().any(|association| association.node == *id);
    for (kind, id_name, owner_name) in
        [("Vpcs", "VpcId", "VpcOwnerId"), ("TransitRouters", "TransitRouterId", "TransitRouterOwnerId")]
    {
        let known = state.inventory.get(kind).into_iter().flatten().filter(|(id, _)| !is_bound(id));
        let known = known.map(|(id, item)| {
            let mut pairs = vec![
                named("EcrId", &router.id),
                named(id_name, id),
                (other_node(id_name), Value::new()),
                named("AssociationRegionId", item["RegionId"].as_str().unwrap()),
                named(owner_name, &item["OwnerId"].to_string()),
            ];
            pairs.extend(item["CenId"].as_str().map(|cen| named("CenId", cen)));
            // Bound instances may be in the way.
            let times = 3 + 3 * state.associations_of(router.key).count();
            let times = if inventory::is_taken(state, router.key, item) { 20 } else { times };
            vec![(router.owner, pairs); times]
        });
        addresses.extend(known.flatten());
    }
    // Links that the owner may not create.
    for _ in 0..2 * restrictions(router, state) {
        let nodes = [("VpcId", "vpc-1"), ("VpcId", "vpc-2"), ("TransitRouterId", "tr-1")];
        addresses.extend(nodes.into_iter().zip([1, 3, 4]).map(|((name, id), region)| {
            let pairs = vec![
                named("EcrId", &router.id),
                named(name, id),
                (other_node(name), Value::new()),
                named("AssociationRegionId", REGIONS[region]),
            ];
            (router.owner, pairs)
        }));
    }
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

/// A router alone, and with another one of its owner.
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
