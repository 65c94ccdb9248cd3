//! The HTTP front of `ecr-sim`: the official SDKs, Terraform and the CLI talk to a simulated world unmodified.
//!
//! ```text
//! network ─▶ command/serve ─▶ http, hosts ┬▶ gateway ─▶ parameters, auth ─▶ Simulator::invoke ─▶ answer ─▶ network
//!                                          └▶ admin
//! ```

#![forbid(unsafe_code)]

// In import order: each module uses only those above it.
mod refusal;
mod failure;
mod parameters;
mod xml;
mod answer;
mod endpoint;
mod hosts;
mod auth;
mod gateway;
mod admin;
mod http;
pub mod cli;
pub mod command;
