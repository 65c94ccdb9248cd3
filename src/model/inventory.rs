//! What is known of what stands outside of routers: the instances of other products, and accounts.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::model::{AccountId, CenId, EcrId, Prefix, Region, TransitRouterId, VbrId, VpcId};

/// Inventory of one kind are stored and found by an id.
pub trait InventoryItem: Serialize + DeserializeOwned {
    /// What it is about.
    fn id(&self) -> String;
}

/// Routes of a VBR, or vSwitches of a VPC, of which facts can be registered (our choice).
pub const INVENTORY_ROUTES_MAX: usize = 1_000_000;

/// A VPC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Vpc {
    /// Its id.
    pub vpc_id: VpcId,
    /// The account that owns it.
    pub owner_id: AccountId,
    /// Its region.
    pub region_id: Region,
    /// The CIDR blocks of its vSwitches: the routes that it advertises to a router, unless allowed prefixes say otherwise.
    #[serde(default)]
    pub v_switch_cidr_blocks: Vec<Prefix>,
    /// Its static routes to routers. As long as there is one, the VPC cannot be unbound from that router.
    #[serde(default)]
    pub static_routes: Vec<StaticRoute>,
}

/// A static route of a VPC to a router.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct StaticRoute {
    /// What it leads to.
    pub destination_cidr_block: Prefix,
    /// The router that is its next hop.
    pub ecr_id: EcrId,
}

/// A virtual border router.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Vbr {
    /// Its id.
    pub vbr_id: VbrId,
    /// The account that owns it.
    pub owner_id: AccountId,
    /// Its region.
    pub region_id: Region,
    /// The local ASN of its BGP group, which must be that of the router; absent if it has no BGP group yet.
    #[serde(default)]
    pub local_asn: Option<u32>,
    /// Whether it supports MP-BGP, which an attachment needs. It does unless something else is said.
    #[serde(default = "yes")]
    pub supports_mp_bgp: bool,
    /// The state of its BGP group.
    #[serde(default)]
    pub bgp_state: BgpState,
    /// The routes that it advertises to a router while its BGP group is up.
    #[serde(default)]
    pub routes: Vec<AdvertisedRoute>,
}

word_type! {
    /// The state of the BGP group of a VBR.
    BgpState {
        /// Routes are exchanged.
        Up = "Up",
        /// No routes are exchanged.
        Down = "Down",
        /// It is about to change: the VBR can be neither attached nor detached.
        InMiddleStatus = "InMiddleStatus",
    }
}

impl Default for BgpState {
    /// Up.
    fn default() -> Self {
        Self::Up
    }
}

/// A route that a VBR advertises.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct AdvertisedRoute {
    /// What it leads to.
    pub destination_cidr_block: Prefix,
    /// The autonomous systems on the way, the nearest first.
    #[serde(default)]
    pub as_path: Vec<u32>,
    /// Its BGP communities, such as `9001:9263`.
    #[serde(default)]
    pub communities: Vec<Community>,
    /// Its MED.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub med: Option<u32>,
    /// Whether it is about to change: the VBR can be neither attached nor detached.
    #[serde(default)]
    pub in_middle_status: bool,
}

text_type! {
    /// A BGP community: two decimal numbers with a colon between them, such as `9001:9263`.
    Community: "ASN:value", |text| text.split_once(':').is_some_and(|(asn, value)| {
        [asn, value].iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
    })
}

/// A transit router.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct TransitRouter {
    /// Its id.
    pub transit_router_id: TransitRouterId,
    /// The account that owns it.
    pub owner_id: AccountId,
    /// Its region.
    pub region_id: Region,
    /// The CEN that it belongs to.
    pub cen_id: CenId,
    /// Its edition.
    #[serde(default)]
    pub edition: TransitRouterEdition,
}

word_type! {
    /// The edition of a transit router.
    TransitRouterEdition {
        /// Can be bound to a router.
        Enterprise = "Enterprise",
        /// Cannot.
        Basic = "Basic",
    }
}

impl Default for TransitRouterEdition {
    /// Enterprise.
    fn default() -> Self {
        Self::Enterprise
    }
}

/// A CEN. Whose it is does not matter to the routers that its transit routers are bound to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Cen {
    /// Its id.
    pub cen_id: CenId,
    /// The account that owns it.
    pub owner_id: AccountId,
}

/// What an account has opened and may do. It has opened everything and may do everything unless something else is said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Account {
    /// The account.
    pub account_id: AccountId,
    /// Whether it has opened data transfer between regions.
    #[serde(default = "yes")]
    pub is_cdt_inter_region_enabled: bool,
    /// Whether it has opened data transfer across the border of mainland China.
    #[serde(default = "yes")]
    pub is_cdt_cross_border_enabled: bool,
    /// Whether it may link regions across the border.
    #[serde(default = "yes")]
    pub is_user_allowed_to_create_cross_border_link: bool,
}

impl Account {
    /// An account of which nothing is known.
    pub(crate) const fn good(account_id: AccountId) -> Self {
        Self {
            account_id,
            is_cdt_inter_region_enabled: true,
            is_cdt_cross_border_enabled: true,
            is_user_allowed_to_create_cross_border_link: true,
        }
    }
}

const fn yes() -> bool {
    true
}

impl InventoryItem for Vpc {
    fn id(&self) -> String {
        self.vpc_id.to_string()
    }
}

impl InventoryItem for Vbr {
    fn id(&self) -> String {
        self.vbr_id.to_string()
    }
}

impl InventoryItem for TransitRouter {
    fn id(&self) -> String {
        self.transit_router_id.to_string()
    }
}

impl InventoryItem for Cen {
    fn id(&self) -> String {
        self.cen_id.to_string()
    }
}

impl InventoryItem for Account {
    fn id(&self) -> String {
        self.account_id.to_string()
    }
}

/// What is known of the world around the routers, in the form in which it is registered and stored.
///
/// As JSON, the fields have the names of the API; what has a default may be left out.
///
/// ```
/// let facts: ecr_sim::Inventory = serde_json::from_str(
///     r#"{
///         "Vpcs": [{"VpcId": "vpc-1", "OwnerId": 1234567890123456, "RegionId": "cn-hangzhou",
///                   "VSwitchCidrBlocks": ["10.0.1.0/24"]}],
///         "Vbrs": [{"VbrId": "vbr-1", "OwnerId": 1234567890123456, "RegionId": "cn-hangzhou", "LocalAsn": 64512,
///                   "Routes": [{"DestinationCidrBlock": "192.168.0.0/16", "AsPath": [64993]}]}]
///     }"#,
/// )?;
/// assert!(facts.vbrs[0].supports_mp_bgp);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase", deny_unknown_fields)]
pub struct Inventory {
    /// The VPCs.
    pub vpcs: Vec<Vpc>,
    /// The VBRs.
    pub vbrs: Vec<Vbr>,
    /// The transit routers.
    pub transit_routers: Vec<TransitRouter>,
    /// The CENs.
    pub cens: Vec<Cen>,
    /// The accounts.
    pub accounts: Vec<Account>,
}
