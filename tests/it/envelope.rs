//! The bytes of an answer: the envelopes of successes and refusals, and the fields and types of every operation.

use std::collections::BTreeSet;

use ecr_sim::{
    AccountId, Asn, AttachExpressConnectRouterChildInstance, CreateExpressConnectRouter,
    CreateExpressConnectRouterAssociation, CreateFlowLog, DeleteExpressConnectRouter,
    DeleteExpressConnectRouterAssociation, DeleteFlowlog, DetachExpressConnectRouterChildInstance, EcrId,
    GrantInstanceToExpressConnectRouter, GrantedType, InstanceType, Simulator, VbrId,
};
use serde_json::{Map, Value};

use crate::evidence::SHAPES;
use crate::harness::{SimulatorExt, attached, instant, value};
use crate::samples::{Samples, good_call};

/// Returns the body of an answer and its RequestId, which the expected texts below repeat.
fn body(sim: &Simulator, action: &str, pairs: &[(&str, &str)]) -> (u16, String, String) {
    let reply = sim.invoke(action, pairs.iter().copied());
    let answer: Value = serde_json::from_str(&reply.body).unwrap();
    let said = ["RequestId", "Code"].map(|name| answer[name].as_str().unwrap());
    assert_eq!(said, [reply.request_id.as_str(), &reply.code]);
    (reply.http_status, reply.request_id, reply.body)
}

