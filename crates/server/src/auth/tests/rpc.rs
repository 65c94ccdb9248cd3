//! Rules of RPC V1 alone.

use super::*;

fn good() -> Result<AccountId, Refusal> {
    Ok(AccountId::try_from(1).unwrap())
}

/// Returns the parameters of the vector with one changed, or left out if there is no value.
fn changed(name: &str, value: Option<&str>) -> Request {
    let mut parameters = rpc("v1_post");
    parameters.retain(|(other, _)| other != name);
    parameters.extend(value.map(|value| (name.to_owned(), value.to_owned())));
    rpc_request(Method::POST, &parameters, |_| false)
}

#[test]
fn parameters_may_be_in_the_query_or_in_the_form() {
    let system = ["Action", "Version", "Format", "AccessKeyId", "Timestamp", "Signature", "SignatureNonce"];
    let places: [&dyn Fn(&str) -> bool; 4] =
        [&|_| true, &|_| false, &|name| !system.contains(&name), &|name| name.len() % 2 == 0];
    for in_form in places {
        assert_eq!(rpc_request(Method::POST, &rpc("v1_post"), in_form).verdict(), good());
    }
}

#[test]
fn every_spelling_of_a_parameter_has_the_same_signature() {
    for name in [
        "n+1%2B2%2A~%2F%26%3D%C3%A9",
        "n%201%2B2*~%2F%26%3D%C3%A9",
        "n+1%2B2*~/%26=%c3%a9",
        "%6E%201%2b2%2a%7E%2f%26%3d%c3%a9",
    ] {
        let mut in_query = changed("Name", None);
        in_query.query += &format!("&Name={name}");
        assert_eq!(in_query.verdict(), good(), "{name}");
        let mut in_form = changed("Name", None);
        in_form.body = format!("Name={name}");
        assert_eq!(in_form.verdict(), good(), "{name}");
    }
}

#[test]
fn blank_parameters_are_signed() {
    for name in ["SignatureType", "Tag.1.Value"] {
        assert_eq!(changed(name, Some("")).verdict(), good());
        assert_eq!(changed(name, None).verdict().unwrap_err().code(), "SignatureDoesNotMatch", "{name}");
    }
}

#[test]
fn the_form_counts_rather_than_the_query() {
    let mut request =
        rpc_request(Method::POST, &rpc("v1_post"), |name| name == "Name" || name == "Signature");
    request.query += "&Name=other&Signature=none";
    assert_eq!(request.verdict(), good());
    request.body += "&Name=other";
    assert_eq!(request.verdict().unwrap_err().code(), "SignatureDoesNotMatch");
}

#[test]
fn what_every_call_has_is_required() {
    for (name, code) in [
        ("AccessKeyId", "MissingAccessKeyId"),
        ("SignatureMethod", "MissingSignatureMethod"),
        ("SignatureVersion", "MissingSignatureVersion"),
        ("SignatureNonce", "MissingSignatureNonce"),
        ("Timestamp", "MissingTimestamp"),
        ("Signature", "MissingSignature"),
    ] {
        for value in [None, Some("")] {
            assert_eq!(changed(name, value).verdict().unwrap_err().code(), code);
        }
    }
}

#[test]
fn other_methods_and_versions_are_refused() {
    for method in ["HMAC-SHA256", "SHA256withRSA", "hmac-sha1"] {
        assert_eq!(changed("SignatureMethod", Some(method)).verdict(), Err(Refusal::UnknownSignatureMethod));
    }
    assert_eq!(changed("SignatureVersion", Some("2.0")).verdict(), Err(Refusal::MalformedSignature));
}

#[test]
fn a_signature_that_is_no_base64_of_its_length_does_not_match() {
    let right = vectors()["v1_post"]["signature"].as_str().unwrap().to_owned();
    for wrong in [
        "x",
        "====",
        &right[..right.len() - 1],
        &right[4..],
        &right[..24],
        &format!("{right}AAAA"),
        &format!(" {right}"),
    ] {
        let refusal = changed("Signature", Some(wrong)).verdict().unwrap_err();
        assert_eq!(refusal.code(), "SignatureDoesNotMatch", "{wrong}");
    }
}

#[test]
fn the_message_splits_at_its_one_colon_into_the_string() {
    let message = changed("Name", Some("a:b")).verdict().unwrap_err().message();
    let parts: Vec<_> = message.split(':').collect();
    assert_eq!(parts.len(), 2, "clients take the second part: {message}");
    assert!(parts[1].starts_with("POST&%2F&AccessKeyId%3D") && parts[1].contains("Name%3Da%253Ab"));
}

#[test]
fn a_foreign_authorization_beside_a_signature_does_not_matter() {
    let request = changed("", None).with("authorization", "Bearer x");
    assert_eq!(request.verdict(), good());
    assert_eq!(request.claimed().as_deref(), Some(KEY));
}

#[test]
fn names_and_values_beyond_ascii_are_signed() {
    let parameters = [
        ("AccessKeyId", KEY),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureVersion", "1.0"),
        ("SignatureNonce", "1"),
        ("Timestamp", DATE),
        ("Name", "é中"),
        ("中", "*~ +"),
    ];
    assert_eq!(sign_rpc(&parameters, SECRET).verdict(), good());
    assert_eq!(sign_rpc(&parameters, "wrong").verdict().unwrap_err().code(), "SignatureDoesNotMatch");
}
