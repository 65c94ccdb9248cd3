//! ACS3-HMAC-SHA256: a signature in the `Authorization` header, over method, query, some headers and the hash of the body.

use std::collections::BTreeSet;

use hmac::Hmac;
use hyper::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use sha2::{Digest, Sha256};

use super::canonical::{hex, is_hmac, query, unhex};
use super::request::{Claim, Incoming};
use crate::refusal::Refusal;

const ALGORITHM: &str = "ACS3-HMAC-SHA256";
const CONTENT_HASH: &str = "x-acs-content-sha256";
/// Every request must sign these, and all other headers that begin with `x-acs-`.
const ALWAYS_SIGNED: [&str; 2] = ["host", CONTENT_HASH];

/// The header `Authorization: ACS3-… Credential=…,SignedHeaders=a;b;c,Signature=…`. Blanks may follow a comma.
pub struct Authorization<'a> {
    algorithm: &'a str,
    /// The access key id.
    pub access_key: &'a str,
    signed_headers: &'a str,
    signature: &'a str,
}

impl<'a> Authorization<'a> {
    /// Reads the header of a request. Returns `None` if the request is signed with V1 or not at all. Refuses a header of another
    /// scheme, unless the request also has a V1 signature.
    pub fn of(request: &Incoming<'a>) -> Result<Option<Self>, Refusal> {
        match single(request.headers, AUTHORIZATION.as_str())? {
            Some(text) if text.starts_with("ACS3-") => {
                Self::parse(text).map(Some).ok_or(Refusal::MalformedSignature)
            }
            Some(_) if request.parameters.get("Signature").is_none() => Err(Refusal::MalformedSignature),
            Some(_) | None => Ok(None),
        }
    }

    fn parse(text: &'a str) -> Option<Self> {
        let (algorithm, fields) = text.split_once(' ')?;
        let mut fields = fields.split(',').map(trimmed);
        let mut next = |name| fields.next()?.strip_prefix(name);
        let access_key = next("Credential=")?;
        let signed_headers = next("SignedHeaders=")?;
        let signature = next("Signature=")?;
        fields.next().is_none().then_some(Self { algorithm, access_key, signed_headers, signature })
    }

    /// Reads the required headers of a request signed with this scheme.
    pub fn claim(&self, request: &Incoming<'a>) -> Result<Claim<'a>, Refusal> {
        if self.algorithm != ALGORITHM {
            return Err(Refusal::UnknownSignatureMethod);
        }
        let header = |name| Ok(single(request.headers, name)?.filter(|value| !value.is_empty()));
        let required = |name, called| header(name)?.ok_or(Refusal::Missing(called));
        required("x-acs-action", "Action")?;
        required("x-acs-version", "Version")?;
        let nonce = required("x-acs-signature-nonce", "SignatureNonce")?;
        let date = required("x-acs-date", "Timestamp")?;
        let token = header("x-acs-security-token")?;
        if !self.signs_what_it_must(request.headers) {
            return Err(Refusal::MalformedSignature);
        }
        Ok(Claim { access_key: self.access_key, date, nonce, token, signature: self.signature })
    }

    fn signs_what_it_must(&self, headers: &HeaderMap) -> bool {
        let signed: BTreeSet<_> = self.names().collect();
        let mut ours = headers.keys().filter(|name| name.as_str().starts_with("x-acs-"));
        // A header listed a thousand times would make a huge canonical request from a small one.
        let each_once = signed.len() == self.names().count();
        each_once
            && ours.all(|name| signed.contains(name.as_str()))
            && ALWAYS_SIGNED.iter().all(|name| signed.contains(name))
            && signed.iter().all(|name| headers.contains_key(*name) && !name.contains(char::is_uppercase))
    }

    /// Checks body and signature. The signed hash must match the body.
    pub fn check(&self, request: &Incoming<'_>, secret: &str) -> Result<(), Refusal> {
        let content_hash = hex(&Sha256::digest(request.body));
        let canonical_request = self.canonical_request(request, &content_hash)?;
        let string_to_sign = format!("{ALGORITHM}\n{}", hex(&Sha256::digest(&canonical_request)));
        let signature = unhex(self.signature).unwrap_or_default();
        if single(request.headers, CONTENT_HASH)? == Some(&content_hash)
            && is_hmac::<Hmac<Sha256>>(secret, &string_to_sign, &signature)
        {
            Ok(())
        } else {
            Err(Refusal::WrongAcs3Signature { string_to_sign, canonical_request })
        }
    }

    fn canonical_request(&self, request: &Incoming<'_>, content_hash: &str) -> Result<String, Refusal> {
        let mut pairs: Vec<_> =
            request.parameters.query.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        // A stable sort: the last value of a repeated name counts, so the order must be signed.
        pairs.sort_by_key(|(name, _)| *name);
        let mut headers = String::new();
        for name in self.names() {
            headers += &format!("{name}:{}\n", joined(request.headers, name)?);
        }
        let (method, query, signed) = (request.method, query(pairs), self.signed_headers);
        Ok(format!("{method}\n/\n{query}\n{headers}\n{signed}\n{content_hash}"))
    }

    fn names(&self) -> impl Iterator<Item = &'a str> {
        self.signed_headers.split(';')
    }
}

/// Returns the value of a header that must not be repeated: the order of repeated headers is not signed.
fn single<'a>(headers: &'a HeaderMap, name: &str) -> Result<Option<&'a str>, Refusal> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (value, None) => value.map(text).transpose(),
        (_, Some(_)) => Err(Refusal::MalformedSignature),
    }
}

/// Returns the values of a header, sorted and joined by commas.
fn joined(headers: &HeaderMap, name: &str) -> Result<String, Refusal> {
    let mut values = headers.get_all(name).iter().map(text).collect::<Result<Vec<_>, _>>()?;
    values.sort_unstable();
    Ok(values.join(","))
}

fn text(value: &HeaderValue) -> Result<&str, Refusal> {
    std::str::from_utf8(value.as_bytes()).map(trimmed).map_err(|_| Refusal::MalformedSignature)
}

/// Removes the blanks that HTTP allows around a value.
fn trimmed(text: &str) -> &str {
    text.trim_matches([' ', '\t'])
}
