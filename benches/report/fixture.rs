//! Flow logs to call, in a simulation and in the floor.

use std::time::Duration;

use ecr_sim::{
    Asn, AttachExpressConnectRouterChildInstance, Call, CreateExpressConnectRouter, CreateFlowLog,
    DeleteFlowlog, DescribeFlowLogs, EcrId, FlowLogId, InstanceType, Simulator, VbrId,
};

use crate::floor::Floor;
use crate::measure::Times;

/// Flow logs on each router.
const PER_ROUTER: usize = 100;

/// A simulation with flow logs, and what the measured calls need.
pub struct FlowLogFixture {
    pub sim: Simulator,
    /// Each flow log with its router. The VBR of a router has the router's number.
    flow_logs: Vec<(EcrId, FlowLogId)>,
    tokens: usize,
    steps: usize,
}

impl FlowLogFixture {
    /// Creates flow logs in an empty simulation. Each call has a client token, and the clock advances by a second after
    /// each router, so that the time to live decides which tokens remain.
    pub fn filled(sim: Simulator, count: usize) -> Self {
        let mut fixture = Self { sim, flow_logs: Vec::with_capacity(count), tokens: 0, steps: 0 };
        for number in 0..count.div_ceil(PER_ROUTER) {
            let ecr_id = fixture.add_router(number);
            for _ in 0..PER_ROUTER.min(count) {
                let call = Call::new(flow_log(&ecr_id)).client_token(fixture.token());
                let flow_log_id = fixture.sim.call(call).expect("created").response.flow_log_id;
                fixture.flow_logs.push((ecr_id.clone(), flow_log_id));
            }
            fixture.sim.advance(Duration::from_secs(1)).expect("advanced");
        }
        fixture
    }

    /// Creates a router with a VBR.
    fn add_router(&self, number: usize) -> EcrId {
        let asn = 4_200_000_000 + i64::try_from(number).expect("few routers");
        let request = CreateExpressConnectRouter::new(Asn::try_from(asn).expect("in range"));
        let ecr_id = self.sim.call(request).expect("created").response.ecr_id;
        let region = "cn-hangzhou".parse().expect("a region");
        let vbr = vbr_of(&ecr_id);
        let request =
            AttachExpressConnectRouterChildInstance::new(ecr_id.clone(), vbr, InstanceType::Vbr, region);
        self.sim.call(request).expect("attached");
        ecr_id
    }

    /// Closes the file by dropping the simulator, and opens it again.
    pub fn reopened(self, open: impl FnOnce() -> Simulator) -> Self {
        let Self { sim, flow_logs, tokens, steps } = self;
        drop(sim);
        Self { sim: open(), flow_logs, tokens, steps }
    }

    pub fn len(&self) -> usize {
        self.flow_logs.len()
    }

    /// Returns a new client token, as long and as random as the UUIDs that clients send.
    fn token(&mut self) -> String {
        self.tokens += 1;
        format!("{:08x}-0000-4000-8000-{:012x}", scattered(self.tokens) >> 32, self.tokens)
    }

    /// Returns the index of the next flow log, in an order that jumps about and reaches each of them.
    fn next_index(&mut self) -> usize {
        self.steps += 1;
        self.steps.wrapping_mul(7_919) % self.flow_logs.len()
    }

    /// Times a delete, and a create that replaces the deleted flow log.
    pub fn delete_and_create(&mut self, delete: &mut Times, create: &mut Times) {
        let index = self.next_index();
        let (ecr_id, flow_log_id) = self.flow_logs[index].clone();
        let (first, second) = (self.token(), self.token());
        let request = DeleteFlowlog::new(ecr_id.clone(), flow_log_id);
        delete.time(|| self.sim.call(Call::new(request).client_token(first))).expect("deleted");
        let request = flow_log(&ecr_id);
        let reply = create.time(|| self.sim.call(Call::new(request).client_token(second))).expect("created");
        self.flow_logs[index].1 = reply.response.flow_log_id;
    }

    /// Times a delete through `invoke`. An untimed create replaces the deleted flow log.
    pub fn invoke_delete(&mut self, invoke: &mut Times) {
        let index = self.next_index();
        let (ecr_id, flow_log_id) = self.flow_logs[index].clone();
        let token = self.token();
        let pairs = [
            ("EcrId", ecr_id.as_str()),
            ("FlowLogId", flow_log_id.as_str()),
            ("ClientToken", token.as_str()),
        ];
        let reply = invoke.time(|| self.sim.invoke("DeleteFlowlog", pairs));
        assert_eq!(reply.http_status, 200);
        let reply = self.sim.call(flow_log(&ecr_id)).expect("created");
        self.flow_logs[index].1 = reply.response.flow_log_id;
    }

    /// Times a describe of one flow log by its id.
    pub fn describe(&mut self, describe: &mut Times) {
        let index = self.next_index();
        let (ecr_id, flow_log_id) = &self.flow_logs[index];
        let mut request = DescribeFlowLogs::new(ecr_id);
        request.flow_log_id = Some(flow_log_id.into());
        let reply = describe.time(|| self.sim.call(request)).expect("described");
        assert_eq!(reply.response.total_count, 1);
    }

