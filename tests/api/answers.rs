//! Answers: whole lists, JSON, and forks.

use std::fmt::Debug;
use std::time::Duration;

use ecr_sim::{
    Asn, AttachExpressConnectRouterChildInstance, Clock, CreateExpressConnectRouter,
    CreateExpressConnectRouterAssociation, CreateFlowLog, DescribeDisabledExpressConnectRouterRouteEntries,
    DescribeExpressConnectRouter, DescribeExpressConnectRouterAllowedPrefixHistory,
    DescribeExpressConnectRouterAssociation, DescribeExpressConnectRouterChildInstance,
    DescribeExpressConnectRouterInterRegionTransitMode, DescribeExpressConnectRouterRegion,
    DescribeExpressConnectRouterRouteEntries, DescribeFlowLogs,
    DescribeInstanceGrantedToExpressConnectRouter, DisableExpressConnectRouterRouteEntries, EcrId, FlowLogId,
    GrantInstanceToExpressConnectRouter, GrantedType, IdFilters, InstanceType, ListTagResources, MaxResults,
    Operation, Prefixes, ResourceType, Result, RouterIds, Simulator, Tag, TagResources, Tags, Timestamp,
};

use crate::world;

#[test]
fn a_list_is_read_as_a_whole_over_all_pages() -> Result<()> {
    let (sim, ecr_id, ids) = world(7)?;
    for size in [1, 3, 7, 10] {
        let max_results = Some(MaxResults::try_from(size)?);
        let query = DescribeFlowLogs { max_results, ..DescribeFlowLogs::new(&ecr_id) };
        let all = sim.pages(query).map(|entry| Ok(entry?.flow_log_id));
        assert_eq!(all.collect::<Result<Vec<FlowLogId>>>()?, ids, "{size}");
    }
    let query = DescribeFlowLogs::new(&"ecr-none".parse::<EcrId>()?);
    assert_eq!(sim.pages(query).map(|entry| entry.is_err()).collect::<Vec<_>>(), [true]);
    Ok(())
}

#[test]
fn an_answer_on_the_wire_is_read_as_json() {
    let sim = Simulator::in_memory().unwrap();
    let answer = sim.invoke("DescribeExpressConnectRouter", [("MaxResults", "1")]).json().unwrap();
    assert_eq!(answer["TotalCount"], 0);
    assert_eq!(sim.invoke("DescribeExpressConnectRouter", []).http_status, 200);
    assert_eq!(sim.invoke("X", [("A", "1")]).json().unwrap()["Code"], "InvalidAction.NotFound");
}

#[test]
fn a_world_is_forked_for_each_case() -> Result<()> {
    let (base, _, _) = world(1)?;
    for _ in 0..3 {
        base.fork()?.check_invariants()?;
    }
    Ok(())
}

/// Calls, and checks that the answer is the same after a detour through JSON.
fn same<O: Operation<Response: PartialEq + Debug>>(sim: &Simulator, request: O) -> Result<O::Response> {
    let response = sim.call(request)?.response;
    let json = serde_json::to_string(&response).unwrap();
    assert_eq!(serde_json::from_str::<O::Response>(&json).unwrap(), response, "{json}");
    Ok(response)
}

/// A world with an entry in every list, at a time that no answer can show whole.
fn populated() -> Result<(Simulator, EcrId)> {
    let clock = Clock::manual_at(Timestamp::DEFAULT_START + Duration::from_millis(61_234));
    let sim = Simulator::builder().clock(clock).in_memory()?;
    let ecr_id = same(&sim, CreateExpressConnectRouter::new(Asn::try_from(64512)?))?.ecr_id;
    let vbr = "vbr-1".parse()?;
    let region = sim.region().clone();
    same(
        &sim,
        AttachExpressConnectRouterChildInstance::new(ecr_id.clone(), vbr, InstanceType::Vbr, region.clone()),
    )?;
    for node in ["vpc-1", "tr-1"] {
        let new = CreateExpressConnectRouterAssociation::new(ecr_id.clone(), region.clone());
        let allowed_prefixes = Prefixes::new(["10.0.0.0/8".parse()?])?;
        let (vpc_id, transit_router_id) = (node.parse().ok(), node.parse().ok());
        let cen_id = transit_router_id.is_some().then(|| "cen-1".parse()).transpose()?;
        let node = CreateExpressConnectRouterAssociation { vpc_id, transit_router_id, cen_id, ..new };
        same(&sim, CreateExpressConnectRouterAssociation { allowed_prefixes, ..node })?;
    }
    let vbr = "vbr-1".parse()?;
    let (project, log_store) = ("audit".parse()?, "vbr_flow".parse()?);
    same(&sim, CreateFlowLog::new(ecr_id.clone(), InstanceType::Vbr, vbr, project, log_store))?;
    let block = "10.0.0.0/8".parse()?;
    same(&sim, DisableExpressConnectRouterRouteEntries::new(ecr_id.clone(), block, "vpc-1".parse()?))?;
    let tags = Tags::new([Tag { key: "env".parse()?, value: "test".parse()? }])?;
    same(&sim, TagResources::new(RouterIds::new([ecr_id.clone()])?, tags, ResourceType::Router))?;
    let owner = sim.account();
    let (vpc, region) = ("vpc-2".parse()?, sim.region().clone());
    let grant =
        GrantInstanceToExpressConnectRouter::new(ecr_id.clone(), owner, vpc, GrantedType::Vpc, region);
    sim.with_account(42.try_into()?).call(grant)?;
    Ok((sim, ecr_id))
}

#[test]
fn every_list_is_the_same_after_a_detour_through_json() -> Result<()> {
    let (sim, ecr_id) = populated()?;
    let routers = same(&sim, DescribeExpressConnectRouter::default())?;
    let whole_second = Timestamp::DEFAULT_START + Duration::from_secs(61);
    assert_eq!(routers.ecr_list[0].gmt_create, whole_second);
    let associations = same(&sim, DescribeExpressConnectRouterAssociation::new(&ecr_id))?.association_list;
    assert_eq!(associations[0].vpc_id, Some("vpc-1".parse()?));
    assert_eq!((&associations[0].cen_id, associations[1].vpc_owner_id), (&None, None));
    let flow_logs = same(&sim, DescribeFlowLogs::new(&ecr_id))?.flow_logs;
    assert_eq!(flow_logs[0].creation_time, Timestamp::DEFAULT_START + Duration::from_secs(60));
    let disabled = same(&sim, DescribeDisabledExpressConnectRouterRouteEntries::new(&ecr_id))?;
    assert_eq!(disabled.disabled_route_entry_list[0].nexthop_instance_id, "vpc-1");
    same(&sim, DescribeExpressConnectRouterChildInstance::new(&ecr_id))?;
    same(&sim, DescribeExpressConnectRouterRouteEntries::new(&ecr_id))?;
    same(&sim, DescribeInstanceGrantedToExpressConnectRouter::new(&ecr_id))?;
    same(&sim, DescribeExpressConnectRouterInterRegionTransitMode::new(&ecr_id))?;
    same(&sim, DescribeExpressConnectRouterRegion::new(&ecr_id))?;
    let association_id = Some((&associations[0].association_id).into());
    let history = DescribeExpressConnectRouterAllowedPrefixHistory::new(&ecr_id);
    same(&sim, DescribeExpressConnectRouterAllowedPrefixHistory { association_id, ..history })?;
    let resource_id = IdFilters::new([(&ecr_id).into()])?;
    same(&sim, ListTagResources { resource_id, ..ListTagResources::new(ResourceType::Router) })?;
    Ok(())
}
