"""For each operation a call that succeeds in the world below, what makes it fail, and its code then."""

import re
from itertools import count
from typing import NamedTuple

from alibabacloud_expressconnectrouter20230901 import models

from server import NEIGHBOUR, TENANT


class Call(NamedTuple):
    good: dict
    # What the refused call has in place of the above.
    wrong: dict
    code: str
    status: int


def snake(operation):
    """The name that the SDK's client has for an operation."""
    return re.sub("(?<=.)(?=[A-Z])", "_", operation).lower()


def tags(operation, **pairs):
    model = getattr(models, f"{operation}RequestTag")
    return [model(key=key, value=value) for key, value in pairs.items()]


ABSENT = "ecr-absent00absent00ab"
NO_ROUTER = ({"ecr_id": ABSENT}, "ResourceNotFound.EcrId", 404)
NO_LOG = ({"flow_log_id": "ecr-flog-absent00absent00ab"}, "ResourceNotFound.FlowLogId", 404)
NO_ASSOCIATION = ({"association_id": "ecr-assoc-absent00absent00"}, "ResourceNotFound.AssociationId", 404)
NO_HOP = ({"nexthop_instance_id": "vbr-absent"}, "ResourceNotFound.NexthopInstanceId", 400)
NO_PAGE = ({"max_results": 0}, "IllegalParam.MaxResults", 400)
NO_TYPE = ({"resource_type": "ROUTER"}, "IllegalParam.ResourceType", 400)


def missing(name):
    return {snake(name): None}, f"MissingParam.{name}", 400


