//! The simulator under test, and its comparison with the model after every step.

use std::path::PathBuf;
use std::str::FromStr;
use std::sync::OnceLock;
use std::time::Duration;

use ecr_sim::{
    AssociationId, Builder, CenLock, Durability, Error, Fault, Latency, Mode, OPERATIONS, Quota, Simulator,
};
use serde_json::Value;
use tempfile::TempDir;

use crate::answer::{self, Answer};
use crate::call::{Call, Step};
use crate::coverage;
use crate::names::Names;
use crate::planted::Planted;
use crate::state::{DEFAULT_GROUP, Expected, OWNER, REGIONS, Settings, State};

/// A simulator, and what the test has learnt about it.
pub struct Subject {
    /// Absent only while it is closed.
    simulator: Option<Simulator>,
    /// Its file.
    file: Option<PathBuf>,
    folder: Option<TempDir>,
    files: u32,
    names: Names,
    /// The dump after the previous step, in symbols.
    before: Value,
    /// The simulators that were forked, with their dumps.
    left_behind: Vec<(Simulator, Value)>,
    planted: Planted,
}

fn builder(settings: &Settings, planted: Planted) -> Builder {
    let waits = settings.waits;
    let mut latency = Latency::instant();
    latency.associate = Duration::from_secs(waits.associate);
    latency.associate = latency.associate.saturating_sub(planted.settles_early_by());
    latency.dissociate = Duration::from_secs(waits.dissociate);
    latency.update = Duration::from_secs(waits.update);
    latency.delete = Duration::from_secs(waits.delete);
    latency.force_delete = Duration::from_secs(waits.force_delete);
    let mut quota = Quota::default();
    if let Some(count) = settings.quota {
        quota = quota.routers_per_account(count);
    }
    if let Some((vpcs, transit_routers)) = settings.nodes {
        quota = quota.vpcs_per_router(vpcs).transit_routers_per_router(transit_routers);
    }
    let builder = Simulator::builder().seed(settings.seed).latency(latency).quota(quota);
    let builder = builder.mode(if settings.strict { Mode::Strict } else { Mode::Literal });
    builder.regions(REGIONS).region(REGIONS[0]).account(OWNER)
}

/// The resource group of a resource created without one. It is fixed, but the design does not define it.
fn default_group() -> &'static str {
    static GROUP: OnceLock<String> = OnceLock::new();
    GROUP.get_or_init(|| {
        let simulator = Simulator::in_memory().unwrap();
        answer::by_name(&simulator, "CreateExpressConnectRouter", &[("AlibabaSideAsn", "45104")]);
        let found = answer::by_name(&simulator, "DescribeExpressConnectRouter", &[]);
        let group = found.fields["EcrList"][0]["ResourceGroupId"].as_str().unwrap().to_owned();
        assert!(group.starts_with("rg-"), "{group}");
        group
    })
}

impl Subject {
    pub fn new(state: &State, planted: Planted) -> Self {
        let mut world = Self {
            simulator: None,
            file: None,
            folder: None,
            files: 0,
            names: Names::default(),
            before: Value::Null,
            left_behind: Vec::new(),
            planted,
        };
        world.names.learn(DEFAULT_GROUP, default_group());
        if state.settings.in_file {
            let path = world.new_file();
            world.open(builder(&state.settings, planted), path);
        } else {
            world.simulator = Some(builder(&state.settings, planted).in_memory().unwrap());
        }
        world.before = world.simulator().dump().unwrap();
        let mode = if state.settings.strict { "Strict" } else { "Literal" };
        assert_eq!(world.before["settings"]["mode"], mode);
        world
    }

    fn simulator(&self) -> &Simulator {
        self.simulator.as_ref().unwrap()
    }

    fn new_file(&mut self) -> PathBuf {
        self.files += 1;
        let folder = self.folder.get_or_insert_with(|| TempDir::new().unwrap());
        folder.path().join(format!("world-{}.db", self.files))
    }

    fn open(&mut self, builder: Builder, path: PathBuf) {
        // No power failure occurs here.
        self.simulator = Some(builder.durability(Durability::Normal).open(&path).unwrap());
        self.file = Some(path);
    }

