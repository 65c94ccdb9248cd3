//! An answer of the simulator, by name or through the typed method, and its comparison with the model's.

use ecr_sim::{
    ActivateFlowLog, Call as TypedCall, DeactivateFlowLog, DeleteExpressConnectRouter,
    DeleteExpressConnectRouterAssociation, DeleteFlowlog, DescribeExpressConnectRouterRegion,
    DisableExpressConnectRouterRouteEntries, EcrId, EnableExpressConnectRouterRouteEntries, Error, Filter,
    ForceDeleteExpressConnectRouter, MoveResourceGroup, Operation, Simulator,
    SynchronizeExpressConnectRouterInterRegionBandwidth,
};
use serde_json::{Map, Value};

use crate::state::Expected;

/// Pairs of a parameter and its value, with the simulator's ids.
pub type Pairs<'a> = [(&'a str, &'a str)];

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    /// `200` for a success.
    pub code: String,
    pub request_id: String,
    /// The business fields of a success.
    pub fields: Map<String, Value>,
    /// Whether it is a replay, if the answer shows that.
    replayed: Option<bool>,
    /// Where a refusal must name its parameter, if the answer shows that.
    subject: Option<String>,
}

impl Answer {
    /// Checks everything except the business fields.
    pub fn check(&self, expected: &Expected) {
        match expected {
            Expected::Nothing | Expected::Done(_) => panic!("the model expects no answer: {self:?}"),
            Expected::Success { replayed, .. } => {
                assert_eq!((self.status, self.code.as_str()), (200, "200"), "{self:?}");
                assert!(self.replayed.is_none_or(|shown| shown == *replayed), "{self:?}");
            }
            Expected::Refused { status, code, parameters } => {
                assert_eq!((self.status, self.code.as_str()), (*status, code.as_str()), "{self:?}");
                if let Some(subject) = &self.subject {
                    let named = parameters.iter().any(|parameter| subject.contains(parameter.as_str()));
                    assert!(named, "{subject:?} names none of {parameters:?}");
                }
            }
        }
    }
}

/// The fields that some answers lack come first.
const ENVELOPE: [&str; 8] = [
    "AccessDeniedDetail",
    "DynamicCode",
    "DynamicMessage",
    "HttpStatusCode",
    "Code",
    "Message",
    "RequestId",
    "Success",
];

/// Calls by action name, and checks the envelope.
pub fn by_name(handle: &Simulator, action: &str, pairs: &Pairs<'_>) -> Answer {
    let reply = handle.invoke(action, pairs.iter().copied());
    let mut body: Map<String, Value> = serde_json::from_str(&reply.body).unwrap();
    let text = |body: &Map<String, Value>, field: &str| body[field].as_str().unwrap().to_owned();
    let (status, code, request_id) = (reply.http_status, text(&body, "Code"), text(&body, "RequestId"));
    if status != 200 {
        assert_eq!(text(&body, "HostId"), format!("expressconnectrouter.{}.aliyuncs.com", handle.region()));
        assert!(!text(&body, "Message").is_empty() && text(&body, "Recommend").contains(&code), "{body:?}");
        let subject = body.get("DynamicMessage").map(|_| text(&body, "DynamicMessage"));
        assert_eq!(
            subject.as_ref().map(|_| code.clone()),
            body.get("DynamicCode").map(|_| text(&body, "DynamicCode"))
        );
        assert!(!body.contains_key("AccessDeniedDetail"), "{body:?}");
        return Answer { status, code, request_id, fields: Map::new(), replayed: None, subject };
    }
    let absent: &[&str] = match action {
        "ListExpressConnectRouterSupportedRegion" => &ENVELOPE[..3],
        "TagResources" | "UntagResources" | "UnTagResources" | "ListTagResources" | "MoveResourceGroup" => {
            &ENVELOPE[..4]
        }
        _ => &[],
    };
    for field in ENVELOPE {
        let shown = match field {
            _ if absent.contains(&field) => !body.contains_key(field),
            "Success" => body.remove(field) == Some(true.into()),
            "HttpStatusCode" => body.remove(field) == Some(200.into()),
            "Message" => body.remove(field) == Some("OK".into()),
            "Code" | "RequestId" => body.remove(field).is_some(),
            _ => body.remove(field) == Some("".into()),
        };
        assert!(shown, "{field} is wrong in {}", reply.body);
    }
    Answer { status, code, request_id, fields: body, replayed: None, subject: None }
}

