//! Random calls on a few resources, as many concurrent clients would send them.

use std::time::Duration;

use ecr_sim::{Builder, Inventory, Latency, Simulator, WireReply};
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};

/// Returns the builder of the simulators.
pub fn builder() -> Builder {
    Simulator::builder().latency(Latency::realistic())
}

/// A random action.
#[derive(Clone, Debug)]
pub enum Act {
    /// A call with a client token, or a query.
    Call(&'static str, Vec<(String, String)>),
    /// A change of the inventory.
    Register(Inventory),
    /// Seconds that pass.
    Advance(u64),
}

impl Act {
    /// Performs the action. Returns the fault, or what a client sees except the RequestId, which differs between any
    /// two calls.
    pub fn happen(&self, sim: &Simulator) -> Result<Done, String> {
        match self {
            Self::Call(action, pairs) => {
                let reply =
                    sim.invoke(action, pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
                Done::of(&reply)
            }
            Self::Register(inventory) => Done::of_none(sim.inventory().apply(inventory)),
            Self::Advance(seconds) => Done::of_none(sim.advance(Duration::from_secs(*seconds))),
        }
    }
}

/// The result of an action.
#[derive(Debug)]
pub struct Done {
    pub body: Value,
    pub request_id: Option<String>,
}

impl Done {
    /// Returns the answer of a call, or its fault.
    pub fn of(reply: &WireReply) -> Result<Self, String> {
        let mut body: Value = serde_json::from_str(&reply.body).expect("an answer is JSON");
        let id = body.as_object_mut().expect("an answer is an object").remove("RequestId");
        if reply.http_status == 500 {
            return Err(body["DynamicMessage"].as_str().unwrap_or_default().to_owned());
        }
        // A link repeats the RequestId.
        body.as_object_mut().expect("an answer is an object").remove("Recommend");
        Ok(Self { body, request_id: id.and_then(|id| id.as_str().map(str::to_owned)) })
    }

    /// Returns the result of an action that is not a call.
    fn of_none(result: ecr_sim::Result<()>) -> Result<Self, String> {
        result.map(|()| Self { body: Value::Null, request_id: None }).map_err(|error| error.to_string())
    }
}

/// A client that knows the ids in its answers.
pub struct Client {
    rng: ChaCha8Rng,
    seed: u64,
    calls: u64,
    routers: Vec<String>,
    flow_logs: Vec<(String, String)>,
    associations: Vec<(String, String)>,
    past: Vec<Act>,
}

impl Client {
    pub fn new(seed: u64) -> Self {
        Self {
            rng: ChaCha8Rng::seed_from_u64(seed),
            seed,
            calls: 0,
            routers: Vec::new(),
            flow_logs: Vec::new(),
            associations: Vec::new(),
            past: Vec::new(),
        }
    }

    /// Chooses the next action.
    pub fn next(&mut self) -> Act {
        self.calls += 1;
        if !self.past.is_empty() && self.rng.random_ratio(1, 12) {
            // Retries a call, which its token answers.
            let index = self.rng.random_range(0..self.past.len());
            return self.past[index].clone();
        }
        let act = self.anything();
        if matches!(act, Act::Call(..)) {
            self.past.push(act.clone());
        }
        act
    }

    /// Learns the ids in an answer.
    pub fn learn(&mut self, act: &Act, done: &Done) {
        let Act::Call(_, pairs) = act else { return };
        let text = |name: &str| done.body[name].as_str().map(str::to_owned);
        let router =
            || pairs.iter().find(|(name, _)| name == "EcrId").map(|(_, id)| id.clone()).unwrap_or_default();
        self.routers.extend(text("EcrId"));
        self.flow_logs.extend(text("FlowLogId").map(|id| (router(), id)));
        self.associations.extend(text("AssociationId").map(|id| (router(), id)));
    }

