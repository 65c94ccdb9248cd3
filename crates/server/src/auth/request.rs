//! A signed request and its claims.

use hyper::{HeaderMap, Method};

use crate::parameters::Parameters;

/// A received request whose signature is checked. Its path is `/`.
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

/// The signed claims of a request, in either scheme.
pub struct Claim<'a> {
    pub access_key: &'a str,
    pub date: &'a str,
    pub nonce: &'a str,
    pub token: Option<&'a str>,
    pub signature: &'a str,
}

/// Returns a parameter that is neither absent nor blank.
pub fn given<'a>(parameters: &'a Parameters, name: &str) -> Option<&'a str> {
    parameters.get(name).filter(|value| !value.is_empty())
}
