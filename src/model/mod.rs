//! What the words mean: values, their rules and the state machine. No SQL, no wire, no clock.

#[macro_use]
mod text;

mod account;
mod association;
mod child_instance;
mod client_token;
mod evidence;
mod filter;
mod flow_log;
mod grant;
mod id;
mod id_source;
mod inventory;
pub(crate) mod lifecycle;
mod member;
mod page;
mod prefix;
mod region;
mod route;
mod router;
mod settings;
mod tag;
mod time;
mod transit_mode;
mod values;

pub use crate::error::Invalid;
pub use account::AccountId;
pub use association::{Association, AssociationNodeType, AssociationState, Node};
pub use child_instance::{ChildInstance, InstanceType};
pub use client_token::ClientToken;
pub use evidence::{Evidence, Grade};
pub use filter::{Filter, IdFilters, NameFilter};
pub use flow_log::{FlowLog, FlowLogState, Interval, LogStoreName, ProjectName, SamplingRate};
pub use grant::{CallerType, Grant, GrantedType};
pub use id::{
    AssociationId, CenId, EcrId, FlowLogId, GrantId, GrantedId, NextHopId, ResourceGroupId, RouterIds,
    TransitRouterId, UntaggedRouterIds, VbrId, VpcId,
};
pub(crate) use id_source::{Ids, RequestIds};
pub use inventory::{
    Account, AdvertisedRoute, BgpState, Cen, Community, Inventory, StaticRoute, TransitRouter,
    TransitRouterEdition, Vbr, Vpc,
};
pub(crate) use inventory::{INVENTORY_ROUTES_MAX, InventoryItem};
pub use lifecycle::{AssociationStatus, ChildInstanceStatus, FlowLogStatus, RouterStatus};
pub(crate) use member::Member;
pub(crate) use page::Position;
pub use page::{MaxResults, NextToken};
pub use prefix::{Prefix, Prefixes, PrefixesMode};
pub use region::{NodeType, Region, supported_regions};
pub use route::{DisabledRoute, Route, RouteEntry, RouteStatus};
pub use router::{Asn, BizStatus, Router, RouterState};
pub use settings::{Clock, Latency, Mode, Quota, Settings};
pub use tag::{ResourceType, Tag, TagFilter, TagKey, TagKeys, TagModels, TagPattern, TagValue, Tags};
pub use text::{Description, MemberDescription, Name};
pub use time::Timestamp;
pub use transit_mode::{RegionTransitMode, TransitMode, TransitModes};
pub(crate) use values::ParameterType;
pub use values::Values;
