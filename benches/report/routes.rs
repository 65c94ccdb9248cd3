//! Calls on routes, and what a member costs that brings many along.

use ecr_sim::{
    Asn, AttachExpressConnectRouterChildInstance, CreateExpressConnectRouter,
    DescribeExpressConnectRouterRouteEntries, DetachExpressConnectRouterChildInstance, EcrId, InstanceType,
    Inventory, Simulator, VbrId,
};
use rusqlite::{Connection, params};

use crate::floor;
use crate::markdown::Report;
use crate::measure::{Scale, Times};

/// The least that the calls need: their rows in bare SQL. It does not follow our schema.
const SCHEMA: &str = "
    CREATE TABLE route (id INTEGER PRIMARY KEY, router INTEGER NOT NULL, cidr TEXT NOT NULL, next_hop TEXT NOT NULL,
                        region TEXT NOT NULL, as_path TEXT NOT NULL, community TEXT NOT NULL) STRICT;
    CREATE INDEX route_of_router ON route (router);";

/// What the routes are like.
const AS_PATH: &str = "[64993,64994]";
const COMMUNITY: &str = "9001:9263";

fn block(number: usize) -> String {
    format!("10.{}.{}.{}/30", number >> 14, number >> 6 & 255, (number & 63) * 4)
}

fn vbr(number: usize) -> VbrId {
    format!("vbr-{number}").parse().expect("a VBR")
}

/// A router to which a VBR can be attached that advertises so many routes.
fn world(routes: usize) -> (Simulator, EcrId) {
    let sim = Simulator::in_memory().expect("memory suffices");
    let asn = Asn::try_from(64_512).expect("in range");
    let ecr_id = sim.call(CreateExpressConnectRouter::new(asn)).expect("created").response.ecr_id;
    let routes: Vec<serde_json::Value> = (0..routes)
        .map(|n| {
            serde_json::json!({
                "DestinationCidrBlock": block(n), "AsPath": [64993, 64994], "Communities": [COMMUNITY]
            })
        })
        .collect();
    let facts = serde_json::json!({
        "Vbrs": [{ "VbrId": vbr(1), "OwnerId": sim.account().get(), "RegionId": "cn-hangzhou", "Routes": routes }]
    });
    let facts: Inventory = serde_json::from_value(facts).expect("facts");
    sim.inventory().apply(&facts).expect("registered");
    (sim, ecr_id)
}

fn attach(ecr_id: &EcrId) -> AttachExpressConnectRouterChildInstance {
    let region = "cn-hangzhou".parse().expect("a region");
    AttachExpressConnectRouterChildInstance::new(ecr_id.clone(), vbr(1), InstanceType::Vbr, region)
}

struct Floor(Connection);

impl Floor {
    fn new() -> Self {
        let connection = floor::memory();
        connection.execute_batch(SCHEMA).expect("the schema is sound");
        Self(connection)
    }

    fn run(&self, sql: &str, params: impl rusqlite::Params) {
        self.0.prepare_cached(sql).and_then(|mut s| s.execute(params)).expect("the floor holds");
    }

    /// Inserts the routes of a member in a transaction.
    fn insert(&self, count: usize) {
        self.run("BEGIN IMMEDIATE", []);
        for number in 0..count {
            let sql = "INSERT INTO route (router, cidr, next_hop, region, as_path, community)
                       VALUES (1, ?1, 'vbr-1', 'cn-hangzhou', ?2, ?3)";
            self.run(sql, params![block(number), AS_PATH, COMMUNITY]);
        }
        self.run("COMMIT", []);
    }

    /// Reads ten routes from a place on, and counts all.
    fn page(&self, from: usize) -> (Vec<[String; 5]>, usize) {
        let sql = "SELECT cidr, next_hop, region, as_path, community FROM route WHERE router = 1 AND id > ?1
                   ORDER BY id LIMIT 10";
        let mut statement = self.0.prepare_cached(sql).expect("the floor holds");
        let rows = statement.query_map([from.cast_signed()], |row| {
            Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?])
        });
        let page = rows.and_then(Iterator::collect).expect("the floor holds");
        let mut count =
            self.0.prepare_cached("SELECT count(*) FROM route WHERE router = 1").expect("the floor holds");
        let count: i64 = count.query_row([], |row| row.get(0)).expect("the floor holds");
        (page, usize::try_from(count).expect("a count"))
    }
}

pub fn measure(scale: &Scale, report: &mut Report) {
    report.section(
        "Routes",
        "In memory, one router. A VBR is attached whose facts say what it advertises: the floor inserts as many rows\n\
         with one index. A page has 10 routes and `TotalCount`, which counts them all, also in the floor.",
    );
    report.calls("routes");
    for &routes in scale.routes {
        attaching(scale, report, routes);
        paging(scale, report, routes);
    }
}

fn attaching(scale: &Scale, report: &mut Report, routes: usize) {
    let (sim, ecr_id) = world(routes);
    let (mut times, mut floor_times) = <(Times, Times)>::default();
    for _ in 0..scale.batches {
        let floor = Floor::new();
        floor_times.time(|| floor.insert(routes));
        times.time(|| sim.call(attach(&ecr_id))).expect("attached");
        let gone = DetachExpressConnectRouterChildInstance::new(ecr_id.clone(), vbr(1), InstanceType::Vbr);
        sim.call(gone).expect("detached");
    }
    report.call("AttachExpressConnectRouterChildInstance", routes, &times, &floor_times);
}

fn paging(scale: &Scale, report: &mut Report, routes: usize) {
    let (sim, ecr_id) = world(routes);
    sim.call(attach(&ecr_id)).expect("attached");
    let floor = Floor::new();
    floor.insert(routes);
    let (mut times, mut floor_times) = <(Times, Times)>::default();
    let mut request = DescribeExpressConnectRouterRouteEntries::new((&ecr_id).into());
    for number in 0..scale.batches * scale.batch / 50 {
        let from = number * 10 % routes;
        let (page, count) = floor_times.time(|| floor.page(from));
        assert_eq!((page.is_empty(), count), (false, routes));
        let reply = times.time(|| sim.call(request.clone())).expect("described").response;
        assert_eq!(usize::try_from(reply.total_count), Ok(routes));
        request.next_token = reply.next_token;
    }
    report.call("DescribeExpressConnectRouterRouteEntries, a page of 10", routes, &times, &floor_times);
}
