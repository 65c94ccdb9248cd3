//! The steps of the reference model: what each changes, and its answer. Written from the design alone.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::call::{Call, Step};
use crate::decode::{Decoded, Operation, Refusal, decode, refusal};
use crate::operations::operation;
use crate::rules::check;
use crate::state::{Association, Expected, REGIONS, Router, State, TR, Tags, Token};
use crate::{association, child_instance, flow_log, grant, region, route, router, tag};

/// What an operation needs besides the state.
pub struct Request<'a> {
    pub operation: &'static Operation,
    pub account: u64,
    pub region: &'a str,
    pub fields: &'a Map<String, Value>,
}

impl Request<'_> {
    /// Returns a parameter as a string, empty if absent.
    pub fn text(&self, name: &str) -> &str {
        self.fields[name].as_str().unwrap_or_default()
    }

    /// Returns a parameter as a list, empty if absent.
    pub fn list(&self, name: &str) -> &[Value] {
        self.fields[name].as_array().map_or(&[], Vec::as_slice)
    }

    /// Returns a parameter as a string, with the items of a list joined by commas.
    fn joined(&self, name: &str) -> String {
        match &self.fields[name] {
            Value::Array(items) => {
                items.iter().map(|item| item.as_str().unwrap()).collect::<Vec<_>>().join(",")
            }
            _ => self.text(name).to_owned(),
        }
    }

    /// Returns a parameter as an account, the caller if absent.
    pub fn owner(&self, name: &str) -> u64 {
        self.fields[name].as_u64().unwrap_or(self.account)
    }

    /// Returns whether a flag is set.
    pub fn flag(&self, name: &str) -> bool {
        self.fields[name] == Value::Bool(true)
    }

    /// Returns whether a filter is absent or equals this text.
    pub fn admits(&self, name: &str, text: &str) -> bool {
        self.fields[name].as_str().is_none_or(|filter| filter == text)
    }
}

impl State {
    /// Takes a step.
    pub fn step(&mut self, step: &Step) {
        self.expected = Expected::Nothing;
        match step {
            Step::Call(call) => self.call(call),
            Step::Advance(time) => self.advance_to(self.now + i64::try_from(*time).unwrap()),
            Step::AdvanceUntilIdle => self.advance_to(self.last_due().unwrap_or(self.now)),
            Step::Lock(ecr_id, attaching) => {
                let status = if *attaching { "LOCKED_ATTACHING" } else { "LOCKED_DETACHING" };
                self.hold(ecr_id, &["ACTIVE"], status);
            }
            Step::Release(ecr_id) => {
                self.hold(ecr_id, &["LOCKED_ATTACHING", "LOCKED_DETACHING"], "ACTIVE");
            }
            Step::Side(id, binds) => self.turn_side(id, *binds),
            Step::Inventory(inventory) => self.expected = Expected::Done(self.apply_inventory(inventory)),
            Step::Forget(id) => self.expected = Expected::Done(self.remove_instance(id)),
            Step::Reopen(_) | Step::Fork => {}
        }
    }

    /// Attaches or detaches the transit router's side.
    fn turn_side(&mut self, id: &str, binds: bool) {
        let (from, to) = if binds { ("INACTIVE", "ACTIVE") } else { ("ACTIVE", "INACTIVE") };
        let now = self.now;
        let found = self.associations.iter_mut().find(|association| association.id == id);
        self.expected = match found {
            None => refusal(404, "ResourceNotFound.AssociationId").into(),
            Some(Association { node_type, status, .. }) if *node_type != TR || *status != from => {
                refusal(400, "IncorrectStatus.EcrAssociation").into()
            }
            Some(association) => {
                association.status = to;
                association.attached = binds;
                association.modified = now;
                Expected::Success { fields: Map::new(), replayed: false }
            }
        };
    }

    fn hold(&mut self, ecr_id: &str, from: &[&str], to: &'static str) {
        let found = self.routers.iter().find(|router| router.id == ecr_id);
        let refused = match found.map(|router| (router.key, router.status)) {
            None => refusal(404, "ResourceNotFound.EcrId"),
            Some((_, status)) if !from.contains(&status) => refusal(400, "IncorrectStatus.Ecr"),
            Some((key, _)) => {
                self.set_status(key, to, self.now);
                self.expected = Expected::Success { fields: Map::new(), replayed: false };
                return;
            }
        };
        self.expected = refused.into();
    }

    fn call(&mut self, call: &Call) {
        self.requests += 1;
        self.expected = match self.answer(call) {
            Ok((fields, replayed)) => Expected::Success { fields, replayed },
            Err(refused) => refused.into(),
        };
    }

