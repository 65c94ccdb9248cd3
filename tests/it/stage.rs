//! A world in which every status that a router can have stands still, and names for what is in it.

use std::collections::BTreeMap;
use std::time::Duration;

use ecr_sim::{CenLock, Latency, Quota, Simulator};

use crate::world::{Answer, World, value};

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

/// The world with its routers. Time stands, so no status ends.
pub struct Stage {
    pub sim: Simulator,
    names: BTreeMap<String, String>,
}

impl Stage {
    /// Prepares the world. In each router called `{STATUS}` the VBR `vbr-STATUS` is attached and idle, and so are the
    /// VPC `vpc-STATUS` as `{STATUS.vpc}` and the transit router `tr-STATUS` as `{STATUS.tr}`, where the status allows
    /// it; `vbr-STATUS-moving` is the one in transition, but of `{UPDATING}` it is the transit router; `{STATUS.log}` is
    /// a flow log. `{EMPTY}` never had any.
    pub fn new() -> Self {
        let quota = Quota::default().routers_per_account(10).vpcs_per_router(2).transit_routers_per_router(2);
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

/// A status in the form that an id allows.
pub fn id_word(status: &str) -> String {
    status.to_lowercase().replace('_', "-")
}
