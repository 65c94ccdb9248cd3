"""The official SDK for Python: every operation, blocking and asynchronous."""

import asyncio
import json
import unittest
from contextlib import contextmanager
from typing import get_args, get_origin, get_type_hints

from alibabacloud_expressconnectrouter20230901 import models
from alibabacloud_expressconnectrouter20230901.client import Client
from alibabacloud_tea_openapi.exceptions import ClientException
from alibabacloud_tea_openapi.utils_models import Config, OpenApiRequest, Params
from darabonba.core import DaraCore
from darabonba.exceptions import RetryError
from darabonba.model import DaraModel
from darabonba.policy.retry import RetryCondition, RetryOptions
from darabonba.runtime import RuntimeOptions

from calls import CALLS, World, snake, tags
from server import ADDRESS, NEIGHBOUR, OPERATIONS, TENANT, UNKNOWN_KEY, VERIFIES, VERSION

REQUEST_ID = "[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}"


class Wire:
    """What has gone over the wire: the SDK calls this instead of its own functions, which do the work."""

    send, send_async = staticmethod(DaraCore.do_action), staticmethod(DaraCore.async_do_action)
    # Requests and responses, the newest last.
    requests, responses = [], []
    # How many of the next responses get lost.
    losing = 0

    @classmethod
    def do_action(cls, request, runtime=None):
        return cls.keep(request, cls.send(request, runtime))

    @classmethod
    async def async_do_action(cls, request, runtime=None):
        return cls.keep(request, await cls.send_async(request, runtime))

    @classmethod
    def keep(cls, request, response):
        cls.requests.append(request)
        cls.responses.append(response)
        if cls.losing > 0:
            cls.losing -= 1
            raise RetryError("the response was lost")
        return response

    @classmethod
    def sent(cls):
        """The JSON of the last response."""
        return json.loads(cls.responses[-1].body)


DaraCore.do_action, DaraCore.async_do_action = Wire.do_action, Wire.async_do_action


def client(key, **options):
    config = Config(
        access_key_id=key.id, access_key_secret=key.secret, endpoint=ADDRESS, protocol="HTTP", **options
    )
    return Client(config)


# The SDK declares a string, but Terraform needs a number.
DECLARED_OTHERWISE = {"ecr_owner_ali_uid"}


def wrong_types(value, declared, path):
    """Where a value has another type than the SDK declares. The SDK does not notice: it takes what comes."""
    if get_origin(declared) is list:
        (item,) = get_args(declared)
        inner = [(each, item, f"{path}[]") for each in value] if isinstance(value, list) else None
    elif isinstance(value, DaraModel):
        fields = get_type_hints(type(value).__init__).items()
        inner = [
            (getattr(value, name), kind, f"{path}.{name}")
            for name, kind in fields
            if name not in DECLARED_OTHERWISE
        ]
    else:
        inner = [] if value is None or type(value) is declared else None
    return [path] if inner is None else [wrong for each in inner for wrong in wrong_types(*each)]


