//! Rules of ACS3 alone.

use super::*;

fn vector() -> Request {
    acs3("acs3_form_body").with("Accept-Encoding", "identity")
}

fn good() -> Result<AccountId, Refusal> {
    Ok(AccountId::try_from(1).unwrap())
}

#[test]
fn every_spelling_of_a_query_has_the_same_signature() {
    for value in [
        "v+1%2B2%2A~%2F%26%3D%C3%A9",
        "v%201%2B2*~%2F%26%3D%C3%A9",
        "v+1%2B2*~/%26=%c3%a9",
        "%76%201%2b2%2a%7E%2f%26%3d%c3%a9",
    ] {
        let query = format!("Tag.2.Value=&Tag.2.Key=empty&Tag.1.Key=k1&Tag.1.Value={value}");
        let request = Request { query, ..acs3("acs3_query_and_body") };
        assert_eq!(request.verdict(), good(), "{value}");
    }
}

#[test]
fn names_and_values_beyond_ascii_are_signed() {
    let query = "%C3%A9=%E4%B8%AD".to_owned();
    let request = Request { query, body: "Name=%C3%A9%E4%B8%AD".to_owned(), ..vector() };
    assert_eq!(sign_acs3(request, KEY, SECRET).verdict(), good());
}

#[test]
fn headers_beside_those_that_must_be_may_be_signed() {
    let more = vector().with("accept", "application/json").with("user-agent", "a b");
    assert_eq!(more.verdict(), good(), "they are there, but not signed");
    let signed = sign_acs3(more, KEY, SECRET);
    assert_eq!(signed.verdict(), good());
    assert_eq!(signed.with("user-agent", "a").verdict().unwrap_err().code(), "SignatureDoesNotMatch");
}

#[test]
fn blanks_around_a_header_do_not_count() {
    assert_eq!(vector().with("content-type", &format!(" \t{FORM} ")).verdict(), good());
    let inside = vector().with("content-type", "application/ x-www-form-urlencoded");
    assert_eq!(inside.verdict().unwrap_err().code(), "SignatureDoesNotMatch");
}

#[test]
fn a_blank_may_follow_a_comma_of_the_authorization() {
    assert_eq!(vector().authorized(|text| text.replace(',', ", ")).verdict(), good());
}

#[test]
fn a_repeated_header_is_sorted_and_joined() {
    let mut request = sign_acs3(vector().with("x-acs-extra", "a,b,c"), KEY, SECRET);
    request.remove("x-acs-extra");
    for value in ["b", "c", "a"] {
        request.add("x-acs-extra", value);
    }
    assert_eq!(request.verdict(), good());
}

#[test]
fn a_header_that_counts_only_once_cannot_be_repeated() {
    for name in
        ["authorization", "x-acs-date", "x-acs-signature-nonce", "x-acs-action", "x-acs-content-sha256"]
    {
        let mut request = vector();
        let value = request.header(name).to_owned();
        request.add(name, &value);
        assert_eq!(request.verdict(), Err(Refusal::MalformedSignature), "{name}");
    }
}

#[test]
fn the_order_of_parameters_with_one_name_is_signed() {
    let signed = sign_acs3(Request { query: "A=1&A=2&B=3".to_owned(), ..vector() }, KEY, SECRET);
    let with = |query: &str| Request { query: query.to_owned(), ..signed.clone() }.verdict();
    assert_eq!(with("B=3&A=1&A=2"), good());
    assert_eq!(with("A=2&A=1&B=3").unwrap_err().code(), "SignatureDoesNotMatch");
}

#[test]
fn the_hash_of_another_body_is_refused() {
    let other = Request { body: "AlibabaSideAsn=1".to_owned(), ..vector() };
    let refusal = other.verdict().unwrap_err();
    assert_eq!(refusal.code(), "SignatureDoesNotMatch");
    assert!(refusal.message().contains(&hex(&Sha256::digest("AlibabaSideAsn=1"))));
    // Even if the client itself signed a hash that does not match its body.
    let names = signable(&other);
    let signed = sign_acs3_headers(other.clone(), KEY, SECRET, &names);
    assert_eq!(signed.verdict().unwrap_err().code(), "SignatureDoesNotMatch");
    assert_eq!(sign_acs3(other, KEY, SECRET).verdict(), good());
}

#[test]
fn a_signed_hash_that_only_the_header_has_wrong_is_refused() {
    let request = sign_acs3(vector(), KEY, SECRET);
    let (true_hash, false_hash) = (request.header("x-acs-content-sha256").to_owned(), "0".repeat(64));
    let lies = request.with("x-acs-content-sha256", &false_hash);
    // The server computes this canonical request: the false hash in the header, the true one at the end.
    let text = lies.verdict().unwrap_err().message();
    assert!(text.contains(&false_hash) && text.ends_with(&format!("{true_hash}]")));
    let (_, rest) = text.split_once("StringToSign is [").unwrap();
    let (message, _) = rest.split_once(']').unwrap();
    let mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap().chain_update(message);
    let signature = hex(&mac.finalize().into_bytes());
    let signed = lies.authorized(|text| format!("{}={signature}", text.rsplit_once('=').unwrap().0));
    assert_eq!(signed.verdict().unwrap_err().code(), "SignatureDoesNotMatch");
}

