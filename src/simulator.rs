//! The simulator, and the pipeline that every call takes.

mod builder;
mod cen;
mod engine;
#[cfg(test)]
mod tests;
mod inventory;

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::Value;

pub use builder::Builder;
pub use cen::{CenHandle, CenLock};
use engine::{Change, Engine};
pub use inventory::InventoryHandle;

use crate::error::{Code, Error, Fault, Refusal, Result};
use crate::model::{AccountId, ClientToken, Region, Timestamp};
use crate::operation::{Call, Kind, Operation, Reply};
use crate::routes;
use crate::store::{ReadTx, Scope, TokenRow, WriteTx};

/// A simulated world, seen by one account in one region.
///
/// This is a handle: clones are cheap and share the world, also across threads. The world ends with its last handle; a
/// file is closed then.
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
    /// A new world in memory with every setting at its default: seed 0, a manual clock at 2026-01-01T00:00:00Z, instant
    /// transitions, account 1234567890123456, region cn-hangzhou.
    ///
    /// # Errors
    /// A fault if SQLite fails, which takes a lack of memory.
    pub fn in_memory() -> Result<Self> {
        Self::builder().in_memory()
    }

    /// A builder for everything else.
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

    /// The account that calls through this handle.
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// The region that is called through this handle.
    pub fn region(&self) -> &Region {
        &self.region
    }

    /// Performs an operation.
    ///
    /// # Errors
    /// [`Error::Refused`] with a code that the operation declares, and then nothing has changed; [`Error::Fault`] if the
    /// simulator itself fails.
    pub fn call<R: Operation>(&self, call: impl Into<Call<R>>) -> Result<Reply<R::Response>> {
        let call = call.into();
        let mut engine = self.lock()?;
        let request_id = engine.next_request_id();
        match engine.tick().and_then(|()| self.perform(&engine, call, &request_id)) {
            Ok(Outcome { replayed, response, change }) => {
                if let Some(change) = change {
                    engine.apply_change(change);
                }
                Ok(Reply { request_id, replayed, response })
            }
            Err(Error::Refused(refusal)) if !refusal.code().is_gateway() && !R::declares(refusal.code()) => {
                Err(Fault::Undeclared { operation: R::NAME, code: refusal.code_text().to_owned() }.into())
            }
            Err(Error::Refused(refusal)) => Err(refusal.with_request_id(&request_id).into()),
            Err(fault) => Err(fault),
        }
    }

    /// The pipeline after settling: authorise, inject, replay, guard, apply, record, commit. For a command it is one
    /// transaction, which a refusal rolls back.
    fn perform<R: Operation>(
        &self,
        engine: &Engine,
        call: Call<R>,
        request_id: &str,
    ) -> Result<Outcome<R::Response>> {
        let Call { request, client_token, dry_run } = call;
        let token = form_of(client_token.as_deref(), R::CLIENT_TOKEN_MAX)?;
        let dry_run = dry_run && R::DRY_RUN;
        let executes = R::Kind::WRITES && !dry_run;

        let read = engine.store().read(engine.context(self.account, &self.region));
        let transaction = if executes { Some(engine.store().begin()?) } else { None };

        let resource = R::Kind::resource(&request);
        authorise(R::NAME, &resource, &read)?;
        inject(R::NAME, &read)?;
        request.check(&read)?;

        let token = token.map_or_else(|| form(request_id), Ok)?;
        let scope = Scope::new(self.account, R::NAME, &resource, &token);
        let known = if executes { read.token_find(&scope)? } else { None };
        if let Some(row) = known.as_ref().filter(|row| !read.token_expired(row.created)) {
            return Ok(Outcome { replayed: true, response: replay(&request, row)?, change: None });
        }

        let witness = R::Kind::guard(&request, &read)?;
        if dry_run {
            return Err(Refusal::new(Code::DryRunOperation).into());
        }

        let tx = WriteTx::new(read, engine.last_key());
        let Some(transaction) = transaction else {
            let response = R::Kind::apply(request, witness, &tx)?;
            return Ok(Outcome { replayed: false, response, change: None });
        };
        let parameters = to_json(&request)?;
        let response = R::Kind::apply(request, witness, &tx)?;
        if let Some(expired) = &known {
            tx.token_delete(expired.id)?;
        }
        tx.token_insert(&scope, &parameters, &to_json(&response)?)?;
        let change = engine.finish_command(&tx)?;
        if let Err(fault) = transaction.commit() {
            // The outcome is unknown: it is the one that the token's row shows. A rollback brings an expired one back.
            let found = tx.token_find(&scope)?.map(|row| row.created);
            if found.is_none() || found == known.map(|expired| expired.created) {
                return Err(fault);
            }
        }
        Ok(Outcome { replayed: false, response, change: Some(change) })
    }

    /// Moves the clock and settles everything that falls due on the way, in order, each at its due time. On a system
    /// clock it adds to the time of the system. The clock counts milliseconds; what a duration has beyond them is lost.
    ///
    /// # Errors
    /// A fault if the database fails; then the clock has not moved.
    pub fn advance(&self, duration: Duration) -> Result<()> {
        self.lock()?.advance(duration)
    }

    /// The time of the world.
    pub fn now(&self) -> Timestamp {
        // Time goes on also where a call has panicked.
        self.engine.lock().unwrap_or_else(PoisonError::into_inner).now()
    }

    /// When the next unfinished operation falls due, if there is one.
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

    /// An independent copy of the world in memory: same state, same ids to come. The handle keeps account and region.
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

    /// The full state as JSON, in a stable order: equal worlds give equal bytes. Whatever is called through this or
    /// another handle later does not change the value.
    ///
    /// # Errors
    /// A fault if the database fails.
    pub fn dump(&self) -> Result<Value> {
        let mut engine = self.lock()?;
        engine.tick()?;
        engine.store().read(engine.context(self.account, &self.region)).dump()
    }

    /// Checks what must hold in every state: members belong to a living router, a router is in transition exactly while
    /// it has an unfinished operation, no tag is an orphan, client tokens decode, the file is sound.
    ///
    /// # Errors
    /// [`Fault::Invariant`] names the rule that is broken, [`Fault::Corrupt`] what cannot be read.
    pub fn check_invariants(&self) -> Result<()> {
        let mut engine = self.lock()?;
        engine.tick()?;
        let tx = engine.store().read(engine.context(self.account, &self.region));
        engine.store().check_invariants(&tx)?;
        routes::check(&tx)
    }

    /// What Cloud Enterprise Network, on the other side of a transit router, does to this world.
    pub fn cen(&self) -> CenHandle<'_> {
        CenHandle::new(self)
    }

    /// What stands outside of routers: VPCs, VBRs, transit routers, CENs, accounts.
    pub fn inventory(&self) -> InventoryHandle<'_> {
        InventoryHandle::new(self)
    }

    /// An id for a call that does not reach the pipeline.
    pub(crate) fn next_request_id(&self) -> Result<String> {
        Ok(self.lock()?.next_request_id())
    }

    /// The lock is held for one call. After a panic under it, memory and database may differ, and the database counts.
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

