//! Whole requests, without a network.

mod placement;
mod values;
mod verified;

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use ecr_sim::{OPERATIONS, Simulator};
use form_urlencoded::Serializer;
use hyper::{Request, Response};
use serde_json::Value;

use super::*;
use crate::auth::tests::rpc_signature;
use crate::command::replay::{Ids, Record};

const KEY: &str = "LTAI5tTESTKEYID000000001";
const SECRET: &str = "TestSecret0123456789abcdefghij";

fn open() -> Gateway {
    gateway(Simulator::in_memory().unwrap())
}

/// Returns a gateway that accepts every call and knows the accounts of two keys.
fn gateway(simulator: Simulator) -> Gateway {
    let keys =
        [format!("{KEY}:{SECRET}:1111"), format!("other:{SECRET}:2222")].map(|key| key.parse().unwrap());
    Gateway::new(simulator, Auth::off(Keys::new(keys, [], AccountId::try_from(1).unwrap()).unwrap()))
}

fn encoded<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// Returns a request with parameters in query and form, and headers.
fn request(
    method: &str,
    query: &[(&str, &str)],
    form: &[(&str, &str)],
    headers: &[(&str, &str)],
) -> Request<Bytes> {
    let mut request = Request::builder().method(method).uri(format!("/?{}", encoded(query.iter().copied())));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Bytes::from(encoded(form.iter().copied())))
        .unwrap()
}

/// Checks that every client can read an answer, and returns it.
#[derive(Debug, PartialEq)]
struct Read {
    status: u16,
    body: Value,
}

fn read(response: &Response<Bytes>) -> Read {
    assert_eq!(response.headers()["content-type"], "application/json;charset=utf-8");
    let body: Value = serde_json::from_slice(response.body()).unwrap();
    let text = |name: &str| body[name].as_str().unwrap_or_else(|| panic!("no {name} in {body}")).to_owned();
    let (code, request_id) = (text("Code"), text("RequestId"));
    assert!(!code.is_empty() && !text("Message").is_empty(), "{body}");
    assert_eq!(response.headers()["x-acs-request-id"].to_str().unwrap(), request_id);
    assert_eq!(request_id.len(), 36);
    assert_eq!(request_id, request_id.to_uppercase());
    assert_eq!(response.status() == 200, code == "200", "{body}");
    assert!(response.status() != 403 || body["AccessDeniedDetail"].is_object(), "{body}");
    Read { status: response.status().as_u16(), body }
}

impl Gateway {
    fn ask(&self, request: &Request<Bytes>) -> Read {
        read(&self.answer(request, UNIX_EPOCH))
    }

    /// Sends everything in the query.
    fn get(&self, action: &str, pairs: &[(&str, &str)]) -> Read {
        let system = [("Action", action), ("Version", VERSION)];
        self.ask(&request("GET", &[&system[..], pairs].concat(), &[], &[]))
    }
}

impl Read {
    fn code(&self) -> (u16, &str) {
        (self.status, self.body["Code"].as_str().unwrap())
    }
}