    /// Times the first page of a router's flow logs.
    pub fn page(&mut self, page: &mut Times) {
        let index = self.next_index();
        let request = DescribeFlowLogs::new(&self.flow_logs[index].0);
        let reply = page.time(|| self.sim.call(request)).expect("described");
        assert_eq!(reply.response.flow_logs.len(), 10);
    }

    /// Times a delete that is refused, since the flow log does not exist.
    pub fn refuse(&mut self, refuse: &mut Times) {
        let token = self.token();
        let index = self.next_index();
        let ecr_id = self.flow_logs[index].0.clone();
        let request = DeleteFlowlog::new(ecr_id, "ecr-flog-unknown".parse().expect("an id"));
        refuse.time(|| self.sim.call(Call::new(request).client_token(token))).expect_err("unknown");
    }

    /// Times the second of two equal calls with the same client token.
    pub fn replay(&mut self, replay: &mut Times) {
        let index = self.next_index();
        let (ecr_id, flow_log_id) = self.flow_logs[index].clone();
        let call = Call::new(DeleteFlowlog::new(ecr_id.clone(), flow_log_id)).client_token(self.token());
        self.sim.call(call.clone()).expect("deleted");
        assert!(replay.time(|| self.sim.call(call)).expect("replayed").replayed);
        let reply = self.sim.call(flow_log(&ecr_id)).expect("created");
        self.flow_logs[index].1 = reply.response.flow_log_id;
    }
}

fn vbr_of(ecr_id: &EcrId) -> VbrId {
    ecr_id.as_str().replace("ecr-", "vbr-").parse().expect("a VBR")
}

fn flow_log(ecr_id: &EcrId) -> CreateFlowLog {
    let (project, log_store) =
        ("net-audit".parse().expect("a project"), "vbr_flow".parse().expect("a Logstore"));
    CreateFlowLog::new(ecr_id.clone(), InstanceType::Vbr, vbr_of(ecr_id), project, log_store)
}

/// The floor with flow logs, whose ids are as long as those of the simulation.
pub struct FloorFixture {
    pub floor: Floor,
    flow_logs: Vec<String>,
    tokens: usize,
}

impl FloorFixture {
    /// Inserts flow logs into an empty floor, and a token for each.
    pub fn with_tokens(floor: Floor, count: usize) -> Self {
        Self::filled(floor, count, |floor, index, key| {
            floor.create(&router_key(index / PER_ROUTER), key, &format!("seed-{key}"));
        })
    }

    /// Inserts flow logs into an empty floor, without tokens.
    pub fn without_tokens(floor: Floor, count: usize) -> Self {
        Self::filled(floor, count, |floor, index, key| floor.add_flow_log(index / PER_ROUTER + 1, key))
    }

    fn filled(floor: Floor, count: usize, add: impl Fn(&Floor, usize, &str)) -> Self {
        let mut fixture = Self { floor, flow_logs: Vec::with_capacity(count), tokens: 0 };
        for number in 0..count.div_ceil(PER_ROUTER) {
            fixture.floor.add_router(&router_key(number));
        }
        for index in 0..count {
            let key = fixture.key();
            add(&fixture.floor, index, &key);
            fixture.flow_logs.push(key);
        }
        fixture
    }

    /// Returns a new id, whose position in an index is random.
    fn key(&mut self) -> String {
        self.tokens += 1;
        format!("ecr-flog-{:016x}", scattered(self.tokens))
    }

    fn next_index(&self) -> usize {
        self.tokens.wrapping_mul(7_919) % self.flow_logs.len()
    }

    pub fn delete_and_create(&mut self, delete: &mut Times, create: &mut Times) {
        let index = self.next_index();
        let router = router_key(index / PER_ROUTER);
        let old = std::mem::take(&mut self.flow_logs[index]);
        let (first, second) = (format!("delete-{old}-0123456789"), format!("create-{old}-0123456789"));
        delete.time(|| self.floor.delete(&router, &old, &first));
        let new = self.key();
        create.time(|| self.floor.create(&router, &new, &second));
        self.flow_logs[index] = new;
    }

    pub fn describe(&mut self, describe: &mut Times) {
        self.tokens += 1;
        let index = self.next_index();
        let router = router_key(index / PER_ROUTER);
        describe.time(|| self.floor.describe(&router, &self.flow_logs[index]));
    }

    /// Times the first page of a router's flow logs. Nothing may have been deleted from this floor.
    pub fn page(&mut self, page: &mut Times) {
        self.tokens += 1;
        let router = router_key(self.next_index() / PER_ROUTER);
        let found = page.time(|| self.floor.page(&router));
        assert_eq!(found.len(), 10);
    }
}

fn router_key(number: usize) -> String {
    format!("ecr-{:018x}", scattered(number))
}

/// Maps consecutive numbers to scattered numbers of 64 bits.
fn scattered(number: usize) -> usize {
    number.wrapping_mul(0x9e37_79b9_7f4a_7c15)
}
