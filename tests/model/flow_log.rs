//! The operations on flow logs, in the reference model.

use serde_json::{Map, Value, json};

use crate::decode::{Refusal, shown_group};
use crate::reference::{Request, about, has_tags, new_tags, require_idle, require_region, to_second};
use crate::state::{FlowLog, State, tag_list};

type Answer = Result<Map<String, Value>, Refusal>;

pub fn create(state: &mut State, request: &Request<'_>) -> Answer {
    let router = state.addressed(request)?;
    let (router_key, status) = (router.key, router.status);
    let instance = request.text("InstanceId");
    let child = state
        .children_of(router_key)
        .find(|child| child.instance == instance)
        .ok_or_else(|| about(400, "ResourceNotFound.InstanceId", "InstanceId"))?;
    let region = child.region.clone();
    require_idle(request, status, child.status != "ACTIVE")?;
    require_region(request.region)?;
    let (key, id) = state.next_id("ecr-flog-");
    let now = state.now;
    state.flow_logs.push(FlowLog {
        key,
        id: id.clone(),
        router: router_key,
        name: request.text("FlowLogName").to_owned(),
        description: request.text("Description").to_owned(),
        instance: instance.to_owned(),
        interval: request.fields["Interval"].as_i64().unwrap(),
        sampling: request.text("SamplingRate").to_owned(),
        project: request.text("ProjectName").to_owned(),
        store: request.text("LogStoreName").to_owned(),
        region,
        sls_region: request.fields["TargetSlsRegionId"].as_str().unwrap_or(request.region).to_owned(),
        group: shown_group(&request.fields["ResourceGroupId"]),
        status: "Active",
        created: now,
        tags: new_tags(&request.fields["Tag"]),
    });
    Ok(Map::from_iter([("FlowLogId".to_owned(), id.into())]))
}

/// Returns the addressed flow log, on a router without an unfinished operation.
fn addressed<'a>(state: &'a mut State, request: &Request<'_>) -> Result<&'a mut FlowLog, Refusal> {
    let router = state.addressed(request)?;
    let (router_key, status) = (router.key, router.status);
    let flow_log = state
        .flow_logs
        .iter_mut()
        .find(|flow_log| flow_log.router == router_key && flow_log.id == request.text("FlowLogId"))
        .ok_or_else(|| about(404, "ResourceNotFound.FlowLogId", "FlowLogId"))?;
    require_idle(request, status, false)?;
    require_region(request.region)?;
    Ok(flow_log)
}

pub fn delete(state: &mut State, request: &Request<'_>) -> Answer {
    let key = addressed(state, request)?.key;
    state.flow_logs.retain(|flow_log| flow_log.key != key);
    Ok(Map::new())
}

pub fn set_status(state: &mut State, request: &Request<'_>, status: &'static str) -> Answer {
    addressed(state, request)?.status = status;
    Ok(Map::new())
}

pub fn modify(state: &mut State, request: &Request<'_>) -> Answer {
    let flow_log = addressed(state, request)?;
    if let Some(name) = request.fields["FlowLogName"].as_str() {
        name.clone_into(&mut flow_log.name);
    }
    if let Some(description) = request.fields["Description"].as_str() {
        description.clone_into(&mut flow_log.description);
    }
    if let Some(interval) = request.fields["Interval"].as_i64() {
        flow_log.interval = interval;
    }
    if let Some(sampling) = request.fields["SamplingRate"].as_str() {
        sampling.clone_into(&mut flow_log.sampling);
    }
    Ok(Map::new())
}

pub fn describe(state: &mut State, request: &Request<'_>) -> Answer {
    let start = state.page_start(request)?;
    let router = state.addressed(request)?;
    let matches = |flow_log: &&FlowLog| {
        request.admits("FlowLogId", &flow_log.id)
            && request.admits("FlowLogName", &flow_log.name)
            && request.admits("ProjectName", &flow_log.project)
            && request.admits("LogStoreName", &flow_log.store)
            && request.admits("InstanceId", &flow_log.instance)
            && request.admits("ResourceGroupId", &flow_log.group)
            && has_tags(&flow_log.tags, &request.fields["Tag"])
    };
    let item = |flow_log: &FlowLog| {
        let created = to_second(flow_log.created);
        json!({
            // The documented samples have no seconds.
            "CreationTime": format!("{}Z", &created[..created.len() - 4]),
            "Description": flow_log.description,
            "EcrId": router.id,
            "FlowLogId": flow_log.id,
            "FlowLogName": flow_log.name,
            "InstanceId": flow_log.instance,
            "InstanceType": "VBR",
            "Interval": flow_log.interval,
            "LogStoreName": flow_log.store,
            "ProjectName": flow_log.project,
            "RegionId": flow_log.region,
            "ResourceGroupId": flow_log.group,
            "SamplingRate": flow_log.sampling,
            "SlsRegionId": flow_log.sls_region,
            "Status": flow_log.status,
            "Tags": tag_list(&flow_log.tags, "Key", "Value"),
        })
    };
    let matching = state
        .flow_logs_of(router.key)
        .filter(matches)
        .map(|flow_log| (flow_log.key, item(flow_log)))
        .collect();
    Ok(state.page(request, &start, "FlowLogs", 10, matching))
}
