//! What a world is created with and keeps for life.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::model::lifecycle::RouterEvent;
use crate::model::{AccountId, Region, Timestamp, supported_regions};

/// Where time comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Clock {
    /// Time moves only by `advance`.
    Manual {
        /// The time of a new world.
        start: Timestamp,
    },
    /// Time is that of the system, plus what `advance` added; it never goes back.
    System,
}

impl Clock {
    /// A clock that begins at `start` and moves only by `advance`.
    pub const fn manual_at(start: Timestamp) -> Self {
        Self::Manual { start }
    }
}

impl Default for Clock {
    /// A manual clock at 2026-01-01T00:00:00Z.
    fn default() -> Self {
        Self::manual_at(Timestamp::DEFAULT_START)
    }
}

/// How long each kind of unfinished operation takes. Zero means that it is finished when the call returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Latency {
    /// Binding a member.
    pub associate: Duration,
    /// Unbinding a member.
    pub dissociate: Duration,
    /// Changing what passes through `UPDATING`: allowed prefixes, transit modes, bandwidth.
    pub update: Duration,
    /// A plain delete of a router.
    pub delete: Duration,
    /// A force delete of a router.
    pub force_delete: Duration,
}

impl Latency {
    /// Everything at once.
    pub const fn instant() -> Self {
        Self {
            associate: Duration::ZERO,
            dissociate: Duration::ZERO,
            update: Duration::ZERO,
            delete: Duration::ZERO,
            force_delete: Duration::ZERO,
        }
    }

    /// 5 seconds to associate, dissociate and delete, 3 to update, 10 to force-delete (our choice: nothing is
    /// published, but clients wait in steps of that size).
    pub const fn realistic() -> Self {
        Self {
            associate: Duration::from_secs(5),
            dissociate: Duration::from_secs(5),
            update: Duration::from_secs(3),
            delete: Duration::from_secs(5),
            force_delete: Duration::from_secs(10),
        }
    }

    /// Sets how long it takes to bind a member.
    #[must_use]
    pub const fn associate(mut self, duration: Duration) -> Self {
        self.associate = duration;
        self
    }

    /// Sets how long it takes to unbind a member.
    #[must_use]
    pub const fn dissociate(mut self, duration: Duration) -> Self {
        self.dissociate = duration;
        self
    }

    /// Sets how long it takes to change allowed prefixes, transit modes or bandwidth.
    #[must_use]
    pub const fn update(mut self, duration: Duration) -> Self {
        self.update = duration;
        self
    }

    /// Sets how long it takes to delete a router.
    #[must_use]
    pub const fn delete(mut self, duration: Duration) -> Self {
        self.delete = duration;
        self
    }

    /// Sets how long it takes to force-delete a router.
    #[must_use]
    pub const fn force_delete(mut self, duration: Duration) -> Self {
        self.force_delete = duration;
        self
    }

    /// How long the operation takes that `event` begins.
    pub(crate) const fn of(&self, event: RouterEvent) -> Duration {
        match event {
            RouterEvent::Associate => self.associate,
            RouterEvent::Dissociate => self.dissociate,
            RouterEvent::Update => self.update,
            RouterEvent::Delete => self.delete,
            RouterEvent::ForceDelete => self.force_delete,
            // CEN's holds have no length of their own, and ends take no time.
            RouterEvent::LockAttaching
            | RouterEvent::LockDetaching
            | RouterEvent::Release
            | RouterEvent::Finish => Duration::ZERO,
        }
    }
}

impl Default for Latency {
    fn default() -> Self {
        Self::instant()
    }
}

/// What is assumed of instances of other products, of which no facts are registered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mode {
    /// They exist, belong to the owner that a call names, and can be bound.
    #[default]
    Literal,
    /// They do not exist.
    Strict,
}

/// How many resources there may be. The service has quotas but publishes no numbers, so `None`, unlimited, is the
/// default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Quota {
    /// Routers of one account; beyond it `QuotaExceeded.EcrCountPerUser`.
    pub routers_per_account: Option<u32>,
    /// VPCs of one router; beyond it `QuotaExceeded.VpcCountPerEcr`.
    #[serde(default)]
    pub vpcs_per_router: Option<u32>,
    /// Transit routers of one router; beyond it `QuotaExceeded.TrCountPerEcr`.
    #[serde(default)]
    pub transit_routers_per_router: Option<u32>,
    /// Allowed prefixes of one association; beyond it `IllegalParamSize.AllowedPrefixes`.
    #[serde(default)]
    pub prefixes_per_association: Option<u32>,
}

impl Quota {
    /// Sets how many allowed prefixes an association may have.
    #[must_use]
    pub const fn prefixes_per_association(mut self, count: u32) -> Self {
        self.prefixes_per_association = Some(count);
        self
    }
}

impl Quota {
    /// Sets how many routers an account may have.
    #[must_use]
    pub const fn routers_per_account(mut self, count: u32) -> Self {
        self.routers_per_account = Some(count);
        self
    }

    /// Sets how many VPCs a router may have.
    #[must_use]
    pub const fn vpcs_per_router(mut self, count: u32) -> Self {
        self.vpcs_per_router = Some(count);
        self
    }

    /// Sets how many transit routers a router may have.
    #[must_use]
    pub const fn transit_routers_per_router(mut self, count: u32) -> Self {
        self.transit_routers_per_router = Some(count);
        self
    }
}

/// What a world is created with and keeps for life, file and forks included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    pub seed: u64,
    pub clock: Clock,
    pub latency: Latency,
    pub quota: Quota,
    pub regions: Vec<Region>,
    pub region: Region,
    pub account: AccountId,
    pub token_ttl: Duration,
    /// Absent from files of early versions.
    #[serde(default)]
    pub mode: Mode,
}

impl Settings {
    /// The time at which the world begins. A system clock corrects it at once.
    pub fn start(&self) -> Timestamp {
        match self.clock {
            Clock::Manual { start } => start,
            Clock::System => Timestamp::from_millis(0),
        }
    }
}

impl Default for Settings {
    /// The settings of a builder without calls.
    fn default() -> Self {
        Self {
            seed: 0,
            clock: Clock::default(),
            latency: Latency::default(),
            quota: Quota::default(),
            regions: supported_regions(),
            region: Region::hangzhou(),
            account: AccountId::DEFAULT,
            token_ttl: Duration::from_secs(24 * 60 * 60),
            mode: Mode::default(),
        }
    }
}
