//! Failures of the server itself: errors and panics become `InternalError`.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::refusal::Refusal;

/// Runs a call and turns a panic, which is a bug of ours, into a refusal. The transaction rolls back while unwinding, and the
/// next call reloads the state from the database.
pub fn contained<T>(call: impl FnOnce() -> Result<T, Refusal>) -> Result<T, Refusal> {
    catch_unwind(AssertUnwindSafe(call)).unwrap_or(Err(Refusal::Internal))
}

/// Logs an error for the operator. The client does not see it, because it may name files.
pub fn failed(error: impl fmt::Display) -> Refusal {
    tracing::error!(%error, "an administrative call failed");
    Refusal::Internal
}
