//! Worlds with flow logs, ours and of bare SQL, and their calls.

use std::time::Duration;

use ecr_sim::{
    Asn, AttachExpressConnectRouterChildInstance, Call, CreateExpressConnectRouter, CreateFlowLog,
    DeleteFlowlog, DescribeFlowLogs, EcrId, FlowLogId, InstanceType, Simulator, VbrId,
};

use crate::floor::Floor;
use crate::measure::Times;

/// Flow logs on each router.
const PER_ROUTER: usize = 100;

/// A world with flow logs, and what is needed to delete and create them in turn.
pub struct Fixture {
    pub sim: Simulator,
    /// The router and the flow log of each place; the VBR of a router has the router's number.
    flow_logs: Vec<(EcrId, FlowLogId)>,
    tokens: usize,
    turns: usize,
}

impl Fixture {
    /// Fills an empty world. Each call carries a client token, and a second passes after each router, so that the time
    /// to live decides which tokens stay.
    pub fn filled(sim: Simulator, count: usize) -> Self {
        let mut world = Self { sim, flow_logs: Vec::with_capacity(count), tokens: 0, turns: 0 };
        for number in 0..count.div_ceil(PER_ROUTER) {
            let ecr_id = world.add_router(number);
            for _ in 0..PER_ROUTER.min(count) {
                let call = Call::new(flow_log(&ecr_id)).client_token(world.token());
                let flow_log_id = world.sim.call(call).expect("created").response.flow_log_id;
                world.flow_logs.push((ecr_id.clone(), flow_log_id));
            }
            world.sim.advance(Duration::from_secs(1)).expect("advanced");
        }
        world
    }

    /// Adds a router with a VBR.
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

    /// The same world after its last handle is gone and it was opened again.
    pub fn reopened(self, open: impl FnOnce() -> Simulator) -> Self {
        let Self { sim, flow_logs, tokens, turns } = self;
        drop(sim);
        Self { sim: open(), flow_logs, tokens, turns }
    }

    pub fn len(&self) -> usize {
        self.flow_logs.len()
    }

    /// A new client token, as long and as random as the UUIDs that clients send.
    fn token(&mut self) -> String {
        self.tokens += 1;
        format!("{:08x}-0000-4000-8000-{:012x}", scattered(self.tokens) >> 32, self.tokens)
    }

    /// The next place of a walk that jumps through the world and reaches all of it.
    fn place(&mut self) -> usize {
        self.turns += 1;
        self.turns.wrapping_mul(7_919) % self.flow_logs.len()
    }

    /// Times a delete and the create that makes up for it.
    pub fn delete_and_create(&mut self, delete: &mut Times, create: &mut Times) {
        let place = self.place();
        let (ecr_id, flow_log_id) = self.flow_logs[place].clone();
        let (first, second) = (self.token(), self.token());
        let request = DeleteFlowlog::new(ecr_id.clone(), flow_log_id);
        delete.time(|| self.sim.call(Call::new(request).client_token(first))).expect("deleted");
        let request = flow_log(&ecr_id);
        let reply = create.time(|| self.sim.call(Call::new(request).client_token(second))).expect("created");
        self.flow_logs[place].1 = reply.response.flow_log_id;
    }

    /// Times the same delete through `invoke`.
    pub fn invoke_delete(&mut self, invoke: &mut Times) {
        let place = self.place();
        let (ecr_id, flow_log_id) = self.flow_logs[place].clone();
        let token = self.token();
        let pairs = [
            ("EcrId", ecr_id.as_str()),
            ("FlowLogId", flow_log_id.as_str()),
            ("ClientToken", token.as_str()),
        ];
        let reply = invoke.time(|| self.sim.invoke("DeleteFlowlog", pairs));
        assert_eq!(reply.http_status, 200);
        let reply = self.sim.call(flow_log(&ecr_id)).expect("created");
        self.flow_logs[place].1 = reply.response.flow_log_id;
    }

    /// Times a list of one flow log by its id.
    pub fn describe(&mut self, describe: &mut Times) {
        let place = self.place();
        let (ecr_id, flow_log_id) = &self.flow_logs[place];
        let mut request = DescribeFlowLogs::new(ecr_id.into());
        request.flow_log_id = Some(flow_log_id.into());
        let reply = describe.time(|| self.sim.call(request)).expect("described");
        assert_eq!(reply.response.total_count, 1);
    }