/// What a call leads to.
struct Outcome<T> {
    replayed: bool,
    response: T,
    /// What the engine has to note, if the call changed anything.
    change: Option<Change>,
}

/// Whether the caller may. Everybody may everything: policies are not simulated yet.
fn authorise(_action: &str, _resource: &str, _tx: &ReadTx<'_>) -> Result<()> {
    Ok(())
}

/// Whether a fault is to be injected. None is: injection is not simulated yet.
fn inject(_action: &str, _tx: &ReadTx<'_>) -> Result<()> {
    Ok(())
}

/// The token of a call, if it has one. An empty one counts as absent, and any one where the operation has none.
fn form_of(token: Option<&str>, chars_max: usize) -> Result<Option<ClientToken>> {
    let token = token.filter(|token| !token.is_empty() && chars_max > 0);
    match token.filter(|token| token.len() > chars_max) {
        Some(long) => Err(bad_token(long)),
        None => token.map(form).transpose(),
    }
}

fn form(token: &str) -> Result<ClientToken> {
    token.parse().map_err(|_| bad_token(token))
}

fn bad_token(token: &str) -> Error {
    Refusal::about(Code::IllegalParamFormat, "ClientToken").with_value(token).into()
}

/// Answers from the row of a token, without executing.
fn replay<R: Operation>(request: &R, row: &TokenRow) -> Result<R::Response> {
    let parameters = to_json(request)?;
    if parameters != row.parameters {
        let parameter = first_difference(&row.parameters, &parameters)?;
        return Err(Refusal::about(Code::IdempotentParameterMismatch, parameter).into());
    }
    from_json(&row.response)
}

/// The first parameter, in alphabetical order, that differs between two requests of one operation.
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