/// Calls through the typed method, for some operations, if the values have its types.
pub fn typed(handle: &Simulator, action: &str, pairs: &Pairs<'_>) -> Option<Answer> {
    let get = |name: &str| pairs.iter().rev().find(|(given, _)| *given == name).map(|&(_, value)| value);
    let dry_run = match get("DryRun") {
        None => false,
        Some(text) => text.to_ascii_lowercase().parse().ok()?,
    };
    let token = get("ClientToken");
    if action == "MoveResourceGroup" {
        let (group, id) = (get("NewResourceGroupId")?.parse().ok()?, get("ResourceId")?.parse().ok()?);
        let kind = get("ResourceType")?.parse().ok()?;
        return Some(send(handle, MoveResourceGroup::new(group, kind, id), token, dry_run));
    }
    let ecr_id: EcrId = get("EcrId")?.parse().ok()?;
    let flow_log_id = || get("FlowLogId")?.parse().ok();
    let next_hop = || get("NexthopInstanceId")?.parse().ok();
    Some(match action {
        "DeleteExpressConnectRouter" => send(handle, DeleteExpressConnectRouter::new(ecr_id), token, dry_run),
        "ForceDeleteExpressConnectRouter" => {
            send(handle, ForceDeleteExpressConnectRouter::new(ecr_id), token, dry_run)
        }
        "SynchronizeExpressConnectRouterInterRegionBandwidth" => {
            send(handle, SynchronizeExpressConnectRouterInterRegionBandwidth::new(ecr_id), token, dry_run)
        }
        "DescribeExpressConnectRouterRegion" => {
            send(handle, DescribeExpressConnectRouterRegion::new(Filter::from(&ecr_id)), token, dry_run)
        }
        "DeleteExpressConnectRouterAssociation" if get("DeleteAttachment").is_none() => {
            let association = get("AssociationId")?.parse().ok()?;
            send(handle, DeleteExpressConnectRouterAssociation::new(ecr_id, association), token, dry_run)
        }
        "DisableExpressConnectRouterRouteEntries" => {
            let (block, next_hop) = (get("DestinationCidrBlock")?.parse().ok()?, next_hop()?);
            send(
                handle,
                DisableExpressConnectRouterRouteEntries::new(ecr_id, block, next_hop),
                token,
                dry_run,
            )
        }
        "EnableExpressConnectRouterRouteEntries" => {
            let (block, next_hop) = (get("DestinationCidrBlock")?.parse().ok()?, next_hop()?);
            send(handle, EnableExpressConnectRouterRouteEntries::new(ecr_id, block, next_hop), token, dry_run)
        }
        "DeleteFlowlog" => send(handle, DeleteFlowlog::new(ecr_id, flow_log_id()?), token, dry_run),
        "ActivateFlowLog" => send(handle, ActivateFlowLog::new(ecr_id, flow_log_id()?), token, dry_run),
        "DeactivateFlowLog" => send(handle, DeactivateFlowLog::new(ecr_id, flow_log_id()?), token, dry_run),
        _ => return None,
    })
}

fn send<R: Operation>(handle: &Simulator, request: R, token: Option<&str>, dry_run: bool) -> Answer {
    let mut call = TypedCall::new(request).dry_run(dry_run);
    if let Some(token) = token {
        call = call.client_token(token);
    }
    match handle.call(call) {
        Ok(reply) => Answer {
            status: 200,
            code: "200".to_owned(),
            request_id: reply.request_id,
            fields: serde_json::from_value(serde_json::to_value(&reply.response).unwrap()).unwrap(),
            replayed: Some(reply.replayed),
            subject: None,
        },
        Err(Error::Refused(refusal)) => Answer {
            status: refusal.http_status(),
            code: refusal.code_text().to_owned(),
            request_id: refusal.request_id().to_owned(),
            fields: Map::new(),
            replayed: None,
            subject: refusal.parameter().map(str::to_owned),
        },
        Err(error) => panic!("{error}"),
    }
}