    /// Takes a step and compares everything.
    pub fn step(&mut self, step: &Step, state: &State) {
        let answer = match step {
            Step::Call(call) => Some(self.call(call, state)),
            _ => None,
        };
        match step {
            Step::Call(_) => {}
            Step::Lock(ecr_id, attaching) => {
                let lock = if *attaching { CenLock::Attaching } else { CenLock::Detaching };
                self.cen(ecr_id, |simulator, id| simulator.cen().lock(id, lock), &state.expected);
            }
            Step::Release(ecr_id) => {
                self.cen(ecr_id, |simulator, id| simulator.cen().release(id), &state.expected);
            }
            Step::Side(id, binds) => {
                let turn = |simulator: &Simulator, id: &AssociationId| {
                    if *binds { simulator.cen().attach(id) } else { simulator.cen().detach(id) }
                };
                self.cen(id, turn, &state.expected);
            }
            Step::Inventory(inventory) => {
                let done = self.planted.loses_inventory(inventory, &self.before) || self.apply(inventory);
                assert!(matches!(state.expected, Expected::Done(expected) if expected == done));
            }
            Step::Forget(id) => {
                let done = self.simulator().inventory().remove(id).unwrap();
                assert!(matches!(state.expected, Expected::Done(expected) if expected == done));
            }
            Step::Advance(time) => self.simulator().advance(Duration::from_millis(*time)).unwrap(),
            Step::AdvanceUntilIdle => self.simulator().advance_until_idle().unwrap(),
            Step::Reopen(with_settings) => self.reopen(*with_settings, &state.settings),
            Step::Fork => self.fork(),
        }
        let dump = self.simulator().dump().unwrap();
        self.learn_new_id(&dump, state);
        if let (Some(answer), Expected::Success { fields, .. }) = (answer, &state.expected) {
            self.check_fields(answer, fields);
        }
        self.check_state(dump, step, state);
    }

    fn call(&mut self, call: &Call, state: &State) -> Answer {
        let handle = self
            .simulator()
            .with_account(call.account.try_into().unwrap())
            .with_region(call.region.parse().unwrap());
        let mut pairs: Vec<(&str, &str)> =
            call.pairs.iter().map(|(name, value)| (name.as_str(), self.names.to_real(value))).collect();
        if self.planted.loses_token(call, &self.before) {
            pairs.retain(|(name, _)| *name != "ClientToken");
        }
        let send = || {
            let typed = if call.typed { answer::typed(&handle, call.action, &pairs) } else { None };
            typed.unwrap_or_else(|| answer::by_name(&handle, call.spelling, &pairs))
        };
        let mut answer = send();
        if self.planted.forgets_guard(call, &answer.code) {
            handle.advance_until_idle().unwrap();
            answer = send();
        }
        answer.check(&state.expected);
        coverage::hit(call.action, &answer.code);
        self.names.learn(&format!("request-{}", state.requests), &answer.request_id);
        answer
    }

    fn cen<Id: FromStr<Err: std::fmt::Debug>>(
        &self,
        id: &str,
        act: impl FnOnce(&Simulator, &Id) -> ecr_sim::Result<()>,
        expected: &Expected,
    ) {
        let id = self.names.to_real(id).parse().unwrap();
        match (act(self.simulator(), &id), expected) {
            (Ok(()), Expected::Success { .. }) => {}
            (Err(Error::Refused(refusal)), Expected::Refused { status, code, .. }) => {
                assert_eq!((refusal.http_status(), refusal.code_text()), (*status, code.as_str()));
            }
            (done, expected) => panic!("{done:?} instead of {expected:?}"),
        }
    }

    /// Applies an inventory, and returns whether it was accepted.
    fn apply(&self, inventory: &Value) -> bool {
        let mut inventory = inventory.clone();
        self.names.to_real_in(&mut inventory);
        match self.simulator().inventory().apply(&serde_json::from_value(inventory).unwrap()) {
            Ok(()) => true,
            Err(Error::Fault(Fault::InventoryInvalid(_))) => false,
            Err(error) => panic!("{error}"),
        }
    }

