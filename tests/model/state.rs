//! What the reference model remembers of a world: plain lists in the order of creation, and how time
//! changes them.
//!
//! Ids are symbols of a legal form that the model makes up itself, such as `ecr-m1`: the number is that of
//! the counter from which a simulator derives its ids.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::call::Call;
use crate::inventory::Inventory;

/// The account of the first handle.
pub const OWNER: u64 = 1_234_567_890_123_456;
/// Another account.
pub const STRANGER: u64 = 1_891_593_620_094_065;
/// The regions of the world.
pub const REGIONS: [&str; 5] = ["cn-hangzhou", "cn-beijing", "cn-shanghai", "cn-hongkong", "eu-central-1"];
/// The region of the first handle.
pub const HOME: &str = REGIONS[0];
/// The symbol for the resource group of a resource that was created without one.
pub const DEFAULT_GROUP: &str = "rg-default";
/// 2026-01-01T00:00:00Z, where a manual clock stands at first.
const START_MS: i64 = 1_767_225_600_000;
/// How long a client token is remembered.
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

/// What a world is created with.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    pub seed: u64,
    pub waits: Waits,
    /// How many routers an account may have.
    pub quota: Option<u32>,
    /// How many VPCs a router may have, and how many transit routers.
    pub nodes: Option<(u32, u32)>,
    /// Whether nothing exists outside that is not registered.
    pub strict: bool,
    /// Whether it lives in a file.
    pub in_file: bool,
    /// What is done more often in it.
    pub focus: Focus,
}

/// The values of tags by their keys.
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

/// The kinds of instances that an association may bind.
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
    /// A list of texts.
    pub prefixes: Value,
    pub mode: String,
    pub status: &'static str,
    /// Whether the other side is bound.
    pub attached: bool,
    pub created: i64,
    pub modified: i64,
    pub tags: Tags,
    /// The lists of prefixes it has had, and since when.
    pub history: Vec<(Value, i64)>,
}

impl Association {
    /// Whether it is at rest.
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
    /// Who has granted.
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

/// A route that was disabled.
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
    /// The key of the member that it is about.
    pub member: Option<i64>,
    pub due: i64,
}

/// A client token that was used, with the call it came with.
#[derive(Clone, Debug)]
pub struct Token {
    pub token: String,
    pub resource: String,
    pub call: Call,
    pub parameters: Map<String, Value>,
    pub response: Map<String, Value>,
    pub created: i64,
}

/// The place of an entry in a list: its key, and its name where several have the same key.
pub type Place = (i64, String);

/// What a `NextToken` that was given out stands for.
#[derive(Clone, Debug, PartialEq)]
pub struct PageMark {
    pub account: u64,
    pub action: &'static str,
    pub filters: Map<String, Value>,
    pub after: Place,
}

/// What the step before must have led to.
#[derive(Clone, Debug)]
pub enum Expected {
    /// Nothing that answers.
    Nothing,
    /// A success with these business fields.
    Success { fields: Map<String, Value>, replayed: bool },
    /// Whether facts were registered, or something was forgotten.
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
    /// Shared, as are the tokens and pages, because a state is copied again and again.
    pub inventory: Arc<Inventory>,
    pub tokens: Vec<Arc<Token>>,
    pub pages: Vec<Arc<PageMark>>,
    /// How many calls there were; the RequestId of the n-th is the symbol `request-n`.
    pub requests: usize,
    /// The ids of all routers, members, flow logs and grants there ever were.
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

    /// Gives out the next key, and the id with this prefix that belongs to it.
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

    /// Whether what was remembered at this time is forgotten.
    pub fn is_expired(&self, created: i64) -> bool {
        created + TOKEN_TTL_MS <= self.now
    }

    pub fn live_tokens(&self) -> impl Iterator<Item = &Token> {
        self.tokens.iter().map(Arc::as_ref).filter(|token| !self.is_expired(token.created))
    }

    /// When the last unfinished operation falls due.
    pub fn last_due(&self) -> Option<i64> {
        self.pending.iter().map(|pending| pending.due).max()
    }

    /// When the next unfinished operation falls due.
    pub fn next_due(&self) -> Option<i64> {
        self.pending.iter().map(|pending| pending.due).min()
    }

    /// Changes the status of a router.
    pub fn turn(&mut self, router: i64, status: &'static str, now: i64) {
        let router = self.router_mut(router);
        router.status = status;
        router.modified = now;
    }

    /// Begins an operation that takes `wait` seconds, or none at all.
    pub fn begin(&mut self, router: i64, status: &'static str, member: Option<i64>, wait: u64) {
        self.turn(router, status, self.now);
        let due = self.now + milliseconds(wait);
        let pending = Pending { router, member, due };
        if wait == 0 { self.finish(&pending) } else { self.pending.push(pending) }
    }

    /// Moves the clock. What falls due on the way takes effect when it is due.
    pub fn advance_to(&mut self, now: i64) {
        let (mut due, rest): (Vec<_>, Vec<_>) =
            self.pending.drain(..).partition(|pending| pending.due <= now);
        self.pending = rest;
        // The sort is stable: what was begun first ends first.
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
                self.turn(pending.router, "ACTIVE", pending.due);
            }
        }
    }
}

/// Tags as a list of objects with these field names.
pub fn tag_list(tags: &Tags, key: &str, value: &str) -> Vec<Value> {
    tags.iter().map(|(k, v)| json!({ key: k, value: v })).collect()
}

pub fn milliseconds(seconds: u64) -> i64 {
    i64::try_from(seconds * 1000).unwrap()
}
