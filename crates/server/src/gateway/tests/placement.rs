//! Parameters in the query, in the form, or in both.

use std::collections::BTreeSet;

use super::*;

/// Every operation with every parameter that the Python SDK has for it, and succeeding. `$0/EcrId` is the field of the
/// answer to the first call.
const STORY: &str = "
CreateExpressConnectRouter AlibabaSideAsn=4200000001 Name=v+1%2B2*~/%26%3D%C3%A9 Description=main
    ResourceGroupId=rg-1 Tag.1.Key=env Tag.1.Value=test Tag.2.Key=team Tag.2.Value=
CreateExpressConnectRouter AlibabaSideAsn=4200000002
ModifyExpressConnectRouter EcrId=$0/EcrId Name=edge Description=
DescribeExpressConnectRouter EcrId=$0/EcrId Name=edge ResourceGroupId=rg-1 Tag.1.Key=env Tag.1.Value=test
    Tag.2.Key=team Tag.2.Value= MaxResults=5 NextToken=
DescribeExpressConnectRouter MaxResults=1
DescribeExpressConnectRouter MaxResults=1 NextToken=$4/NextToken
MoveResourceGroup ResourceId=$0/EcrId ResourceType=EXPRESSCONNECTROUTER NewResourceGroupId=rg-2
ListExpressConnectRouterSupportedRegion NodeType=VBR
CheckAddRegionToExpressConnectRouter EcrId=$0/EcrId FreshRegionId=cn-beijing
AttachExpressConnectRouterChildInstance EcrId=$0/EcrId ChildInstanceId=vbr-1 ChildInstanceType=VBR
    ChildInstanceRegionId=cn-hangzhou ChildInstanceOwnerId=2222 Description=uplink
ModifyExpressConnectRouterChildInstance EcrId=$0/EcrId ChildInstanceId=vbr-1 ChildInstanceType=VBR Description=
DescribeExpressConnectRouterChildInstance EcrId=$0/EcrId
DescribeExpressConnectRouterChildInstance EcrId=$0/EcrId ChildInstanceId=vbr-1 ChildInstanceType=VBR
    ChildInstanceRegionId=cn-hangzhou AssociationId=$11/ChildInstanceList/0/AssociationId MaxResults=5 NextToken=
CreateExpressConnectRouterAssociation EcrId=$0/EcrId AssociationRegionId=cn-beijing TransitRouterId=tr-1
    TransitRouterOwnerId=2222 CenId=cen-1 CreateAttachment=True AllowedPrefixes.1=10.1.0.0/24
    AllowedPrefixes.2=10.1.0.0/25 AllowedPrefixesMode=IncrementalMode Description=hub Tag.1.Key=env Tag.1.Value=test
    Tag.2.Key=team Tag.2.Value=
CreateExpressConnectRouterAssociation EcrId=$0/EcrId AssociationRegionId=cn-hangzhou VpcId=vpc-1 VpcOwnerId=1111
    AllowedPrefixes.1=10.0.0.0/8
ModifyExpressConnectRouterAssociation EcrId=$0/EcrId AssociationId=$14/AssociationId Description=vpc
ModifyExpressConnectRouterAssociationAllowedPrefix EcrId=$0/EcrId AssociationId=$14/AssociationId
    AllowedPrefixes.1=10.2.0.0/24 AllowedPrefixes.2=10.1.0.0/24 AllowedPrefixesMode=MatchMode OwnerAccount=x
DescribeExpressConnectRouterAssociation EcrId=$0/EcrId VpcId=vpc-1
DescribeExpressConnectRouterAssociation EcrId=$0/EcrId AssociationId=$13/AssociationId AssociationNodeType=TR
    TransitRouterId=tr-1 CenId=cen-1 AssociationRegionId=cn-beijing Tag.1.Key=env Tag.1.Value=test Tag.2.Key=team
    Tag.2.Value= MaxResults=5 NextToken=
DescribeExpressConnectRouterAllowedPrefixHistory EcrId=$0/EcrId AssociationId=$14/AssociationId InstanceId=vpc-1
    InstanceType=VPC
ModifyExpressConnectRouterInterRegionTransitMode EcrId=$0/EcrId TransitModeList.1.RegionId=cn-hangzhou
    TransitModeList.1.Mode=ECMP TransitModeList.2.RegionId=cn-beijing TransitModeList.2.Mode=NearBy
