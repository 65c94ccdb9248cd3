//! Protects the server from web pages and DNS rebinding.
//!
//! A web page can send a form to any address that the browser's machine can reach, and a DNS name can resolve to the loopback
//! address. Both are visible in the request: browsers send `Origin`, and `Host` names the host that was asked for.

use hyper::HeaderMap;
use hyper::header::ORIGIN;

use crate::endpoint::{bare, host, region_of};
use crate::refusal::Refusal;

/// The endpoint without a region, which a client may resolve to this server like a regional one.
const ENDPOINT: &str = "expressconnectrouter.aliyuncs.com";

/// The host names that the server accepts.
#[derive(Clone, Debug)]
pub struct Hosts {
    names: Vec<String>,
}

impl Hosts {
    /// Accepts the loopback names, the names of the real endpoints, and `more`.
    pub fn new(more: impl IntoIterator<Item = String>) -> Self {
        let loopback = ["localhost", "127.0.0.1", "[::1]"].map(str::to_owned);
        Self { names: loopback.into_iter().chain(more.into_iter().map(|name| bare(&name))).collect() }
    }

    /// Refuses a request with another host name, and one that a web page sent.
    pub fn check(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        let site = headers.get("sec-fetch-site").map(|site| site.as_bytes());
        let from_page =
            headers.contains_key(ORIGIN) || !matches!(site, None | Some(b"none" | b"same-origin"));
        let host = host(headers).unwrap_or_default();
        let known = host == ENDPOINT || region_of(&host).is_some() || self.names.contains(&host);
        if known && !from_page { Ok(()) } else { Err(Refusal::Forbidden) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, value.parse().unwrap());
        }
        headers
    }

    #[test]
    fn clients_reach_the_server_by_its_names_in_every_spelling() {
        let hosts = Hosts::new(["Router.Test:8080".to_owned(), "[::]:0".to_owned()]);
        for host in [
            "localhost",
            "LOCALHOST:8080",
            "127.0.0.1:1",
            "[::1]:8080",
            "[::1]",
            "http://127.0.0.1:8080/",
            "127.0.0.1:8080/ecr",
            "expressconnectrouter.aliyuncs.com",
            "expressconnectrouter.cn-beijing.aliyuncs.com:80",
            "router.test",
            "[::]:8080",
        ] {
            assert_eq!(hosts.check(&headers(&[("host", host)])), Ok(()), "{host}");
        }
    }

    #[test]
    fn other_names_and_web_pages_are_refused() {
        let hosts = Hosts::new([]);
        let refused: [&[(&str, &str)]; 9] = [
            &[],
            &[("host", "evil.example")],
            &[("host", "evil.example:127.0.0.1")],
            &[("host", "127.0.0.1.evil.example")],
            &[("host", "evil.example/127.0.0.1")],
            &[("host", "expressconnectrouter.a.b.aliyuncs.com")],
            &[("host", "localhost"), ("host", "evil.example")],
            &[("host", "localhost"), ("origin", "http://localhost")],
            &[("host", "localhost"), ("sec-fetch-site", "cross-site")],
        ];
        for request in refused {
            assert_eq!(hosts.check(&headers(request)), Err(Refusal::Forbidden), "{request:?}");
        }
    }
}
