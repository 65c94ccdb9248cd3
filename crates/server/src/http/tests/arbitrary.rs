//! Any input is answered in a form that clients can read, or not at all.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::Value;

use super::*;

/// Generates a request that is usually nearly right, but never HEAD, whose answers have no body.
fn request() -> impl Strategy<Value = Vec<u8>> {
    let method = select(vec!["GET", "GET", "POST", "POST", "OPTIONS", "CONNECT", "get", "G\0T", ""]);
    let path = prop_oneof![
        Just("/?"),
        select(vec!["/", "/_sim/clock", "/_sim/", "*", "http://localhost/?", "//", "/%", ""])
    ];
    let parameter = select(vec![
        "Action=DescribeExpressConnectRouter&Version=2023-09-01",
        "Action=CreateExpressConnectRouter&AlibabaSideAsn=64512",
        "Action=DeleteFlowlog",
        "Version=2023-09-01",
        "Format=XML",
        "Format=XML&Name=%0d%0a%0d%0a",
        "EcrId=HTTP/1.1%20400%20content-length:%200",
        "%ff=%",
        "Tag.4294967295.Key=a",
        "=&&=",
    ]);
    let version = prop_oneof![6 => Just("HTTP/1.1"), 3 => Just("HTTP/1.0"), 1 => Just("HTTP/2.0")];
    let header = prop_oneof![
        8 => select(vec![
            "Host: localhost",
            "Content-Length: 3",
            "Content-Length: -1",
            "Content-Length: 0",
            "Transfer-Encoding: chunked",
            "Transfer-Encoding: gzip",
            "Content-Type: application/x-www-form-urlencoded",
            "Authorization: ACS3-HMAC-SHA256 Credential=a,SignedHeaders=host,Signature=0",
            "Authorization: Bearer t",
            "Connection: close",
            "Connection: keep-alive",
            "Expect: 100-continue",
            "Upgrade: h2c",
            "Origin: null",
            " folded",
        ])
        .prop_map(str::to_owned),
        1 => "[ -~]{0,40}",
    ];
    let body = prop_oneof![
        4 => Just(Vec::new()),
        1 => Just(b"A=1".to_vec()),
        1 => Just(b"3\r\nA=1\r\n0\r\n\r\n".to_vec()),
        1 => vec(any::<u8>(), 0..20),
    ];
    (method, path, vec(parameter, 0..4), version, vec(header, 0..4), body).prop_map(
        |(method, path, parameters, version, headers, body)| {
            let line = format!("{method} {path}{} {version}", parameters.join("&"));
            let head = [line, "Host: localhost".to_owned()].into_iter().chain(headers);
            let mut bytes: Vec<u8> = head.flat_map(|line| format!("{line}\r\n").into_bytes()).collect();
            bytes.extend_from_slice(b"\r\n");
            bytes.extend(body);
            bytes
        },
    )
}

/// Returns everything the server answers until it closes the connection.
async fn exchange(sent: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let (mut client, _graceful) = connect(administered(folder.path()));
    client.write_all(sent).await.unwrap();
    let mut answers = String::new();
    client.read_to_string(&mut answers).await.unwrap();
    answers
}

/// Returns the codes of the answers in a text, or an error if the text has anything else.
fn codes(mut text: &str) -> Result<Vec<String>, String> {
    let mut codes = Vec::new();
    while !text.is_empty() {
        let (head, rest) = text.split_once("\r\n\r\n").ok_or("no head")?;
        text = rest;
        if head == "HTTP/1.1 100 Continue" {
            continue;
        }
        let status = head.get("HTTP/1.1 ".len()..).and_then(|rest| rest.get(..3)).ok_or("no status")?;
        let length =
            head.lines().find_map(|line| line.strip_prefix("content-length: ")).ok_or("no length")?;
        let (body, rest) = text.split_at_checked(length.parse().unwrap()).ok_or("half a body")?;
        text = rest;
        let code = if head.contains("content-type: text/xml;charset=utf-8") {
            let (_, code) = body.split_once("<Code>").ok_or("no <Code>")?;
            code.split('<').next().unwrap_or_default().to_owned()
        } else {
            let body: Value = serde_json::from_str(body).map_err(|error| error.to_string())?;
            for field in ["Code", "Message", "RequestId"] {
                body[field].as_str().filter(|value| !value.is_empty()).ok_or(field)?;
            }
            body["Code"].as_str().unwrap_or_default().to_owned()
        };
        if (code == "200") != (status == "200") || code == "InternalError" {
            return Err(format!("{status} {code}"));
        }
        codes.push(code);
    }
    Ok(codes)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, ..ProptestConfig::default() })]

    #[test]
    fn every_answer_can_be_read(
        requests in vec(request(), 1..4),
        flips in vec((any::<Index>(), any::<u8>()), 0..3),
    ) {
        let mut sent = requests.concat();
        for (at, byte) in flips {
            let at = at.index(sent.len());
            sent[at] = byte;
        }
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
        let answers = runtime.block_on(exchange(&sent));
        if let Err(reason) = codes(&answers) {
            return Err(TestCaseError::fail(format!("{reason}: {answers}")));
        }
    }
}

#[test]
fn what_is_arbitrary_is_met_with_many_codes() {
    use std::collections::BTreeSet;

    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;

    let mut runner = TestRunner::deterministic();
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    let mut met = BTreeSet::new();
    for _ in 0..500 {
        let sent = request().new_tree(&mut runner).unwrap().current();
        met.extend(codes(&runtime.block_on(exchange(&sent))).unwrap());
    }
    for code in [
        "200",
        "Forbidden",
        "InvalidAction.NotFound",
        "InvalidParameter",
        "InvalidRequest",
        "MissingAction",
        "MissingParam.EcrId",
        "MissingVersion",
        "RequestTimeout",
        "Unauthorized",
        "UnsupportedHTTPMethod",
    ] {
        assert!(met.contains(code), "{code} is not among {met:?}");
    }
}
