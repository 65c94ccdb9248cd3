//! Requests whose signatures are checked.

use super::*;

/// Returns a gateway that knows one key. Its time is the one at which [`signed`] signs.
fn strict() -> Gateway {
    let keys = Keys::new(
        [format!("{KEY}:{SECRET}").parse().unwrap()],
        [],
        AccountId::try_from(1_234_567_890_123_456).unwrap(),
    );
    Gateway::new(Simulator::in_memory().unwrap(), Auth::Verify(Verifier::new(keys.unwrap())))
}

/// 2026-01-01T00:00:00Z.
fn now() -> SystemTime {
    UNIX_EPOCH + Duration::from_millis(1_767_225_600_000)
}

/// Signs the parameters as Terraform does: system parameters in the query, the rest in the form.
fn signed(record: &Record, ids: &Ids, nonce: usize) -> Request<Bytes> {
    let mut query: BTreeMap<String, String> = [
        ("AccessKeyId", KEY),
        ("Action", &record.action),
        ("Format", "json"),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureVersion", "1.0"),
        ("Timestamp", "2026-01-01T00:00:00Z"),
        ("Version", VERSION),
        ("SignatureNonce", &nonce.to_string()),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    let simulated = |pairs: &BTreeMap<String, String>| -> BTreeMap<String, String> {
        pairs.iter().map(|(name, value)| (name.clone(), ids.simulated(value).to_owned())).collect()
    };
    let system = ["Signature", "SignatureType"];
    for (name, value) in
        simulated(&record.query).into_iter().filter(|(name, _)| !system.contains(&name.as_str()))
    {
        query.entry(name).or_insert(value);
    }
    let form = simulated(&record.form);
    let mut all = query.clone();
    all.extend(form.clone());
    query.insert("Signature".to_owned(), rpc_signature("POST", &all, SECRET));
    let text = |pairs: &BTreeMap<String, String>| -> String {
        encoded(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())))
    };
    Request::post(format!("/?{}", text(&query)))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Bytes::from(text(&form)))
        .unwrap()
}

#[test]
fn the_requests_of_a_terraform_run_are_answered_as_recorded_when_they_are_signed() {
    let gateway = strict();
    let mut ids = Ids::default();
    let lines = include_str!("../../../../../tests/data/terraform-lifecycle.jsonl").lines();
    let mut count = 0;
    for (n, line) in lines.enumerate() {
        let record: Record = serde_json::from_str(line).unwrap();
        let answer = read(&gateway.answer(&signed(&record, &ids, n), now()));
        assert_eq!(answer.status, record.status, "line {}: {}", n + 1, answer.body);
        ids.learn(&record, &answer.body);
        count += 1;
    }
    assert_eq!(count, 105);
}

/// Returns a call with these parameters in its form.
fn record(action: &str, form: &[(&str, &str)]) -> Record {
    let form: BTreeMap<&str, &str> = form.iter().copied().collect();
    let record = serde_json::json!({"action": action, "form": form, "status": 200, "response": {}});
    serde_json::from_value(record).unwrap()
}

#[test]
fn a_request_without_signature_is_refused_in_json() {
    let headers = [("x-acs-action", "DescribeExpressConnectRouter"), ("x-acs-version", VERSION)];
    let system = [("Action", "DescribeExpressConnectRouter"), ("Version", VERSION)];
    let bearer = ("SignatureType", "BEARERTOKEN");
    for (asked, code) in [
        (request("POST", &system, &[], &[]), "MissingAccessKeyId"),
        (request("POST", &[], &[], &headers), "MissingAccessKeyId"),
        (request("POST", &[&system[..], &[("AccessKeyId", KEY)]].concat(), &[], &[]), "MissingSignature"),
        (
            request("POST", &[bearer], &[], &[&headers[..], &[("x-acs-bearer-token", "b")]].concat()),
            "MissingAccessKeyId",
        ),
        (
            request("POST", &[&system[..], &[bearer]].concat(), &[("BearerToken", "b")], &[]),
            "MissingAccessKeyId",
        ),
        (
            request("POST", &[], &[], &[&headers[..], &[("authorization", "Bearer b")]].concat()),
            "IncompleteSignature",
        ),
    ] {
        assert_eq!(read(&strict().answer(&asked, now())).code(), (400, code), "{asked:?}");
    }
}

#[test]
fn names_beyond_ascii_are_signed_and_come_back_as_they_were_sent() {
    let gateway = strict();
    let ask = |nonce, asked| read(&gateway.answer(&signed(&asked, &Ids::default(), nonce), now()));
    for (n, name) in ["é中", "v 1+2*~/&=é", "%C3%A9", "𝄞"].into_iter().enumerate() {
        let asn = (64_512 + n).to_string();
        let create = record("CreateExpressConnectRouter", &[("AlibabaSideAsn", &asn), ("Name", name)]);
        assert_eq!(ask(2 * n, create).code(), (200, "200"), "{name}");
        let found = ask(2 * n + 1, record("DescribeExpressConnectRouter", &[("Name", name)]));
        assert_eq!(found.body["EcrList"][0]["Name"], name);
        assert_eq!(found.body["TotalCount"], 1);
    }
}

#[test]
fn a_call_that_is_signed_again_with_its_token_has_no_second_effect() {
    let gateway = strict();
    let create =
        record("CreateExpressConnectRouter", &[("AlibabaSideAsn", "64512"), ("ClientToken", "once")]);
    let ask = |nonce| read(&gateway.answer(&signed(&create, &Ids::default(), nonce), now()));
    let (first, again) = (ask(1), ask(2));
    assert_eq!((first.code(), again.code()), ((200, "200"), (200, "200")));
    assert_eq!(first.body["EcrId"], again.body["EcrId"]);
    assert_ne!(first.body["RequestId"], again.body["RequestId"]);
    assert_eq!(ask(2).code(), (400, "SignatureNonceUsed"), "a nonce counts before the token does");
    let listed = signed(&record("DescribeExpressConnectRouter", &[]), &Ids::default(), 3);
    assert_eq!(read(&gateway.answer(&listed, now())).body["TotalCount"], 1);
}
