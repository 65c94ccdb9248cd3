//! The settings of a world.

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
    /// Time is the system's plus all that `advance` added. It never goes back.
    System,
}

impl Clock {
    /// Returns a clock that begins at `start` and moves only by `advance`.
    pub const fn manual_at(start: Timestamp) -> Self {
        Self::Manual { start }
    }
}

impl Default for Clock {
    /// Returns a manual clock at 2026-01-01T00:00:00Z.
    fn default() -> Self {
        Self::manual_at(Timestamp::DEFAULT_START)
    }
}

/// How long each kind of operation takes. With zero it has finished when the call returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Latency {
    /// Binding a member.
    pub associate: Duration,
    /// Unbinding a member.
    pub dissociate: Duration,
    /// Changing allowed prefixes, transit modes or bandwidth.
    pub update: Duration,
    /// A plain delete of a router.
    pub delete: Duration,
    /// A force delete of a router.
    pub force_delete: Duration,
}

impl Latency {
    /// Returns zero for every operation.
    pub const fn instant() -> Self {
        Self {
            associate: Duration::ZERO,
            dissociate: Duration::ZERO,
            update: Duration::ZERO,
            delete: Duration::ZERO,
            force_delete: Duration::ZERO,
        }
    }

    /// Returns 5 seconds to associate, dissociate and delete, 3 to update, 10 to force-delete. No page publishes figures:
    /// we chose them to match the intervals at which clients poll.
    pub const fn realistic() -> Self {
        Self {
            associate: Duration::from_secs(5),
            dissociate: Duration::from_secs(5),
            update: Duration::from_secs(3),
            delete: Duration::from_secs(5),
            force_delete: Duration::from_secs(10),
        }
    }

    /// Returns how long the operation takes that `event` begins.
    pub(crate) const fn of(&self, event: RouterEvent) -> Duration {
        match event {
            RouterEvent::Associate => self.associate,
            RouterEvent::Dissociate => self.dissociate,
            RouterEvent::Update => self.update,
            RouterEvent::Delete => self.delete,
            RouterEvent::ForceDelete => self.force_delete,
            // A lock of CEN lasts until its release, and ends take no time.
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

/// Defines a setter for each field.
macro_rules! setters {
    ($name:ident($argument:ident: $type:ty) = $value:expr; $($field:ident),*) => {
        impl $name {
            $(
                /// Sets the field of this name.
                #[must_use]
                pub const fn $field(mut self, $argument: $type) -> Self {
                    self.$field = $value;
                    self
                }
            )*
        }
    };
}

setters!(Latency(duration: Duration) = duration; associate, dissociate, update, delete, force_delete);

/// Whether unregistered instances of other products exist.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mode {
    /// They exist, belong to the owner that a call names, and can be bound.
    #[default]
    Literal,
    /// They do not exist.
    Strict,
}

/// How many resources there may be. `None`, the default, means no limit: the service has quotas but publishes no numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Quota {
    /// Routers of one account. One more is refused with `QuotaExceeded.EcrCountPerUser`.
    pub routers_per_account: Option<u32>,
    /// VPCs of one router. One more is refused with `QuotaExceeded.VpcCountPerEcr`.
    pub vpcs_per_router: Option<u32>,
    /// Transit routers of one router. One more is refused with `QuotaExceeded.TrCountPerEcr`.
    pub transit_routers_per_router: Option<u32>,
    /// Allowed prefixes of one association. One more is refused with `IllegalParamSize.AllowedPrefixes`.
    pub prefixes_per_association: Option<u32>,
}

setters!(
    Quota(count: u32) = Some(count);
    routers_per_account, vpcs_per_router, transit_routers_per_router, prefixes_per_association
);

/// The settings of a world, which never change. Files keep them, and forks inherit them.
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
    /// Returns the time at which the world begins. A system clock corrects it at once.
    pub fn start(&self) -> Timestamp {
        match self.clock {
            Clock::Manual { start } => start,
            Clock::System => Timestamp::from_millis(0),
        }
    }
}

impl Default for Settings {
    /// Returns the settings of a builder without calls.
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
