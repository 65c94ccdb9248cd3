//! Who calls: signatures and the keys that they are checked with.
//!
//! A call is signed in one of two schemes, which share keys, clock and nonces:
//!
//! - `ACS3-HMAC-SHA256`, if the `Authorization` header begins with `ACS3-`;
//! - RPC V1 (HMAC-SHA1, parameters in query or form) otherwise.
//!
//! A call without signature, also one with a bearer token, names no access key and is refused for that.

mod acs3;
mod canonical;
mod keys;
mod nonces;
mod rpc;
#[cfg(test)]
pub(crate) mod tests;

use std::sync::{Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use ecr_sim::{AccountId, Timestamp};
use hmac::{KeyInit, Mac};
use hyper::{HeaderMap, Method};

use crate::parameters::Parameters;
use crate::refusal::Refusal;
use acs3::Authorization;
use nonces::Nonces;

pub use keys::{Key, Keys, SecurityToken};

/// The time of a call is at most this far from the server's, either way (documented).
const SKEW_MAX_MS: u64 = 15 * 60 * 1_000;

/// A request as it came, for its signature to be checked. Its path is `/`.
pub struct Incoming<'a> {
    /// The method on the wire.
    pub method: &'a Method,
    /// All headers as sent, `Host` included.
    pub headers: &'a HeaderMap,
    /// Query and form. There is a form only if the body is form-encoded.
    pub parameters: &'a Parameters,
    /// The body as sent.
    pub body: &'a [u8],
}

/// The access key id that a request names, whether its signature is good or not.
pub fn claimed<'a>(request: &Incoming<'a>) -> Option<&'a str> {
    let authorization = Authorization::of(request).ok().flatten();
    authorization.map(|it| it.access_key).or_else(|| given(request.parameters, "AccessKeyId"))
}

/// Checks signatures, and remembers the nonces of good ones so that no request counts twice.
#[derive(Debug)]
pub struct Verifier {
    keys: Keys,
    nonces: Mutex<Nonces>,
}

impl Verifier {
    /// With these keys, and no nonce used yet.
    pub fn new(keys: Keys) -> Self {
        Self { keys, nonces: Mutex::default() }
    }

    /// The account whose key has signed `request`. `now` is real time, not that of the simulator.
    ///
    /// The first of these that is wrong is reported: what every signed call needs, the form of its time, the
    /// time (at most 15 minutes away), the key, the security token, the hash of the body and the signature,
    /// the nonce. A nonce counts as used only after a call with a good signature.
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

/// What a signed request says about itself, in either scheme.
struct Claim<'a> {
    access_key: &'a str,
    date: &'a str,
    nonce: &'a str,
    token: Option<&'a str>,
    signature: &'a str,
}

/// A parameter that is there and not blank.
fn given<'a>(parameters: &'a Parameters, name: &str) -> Option<&'a str> {
    parameters.get(name).filter(|value| !value.is_empty())
}

/// A clock before 1970 counts as 1970: no call is from there.
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

/// Whether `signature` is the HMAC of `message`. It takes as long for every signature of the right length.
fn is_hmac<M: Mac + KeyInit>(key: &str, message: &str, signature: &[u8]) -> bool {
    M::new_from_slice(key.as_bytes())
        .is_ok_and(|mac| mac.chain_update(message).verify_slice(signature).is_ok())
}
