//! The inventory: instances of other products, and accounts, that exist around the routers.

use std::collections::BTreeSet;

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

impl Vpc {
    /// A VPC without vSwitches and static routes.
    pub const fn new(vpc_id: VpcId, owner_id: AccountId, region_id: Region) -> Self {
        Self { vpc_id, owner_id, region_id, v_switch_cidr_blocks: Vec::new(), static_routes: Vec::new() }
    }
}

impl StaticRoute {
    /// A static route to a block with a router as its next hop.
    pub const fn new(destination_cidr_block: Prefix, ecr_id: EcrId) -> Self {
        Self { destination_cidr_block, ecr_id }
    }
}

impl Vbr {
    /// A VBR that supports MP-BGP and advertises nothing.
    pub const fn new(vbr_id: VbrId, owner_id: AccountId, region_id: Region) -> Self {
        Self {
            vbr_id,
            owner_id,
            region_id,
            local_asn: None,
            supports_mp_bgp: true,
            bgp_state: BgpState::Up,
            routes: Vec::new(),
        }
    }
}

impl AdvertisedRoute {
    /// A route to a block, with neither AS path nor communities nor MED.
    pub const fn new(destination_cidr_block: Prefix) -> Self {
        Self {
            destination_cidr_block,
            as_path: Vec::new(),
            communities: Vec::new(),
            med: None,
            in_middle_status: false,
        }
    }
}

impl TransitRouter {
    /// A transit router of the Enterprise edition.
    pub const fn new(
        transit_router_id: TransitRouterId,
        owner_id: AccountId,
        region_id: Region,
        cen_id: CenId,
    ) -> Self {
        Self { transit_router_id, owner_id, region_id, cen_id, edition: TransitRouterEdition::Enterprise }
    }
}

impl Cen {
    /// A CEN.
    pub const fn new(cen_id: CenId, owner_id: AccountId) -> Self {
        Self { cen_id, owner_id }
    }
}

impl Account {
    /// An account that has opened everything and may do everything.
    pub const fn new(account_id: AccountId) -> Self {
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

impl Inventory {
    /// Says what is wrong with the inventory as a whole, if anything is: an id that is named twice, a VBR that advertises a
    /// block twice, or more routes or vSwitches than one of them may have.
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
        let vpcs_and_vbrs =
            self.vpcs.iter().map(InventoryItem::id).chain(self.vbrs.iter().map(InventoryItem::id));
        let cens =
            self.transit_routers.iter().map(InventoryItem::id).chain(self.cens.iter().map(InventoryItem::id));
        let accounts = self.accounts.iter().map(InventoryItem::id);
        let id = repeated(vpcs_and_vbrs.chain(cens).chain(accounts))?;
        Some(format!("{id} is listed twice"))
    }
}

/// The first item that was there before.
fn repeated<T: Ord + Clone>(mut items: impl Iterator<Item = T>) -> Option<T> {
    let mut seen = BTreeSet::new();
    items.find(|item| !seen.insert(item.clone()))
}
