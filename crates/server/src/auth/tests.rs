//! Helpers for the tests of both schemes: requests as bytes, recorded requests, and clients that sign.

mod acs3;
mod both;
mod flipped;
mod recorded;
mod rpc;

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::prelude::{BASE64_STANDARD, Engine as _};
use ecr_sim::{AccountId, Timestamp};
use form_urlencoded::Serializer;
use hmac::{Hmac, KeyInit, Mac};
use hyper::Method;
use hyper::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;
use sha1::Sha1;
use sha2::{Digest, Sha256};

use super::canonical::{encode, hex};
use super::{Incoming, Keys, Verifier, claimed};
use crate::parameters::Parameters;
use crate::refusal::Refusal;

const KEY: &str = "LTAI5tTESTKEYID000000001";
const SECRET: &str = "TestSecret0123456789abcdefghij";
const OTHER_KEY: &str = "LTAI5tOTHERKEYID00000001";
const DATE: &str = "2024-01-02T03:04:05Z";
const FORM: &str = "application/x-www-form-urlencoded";

/// A request as bytes on the wire.
#[derive(Clone)]
struct Request {
    method: Method,
    query: String,
    headers: Vec<(String, String)>,
    body: String,
}

impl Request {
    fn set(&mut self, name: &str, value: &str) {
        self.remove(name);
        self.add(name, value);
    }

    fn add(&mut self, name: &str, value: &str) {
        self.headers.push((name.to_owned(), value.to_owned()));
    }

    fn remove(&mut self, name: &str) {
        self.headers.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
    }

    fn with(mut self, name: &str, value: &str) -> Self {
        self.set(name, value);
        self
    }

    fn without(mut self, name: &str) -> Self {
        self.remove(name);
        self
    }

    fn header(&self, name: &str) -> &str {
        let header = self.headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
        header.map_or("", |(_, value)| value)
    }

    /// Changes its `Authorization`.
    fn authorized(self, change: impl Fn(&str) -> String) -> Self {
        let changed = change(self.header("authorization"));
        self.with("authorization", &changed)
    }