    /// Closes the simulator and opens its file, or a snapshot of it if it has none.
    fn reopen(&mut self, with_settings: bool, settings: &Settings) {
        let path = match self.file.take() {
            Some(path) => path,
            None => {
                let path = self.new_file();
                self.simulator().snapshot(&path).unwrap();
                path
            }
        };
        self.simulator = None;
        self.open(if with_settings { builder(settings, self.planted) } else { Simulator::builder() }, path);
    }

    fn fork(&mut self) {
        let fork = self.simulator().fork().unwrap();
        let left = self.simulator.replace(fork).unwrap();
        let dump = left.dump().unwrap();
        self.left_behind.push((left, dump));
        self.file = None;
    }

    /// Learns the id that a step may have created.
    fn learn_new_id(&mut self, dump: &Value, state: &State) {
        let of = |list: &'static str, id: &'static str| {
            move |owner: &Value| -> Vec<String> {
                let entries = owner[list].as_array().unwrap().iter();
                entries.map(|entry| entry[id].as_str().unwrap().to_owned()).collect()
            }
        };
        let mut ids = of("routers", "ecr_id")(dump);
        ids.extend(of("grants", "grant_id")(dump));
        for router in dump["routers"].as_array().unwrap() {
            ids.extend(of("associations", "association_id")(router));
            ids.extend(of("child_instances", "association_id")(router));
            ids.extend(of("flow_logs", "flow_log_id")(router));
        }
        for id in ids {
            if !self.names.knows(&id) {
                let symbol = state.given.last().unwrap_or_else(|| panic!("{id} comes from nowhere"));
                self.names.learn(symbol, &id);
            }
        }
    }

    fn check_fields(&mut self, answer: Answer, expected: &serde_json::Map<String, Value>) {
        let mut fields = Value::Object(answer.fields);
        if let (Some(symbol), Some(token)) = (
            expected.get("NextToken").and_then(Value::as_str).filter(|symbol| !symbol.is_empty()),
            fields["NextToken"].as_str(),
        ) {
            self.names.learn_or_check(symbol, token);
        }
        self.names.to_symbols(&mut fields);
        assert_eq!(fields, Value::Object(expected.clone()));
    }

    fn check_state(&mut self, mut dump: Value, step: &Step, state: &State) {
        self.names.to_symbols(&mut dump);
        let simulator = self.simulator();
        simulator.check_invariants().unwrap();
        assert_eq!(simulator.now().as_millis(), state.now);
        assert_eq!(simulator.next_due().unwrap().map(|due| due.as_millis()), state.next_due());
        // Time and keys never decrease, whatever the model expects.
        let grows = |field: &str| dump[field].as_i64() >= self.before[field].as_i64();
        assert!(grows("now_ms") && grows("last_key"), "{dump:#} after {:#}", self.before);
        assert_eq!(dump["settings"], self.before["settings"]);
        let changes_nothing = match step {
            Step::Call(call) => {
                matches!(state.expected, Expected::Refused { .. } | Expected::Success { replayed: true, .. })
                    || OPERATIONS.iter().any(|entry| entry.name() == call.action && !entry.writes())
            }
            Step::Lock(..) | Step::Release(_) | Step::Side(..) => {
                matches!(state.expected, Expected::Refused { .. })
            }
            Step::Inventory(_) | Step::Forget(_) => matches!(state.expected, Expected::Done(false)),
            Step::Reopen(_) | Step::Fork => true,
            Step::Advance(_) | Step::AdvanceUntilIdle => false,
        };
        if changes_nothing {
            assert_eq!(
                dump, self.before,
                "a refused call, a replay, a query or a copy has changed something"
            );
        }
        self.before = dump.clone();
        dump.as_object_mut().unwrap().remove("settings");
        assert_eq!(dump, state.dump());
    }

    /// Checks at the end that nothing done in a fork shows in the simulator it was forked from.
    pub fn close(self) {
        for (left, dump) in self.left_behind {
            assert_eq!(left.dump().unwrap(), dump, "a fork has changed what it came from");
        }
    }
}
