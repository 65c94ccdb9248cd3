//! The routes that the members of a router advertise.

use std::collections::BTreeSet;

use crate::model::{
    AdvertisedRoute, BgpState, Community, NextHopId, Prefix, Prefixes, PrefixesMode, Region, Timestamp, Vbr,
    Vpc,
};

word_type! {
    /// The status of a route. The documentation shows one.
    RouteStatus {
        /// In use.
        Active = "ACTIVE",
    }
}

/// A route that a member advertises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    pub destination: Prefix,
    /// Such as `[64993,64512]`; empty where the route comes from no BGP peer.
    pub as_path: String,
    /// Such as `9001:9263`; several are separated by commas.
    pub community: String,
    /// 2000 for a transit router, the registered value for a VBR, `None` for a VPC.
    pub med: Option<u32>,
}

/// The documented value between a router and a transit router.
const TRANSIT_ROUTER_MED: u32 = 2_000;

impl Route {
    /// Returns the routes of a VPC: its allowed prefixes, then the vSwitch blocks that the mode does not withdraw. Without prefixes
    /// nothing is withdrawn (documented, except for the order).
    pub fn of_vpc(prefixes: &Prefixes, mode: PrefixesMode, vpc: Option<&Vpc>) -> Vec<Self> {
        let known: BTreeSet<&Prefix> = prefixes.iter().collect();
        let kept = |block: &&Prefix| match mode {
            _ if known.is_empty() => true,
            PrefixesMode::Match => false,
            PrefixesMode::Incremental => !block.with_supernets().any(|wider| known.contains(&wider)),
        };
        let blocks = vpc.map_or(&[][..], |vpc| &vpc.v_switch_cidr_blocks).iter().filter(kept);
        Self::once(prefixes.iter().chain(blocks), None)
    }

    /// Returns the routes of a transit router: its allowed prefixes (our choice: the simulator does not know its route table).
    pub fn of_transit_router(prefixes: &Prefixes) -> Vec<Self> {
        Self::once(prefixes, Some(TRANSIT_ROUTER_MED))
    }

    /// Returns the routes of a VBR: those registered, while its BGP group is up.
    pub fn of_vbr(vbr: Option<&Vbr>) -> Vec<Self> {
        let advertised = vbr.filter(|vbr| vbr.bgp_state == BgpState::Up).map(|vbr| &vbr.routes);
        advertised.into_iter().flatten().map(Self::advertised).collect()
    }

    /// One route to each destination, even if it is named twice.
    fn once<'a>(destinations: impl IntoIterator<Item = &'a Prefix>, med: Option<u32>) -> Vec<Self> {
        let mut seen = BTreeSet::new();
        let destinations = destinations.into_iter().copied().filter(|destination| seen.insert(*destination));
        destinations
            .map(|destination| Self { destination, as_path: String::new(), community: String::new(), med })
            .collect()
    }

    fn advertised(route: &AdvertisedRoute) -> Self {
        let numbers: Vec<String> = route.as_path.iter().map(u32::to_string).collect();
        Self {
            destination: route.destination_cidr_block,
            as_path: format!("[{}]", numbers.join(",")),
            community: route.communities.iter().map(Community::as_str).collect::<Vec<_>>().join(","),
            med: route.med,
        }
    }
}

/// A route of a router, as listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteEntry {
    /// The position in the list.
    pub id: i64,
    pub route: Route,
    /// The instance that is its next hop.
    pub next_hop: NextHopId,
    /// The region of the next hop.
    pub region: Region,
}

/// A disabled route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisabledRoute {
    /// The internal key, in the order of disabling.
    pub key: i64,
    /// The key of the router.
    pub router: i64,
    /// The key of the member that is the next hop.
    pub member: i64,
    pub destination: Prefix,
    pub next_hop: NextHopId,
    pub region: Region,
    pub created: Timestamp,
}
