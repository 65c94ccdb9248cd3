//! The state of the reference model: plain lists in the order of creation, and how time changes them.
//!
//! Ids are symbols in a valid form that the model assigns, such as `ecr-m1`. The number is that of the counter from
//! which a simulator derives its ids.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::call::Call;
use crate::inventory::Inventory;

/// The account of the first handle.
pub const OWNER: u64 = 1_234_567_890_123_456;
/// Another account.
pub const STRANGER: u64 = 1_891_593_620_094_065;
/// The regions of the simulation.
pub const REGIONS: [&str; 5] = ["cn-hangzhou", "cn-beijing", "cn-shanghai", "cn-hongkong", "eu-central-1"];
/// The region of the first handle.
pub const HOME: &str = REGIONS[0];
/// The symbol for the resource group of a resource created without one.
pub const DEFAULT_GROUP: &str = "rg-default";
/// 2026-01-01T00:00:00Z, where a manual clock starts.
const START_MS: i64 = 1_767_225_600_000;
/// The time to live of a client token.
const TOKEN_TTL_MS: i64 = 24 * 60 * 60 * 1000;

/// How long unfinished operations take, in seconds.
#[derive(Clone, Copy, Debug)]
pub struct Waits {
    pub associate: u64,
    pub dissociate: u64,
    pub update: u64,
    pub delete: u64,
    pub force_delete: u64,
}

/// A group of operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    Associations,
    Children,
    FlowLogs,
    Regions,
    Grants,
    Tags,
    Routes,
}

/// The settings of a simulation.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    pub seed: u64,
    pub waits: Waits,
    /// The quota of routers for each account.
    pub quota: Option<u32>,
    /// The quotas of VPCs and of transit routers for each router.
    pub nodes: Option<(u32, u32)>,
    /// Whether the inventory is strict.
    pub strict: bool,
    /// Whether it is in a file.
    pub in_file: bool,
    /// The group of operations that is called more often.
    pub focus: Focus,
}

/// Tags by key.
pub type Tags = BTreeMap<String, String>;

#[derive(Clone, Debug)]
pub struct Router {
    pub key: i64,
    pub id: String,
    pub owner: u64,
    pub asn: i64,
    pub name: String,
    pub description: String,
    pub group: String,
    pub status: &'static str,
    pub created: i64,
    pub modified: i64,
    pub tags: Tags,
    /// Objects with the fields `Mode` and `RegionId`.
    pub modes: Vec<Value>,
}

/// The types of instances that an association may bind.
pub const VPC: &str = "VPC";
pub const TR: &str = "TR";

#[derive(Clone, Debug)]
pub struct Association {
    pub key: i64,
    pub id: String,
    pub router: i64,
    pub node_type: &'static str,
    pub node: String,
    pub node_owner: u64,
    pub cen: Option<String>,
    pub region: String,
    pub description: String,
    /// A list of strings.
    pub prefixes: Value,
    pub mode: String,
    pub status: &'static str,
    /// Whether the transit router's side is attached.
    pub attached: bool,
    pub created: i64,
    pub modified: i64,
    pub tags: Tags,
    /// Its former lists of prefixes, and the time of each.
    pub history: Vec<(Value, i64)>,
}

impl Association {
    /// Whether it has no unfinished operation.
    pub fn is_idle(&self) -> bool {
        ["ACTIVE", "INACTIVE"].contains(&self.status)
    }
}

#[derive(Clone, Debug)]
pub struct Grant {
    pub key: i64,
    pub id: String,
    pub ecr_id: String,
    pub ecr_owner: u64,
    /// The account that granted.
    pub owner: u64,
    pub instance: String,
    pub instance_type: String,
    pub region: String,
    pub created: i64,
}

#[derive(Clone, Debug)]
pub struct Child {
    pub key: i64,
    pub id: String,
    pub router: i64,
    pub instance: String,
    pub region: String,
    pub owner: u64,
    pub description: String,
    pub status: &'static str,
    pub created: i64,
    pub modified: i64,
}

