//! A world in which every status that a router can have stands still, and names for what is in it.

use std::collections::BTreeMap;
use std::time::Duration;

use ecr_sim::{CenLock, Inventory, Latency, Quota, Simulator};
use serde_json::{Value, json};

use crate::harness::{Answer, SimulatorExt, value};

/// A router in each status.
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

/// The account of [`EveryStatus::sim`], and another that owns instances.
const ACCOUNT: u64 = 1_234_567_890_123_456;
const OTHER: u64 = 7;

/// The world with its routers. Time stands, so no status ends.
pub struct EveryStatus {
    pub sim: Simulator,
    names: BTreeMap<String, String>,
}

impl EveryStatus {
    /// Prepares the world. In each router called `{STATUS}` the VBR `vbr-STATUS` is attached and idle, and so are the
    /// VPC `vpc-STATUS` as `{STATUS.vpc}` and the transit router `tr-STATUS` as `{STATUS.tr}`, where the status allows
    /// it; `vbr-STATUS-moving` is the one in transition, but of `{UPDATING}` it is the transit router; `{STATUS.log}` is
    /// a flow log. `{EMPTY}` never had any. `{ACTIVE}` has two VBRs more, which cannot be detached, and to `{PINNED}` its
    /// VPC `vpc-pinned`, `{PINNED.vpc}`, has a static route. What else is registered of instances: [`instances`].
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
        let mut stage = Self { sim, names };
        let empty = stage.sim.router(64600).to_string();
        stage.names.insert("{EMPTY}".to_owned(), empty);
        let pinned = stage.sim.router(64601);
        let association = stage.sim.associate(&pinned, "vpc-pinned").to_string();
        stage.names.insert("{PINNED}".to_owned(), pinned.to_string());
        stage.names.insert("{PINNED.vpc}".to_owned(), association);
        for vbr in ["vbr-active-route", "vbr-active-bgp"] {
            stage.sim.vbr(&value(&stage.named("{ACTIVE}")), vbr);
        }
        stage.grant("vbr-granted");
        stage.grant("vpc-granted");
        stage.register(instances(pinned.as_str()));
        stage.detach("DELETING", "vbr-deleting");
        stage.attach("DISSOCIATING", "vbr-dissociating-moving");
        stage.sim.advance(Duration::from_secs(5)).unwrap();
        for association in ["{DELETING.vpc}", "{DELETING.tr}"] {
            let pairs = [("EcrId", "{DELETING}"), ("AssociationId", association)];
            stage.must("DeleteExpressConnectRouterAssociation", &pairs);
            stage.sim.advance(Duration::from_secs(5)).unwrap();
        }

        let update = [("EcrId", "{UPDATING}"), ("AssociationId", "{UPDATING.tr}")];
        stage.must("ModifyExpressConnectRouterAssociationAllowedPrefix", &update);
        stage.attach("ASSOCIATING", "vbr-associating-moving");
        stage.detach("DISSOCIATING", "vbr-dissociating-moving");
        stage.sim.cen().lock(&value(&stage.named("{LOCKED_ATTACHING}")), CenLock::Attaching).unwrap();
        stage.sim.cen().lock(&value(&stage.named("{LOCKED_DETACHING}")), CenLock::Detaching).unwrap();
        stage.must("ForceDeleteExpressConnectRouter", &[("EcrId", "{RECLAIMING}")]);
        stage.must("DeleteExpressConnectRouter", &[("EcrId", "{DELETING}")]);
        for status in STATUSES {
            assert_eq!(stage.status(status), status);
        }
        stage
    }

    /// The id that a name stands for; anything else stands for itself.
    pub fn named(&self, text: &str) -> String {
        self.names.get(text).cloned().unwrap_or_else(|| text.to_owned())
    }

    /// Calls by action name, with names for ids.
    pub fn ask(&self, sim: &Simulator, action: &str, pairs: &[(&str, &str)]) -> Answer {
        let pairs: Vec<_> = pairs.iter().map(|(name, text)| (*name, self.named(text))).collect();
        let pairs: Vec<_> = pairs.iter().map(|(name, text)| (*name, text.as_str())).collect();
        sim.ask(action, &pairs)
    }

    /// Says which links between regions the account may have: `inter-region`, `cross-border`, and `permitted` ones of these.
    pub fn allow(&self, links: &str) {
        let has = |word| links.split(',').any(|link| link == word);
        self.register(json!({ "Accounts": [{
            "AccountId": ACCOUNT,
            "IsCdtInterRegionEnabled": has("inter-region"),
            "IsCdtCrossBorderEnabled": has("cross-border"),
            "IsUserAllowedToCreateCrossBorderLink": has("permitted"),
        }]}));
    }

    fn register(&self, facts: Value) {
        self.sim.inventory().apply(&serde_json::from_value::<Inventory>(facts).unwrap()).unwrap();
    }

    /// Lets the other account grant an instance in cn-beijing to `{ACTIVE}`.
    fn grant(&self, instance: &str) {
        let kind = if instance.starts_with("vpc-") { "VPC" } else { "VBR" };
        let owner = ACCOUNT.to_string();
        let router = [("EcrId", "{ACTIVE}"), ("EcrOwnerAliUid", owner.as_str())];
        let instance = [("InstanceId", instance), ("InstanceType", kind), ("InstanceRegionId", "cn-beijing")];
        let pairs = [&router[..], &instance].concat();
        let answer = self.ask(&self.sim.with_account(OTHER), "GrantInstanceToExpressConnectRouter", &pairs);
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

/// What is registered. Of the VBRs, VPCs and transit routers that are not bound each is named after what speaks against
/// binding it to `{ACTIVE}` in cn-beijing for the [`OTHER`] account, and has the flaws of those after it as well; the last
/// is good. Those that are bound are good, but for their names.
fn instances(pinned: &str) -> Value {
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

/// A status in the form that an id allows.
pub fn id_word(status: &str) -> String {
    status.to_lowercase().replace('_', "-")
}
