//! The simulator, driven step by step, with its ids, RequestIds and page tokens translated to the symbols of the model.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use ecr_sim::{Builder, CenLock, Durability, Error, Latency, Quota, Simulator};
use serde_json::{Map, Value};
use tempfile::TempDir;

use crate::call::{Call, Step};
use crate::state::{DEFAULT_GROUP, Expected, REGIONS, Settings, State};

/// The fields of an answer that are not about the business.
const ENVELOPE: [&str; 8] = [
    "RequestId",
    "Success",
    "Code",
    "Message",
    "HttpStatusCode",
    "DynamicCode",
    "DynamicMessage",
    "AccessDeniedDetail",
];

/// The simulator under test.
pub struct Simulated {
    /// `None` only while it is being reopened.
    sim: Option<Simulator>,
    settings: Settings,
    folder: TempDir,
    files: u32,
    /// Symbols and what stands for them, in the order they were learned.
    symbols: Vec<(String, String)>,
    request_ids: BTreeSet<String>,
    /// The state after the step before.
    before: Value,
}

fn builder(settings: &Settings) -> Builder {
    let waits = settings.waits;
    let latency = Latency {
        associate: Duration::from_secs(waits.associate),
        dissociate: Duration::from_secs(waits.dissociate),
        delete: Duration::from_secs(waits.delete),
        force_delete: Duration::from_secs(waits.force_delete),
        ..Latency::instant()
    };
    let quota = settings.quota.map_or(Quota::default(), |count| Quota::default().routers_per_account(count));
    // Nothing here is about power failures.
    let builder = Simulator::builder().durability(Durability::Normal);
    builder.seed(settings.seed).latency(latency).quota(quota).regions(REGIONS)
}

