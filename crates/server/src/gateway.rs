//! The path of a request from the network to the simulator: signature, account, region, format.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Instant, SystemTime};

use bytes::Bytes;
use ecr_sim::{AccountId, Simulator, host_id};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use hyper::{HeaderMap, Method, Request, Response};

use crate::answer::{Answer, Format};
use crate::auth::{self, Incoming, Keys, Verifier};
use crate::endpoint;
use crate::failure::contained;
use crate::parameters::Parameters;
use crate::refusal::Refusal;

/// What a malformed name of a region is taken for. No world has such a region, so operations that depend on it refuse it.
const NO_REGION: &str = "no-region";

/// The version of the API.
const VERSION: &str = "2023-09-01";
/// The log shows at most this many characters of an action.
const ACTION_LOGGED: usize = 64;

/// Whether signatures are checked.
#[derive(Debug)]
pub enum Auth {
    /// Every call is accepted. A known key still selects the account.
    Off {
        /// The known keys.
        keys: Keys,
        /// Whether the log has warned about a key that looks real.
        warned: AtomicBool,
    },
    /// Calls must be signed with a known key.
    Verify(Verifier),
}

impl Auth {
    /// Accepts every call.
    pub fn off(keys: Keys) -> Self {
        Self::Off { keys, warned: AtomicBool::new(false) }
    }
}

/// The header of every answer if signatures are not checked (our choice).
const UNCHECKED: &str = "x-ecr-sim-auth";

/// The API in front of a simulated world.
#[derive(Debug)]
pub struct Gateway {
    simulator: Simulator,
    auth: Auth,
}

/// The parts of a request that the gateway needs for the log and the answer.
#[derive(Default)]
struct Wanted {
    action: String,
    format: Format,
    account: Option<AccountId>,
}

impl Gateway {
    /// Creates a gateway to a world. The handle's account and region are the defaults.
    pub fn new(simulator: Simulator, auth: Auth) -> Self {
        Self { simulator, auth }
    }

    /// Answers a request whose body has been read. Signatures are checked against the time `now`.
    pub fn answer(&self, request: &Request<Bytes>, now: SystemTime) -> Response<Bytes> {
        #[expect(clippy::disallowed_methods, reason = "the log says how long a call took")]
        let start = Instant::now();
        let mut wanted = Wanted::default();
        let answer = contained(|| {
            #[cfg(test)]
            assert!(!request.headers().contains_key(tests::PANIC), "planted");
            self.perform(request, now, &mut wanted)
        })
        .unwrap_or_else(|refusal| self.refuse(&refusal, request.headers()));
        let action: String = wanted.action.chars().take(ACTION_LOGGED).collect();
        tracing::info!(
            action,
            code = answer.code,
            account = wanted.account.map(AccountId::get),
            microseconds = start.elapsed().as_micros(),
            "answered"
        );
        let mut response = answer.into_response(wanted.format, &wanted.action);
        if !self.checks_signatures() {
            response.headers_mut().insert(UNCHECKED, HeaderValue::from_static("off"));
        }
        response
    }

    /// Returns whether calls must be signed.
    pub fn checks_signatures(&self) -> bool {
        match self.auth {
            Auth::Off { .. } => false,
            Auth::Verify(_) => true,
        }
    }

    /// Answers with a refusal. The request need not have been read.
    pub fn refuse(&self, refusal: &Refusal, headers: &HeaderMap) -> Answer {
        let region = endpoint::region(headers).unwrap_or_else(|| self.simulator.region().to_string());
        Answer::refusing(refusal, &host_id(&region))
    }

    fn perform(
        &self,
        request: &Request<Bytes>,
        now: SystemTime,
        wanted: &mut Wanted,
    ) -> Result<Answer, Refusal> {
        let (method, headers, body) = (request.method(), request.headers(), request.body());
        if !matches!(*method, Method::GET | Method::POST) {
            return Err(Refusal::Method);
        }
        let form = if is_form(headers) { body.as_ref() } else { &[] };
        let parameters = Parameters::read(request.uri().query().unwrap_or_default(), form)?;
        wanted.format = Format::read(parameters.get("Format"))?;
        if request.uri().path() != "/" {
            return Err(Refusal::Path);
        }
        let incoming = Incoming { method, headers, parameters: &parameters, body };
        wanted.action = action(headers, &parameters)?.to_owned();
        let account = self.account(&incoming, now)?;
        wanted.account = Some(account);
        let region = parameters.get("RegionId").filter(|region| !region.is_empty()).map(str::to_owned);
        let region = region.or_else(|| endpoint::region(headers));
        let region = region.and_then(|name| name.parse().or_else(|_| NO_REGION.parse()).ok());
        let handle = self.simulator.with_account(account);
        let handle = match region {
            Some(region) => handle.with_region(region),
            None => handle,
        };
        Ok(Answer::of(handle.invoke(&wanted.action, parameters.pairs())))
    }

    fn account(&self, request: &Incoming<'_>, now: SystemTime) -> Result<AccountId, Refusal> {
        match &self.auth {
            Auth::Off { keys, warned } => {
                let claimed = auth::claimed(request);
                if claimed.is_some_and(|id| id.starts_with("LTAI")) && !warned.swap(true, Ordering::Relaxed) {
                    tracing::warn!(
                        "an access key looks like a real one; the simulator needs none, so do not send real keys"
                    );
                }
                let known = claimed.and_then(|id| keys.account(id));
                Ok(known.unwrap_or_else(|| self.simulator.account()))
            }
            Auth::Verify(verifier) => verifier.verify(request, now),
        }
    }
}

/// Returns whether the body is form-encoded, as it is without a `Content-Type`.
fn is_form(headers: &HeaderMap) -> bool {
    const FORM: &[u8] = b"application/x-www-form-urlencoded";
    headers.get(CONTENT_TYPE).is_none_or(|kind| {
        kind.as_bytes().get(..FORM.len()).is_some_and(|start| start.eq_ignore_ascii_case(FORM))
    })
}

/// Returns the action. Under ACS3 it is a header, and `Action` and `Version` are ordinary parameters; otherwise it may be
/// either.
fn action<'a>(headers: &'a HeaderMap, parameters: &'a Parameters) -> Result<&'a str, Refusal> {
    let acs3 = headers.get(AUTHORIZATION).is_some_and(|value| value.as_bytes().starts_with(b"ACS3-"));
    let of = |parameter, header| {
        let parameter = if acs3 { None } else { parameters.get(parameter) };
        let header = || headers.get(header).and_then(|value| value.to_str().ok());
        parameter.or_else(header).filter(|value| !value.is_empty())
    };
    match of("Version", "x-acs-version") {
        Some(VERSION) => {}
        Some(_) => return Err(Refusal::UnknownVersion),
        None => return Err(Refusal::Missing("Version")),
    }
    of("Action", "x-acs-action").ok_or(Refusal::Missing("Action"))
}

#[cfg(test)]
mod tests;