class Operations:
    """What holds for the blocking client and for the asynchronous one."""

    def setUp(self):
        self.tenant = client(TENANT)
        self.world = World(self.tenant, client(NEIGHBOUR))
        self.addCleanup(lambda: self.world.end())

    def ask(self, operation, **keywords):
        return self.perform(self.tenant, operation, self.world.request(operation, **keywords))

    def refusal(self, operation, **keywords):
        with self.assertRaises(ClientException, msg=f"{operation} was not refused") as raised:
            self.ask(operation, **keywords)
        return raised.exception

    @contextmanager
    def trying(self, operation):
        """A world in which nothing has been tried yet, and the operation's name where a test fails."""
        with self.subTest(operation):
            self.world.end()
            self.world = World(self.tenant, self.world.neighbour)
            yield CALLS[operation]

    def test_every_operation_succeeds_and_its_model_keeps_all_that_was_sent(self):
        for operation in CALLS:
            with self.trying(operation) as call:
                response = self.ask(operation, **call.good)
                self.assertEqual(response.status_code, 200)
                self.assertIsNotNone(response.body, "the SDK could not read the body")
                self.assertEqual(response.body.to_map(), Wire.sent())
                empty = [name for name, value in Wire.sent().items() if value == []]
                self.assertEqual(empty, [], "an empty list shows nothing of its entries")
                self.assertEqual(response.body.code, "200")
                self.assertIs(response.body.success, True)
                self.assertRegex(response.body.request_id, f"^{REQUEST_ID}$")
                self.assertEqual(response.headers["x-acs-request-id"], response.body.request_id)
                self.assertEqual(response.headers["content-type"], "application/json;charset=utf-8")
                self.assertEqual(wrong_types(response.body, type(response.body), "body"), [])

    def test_every_operation_refuses_with_an_exception_that_tells_all(self):
        for operation in CALLS:
            with self.trying(operation) as call:
                error = self.refusal(operation, **{**call.good, **call.wrong})
                sent = Wire.sent()
                self.assertEqual((error.code, error.status_code), (call.code, call.status))
                self.assertEqual(sent["Code"], call.code)
                message = f"code: {call.status}, {sent['Message']} request id: {sent['RequestId']}"
                self.assertEqual(error.message, message)
                self.assertRegex(error.request_id, f"^{REQUEST_ID}$")
                self.assertEqual(error.request_id, sent["RequestId"])
                self.assertEqual(error.data, {**sent, "statusCode": call.status})
                self.assertEqual(Wire.responses[-1].headers["x-acs-request-id"], error.request_id)

    def test_every_command_that_is_repeated_with_its_token_has_the_answer_of_the_first(self):
        commands = [operation for operation, kind in OPERATIONS.items() if kind == "command"]
        for operation in commands:
            with self.trying(operation) as call:
                first, second = (
                    self.ask(operation, **call.good, client_token="$again").body for _ in range(2)
                )
                self.assertEqual(
                    {**first.to_map(), "RequestId": None}, {**second.to_map(), "RequestId": None}
                )

    def test_a_dry_run_is_refused_with_its_own_code_and_changes_nothing(self):
        good = CALLS["CreateExpressConnectRouter"].good
        error = self.refusal("CreateExpressConnectRouter", **good, dry_run=True)
        self.assertEqual(error.code, "DryRunOperation")
        self.assertEqual(self.ask("DescribeExpressConnectRouter", name="edge").body.total_count, 0)

    def test_a_token_makes_one_router_however_often_the_sdk_loses_the_response(self):
        lost = RetryCondition(
            max_attempts=3, exception=["RetryError"], backoff={"policy": "Fixed", "period": 0}
        )
        patient = client(TENANT, retry_options=RetryOptions(retry_condition=[lost]))
        good = CALLS["CreateExpressConnectRouter"].good
        request = self.world.request("CreateExpressConnectRouter", **good, client_token="$lost")
        before, Wire.losing = len(Wire.requests), 2
        created = self.perform(patient, "CreateExpressConnectRouter", request).body
        attempts = Wire.requests[before:]
        self.assertEqual(len(attempts), 3)
        self.assertEqual(len({attempt.headers["x-acs-signature-nonce"] for attempt in attempts}), 3)
        listed = self.ask("DescribeExpressConnectRouter", name="edge").body
        self.assertEqual([router.ecr_id for router in listed.ecr_list], [created.ecr_id])

    def test_a_token_with_other_parameters_is_refused(self):
        good = {**CALLS["CreateExpressConnectRouter"].good, "client_token": "$other"}
        self.ask("CreateExpressConnectRouter", **good)
        error = self.refusal("CreateExpressConnectRouter", **{**good, "name": "another"})
        self.assertEqual((error.code, error.status_code), ("IdempotentParameterMismatch", 400))

    def test_lists_come_as_models_with_their_tags(self):
        router = self.ask("DescribeExpressConnectRouter", ecr_id="$idle").body.ecr_list[0]
        self.assertEqual([(tag.tag_key, tag.tag_value) for tag in router.tags], [("env", "test")])
        self.assertEqual(router.owner_id, int(TENANT.account))
        associations = self.ask(
            "DescribeExpressConnectRouterAssociation", ecr_id="$idle"
        ).body.association_list
        self.assertEqual(len(associations), 2)
        logs = self.ask("DescribeFlowLogs", ecr_id="$idle").body.flow_logs
        self.assertEqual(len(logs), 1)
        for entry in [*associations, *logs]:
            self.assertEqual([(tag.key, tag.value) for tag in entry.tags], [("env", "test")])
        tagged = self.ask(
            "ListTagResources", resource_type="EXPRESSCONNECTROUTER", resource_id=["$idle"]
        ).body
        (resource,) = tagged.tag_resources
        self.assertEqual((resource.tag_key, resource.tag_value), ("env", "test"))
        self.assertEqual(resource.resource_id, router.ecr_id)

    def test_a_route_is_listed_until_it_is_disabled_and_only_that_of_a_transit_router_has_a_med(self):
        def listed():
            routes = self.ask("DescribeExpressConnectRouterRouteEntries", ecr_id="$idle").body
            return [(route.nexthop_instance_id[:3], route.med) for route in routes.route_entries_list]

        self.assertEqual(listed(), [("vpc", None), ("tr-", 2000)])
        self.ask(
            "DisableExpressConnectRouterRouteEntries",
            **CALLS["DisableExpressConnectRouterRouteEntries"].good,
        )
        self.assertEqual(listed(), [("tr-", 2000)])

    def test_pages_follow_one_another(self):
        page = self.ask("DescribeExpressConnectRouterAssociation", ecr_id="$idle", max_results=1).body
        self.assertEqual((page.total_count, len(page.association_list)), (2, 1))
        rest = self.ask(
            "DescribeExpressConnectRouterAssociation",
            ecr_id="$idle",
            max_results=1,
            next_token=page.next_token,
        ).body
        ids = {entry.association_id for entry in page.association_list + rest.association_list}
        self.assertEqual(ids, {self.world.names["$association.vpc"], self.world.names["$association.tr"]})
        self.assertFalse(rest.next_token)

    def test_texts_come_back_as_they_were_sent(self):
        for name in ["v 1+2*~/&=é中", "a%20b", "tab\there", "𝄞"]:
            self.ask("ModifyExpressConnectRouter", ecr_id="$idle", name=name)
            router = self.ask("DescribeExpressConnectRouter", ecr_id="$idle").body.ecr_list[0]
            self.assertEqual(router.name, name)

    def test_an_empty_text_is_kept_and_an_absent_one_changes_nothing(self):
        self.ask("ModifyExpressConnectRouter", ecr_id="$idle", description="text")
        self.ask("ModifyExpressConnectRouter", ecr_id="$idle", name="")
        router = self.ask("DescribeExpressConnectRouter", ecr_id="$idle").body.ecr_list[0]
        self.assertEqual((router.name, router.description), ("", "text"))

    def test_a_list_may_have_gaps_and_more_than_nine_entries(self):
        many = tags("TagResources", **{f"key{index}": "" for index in range(12)})
        many[1] = None
        self.ask("TagResources", resource_type="EXPRESSCONNECTROUTER", resource_id=["$empty"], tag=many)
        router = self.ask("DescribeExpressConnectRouter", ecr_id="$empty").body.ecr_list[0]
        expected = sorted(f"key{index}" for index in range(12) if index != 1)
        self.assertEqual(sorted(tag.tag_key for tag in router.tags), expected)

    def test_the_largest_asn_is_kept(self):
        largest = 4_294_967_294
        created = self.ask("CreateExpressConnectRouter", alibaba_side_asn=largest).body
        router = self.ask("DescribeExpressConnectRouter", ecr_id=created.ecr_id).body.ecr_list[0]
        self.assertEqual(router.alibaba_side_asn, largest)

    def test_a_version_among_the_parameters_is_ignored(self):
        self.ask("DescribeExpressConnectRouterRegion", ecr_id="$idle", version="x")
        self.assertEqual(Wire.requests[-1].query, {"Version": "x"})


