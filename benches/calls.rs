//! What a call costs beside its floor: `cargo bench --bench calls`.
//!
//! Call and floor take turns in batches, so that both see the same machine; every single call is timed. Quote ratios:
//! absolute figures drift with the machine.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a benchmark")]

mod floor;
mod measure;

use ecr_sim::{
    Asn, AttachExpressConnectRouterChildInstance, Call, CreateExpressConnectRouter, CreateFlowLog,
    DeleteFlowlog, DescribeFlowLogs, EcrId, FlowLogId, InstanceType, Simulator, VbrId,
};
use floor::Floor;
use measure::{Times, row, table};

/// Calls in a batch.
const BATCH: usize = 1_000;
/// Batches of each kind.
const BATCHES: usize = 20;
/// Flow logs on each router.
const PER_ROUTER: usize = 100;

/// A world with flow logs, and what is needed to delete and create them in turn.
struct World {
    sim: Simulator,
    /// The router and the flow log of each place; the VBR of a router has the router's number.
    flow_logs: Vec<(EcrId, FlowLogId)>,
    tokens: usize,
}

impl World {
    fn with_flow_logs(count: usize) -> Self {
        let sim = Simulator::in_memory().expect("memory suffices");
        let mut flow_logs = Vec::with_capacity(count);
        for number in 0..count.div_ceil(PER_ROUTER) {
            let asn =
                Asn::try_from(4_200_000_000 + i64::try_from(number).expect("few routers")).expect("in range");
            let ecr_id = sim.call(CreateExpressConnectRouter::new(asn)).expect("created").response.ecr_id;
            let region = "cn-hangzhou".parse().expect("a region");
            let vbr = AttachExpressConnectRouterChildInstance::new(
                ecr_id.clone(),
                vbr_of(&ecr_id),
                InstanceType::Vbr,
                region,
            );
            sim.call(vbr).expect("attached");
            for _ in 0..PER_ROUTER.min(count) {
                let flow_log_id = sim.call(flow_log(&ecr_id)).expect("created").response.flow_log_id;
                flow_logs.push((ecr_id.clone(), flow_log_id));
            }
        }
        Self { sim, flow_logs, tokens: 0 }
    }

    fn token(&mut self) -> String {
        self.tokens += 1;
        format!("token-{:010}", self.tokens)
    }

    /// A place that jumps through the world.
    fn place(&self) -> usize {
        self.tokens.wrapping_mul(7_919) % self.flow_logs.len()
    }