DescribeExpressConnectRouterInterRegionTransitMode EcrId=$0/EcrId
SynchronizeExpressConnectRouterInterRegionBandwidth EcrId=$0/EcrId
DescribeExpressConnectRouterRegion EcrId=$0/EcrId
CreateFlowLog EcrId=$0/EcrId InstanceType=VBR InstanceId=vbr-1 ProjectName=net-audit LogStoreName=vbr_flow
    FlowLogName=audit Description=all Interval=60 SamplingRate=1:1024 ResourceGroupId=rg-1
    TargetSlsRegionId=cn-shanghai Tag.1.Key=env Tag.1.Value=test Tag.2.Key=team Tag.2.Value=
ModifyFlowLogAttribute EcrId=$0/EcrId FlowLogId=$24/FlowLogId FlowLogName=renamed Description= Interval=600
    SamplingRate=1:2048
DeactivateFlowLog EcrId=$0/EcrId FlowLogId=$24/FlowLogId
DescribeFlowLogs EcrId=$0/EcrId FlowLogId=$24/FlowLogId FlowLogName=renamed InstanceId=vbr-1 ProjectName=net-audit
    LogStoreName=vbr_flow ResourceGroupId=rg-1 Tag.1.Key=env Tag.1.Value=test Tag.2.Key=team Tag.2.Value=
    MaxResults=5 NextToken=
ActivateFlowLog EcrId=$0/EcrId FlowLogId=$24/FlowLogId
DescribeExpressConnectRouterRouteEntries EcrId=$0/EcrId QueryRegionId=cn-hangzhou
DescribeExpressConnectRouterRouteEntries EcrId=$0/EcrId QueryRegionId=cn-hangzhou NexthopInstanceId=vpc-1
    DestinationCidrBlock=10.2.0.0/24 AsPath=[64993,64512] Community=9001:9263 MaxResults=5 NextToken=
DisableExpressConnectRouterRouteEntries EcrId=$0/EcrId DestinationCidrBlock=10.2.0.0/24 NexthopInstanceId=vpc-1
DescribeDisabledExpressConnectRouterRouteEntries EcrId=$0/EcrId MaxResults=5 NextToken=
EnableExpressConnectRouterRouteEntries EcrId=$0/EcrId DestinationCidrBlock=10.2.0.0/24 NexthopInstanceId=vpc-1
GrantInstanceToExpressConnectRouter EcrId=ecr-g2g2f4ww1vduya9xcn EcrOwnerAliUid=2222 InstanceId=vpc-2
    InstanceType=VPC InstanceRegionId=cn-hangzhou
DescribeInstanceGrantedToExpressConnectRouter EcrId=ecr-g2g2f4ww1vduya9xcn CallerType=OTHER InstanceId=vpc-2
DescribeInstanceGrantedToExpressConnectRouter EcrId=ecr-g2g2f4ww1vduya9xcn CallerType=OTHER InstanceId=vpc-2
    InstanceType=VPC InstanceRegionId=cn-hangzhou InstanceOwnerId=1234567890123456 ResourceGroupId=rg-1
    TagModels.1.TagKey=env TagModels.1.TagValue=test TagModels.2.TagKey=team TagModels.2.TagValue= MaxResults=5
    NextToken=
RevokeInstanceFromExpressConnectRouter EcrId=ecr-g2g2f4ww1vduya9xcn EcrOwnerAliUid=2222 InstanceId=vpc-2
    InstanceType=VPC InstanceRegionId=cn-hangzhou
TagResources ResourceType=EXPRESSCONNECTROUTER ResourceId.1=$0/EcrId ResourceId.2=$1/EcrId Tag.1.Key=a Tag.1.Value=1
    Tag.2.Key=b Tag.2.Value=
ListTagResources ResourceType=EXPRESSCONNECTROUTER ResourceId.1=$0/EcrId ResourceId.2=$1/EcrId Tag.1.Key=a
    Tag.1.Value=1 Tag.2.Key=b Tag.2.Value= MaxResults=5 NextToken=
UntagResources ResourceType=EXPRESSCONNECTROUTER ResourceId.1=$0/EcrId ResourceId.2=$1/EcrId TagKey.1=a TagKey.2=b
    All=False
