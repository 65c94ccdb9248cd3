//! Reads the host that a request names, and the region of a regional endpoint.

use ecr_sim::host_id;
use hyper::HeaderMap;
use hyper::header::HOST;

/// Returns the host of a request in lower case, without the scheme, path and port that some clients include.
pub fn host(headers: &HeaderMap) -> Option<String> {
    let mut values = headers.get_all(HOST).iter();
    let host = values.next()?.to_str().ok()?;
    // With two, we could check one and a proxy could use the other.
    if values.next().is_some() {
        return None;
    }
    Some(bare(host))
}

/// Returns a host in lower case, without scheme, path and port.
pub fn bare(host: &str) -> String {
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
    region_of(&host(headers)?).map(str::to_owned)
}

/// Returns `cn-hangzhou` for `expressconnectrouter.cn-hangzhou.aliyuncs.com`.
pub fn region_of(host: &str) -> Option<&str> {
    let region = host.split('.').nth(1).filter(|region| !region.is_empty())?;
    (host == host_id(region)).then_some(region)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_names_its_region() {
        assert_eq!(region_of("expressconnectrouter.cn-beijing.aliyuncs.com"), Some("cn-beijing"));
        for host in [
            "expressconnectrouter.aliyuncs.com",
            "expressconnectrouter..aliyuncs.com",
            "expressconnectrouter.a.b.aliyuncs.com",
            "ecr.cn-beijing.aliyuncs.com",
            "127.0.0.1",
        ] {
            assert_eq!(region_of(host), None, "{host}");
        }
    }
}
