//! Vectors of both schemes, and the recorded requests of the Python SDK.

use super::*;

#[test]
fn every_vector_of_acs3_is_accepted() {
    for name in ["acs3_form_body", "acs3_query_and_body", "acs3_sts", "acs3_empty_body", "acs3_official_doc"]
    {
        let (request, vector) = (acs3(name), &vectors()[name]);
        let date = request.header("x-acs-date").to_owned();
        assert_eq!(request.verify(&verifier(), &date), Ok(AccountId::try_from(1).unwrap()), "{name}");
        assert_eq!(request.claimed().as_deref(), vector["access_key_id"].as_str());
    }
}

#[test]
fn every_vector_of_v1_is_accepted() {
    for (name, verifier) in [
        ("v1_post", verifier()),
        ("v1_get", verifier()),
        ("v1_sts", temporary()),
        ("v1_official_doc", verifier()),
    ] {
        let (parameters, vector) = (rpc(name), &vectors()[name]);
        let request =
            rpc_request(vector["method"].as_str().unwrap().parse().unwrap(), &parameters, |_| false);
        let date = vector["params"]["Timestamp"].as_str().unwrap();
        assert_eq!(request.verify(&verifier, date), Ok(AccountId::try_from(1).unwrap()), "{name}");
        assert_eq!(request.claimed().as_deref(), vector["params"]["AccessKeyId"].as_str());
    }
}

/// Returns whether a server with other secrets answers `request` with the string to sign of the vector.
fn assert_told(request: &Request, date: &str, tokens: &[&str], told: &str) {
    let keys = [&format!("{KEY}:wrong"), "YourAccessKeyId:wrong", "testid:wrong", "STS.NTtestkey:wrong"];
    let refusal = request.verify(&verifier_with(&keys, tokens), date).unwrap_err();
    assert_eq!((refusal.code().as_str(), refusal.status().as_u16()), ("SignatureDoesNotMatch", 400));
    assert_eq!(refusal.message(), told);
}

#[test]
fn a_wrong_secret_is_told_the_very_strings_of_the_vectors() {
    for (name, vector) in vectors() {
        let text = |field: &str| vector[field].as_str().unwrap();
        let string = text("string_to_sign");
        if name.starts_with("acs3") {
            let told = format!(
                "Specified signature does not match our calculation. server StringToSign is [{string}] \
                 server CanonicalRequest is [{}]",
                text("canonical_request")
            );
            let request = acs3(&name);
            assert_told(&request, request.header("x-acs-date"), &["STS.NTtestkey:CAIStoken+/=="], &told);
        } else {
            let told = format!(
                "Specified signature is not matched with our calculation. server string to sign is:{string}"
            );
            let request = rpc_request(text("method").parse().unwrap(), &rpc(&name), |name| name < "S");
            let token = format!("{KEY}:CAIStoken+/==");
            let tokens: &[&str] = if name == "v1_sts" { &[&token] } else { &[] };
            assert_told(&request, vector["params"]["Timestamp"].as_str().unwrap(), tokens, &told);
        }
    }
}

/// The requests of the Python SDK. The first line has the headers that most of them share, the others have their own; `null`
/// marks a header that is not sent.
fn records() -> Vec<(String, Request)> {
    let mut lines = include_str!("../../../tests/data/python-sdk.jsonl").lines();
    let mut line = || lines.next().map(|line| serde_json::from_str::<serde_json::Map<_, _>>(line).unwrap());
    let common = line().unwrap();
    std::iter::from_fn(line)
        .map(|record| {
            let mut headers = common.clone();
            headers.extend(record["headers"].as_object().unwrap().clone());
            headers.retain(|_, value| !value.is_null());
            let text = |field: &str| record[field].as_str().unwrap().to_owned();
            let headers = pairs(&Value::Object(headers));
            (
                text("name"),
                Request { method: Method::POST, query: text("query"), headers, body: text("body") },
            )
        })
        .collect()
}

/// Returns the time that the client claims.
fn date(request: &Request) -> String {
    let parameter = request.read(|incoming| incoming.parameters.get("Timestamp").map(str::to_owned)).unwrap();
    parameter.unwrap_or_else(|| request.header("x-acs-date").to_owned())
}

#[test]
fn every_request_of_the_python_sdk_verifies_once() {
    let (permanent, temporary) = (verifier(), temporary());
    let mut accepted = 0;
    for (name, request) in records() {
        let verifier = if name.ends_with("sts") { &temporary } else { &permanent };
        let verdict = request.verify(verifier, &date(&request));
        match name.as_str() {
            "variant_anon" | "variant_bearer" | "variant_v2bearer" => {
                assert_eq!(verdict, Err(Refusal::Missing("AccessKeyId")), "{name}");
            }
            "variant_sm3" => assert_eq!(verdict, Err(Refusal::UnknownSignatureMethod), "{name}"),
            _ => {
                assert_eq!(verdict, Ok(AccountId::try_from(1).unwrap()), "{name}");
                assert_eq!(request.verify(verifier, &date(&request)), Err(Refusal::UsedNonce), "{name}");
                accepted += 1;
            }
        }
    }
    assert_eq!(accepted, 124);
}

#[test]
fn a_host_of_another_form_is_verified_as_sent() {
    let (_, request) = records().into_iter().find(|(name, _)| name == "variant_trailingslash").unwrap();
    let now = date(&request);
    assert!(request.header("host").starts_with("http://127.0.0.1:"));
    let host = request.header("host").trim_start_matches("http://").trim_end_matches('/').to_owned();
    let normal = request.clone().with("host", &host);
    assert_eq!(normal.verify(&verifier(), &now).unwrap_err().code(), "SignatureDoesNotMatch");
    assert_eq!(request.verify(&verifier(), &now), Ok(AccountId::try_from(1).unwrap()));
}
