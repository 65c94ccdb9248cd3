//! Protects the server from web pages and DNS rebinding, and reads the region from the host.
//!
//! A web page can send a form to any address that the browser's machine can reach, and a DNS name can resolve to the loopback
//! address. Both are visible in the request: browsers send `Origin`, and `Host` names the host that was asked for.

use hyper::HeaderMap;
use hyper::header::{HOST, ORIGIN};

use crate::refusal::Refusal;

/// The domain of the real endpoints, which a client may resolve to this server.
const ENDPOINT_PREFIX: &str = "expressconnectrouter";
const ENDPOINT_SUFFIX: &str = ".aliyuncs.com";

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
        let known = endpoint_region(&host).is_some()
            || host == format!("{ENDPOINT_PREFIX}{ENDPOINT_SUFFIX}")
            || self.names.contains(&host);
        if known && !from_page { Ok(()) } else { Err(Refusal::Forbidden) }
    }
}

/// Returns the host of a request in lower case, without the scheme, path and port that some clients include.
fn host(headers: &HeaderMap) -> Option<String> {
    let mut values = headers.get_all(HOST).iter();
    let host = values.next()?.to_str().ok()?;
    // With two, we could check one and a proxy could use the other.
    if values.next().is_some() {
        return None;
    }
    Some(bare(host))
}

/// Returns a host in lower case, without scheme, path and port.
fn bare(host: &str) -> String {
    let host = host.split_once("://").map_or(host, |(_, rest)| rest);
    let host = host.split_once('/').map_or(host, |(host, _)| host);
    let host = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    host.to_ascii_lowercase()
}

/// Returns the region of a request whose host is a regional endpoint.
pub fn region(headers: &HeaderMap) -> Option<String> {
    endpoint_region(&host(headers)?).map(str::to_owned)
}

/// Returns `cn-hangzhou` for `expressconnectrouter.cn-hangzhou.aliyuncs.com`.
fn endpoint_region(host: &str) -> Option<&str> {
    let region = host.strip_prefix(ENDPOINT_PREFIX)?.strip_suffix(ENDPOINT_SUFFIX)?.strip_prefix('.')?;
    (!region.is_empty() && !region.contains('.')).then_some(region)
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

    #[test]
    fn an_endpoint_names_its_region() {
        let region_of = |host| region(&headers(&[("host", host)]));
        assert_eq!(region_of("expressconnectrouter.cn-beijing.aliyuncs.com").as_deref(), Some("cn-beijing"));
        assert_eq!(region_of("expressconnectrouter.aliyuncs.com"), None);
        assert_eq!(region_of("127.0.0.1:8080"), None);
    }
}
