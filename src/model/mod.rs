//! What the words mean: values, their rules and the state machine. No SQL, no wire, no clock.

#[macro_use]
mod text;

mod account;
mod child_instance;
mod client_token;
mod filter;
mod flow_log;
mod id;
mod invalid;
pub(crate) mod lifecycle;
mod page;
mod region;
mod router;
mod settings;
mod tag;
mod time;

pub use account::AccountId;
pub use child_instance::{ChildInstance, InstanceType};
pub use client_token::ClientToken;
pub use filter::{Filter, NameFilter};
pub use flow_log::{FlowLog, FlowLogState, Interval, LogStoreName, ProjectName, SamplingRate};
pub use id::{AssociationId, EcrId, FlowLogId, ResourceGroupId, VbrId};
pub use invalid::Invalid;
pub use lifecycle::{ChildInstanceStatus, FlowLogStatus, RouterStatus};
pub(crate) use page::empty_on_last_page;
pub use page::{MaxResults, NextToken};
pub use region::{NodeType, Region, supported_regions};
pub use router::{Asn, BizStatus, Router, RouterState};
pub use settings::{Clock, Latency, Quota, Settings};
pub use tag::{Tag, TagFilter, TagKey, TagPattern, TagValue, Tags};
pub use text::{Description, MemberDescription, Name};
pub use time::Timestamp;