    /// Times the first page of a router's flow logs.
    pub fn page(&mut self, page: &mut Times) {
        let place = self.place();
        let request = DescribeFlowLogs::new((&self.flow_logs[place].0).into());
        let reply = page.time(|| self.sim.call(request)).expect("described");
        assert_eq!(reply.response.flow_logs.len(), 10);
    }

    /// Times a delete of what is not there.
    pub fn refuse(&mut self, refuse: &mut Times) {
        let token = self.token();
        let place = self.place();
        let ecr_id = self.flow_logs[place].0.clone();
        let request = DeleteFlowlog::new(ecr_id, "ecr-flog-unknown".parse().expect("an id"));
        refuse.time(|| self.sim.call(Call::new(request).client_token(token))).expect_err("unknown");
    }

    /// Times the second of two equal calls.
    pub fn replay(&mut self, replay: &mut Times) {
        let place = self.place();
        let (ecr_id, flow_log_id) = self.flow_logs[place].clone();
        let call = Call::new(DeleteFlowlog::new(ecr_id.clone(), flow_log_id)).client_token(self.token());
        self.sim.call(call.clone()).expect("deleted");
        assert!(replay.time(|| self.sim.call(call)).expect("replayed").replayed);
        let reply = self.sim.call(flow_log(&ecr_id)).expect("created");
        self.flow_logs[place].1 = reply.response.flow_log_id;
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

/// The floor with flow logs, and ids as long as ours.
pub struct FloorFixture {
    pub floor: Floor,
    flow_logs: Vec<String>,
    tokens: usize,
}

impl FloorFixture {
    /// Fills an empty floor, with a token for each flow log.
    pub fn with_tokens(floor: Floor, count: usize) -> Self {
        Self::filled(floor, count, |floor, place, key| {
            floor.create(&router_key(place / PER_ROUTER), key, &format!("seed-{key}"));
        })
    }

    /// Fills an empty floor with flow logs only.
    pub fn without_tokens(floor: Floor, count: usize) -> Self {
        Self::filled(floor, count, |floor, place, key| floor.add_flow_log(place / PER_ROUTER + 1, key))
    }

    fn filled(floor: Floor, count: usize, add: impl Fn(&Floor, usize, &str)) -> Self {
        let mut world = Self { floor, flow_logs: Vec::with_capacity(count), tokens: 0 };
        for number in 0..count.div_ceil(PER_ROUTER) {
            world.floor.add_router(&router_key(number));
        }
        for place in 0..count {
            let key = world.key();
            add(&world.floor, place, &key);
            world.flow_logs.push(key);
        }
        world
    }

    /// A new key whose place in an index is as random as that of an id.
    fn key(&mut self) -> String {
        self.tokens += 1;
        format!("ecr-flog-{:016x}", scattered(self.tokens))
    }

    fn place(&self) -> usize {
        self.tokens.wrapping_mul(7_919) % self.flow_logs.len()
    }

    pub fn delete_and_create(&mut self, delete: &mut Times, create: &mut Times) {
        let place = self.place();
        let router = router_key(place / PER_ROUTER);
        let old = std::mem::take(&mut self.flow_logs[place]);
        let (first, second) = (format!("delete-{old}-0123456789"), format!("create-{old}-0123456789"));
        delete.time(|| self.floor.delete(&router, &old, &first));
        let new = self.key();
        create.time(|| self.floor.create(&router, &new, &second));
        self.flow_logs[place] = new;
    }

    pub fn describe(&mut self, describe: &mut Times) {
        self.tokens += 1;
        let place = self.place();
        let router = router_key(place / PER_ROUTER);
        describe.time(|| self.floor.describe(&router, &self.flow_logs[place]));
    }

    /// Times a page of a router's flow logs, of a floor that nothing was deleted from.
    pub fn page(&mut self, page: &mut Times) {
        self.tokens += 1;
        let router = router_key(self.place() / PER_ROUTER);
        let found = page.time(|| self.floor.page(&router));
        assert_eq!(found.len(), 10);
    }
}

fn router_key(number: usize) -> String {
    format!("ecr-{:018x}", scattered(number))
}

/// A number of 64 bits that jumps about as its argument counts.
fn scattered(number: usize) -> usize {
    number.wrapping_mul(0x9e37_79b9_7f4a_7c15)
}
