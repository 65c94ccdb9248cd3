//! A deterministic, embeddable simulator of the control plane of Alibaba Cloud **Express Connect Router** (API
//! `ExpressConnectRouter`, version `2023-09-01`).
//!
//! No network, no threads, no wall clock, no ambient randomness: the same seed and the same calls give the same bytes.
//! State lives in SQLite, in memory or in a file. [`Simulator`] is the way in; [`Simulator::call`] takes typed requests,
//! [`Simulator::invoke`] what a client sends. Calls block, for microseconds in memory and for a sync of the disk in a file:
//! see [`Simulator`].
//!
//! ```
//! use ecr_sim::{
//!     Asn, AttachExpressConnectRouterChildInstance, Call, CreateExpressConnectRouter, CreateFlowLog, DeleteFlowlog,
//!     InstanceType, Region, Simulator, VbrId,
//! };
//!
//! let sim = Simulator::in_memory()?;
//! let ecr_id = sim.call(CreateExpressConnectRouter::new(Asn::try_from(64512)?))?.response.ecr_id;
//! let vbr: VbrId = "vbr-1".parse()?;
//! let region: Region = "cn-hangzhou".parse()?;
//! sim.call(AttachExpressConnectRouterChildInstance::new(ecr_id.clone(), vbr.clone(), InstanceType::Vbr, region))?;
//! let flow_log = CreateFlowLog::new(ecr_id.clone(), InstanceType::Vbr, vbr, "audit".parse()?, "vbr_flow".parse()?);
//! let flow_log_id = sim.call(flow_log)?.response.flow_log_id;
//!
//! // A retry with the same client token is answered like the first call, without a second effect.
//! let delete = Call::new(DeleteFlowlog::new(ecr_id, flow_log_id)).client_token("d-1");
//! assert!(!sim.call(delete.clone())?.replayed);
//! assert!(sim.call(delete)?.replayed);
//! # Ok::<(), ecr_sim::Error>(())
//! ```

#![forbid(unsafe_code)]

// In import order: each module uses only those above it.
mod code;
mod error;
mod model;
mod wire;
mod store;
mod routes;
mod transition;
mod operation;
mod simulator;
mod api;
mod dispatch;

pub use api::*;
pub use code::{Code, UnknownCode};
pub use dispatch::{OPERATIONS, OperationEntry};
pub use error::{Error, Fault, Invalid, Refusal, Result};
pub use model::{
    Account, AccountId, AdvertisedRoute, Asn, AssociationId, AssociationNodeType, AssociationStatus,
    BgpState, BizStatus, CallerType, Cen, CenId, ChildInstanceStatus, ClientToken, Clock, Community,
    Description, EcrId, Evidence, Filter, FlowLogId, FlowLogStatus, Grade, GrantId, GrantedId, GrantedType,
    IdFilters, InstanceType, Interval, Inventory, Latency, LogStoreName, MaxResults, MemberDescription, Mode,
    Name, NameFilter, NextHopId, NextToken, NodeType, Prefix, Prefixes, PrefixesMode, ProjectName, Quota,
    Region, RegionTransitMode, ResourceGroupId, ResourceType, RouteStatus, RouterIds, RouterStatus,
    SamplingRate, StaticRoute, Tag, TagFilter, TagKey, TagKeys, TagModels, TagPattern, TagValue, Tags,
    Timestamp, TransitMode, TransitModes, TransitRouter, TransitRouterEdition, TransitRouterId,
    UntaggedRouterIds, Values, Vbr, VbrId, Vpc, VpcId, supported_regions,
};
pub use operation::{Call, Empty, How, Operation, Paged, Parameter, Parameters, Reply};
pub use simulator::{Builder, CenHandle, CenLock, InventoryHandle, Simulator};
pub use store::Durability;
pub use wire::{Failure, WireReply, host_id};

/// Compiles the examples of the README as tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
