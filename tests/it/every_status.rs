//! A simulation with a router in each status, and placeholders for its ids.

use std::collections::BTreeMap;
use std::time::Duration;

use ecr_sim::{CenLock, Inventory, Latency, Quota, Simulator};
use serde_json::{Value, json};

use crate::harness::{Answer, SimulatorExt, value};

/// The statuses of a router.
pub const STATUSES: [&str; 8] = [
    "ACTIVE",
    "UPDATING",
    "ASSOCIATING",
    "DISSOCIATING",
    "LOCKED_ATTACHING",
    "LOCKED_DETACHING",
    "RECLAIMING",
    "DELETING",
];

/// The account of [`EveryStatus::sim`], and another account that owns instances.
const ACCOUNT: u64 = 1_234_567_890_123_456;
const OTHER: u64 = 7;

/// The simulation. Its clock does not move by itself, so each router keeps its status.
pub struct EveryStatus {
    pub sim: Simulator,
    names: BTreeMap<String, String>,
}

impl EveryStatus {
    /// Creates the routers. A router `{STATUS}` has
    ///
    /// - the VBR `vbr-STATUS`, attached,
    /// - the VPC `vpc-STATUS` as association `{STATUS.vpc}` and the transit router `tr-STATUS` as `{STATUS.tr}`,
    ///   bound if the status allows it,
    /// - `vbr-STATUS-moving`, the member in transition (for `{UPDATING}` it is the transit router instead),
    /// - the flow log `{STATUS.log}`.
    ///
    /// `{EMPTY}` never had a member. `{ACTIVE}` has two more VBRs, which cannot be detached. `{PINNED}` has the VPC
    /// `vpc-pinned` with a static route, bound as `{PINNED.vpc}`. [`inventory`] holds the other instances.
    pub fn new() -> Self {
        let quota = Quota::default().routers_per_account(11).vpcs_per_router(2).transit_routers_per_router(2);
        let sim = Simulator::builder().latency(Latency::realistic()).quota(quota).in_memory().unwrap();
        let mut names = BTreeMap::new();
        for (number, status) in (0..).zip(STATUSES) {
            let ecr_id = sim.router(64512 + number);
            let word = id_word(status);
            let vbr = format!("vbr-{word}");
            sim.vbr(&ecr_id, &vbr);
            for kind in ["vpc", "tr"] {
                let association = sim.associate(&ecr_id, &format!("{kind}-{word}"));
                names.insert(format!("{{{status}.{kind}}}"), association.to_string());
                sim.advance(Duration::from_secs(5)).unwrap();
            }
            names.insert(format!("{{{status}.log}}"), sim.flow_log(&ecr_id, &vbr).to_string());
            names.insert(format!("{{{status}}}"), ecr_id.to_string());
        }
        let mut fixture = Self { sim, names };
        let empty = fixture.sim.router(64600).to_string();
        fixture.names.insert("{EMPTY}".to_owned(), empty);
        let pinned = fixture.sim.router(64601);
        let association = fixture.sim.associate(&pinned, "vpc-pinned").to_string();
        fixture.names.insert("{PINNED}".to_owned(), pinned.to_string());
        fixture.names.insert("{PINNED.vpc}".to_owned(), association);
        for vbr in ["vbr-active-route", "vbr-active-bgp"] {
            fixture.sim.vbr(&value(&fixture.named("{ACTIVE}")), vbr);
        }
        fixture.grant("vbr-granted");
        fixture.grant("vpc-granted");
        fixture.register(inventory(pinned.as_str()));
        fixture.detach("DELETING", "vbr-deleting");
        fixture.attach("DISSOCIATING", "vbr-dissociating-moving");
        fixture.sim.advance(Duration::from_secs(5)).unwrap();
        for association in ["{DELETING.vpc}", "{DELETING.tr}"] {
            let pairs = [("EcrId", "{DELETING}"), ("AssociationId", association)];
            fixture.must("DeleteExpressConnectRouterAssociation", &pairs);
            fixture.sim.advance(Duration::from_secs(5)).unwrap();
        }

        let update = [("EcrId", "{UPDATING}"), ("AssociationId", "{UPDATING.tr}")];
        fixture.must("ModifyExpressConnectRouterAssociationAllowedPrefix", &update);
        fixture.attach("ASSOCIATING", "vbr-associating-moving");
        fixture.detach("DISSOCIATING", "vbr-dissociating-moving");
        fixture.sim.cen().lock(&value(&fixture.named("{LOCKED_ATTACHING}")), CenLock::Attaching).unwrap();
        fixture.sim.cen().lock(&value(&fixture.named("{LOCKED_DETACHING}")), CenLock::Detaching).unwrap();
        fixture.must("ForceDeleteExpressConnectRouter", &[("EcrId", "{RECLAIMING}")]);
        fixture.must("DeleteExpressConnectRouter", &[("EcrId", "{DELETING}")]);
        for status in STATUSES {
            assert_eq!(fixture.status(status), status);
        }
        fixture
    }

    /// Returns the id of a placeholder, or any other text unchanged.
    pub fn named(&self, text: &str) -> String {
        self.names.get(text).cloned().unwrap_or_else(|| text.to_owned())
    }

    /// Calls by action name, with placeholders replaced.
    pub fn ask(&self, sim: &Simulator, action: &str, pairs: &[(&str, &str)]) -> Answer {
        let pairs: Vec<_> = pairs.iter().map(|(name, text)| (*name, self.named(text))).collect();
        let pairs: Vec<_> = pairs.iter().map(|(name, text)| (*name, text.as_str())).collect();
        sim.ask(action, &pairs)
    }