TRANSIT_MODE = models.ModifyExpressConnectRouterInterRegionTransitModeRequestTransitModeList
VBR = {"child_instance_id": "$vbr", "child_instance_type": "VBR"}
DISABLED = {"destination_cidr_block": "172.16.0.0/12", "nexthop_instance_id": "$vbr"}
CALLS = {
    "CreateExpressConnectRouter": Call(
        {
            "alibaba_side_asn": "$asn",
            "name": "edge",
            "description": "main",
            "resource_group_id": "rg-1",
            "tag": tags("CreateExpressConnectRouter", env="test"),
        },
        {"alibaba_side_asn": 1},
        "IllegalParam.AlibabaSideAsn",
        400,
    ),
    "ModifyExpressConnectRouter": Call(
        {"ecr_id": "$idle", "name": "edge", "description": "main"}, *NO_ROUTER
    ),
    "DescribeExpressConnectRouter": Call(
        {
            "ecr_id": "$idle",
            "name": "idle",
            "max_results": 5,
            "tag": tags("DescribeExpressConnectRouter", env="test"),
        },
        *NO_PAGE,
    ),
    "DeleteExpressConnectRouter": Call({"ecr_id": "$empty"}, {"ecr_id": "$idle"}, "ResourceInUse.Ecr", 400),
    "ForceDeleteExpressConnectRouter": Call({"ecr_id": "$idle"}, *NO_ROUTER),
    "MoveResourceGroup": Call(
        {
            "new_resource_group_id": "rg-2",
            "resource_type": "EXPRESSCONNECTROUTER",
            "resource_id": "$idle",
        },
        {"resource_id": ABSENT},
        "ResourceNotFound.EcrId",
        404,
    ),
    "ListExpressConnectRouterSupportedRegion": Call({"node_type": "VBR"}, *missing("NodeType")),
    "DescribeExpressConnectRouterRegion": Call({"ecr_id": "$idle"}, *NO_ROUTER),
    "CheckAddRegionToExpressConnectRouter": Call(
        {"ecr_id": "$idle", "fresh_region_id": "cn-beijing"},
        {"fresh_region_id": "eu-nowhere-1"},
        "UnsupportedRegion",
        400,
    ),
    "ModifyExpressConnectRouterInterRegionTransitMode": Call(
        {
            "ecr_id": "$idle",
            "transit_mode_list": [
                TRANSIT_MODE(region_id="cn-beijing", mode="NearBy"),
                TRANSIT_MODE(region_id="cn-hangzhou", mode="ECMP"),
            ],
        },
        {"transit_mode_list": [TRANSIT_MODE(region_id="cn-beijing", mode="Sideways")]},
        "IllegalParam.TransitMode",
        400,
    ),
    "DescribeExpressConnectRouterInterRegionTransitMode": Call({"ecr_id": "$idle"}, *NO_ROUTER),
    "SynchronizeExpressConnectRouterInterRegionBandwidth": Call({"ecr_id": "$idle"}, *NO_ROUTER),
    "CreateExpressConnectRouterAssociation": Call(
        {
            "ecr_id": "$idle",
            "association_region_id": "cn-beijing",
            "transit_router_owner_id": int(NEIGHBOUR.account),
            "transit_router_id": "$tr-new",
            "cen_id": "cen-new",
            "allowed_prefixes": ["10.1.0.0/24", "10.1.0.0/25"],
            "create_attachment": True,
            "allowed_prefixes_mode": "IncrementalMode",
            "description": "hub",
            "tag": tags("CreateExpressConnectRouterAssociation", env="test"),
        },
        {"vpc_id": "$vpc-new"},
        "ExclusiveParam.TransitRouterIdAndVpcId",
        400,
    ),
    "DeleteExpressConnectRouterAssociation": Call(
        {"ecr_id": "$idle", "association_id": "$association.tr", "delete_attachment": True}, *NO_ASSOCIATION
    ),
    "ModifyExpressConnectRouterAssociation": Call(
        {"ecr_id": "$idle", "association_id": "$association.vpc", "description": "hub"}, *NO_ASSOCIATION
    ),
    "ModifyExpressConnectRouterAssociationAllowedPrefix": Call(
        {
            "ecr_id": "$idle",
            "association_id": "$association.vpc",
            "allowed_prefixes": ["10.1.0.0/24"],
            "allowed_prefixes_mode": "MatchMode",
        },
        {"allowed_prefixes": ["10.1.0.0/33"]},
        "IllegalParamFormat.AllowedPrefixes",
        400,
    ),
    "DescribeExpressConnectRouterAssociation": Call(
        {
            "ecr_id": "$idle",
            "max_results": 5,
            "tag": tags("DescribeExpressConnectRouterAssociation", env="test"),
        },
        *NO_PAGE,
    ),
    "DescribeExpressConnectRouterAllowedPrefixHistory": Call(
        {
            "ecr_id": "$idle",
            "instance_id": "$vpc",
            "instance_type": "VPC",
            "association_id": "$association.vpc",
        },
        *NO_ASSOCIATION,
    ),
    "AttachExpressConnectRouterChildInstance": Call(
        {
            "ecr_id": "$idle",
            "child_instance_id": "$vbr-new",
            "child_instance_type": "VBR",
            "child_instance_region_id": "cn-beijing",
            "child_instance_owner_id": int(NEIGHBOUR.account),
            "description": "uplink",
        },
        *missing("ChildInstanceType"),
    ),
    "DetachExpressConnectRouterChildInstance": Call({"ecr_id": "$idle", **VBR}, *missing("ChildInstanceId")),
    "ModifyExpressConnectRouterChildInstance": Call(
        {"ecr_id": "$idle", **VBR, "description": "uplink"}, *NO_ROUTER
    ),
    "DescribeExpressConnectRouterChildInstance": Call(
        {"ecr_id": "$idle", "child_instance_type": "VBR", "max_results": 5}, *NO_PAGE
    ),
    "GrantInstanceToExpressConnectRouter": Call(
        {
            "ecr_id": "$foreign",
            "ecr_owner_ali_uid": int(NEIGHBOUR.account),
            "instance_id": "$vbr-mine",
            "instance_type": "VBR",
            "instance_region_id": "cn-hangzhou",
        },
        *missing("InstanceType"),
    ),
    "RevokeInstanceFromExpressConnectRouter": Call(
        {
            "ecr_id": "$foreign",
            "ecr_owner_ali_uid": int(NEIGHBOUR.account),
            "instance_id": "$vpc-mine",
            "instance_type": "VPC",
            "instance_region_id": "cn-hangzhou",
        },
        *missing("EcrOwnerAliUid"),
    ),
    "DescribeInstanceGrantedToExpressConnectRouter": Call(
        {
            "ecr_id": "$idle",
            "instance_owner_id": int(NEIGHBOUR.account),
            "instance_type": "VBR",
            "max_results": 5,
            "caller_type": "parent",
        },
        *NO_PAGE,
    ),
    "DescribeExpressConnectRouterRouteEntries": Call(
        {
            "ecr_id": "$idle",
            "query_region_id": "cn-hangzhou",
            "destination_cidr_block": "10.0.0.0/8",
            "max_results": 5,
        },
        {"destination_cidr_block": "10.0.0.0/33"},
        "IllegalParamFormat.DestinationCidrBlock",
        400,
    ),
    "DescribeDisabledExpressConnectRouterRouteEntries": Call({"ecr_id": "$idle", "max_results": 5}, *NO_PAGE),
    "DisableExpressConnectRouterRouteEntries": Call(
        {"ecr_id": "$idle", "destination_cidr_block": "10.0.0.0/8", "nexthop_instance_id": "$vpc"}, *NO_HOP
    ),
    "EnableExpressConnectRouterRouteEntries": Call({"ecr_id": "$idle", **DISABLED}, *NO_HOP),
    "CreateFlowLog": Call(
        {
            "ecr_id": "$idle",
            "instance_type": "VBR",
            "instance_id": "$vbr",
            "project_name": "net-audit",
            "log_store_name": "vbr_flow",
            "flow_log_name": "audit",
            "description": "all",
            "interval": 60,
            "sampling_rate": "1:1024",
            "resource_group_id": "rg-1",
            "target_sls_region_id": "cn-shanghai",
            "tag": tags("CreateFlowLog", env="test"),
        },
        {"interval": 61},
        "IllegalParam.Interval",
        400,
    ),
    "DeleteFlowlog": Call({"ecr_id": "$idle", "flow_log_id": "$log"}, *NO_LOG),
    "ActivateFlowLog": Call({"ecr_id": "$idle", "flow_log_id": "$log"}, *NO_LOG),
    "DeactivateFlowLog": Call({"ecr_id": "$idle", "flow_log_id": "$log"}, *NO_LOG),
    "ModifyFlowLogAttribute": Call(
        {
            "ecr_id": "$idle",
            "flow_log_id": "$log",
            "flow_log_name": "audit",
            "interval": 60,
            "sampling_rate": "1:2048",
            "description": "all",
        },
        *NO_LOG,
    ),
    "DescribeFlowLogs": Call(
        {
            "ecr_id": "$idle",
            "flow_log_name": "idle",
            "max_results": 5,
            "tag": tags("DescribeFlowLogs", env="test"),
        },
        *NO_PAGE,
    ),
    "TagResources": Call(
        {
            "resource_id": ["$idle", "$empty"],
            "tag": tags("TagResources", team="net"),
            "resource_type": "EXPRESSCONNECTROUTER",
        },
        *NO_TYPE,
    ),
    "UntagResources": Call(
        {
            "resource_id": ["$idle"],
            "tag_key": ["env"],
            "all": False,
            "resource_type": "EXPRESSCONNECTROUTER",
        },
        *NO_TYPE,
    ),
    "ListTagResources": Call(
        {
            "resource_type": "EXPRESSCONNECTROUTER",
            "resource_id": ["$idle"],
            "tag": tags("ListTagResources", env="test"),
            "max_results": 5,
        },
        *NO_TYPE,
    ),
}


