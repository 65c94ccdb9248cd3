//! The part of a world that a call locks: the database with the world's clock, counters and settings.

use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::error::{Fault, Result};
use crate::model::{AccountId, Clock, Ids, Region, RequestIds, Settings, Timestamp};
use crate::store::{Context, Counters, ReadTx, Store, WriteTx};
use crate::transition;

/// RequestIds are reserved in the file in blocks of this many, so that most calls do not write for them.
const REQUEST_BLOCK: u64 = 1024;

/// The database of a world, and the state that every call needs, in memory.
pub(super) struct Engine {
    store: Store,
    settings: Settings,
    counters: Counters,
    ids: Ids,
    requests: RequestIds,
    upcoming: Upcoming,
    /// The latest time returned to anyone. A system clock that is set back does not move until it has caught up.
    latest_answer: Timestamp,
}

/// The next events that only need time to pass.
#[derive(Clone, Copy, Default)]
pub(super) struct Upcoming {
    /// When the next unfinished operation falls due.
    next_due: Option<Timestamp>,
    /// When the oldest client token was stored.
    oldest_token: Option<Timestamp>,
}

impl Upcoming {
    /// Reads them from the database.
    pub(super) fn read(tx: &ReadTx<'_>) -> Result<Self> {
        let next_due = tx.pending_next()?.map(|pending| pending.due);
        Ok(Self { next_due, oldest_token: tx.token_oldest()? })
    }
}

/// The change of a command to the in-memory state, applied after its commit.
#[derive(Clone, Copy)]
pub(super) struct Change {
    last_key: i64,
    scheduled: Option<Timestamp>,
    oldest_token: Option<Timestamp>,
}

impl Engine {
    /// Continues a world from its stored state.
    pub(super) fn new(store: Store, settings: Settings, counters: Counters, upcoming: Upcoming) -> Self {
        Self {
            ids: Ids::new(settings.seed),
            requests: RequestIds::new(settings.seed, counters.request_position),
            store,
            settings,
            latest_answer: counters.now,
            counters,
            upcoming,
        }
    }

    /// Reloads the in-memory state from the database. Called after a panic, whose transaction was rolled back while unwinding.
    pub(super) fn reload(&mut self) -> Result<()> {
        let read = self.store.read(self.own_context());
        let (_, counters) =
            read.world_find()?.ok_or_else(|| Fault::Corrupt("there is no world".to_owned()))?;
        self.upcoming = Upcoming::read(&read)?;
        self.counters = Counters { now: counters.now.max(self.counters.now), ..counters };
        Ok(())
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.settings
    }

    pub(super) fn store(&self) -> &Store {
        &self.store
    }

    pub(super) fn now(&mut self) -> Timestamp {
        self.latest_answer = match self.settings.clock {
            Clock::Manual { .. } => self.counters.now,
            Clock::System => {
                self.latest_answer.max(self.counters.now).max(system_time().after(self.counters.offset))
            }
        };
        self.latest_answer
    }

    pub(super) fn next_due(&self) -> Option<Timestamp> {
        self.upcoming.next_due
    }

    pub(super) fn last_key(&self) -> i64 {
        self.counters.last_key
    }

    /// Returns the context of a call at the present time.
    pub(super) fn context<'a>(&'a self, caller: AccountId, region: &'a Region) -> Context<'a> {
        Context { caller, region, now: self.counters.now, settings: &self.settings, ids: &self.ids }
    }