#[test]
fn every_operation_is_asked_with_get_and_post_in_query_and_form() {
    for operation in OPERATIONS {
        let system = [("Action", operation.name()), ("Version", VERSION)];
        let business =
            [("EcrId", "ecr-none"), ("AlibabaSideAsn", "x"), ("NodeType", "VBR"), ("ResourceType", "?")];
        let whole = [&system[..], &business].concat();
        let mut answers = Vec::new();
        for asked in [
            request("GET", &whole, &[], &[]),
            request("POST", &whole, &[], &[]),
            request("POST", &system, &business, &[]),
            request("POST", &[], &whole, &[]),
            request(
                "POST",
                &business,
                &[],
                &[("x-acs-action", operation.name()), ("x-acs-version", VERSION)],
            ),
        ] {
            let answer = open().ask(&asked);
            assert_ne!(answer.body["Code"], "InvalidAction.NotFound", "{}", operation.name());
            answers.push((answer.status, answer.body));
        }
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{}: {answers:#?}", operation.name());
    }
}

#[test]
fn the_form_wins_over_the_query() {
    let query = [("Action", "CreateExpressConnectRouter"), ("Version", VERSION), ("AlibabaSideAsn", "x")];
    let answer = open().ask(&request("POST", &query, &[("AlibabaSideAsn", "64512")], &[]));
    assert_eq!(answer.code(), (200, "200"));
}

#[test]
fn a_body_that_is_no_form_has_no_parameters() {
    let query = [("Action", "CreateExpressConnectRouter"), ("Version", VERSION)];
    let mut asked = request("POST", &query, &[("AlibabaSideAsn", "64512")], &[]);
    asked.headers_mut().insert("content-type", "application/json; charset=utf-8".parse().unwrap());
    assert_eq!(open().ask(&asked).code(), (400, "MissingParam.AlibabaSideAsn"));
    asked
        .headers_mut()
        .insert("content-type", "Application/X-WWW-form-urlencoded; charset=utf-8".parse().unwrap());
    assert_eq!(open().ask(&asked).code(), (200, "200"));
}

#[test]
fn actions_and_versions_that_are_none_are_refused() {
    let gateway = open();
    for action in ["deleteFlowLog", "DeleteFlowLog", "deleteflowlog", "CreateEverything"] {
        assert_eq!(gateway.get(action, &[]).code(), (404, "InvalidAction.NotFound"), "{action}");
    }
    assert_eq!(gateway.get("DeleteFlowlog", &[]).code(), (400, "MissingParam.EcrId"));
    assert_eq!(gateway.get("", &[]).code(), (400, "MissingAction"));
    let asked = |pairs: &[(&str, &str)]| gateway.ask(&request("GET", pairs, &[], &[]));
    let action = ("Action", "DescribeExpressConnectRouter");
    assert_eq!(asked(&[action]).code(), (400, "MissingVersion"));
    assert_eq!(asked(&[action, ("Version", "2023-09-02")]).code(), (400, "InvalidVersion"));
    // Under ACS3 it is an ordinary parameter, which the SDK sends in every request.
    let headers = [
        ("authorization", "ACS3-HMAC-SHA256 Credential=a,SignedHeaders=b,Signature=c"),
        ("x-acs-version", VERSION),
    ];
    let acs3 = |action| [&headers[..], &[("x-acs-action", action)]].concat();
    let parameters = [("Version", "x"), ("Action", "x")];
    let asked = |headers: &[(&str, &str)]| gateway.ask(&request("POST", &parameters, &[], headers));
    assert_eq!(asked(&acs3("DescribeExpressConnectRouter")).code(), (200, "200"));
    assert_eq!(asked(&acs3("DeleteFlowLog")).code(), (404, "InvalidAction.NotFound"));
    assert_eq!(asked(&headers).code(), (400, "MissingAction"), "without x-acs-action");
}

#[test]
fn methods_and_paths_that_are_none_are_refused() {
    let system = [("Action", "DescribeExpressConnectRouter"), ("Version", VERSION)];
    for method in ["PUT", "DELETE", "OPTIONS", "HEAD", "PATCH"] {
        let answer = open().ask(&request(method, &system, &[], &[]));
        assert_eq!(answer.code(), (400, "UnsupportedHTTPMethod"), "{method}");
    }
    let mut asked = request("GET", &system, &[], &[]);
    *asked.uri_mut() = "/ecr/?Action=DescribeExpressConnectRouter&Version=2023-09-01".parse().unwrap();
    assert_eq!(open().ask(&asked).code(), (404, "InvalidAction.NotFound"));
}

#[test]
fn xml_is_answered_where_it_is_asked_for() {
    let gateway = open();
    let asked = |format: &str, action: &str| {
        let query = [("Action", action), ("Version", VERSION), ("Format", format)];
        gateway.answer(&request("GET", &query, &[], &[]), UNIX_EPOCH)
    };
    let text = |response: &Response<Bytes>| String::from_utf8(response.body().to_vec()).unwrap();
    for format in ["xml", "XML"] {
        let success = asked(format, "DescribeExpressConnectRouter");
        assert_eq!(success.headers()["content-type"], "text/xml;charset=utf-8");
        let root = "<?xml version='1.0' encoding='UTF-8'?><DescribeExpressConnectRouterResponse><RequestId>";
        assert!(text(&success).starts_with(root), "{}", text(&success));
        let refusal = asked(format, "DeleteFlowlog");
        assert_eq!(refusal.status(), 400);
        let root = "<?xml version='1.0' encoding='UTF-8'?><Error><RequestId>";
        assert!(text(&refusal).starts_with(root), "{}", text(&refusal));
    }
    for format in ["json", "JSON", "Json"] {
        assert_eq!(read(&asked(format, "DescribeExpressConnectRouter")).code(), (200, "200"));
    }
    assert_eq!(read(&asked("foo", "DescribeExpressConnectRouter")).code(), (400, "InvalidParameter.Format"));
}

#[test]
fn the_request_id_is_an_upper_case_uuid_in_the_header_and_in_the_body() {
    let gateway = open();
    let answers = [
        gateway.get("DescribeExpressConnectRouter", &[]),
        gateway.get("DeleteExpressConnectRouter", &[]),
        gateway.get("DeleteFlowLog", &[]),
        // The gateway itself refuses the first.
        gateway.ask(&request("PUT", &[], &[], &[])),
    ];
    let ids = answers.map(|answer| answer.body["RequestId"].as_str().unwrap().to_owned());
    for id in &ids {
        let groups: Vec<usize> = id.split('-').map(str::len).collect();
        assert_eq!(groups, [8, 4, 4, 4, 12], "{id}");
        assert!(id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'A'..=b'F' | b'-')), "{id}");
    }
    assert_eq!(std::collections::BTreeSet::from(ids).len(), 4, "each call has its own");
}