class World:
    """A router with everything in it, an empty one, and one of the neighbour's; until `end`.

    Each has names of its own, as a VBR, for example, can be attached to one router only.
    """

    numbers = count()

    def __init__(self, tenant, neighbour):
        self.tenant, self.neighbour = tenant, neighbour
        self.number = next(self.numbers)
        asn = 4_200_000_000 + 4 * self.number
        self.names = {"$asn": asn}
        router = "CreateExpressConnectRouter"
        env = tags(router, env="test")
        self.names["$idle"] = self.ask(router, alibaba_side_asn=asn + 1, name="idle", tag=env).ecr_id
        self.names["$empty"] = self.ask(router, alibaba_side_asn=asn + 2).ecr_id
        self.names["$foreign"] = self.ask_as(neighbour, router, alibaba_side_asn=asn + 3).ecr_id

        attach = "AttachExpressConnectRouterChildInstance"
        self.ask(attach, ecr_id="$idle", child_instance_region_id="cn-hangzhou", **VBR)
        self.names["$log"] = self.ask(
            "CreateFlowLog",
            ecr_id="$idle",
            instance_type="VBR",
            instance_id="$vbr",
            flow_log_name="idle",
            project_name="net-audit",
            log_store_name="vbr_flow",
            tag=tags("CreateFlowLog", env="test"),
        ).flow_log_id
        self.names["$association.vpc"] = self.associate(vpc_id="$vpc")
        transit_router = {"transit_router_id": "$tr", "cen_id": "cen-1", "create_attachment": True}
        self.names["$association.tr"] = self.associate(**transit_router)
        self.ask("DisableExpressConnectRouterRouteEntries", ecr_id="$idle", **DISABLED)
        modes = [TRANSIT_MODE(region_id="cn-hangzhou", mode="ECMP")]
        self.ask("ModifyExpressConnectRouterInterRegionTransitMode", ecr_id="$idle", transit_mode_list=modes)
        self.grant(neighbour, TENANT, ecr_id="$idle", instance_id="$vbr-granted", instance_type="VBR")
        self.grant(tenant, NEIGHBOUR, ecr_id="$foreign", instance_id="$vpc-mine", instance_type="VPC")

    def associate(self, **node):
        operation = "CreateExpressConnectRouterAssociation"
        env = tags(operation, env="test")
        place = {"ecr_id": "$idle", "association_region_id": "cn-hangzhou"}
        return self.ask(operation, allowed_prefixes=["10.0.0.0/8"], tag=env, **place, **node).association_id

    def grant(self, client, owner, **instance):
        operation = "GrantInstanceToExpressConnectRouter"
        place = {"ecr_owner_ali_uid": int(owner.account), "instance_region_id": "cn-hangzhou"}
        self.ask_as(client, operation, **place, **instance)

    def request(self, operation, **keywords):
        """The SDK's request, which knows no other keywords than the parameters of the operation."""
        resolved = {keyword: self.resolve(value) for keyword, value in keywords.items()}
        return getattr(models, f"{operation}Request")(**resolved)

    def resolve(self, value):
        if isinstance(value, list):
            return [self.resolve(item) for item in value]
        if isinstance(value, str) and value.startswith("$"):
            return self.names.get(value, f"{value[1:]}-{self.number}")
        return value

    def ask(self, operation, **keywords):
        return self.ask_as(self.tenant, operation, **keywords)

    def ask_as(self, client, operation, **keywords):
        return getattr(client, snake(operation))(self.request(operation, **keywords)).body

    def end(self):
        """Deletes all routers, as an account may have a few only."""
        for client in self.tenant, self.neighbour:
            for router in self.ask_as(client, "DescribeExpressConnectRouter").ecr_list:
                self.ask_as(client, "ForceDeleteExpressConnectRouter", ecr_id=router.ecr_id)