#[test]
fn a_header_that_must_be_signed_but_is_not_is_refused() {
    let request = vector().with("x-acs-extra", "1");
    assert_eq!(request.verdict(), Err(Refusal::MalformedSignature), "added on the way");
    let all = signable(&request);
    for name in &all {
        let names: Vec<_> = all.iter().filter(|other| *other != name).cloned().collect();
        let verdict = sign_acs3_headers(request.clone(), KEY, SECRET, &names).verdict();
        let free = name == "content-type";
        assert_eq!(verdict, if free { good() } else { Err(Refusal::MalformedSignature) }, "{name}");
    }
}

#[test]
fn headers_are_listed_once_in_lower_case_and_are_there() {
    for list in ["host;host;", "Host;host;", "absent;", "Accept-Encoding;", ";", "é;"] {
        let changed = vector().authorized(|text| text.replace("host;", &format!("host;{list}")));
        assert_eq!(changed.verdict(), Err(Refusal::MalformedSignature), "{list}");
    }
    assert_eq!(vector().without("host").verdict(), Err(Refusal::MalformedSignature));
}

#[test]
fn a_malformed_authorization_is_refused() {
    let good = vector().header("authorization").to_owned();
    for text in [
        "",
        "Basic YTpi",
        "ACS3-HMAC-SHA256",
        "ACS3-HMAC-SHA256 ",
        &good.replace("Credential", "credential"),
        &good.replace(",Signature=", ",Signed="),
        &good.replace("SignedHeaders=", "Headers="),
        &good.replace(",Signature=", ";Signature="),
        &format!("{good},Signature=0"),
        &good.replace("ACS3-HMAC-SHA256 ", "ACS3-HMAC-SHA256"),
    ] {
        let request = vector().with("authorization", text);
        assert_eq!(request.verdict(), Err(Refusal::MalformedSignature), "{text}");
    }
}

#[test]
fn other_algorithms_are_refused_by_name() {
    for name in ["ACS3-HMAC-SM3", "ACS3-RSA-SHA256", "ACS3-HMAC-SHA1", "ACS3-hmac-sha256"] {
        let request = vector().authorized(|text| text.replace("ACS3-HMAC-SHA256", name));
        assert_eq!(request.verdict(), Err(Refusal::UnknownSignatureMethod), "{name}");
        assert_eq!(request.claimed().as_deref(), Some(KEY));
    }
}

#[test]
fn headers_that_every_call_has_are_required() {
    for (header, name) in [
        ("x-acs-action", "MissingAction"),
        ("x-acs-version", "MissingVersion"),
        ("x-acs-date", "MissingTimestamp"),
        ("x-acs-signature-nonce", "MissingSignatureNonce"),
    ] {
        assert_eq!(vector().without(header).verdict().unwrap_err().code(), name);
        assert_eq!(vector().with(header, " ").verdict().unwrap_err().code(), name);
    }
    assert_eq!(vector().without("x-acs-content-sha256").verdict(), Err(Refusal::MalformedSignature));
}

#[test]
fn a_signature_that_is_no_hex_of_its_length_does_not_match() {
    let right = vectors()["acs3_form_body"]["signature"].as_str().unwrap().to_owned();
    for wrong in [
        String::new(),
        right[1..].to_owned(),
        right[2..].to_owned(),
        right[..62].to_owned(),
        right[..2].to_owned(),
        format!("{right}00"),
        right.to_uppercase(),
    ] {
        let request = vector().authorized(|text| text.replace(&right, &wrong));
        assert_eq!(request.verdict().unwrap_err().code(), "SignatureDoesNotMatch", "{wrong}");
    }
}

#[test]
fn parameters_of_v1_are_ordinary_beside_a_signature_of_acs3() {
    let query = "AccessKeyId=x&Signature=y&Version=z".to_owned();
    let request = sign_acs3(Request { query, ..vector() }, KEY, SECRET);
    assert_eq!(request.verdict(), good());
    assert_eq!(request.claimed().as_deref(), Some(KEY));
}

#[test]
fn a_body_that_is_no_form_is_signed_alike() {
    let json = Request { body: "{\"EcrId\":\"ecr-1\"}".to_owned(), ..vector() };
    let json = sign_acs3(json.with("content-type", "application/json; charset=utf-8"), KEY, SECRET);
    assert_eq!(json.verdict(), good());
    assert!(Request { body: "{\"EcrId\":\"ecr-2\"}".to_owned(), ..json }.verdict().is_err());
}