impl Simulated {
    pub fn new(state: &State) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let builder = builder(&state.settings);
        let sim = if state.settings.in_file {
            builder.open(folder.path().join("0.db")).unwrap()
        } else {
            builder.in_memory().unwrap()
        };
        let before = sim.dump().unwrap();
        let symbols = vec![(DEFAULT_GROUP.to_owned(), ecr_sim::ResourceGroupId::default().to_string())];
        Self {
            sim: Some(sim),
            settings: state.settings,
            folder,
            files: 0,
            symbols,
            request_ids: BTreeSet::new(),
            before,
        }
    }

    fn sim(&self) -> &Simulator {
        self.sim.as_ref().unwrap()
    }

    /// Takes the step that led the model to `state`.
    pub fn take(&mut self, state: &State, step: &Step) {
        match step {
            Step::Call(call) => self.call(state, call),
            Step::Advance(seconds) => self.sim().advance(Duration::from_secs(*seconds)).unwrap(),
            Step::AdvanceUntilIdle => self.sim().advance_until_idle().unwrap(),
            Step::Lock(router, attaching) => {
                let lock = if *attaching { CenLock::Attaching } else { CenLock::Detaching };
                let router = self.real(router).parse().unwrap();
                Self::compare_control(state, self.sim().cen().lock(&router, lock));
            }
            Step::Release(router) => {
                let router = self.real(router).parse().unwrap();
                Self::compare_control(state, self.sim().cen().release(&router));
            }
            Step::Reopen(with_settings) => self.reopen(*with_settings),
            Step::Fork => self.sim = Some(self.sim().fork().unwrap()),
        }
        let after = self.sim().dump().unwrap();
        for counter in ["now_ms", "last_key"] {
            assert!(after[counter].as_i64() >= self.before[counter].as_i64(), "{counter} went back");
        }
        if matches!(state.expected, Expected::Refused { .. }) || matches!(step, Step::Reopen(_) | Step::Fork)
        {
            assert_eq!(after, self.before, "it left a trace");
        }
        self.before = after;
        self.learn_ids(state);
    }

    fn compare_control(state: &State, outcome: ecr_sim::Result<()>) {
        match (&state.expected, outcome) {
            (Expected::Success { .. }, Ok(())) => {}
            (Expected::Refused { code, .. }, Err(Error::Refused(refusal))) => {
                assert_eq!(refusal.code(), code);
            }
            (expected, outcome) => panic!("{outcome:?} instead of {expected:?}"),
        }
    }

    /// Closes the world and opens its file, or a snapshot where it has none.
    fn reopen(&mut self, with_settings: bool) {
        self.files += 1;
        let path: PathBuf = self.folder.path().join(format!("copy{}.db", self.files));
        self.sim().snapshot(&path).unwrap();
        self.sim = None;
        let builder = if with_settings { builder(&self.settings) } else { Simulator::builder() };
        self.sim = Some(builder.open(path).unwrap());
    }

    fn call(&mut self, state: &State, call: &Call) {
        let sim = self.sim().with_account(call.account).with_region(call.region);
        let pairs: Vec<_> = call.pairs.iter().map(|(name, text)| (name.as_str(), self.real(text))).collect();
        let reply = sim.invoke(call.action, pairs);
        let body: Map<String, Value> = serde_json::from_str(&reply.body).unwrap();
        let request_id = body["RequestId"].as_str().unwrap().to_owned();
        assert!(self.request_ids.insert(request_id.clone()), "a RequestId came twice");
        self.symbols.push((format!("request-{}", state.requests), request_id));
        match &state.expected {
            Expected::Success { fields, .. } => {
                assert_eq!(reply.http_status, 200, "{call:?} {body:?}");
                if let Some(symbol) =
                    fields.get("NextToken").and_then(Value::as_str).filter(|text| !text.is_empty())
                {
                    self.learn(symbol, body["NextToken"].as_str().unwrap());
                }
                for name in ["EcrId", "FlowLogId"] {
                    if let (Some(symbol), Some(real)) = (fields.get(name), body.get(name)) {
                        self.learn(symbol.as_str().unwrap(), real.as_str().unwrap());
                    }
                }
                // Ids of members are learned from the state, which a query does not change.
                let business: Map<String, Value> =
                    body.into_iter().filter(|(name, _)| !ENVELOPE.contains(&name.as_str())).collect();
                assert_eq!(self.symbolic(&business.into()), Value::Object(fields.clone()), "{call:?}");
            }
            Expected::Refused { status, code, parameters } => {
                assert_eq!(
                    (reply.http_status, body["Code"].as_str().unwrap()),
                    (*status, code.as_str()),
                    "{call:?}"
                );
                if code == "IdempotentParameterMismatch" {
                    let message = body["DynamicMessage"].as_str().unwrap();
                    assert!(
                        parameters.iter().any(|name| message.contains(name)),
                        "{message}: {parameters:?}"
                    );
                }
            }
            Expected::Nothing => panic!("a call has no answer"),
        }
    }

    fn real<'a>(&'a self, text: &'a str) -> &'a str {
        self.symbols.iter().find(|(symbol, _)| symbol == text).map_or(text, |(_, real)| real)
    }

    fn learn(&mut self, symbol: &str, real: &str) {
        match self.symbols.iter().find(|(known, _)| known == symbol) {
            Some((_, known)) => assert_eq!(known, real, "{symbol} has changed"),
            None => {
                assert!(self.symbols.iter().all(|(_, known)| known != real), "{real} has returned");
                self.symbols.push((symbol.to_owned(), real.to_owned()));
            }
        }
    }

    /// Pairs the ids of both states by their place.
    fn learn_ids(&mut self, state: &State) {
        let expected = state.dump();
        let actual = self.before.clone();
        let lists = |value: &Value, name: &str| value[name].as_array().cloned().unwrap_or_default();
        for (symbols, reals) in lists(&expected, "routers").iter().zip(&lists(&actual, "routers")) {
            let children = lists(symbols, "child_instances");
            for (symbol, real) in children.iter().zip(&lists(reals, "child_instances")) {
                let text = |value: &Value| value["association_id"].as_str().unwrap().to_owned();
                self.learn(&text(symbol), &text(real));
            }
        }
    }

    fn symbolic(&self, value: &Value) -> Value {
        let mut text = value.to_string();
        for (symbol, real) in &self.symbols {
            text = text.replace(real, symbol);
        }
        serde_json::from_str(&text).unwrap()
    }

    /// Compares the whole state with that of the model.
    pub fn compare(&self, state: &State) {
        self.sim().check_invariants().unwrap();
        let mut actual = self.before.clone();
        actual.as_object_mut().unwrap().remove("settings");
        assert_eq!(self.symbolic(&actual), state.dump());
        let due = self.sim().next_due().unwrap().map(ecr_sim::Timestamp::as_millis);
        assert_eq!(due, state.next_due());
    }
}