    fn answer(&mut self, call: &Call) -> Result<(Map<String, Value>, bool), Refusal> {
        let operation = operation(call.action).ok_or_else(|| refusal(404, "InvalidAction.NotFound"))?;
        let Decoded { fields, dry_run, token } = decode(operation, call)?;
        let request = Request { operation, account: call.account, region: call.region, fields: &fields };
        check(&request)?;
        let token = token.unwrap_or_else(|| format!("request-{}", self.requests));
        let resource = operation.resource.map(|name| request.joined(name)).unwrap_or_default();
        let records = operation.writes && !dry_run;
        if records {
            let same = |known: &&Token| {
                (known.call.account, known.call.action) == (call.account, call.action)
                    && (&known.resource, &known.token) == (&resource, &token)
            };
            if let Some(known) = self.live_tokens().find(same) {
                return replay(known, &fields);
            }
        }
        // Failures and dry runs change nothing.
        let mut after = self.clone();
        let response = after.execute(&request)?;
        if dry_run {
            return Err(refusal(400, "DryRunOperation"));
        }
        *self = after;
        if records {
            let (call, parameters, created) = (call.clone(), fields, self.now);
            self.tokens.push(Arc::new(Token {
                token,
                resource,
                call,
                parameters,
                response: response.clone(),
                created,
            }));
        }
        Ok((response, false))
    }

    fn execute(&mut self, request: &Request<'_>) -> Result<Map<String, Value>, Refusal> {
        match request.operation.name {
            "CreateExpressConnectRouter" => router::create(self, request),
            "ModifyExpressConnectRouter" => router::modify(self, request),
            "DescribeExpressConnectRouter" => router::describe(self, request),
            "DeleteExpressConnectRouter" => router::delete(self, request),
            "ForceDeleteExpressConnectRouter" => router::force_delete(self, request),
            "MoveResourceGroup" => router::move_group(self, request),
            "CreateExpressConnectRouterAssociation" => association::create(self, request),
            "DeleteExpressConnectRouterAssociation" => association::delete(self, request),
            "ModifyExpressConnectRouterAssociation" => association::modify(self, request),
            "ModifyExpressConnectRouterAssociationAllowedPrefix" => association::set_prefixes(self, request),
            "DescribeExpressConnectRouterAssociation" => association::describe(self, request),
            "DescribeExpressConnectRouterAllowedPrefixHistory" => association::history(self, request),
            "AttachExpressConnectRouterChildInstance" => child_instance::attach(self, request),
            "DetachExpressConnectRouterChildInstance" => child_instance::detach(self, request),
            "ModifyExpressConnectRouterChildInstance" => child_instance::modify(self, request),
            "DescribeExpressConnectRouterChildInstance" => child_instance::describe(self, request),
            "CreateFlowLog" => flow_log::create(self, request),
            "DeleteFlowlog" => flow_log::delete(self, request),
            "ActivateFlowLog" => flow_log::set_status(self, request, "Active"),
            "DeactivateFlowLog" => flow_log::set_status(self, request, "Inactive"),
            "ModifyFlowLogAttribute" => flow_log::modify(self, request),
            "DescribeFlowLogs" => flow_log::describe(self, request),
            "ModifyExpressConnectRouterInterRegionTransitMode" => region::set_modes(self, request),
            "DescribeExpressConnectRouterInterRegionTransitMode" => region::describe_modes(self, request),
            "SynchronizeExpressConnectRouterInterRegionBandwidth" => region::synchronize(self, request),
            "DescribeExpressConnectRouterRegion" => region::describe(self, request),
            "CheckAddRegionToExpressConnectRouter" => region::check_add(self, request),
            "ListExpressConnectRouterSupportedRegion" => Ok(region::list_supported()),
            "GrantInstanceToExpressConnectRouter" => grant::grant(self, request),
            "RevokeInstanceFromExpressConnectRouter" => grant::revoke(self, request),
            "DescribeInstanceGrantedToExpressConnectRouter" => grant::describe(self, request),
            "DisableExpressConnectRouterRouteEntries" => route::disable(self, request),
            "EnableExpressConnectRouterRouteEntries" => route::enable(self, request),
            "DescribeExpressConnectRouterRouteEntries" => route::describe(self, request),
            "DescribeDisabledExpressConnectRouterRouteEntries" => route::describe_disabled(self, request),
            "TagResources" => tag::tag(self, request),
            "UntagResources" => tag::untag(self, request),
            "ListTagResources" => tag::list(self, request),
            name => panic!("the model does not know {name}"),
        }
    }