    /// Sets which links between regions the account may use: `inter-region` and `cross-border`, and whether it is
    /// `permitted` to create cross-border ones.
    pub fn allow(&self, links: &str) {
        let has = |word| links.split(',').any(|link| link == word);
        self.register(json!({ "Accounts": [{
            "AccountId": ACCOUNT,
            "IsCdtInterRegionEnabled": has("inter-region"),
            "IsCdtCrossBorderEnabled": has("cross-border"),
            "IsUserAllowedToCreateCrossBorderLink": has("permitted"),
        }]}));
    }

    fn register(&self, inventory: Value) {
        self.sim.inventory().apply(&serde_json::from_value::<Inventory>(inventory).unwrap()).unwrap();
    }

    /// Grants an instance of the other account in cn-beijing to `{ACTIVE}`.
    fn grant(&self, instance: &str) {
        let kind = if instance.starts_with("vpc-") { "VPC" } else { "VBR" };
        let owner = ACCOUNT.to_string();
        let router = [("EcrId", "{ACTIVE}"), ("EcrOwnerAliUid", owner.as_str())];
        let instance = [("InstanceId", instance), ("InstanceType", kind), ("InstanceRegionId", "cn-beijing")];
        let pairs = [&router[..], &instance].concat();
        let answer = self.ask(&self.sim.as_account(OTHER), "GrantInstanceToExpressConnectRouter", &pairs);
        assert_eq!(answer.status, 200, "{answer:?}");
    }

    fn must(&self, action: &str, pairs: &[(&str, &str)]) {
        let answer = self.ask(&self.sim, action, pairs);
        assert_eq!(answer.status, 200, "{action}: {answer:?}");
    }

    fn attach(&self, router: &str, vbr: &str) {
        self.sim.attach(&value(&self.named(&format!("{{{router}}}"))), vbr);
    }

    fn detach(&self, router: &str, vbr: &str) {
        let router = format!("{{{router}}}");
        let pairs = [("EcrId", router.as_str()), ("ChildInstanceId", vbr), ("ChildInstanceType", "VBR")];
        self.must("DetachExpressConnectRouterChildInstance", &pairs);
    }

    fn status(&self, router: &str) -> String {
        let router = format!("{{{router}}}");
        let answer = self.ask(&self.sim, "DescribeExpressConnectRouter", &[("EcrId", router.as_str())]);
        answer.body["EcrList"][0]["Status"].as_str().unwrap().to_owned()
    }
}

/// The inventory. Each unbound instance is named after the reason why it cannot be bound to `{ACTIVE}` in cn-beijing
/// for [`OTHER`]. It also has the flaws of those after it, and the last of its type has none. The bound instances
/// have only the flaw in their name.
fn inventory(pinned: &str) -> Value {
    let vbr = |id: &str, asn: u32, mp_bgp: bool, route: bool, bgp: bool, region: &str| {
        json!({
            "VbrId": id, "OwnerId": OTHER, "RegionId": region, "LocalAsn": asn, "SupportsMpBgp": mp_bgp,
            "BgpState": if bgp { "InMiddleStatus" } else { "Up" },
            "Routes": [{ "DestinationCidrBlock": "192.168.0.0/16", "InMiddleStatus": route }],
        })
    };
    let vpc = |id: &str, owner: u64, region: &str, block: &str| json!({ "VpcId": id, "OwnerId": owner, "RegionId": region, "VSwitchCidrBlocks": [block] });
    let transit_router = |id: &str, edition: &str| {
        json!({
            "TransitRouterId": id, "OwnerId": OTHER, "RegionId": "cn-beijing", "CenId": "cen-other", "Edition": edition,
        })
    };
    let static_route = json!({ "DestinationCidrBlock": "10.9.0.0/16", "EcrId": pinned });
    json!({
        "Vbrs": [
            vbr("vbr-other-asn", 64513, false, true, true, "cn-shanghai"),
            vbr("vbr-no-mpbgp", 64512, false, true, true, "cn-shanghai"),
            vbr("vbr-route", 64512, true, true, true, "cn-shanghai"),
            vbr("vbr-bgp", 64512, true, false, true, "cn-shanghai"),
            vbr("vbr-elsewhere", 64512, true, false, false, "cn-shanghai"),
            vbr("vbr-not-granted", 64512, true, false, false, "cn-beijing"),
            vbr("vbr-granted", 64512, true, false, false, "cn-beijing"),
            vbr("vbr-active-route", 64512, true, true, true, "cn-hangzhou"),
            vbr("vbr-active-bgp", 64512, true, false, true, "cn-hangzhou"),
        ],
        "Vpcs": [
            vpc("vpc-elsewhere", OTHER, "cn-shanghai", "10.1.2.0/24"),
            vpc("vpc-overlapping", OTHER, "cn-beijing", "10.1.2.0/24"),
            vpc("vpc-not-granted", OTHER, "cn-beijing", "10.2.0.0/24"),
            vpc("vpc-granted", OTHER, "cn-beijing", "10.2.0.0/24"),
            vpc("vpc-active", ACCOUNT, "cn-hangzhou", "10.1.0.0/16"),
            { "VpcId": "vpc-pinned", "OwnerId": ACCOUNT, "RegionId": "cn-hangzhou", "StaticRoutes": [static_route] },
        ],
        "TransitRouters": [transit_router("tr-basic", "Basic"), transit_router("tr-other", "Enterprise")],
        "Cens": [{ "CenId": "cen-other", "OwnerId": OTHER }, { "CenId": "cen-mine", "OwnerId": ACCOUNT }],
    })
}

/// Spells a status in characters that an id may have.
pub fn id_word(status: &str) -> String {
    status.to_lowercase().replace('_', "-")
}
