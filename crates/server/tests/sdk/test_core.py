"""The older SDK core for Python: calls by name, signed with RPC V1, answers in JSON or XML."""

import json
import unittest
from xml.etree import ElementTree

from aliyunsdkcore.acs_exception.exceptions import ServerException
from aliyunsdkcore.client import AcsClient
from aliyunsdkcore.request import CommonRequest, RpcRequest

from server import ADDRESS, TENANT, UNKNOWN_KEY, VERIFIES, VERSION

ABSENT = "ecr-absent00absent00ab"


def request(action, method="POST", version=VERSION, **parameters):
    call = CommonRequest(domain=ADDRESS, version=version, action_name=action)
    call.set_protocol_type("http")
    call.set_method(method)
    # It puts these into the query, those of `add_body_params` into the form.
    for name, value in parameters.items():
        call.add_query_param(name, value)
    return call


def core(key):
    return AcsClient(key.id, key.secret, "cn-hangzhou")


def send(call, key=TENANT):
    return core(key).do_action_with_exception(call)


def read(call, form):
    """Status and body in another form than JSON, which `send` would insist on."""
    call.set_accept_format(form)
    status, _, body = core(TENANT).get_response(call)
    return status, body


def ask(action, **parameters):
    return json.loads(send(request(action, **parameters)))


class TheCore(unittest.TestCase):
    asn = 65000

    def setUp(self):
        TheCore.asn += 1
        self.ecr_id = ask("CreateExpressConnectRouter", AlibabaSideAsn=self.asn, Name="v 1+2*~/&=é")["EcrId"]
        self.addCleanup(ask, "ForceDeleteExpressConnectRouter", EcrId=self.ecr_id)

    def refusal(self, call, key=TENANT):
        with self.assertRaises(ServerException) as raised:
            send(call, key)
        error = raised.exception
        self.assertRegex(error.get_request_id(), "^[0-9A-F-]{36}$")
        return error

    def assert_refused(self, error, code, status):
        self.assertEqual((error.get_error_code(), error.get_http_status()), (code, status))

    def test_a_router_that_was_created_is_described_by_post_and_by_get(self):
        for method in "POST", "GET":
            answer = ask("DescribeExpressConnectRouter", method=method, EcrId=self.ecr_id)
            (router,) = answer["EcrList"]
            self.assertEqual((router["EcrId"], router["AlibabaSideAsn"]), (self.ecr_id, self.asn))
            self.assertEqual(router["Name"], "v 1+2*~/&=é")
            self.assertEqual((answer["Code"], answer["Success"]), ("200", True))

    def test_parameters_may_be_in_the_form(self):
        call = request("ModifyExpressConnectRouter")
        call.add_body_params("EcrId", self.ecr_id)
        call.add_body_params("Name", "in the form * ~")
        send(call)
        answer = ask("DescribeExpressConnectRouter", EcrId=self.ecr_id)
        self.assertEqual(answer["EcrList"][0]["Name"], "in the form * ~")

    def test_tags_with_a_gap_and_without_a_value_are_kept(self):
        tags = {"Tag.1.Key": "env", "Tag.1.Value": "", "Tag.3.Key": "team", "Tag.3.Value": "net"}
        given = {"ResourceType": "EXPRESSCONNECTROUTER", "ResourceId.1": self.ecr_id}
        ask("TagResources", **given, **tags)
        listed = ask("ListTagResources", **given)["TagResources"]
        pairs = sorted((tag["TagKey"], tag["TagValue"]) for tag in listed)
        self.assertEqual(pairs, [("env", ""), ("team", "net")])

    def test_booleans_are_understood_in_any_case_and_nothing_else_is(self):
        for value in True, "true", "TRUE":
            error = self.refusal(request("DeleteExpressConnectRouter", EcrId=self.ecr_id, DryRun=value))
            self.assert_refused(error, "DryRunOperation", 400)
        error = self.refusal(request("DeleteExpressConnectRouter", EcrId=self.ecr_id, DryRun="yes"))
        self.assert_refused(error, "IllegalParamFormat.DryRun", 400)

    def test_a_number_with_an_exponent_is_refused(self):
        error = self.refusal(request("CreateExpressConnectRouter", AlibabaSideAsn="4.2e9"))
        self.assert_refused(error, "IllegalParamFormat.AlibabaSideAsn", 400)

    def test_a_refusal_has_code_message_status_and_request_id(self):
        error = self.refusal(request("DeleteExpressConnectRouter", EcrId=ABSENT))
        self.assert_refused(error, "ResourceNotFound.EcrId", 404)
        self.assertTrue(error.get_error_msg())

    def test_an_action_and_a_version_that_nobody_knows_are_refused(self):
        self.assert_refused(self.refusal(request("DeleteFlowLog")), "InvalidAction.NotFound", 404)
        unknown = request("DescribeExpressConnectRouter", version="2020-01-01")
        self.assert_refused(self.refusal(unknown), "InvalidVersion", 400)

    def test_an_answer_in_xml_has_the_name_of_its_action(self):
        status, body = read(request("DescribeExpressConnectRouter", EcrId=self.ecr_id), "XML")
        root = ElementTree.fromstring(body)
        self.assertEqual((status, root.tag), (200, "DescribeExpressConnectRouterResponse"))
        self.assertEqual(root[0].tag, "RequestId")
        self.assertEqual(root.findtext("EcrList/Name"), "v 1+2*~/&=é")

    def test_a_refusal_in_xml_is_an_error(self):
        status, body = read(request("DeleteExpressConnectRouter", EcrId=ABSENT), "XML")
        root = ElementTree.fromstring(body)
        self.assertEqual((status, root.tag, root.findtext("Code")), (404, "Error", "ResourceNotFound.EcrId"))
        self.assertTrue(root.findtext("Message"))

    def test_a_form_that_nobody_knows_is_refused(self):
        status, body = read(request("DescribeExpressConnectRouter"), "YAML")
        self.assertEqual((status, json.loads(body)["Code"]), (400, "InvalidParameter.Format"))

    @unittest.skipUnless(VERIFIES, "this server checks no signatures")
    def test_a_key_that_nobody_knows_is_refused(self):
        call = request("DescribeExpressConnectRouter")
        self.assert_refused(
            self.refusal(call, TENANT._replace(id=UNKNOWN_KEY)), "InvalidAccessKeyId.NotFound", 404
        )

    @unittest.skipUnless(VERIFIES, "this server checks no signatures")
    def test_a_wrong_secret_is_recognised_by_the_string_that_was_to_be_signed(self):
        # The core says so only if the string that the message quotes is its own. It knows its own for requests
        # of this class only.
        call = RpcRequest("ExpressConnectRouter", VERSION, "DescribeExpressConnectRouter")
        call.set_endpoint(ADDRESS)
        call.set_protocol_type("http")
        call.add_query_param("Name", "v 1+2*~/&=é:")
        self.assert_refused(
            self.refusal(call, TENANT._replace(secret="wrong")), "InvalidAccessKeySecret", 400
        )


if __name__ == "__main__":
    unittest.main()
