//! Creates and opens worlds.

use std::fmt::{Debug, Display};
use std::path::Path;
use std::time::Duration;

use crate::error::{Error, Fault, Result};
use crate::model::{AccountId, Clock, Ids, Latency, Mode, Quota, Region, Settings};
use crate::simulator::Simulator;
use crate::simulator::engine::{Engine, Upcoming};
use crate::store::{Context, Counters, Durability, Store, WriteTx};

/// Creates or opens a world. A setting that is not given has its default, or the stored value if the file exists.
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
    /// Sets the seed, from which resource ids, RequestIds and page tokens derive. Defaults to 0.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Sets the clock. Defaults to a manual clock at 2026-01-01T00:00:00Z.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = Some(clock);
        self
    }

    /// Sets how long operations stay unfinished. Defaults to no time.
    pub fn latency(mut self, latency: Latency) -> Self {
        self.latency = Some(latency);
        self
    }

    /// Limits the number of resources. Defaults to no limit.
    pub fn quota(mut self, quota: Quota) -> Self {
        self.quota = Some(quota);
        self
    }

    /// Sets the regions that offer the product. Defaults to the 32 of its metadata.
    pub fn regions(mut self, regions: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.regions = Some(regions.into_iter().map(Into::into).collect());
        self
    }

    /// Sets the region of the first handle. Defaults to cn-hangzhou.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// Sets the account of the first handle. Defaults to 1234567890123456.
    pub fn account(mut self, account: u64) -> Self {
        self.account = Some(account);
        self
    }

    /// Sets how long a client token is valid, in simulated time. Defaults to 24 hours (our choice).
    pub fn token_ttl(mut self, token_ttl: Duration) -> Self {
        self.token_ttl = Some(token_ttl);
        self
    }

    /// Sets whether instances exist that are not registered with [`Simulator::inventory`]. Defaults to
    /// [`Mode::Literal`]: they exist and allow every operation.
    pub fn mode(mut self, mode: Mode) -> Self {
        self.mode = Some(mode);
        self
    }

    /// Sets which failures a file survives. Defaults to [`Durability::Full`]. The file does not store it.
    pub fn durability(mut self, durability: Durability) -> Self {
        self.durability = durability;
        self
    }

    /// Limits the size of the database, in pages of 2,048 bytes, or of 4,096 in a file that an early version created.
    /// Calls that need more fail with [`Fault::Full`]. Defaults to the limit of SQLite, which is 1 GiB in memory. The
    /// file does not store the limit, and forks have none. A limit below the present size counts as that size.
    pub fn page_limit(mut self, pages: u32) -> Self {
        self.page_limit = Some(pages);
        self
    }

    /// Creates a world in memory.
    ///
    /// # Errors
    /// [`Fault::SettingInvalid`] if a region or the account is malformed.
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

    /// Opens a file, or creates it. The file is locked until the last handle is dropped. It must not be on a network
    /// file system.
    ///
    /// An existing world continues where it was closed: ids, unfinished operations, client tokens and clock.
    ///
    /// # Errors
    /// - [`Fault::InUse`] if another simulator has the file open.
    /// - [`Fault::Foreign`], [`Fault::TooNew`] or [`Fault::Corrupt`] if it is not a sound database of this version.
    /// - [`Fault::SettingInvalid`] if a region or the account is malformed.
    /// - [`Fault::SettingsMismatch`] if a given setting differs from the stored one.
    /// - [`Fault::Io`] or [`Fault::Full`] if the file system fails.
    ///
    /// A refused file is not written to, with one exception: SQLite finishes an interrupted rollback, whose `-journal` is
    /// beside the file. If that undoes the creation of a database, the file is empty and becomes a new world.
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

    /// Returns the given settings, completed by the defaults.
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

    /// Refuses a given setting that differs from the stored one.
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