#[derive(Clone, Debug)]
pub struct FlowLog {
    pub key: i64,
    pub id: String,
    pub router: i64,
    pub name: String,
    pub description: String,
    pub instance: String,
    pub interval: i64,
    pub sampling: String,
    pub project: String,
    pub store: String,
    pub region: String,
    pub sls_region: String,
    pub group: String,
    pub status: &'static str,
    pub created: i64,
    pub tags: Tags,
}

/// A disabled route.
#[derive(Clone, Debug)]
pub struct DisabledRoute {
    pub key: i64,
    pub router: i64,
    pub member: i64,
    pub cidr: String,
    pub next_hop: String,
    pub region: String,
    pub created: i64,
}

/// The unfinished operation of a router.
#[derive(Clone, Debug)]
pub struct Pending {
    pub router: i64,
    /// The key of the member concerned.
    pub member: Option<i64>,
    pub due: i64,
}

/// A used client token, with its call.
#[derive(Clone, Debug)]
pub struct Token {
    pub token: String,
    pub resource: String,
    pub call: Call,
    pub parameters: Map<String, Value>,
    pub response: Map<String, Value>,
    pub created: i64,
}

/// The position of an entry in a list: its key, and its name if several share a key.
pub type Position = (i64, String);

/// What an issued `NextToken` means.
#[derive(Clone, Debug, PartialEq)]
pub struct PageMark {
    pub account: u64,
    pub action: &'static str,
    pub filters: Map<String, Value>,
    pub after: Position,
}

/// The expected result of the last step.
#[derive(Clone, Debug)]
pub enum Expected {
    /// A step without an answer.
    Nothing,
    /// A success with these business fields.
    Success { fields: Map<String, Value>, replayed: bool },
    /// Whether an inventory was applied, or an instance removed.
    Done(bool),
    /// A refusal, about one of these parameters if there are any.
    Refused { status: u16, code: String, parameters: Vec<String> },
}

/// The state of the reference model.
#[derive(Clone, Debug)]
pub struct State {
    pub settings: Settings,
    pub now: i64,
    pub last_key: i64,
    pub routers: Vec<Router>,
    pub associations: Vec<Association>,
    pub grants: Vec<Grant>,
    pub children: Vec<Child>,
    pub flow_logs: Vec<FlowLog>,
    pub disabled: Vec<DisabledRoute>,
    pub pending: Vec<Pending>,
    /// Shared like the tokens and pages, since the state is copied often.
    pub inventory: Arc<Inventory>,
    pub tokens: Vec<Arc<Token>>,
    pub pages: Vec<Arc<PageMark>>,
    /// The number of calls. The RequestId of the n-th call is the symbol `request-n`.
    pub requests: usize,
    /// The ids of all routers, members, flow logs and grants ever created.
    pub given: Vec<String>,
    pub expected: Expected,
}

impl State {
    pub fn new(settings: Settings) -> Self {
        Self {
            settings,
            now: START_MS,
            last_key: 0,
            routers: Vec::new(),
            associations: Vec::new(),
            grants: Vec::new(),
            children: Vec::new(),
            flow_logs: Vec::new(),
            disabled: Vec::new(),
            pending: Vec::new(),
            inventory: Arc::default(),
            tokens: Vec::new(),
            pages: Vec::new(),
            requests: 0,
            given: Vec::new(),
            expected: Expected::Nothing,
        }
    }

    /// Returns the next key, and its id with this prefix.
    pub fn next_id(&mut self, prefix: &str) -> (i64, String) {
        self.last_key += 1;
        let id = format!("{prefix}m{}", self.last_key);
        self.given.push(id.clone());
        (self.last_key, id)
    }

    pub fn router(&self, key: i64) -> &Router {
        self.routers.iter().find(|router| router.key == key).unwrap()
    }