#[test]
fn a_success_has_the_full_envelope_before_its_own_fields() {
    let sim = instant();
    let (status, id, body) = body(&sim, "CreateExpressConnectRouter", &[("AlibabaSideAsn", "64512")]);
    let dump = sim.dump().unwrap();
    let ecr_id = dump["routers"][0]["ecr_id"].as_str().unwrap();
    let golden =
        format!(r#"{{"RequestId":"{id}","Success":true,"Code":"200","Message":"OK","HttpStatusCode":200,"#)
            + &format!(
                r#""DynamicCode":"","DynamicMessage":"","AccessDeniedDetail":"","EcrId":"{ecr_id}"}}"#
            );
    assert_eq!((status, body), (200, golden));
}

#[test]
fn a_typed_refusal_names_the_parameter_that_it_is_about() {
    let (sim, ecr_id) = attached();
    let (none, vbr): (EcrId, VbrId) = (value("ecr-none"), value("vbr-2"));
    let attach = AttachExpressConnectRouterChildInstance::new(
        ecr_id.clone(),
        value("vbr-1"),
        InstanceType::Vbr,
        value("cn-hangzhou"),
    );
    let detach = DetachExpressConnectRouterChildInstance::new(ecr_id.clone(), vbr.clone(), InstanceType::Vbr);
    let log =
        CreateFlowLog::new(ecr_id.clone(), InstanceType::Vbr, vbr, value("net-audit"), value("vbr_flow"));
    let refusals = [
        (sim.refusal(DeleteExpressConnectRouter::new(none)), "EcrId"),
        (sim.refusal(DeleteExpressConnectRouter::new(ecr_id.clone())), "EcrId"),
        (sim.refusal(CreateExpressConnectRouter::new(Asn::try_from(64512).unwrap())), "AlibabaSideAsn"),
        (sim.refusal(DeleteFlowlog::new(ecr_id, value("ecr-flog-none"))), "FlowLogId"),
        (sim.refusal(log), "InstanceId"),
        (sim.refusal(attach), "ChildInstanceId"),
        (sim.refusal(detach), "ChildInstanceId"),
    ];
    for (refusal, parameter) in refusals {
        assert_eq!(refusal.parameter(), Some(parameter), "{refusal}");
    }
}

#[test]
fn a_typed_refusal_about_a_vpc_or_a_transit_router_names_its_parameter() {
    let sim = instant();
    let ecr_id = sim.router(64512);
    sim.associate(&ecr_id, "vpc-1");
    sim.associate(&ecr_id, "tr-1");
    let none = CreateExpressConnectRouterAssociation::new(ecr_id.clone(), value("cn-hangzhou"));
    let vpc = CreateExpressConnectRouterAssociation { vpc_id: Some(value("vpc-1")), ..none.clone() };
    let tr = CreateExpressConnectRouterAssociation { transit_router_id: Some(value("tr-2")), ..none.clone() };
    let both = CreateExpressConnectRouterAssociation { vpc_id: Some(value("vpc-2")), ..tr.clone() };
    let unknown = DeleteExpressConnectRouterAssociation::new(ecr_id.clone(), value("ecr-assoc-none"));
    let grant = GrantInstanceToExpressConnectRouter::new(
        ecr_id,
        AccountId::try_from(42).unwrap(),
        value("vpc-1"),
        GrantedType::Vpc,
        value("cn-hangzhou"),
    );
    let refusals = [
        (sim.refusal(none), "MissingParam.VpcId", "VpcId"),
        (sim.refusal(vpc), "OperationFailed.RejectedByVpcYaochi", "VpcId"),
        (sim.refusal(tr), "OperationDenied.AttachmentInCurrentRegionExisted", "AssociationRegionId"),
        (sim.refusal(both), "ExclusiveParam.TransitRouterIdAndVpcId", "TransitRouterId"),
        (sim.refusal(unknown), "ResourceNotFound.AssociationId", "AssociationId"),
        (sim.refusal(grant), "IllegalParam.EcrOwnerAliUid", "EcrOwnerAliUid"),
    ];
    for (refusal, code, parameter) in refusals {
        assert_eq!((refusal.code_text(), refusal.parameter()), (code, Some(parameter)));
    }
}

#[test]
fn the_list_of_regions_has_the_short_envelope() {
    let sim = Simulator::builder().regions(["cn-hangzhou", "eu-west-1"]).in_memory().unwrap();
    let (status, id, body) = body(&sim, "ListExpressConnectRouterSupportedRegion", &[("NodeType", "VBR")]);
    let golden =
        format!(r#"{{"RequestId":"{id}","Success":true,"Code":"200","Message":"OK","HttpStatusCode":200,"#)
            + r#""SupportedRegionIdList":["cn-hangzhou","eu-west-1"]}"#;
    assert_eq!((status, body), (200, golden));
}

/// Returns a refusal without its dynamic fields and its closing brace.
fn refusal(id: &str, code: &str, message: &str) -> String {
    format!(
        r#"{{"RequestId":"{id}","HostId":"expressconnectrouter.cn-hangzhou.aliyuncs.com","Code":"{code}","#
    ) + &format!(r#""Message":"{message}","Recommend":"https://api.aliyun.com/troubleshoot?q={code}"#)
        + &format!(r#"&product=ExpressConnectRouter&requestId={id}""#)
}

#[test]
fn a_refusal_with_a_template_code_has_the_dynamic_fields() {
    let pairs = [("EcrId", "router-1"), ("FlowLogId", "ecr-flog-1")];
    let (status, id, body) = body(&instant(), "DeleteFlowlog", &pairs);
    let golden = refusal(&id, "IllegalParamFormat.EcrId", "The param format of EcrId is illegal.")
        + r#","DynamicCode":"IllegalParamFormat.EcrId""#
        + r#","DynamicMessage":"The param format of EcrId router-1 is illegal."}"#;
    assert_eq!((status, body), (400, golden));
}

#[test]
fn the_dynamic_message_of_a_missing_parameter_has_no_value() {
    let (status, id, body) = body(&instant(), "DeleteFlowlog", &[("EcrId", "ecr-1")]);
    let golden = refusal(&id, "MissingParam.FlowLogId", "The param of FlowLogId is missing.")
        + r#","DynamicCode":"MissingParam.FlowLogId","DynamicMessage":"The param of FlowLogId is missing."}"#;
    assert_eq!((status, body), (400, golden));
}

#[test]
fn a_refusal_with_a_plain_code_has_no_dynamic_fields() {
    let pairs = [("EcrId", "ecr-1"), ("FlowLogId", "ecr-flog-1")];
    let (status, id, body) = body(&instant(), "DeleteFlowlog", &pairs);
    let golden = refusal(&id, "ResourceNotFound.EcrId", "EcrId not found.") + "}";
    assert_eq!((status, body), (404, golden));
}

#[test]
fn a_format_code_that_is_documented_by_its_full_name_has_its_own_message_and_no_dynamic_fields() {
    let (sim, ecr_id) = attached();
    let call = [("EcrId", ecr_id.as_str()), ("AssociationRegionId", "cn-hangzhou"), ("VpcId", "vpc-1")];
    let (prefix, cen) = (("AllowedPrefixes.1", "10.0.0.0"), ("CenId", "cen"));
    for (bad, code, message) in [
        (prefix, "IllegalParamFormat.AllowedPrefixes", "The prefix parameter format is invalid. Procedure."),
        (cen, "IllegalParamFormat.CenId", "The format of the entered Cen instance ID is incorrect."),
    ] {
        let pairs = [&call[..], &[bad]].concat();
        let (status, id, body) = body(&sim, "CreateExpressConnectRouterAssociation", &pairs);
        assert_eq!((status, body), (400, refusal(&id, code, message) + "}"));
    }
}

#[test]
fn an_operation_that_is_also_spelt_otherwise_answers_to_both_names() {
    let (sim, ecr_id) = attached();
    let all = [("ResourceType", "EXPRESSCONNECTROUTER"), ("ResourceId.1", ecr_id.as_str()), ("All", "true")];
    for action in ["UntagResources", "UnTagResources"] {
        assert_eq!(sim.ask(action, &all).code(), "200", "{action}");
    }
}

#[test]
fn an_unknown_action_is_not_found() {
    let message = "Specified api is not found, please check your url and method.";
    // Terraform knows route maps, but no description of the API has them.
    let unknown = "CreateRouteMapAssociation";
    for action in ["DeleteFlowLog", "deleteflowlog", "DeleteFlowlog ", "untagResources", unknown, ""] {
        let (status, id, body) = body(&instant(), action, &[("EcrId", "ecr-1")]);
        assert_eq!((status, body), (404, refusal(&id, "InvalidAction.NotFound", message) + "}"), "{action}");
    }
}

#[test]
fn the_host_follows_the_region_of_the_call() {
    let sim = instant().in_region("eu-west-1");
    for action in ["DeleteFlowlog", "NoSuchAction"] {
        let answer = sim.ask(action, &[]);
        assert_eq!(answer.text("HostId"), "expressconnectrouter.eu-west-1.aliyuncs.com");
    }
}

#[test]
fn every_answer_has_a_fresh_request_id_in_upper_case() {
    let sim = instant();
    let calls = [
        ("CreateExpressConnectRouter", [("AlibabaSideAsn", "64512"), ("ClientToken", "t-1")]),
        ("CreateExpressConnectRouter", [("AlibabaSideAsn", "64513"), ("DryRun", "true")]),
        ("DescribeExpressConnectRouter", [("Name", ""), ("NextToken", "garbage")]),
        ("NoSuchAction", [("", ""), ("", "")]),
    ];
    let mut seen = BTreeSet::new();
    for (action, pairs) in calls.iter().cycle().take(40) {
        let (_, id, _) = body(&sim, action, pairs);
        let form = |(at, byte): (usize, u8)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_digit() || (b'A'..=b'F').contains(&byte),
        };
        assert!(id.len() == 36 && id.bytes().enumerate().all(form), "{id}");
        assert!(seen.insert(id), "a RequestId came twice");
    }
}

/// The field that only some entries of a list have. The documentation calls it "2000 or empty".
const NOT_ALWAYS: &str = "DescribeExpressConnectRouterRouteEntries.RouteEntriesList.Med";

/// Compares an answer with its shape. A list must have entries, some with the optional field and some without.
fn compare(at: &str, shape: &Value, answer: &Value) {
    match shape {
        Value::Object(fields) => {
            let answer = answer.as_object().unwrap_or_else(|| panic!("{at} is no object"));
            let absent = |name: &str| format!("{at}.{name}") == NOT_ALWAYS && !answer.contains_key(name);
            let expected = fields.iter().filter(|(name, _)| !absent(name));
            let expected: BTreeSet<&String> = expected.clone().map(|(name, _)| name).collect();
            assert_eq!(answer.keys().collect::<BTreeSet<_>>(), expected, "the fields of {at}");
            for name in expected {
                compare(&format!("{at}.{name}"), &fields[name], &answer[name]);
            }
        }
        Value::Array(shapes) => {
            let entries = answer.as_array().unwrap_or_else(|| panic!("{at} is no list"));
            assert!(!entries.is_empty(), "{at} is empty, so nothing is compared");
            entries.iter().for_each(|entry| compare(at, &shapes[0], entry));
            if let Some(name) = NOT_ALWAYS.strip_prefix(&format!("{at}.")) {
                let having = entries.iter().filter(|entry| entry.get(name).is_some()).count();
                assert!(having > 0 && having < entries.len(), "{having} of {} have {name}", entries.len());
            }
        }
        _ => {
            let fits = match shape.as_str().unwrap() {
                "string" => answer.is_string(),
                "int" => answer.is_i64() || answer.is_u64(),
                "bool" => answer.is_boolean(),
                other => panic!("{at}: {other}"),
            };
            assert!(fits, "{at} is {answer} instead of {shape}");
        }
    }
}

#[test]
fn every_answer_has_exactly_the_documented_fields_and_types() {
    let shapes: Map<String, Value> = serde_json::from_str(SHAPES).unwrap();
    let samples = Samples::new();
    for operation in ecr_sim::OPERATIONS {
        let name = operation.name();
        let answer = samples.fork().ask(name, &good_call(name));
        assert_eq!(answer.status, 200, "{name}");
        compare(name, &shapes[name], &answer.body);
        assert_eq!(answer.body["Code"], "200", "{name}");
        // Some envelopes are shorter.
        assert!(answer.body.get("HttpStatusCode").is_none_or(|status| status == 200), "{name}");
        assert_eq!((&answer.body["Success"], answer.text("Message")), (&Value::Bool(true), "OK"), "{name}");
    }
}

#[test]
fn a_refusal_of_a_whole_list_names_it_and_shows_no_value() {
    let pairs = [("AlibabaSideAsn", "64512"), ("Tag.1.Key", "k"), ("Tag.2.Key", "k")];
    let answer = instant().ask("CreateExpressConnectRouter", &pairs);
    assert_eq!(answer.text("DynamicMessage"), "The param format of Tag is illegal.");
}
