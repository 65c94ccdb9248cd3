//! The simulator, and the pipeline that every call takes.

mod builder;
mod cen;
mod engine;
#[cfg(test)]
mod tests;
mod inventory;
mod pages;

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::Value;

pub use builder::Builder;
pub use cen::{CenHandle, CenLock};
use engine::{Change, Engine};
pub use inventory::InventoryHandle;

use crate::error::{Code, Error, Fault, Refusal, Result};
use crate::model::{AccountId, Region, Timestamp};
use crate::operation::{Call, Kind, Operation, Principal, Reply, Request, Steps};
use crate::routes;
use crate::store::{Scope, TokenRow, WriteTx};

/// A handle to one simulated world, which calls it for one account in one region.
///
/// # Blocking
/// No method is async. Each one waits for the mutex of the world, then for SQLite. In memory most calls take
/// microseconds, so an async task may make them. In a file with [`Durability::Full`](crate::store::Durability) each
/// command also waits for an fsync, which takes as long as the disk needs: use `spawn_blocking` there. Describing or
/// dumping a large world, [`Simulator::fork`] and [`Simulator::snapshot`] take time in proportion to its size.
///
/// Clones are cheap and share the world, also across threads. Dropping the last handle closes the file, or discards a
/// world in memory.
///
/// ```
/// use ecr_sim::{Asn, CreateExpressConnectRouter, Simulator};
///
/// let sim = Simulator::in_memory()?;
/// let reply = sim.call(CreateExpressConnectRouter::new(Asn::try_from(64512)?))?;
/// assert!(reply.response.ecr_id.as_str().starts_with("ecr-"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Simulator {
    engine: Arc<Mutex<Engine>>,
    account: AccountId,
    region: Region,
}

impl Simulator {
    /// Creates a world in memory with the default settings: seed 0, a manual clock at 2026-01-01T00:00:00Z, instant
    /// transitions, account 1234567890123456, region cn-hangzhou.
    ///
    /// # Errors
    /// A fault if SQLite runs out of memory.
    pub fn in_memory() -> Result<Self> {
        Self::builder().in_memory()
    }

    /// Returns a builder, which chooses the settings and opens files.
    pub fn builder() -> Builder {
        Builder::default()
    }

    fn new(engine: Engine) -> Self {
        let settings = engine.settings();
        let (account, region) = (settings.account, settings.region.clone());
        Self { engine: Arc::new(Mutex::new(engine)), account, region }
    }

