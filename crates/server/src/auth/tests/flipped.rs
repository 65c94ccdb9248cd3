//! No signed bit can change.

use super::*;

/// Returns the text once for each bit, with that bit flipped. Leaves out the eighth bits, because the text is ASCII.
fn flips(text: &str) -> impl Iterator<Item = String> {
    (0..text.len() * 7).map(|bit| {
        let mut bytes = text.as_bytes().to_owned();
        bytes[bit / 7] ^= 1 << (bit % 7);
        String::from_utf8(bytes).unwrap()
    })
}

/// Some flips lead to another spelling of the same query or form, such as `%c3` for `%C3`.
fn reads_alike(one: &Request, other: &Request) -> bool {
    let parameters = |request: &Request| {
        request.read(|incoming| (incoming.parameters.query.clone(), incoming.parameters.form.clone()))
    };
    parameters(one) == parameters(other)
}

/// Asserts that a new server refuses each request. Returns their number.
fn all_refused(requests: impl Iterator<Item = Request>) -> usize {
    let verifier = verifier();
    let refused = |request: Request| {
        let verdict = request.verify(&verifier, DATE);
        assert!(verdict.is_err(), "{} {:?} {}", request.query, request.headers, request.body);
    };
    requests.map(refused).count()
}

#[test]
fn no_bit_of_the_body_of_acs3_can_change() {
    let request = acs3("acs3_query_and_body");
    let flipped = flips(&request.body).map(|body| Request { body, ..request.clone() });
    assert_eq!(all_refused(flipped), request.body.len() * 7);
    assert_eq!(request.verdict(), Ok(AccountId::try_from(1).unwrap()));
}

#[test]
fn no_bit_of_the_query_of_acs3_can_change() {
    let request = acs3("acs3_query_and_body");
    let flipped = flips(&request.query).map(|query| Request { query, ..request.clone() });
    let refused = all_refused(flipped.filter(|flipped| !reads_alike(flipped, &request)));
    // Hex digits can be in lower case, and some characters need no escape.
    let alike = flips(&request.query).map(|query| Request { query, ..request.clone() });
    let alike = alike.filter(|flipped| reads_alike(flipped, &request)).count();
    assert_eq!(refused + alike, request.query.len() * 7);
    assert!(alike < 10, "{alike}");
}

#[test]
fn no_bit_of_the_headers_of_acs3_can_change() {
    let request = acs3("acs3_form_body");
    let mut refused = 0;
    for (name, value) in &request.headers {
        // HTTP itself refuses other bytes in a header.
        let allowed = flips(value).filter(|value| HeaderValue::from_str(value).is_ok());
        refused += all_refused(allowed.map(|value| request.clone().with(name, &value)));
    }
    let bits: usize = request.headers.iter().map(|(_, value)| value.len() * 7).sum();
    assert!(refused > bits * 3 / 4, "{refused} of {bits}");
}

#[test]
fn no_bit_of_a_form_or_query_of_v1_can_change() {
    let mut refused = 0;
    for request in [
        rpc_request(Method::POST, &rpc("v1_post"), |name| name.len() % 2 == 0),
        rpc_request(Method::GET, &rpc("v1_get"), |_| false),
    ] {
        let queries = flips(&request.query).map(|query| Request { query, ..request.clone() });
        let forms = flips(&request.body).map(|body| Request { body, ..request.clone() });
        refused += all_refused(queries.chain(forms).filter(|flipped| !reads_alike(flipped, &request)));
        assert_eq!(request.verdict(), Ok(AccountId::try_from(1).unwrap()));
    }
    assert!(refused > 5_000, "{refused}");
}

#[test]
fn another_method_is_refused() {
    let get = Request { method: Method::GET, ..acs3("acs3_form_body") };
    assert_eq!(get.verdict().unwrap_err().code(), "SignatureDoesNotMatch");
    let get = rpc_request(Method::GET, &rpc("v1_post"), |_| false);
    assert_eq!(get.verdict().unwrap_err().code(), "SignatureDoesNotMatch");
}
