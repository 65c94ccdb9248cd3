//! Rules that both schemes share: time, nonces, keys, tokens, and the order of the checks.

use super::*;

fn good() -> Result<AccountId, Refusal> {
    Ok(AccountId::try_from(1).unwrap())
}

/// Returns a request of each scheme with this key, secret, time, nonce and token.
fn signed(key: &str, secret: &str, date: &str, nonce: &str, token: Option<&str>) -> [Request; 2] {
    let mut request = acs3("acs3_form_body").with("x-acs-date", date).with("x-acs-signature-nonce", nonce);
    let mut parameters = vec![
        ("AccessKeyId", key),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureVersion", "1.0"),
        ("SignatureNonce", nonce),
        ("Timestamp", date),
    ];
    if let Some(token) = token {
        request.set("x-acs-security-token", token);
        parameters.push(("SecurityToken", token));
    }
    [sign_acs3(request, key, secret), sign_rpc(&parameters, secret)]
}

#[test]
fn a_time_of_up_to_fifteen_minutes_away_is_good() {
    let millis = |now: SystemTime, offset: i64| {
        let offset_abs = Duration::from_millis(offset.unsigned_abs());
        if offset < 0 { now - offset_abs } else { now + offset_abs }
    };
    for (offset, fine) in [(0, true), (899_000, true), (900_000, true), (900_001, false), (901_000, false)] {
        for offset in [offset, -offset] {
            for request in signed(KEY, SECRET, DATE, "n", None) {
                let verdict = request.verify_at(&verifier(), millis(at(DATE), offset));
                assert_eq!(verdict, if fine { good() } else { Err(Refusal::ExpiredTimestamp) }, "{offset}");
            }
        }
    }
    let early = acs3("acs3_form_body").verify_at(&verifier(), UNIX_EPOCH - Duration::from_secs(1));
    assert_eq!(early, Err(Refusal::ExpiredTimestamp));
}

#[test]
fn a_time_in_another_form_is_refused() {
    for date in [
        "2024-01-02T03:04:05.000Z",
        "2024-01-02T03:04:05.5Z",
        "2024-01-02T03:04:05",
        "2024-01-02 03:04:05Z",
        "2024-01-02T03:04:05+00:00",
        "2024-02-30T03:04:05Z",
        "Tue, 02 Jan 2024 03:04:05 GMT",
        "1704164645",
    ] {
        for request in signed(KEY, SECRET, date, "n", None) {
            assert_eq!(request.verdict(), Err(Refusal::MalformedTimestamp), "{date}");
        }
    }
}

#[test]
fn a_nonce_is_good_once_for_each_key() {
    let verifier = verifier();
    let [acs3, rpc] = signed(KEY, SECRET, DATE, "n", None);
    assert_eq!(acs3.verify(&verifier, DATE), good());
    assert_eq!(acs3.verify(&verifier, DATE), Err(Refusal::UsedNonce));
    assert_eq!(rpc.verify(&verifier, DATE), Err(Refusal::UsedNonce), "the schemes share them");
    let [other, _] = signed(OTHER_KEY, "other", DATE, "n", None);
    assert_eq!(other.verify(&verifier, DATE), Ok(AccountId::try_from(2).unwrap()));
    let [another, _] = signed(KEY, SECRET, DATE, "N", None);
    assert_eq!(another.verify(&verifier, DATE), good());
}

#[test]
fn a_nonce_cannot_be_sent_again_as_long_as_its_time_is_good() {
    let (verifier, minutes) = (verifier(), |n: u64| Duration::from_secs(60 * n));
    let [request, _] = signed(KEY, SECRET, DATE, "n", None);
    assert_eq!(request.verify_at(&verifier, at(DATE) - minutes(15)), good());
    assert_eq!(request.verify_at(&verifier, at(DATE) + minutes(15)), Err(Refusal::UsedNonce));
    let [_, later] = signed(KEY, SECRET, "2024-01-02T03:19:06Z", "n", None);
    assert_eq!(later.verify(&verifier, "2024-01-02T03:19:06Z"), good(), "thirty minutes and a second later");
}

#[test]
fn a_request_with_a_wrong_signature_does_not_use_its_nonce() {
    let verifier = verifier();
    for wrong in signed(KEY, "wrong", DATE, "n", None) {
        assert_eq!(wrong.verify(&verifier, DATE).unwrap_err().code(), "SignatureDoesNotMatch");
    }
    let [right, _] = signed(KEY, SECRET, DATE, "n", None);
    assert_eq!(right.verify(&verifier, DATE), good());
}

#[test]
fn a_nonce_may_have_any_length() {
    for nonce in ["1", &"0123456789abcdef".repeat(4), &"n".repeat(5_000)] {
        for request in signed(KEY, SECRET, DATE, nonce, None) {
            assert_eq!(request.verdict(), good());
        }
    }
}

#[test]
fn an_unknown_key_is_not_found_and_a_wrong_secret_does_not_match() {
    for request in signed("nobody", SECRET, DATE, "n", None) {
        let refusal = request.verdict().unwrap_err();
        assert_eq!(
            (refusal.code().as_str(), refusal.status().as_u16()),
            ("InvalidAccessKeyId.NotFound", 404)
        );
        assert_eq!(request.claimed().as_deref(), Some("nobody"));
    }
    for request in signed(KEY, "wrong", DATE, "n", None) {
        let refusal = request.verdict().unwrap_err();
        assert_eq!((refusal.code().as_str(), refusal.status().as_u16()), ("SignatureDoesNotMatch", 400));
    }
}