    /// Returns the caller's router that a request addresses.
    pub fn addressed(&self, request: &Request<'_>) -> Result<&Router, Refusal> {
        self.own_router(request, "EcrId", request.text("EcrId"))
    }

    /// Returns the caller's router with the id in a parameter.
    pub fn own_router(
        &self,
        request: &Request<'_>,
        parameter: &str,
        ecr_id: &str,
    ) -> Result<&Router, Refusal> {
        self.routers
            .iter()
            .find(|router| router.id == ecr_id && router.owner == request.account)
            .ok_or_else(|| about(404, "ResourceNotFound.EcrId", parameter))
    }
}

fn replay(known: &Token, fields: &Map<String, Value>) -> Result<(Map<String, Value>, bool), Refusal> {
    let differing: Vec<String> = fields
        .iter()
        .filter(|(name, value)| known.parameters[*name] != **value)
        .map(|(name, _)| name.clone())
        .collect();
    if differing.is_empty() {
        return Ok((known.response.clone(), true));
    }
    Err(Refusal { parameters: differing, ..refusal(400, "IdempotentParameterMismatch") })
}

/// Returns a refusal about a parameter.
pub fn about(status: u16, code: &str, parameter: &str) -> Refusal {
    Refusal { parameters: vec![parameter.to_owned()], ..refusal(status, code) }
}

/// Refuses if the router, or the member that the request addresses, has an unfinished operation, row by row as in the
/// design's table.
pub fn require_idle(request: &Request<'_>, status: &str, member_busy: bool) -> Result<(), Refusal> {
    let mut answers = busy_answers(status, member_busy);
    if status != "ACTIVE" {
        answers.extend(["Conflict.Lock", "IncorrectStatus.Ecr"]);
    }
    first_declared(request, &answers)
}

/// As above, for an operation that ignores the unfinished operations of other members.
pub fn require_free(request: &Request<'_>, status: &str, member_busy: bool) -> Result<(), Refusal> {
    first_declared(request, &busy_answers(status, member_busy))
}

fn busy_answers(status: &str, member_busy: bool) -> Vec<&'static str> {
    let mut answers = match status {
        "RECLAIMING" => vec!["OperationDenied.ForceDeleting", "IncorrectStatus.Ecr", "Conflict.Lock"],
        "DELETING" | "LOCKED_ATTACHING" | "LOCKED_DETACHING" => vec!["IncorrectStatus.Ecr", "Conflict.Lock"],
        _ => Vec::new(),
    };
    if member_busy {
        answers.push("IncorrectStatus.EcrAssociation");
    }
    answers
}

fn first_declared(request: &Request<'_>, answers: &[&str]) -> Result<(), Refusal> {
    match answers.iter().find(|answer| request.operation.busy.contains(answer)) {
        Some(answer) => Err(refusal(400, answer)),
        None => Ok(()),
    }
}

/// Refuses a region that the simulation does not have.
pub fn require_region(region: &str) -> Result<(), Refusal> {
    if REGIONS.contains(&region) { Ok(()) } else { Err(refusal(400, "UnsupportedRegion")) }
}

impl From<Refusal> for Expected {
    fn from(Refusal { status, code, parameters }: Refusal) -> Self {
        Self::Refused { status, code, parameters }
    }
}

/// Writes a time as `YYYY-MM-DDThh:mm:ssZ`. The model's clock starts in 2026.
pub fn to_second(ms: i64) -> String {
    let seconds = ms / 1000;
    let mut days = seconds / 86_400 - 20_454;
    let mut year = 2026;
    let mut month = 0;
    let months =
        |year: i64| [31, if year % 4 == 0 { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    while days >= months(year)[month] {
        days -= months(year)[month];
        month += 1;
        if month == 12 {
            (month, year) = (0, year + 1);
        }
    }
    let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    format!("{year}-{:02}-{:02}T{hour:02}:{minute:02}:{second:02}Z", month + 1, days + 1)
}

/// Returns whether a resource has every tag of a filter.
pub fn has_tags(tags: &Tags, patterns: &Value) -> bool {
    patterns.as_array().unwrap().iter().all(|pattern| {
        let value = tags.get(pattern["Key"].as_str().unwrap());
        value.is_some_and(|value| pattern["Value"].as_str().is_none_or(|wanted| wanted == value))
    })
}

/// Returns the tags of a new resource.
pub fn new_tags(tags: &Value) -> Tags {
    let text = |tag: &Value, field: &str| tag[field].as_str().unwrap().to_owned();
    tags.as_array().unwrap().iter().map(|tag| (text(tag, "Key"), text(tag, "Value"))).collect()
}
