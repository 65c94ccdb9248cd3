//! Flow logs on a server, and requests as the official Python client spells them.

use serde_json::Value;

use crate::client::{Batch, Client, Requests};

/// Flow logs on each router.
const PER_ROUTER: usize = 100;

/// A kind of request.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Describe,
    Page,
    Delete,
    Create,
}

impl Kind {
    /// The order in which batches run: a batch of creates replaces what a batch of deletes deleted.
    pub const ALL: [Self; 4] = [Self::Describe, Self::Page, Self::Delete, Self::Create];

    pub fn name(self) -> &'static str {
        match self {
            Self::Describe => "DescribeFlowLogs of one",
            Self::Page => "DescribeFlowLogs of a page of 10",
            Self::Delete => "DeleteFlowlog with a token",
            Self::Create => "CreateFlowLog with a token",
        }
    }
}

/// A server with flow logs, and what the requests need.
pub struct Fixture {
    address: String,
    /// The ids of each flow log and its router.
    flow_logs: Vec<(String, String)>,
    /// Client tokens used so far.
    tokens: usize,
}

impl Fixture {
    /// Creates flow logs on a server that has none. Each request has a client token.
    pub fn filled(address: &str, count: usize) -> Self {
        let mut fixture = Self { address: address.to_owned(), flow_logs: Vec::new(), tokens: 0 };
        let mut client = fixture.client(1);
        for number in 0..count.div_ceil(PER_ROUTER) {
            let asn = (4_200_000_000 + number).to_string();
            let create = fixture.request("CreateExpressConnectRouter", &[], &[("AlibabaSideAsn", &asn)]);
            let router = text(&client.ask(create), "EcrId");
            let attach = [
                ("EcrId", router.as_str()),
                ("ChildInstanceId", &vbr_of(&router)),
                ("ChildInstanceType", "VBR"),
                ("ChildInstanceRegionId", "cn-hangzhou"),
            ];
            let attach = fixture.request("AttachExpressConnectRouterChildInstance", &[], &attach);
            client.ask(attach);
            for _ in 0..PER_ROUTER.min(count) {
                fixture.flow_logs.push((router.clone(), String::new()));
            }
        }
        fixture.send(Kind::Create, count, &mut client);
        fixture
    }

    /// Opens connections to the server.
    pub fn client(&self, connections: usize) -> Client {
        Client::new(&self.address, connections)
    }

    /// Returns a request to describe the last flow log, which no batch deletes.
    pub fn read(&mut self) -> Vec<u8> {
        self.request_for(Kind::Describe, self.flow_logs.len() - 1)
    }

    /// Returns requests of a kind, each for another flow log.
    pub fn requests(&mut self, kind: Kind, number: usize) -> Requests {
        let requests = (0..number).map(|index| self.request_for(kind, index)).collect();
        Requests { requests, keep: kind == Kind::Create }
    }

    /// Returns a request of a kind for one flow log.
    fn request_for(&mut self, kind: Kind, index: usize) -> Vec<u8> {
        self.tokens += 1;
        let token = format!("{:08x}-0000-4000-8000-{:012x}", scattered(self.tokens) >> 32, self.tokens);
        let (router, flow_log) = &self.flow_logs[index];
        let (router, token) = (("EcrId", router.as_str()), ("ClientToken", token.as_str()));
        let flow_log = ("FlowLogId", flow_log.as_str());
        match kind {
            Kind::Describe => self.request("DescribeFlowLogs", &[flow_log], &[router]),
            Kind::Page => self.request("DescribeFlowLogs", &[("MaxResults", "10")], &[router]),
            Kind::Delete => self.request("DeleteFlowlog", &[flow_log], &[token, router]),
            Kind::Create => {
                let vbr = vbr_of(router.1);
                let about = [
                    ("InstanceId", vbr.as_str()),
                    ("InstanceType", "VBR"),
                    ("LogStoreName", "vbr_flow"),
                    ("ProjectName", "net-audit"),
                ];
                self.request("CreateFlowLog", &about, &[token, router])
            }
        }
    }

    /// Sends a request of a kind for the first flow log, and returns the answer.
    pub fn first_answer(&mut self, kind: Kind, client: &mut Client) -> String {
        let request = self.request_for(kind, 0);
        let answer = client.ask(request);
        if kind == Kind::Create {
            self.flow_logs[0].1 = text(&answer, "FlowLogId");
        }
        String::from_utf8(answer).expect("a text")
    }

    /// Sends requests of a kind.
    pub fn send(&mut self, kind: Kind, number: usize, client: &mut Client) -> Batch {
        let batch = client.send(&self.requests(kind, number));
        self.remember_created(&batch);
        batch
    }

    /// Keeps the ids of the flow logs that a batch created.
    pub fn remember_created(&mut self, batch: &Batch) {
        for exchange in batch.exchanges.iter().filter(|exchange| !exchange.body.is_empty()) {
            self.flow_logs[exchange.index].1 = text(&exchange.body, "FlowLogId");
        }
    }

    /// Writes a request as the client would sign it. The server does not check the signature.
    fn request(&self, action: &str, query: &[(&str, &str)], form: &[(&str, &str)]) -> Vec<u8> {
        let (query, form) = (encoded(query), encoded(form));
        let (host, length, hash) = (&self.address, form.len(), "0123456789abcdef".repeat(4));
        format!(
            "POST /?{query} HTTP/1.1\r\n\
             Host: {host}\r\n\
             Accept-Encoding: identity\r\n\
             Content-Length: {length}\r\n\
             x-acs-version: 2023-09-01\r\n\
             user-agent: AlibabaCloud (Linux; x86_64) Python/3.11.7 Core/0.4.3 TeaDSL/2\r\n\
             accept: application/json\r\n\
             content-type: application/x-www-form-urlencoded\r\n\
             x-acs-credentials-provider: static_ak\r\n\
             x-acs-action: {action}\r\n\
             x-acs-date: 2026-11-24T01:53:58Z\r\n\
             x-acs-signature-nonce: 0123456789abcdef0123456789abcdef\r\n\
             x-acs-content-sha256: {hash}\r\n\
             Authorization: ACS3-HMAC-SHA256 Credential=LTAI5tTESTKEYID000000001,SignedHeaders=accept;content-type;host;\
             user-agent;x-acs-action;x-acs-content-sha256;x-acs-credentials-provider;x-acs-date;x-acs-signature-nonce;\
             x-acs-version,Signature={hash}\r\n\
             \r\n\
             {form}"
        )
        .into_bytes()
    }
}

/// Joins pairs, none of which needs percent-encoding.
fn encoded(pairs: &[(&str, &str)]) -> String {
    let pairs: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
    pairs.join("&")
}

fn vbr_of(router: &str) -> String {
    router.replace("ecr-", "vbr-")
}

/// Returns a string of an answer.
fn text(body: &[u8], name: &str) -> String {
    let body: Value = serde_json::from_slice(body).expect("JSON");
    body[name].as_str().expect("a text").to_owned()
}

/// Maps consecutive numbers to scattered numbers of 64 bits.
fn scattered(number: usize) -> usize {
    number.wrapping_mul(0x9e37_79b9_7f4a_7c15)
}