ListTagResources ResourceType=EXPRESSCONNECTROUTER ResourceId.1=$0/EcrId
DeleteFlowlog EcrId=$0/EcrId FlowLogId=$24/FlowLogId
DetachExpressConnectRouterChildInstance EcrId=$0/EcrId ChildInstanceId=vbr-1 ChildInstanceType=VBR
DeleteExpressConnectRouterAssociation EcrId=$0/EcrId AssociationId=$13/AssociationId DeleteAttachment=True
DeleteExpressConnectRouter EcrId=$1/EcrId
ForceDeleteExpressConnectRouter EcrId=$0/EcrId
";

/// The calls of the story: action and parameters.
fn story() -> Vec<(String, Vec<(String, String)>)> {
    let calls = STORY.trim().replace("\n    ", " ");
    let calls = calls.lines().enumerate().map(|(n, line)| {
        let (action, pairs) = line.split_once(' ').unwrap();
        let mut pairs: Vec<(String, String)> =
            pairs.split(' ').flat_map(|pair| form_urlencoded::parse(pair.as_bytes()).into_owned()).collect();
        pairs
            .extend([("ClientToken".to_owned(), format!("t{n}")), ("DryRun".to_owned(), "False".to_owned())]);
        (action.to_owned(), pairs)
    });
    calls.collect()
}

/// All answers to the story in a new world, to requests that have these parameters in the query and the others in the
/// form. The same world answers the same calls with the same bytes.
fn told(method: &str, in_query: impl Fn(&str) -> bool) -> Vec<Read> {
    let gateway = open();
    let mut answers: Vec<Read> = Vec::new();
    for (action, pairs) in story() {
        let field = |reference: &str| {
            let (call, field) = reference.split_once('/').unwrap();
            let answer = &answers[call.parse::<usize>().unwrap()].body;
            answer.pointer(&format!("/{field}")).unwrap().as_str().unwrap().to_owned()
        };
        let pairs: Vec<(String, String)> = pairs
            .into_iter()
            .map(|(name, value)| (name, value.strip_prefix('$').map_or_else(|| value.clone(), field)))
            .collect();
        let system = [("Action", action.as_str()), ("Version", VERSION)];
        let all = system.into_iter().chain(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        let (query, form): (Vec<_>, Vec<_>) = all.partition(|(name, _)| in_query(name));
        let answer = gateway.ask(&request(method, &query, &form, &[]));
        assert_eq!(answer.code(), (200, "200"), "{action} {}", answer.body);
        answers.push(answer);
    }
    answers
}

#[test]
fn every_operation_has_the_same_answer_wherever_its_parameters_are() {
    let expected = told("POST", |_| false);
    for (place, answers) in [
        ("a form beside the system's query", told("POST", |name| ["Action", "Version"].contains(&name))),
        ("a query without a form", told("POST", |_| true)),
        ("a query beside the system's form", told("POST", |name| !["Action", "Version"].contains(&name))),
        ("the query of a GET", told("GET", |_| true)),
    ] {
        assert_eq!(answers, expected, "{place}");
    }
}

#[test]
fn every_parameter_counts_alike_in_the_query_and_in_the_form() {
    let expected = told("POST", |_| false);
    let names: BTreeSet<String> =
        story().into_iter().flat_map(|(_, pairs)| pairs).map(|(name, _)| name).collect();
    for one in names {
        assert_eq!(told("POST", |name| name == one), expected, "{one} in the query");
        assert_eq!(told("POST", |name| name != one), expected, "{one} in the form");
    }
}

#[test]
fn the_story_has_every_operation_and_every_parameter_of_the_python_sdk() {
    let told: BTreeSet<(String, String)> = story()
        .into_iter()
        .flat_map(|(action, pairs)| pairs.into_iter().map(move |(name, _)| (action.clone(), name)))
        .collect();
    let mut count = 0;
    for line in include_str!("../../../tests/data/python-sdk.jsonl").lines().skip(1) {
        let record: Value = serde_json::from_str(line).unwrap();
        // Its requests with all parameters bear the name of the operation alone.
        let action = record["name"].as_str().unwrap();
        if !OPERATIONS.iter().any(|operation| operation.name() == action) {
            continue;
        }
        count += 1;
        let parameters = |place: &str| -> Vec<(String, String)> {
            form_urlencoded::parse(record[place].as_str().unwrap().as_bytes()).into_owned().collect()
        };
        for (name, _) in [parameters("query"), parameters("body")].concat() {
            assert!(told.contains(&(action.to_owned(), name.clone())), "{action} {name}");
        }
    }
    assert_eq!(count, OPERATIONS.len());
}