    pub fn router_mut(&mut self, key: i64) -> &mut Router {
        self.routers.iter_mut().find(|router| router.key == key).unwrap()
    }

    pub fn children_of(&self, router: i64) -> impl Iterator<Item = &Child> {
        self.children.iter().filter(move |child| child.router == router)
    }

    pub fn associations_of(&self, router: i64) -> impl Iterator<Item = &Association> {
        self.associations.iter().filter(move |association| association.router == router)
    }

    pub fn flow_logs_of(&self, router: i64) -> impl Iterator<Item = &FlowLog> {
        self.flow_logs.iter().filter(move |flow_log| flow_log.router == router)
    }

    /// Returns whether something that was stored at this time has expired.
    pub fn is_expired(&self, created: i64) -> bool {
        created + TOKEN_TTL_MS <= self.now
    }

    pub fn live_tokens(&self) -> impl Iterator<Item = &Token> {
        self.tokens.iter().map(Arc::as_ref).filter(|token| !self.is_expired(token.created))
    }

    /// Returns when the last unfinished operation falls due.
    pub fn last_due(&self) -> Option<i64> {
        self.pending.iter().map(|pending| pending.due).max()
    }

    /// Returns when the next unfinished operation falls due.
    pub fn next_due(&self) -> Option<i64> {
        self.pending.iter().map(|pending| pending.due).min()
    }

    /// Changes the status of a router.
    pub fn set_status(&mut self, router: i64, status: &'static str, now: i64) {
        let router = self.router_mut(router);
        router.status = status;
        router.modified = now;
    }

    /// Begins an operation that takes `wait` seconds, or none.
    pub fn begin(&mut self, router: i64, status: &'static str, member: Option<i64>, wait: u64) {
        self.set_status(router, status, self.now);
        let due = self.now + milliseconds(wait);
        let pending = Pending { router, member, due };
        if wait == 0 { self.finish(&pending) } else { self.pending.push(pending) }
    }

    /// Moves the clock. Transitions on the way take effect when they are due.
    pub fn advance_to(&mut self, now: i64) {
        let (mut due, rest): (Vec<_>, Vec<_>) =
            self.pending.drain(..).partition(|pending| pending.due <= now);
        self.pending = rest;
        // The sort is stable: what began first ends first.
        due.sort_by_key(|pending| pending.due);
        for pending in due {
            self.finish(&pending);
        }
        self.now = now;
    }

    fn finish(&mut self, pending: &Pending) {
        match self.router(pending.router).status {
            "DELETING" | "RECLAIMING" => {
                let id = self.router(pending.router).id.clone();
                self.grants.retain(|grant| grant.ecr_id != id);
                self.routers.retain(|router| router.key != pending.router);
                self.children.retain(|child| child.router != pending.router);
                self.associations.retain(|association| association.router != pending.router);
                self.flow_logs.retain(|flow_log| flow_log.router != pending.router);
                self.forget_disabled();
            }
            status => {
                if status == "DISSOCIATING" {
                    self.children.retain(|child| Some(child.key) != pending.member);
                    self.associations.retain(|association| Some(association.key) != pending.member);
                    self.forget_disabled();
                }
                for child in self.children.iter_mut().filter(|child| Some(child.key) == pending.member) {
                    child.status = "ACTIVE";
                    child.modified = pending.due;
                }
                for association in &mut self.associations {
                    if Some(association.key) == pending.member {
                        association.status = if association.attached { "ACTIVE" } else { "INACTIVE" };
                        association.modified = pending.due;
                    }
                }
                self.set_status(pending.router, "ACTIVE", pending.due);
            }
        }
    }
}

/// Writes tags as a list of objects with these field names.
pub fn tag_list(tags: &Tags, key: &str, value: &str) -> Vec<Value> {
    tags.iter().map(|(k, v)| json!({ key: k, value: v })).collect()
}

pub fn milliseconds(seconds: u64) -> i64 {
    i64::try_from(seconds * 1000).unwrap()
}