    fn anything(&mut self) -> Act {
        let router = pick(&mut self.rng, &self.routers).cloned().unwrap_or_else(|| "ecr-none".to_owned());
        let nothing = || (router.clone(), "none".to_owned());
        let number = self.rng.random_range(1..6);
        let vbr = format!("vbr-{}-{number}", &router[4..7]);
        let text = "x".repeat(self.rng.random_range(0..200));
        match self.rng.random_range(0..36) {
            0 | 1 => self.call(
                "CreateExpressConnectRouter",
                &[
                    ("AlibabaSideAsn", &format!("{}", 64512 + self.calls)),
                    ("Tag.1.Key", "env"),
                    ("Description", &text),
                ],
            ),
            2 => self.call("ModifyExpressConnectRouter", &[("EcrId", &router), ("Description", &text)]),
            3 => {
                let action =
                    pick(&mut self.rng, &["DeleteExpressConnectRouter", "ForceDeleteExpressConnectRouter"]);
                self.call(action.unwrap(), &[("EcrId", &router)])
            }
            4..=8 => self.call(
                "AttachExpressConnectRouterChildInstance",
                &[
                    ("EcrId", &router),
                    ("ChildInstanceId", &vbr),
                    ("ChildInstanceType", "VBR"),
                    ("ChildInstanceRegionId", "cn-hangzhou"),
                ],
            ),
            9 => self.call(
                "DetachExpressConnectRouterChildInstance",
                &[("EcrId", &router), ("ChildInstanceId", &vbr), ("ChildInstanceType", "VBR")],
            ),
            10..=15 => self.call(
                "CreateFlowLog",
                &[
                    ("EcrId", &router),
                    ("InstanceType", "VBR"),
                    ("InstanceId", &vbr),
                    ("ProjectName", "net-audit"),
                    ("LogStoreName", "vbr_flow"),
                    ("Tag.1.Key", "env"),
                    ("Description", &text),
                ],
            ),
            16..=18 => {
                let (router, id) = pick(&mut self.rng, &self.flow_logs).cloned().unwrap_or_else(nothing);
                self.call("DeleteFlowlog", &[("EcrId", &router), ("FlowLogId", &id)])
            }
            19 | 20 => self.call(
                "CreateExpressConnectRouterAssociation",
                &[
                    ("EcrId", &router),
                    ("AssociationRegionId", "cn-hangzhou"),
                    ("VpcId", &format!("vpc-{}", self.calls)),
                    ("AllowedPrefixes.1", "10.0.0.0/8"),
                ],
            ),
            21 | 22 => {
                let (router, id) = pick(&mut self.rng, &self.associations).cloned().unwrap_or_else(nothing);
                let mut pairs = vec![("EcrId".to_owned(), router), ("AssociationId".to_owned(), id)];
                // More routes than fit into a page of the database.
                let count = self.rng.random_range(0..400);
                pairs.extend((0..count).map(|n| {
                    (format!("AllowedPrefixes.{}", n + 1), format!("10.{}.{}.0/24", number, n % 256))
                }));
                self.call_with("ModifyExpressConnectRouterAssociationAllowedPrefix", pairs)
            }
            23 => self.call(
                "TagResources",
                &[("ResourceType", "EXPRESSCONNECTROUTER"), ("ResourceId.1", &router), ("Tag.1.Key", "late")],
            ),
            24 => self.call("DescribeFlowLogs", &[("EcrId", &router)]),
            25..=27 => {
                let actions =
                    ["DisableExpressConnectRouterRouteEntries", "EnableExpressConnectRouterRouteEntries"];
                let action = pick(&mut self.rng, &actions).unwrap();
                let block = format!("10.{number}.{}.0/24", self.rng.random_range(0..8));
                let route = [("DestinationCidrBlock", block.as_str()), ("NexthopInstanceId", &vbr)];
                self.call(action, &[&[("EcrId", router.as_str())], &route[..]].concat())
            }
            28..=30 => Act::Register(advertising(&vbr, number, self.rng.random_range(0..200))),
            _ => Act::Advance(self.rng.random_range(1..7)),
        }
    }

    fn call(&self, action: &'static str, pairs: &[(&str, &str)]) -> Act {
        let pairs = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        self.call_with(action, pairs.collect())
    }

    /// Gives every call a token of its own. Without one its token would be the RequestId, which differs after a
    /// crash.
    fn call_with(&self, action: &'static str, mut pairs: Vec<(String, String)>) -> Act {
        pairs.push(("ClientToken".to_owned(), format!("t-{}-{}", self.seed, self.calls)));
        Act::Call(action, pairs)
    }
}

/// Returns a VBR that advertises this many blocks, possibly more than fit into a page of the database.
fn advertising(vbr: &str, number: u32, count: u32) -> Inventory {
    let routes: Vec<Value> =
        (0..count).map(|n| json!({ "DestinationCidrBlock": format!("10.{number}.{n}.0/24") })).collect();
    let owner = 1_234_567_890_123_456_u64;
    let vbr = json!({ "VbrId": vbr, "OwnerId": owner, "RegionId": "cn-hangzhou", "Routes": routes });
    serde_json::from_value(json!({ "Vbrs": [vbr] })).expect("an inventory")
}

fn pick<'a, T>(rng: &mut ChaCha8Rng, from: &'a [T]) -> Option<&'a T> {
    (!from.is_empty()).then(|| &from[rng.random_range(0..from.len())])
}