#[test]
fn a_temporary_key_needs_its_own_token_that_is_still_good() {
    let verifier = verifier_with(
        &["temp:s:5", "other:s", "plain:s"],
        &["temp:token", "temp:old:2024-01-02T03:04:05Z", "temp:new:2024-01-02T03:04:06Z", "other:foreign"],
    );
    for (key, token, expected) in [
        ("temp", None, Err(Refusal::MissingSecurityToken)),
        ("temp", Some(""), Err(Refusal::MissingSecurityToken)),
        ("temp", Some("old"), Err(Refusal::ExpiredSecurityToken)),
        ("temp", Some("nonsense"), Err(Refusal::MalformedSecurityToken)),
        ("temp", Some("foreign"), Err(Refusal::ForeignSecurityToken)),
        ("plain", Some("foreign"), Err(Refusal::ForeignSecurityToken)),
        ("plain", Some("nonsense"), Err(Refusal::MalformedSecurityToken)),
        ("temp", Some("token"), Ok(AccountId::try_from(5).unwrap())),
        ("temp", Some("new"), Ok(AccountId::try_from(5).unwrap())),
    ] {
        let nonce = format!("{token:?}");
        for (scheme, request) in signed(key, "s", DATE, &nonce, token).iter().enumerate() {
            let used_before = scheme == 1 && expected.is_ok();
            let expected = if used_before { Err(Refusal::UsedNonce) } else { expected.clone() };
            assert_eq!(request.verify(&verifier, DATE), expected, "{key} {token:?} {scheme}");
        }
    }
}

#[test]
fn each_refusal_of_a_signature_has_its_documented_code() {
    for (refusal, code) in [
        (Refusal::MalformedTimestamp, "InvalidTimeStamp.Format"),
        (Refusal::ExpiredTimestamp, "InvalidTimeStamp.Expired"),
        (Refusal::UsedNonce, "SignatureNonceUsed"),
        (Refusal::UnknownSignatureMethod, "InvalidSignatureMethod"),
        (Refusal::MalformedSignature, "IncompleteSignature"),
        (Refusal::MissingSecurityToken, "MissingSecurityToken"),
        (Refusal::ExpiredSecurityToken, "InvalidSecurityToken.Expired"),
        (Refusal::MalformedSecurityToken, "InvalidSecurityToken.Malformed"),
        (Refusal::ForeignSecurityToken, "InvalidSecurityToken.MismatchWithAccessKey"),
    ] {
        assert_eq!((refusal.code().as_str(), refusal.status().as_u16()), (code, 400));
    }
}

#[test]
fn a_request_without_signature_is_refused_for_what_it_lacks() {
    let anonymous = rpc_request(Method::POST, &[], |_| false);
    assert_eq!(anonymous.verdict().unwrap_err().code(), "MissingAccessKeyId");
    assert_eq!(anonymous.claimed(), None);
    let named = Request { query: format!("AccessKeyId={KEY}"), ..anonymous.clone() };
    assert_eq!(named.verdict().unwrap_err().code(), "MissingSignature");
    assert_eq!(named.claimed().as_deref(), Some(KEY));
    let bearer = Request { query: "SignatureType=BEARERTOKEN&BearerToken=b".to_owned(), ..anonymous };
    assert_eq!(bearer.with("x-acs-bearer-token", "b").verdict().unwrap_err().code(), "MissingAccessKeyId");
}

#[test]
fn checks_come_in_their_order() {
    let verifier = verifier_with(&["temp:s", "other:s"], &["temp:t"]);
    let (now, past) = ("2024-01-02T04:00:00Z", "2024-01-02T03:00:00Z");
    // Everything is wrong at first; each step fixes the reported problem.
    for (key, secret, date, nonce, token, code) in [
        ("nobody", "wrong", "then", "", Some("?"), "MissingSignatureNonce"),
        ("nobody", "wrong", "then", "n", Some("?"), "InvalidTimeStamp.Format"),
        ("nobody", "wrong", past, "n", Some("?"), "InvalidTimeStamp.Expired"),
        ("nobody", "wrong", now, "n", Some("?"), "InvalidAccessKeyId.NotFound"),
        ("temp", "wrong", now, "n", Some("?"), "InvalidSecurityToken.Malformed"),
        ("temp", "wrong", now, "n", Some("t"), "SignatureDoesNotMatch"),
    ] {
        for request in signed(key, secret, date, nonce, token) {
            assert_eq!(request.verify(&verifier, now).unwrap_err().code(), code);
        }
    }
    let [acs3, rpc] = signed("temp", "s", now, "n", Some("t"));
    assert_eq!(acs3.verify(&verifier, now), good());
    assert_eq!(rpc.verify(&verifier, now), Err(Refusal::UsedNonce));
    let changed = Request { body: "changed".to_owned(), ..acs3 };
    assert_eq!(
        changed.verify(&verifier, now).unwrap_err().code(),
        "SignatureDoesNotMatch",
        "before the nonce"
    );
}

#[test]
fn no_token_is_shown_by_the_debug_form_of_a_refusal() {
    for request in signed(KEY, "wrong", DATE, "n", Some("planted")) {
        let verifier = verifier_with(&[&format!("{KEY}:{SECRET}")], &[&format!("{KEY}:planted")]);
        let refusal = request.verify(&verifier, DATE).unwrap_err();
        assert!(refusal.message().contains("planted") && !format!("{refusal:?}").contains("planted"));
    }
}