class TheBlockingClient(Operations, unittest.TestCase):
    def perform(self, performer, operation, request):
        return getattr(performer, snake(operation))(request)


class TheAsynchronousClient(Operations, unittest.TestCase):
    def perform(self, performer, operation, request):
        return asyncio.run(getattr(performer, f"{snake(operation)}_async")(request))


class TheGateway(unittest.TestCase):
    """What the SDK shows of refusals that have nothing to do with an operation."""

    def refusal(self, key=TENANT, action="DescribeExpressConnectRouter", version=VERSION, headers=None):
        error = self.error(key, action, version, headers)
        return error.code, error.status_code

    def error(self, key, action, version, headers):
        params = Params(
            action=action,
            version=version,
            protocol="HTTPS",
            pathname="/",
            method="POST",
            auth_type="AK",
            style="RPC",
            req_body_type="formData",
            body_type="json",
        )
        with self.assertRaises(ClientException) as raised:
            client(key).call_api(params, OpenApiRequest(headers=headers), RuntimeOptions())
        error = raised.exception
        self.assertEqual(error.request_id, Wire.responses[-1].headers["x-acs-request-id"])
        self.assertEqual(error.data, {**Wire.sent(), "statusCode": error.status_code})
        return error

    def test_an_action_that_nobody_knows(self):
        self.assertEqual(self.refusal(action="DeleteFlowLog"), ("InvalidAction.NotFound", 404))

    def test_a_version_that_nobody_knows(self):
        self.assertEqual(self.refusal(version="2020-01-01"), ("InvalidVersion", 400))

    def test_a_call_that_is_forbidden_has_a_detail_that_is_a_dictionary(self):
        page = {"origin": "http://page.example"}
        error = self.error(TENANT, "DescribeExpressConnectRouter", VERSION, page)
        self.assertEqual((error.code, error.status_code), ("Forbidden", 403))
        self.assertIsInstance(error.access_denied_detail, dict)

    def test_an_endpoint_with_a_scheme_and_a_slash_is_verified_as_the_sdk_signs_it(self):
        endpoint = f"http://{ADDRESS}/"
        odd = Client(
            Config(
                access_key_id=TENANT.id,
                access_key_secret=TENANT.secret,
                endpoint=endpoint,
                protocol="HTTP",
            )
        )
        response = odd.describe_express_connect_router(models.DescribeExpressConnectRouterRequest())
        self.assertEqual((response.status_code, response.body.code), (200, "200"))
        self.assertEqual(Wire.requests[-1].headers["host"], endpoint)

    @unittest.skipUnless(VERIFIES, "this server checks no signatures")
    def test_a_key_that_nobody_knows(self):
        self.assertEqual(self.refusal(TENANT._replace(id=UNKNOWN_KEY)), ("InvalidAccessKeyId.NotFound", 404))

    @unittest.skipUnless(VERIFIES, "this server checks no signatures")
    def test_a_secret_that_is_wrong(self):
        self.assertEqual(self.refusal(TENANT._replace(secret="wrong")), ("SignatureDoesNotMatch", 400))


class TheTable(unittest.TestCase):
    def test_it_has_every_operation_of_the_server_and_of_no_other(self):
        self.assertEqual(
            set(CALLS), set(OPERATIONS), "calls.py and `ecr-sim operations` list other operations"
        )

    def test_the_sdk_has_every_operation_of_the_server(self):
        absent = [name for name in OPERATIONS if not hasattr(Client, snake(name))]
        self.assertEqual(absent, [])
        self.assertEqual([name for name in OPERATIONS if not hasattr(models, f"{name}Response")], [])


if __name__ == "__main__":
    unittest.main()
