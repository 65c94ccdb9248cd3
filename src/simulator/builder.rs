//! How a world is created or opened.

use std::fmt::{Debug, Display};
use std::path::Path;
use std::time::Duration;

use crate::error::{Error, Fault, Result};
use crate::model::{AccountId, Clock, Ids, Latency, Mode, Quota, Region, Settings};
use crate::simulator::Simulator;
use crate::simulator::engine::{Engine, Upcoming};
use crate::store::{Context, Counters, Durability, Store, WriteTx};

/// How a world is created or opened. What is not set keeps its default, or, for a file that exists, what the file has.
///
/// ```
/// use ecr_sim::{Latency, Simulator};
/// use std::time::Duration;
///
/// let sim = Simulator::builder().seed(7).latency(Latency::realistic()).in_memory()?;
/// sim.advance(Duration::from_secs(60))?;
/// assert_eq!(sim.now().to_string(), "2026-01-01T00:01:00Z");
/// # Ok::<(), ecr_sim::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct Builder {
    seed: Option<u64>,
    clock: Option<Clock>,
    latency: Option<Latency>,
    quota: Option<Quota>,
    regions: Option<Vec<String>>,
    region: Option<String>,
    account: Option<u64>,
    token_ttl: Option<Duration>,
    mode: Option<Mode>,
    durability: Durability,
    page_limit: Option<u32>,
}