    /// Returns a handle on the same world for another account.
    ///
    /// ```
    /// use ecr_sim::{AccountId, Simulator};
    ///
    /// let sim = Simulator::in_memory()?;
    /// let other = sim.with_account(AccountId::try_from(1891593620094065)?).with_region("cn-beijing".parse()?);
    /// assert_eq!(other.region(), "cn-beijing");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_account(&self, account: AccountId) -> Self {
        Self { account, ..self.clone() }
    }

    /// Returns a handle on the same world for another region. A region that the world does not have is refused with
    /// `UnsupportedRegion` by the operations that depend on it.
    #[must_use]
    pub fn with_region(&self, region: Region) -> Self {
        Self { region, ..self.clone() }
    }

    /// Returns the account that calls through this handle.
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// Returns the region that calls through this handle go to.
    pub fn region(&self) -> &Region {
        &self.region
    }

    /// Performs an operation and returns its answer.
    ///
    /// # Errors
    /// [`Error::Refused`] if the API refuses the call; then nothing has changed. The code is one that the operation
    /// declares. [`Error::Fault`] if the simulator itself fails.
    pub fn call<R: Operation>(&self, call: impl Into<Call<R>>) -> Result<Reply<R::Response>> {
        self.answer(Ok(call.into())).1
    }

    /// Answers a decoded call, and returns its RequestId beside the outcome.
    pub(crate) fn answer<R: Operation>(
        &self,
        decoded: Result<Call<R>>,
    ) -> (String, Result<Reply<R::Response>>) {
        self.identified(|engine, request_id| {
            let call = decoded?;
            engine.tick()?;
            let outcome = self.perform(engine, call, request_id).map_err(declared::<R>)?;
            if let Some(change) = outcome.change {
                engine.apply_change(change);
            }
            let request_id = request_id.to_owned();
            Ok(Reply { request_id, replayed: outcome.replayed, response: outcome.response })
        })
    }

    /// Runs the pipeline after settling. A query is answered from what is stored. A command is one transaction, which a refusal
    /// rolls back: replay, guard, apply, record, commit.
    fn perform<R: Operation>(
        &self,
        engine: &Engine,
        call: Call<R>,
        request_id: &str,
    ) -> Result<Outcome<R::Response>> {
        let Call { request: parameters, client_token, dry_run } = call;
        let request = Request {
            action: R::NAME,
            account: self.account,
            principal: Principal::Account,
            region: &self.region,
            writes: R::Kind::WRITES && !dry_run,
        };
        let context = engine.context(request.account, request.region);
        let token = client_token.transpose().map_err(|text| refused_token(&text))?;
        parameters.check(&context)?;
        // Here a stage that decides on `request` may refuse, before anything is looked up.
        authorise(&request)?;

        let (resource, guard, apply) = match R::Kind::STEPS {
            Steps::Query { run } => {
                let response = run(&parameters, &engine.store().read(context))?;
                return if dry_run { Err(dry_run_passed()) } else { Ok(Outcome::unchanged(response, false)) };
            }
            Steps::Command { resource, guard, apply } if request.writes => (resource, guard, apply),
            Steps::Command { guard, .. } => {
                guard(&parameters, &engine.store().read(context))?;
                return Err(dry_run_passed());
            }
        };

        let token = token.map_or_else(|| request_id.parse(), Ok)?;
        let scope = Scope::new(request.account, request.action, &resource(&parameters), &token);
        let transaction = engine.store().begin()?;
        let tx = WriteTx::new(&transaction, context, engine.last_key());
        let known = tx.token_find(&scope)?;
        if let Some(row) = known.as_ref().filter(|row| !tx.token_expired(row.created)) {
            return Ok(Outcome::unchanged(replay(&parameters, row)?, true));
        }
        let witness = guard(&parameters, &tx)?;
        let recorded = to_json(&parameters)?;
        let response = apply(parameters, witness, &tx)?;
        if let Some(expired) = &known {
            tx.token_delete(expired.id)?;
        }
        tx.token_insert(&scope, &recorded, &to_json(&response)?)?;
        let change = engine.finish_command(&tx)?;
        if let Err(fault) = transaction.commit() {
            // The outcome is unknown: the token's row shows it. A rollback brings an expired row back.
            let found = engine.store().read(context).token_find(&scope)?.map(|row| row.created);
            if found.is_none() || found == known.map(|expired| expired.created) {
                return Err(fault);
            }
        }
        Ok(Outcome { replayed: false, response, change: Some(change) })
    }

    /// Moves the clock forward. Operations that fall due on the way end in order, each at its due time. A system clock
    /// runs ahead of the system by this duration from then on. Fractions of a millisecond are ignored.
    ///
    /// # Errors
    /// A fault if the database fails; then the clock has not moved.
    pub fn advance(&self, duration: Duration) -> Result<()> {
        self.lock()?.advance(duration)
    }

    /// Returns the time of the world.
    pub fn now(&self) -> Timestamp {
        // A panic in another call does not affect the clock.
        self.engine.lock().unwrap_or_else(PoisonError::into_inner).now()
    }

    /// Returns when the next unfinished operation falls due, or `None` if no operation is unfinished.
    ///
    /// # Errors
    /// A fault if the database fails.
    pub fn next_due(&self) -> Result<Option<Timestamp>> {
        let mut engine = self.lock()?;
        engine.tick()?;
        Ok(engine.next_due())
    }

    /// Moves the clock just far enough that no operation is unfinished.
    ///
    /// # Errors
    /// As [`Self::advance`].
    pub fn advance_until_idle(&self) -> Result<()> {
        self.lock()?.advance_until_idle()
    }

    /// Returns an independent copy of the world in memory, with the same state and the same sequence of ids. The new
    /// handle keeps the account and region of this one.
    ///
    /// # Errors
    /// A fault if the database fails.
    pub fn fork(&self) -> Result<Self> {
        let engine = self.lock()?.fork()?;
        Ok(Self { engine: Arc::new(Mutex::new(engine)), ..self.clone() })
    }

    /// Writes a consistent copy of the world to a new file that [`Builder::open`] accepts.
    ///
    /// # Errors
    /// [`Fault::Io`] if the file exists or cannot be written, [`Fault::Full`] if there is no room.
    pub fn snapshot(&self, path: impl AsRef<Path>) -> Result<()> {
        self.lock()?.snapshot(path.as_ref())
    }

    /// Returns the full state as JSON, in a stable order: equal worlds give equal bytes.
    ///
    /// # Errors
    /// A fault if the database fails.
    pub fn dump(&self) -> Result<Value> {
        let mut engine = self.lock()?;
        engine.tick()?;
        engine.store().read(engine.context(self.account, &self.region)).dump()
    }

    /// Checks the rules that hold in every state. Members belong to a router that exists, a router is in transition
    /// exactly while it has an unfinished operation, tags belong to a resource, client tokens decode, the file is sound.
    ///
    /// # Errors
    /// [`Fault::Invariant`] names the broken rule. [`Fault::Corrupt`] describes unreadable data.
    pub fn check_invariants(&self) -> Result<()> {
        let mut engine = self.lock()?;
        engine.tick()?;
        let tx = engine.store().read(engine.context(self.account, &self.region));
        engine.store().check_invariants(&tx)?;
        routes::check(&tx)
    }

    /// Returns a handle that acts as Cloud Enterprise Network, on the other side of a transit router.
    pub fn cen(&self) -> CenHandle<'_> {
        CenHandle::new(self)
    }

    /// Returns the inventory: the VPCs, VBRs, transit routers, CENs and accounts around the routers.
    pub fn inventory(&self) -> InventoryHandle<'_> {
        InventoryHandle::new(self)
    }

    /// Refuses a call whose operation is unknown, and returns its RequestId too.
    pub(crate) fn refuse<T>(&self, refusal: Refusal) -> (String, Result<T>) {
        self.identified(|_, _| Err(refusal.into()))
    }

    /// Runs a call under the lock, and returns its RequestId beside the outcome. A refusal carries it too.
    fn identified<T>(&self, run: impl FnOnce(&mut Engine, &str) -> Result<T>) -> (String, Result<T>) {
        match self.lock() {
            Ok(mut engine) => {
                let request_id = engine.next_request_id();
                let outcome = run(&mut engine, &request_id);
                let outcome = outcome.map_err(|error| error.with_request_id(&request_id));
                (request_id, outcome)
            }
            // Without the engine there is no sequence to draw from.
            Err(fault) => (uuid::Uuid::nil().to_string(), Err(fault)),
        }
    }

    /// Locks the world for one call. After a panic the in-memory state may be wrong, so it is reloaded from the database.
    fn lock(&self) -> Result<MutexGuard<'_, Engine>> {
        match self.engine.lock() {
            Ok(engine) => Ok(engine),
            Err(poisoned) => {
                let mut engine = poisoned.into_inner();
                engine.reload()?;
                self.engine.clear_poison();
                Ok(engine)
            }
        }
    }
}

