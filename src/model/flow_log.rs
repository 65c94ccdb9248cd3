//! Flow logs.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::model::{
    Description, FlowLogId, FlowLogStatus, Invalid, Name, ParameterType, Region, ResourceGroupId, Timestamp,
    Values, VbrId,
};

/// Returns whether `text` has 3 to 63 characters that `inner` allows, and begins and ends with one of `[a-z0-9]`.
fn is_sls_name(text: &str, inner: fn(u8) -> bool) -> bool {
    let outer = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = text.as_bytes();
    (3..=63).contains(&bytes.len())
        && bytes.iter().all(|&byte| outer(byte) || inner(byte))
        && bytes.first().copied().is_some_and(outer)
        && bytes.last().copied().is_some_and(outer)
}

text_type! {
    /// The name of an SLS project: 3 to 63 of `[a-z0-9-]`, the first and the last of `[a-z0-9]` (documented).
    ProjectName: "[a-z0-9-]" [3..=63], |text| is_sls_name(text, |byte| byte == b'-')
}

text_type! {
    /// The name of an SLS Logstore: 3 to 63 of `[a-z0-9_-]`, the first and the last of `[a-z0-9]` (documented).
    LogStoreName: "[a-z0-9_-]" [3..=63], |text| is_sls_name(text, |byte| matches!(byte, b'-' | b'_'))
}

word_type! {
    /// How many packets are sampled.
    #[derive(Default)]
    SamplingRate {
        /// One of 4,096, the default.
        #[default]
        OneIn4096 = "1:4096",
        /// One of 2,048.
        OneIn2048 = "1:2048",
        /// One of 1,024.
        OneIn1024 = "1:1024",
    }
}

/// How long traffic is aggregated before it is delivered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub enum Interval {
    /// 60 seconds.
    OneMinute,
    /// 600 seconds, the default.
    #[default]
    TenMinutes,
}

impl Interval {
    /// Returns the interval in seconds.
    pub const fn seconds(self) -> i64 {
        match self {
            Self::OneMinute => 60,
            Self::TenMinutes => 600,
        }
    }
}

impl TryFrom<i64> for Interval {
    type Error = Invalid;

    fn try_from(seconds: i64) -> Result<Self, Invalid> {
        match seconds {
            60 => Ok(Self::OneMinute),
            600 => Ok(Self::TenMinutes),
            _ => Err(Invalid::NotAllowed),
        }
    }
}

impl From<Interval> for i64 {
    fn from(interval: Interval) -> Self {
        interval.seconds()
    }
}

impl ParameterType for Interval {
    const VALUES: Values = Values::Integer(&[(60, 60), (600, 600)]);
}

integer_type!(Interval);

impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.seconds().fmt(f)
    }
}

/// What the rules need to know of a flow log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FlowLogState {
    /// The internal key.
    pub key: i64,
    /// The key of the router.
    pub router: i64,
    pub status: FlowLogStatus,
    pub tagged: bool,
}

/// A flow log as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowLog {
    /// The internal key: the counter that its id derives from, so creation order is key order.
    pub key: i64,
    pub flow_log_id: FlowLogId,
    /// The key of the router.
    pub router: i64,
    pub name: Name,
    pub description: Description,
    pub instance_id: VbrId,
    pub interval: Interval,
    pub sampling_rate: SamplingRate,
    pub project: ProjectName,
    pub log_store: LogStoreName,
    pub region: Region,
    pub sls_region: Region,
    pub resource_group_id: ResourceGroupId,
    pub status: FlowLogStatus,
    pub tagged: bool,
    pub created: Timestamp,
}
