//! The inventory: instances of other products, and accounts, that exist around the routers.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::model::{AccountId, CenId, EcrId, Prefix, Region, TransitRouterId, VbrId, VpcId};

/// An item of the inventory, stored and found by its id.
pub trait InventoryItem: Serialize + DeserializeOwned {
    fn id(&self) -> String;
}

/// How many routes a VBR, or vSwitches a VPC, may have (our choice).
pub const INVENTORY_ROUTES_MAX: usize = 1_000_000;

/// Defines a struct of the inventory. `new` and JSON require the fields in parentheses; the others have defaults. After
/// `=>`, a field names the function that returns its default, if that is not the default of the type.
macro_rules! inventory_type {
    ($(#[$doc:meta])* $name:ident($($(#[$required_doc:meta])* $required:ident: $required_type:ty),+) {
        $($(#[$meta:meta])* $field:ident: $type:ty = $default:expr $(=> $function:literal)?,)*
    }) => {
        $(#[$doc])*
        #[allow(missing_docs, reason = "ids, owners and regions need no explanation")]
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "PascalCase", deny_unknown_fields)]
        pub struct $name {
            $($(#[$required_doc])* pub $required: $required_type,)+
            $($(#[$meta])* #[serde(default $(= $function)?)] pub $field: $type,)*
        }

        impl $name {
            /// Creates one with the default of every field that is not an argument.
            pub const fn new($($required: $required_type),+) -> Self {
                Self { $($required,)+ $($field: $default,)* }
            }
        }
    };
}

inventory_type! {
    /// A VPC.
    Vpc(vpc_id: VpcId, owner_id: AccountId, region_id: Region) {
        /// The CIDR blocks of its vSwitches. It advertises them to a router, unless allowed prefixes say otherwise.
        v_switch_cidr_blocks: Vec<Prefix> = Vec::new(),
        /// Its static routes to routers. A VPC cannot be unbound from a router that one of them leads to.
        static_routes: Vec<StaticRoute> = Vec::new(),
    }
}

inventory_type! {
    /// A static route of a VPC, whose next hop is a router.
    StaticRoute(destination_cidr_block: Prefix, ecr_id: EcrId) {}
}

inventory_type! {
    /// A virtual border router.
    Vbr(vbr_id: VbrId, owner_id: AccountId, region_id: Region) {
        /// The local ASN of its BGP group, which must be that of the router. `None` means that it has no BGP group yet.
        local_asn: Option<u32> = None,
        /// Whether it supports MP-BGP, which attaching requires; `true` by default.
        supports_mp_bgp: bool = true => "yes",
        /// The state of its BGP group; `Up` by default.
        bgp_state: BgpState = BgpState::Up,
        /// The routes that it advertises to a router while its BGP group is up.
        routes: Vec<AdvertisedRoute> = Vec::new(),
    }
}

word_type! {
    /// The state of the BGP group of a VBR.
    #[derive(Default)]
    BgpState {
        /// The group exchanges routes.
        #[default]
        Up = "Up",
        /// The group exchanges no routes.
        Down = "Down",
        /// The group is in transition, so the VBR can be neither attached nor detached.
        InMiddleStatus = "InMiddleStatus",
    }
}

inventory_type! {
    /// A route that a VBR advertises.
    AdvertisedRoute(destination_cidr_block: Prefix) {
        /// The autonomous systems on the path, the nearest first.
        as_path: Vec<u32> = Vec::new(),
        /// Its BGP communities, such as `9001:9263`.
        communities: Vec<Community> = Vec::new(),
        /// Its MED.
        #[serde(skip_serializing_if = "Option::is_none")]
        med: Option<u32> = None,
        /// Whether it is in transition, so that the VBR can be neither attached nor detached.
        in_middle_status: bool = false,
    }
}

text_type! {
    /// A BGP community: two decimal numbers with a colon between them, such as `9001:9263`.
    Community: "ASN:value", |text| text.split_once(':').is_some_and(|(asn, value)| {
        [asn, value].iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
    })
}

inventory_type! {
    /// A transit router.
    TransitRouter(
        transit_router_id: TransitRouterId,
        owner_id: AccountId,
        region_id: Region,
        /// The CEN that it belongs to.
        cen_id: CenId
    ) {
        /// Its edition; `Enterprise` by default.
        edition: TransitRouterEdition = TransitRouterEdition::Enterprise,
    }
}

word_type! {
    /// The edition of a transit router.
    #[derive(Default)]
    TransitRouterEdition {
        /// It can be bound to a router.
        #[default]
        Enterprise = "Enterprise",
        /// It cannot be bound to a router.
        Basic = "Basic",
    }
}

inventory_type! {
    /// A CEN. Routers accept its transit routers whichever account owns it.
    Cen(cen_id: CenId, owner_id: AccountId) {}
}

inventory_type! {
    /// The services and permissions of an account. By default it has all of them.
    Account(account_id: AccountId) {
        /// Whether it has enabled data transfer between regions.
        is_cdt_inter_region_enabled: bool = true => "yes",
        /// Whether it has enabled data transfer across the border of mainland China.
        is_cdt_cross_border_enabled: bool = true => "yes",
        /// Whether it may link regions across the border.
        is_user_allowed_to_create_cross_border_link: bool = true => "yes",
    }
}

const fn yes() -> bool {
    true
}

macro_rules! inventory_items {
    ($($name:ident by $id:ident),*) => {
        $(impl InventoryItem for $name {
            fn id(&self) -> String {
                self.$id.to_string()
            }
        })*
    };
}

inventory_items!(Vpc by vpc_id, Vbr by vbr_id, TransitRouter by transit_router_id, Cen by cen_id, Account by account_id);

/// The instances and accounts around the routers, as they are registered and stored.
///
/// ```
/// use ecr_sim::{AccountId, Inventory, Vbr, Vpc};
///
/// let owner = AccountId::try_from(1234567890123456)?;
/// let vpc = Vpc::new("vpc-1".parse()?, owner, "cn-hangzhou".parse()?);
/// let vbr = Vbr::new("vbr-1".parse()?, owner, "cn-hangzhou".parse()?);
/// let inventory = Inventory {
///     vpcs: vec![Vpc { v_switch_cidr_blocks: vec!["10.0.1.0/24".parse()?], ..vpc }],
///     vbrs: vec![Vbr { local_asn: Some(64512), ..vbr }],
///     ..Inventory::default()
/// };
/// assert!(inventory.vbrs[0].supports_mp_bgp);
/// # Ok::<(), ecr_sim::Invalid>(())
/// ```
///
/// Its JSON has the field names of the API. A field that has a default may be left out:
/// `{"Vbrs": [{"VbrId": "vbr-1", "OwnerId": 1234567890123456, "RegionId": "cn-hangzhou"}]}`.
#[allow(missing_docs, reason = "each field lists the items of its type")]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase", deny_unknown_fields)]
pub struct Inventory {
    pub vpcs: Vec<Vpc>,
    pub vbrs: Vec<Vbr>,
    pub transit_routers: Vec<TransitRouter>,
    pub cens: Vec<Cen>,
    pub accounts: Vec<Account>,
}

impl Inventory {
    /// Returns what is wrong with the inventory as a whole: too many routes or vSwitches, a VBR that advertises a block
    /// twice, or a repeated id.
    pub(crate) fn contradiction(&self) -> Option<String> {
        let routes = self.vbrs.iter().map(|vbr| (vbr.id(), vbr.routes.len()));
        let blocks = self.vpcs.iter().map(|vpc| (vpc.id(), vpc.v_switch_cidr_blocks.len()));
        if let Some((id, count)) = routes.chain(blocks).find(|(_, count)| *count > INVENTORY_ROUTES_MAX) {
            return Some(format!(
                "{id} has {count} routes or vSwitches; at most {INVENTORY_ROUTES_MAX} are allowed"
            ));
        }
        for vbr in &self.vbrs {
            if let Some(block) = repeated(vbr.routes.iter().map(|route| route.destination_cidr_block)) {
                return Some(format!("{} advertises {block} twice; list each block once", vbr.vbr_id));
            }
        }
        let instances = ids(&self.vpcs).chain(ids(&self.vbrs)).chain(ids(&self.transit_routers));
        let id = repeated(instances.chain(ids(&self.cens)).chain(ids(&self.accounts)))?;
        Some(format!("{id} is listed twice"))
    }
}

fn ids<T: InventoryItem>(items: &[T]) -> impl Iterator<Item = String> {
    items.iter().map(T::id)
}

/// Returns the first item that equals an earlier one.
fn repeated<T: Ord + Clone>(mut items: impl Iterator<Item = T>) -> Option<T> {
    let mut seen = BTreeSet::new();
    items.find(|item| !seen.insert(item.clone()))
}
