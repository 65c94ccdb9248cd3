//! A client that signs with RPC V1 as Terraform does: system parameters in the query, the others in the form. It
//! shares no code with the server.

use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};

use base64::prelude::{BASE64_STANDARD, Engine as _};
use ecr_sim::Timestamp;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha1::Sha1;

use crate::program::{Connection, Server};

pub const KEY: &str = "LTAI-test";
pub const SECRET: &str = "TestSecret0123456789abcdefghij";

/// Parameters by name.
pub type Pairs = BTreeMap<String, String>;

/// Starts a server that checks signatures, with a key of this client.
pub fn start(account: u64, more: &[&str]) -> Server {
    let key = format!("{KEY}:{SECRET}:{account}");
    Server::start(&[&["--auth", "verify", "--access-key", &key], more].concat())
}

/// A connection on which every call is signed, and the secret.
pub struct Client(Connection, &'static str);

impl Client {
    pub fn new(server: &Server) -> Self {
        Self::with_secret(server, SECRET)
    }

    pub fn with_secret(server: &Server, secret: &'static str) -> Self {
        Self(server.connect(), secret)
    }

    /// Calls at the current time, and returns the status and the JSON body.
    pub fn call(&mut self, action: &str, form: &Pairs) -> (u16, Value) {
        let mut query: Pairs = [
            ("AccessKeyId", KEY),
            ("Action", action),
            ("Format", "json"),
            ("SignatureMethod", "HMAC-SHA1"),
            ("SignatureNonce", &uuid::Uuid::new_v4().simple().to_string()),
            ("SignatureVersion", "1.0"),
            ("Timestamp", &now()),
            ("Version", "2023-09-01"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
        let mut all = query.clone();
        all.extend(form.clone());
        let message = format!("POST&%2F&{}", encode(&joined(&all)));
        let mac =
            Hmac::<Sha1>::new_from_slice(format!("{}&", self.1).as_bytes()).unwrap().chain_update(message);
        query.insert("Signature".to_owned(), BASE64_STANDARD.encode(mac.finalize().into_bytes()));
        let (query, body) = (joined(&query), joined(form));
        let response = self.0.exchange(format!(
            "POST /?{query} HTTP/1.1\r\nHost: localhost\r\nx-acs-action: {action}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        ));
        (response.status, response.json())
    }
}

/// Returns the time of a call as it is signed.
pub fn now() -> String {
    #[expect(clippy::disallowed_methods, reason = "the server judges signatures by this clock")]
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Timestamp::from_millis(i64::try_from(since.as_secs()).unwrap() * 1_000).to_string()
}

fn joined(pairs: &Pairs) -> String {
    let pairs = pairs.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value)));
    pairs.collect::<Vec<_>>().join("&")
}

fn encode(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}
