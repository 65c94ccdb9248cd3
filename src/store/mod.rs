//! The database: the only SQL and the only file access of the crate.
//!
//! Each table or pair of tables has a file. The others define what they share (`sql`, `page`), transactions and the
//! context of a call (`tx`), questions about several tables, and opening, migrating, checking, copying and dumping a
//! database. `rusqlite` is used nowhere else.

#[macro_use]
mod sql;

mod association;
mod child_instance;
mod connection;
mod copy;
mod dump;
mod file;
mod flow_log;
mod grant;
mod invariants;
mod inventory;
mod member;
mod migrations;
mod open;
mod page;
mod pending;
#[cfg(test)]
mod plans;
mod route;
mod router;
mod tag;
mod token;
mod transit_mode;
mod tx;
mod world;

pub use association::AssociationQuery;
pub use child_instance::ChildInstanceQuery;
pub use flow_log::{FlowLogChange, FlowLogQuery};
pub use grant::GrantQuery;
pub use open::{Durability, Store};
pub use page::{Page, Window};
pub use pending::Pending;
pub use route::{NextHop, RouteQuery};
pub use router::RouterQuery;
pub use tag::TaggedRouter;
pub use token::{Scope, TokenRow};
pub use tx::{Context, ReadTx, Transaction, WriteTx};
pub use world::Counters;