impl Builder {
    /// What resource ids, RequestIds and paging derive from. Default 0.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Where time comes from. Default a manual clock at 2026-01-01T00:00:00Z.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = Some(clock);
        self
    }

    /// How long unfinished operations take. Default no time.
    pub fn latency(mut self, latency: Latency) -> Self {
        self.latency = Some(latency);
        self
    }

    /// How many resources there may be. Default any number.
    pub fn quota(mut self, quota: Quota) -> Self {
        self.quota = Some(quota);
        self
    }

    /// The regions that offer the product. Default the 32 of its metadata.
    pub fn regions(mut self, regions: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.regions = Some(regions.into_iter().map(Into::into).collect());
        self
    }

    /// The region that the first handle calls. Default cn-hangzhou.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// The account that the first handle calls for. Default 1234567890123456.
    pub fn account(mut self, account: u64) -> Self {
        self.account = Some(account);
        self
    }

    /// How long a client token is remembered, in simulated time. Default 24 hours; no page of the product says.
    pub fn token_ttl(mut self, token_ttl: Duration) -> Self {
        self.token_ttl = Some(token_ttl);
        self
    }

    /// What is assumed of instances of other products that are not registered with [`Simulator::inventory`]. Default
    /// [`Mode::Literal`]: that they exist and are good.
    pub fn mode(mut self, mode: Mode) -> Self {
        self.mode = Some(mode);
        self
    }

    /// What a file survives. Default [`Durability::Full`]. It is no part of the file: each opener decides.
    pub fn durability(mut self, durability: Durability) -> Self {
        self.durability = durability;
        self
    }

    /// The size that the database may reach, in pages of 2,048 bytes; a file that an early version created has pages of
    /// 4,096. Forks have no limit. Beyond it calls end in [`Fault::Full`]. Default what SQLite allows: 1 GiB in memory.
    /// It is no part of the file: each opener decides. A limit below the present size counts as that size.
    pub fn page_limit(mut self, pages: u32) -> Self {
        self.page_limit = Some(pages);
        self
    }

    /// Creates a world in memory.
    ///
    /// # Errors
    /// [`Fault::SettingInvalid`] for a region or an account that is none.
    pub fn in_memory(self) -> Result<Simulator> {
        let settings = self.settings()?;
        let store = Store::in_memory()?;
        self.limit(&store)?;
        let counters = Counters::new(settings.start());
        if settings != Settings::default() {
            let transaction = store.begin()?;
            let ids = Ids::new(settings.seed);
            WriteTx::new(&transaction, Context::of_world(&settings, &ids), 0).world_insert(&settings)?;
            transaction.commit()?;
        }
        Ok(Simulator::new(Engine::new(store, settings, counters, Upcoming::default())))
    }

    /// Opens a file, or creates it. The file is locked until the last handle is dropped; it must not be on a network
    /// file system.
    ///
    /// An existing file goes on exactly where it was left: ids, unfinished operations, client tokens, clock.
    ///
    /// # Errors
    /// [`Fault::InUse`] if a simulator has it open, [`Fault::Foreign`], [`Fault::TooNew`] and [`Fault::Corrupt`] for what
    /// is no sound database of ours; [`Fault::SettingInvalid`] for a region or an account that is none;
    /// [`Fault::SettingsMismatch`] if a setting was given that differs from the file's;
    /// [`Fault::Io`] and [`Fault::Full`] as they say. A file that is not opened was not written to, except that a
    /// rollback of ours that was interrupted, with a `-journal` beside the file, is finished first. Where that undoes the
    /// creation of a database, no matter who began it, the file is empty and becomes a new world.
    pub fn open(self, path: impl AsRef<Path>) -> Result<Simulator> {
        let asked = self.settings()?;
        let (store, (settings, counters, upcoming)) =
            Store::open(path.as_ref(), self.durability, &asked, |read| {
                let Some((settings, counters)) = read.world_find()? else {
                    return Err(Fault::Corrupt("there is no world".to_owned()).into());
                };
                self.compare(&asked, &settings)?;
                Ok((settings, counters, Upcoming::read(read)?))
            })?;
        self.limit(&store)?;
        Ok(Simulator::new(Engine::new(store, settings, counters, upcoming)))
    }

    fn limit(&self, store: &Store) -> Result<()> {
        self.page_limit.map_or(Ok(()), |pages| store.limit_pages(pages))
    }

    /// The settings that were given, completed by the defaults.
    fn settings(&self) -> Result<Settings> {
        let mut settings = Settings::default();
        if let Some(id) = &self.region {
            settings.region = region("region", id)?;
        }
        if let Some(account) = self.account {
            settings.account = AccountId::try_from(account).map_err(|_| invalid("account", account))?;
        }
        if let Some(regions) = &self.regions {
            settings.regions = regions.iter().map(|id| region("regions", id)).collect::<Result<_>>()?;
        }
        settings.seed = self.seed.unwrap_or(settings.seed);
        settings.clock = self.clock.unwrap_or(settings.clock);
        settings.latency = self.latency.unwrap_or(settings.latency);
        settings.quota = self.quota.unwrap_or(settings.quota);
        settings.token_ttl = self.token_ttl.unwrap_or(settings.token_ttl);
        settings.mode = self.mode.unwrap_or(settings.mode);
        Ok(settings)
    }

    /// Refuses what was given and differs from what the file has.
    fn compare(&self, asked: &Settings, stored: &Settings) -> Result<()> {
        agree("seed", self.seed.is_some(), &asked.seed, &stored.seed)?;
        agree("clock", self.clock.is_some(), &asked.clock, &stored.clock)?;
        agree("latency", self.latency.is_some(), &asked.latency, &stored.latency)?;
        agree("quota", self.quota.is_some(), &asked.quota, &stored.quota)?;
        agree("regions", self.regions.is_some(), &asked.regions, &stored.regions)?;
        agree("region", self.region.is_some(), &asked.region, &stored.region)?;
        agree("account", self.account.is_some(), &asked.account, &stored.account)?;
        agree("token_ttl", self.token_ttl.is_some(), &asked.token_ttl, &stored.token_ttl)?;
        agree("mode", self.mode.is_some(), &asked.mode, &stored.mode)
    }
}

fn agree<T: PartialEq + Debug>(setting: &'static str, given: bool, asked: &T, stored: &T) -> Result<()> {
    if given && asked != stored {
        let (given, stored) = (format!("{asked:?}"), format!("{stored:?}"));
        return Err(Fault::SettingsMismatch { setting, given, stored }.into());
    }
    Ok(())
}

fn region(setting: &'static str, id: &str) -> Result<Region> {
    id.parse().map_err(|_| invalid(setting, id))
}

fn invalid(setting: &'static str, given: impl Display) -> Error {
    Fault::SettingInvalid { setting, given: given.to_string() }.into()
}
