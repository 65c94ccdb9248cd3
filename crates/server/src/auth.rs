//! Authentication: signatures, keys, clock and nonces.
//!
//! A call is signed with one of two schemes, which share keys, clock and nonces:
//!
//! - `ACS3-HMAC-SHA256`, if the `Authorization` header begins with `ACS3-`;
//! - RPC V1 (HMAC-SHA1, parameters in query or form) otherwise.
//!
//! A call without a signature, or with a bearer token, names no access key and is refused for that.

mod canonical;
mod keys;
mod nonces;
mod request;
mod acs3;
mod rpc;
#[cfg(test)]
pub(crate) mod tests;

use std::sync::{Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use ecr_sim::{AccountId, Timestamp};

use crate::refusal::Refusal;
use acs3::Authorization;
use nonces::Nonces;
use request::given;

pub use keys::{Key, Keys, SecurityToken};
pub use request::Incoming;

/// The largest difference between the time of a call and the server's, either way (documented).
const SKEW_MAX_MS: u64 = 15 * 60 * 1_000;

/// Returns the access key id that a request names, without checking its signature.
pub fn claimed<'a>(request: &Incoming<'a>) -> Option<&'a str> {
    let authorization = Authorization::of(request).ok().flatten();
    authorization.map(|it| it.access_key).or_else(|| given(request.parameters, "AccessKeyId"))
}

/// Checks signatures, and remembers the nonces of valid ones so that no request is accepted twice.
#[derive(Debug)]
pub struct Verifier {
    keys: Keys,
    nonces: Mutex<Nonces>,
}

impl Verifier {
    /// Creates a verifier for these keys.
    pub fn new(keys: Keys) -> Self {
        Self { keys, nonces: Mutex::default() }
    }

    /// Returns the account whose key signed `request`. `now` is real time, not the simulator's.
    ///
    /// Reports the first problem, checked in this order: required fields, form of the time, time (at most 15 minutes off), key,
    /// security token, hash of the body and signature, nonce. Only a call with a valid signature uses up its nonce.
    pub fn verify(&self, request: &Incoming<'_>, now: SystemTime) -> Result<AccountId, Refusal> {
        let authorization = Authorization::of(request)?;
        let claim = match &authorization {
            Some(authorization) => authorization.claim(request)?,
            None => rpc::claim(request.parameters)?,
        };
        let moment = timestamp(now);
        check_date(claim.date, moment)?;
        let holder = self.keys.find(claim.access_key, claim.token, moment)?;
        match &authorization {
            Some(authorization) => authorization.check(request, holder.secret())?,
            None => rpc::check(request, claim.signature, holder.secret())?,
        }
        let mut nonces = self.nonces.lock().unwrap_or_else(PoisonError::into_inner);
        if nonces.spend(claim.access_key, claim.nonce, now) {
            Ok(holder.account())
        } else {
            Err(Refusal::UsedNonce)
        }
    }
}

/// Converts a time. Times before 1970 count as 1970, which no call is close to.
fn timestamp(time: SystemTime) -> Timestamp {
    let millis = time.duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
    Timestamp::from_millis(i64::try_from(millis).unwrap_or(i64::MAX))
}

fn check_date(date: &str, now: Timestamp) -> Result<(), Refusal> {
    let date: Timestamp = date.parse().map_err(|_| Refusal::MalformedTimestamp)?;
    if now.as_millis().abs_diff(date.as_millis()) > SKEW_MAX_MS {
        return Err(Refusal::ExpiredTimestamp);
    }
    Ok(())
}