    /// Times a delete and the create that makes up for it.
    fn delete_and_create(&mut self, delete: &mut Times, create: &mut Times) {
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
    fn invoke_delete(&mut self, invoke: &mut Times) {
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

    fn describe(&mut self, describe: &mut Times) {
        self.tokens += 1;
        let (ecr_id, flow_log_id) = &self.flow_logs[self.place()];
        let mut request = DescribeFlowLogs::new(ecr_id.into());
        request.flow_log_id = Some(flow_log_id.into());
        let reply = describe.time(|| self.sim.call(request)).expect("described");
        assert_eq!(reply.response.total_count, 1);
    }

    fn refuse(&mut self, refuse: &mut Times) {
        let token = self.token();
        let ecr_id = self.flow_logs[self.place()].0.clone();
        let request = DeleteFlowlog::new(ecr_id, "ecr-flog-unknown".parse().expect("an id"));
        refuse.time(|| self.sim.call(Call::new(request).client_token(token))).expect_err("unknown");
    }

    /// Times the second of two equal calls.
    fn replay(&mut self, replay: &mut Times) {
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

/// The floor with as many flow logs, and ids as long as ours.
struct FloorWorld {
    floor: Floor,
    routers: usize,
    flow_logs: Vec<String>,
    tokens: usize,
}

impl FloorWorld {
    fn with_flow_logs(count: usize) -> Self {
        let mut world = Self {
            floor: Floor::new(),
            routers: count.div_ceil(PER_ROUTER),
            flow_logs: Vec::new(),
            tokens: 0,
        };
        for number in 0..world.routers {
            world.floor.add_router(&router_key(number));
        }
        for number in 0..count {
            let key = world.key();
            world.floor.create(&router_key(number / PER_ROUTER), &key, &format!("seed-{key}"));
            world.flow_logs.push(key);
        }
        world
    }

    /// A new key whose place in an index is as random as that of an id.
    fn key(&mut self) -> String {
        self.tokens += 1;
        format!("ecr-flog-{:016x}", self.tokens.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    fn place(&self) -> usize {
        self.tokens.wrapping_mul(7_919) % self.flow_logs.len()
    }

    fn delete_and_create(&mut self, delete: &mut Times, create: &mut Times) {
        let place = self.place();
        let router = router_key(place / PER_ROUTER);
        let old = std::mem::take(&mut self.flow_logs[place]);
        let (first, second) = (format!("delete-{old}-0123456789"), format!("create-{old}-0123456789"));
        delete.time(|| self.floor.delete(&router, &old, &first));
        let new = self.key();
        create.time(|| self.floor.create(&router, &new, &second));
        self.flow_logs[place] = new;
    }

    fn describe(&mut self, describe: &mut Times) {
        self.tokens += 1;
        let place = self.place();
        let router = router_key(place / PER_ROUTER);
        describe.time(|| self.floor.describe(&router, &self.flow_logs[place]));
    }
}

fn router_key(number: usize) -> String {
    format!("ecr-{:018x}", number.wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

fn calls(rows: usize) {
    let (mut world, mut floor) = (World::with_flow_logs(rows), FloorWorld::with_flow_logs(rows));
    let (mut delete, mut create, mut describe) = <(Times, Times, Times)>::default();
    let (mut floor_delete, mut floor_create, mut floor_describe) = <(Times, Times, Times)>::default();
    let (mut invoke, mut refuse, mut replay) = <(Times, Times, Times)>::default();
    for _ in 0..BATCHES {
        for _ in 0..BATCH {
            floor.delete_and_create(&mut floor_delete, &mut floor_create);
        }
        for _ in 0..BATCH {
            world.delete_and_create(&mut delete, &mut create);
        }
        for _ in 0..BATCH {
            world.invoke_delete(&mut invoke);
        }
        for _ in 0..BATCH {
            floor.describe(&mut floor_describe);
        }
        for _ in 0..BATCH {
            world.describe(&mut describe);
        }
        for _ in 0..BATCH {
            world.replay(&mut replay);
            world.refuse(&mut refuse);
        }
    }
    row("DeleteFlowlog with a token", rows, &delete, Some(&floor_delete));
    row("the same through `invoke`", rows, &invoke, Some(&floor_delete));
    row("CreateFlowLog with a token", rows, &create, Some(&floor_create));
    row("DescribeFlowLogs of one", rows, &describe, Some(&floor_describe));
    row("replay of a token (beside the delete's floor)", rows, &replay, Some(&floor_delete));
    row("refusal by a guard (beside the delete's floor)", rows, &refuse, Some(&floor_delete));
}

/// A new world and a copy of one, beside copying the same bytes into bare SQLite.
fn worlds(rows: usize) {
    let repeats = if rows > 10_000 { 100 } else { 2_000 };
    let folder = tempfile::tempdir().expect("a folder");
    let world = if rows == 0 { None } else { Some(World::with_flow_logs(rows)) };
    let original = world.map_or_else(|| Simulator::in_memory().expect("memory suffices"), |world| world.sim);
    let file = folder.path().join("world.db");
    original.snapshot(&file).expect("written");
    let image = std::fs::read(&file).expect("read");
    let mut source = floor::copy_of(&image);
    let (mut ours, mut floor) = <(Times, Times)>::default();
    for _ in 0..repeats {
        drop(floor.time(|| floor::fork_of(&mut source)));
        drop(ours.time(|| original.fork()));
    }
    row("`fork()`", rows, &ours, Some(&floor));
    if rows == 0 {
        let (mut ours, mut floor) = <(Times, Times)>::default();
        for _ in 0..repeats {
            drop(floor.time(|| floor::copy_of(&image)));
            drop(ours.time(Simulator::in_memory));
        }
        row("a fresh simulator", rows, &ours, Some(&floor));
    }
}

fn main() {
    table("flow logs");
    for rows in [1_000, 100_000] {
        calls(rows);
    }
    for rows in [0, 1_000, 100_000] {
        worlds(rows);
    }
}
