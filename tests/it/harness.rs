//! Simulators and shortcuts that most tests use.

use std::time::Duration;

use ecr_sim::{
    Asn, AssociationId, AttachExpressConnectRouterChildInstance, Call, CreateExpressConnectRouter,
    CreateFlowLog, DescribeFlowLogs, EcrId, Error, Fault, FlowLogId, InstanceType, Latency, Operation,
    Refusal, Region, Result, Simulator, VbrId,
};
use serde_json::Value;

/// Parses a value that is known to be valid.
pub fn value<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

/// Returns a simulator in memory whose transitions are instant.
pub fn instant() -> Simulator {
    Simulator::in_memory().unwrap()
}

/// Returns a simulator in memory with realistic latencies. Its clock moves only when advanced.
pub fn slow() -> Simulator {
    Simulator::builder().latency(Latency::realistic()).in_memory().unwrap()
}

/// Returns a simulator with instant transitions and a router to which `vbr-1` is attached.
pub fn attached() -> (Simulator, EcrId) {
    let sim = instant();
    let ecr_id = sim.router(64512);
    sim.vbr(&ecr_id, "vbr-1");
    (sim, ecr_id)
}

/// Returns the fault in a result, and fails the test if there is none.
pub fn fault<T: std::fmt::Debug>(result: Result<T>) -> Fault {
    match result {
        Err(Error::Fault(fault)) => fault,
        other => panic!("no fault: {other:?}"),
    }
}

/// Parameters of a call.
pub type Pairs<'a> = &'a [(&'a str, &'a str)];

/// An answer as a client sees it.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub body: Value,
}

impl Answer {
    /// Returns the value of `Code`.
    pub fn code(&self) -> &str {
        self.body["Code"].as_str().unwrap()
    }

    /// Returns a string field, empty if absent.
    pub fn text(&self, field: &str) -> &str {
        self.body[field].as_str().unwrap_or_default()
    }

    /// Returns a string field of each entry of a list.
    pub fn each(&self, list: &str, field: &str) -> Vec<&str> {
        let entries = self.body[list].as_array().unwrap().iter();
        entries.map(|entry| entry[field].as_str().unwrap()).collect()
    }
}

/// Shortcuts for tests.
pub trait SimulatorExt {
    /// A handle for another account.
    fn as_account(&self, number: u64) -> Simulator;
    /// A handle in another region.
    fn in_region(&self, region: &str) -> Simulator;
    /// Calls by action name.
    fn ask(&self, action: &str, pairs: &[(&str, &str)]) -> Answer;
    /// Creates a router with this ASN.
    fn router(&self, asn: u32) -> EcrId;
    /// Attaches a VBR in cn-hangzhou, and advances the clock until it is attached.
    fn vbr(&self, ecr_id: &EcrId, vbr: &str);
    /// Starts to attach a VBR in cn-hangzhou.
    fn attach(&self, ecr_id: &EcrId, vbr: &str);
    /// Starts to bind a VPC, `vpc-…`, or a transit router, `tr-…`, in cn-hangzhou, with one prefix and one tag.
    fn associate(&self, ecr_id: &EcrId, node: &str) -> AssociationId;
    /// Creates a flow log for an attached VBR.
    fn flow_log(&self, ecr_id: &EcrId, vbr: &str) -> FlowLogId;
    /// Returns the refusal of a call, and fails the test if there is none.
    fn refusal<R: Operation<Response: std::fmt::Debug>>(&self, call: impl Into<Call<R>>) -> Refusal;
    /// Returns the number of flow logs of a router.
    fn flow_log_count(&self, ecr_id: &EcrId) -> u32;
}

impl SimulatorExt for Simulator {
    fn as_account(&self, number: u64) -> Simulator {
        self.with_account(number.try_into().unwrap())
    }

    fn in_region(&self, region: &str) -> Simulator {
        self.with_region(value(region))
    }

    fn ask(&self, action: &str, pairs: &[(&str, &str)]) -> Answer {
        let reply = self.invoke(action, pairs.iter().copied());
        Answer { status: reply.http_status, body: serde_json::from_str(&reply.body).unwrap() }
    }

    fn router(&self, asn: u32) -> EcrId {
        let asn = Asn::try_from(asn).unwrap();
        self.call(CreateExpressConnectRouter::new(asn)).unwrap().response.ecr_id
    }

    fn vbr(&self, ecr_id: &EcrId, vbr: &str) {
        self.attach(ecr_id, vbr);
        self.advance(Duration::from_secs(5)).unwrap();
    }

    fn attach(&self, ecr_id: &EcrId, vbr: &str) {
        let region: Region = value("cn-hangzhou");
        let vbr: VbrId = value(vbr);
        self.call(AttachExpressConnectRouterChildInstance::new(
            ecr_id.clone(),
            vbr,
            InstanceType::Vbr,
            region,
        ))
        .unwrap();
    }

    fn associate(&self, ecr_id: &EcrId, node: &str) -> AssociationId {
        let name = if node.starts_with("vpc-") { "VpcId" } else { "TransitRouterId" };
        let node = [("EcrId", ecr_id.as_str()), ("AssociationRegionId", "cn-hangzhou"), (name, node)];
        let more = [("CenId", "cen-1"), ("AllowedPrefixes.1", "10.0.0.0/8"), ("Tag.1.Key", "env")];
        let answer = self.ask("CreateExpressConnectRouterAssociation", &[&node[..], &more].concat());
        assert_eq!(answer.code(), "200", "{answer:?}");
        value(answer.text("AssociationId"))
    }

    fn flow_log(&self, ecr_id: &EcrId, vbr: &str) -> FlowLogId {
        let request = CreateFlowLog::new(
            ecr_id.clone(),
            InstanceType::Vbr,
            value(vbr),
            value("net-audit"),
            value("vbr_flow"),
        );
        self.call(request).unwrap().response.flow_log_id
    }

    fn refusal<R: Operation<Response: std::fmt::Debug>>(&self, call: impl Into<Call<R>>) -> Refusal {
        let result: Result<_> = self.call(call);
        match result {
            Err(Error::Refused(refusal)) => refusal,
            other => panic!("not refused: {other:?}"),
        }
    }

    fn flow_log_count(&self, ecr_id: &EcrId) -> u32 {
        self.call(DescribeFlowLogs::new(ecr_id)).unwrap().response.total_count
    }
}