    /// Returns the context of changes that no call makes.
    fn own_context(&self) -> Context<'_> {
        self.context(self.settings.account, &self.settings.region)
    }

    /// Returns the next RequestId. A call gets one even if the reservation fails.
    pub(super) fn next_request_id(&mut self) -> String {
        let position = self.requests.position();
        if position >= self.counters.request_position {
            let end = position + REQUEST_BLOCK;
            if self.write(|tx| tx.world_set_request_position(end)).is_ok() {
                self.counters.request_position = end;
            }
        }
        self.requests.next_id()
    }

    /// Updates a system clock and settles what is due. Does nothing on a manual clock.
    pub(super) fn tick(&mut self) -> Result<()> {
        if self.settings.clock == Clock::System {
            let now = self.now();
            if self.upcoming.next_due.is_some_and(|due| due <= now) {
                return self.settle(now, self.counters.offset);
            }
            self.counters.now = now;
        }
        Ok(())
    }

    pub(super) fn advance(&mut self, duration: Duration) -> Result<()> {
        match self.settings.clock {
            Clock::Manual { .. } => self.settle(self.counters.now.after(duration), self.counters.offset),
            Clock::System => {
                let offset = self.counters.offset.saturating_add(duration);
                self.settle(
                    self.latest_answer.max(self.counters.now).max(system_time().after(offset)),
                    offset,
                )
            }
        }
    }

    pub(super) fn advance_until_idle(&mut self) -> Result<()> {
        self.tick()?;
        let last_due = self.store.read(self.own_context()).pending_last_due()?;
        let wait = last_due.map_or(0, |due| due.as_millis().saturating_sub(self.counters.now.as_millis()));
        self.advance(Duration::from_millis(wait.max(0).cast_unsigned()))
    }

    /// Moves the clock to `now`. Everything due until then takes effect in (due, id) order, each at its due time.
    fn settle(&mut self, now: Timestamp, offset: Duration) -> Result<()> {
        let transaction = self.store.begin()?;
        let at = |time| {
            let context = Context { now: time, ..self.own_context() };
            WriteTx::new(&transaction, context, self.counters.last_key)
        };
        let tx = at(now);
        while let Some(pending) = tx.pending_next()?.filter(|pending| pending.due <= now) {
            transition::finish(&at(pending.due), &pending)?;
        }
        tx.world_set_now(now, offset)?;
        let upcoming = Upcoming::read(&tx)?;
        transaction.commit()?;
        self.counters.now = now;
        self.counters.offset = offset;
        self.upcoming = upcoming;
        Ok(())
    }

    /// Performs the last writes of a command: removes expired tokens and stores a system clock.
    pub(super) fn finish_command(&self, tx: &WriteTx<'_>) -> Result<Change> {
        let now = tx.context().now;
        let mut oldest_token = self.upcoming.oldest_token.or(Some(now));
        if oldest_token.is_some_and(|created| tx.token_expired(created)) {
            tx.token_purge()?;
            oldest_token = tx.token_oldest()?;
        }
        self.store_time(tx)?;
        Ok(Change { last_key: tx.last_key(), scheduled: tx.scheduled(), oldest_token })
    }

    /// Stores the time of a system clock, so that it never goes back. A manual clock is stored when it is moved.
    fn store_time(&self, tx: &WriteTx<'_>) -> Result<()> {
        match self.settings.clock {
            Clock::Manual { .. } => Ok(()),
            Clock::System => tx.world_set_now(self.counters.now, self.counters.offset),
        }
    }

    /// Applies the change of a command, after its commit.
    pub(super) fn apply_change(&mut self, change: Change) {
        self.counters.last_key = change.last_key;
        self.upcoming.oldest_token = change.oldest_token;
        self.upcoming.next_due = match (self.upcoming.next_due, change.scheduled) {
            (Some(known), Some(scheduled)) => Some(known.min(scheduled)),
            (known, scheduled) => known.or(scheduled),
        };
    }

    pub(super) fn fork(&mut self) -> Result<Self> {
        self.tick()?;
        let position = self.requests.position();
        Ok(Self {
            store: self.store.copy_to_memory()?,
            settings: self.settings.clone(),
            // The copy has reserved no RequestId beyond the original's position.
            counters: Counters { request_position: position, ..self.counters },
            ids: Ids::new(self.settings.seed),
            requests: RequestIds::new(self.settings.seed, position),
            upcoming: self.upcoming,
            latest_answer: self.latest_answer,
        })
    }

    pub(super) fn snapshot(&mut self, path: &Path) -> Result<()> {
        self.tick()?;
        self.save()?;
        self.store.copy_to_file(path)
    }

    /// Stores the exact position of the RequestIds, and the time of a system clock.
    fn save(&mut self) -> Result<()> {
        let position = self.requests.position();
        self.write(|tx| tx.world_set_request_position(position))?;
        self.counters.request_position = position;
        Ok(())
    }

    /// Performs a change that is not a call, in its own transaction.
    pub(super) fn write<T>(&self, change: impl FnOnce(&WriteTx<'_>) -> Result<T>) -> Result<T> {
        let transaction = self.store.begin()?;
        let tx = WriteTx::new(&transaction, self.own_context(), self.counters.last_key);
        let value = change(&tx)?;
        self.store_time(&tx)?;
        transaction.commit()?;
        Ok(value)
    }
}

impl Drop for Engine {
    /// Stores the position of the RequestIds. A failure leaves a gap in them, as a crash does.
    fn drop(&mut self) {
        if self.requests.position() != self.counters.request_position {
            let _ = self.save();
        }
    }
}

/// Reads the wall clock. Nothing else does.
fn system_time() -> Timestamp {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the clock of the simulator that everybody else asks"
    )]
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(0).after(since_epoch)
}
