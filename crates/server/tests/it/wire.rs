//! HTTP between a socket and the program.

use serde_json::Value;

use crate::program::{Response, Server};

/// Returns a request with these headers and this body.
fn request(line: &str, headers: &[&str], body: &str) -> String {
    let headers: String = headers.iter().map(|header| format!("{header}\r\n")).collect();
    format!("{line} HTTP/1.1\r\n{headers}\r\n{body}")
}

const LOCAL: &str = "Host: localhost";
const FORM: &str = "Content-Type: application/x-www-form-urlencoded";
const DESCRIBE: &str = "GET /?Action=DescribeExpressConnectRouter&Version=2023-09-01";

/// Checks that every client can read an answer, and returns its code.
fn code(response: &Response) -> String {
    assert_eq!(response.header("content-type"), Some("application/json;charset=utf-8"));
    let body = response.json();
    let text = |name: &str| body[name].as_str().unwrap_or_else(|| panic!("no {name} in {body}")).to_owned();
    assert!(!text("Message").is_empty(), "{body}");
    assert_eq!(response.header("x-acs-request-id"), Some(text("RequestId").as_str()));
    let detail = &body["AccessDeniedDetail"];
    // One client expects an object here in a refusal, and crashes on a string.
    assert!(
        response.status < 400 || if response.status == 403 { detail.is_object() } else { detail.is_null() },
        "{body}"
    );
    text("Code")
}

#[test]
fn a_body_in_chunks_is_read_like_any_other() {
    let server = Server::start(&[]);
    let mut connection = server.connect();
    let line = "POST /?Action=CreateExpressConnectRouter&Version=2023-09-01";
    // The requests end in a name, in a percent-encoded letter, and after one byte.
    let chunks = ["Alibaba", "SideAsn=64512&Name=%C3", "%A", "9", "+%E4%B8%AD&Description=d"];
    let chunks: String = chunks.iter().map(|chunk| format!("{:x}\r\n{chunk}\r\n", chunk.len())).collect();
    let created = connection.exchange(request(
        line,
        &[LOCAL, FORM, "Transfer-Encoding: chunked"],
        &format!("{chunks}0\r\n\r\n"),
    ));
    assert_eq!(code(&created), "200");
    let listed = connection.call("DescribeExpressConnectRouter", "").1;
    assert_eq!(listed["EcrList"][0]["Name"], "é 中");
    assert_eq!(listed["EcrList"][0]["AlibabaSideAsn"], 64512);
}

#[test]
fn a_post_without_a_body_has_its_parameters_in_the_query() {
    let server = Server::start(&[]);
    let mut connection = server.connect();
    for (n, headers) in [
        &[LOCAL, FORM, "Content-Length: 0"][..],
        &[LOCAL, "Content-Length: 0"],
        &[LOCAL, FORM],
        &[LOCAL, FORM, "Transfer-Encoding: chunked"],
    ]
    .into_iter()
    .enumerate()
    {
        let line = format!(
            "POST /?Action=CreateExpressConnectRouter&Version=2023-09-01&AlibabaSideAsn={}",
            64_512 + n
        );
        let body = if headers.len() == 3 && headers[2].starts_with("Transfer") { "0\r\n\r\n" } else { "" };
        assert_eq!(code(&connection.exchange(request(&line, headers, body))), "200", "{headers:?}");
    }
    assert_eq!(connection.call("DescribeExpressConnectRouter", "").1["TotalCount"], 4);
}

#[test]
fn whatever_is_refused_is_an_object_of_json_with_code_message_and_request_id() {
    let server = Server::start(&[]);
    // Announces a body of a gigabyte, and sends only as much as it takes to be refused.
    let (large, more) = (format!("Content-Length: {}", 1_u64 << 30), "a".repeat((1 << 20) + 1));
    let refused: [(&str, &[&str], &str, u16, &str); 9] = [
        ("GET /ecr/", &[LOCAL], "", 404, "InvalidAction.NotFound"),
        ("GET /?Action=None&Version=2023-09-01", &[LOCAL], "", 404, "InvalidAction.NotFound"),
        ("GET /", &[LOCAL], "", 400, "MissingVersion"),
        ("PUT /", &[LOCAL], "", 400, "UnsupportedHTTPMethod"),
        ("GET /?Action=%ff", &[LOCAL], "", 400, "InvalidParameter"),
        ("POST /", &[LOCAL, FORM, &large], &more, 413, "RequestTooLarge"),
        (DESCRIBE, &["Host: evil.example"], "", 403, "Forbidden"),
        (DESCRIBE, &[LOCAL, "Origin: http://localhost"], "", 403, "Forbidden"),
        (DESCRIBE, &[LOCAL, "Sec-Fetch-Site: cross-site"], "", 403, "Forbidden"),
    ];
    for (line, headers, body, status, expected) in refused {
        let response = server.connect().exchange(request(line, headers, body));
        assert_eq!((response.status, code(&response).as_str()), (status, expected), "{line} {headers:?}");
        // No header allows a browser to show the answer to a page.
        assert!(response.headers.iter().all(|(name, _)| !name.starts_with("access-control-")));
    }
    assert_eq!(server.call("DescribeExpressConnectRouter", "").0, 200);
}

#[test]
fn no_answer_is_compressed_whatever_the_client_accepts() {
    let server = Server::start(&[]);
    let mut connection = server.connect();
    let line = "GET /?Action=ListExpressConnectRouterSupportedRegion&Version=2023-09-01&NodeType=VBR";
    let mut bodies: Vec<Value> = Vec::new();
    for accepted in ["X-None: 1", "Accept-Encoding: identity", "Accept-Encoding: gzip, deflate, br;q=1"] {
        let response = connection.exchange(request(line, &[LOCAL, accepted], ""));
        assert_eq!(code(&response), "200");
        for header in ["content-encoding", "transfer-encoding"] {
            assert_eq!(response.header(header), None, "{accepted}");
        }
        let mut body = response.json();
        body["RequestId"].take();
        bodies.push(body);
    }
    assert!(bodies.iter().all(|body| *body == bodies[0]));
}

#[test]
fn a_refusal_leaves_the_connection_open_and_a_wish_to_close_does_not() {
    let server = Server::start(&[]);
    let mut connection = server.connect();
    for line in ["GET /ecr/", "PUT /", "GET /?Action=None&Version=2023-09-01", DESCRIBE] {
        let response = connection.exchange(request(line, &[LOCAL], ""));
        assert_eq!(response.header("connection"), None, "{line}");
    }
    let last = connection.exchange(request(DESCRIBE, &[LOCAL, "Connection: close"], ""));
    assert_eq!((code(&last).as_str(), last.header("connection")), ("200", Some("close")));
    assert!(connection.is_closed());
}