    /// Reads it from the bytes, as the server does.
    fn read<T>(&self, then: impl FnOnce(&Incoming<'_>) -> T) -> Result<T, Refusal> {
        let mut headers = HeaderMap::new();
        for (name, value) in &self.headers {
            let name: HeaderName = name.parse().unwrap();
            headers.append(name, HeaderValue::from_str(value).unwrap());
        }
        let form = if self.header("content-type").starts_with(FORM) { self.body.as_bytes() } else { b"" };
        let parameters = Parameters::read(&self.query, form)?;
        Ok(then(&Incoming {
            method: &self.method,
            headers: &headers,
            parameters: &parameters,
            body: self.body.as_bytes(),
        }))
    }

    fn verify(&self, verifier: &Verifier, date: &str) -> Result<AccountId, Refusal> {
        self.verify_at(verifier, at(date))
    }

    fn verify_at(&self, verifier: &Verifier, now: SystemTime) -> Result<AccountId, Refusal> {
        self.read(|incoming| verifier.verify(incoming, now))?
    }

    /// Verifies it at a new server with the right time.
    fn verdict(&self) -> Result<AccountId, Refusal> {
        self.verify(&verifier(), DATE)
    }

    /// Returns the access key id that it names.
    fn claimed(&self) -> Option<String> {
        self.read(|incoming| claimed(incoming).map(str::to_owned)).unwrap()
    }
}

fn at(date: &str) -> SystemTime {
    let date: Timestamp = date.parse().unwrap();
    UNIX_EPOCH + Duration::from_millis(date.as_millis().try_into().unwrap())
}

fn verifier_with(keys: &[&str], tokens: &[&str]) -> Verifier {
    let keys: Vec<_> = keys.iter().map(|key| key.parse().unwrap()).collect();
    let tokens: Vec<_> = tokens.iter().map(|token| token.parse().unwrap()).collect();
    Verifier::new(Keys::new(keys, tokens, AccountId::try_from(1).unwrap()).unwrap())
}

/// Returns a verifier that knows every key of the vectors; one is temporary.
fn verifier() -> Verifier {
    verifier_with(
        &[
            &format!("{KEY}:{SECRET}"),
            &format!("{OTHER_KEY}:other:2"),
            &format!("STS.NTtestkey:{SECRET}"),
            "YourAccessKeyId:YourAccessKeySecret",
            "testid:testsecret",
        ],
        &["STS.NTtestkey:CAIStoken+/=="],
    )
}

/// Returns a verifier for which [`KEY`] is temporary.
fn temporary() -> Verifier {
    verifier_with(
        &[&format!("{KEY}:{SECRET}")],
        &[&format!("{KEY}:CAIStoken+/=="), &format!("{KEY}:STS.tok+/=")],
    )
}

fn vectors() -> serde_json::Map<String, Value> {
    serde_json::from_str(include_str!("../../tests/data/vectors.json")).unwrap()
}

fn pairs(object: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    object.as_object().unwrap().iter().map(|(name, value)| (name.clone(), text(value))).collect()
}

fn encoded<'a>(pairs: impl IntoIterator<Item = &'a (String, String)>) -> String {
    Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// Returns the request of a vector of ACS3.
fn acs3(name: &str) -> Request {
    let vector = &vectors()[name];
    let request = Request {
        method: vector["method"].as_str().unwrap().parse().unwrap(),
        query: encoded(&pairs(&vector["query"])),
        headers: pairs(&vector["headers"]),
        body: vector["body"].as_str().unwrap().to_owned(),
    };
    request.with("Authorization", vector["authorization"].as_str().unwrap())
}

/// Returns the parameters of a vector of V1, with its signature.
fn rpc(name: &str) -> Vec<(String, String)> {
    let vector = &vectors()[name];
    let mut parameters = pairs(&vector["params"]);
    parameters.push(("Signature".to_owned(), vector["signature"].as_str().unwrap().to_owned()));
    parameters
}

/// Returns a request of V1. `in_form` selects the parameters of the form.
fn rpc_request(method: Method, parameters: &[(String, String)], in_form: impl Fn(&str) -> bool) -> Request {
    let (form, query): (Vec<_>, Vec<_>) = parameters.iter().partition(|(name, _)| in_form(name));
    let headers = vec![("Content-Type".to_owned(), FORM.to_owned())];
    Request { method, query: encoded(query), headers, body: encoded(form) }
}

/// Returns all headers except those that no client signs.
fn signable(request: &Request) -> Vec<String> {
    let names = request.headers.iter().map(|(name, _)| name.to_lowercase());
    let mut names: Vec<_> =
        names.filter(|name| name != "authorization" && name != "accept-encoding").collect();
    names.sort();
    names.dedup();
    names
}

/// Signs as a client of ACS3 does. The query must have the canonical spelling.
fn sign_acs3(request: Request, key: &str, secret: &str) -> Request {
    let content_hash = hex(&Sha256::digest(&request.body));
    let request = request.with("x-acs-content-sha256", &content_hash);
    let names = signable(&request);
    sign_acs3_headers(request, key, secret, &names)
}

/// Signs only these headers.
fn sign_acs3_headers(request: Request, key: &str, secret: &str, names: &[String]) -> Request {
    let lines: String =
        names.iter().map(|name| format!("{name}:{}\n", request.header(name).trim())).collect();
    let (names, hash) = (names.join(";"), request.header("x-acs-content-sha256"));
    let canonical = format!("{}\n/\n{}\n{lines}\n{names}\n{hash}", request.method, request.query);
    let message = format!("ACS3-HMAC-SHA256\n{}", hex(&Sha256::digest(canonical)));
    let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap().chain_update(message);
    let signature = hex(&mac.finalize().into_bytes());
    let authorization =
        format!("ACS3-HMAC-SHA256 Credential={key},SignedHeaders={names},Signature={signature}");
    request.with("Authorization", &authorization)
}

/// Returns the signature of V1 over all parameters.
pub(crate) fn rpc_signature(method: &str, parameters: &BTreeMap<String, String>, secret: &str) -> String {
    let pairs: Vec<_> =
        parameters.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    let message = format!("{method}&%2F&{}", encode(&pairs.join("&")));
    let mac = Hmac::<Sha1>::new_from_slice(format!("{secret}&").as_bytes()).unwrap().chain_update(message);
    BASE64_STANDARD.encode(mac.finalize().into_bytes())
}

/// Returns the parameters with their signature, as a client of V1 sends them with GET.
fn sign_rpc(parameters: &[(&str, &str)], secret: &str) -> Request {
    let mut parameters: BTreeMap<_, _> =
        parameters.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect();
    let signature = rpc_signature("GET", &parameters, secret);
    parameters.insert("Signature".to_owned(), signature);
    rpc_request(Method::GET, &Vec::from_iter(parameters), |_| false)
}
