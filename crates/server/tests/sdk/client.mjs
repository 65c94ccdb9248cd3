// The official core for Node, used as a generated SDK would use it: for this product none is published.

import assert from "node:assert/strict";
import net from "node:net";
import test from "node:test";

import core from "@alicloud/openapi-core";
import { RuntimeOptions } from "@darabonba/typescript";

const { default: Client, $OpenApiUtil, OpenApiUtil } = core;
const ADDRESS = new URL(process.env.ECR_SIM_URL).host;
const VERIFIES = process.env.ECR_SIM_AUTH === "verify";
const [ID, SECRET] = process.env.ECR_SIM_ACCESS_KEYS.split(" ")[0].split(":");
const UNKNOWN_KEY = "LTAI5tTESTKEYID999999999";
const ABSENT = "ecr-absent00absent00ab";
const REQUEST_ID = /^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/;

// Nothing but the server can be reached.
const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...given) {
  const [{ host, port }] = Array.isArray(given[0]) ? given[0] : given;
  assert.equal(`${host}:${port}`, ADDRESS, "the client wants to reach another server");
  return connect.apply(this, given);
};

function client(accessKeyId = ID, accessKeySecret = SECRET) {
  const config = { accessKeyId, accessKeySecret, endpoint: ADDRESS, protocol: "HTTP" };
  return new Client(new $OpenApiUtil.Config(config));
}

const tenant = client();

/** Calls an action with parameters in the form and in the query. */
function call(action, body = {}, { query = {}, version = "2023-09-01", by = tenant } = {}) {
  const params = new $OpenApiUtil.Params({
    action,
    version,
    protocol: "HTTPS",
    pathname: "/",
    method: "POST",
    authType: "AK",
    style: "RPC",
    reqBodyType: "formData",
    bodyType: "json",
  });
  const request = new $OpenApiUtil.OpenApiRequest({
    query: OpenApiUtil.query(query),
    body: OpenApiUtil.parseToMap(body),
  });
  return by.callApi(params, request, new RuntimeOptions({}));
}

async function ask(action, body, options) {
  const answer = await call(action, body, options);
  assert.equal(answer.statusCode, 200);
  assert.equal(answer.body.Code, "200");
  assert.match(answer.body.RequestId, REQUEST_ID);
  assert.equal(answer.headers["x-acs-request-id"], answer.body.RequestId);
  return answer.body;
}

async function assertRefused(calling, code, status) {
  const error = await calling.then(() => assert.fail(`not refused with ${code}`), (error) => error);
  assert.equal(error.name, "ClientError", error.stack);
  assert.deepEqual([error.code, error.statusCode], [code, status]);
  assert.match(error.requestId, REQUEST_ID);
  const { Message, RequestId } = error.data;
  assert.equal(RequestId, error.requestId);
  assert.equal(error.message, `${code}: code: ${status}, ${Message} request id: ${RequestId}`);
}

test("a router is created, tagged, described, renamed and deleted", async () => {
  const tags = [{ Key: "env", Value: "" }, { Key: "team", Value: "v 1+2*~/&=é中" }];
  const given = { AlibabaSideAsn: 4294967294, Name: "node", Tag: tags };
  const { EcrId } = await ask("CreateExpressConnectRouter", given);
  const [router] = (await ask("DescribeExpressConnectRouter", { EcrId })).EcrList;
  assert.equal(router.AlibabaSideAsn, 4294967294);
  assert.deepEqual(router.Tags.map(({ TagKey, TagValue }) => ({ Key: TagKey, Value: TagValue })), tags);
  await ask("ModifyExpressConnectRouter", {}, { query: { EcrId, Name: "* ~ in the query" } });
  const [renamed] = (await ask("DescribeExpressConnectRouter", {}, { query: { EcrId } })).EcrList;
  assert.equal(renamed.Name, "* ~ in the query");
  await ask("DeleteExpressConnectRouter", { EcrId });
  assert.deepEqual((await ask("DescribeExpressConnectRouter", { EcrId })).EcrList, []);
});

test("repeating a call with its token creates one router", async () => {
  const given = { AlibabaSideAsn: 64700, Name: "once", ClientToken: "node-once" };
  const ids = [];
  for (const by of [tenant, client(), tenant]) {
    ids.push((await ask("CreateExpressConnectRouter", given, { by })).EcrId);
  }
  assert.equal(new Set(ids).size, 1);
  assert.equal((await ask("DescribeExpressConnectRouter", { Name: "once" })).TotalCount, 1);
  await ask("DeleteExpressConnectRouter", { EcrId: ids[0] });
});

test("booleans and numbers are understood", async () => {
  const dry = { AlibabaSideAsn: 64701, DryRun: true };
  await assertRefused(call("CreateExpressConnectRouter", dry), "DryRunOperation", 400);
  const page = await ask("DescribeExpressConnectRouter", { MaxResults: 7, DryRun: false });
  assert.equal(page.MaxResults, 7);
});

test("a refusal is an error with code, message, status and request id", async () => {
  await assertRefused(call("DeleteExpressConnectRouter", { EcrId: ABSENT }), "ResourceNotFound.EcrId", 404);
  await assertRefused(call("CreateExpressConnectRouter"), "MissingParam.AlibabaSideAsn", 400);
  await assertRefused(call("DeleteFlowLog"), "InvalidAction.NotFound", 404);
  const version = "2020-01-01";
  await assertRefused(call("DescribeExpressConnectRouter", {}, { version }), "InvalidVersion", 400);
});

test("a key that nobody knows and a wrong secret are refused", { skip: !VERIFIES }, async () => {
  const as = (by) => call("DescribeExpressConnectRouter", {}, { by });
  await assertRefused(as(client(UNKNOWN_KEY)), "InvalidAccessKeyId.NotFound", 404);
  await assertRefused(as(client(ID, "wrong")), "SignatureDoesNotMatch", 400);
});
