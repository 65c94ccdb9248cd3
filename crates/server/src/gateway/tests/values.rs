//! Values as clients write them.

use super::*;

const ROUTER: &str = "EXPRESSCONNECTROUTER";

/// Returns a world with one router, and the router's id.
fn with_router(pairs: &[(&str, &str)]) -> (Gateway, String) {
    let gateway = open();
    let created =
        gateway.get("CreateExpressConnectRouter", &[&[("AlibabaSideAsn", "64512")], pairs].concat());
    assert_eq!(created.code(), (200, "200"));
    let ecr_id = created.body["EcrId"].as_str().unwrap().to_owned();
    (gateway, ecr_id)
}

/// Returns the first listed router.
fn router(gateway: &Gateway) -> Value {
    gateway.get("DescribeExpressConnectRouter", &[]).body["EcrList"][0].clone()
}

#[test]
fn a_boolean_is_true_or_false_in_any_case_and_nothing_else() {
    let gateway = open();
    let mut asn = 64_512;
    let mut create = |dry_run: &str| {
        asn += 1;
        let pairs = [("AlibabaSideAsn", asn.to_string()), ("DryRun", dry_run.to_owned())];
        let pairs = pairs.each_ref().map(|(name, value)| (*name, value.as_str()));
        let answer = gateway.get("CreateExpressConnectRouter", &pairs);
        answer.code().1.to_owned()
    };
    for yes in ["True", "true", "TRUE", "tRuE"] {
        assert_eq!(create(yes), "DryRunOperation", "{yes}");
    }
    for no in ["False", "false", "FALSE", "fAlSe"] {
        assert_eq!(create(no), "200", "{no}");
    }
    for neither in ["yes", "no", "1", "0", "", " true", "true ", "t"] {
        assert_eq!(create(neither), "IllegalParamFormat.DryRun", "{neither}");
    }
    let listed = gateway.get("DescribeExpressConnectRouter", &[]);
    assert_eq!(listed.body["TotalCount"], 4, "those that were no dry run");
}

#[test]
fn a_number_has_digits_only_and_comes_back_as_a_number() {
    for asn in ["65534", "4294967294"] {
        let gateway = open();
        let created = gateway.get("CreateExpressConnectRouter", &[("AlibabaSideAsn", asn)]);
        assert_eq!(created.code(), (200, "200"), "{asn}");
        assert_eq!(router(&gateway)["AlibabaSideAsn"].as_u64().unwrap().to_string(), asn);
    }
    for wrong in ["4.2e9", "4200000000.0", "0xfc00", "64 512", " 64512", "+64512", "64512x", "６４５１２"]
    {
        let refused = open().get("CreateExpressConnectRouter", &[("AlibabaSideAsn", wrong)]);
        assert_eq!(refused.code(), (400, "IllegalParamFormat.AlibabaSideAsn"), "{wrong}");
    }
}

#[test]
fn a_list_may_have_gaps_and_goes_by_its_numbers() {
    let (gateway, ecr_id) = with_router(&[]);
    let place = [("EcrId", ecr_id.as_str()), ("VpcId", "vpc-1"), ("AssociationRegionId", "cn-hangzhou")];
    // Not in the order of text: 10 after 2, and 1 missing.
    let prefixes = [
        ("AllowedPrefixes.10", "10.0.0.0/24"),
        ("AllowedPrefixes.2", "10.0.2.0/24"),
        ("AllowedPrefixes.9", "10.0.1.0/24"),
    ];
    let created = gateway.get("CreateExpressConnectRouterAssociation", &[&place[..], &prefixes].concat());
    assert_eq!(created.code(), (200, "200"));
    let listed = gateway.get("DescribeExpressConnectRouterAssociation", &[("EcrId", &ecr_id)]);
    assert_eq!(
        listed.body["AssociationList"][0]["AllowedPrefixes"],
        serde_json::json!(["10.0.2.0/24", "10.0.1.0/24", "10.0.0.0/24"])
    );
}

#[test]
fn a_tag_may_be_blank_and_its_number_may_not_be_zero_or_a_word() {
    let tags = [("Tag.1.Key", "env"), ("Tag.1.Value", ""), ("Tag.3.Key", "team"), ("Tag.3.Value", "net")];
    let (gateway, ecr_id) = with_router(&tags);
    assert_eq!(
        router(&gateway)["Tags"],
        serde_json::json!([{"TagKey": "env", "TagValue": ""}, {"TagKey": "team", "TagValue": "net"}])
    );
    let resource = [("ResourceType", ROUTER), ("ResourceId.1", ecr_id.as_str()), ("Tag.1.Key", "one")];
    for name in ["Tag.0.Key", "Tag.x.Key", "Tag.-1.Key", "Tag..Key"] {
        let refused = gateway.get("TagResources", &[&resource[..], &[(name, "k")]].concat());
        assert_eq!(refused.code(), (400, "IllegalParamFormat.Tag"), "{name}");
    }
}

#[test]
fn a_blank_text_is_kept_and_an_absent_one_changes_nothing() {
    let (gateway, ecr_id) = with_router(&[("Name", "name"), ("Description", "text")]);
    let modify = |pairs: &[(&str, &str)]| {
        let id = [("EcrId", ecr_id.as_str())];
        let answer = gateway.get("ModifyExpressConnectRouter", &[&id[..], pairs].concat());
        assert_eq!(answer.code(), (200, "200"));
        let router = router(&gateway);
        ["Name", "Description"].map(|field| router[field].as_str().unwrap().to_owned())
    };
    assert_eq!(modify(&[("Description", "other")]), ["name", "other"]);
    assert_eq!(modify(&[("Name", "")]), ["", "other"]);
    assert_eq!(modify(&[("Name", "new"), ("Description", "")]), ["new", ""]);
}