#[test]
fn the_region_is_that_of_the_parameter_then_of_the_host_then_of_the_world() {
    let gateway = gateway(Simulator::builder().region("cn-beijing").in_memory().unwrap());
    let host_id = |pairs: &[(&str, &str)], host: &str| {
        let query = [&[("Action", "DeleteFlowlog"), ("Version", VERSION)], pairs].concat();
        gateway.ask(&request("GET", &query, &[], &[("host", host)])).body["HostId"].clone()
    };
    let endpoint = "expressconnectrouter.cn-shanghai.aliyuncs.com";
    assert_eq!(host_id(&[], "127.0.0.1:1"), "expressconnectrouter.cn-beijing.aliyuncs.com");
    assert_eq!(host_id(&[("RegionId", "")], endpoint), endpoint);
    assert_eq!(
        host_id(&[("RegionId", "cn-hangzhou")], endpoint),
        "expressconnectrouter.cn-hangzhou.aliyuncs.com"
    );
}

#[test]
fn a_malformed_region_is_refused_only_by_operations_that_depend_on_it() {
    let gateway = open();
    let ask = |action: &str, pairs: &[(&str, &str)]| {
        let region = [("Action", action), ("Version", VERSION), ("RegionId", "CN Hangzhou")];
        gateway.ask(&request("GET", &[&region, pairs].concat(), &[], &[("host", "127.0.0.1:1")])).body
    };
    let router = ask("CreateExpressConnectRouter", &[("AlibabaSideAsn", "64512")]);
    let ecr_id = ("EcrId", router["EcrId"].as_str().unwrap());
    let vbr = [("ChildInstanceId", "vbr-1"), ("ChildInstanceType", "VBR")];
    let place = [ecr_id, vbr[0], vbr[1], ("ChildInstanceRegionId", "cn-hangzhou")];
    assert_eq!(ask("AttachExpressConnectRouterChildInstance", &place)["Code"], "200");
    let flow_log = [
        ecr_id,
        ("InstanceType", "VBR"),
        ("InstanceId", "vbr-1"),
        ("ProjectName", "audit"),
        ("LogStoreName", "vbr_flow"),
    ];
    assert_eq!(ask("CreateFlowLog", &flow_log)["Code"], "UnsupportedRegion");
}

#[test]
fn the_account_is_that_of_the_key_also_where_nothing_is_verified() {
    let gateway = open();
    let key = |key| [("AccessKeyId", key)];
    let create = [("AccessKeyId", KEY), ("AlibabaSideAsn", "64512")];
    assert_eq!(gateway.get("CreateExpressConnectRouter", &create).code(), (200, "200"));
    let count = |pairs: &[(&str, &str)]| {
        gateway.get("DescribeExpressConnectRouter", pairs).body["TotalCount"].clone()
    };
    assert_eq!([count(&key(KEY)), count(&key("other")), count(&key("unknown")), count(&[])], [1, 0, 0, 0]);
    let authorization = format!("ACS3-HMAC-SHA256 Credential={KEY},SignedHeaders=host,Signature=0");
    let headers = [
        ("authorization", authorization.as_str()),
        ("x-acs-action", "DescribeExpressConnectRouter"),
        ("x-acs-version", VERSION),
    ];
    assert_eq!(gateway.ask(&request("POST", &[], &[], &headers)).body["TotalCount"], 1);
}

#[test]
fn parameters_that_cannot_be_read_are_refused() {
    let mut asked = request("GET", &[], &[], &[]);
    *asked.uri_mut() = "/?Action=%ff".parse().unwrap();
    assert_eq!(open().ask(&asked).code(), (400, "InvalidParameter"));
    let many: Vec<(String, String)> = (0..1_001).map(|n| (format!("P{n}"), String::new())).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(open().ask(&request("POST", &[], &many, &[])).code(), (413, "RequestTooLarge"));
}

/// A request with this header panics.
pub const PANIC: &str = "x-planted-panic";

#[test]
fn a_panic_is_answered_as_an_internal_error() {
    let gateway = open();
    let query = [("Action", "DescribeExpressConnectRouter"), ("Version", VERSION)];
    for _ in 0..2 {
        let answer = gateway.ask(&request("GET", &query, &[], &[(PANIC, "1")]));
        assert_eq!(answer.code(), (500, "InternalError"));
        assert_eq!(gateway.ask(&request("GET", &query, &[], &[])).code(), (200, "200"));
    }
}