impl std::fmt::Debug for Simulator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Simulator")
            .field("account", &self.account)
            .field("region", &self.region)
            .finish_non_exhaustive()
    }
}

/// The result of a call that was not refused.
struct Outcome<T> {
    replayed: bool,
    response: T,
    /// The change to the engine's in-memory state, if the call was a command.
    change: Option<Change>,
}

impl<T> Outcome<T> {
    /// Returns an answer that changed nothing.
    fn unchanged(response: T, replayed: bool) -> Self {
        Self { replayed, response, change: None }
    }
}

/// Checks that the principal may perform the action. The account itself may do everything.
fn authorise(request: &Request<'_>) -> Result<()> {
    match request.principal {
        Principal::Account => Ok(()),
    }
}

/// Turns a refusal with a code that the operation does not declare into a fault. Gateway codes need no declaration.
fn declared<R: Operation>(error: Error) -> Error {
    match error.refusal() {
        Some(refusal) if !refusal.code().is_gateway() && !R::declares(refusal.code()) => {
            Fault::Undeclared { operation: R::NAME, code: refusal.code_text().to_owned() }.into()
        }
        _ => error,
    }
}

fn dry_run_passed() -> Error {
    Refusal::new(Code::DryRunOperation).into()
}

fn refused_token(text: &str) -> Error {
    Refusal::about(Code::IllegalParamFormat, "ClientToken").with_value(text).into()
}

/// Returns the stored answer of a client token without executing the call. Refuses other parameters than the stored ones.
fn replay<R: Operation>(request: &R, row: &TokenRow) -> Result<R::Response> {
    let parameters = to_json(request)?;
    if parameters != row.parameters {
        let parameter = first_difference(&row.parameters, &parameters)?;
        return Err(Refusal::about(Code::IdempotentParameterMismatch, parameter).into());
    }
    from_json(&row.response)
}

/// Returns the first parameter, in alphabetical order, that differs between two requests of one operation.
fn first_difference(stored: &str, given: &str) -> Result<String> {
    let stored: serde_json::Map<String, Value> = from_json(stored)?;
    let given: serde_json::Map<String, Value> = from_json(given)?;
    let differs = |(name, value): &(&String, &Value)| stored.get(*name) != Some(*value);
    Ok(given.iter().find(differs).map(|(name, _)| name.clone()).unwrap_or_default())
}

fn to_json(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value)
        .map_err(|error| Fault::Internal(format!("cannot be written: {error}")).into())
}

fn from_json<T: serde::de::DeserializeOwned>(json: &str) -> Result<T> {
    serde_json::from_str(json).map_err(|error| Fault::Corrupt(format!("a token row: {error}")).into())
}
