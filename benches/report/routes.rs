//! Calls on routes in memory, and on a member that advertises many.

use ecr_sim::{
    AdvertisedRoute, Asn, AttachExpressConnectRouterChildInstance, Community, CreateExpressConnectRouter,
    DescribeExpressConnectRouterRouteEntries, DetachExpressConnectRouterChildInstance, EcrId, InstanceType,
    Inventory, Simulator, Vbr, VbrId,
};
use rusqlite::{Connection, params};

use crate::floor;
use crate::measure::{Comparison, Scale, Times};

/// The floor: the rows that the calls cannot do without. It does not follow the schema of ecr-sim.
const SCHEMA: &str = "
    CREATE TABLE route (id INTEGER PRIMARY KEY, router INTEGER NOT NULL, cidr TEXT NOT NULL, next_hop TEXT NOT NULL,
                        region TEXT NOT NULL, as_path TEXT NOT NULL, community TEXT NOT NULL) STRICT;
    CREATE INDEX route_of_router ON route (router);";

const AS_PATH: &str = "[64993,64994]";
const COMMUNITY: &str = "9001:9263";

fn block(number: usize) -> String {
    format!("10.{}.{}.{}/30", number >> 14, number >> 6 & 255, (number & 63) * 4)
}

fn vbr(number: usize) -> VbrId {
    format!("vbr-{number}").parse().expect("a VBR")
}

/// Returns a router, and registers a VBR that advertises `routes` routes once it is attached.
fn router(routes: usize) -> (Simulator, EcrId) {
    let sim = Simulator::in_memory().expect("memory suffices");
    let asn = Asn::try_from(64_512).expect("in range");
    let ecr_id = sim.call(CreateExpressConnectRouter::new(asn)).expect("created").response.ecr_id;
    let community: Community = COMMUNITY.parse().expect("a community");
    let advertised = |n| AdvertisedRoute {
        as_path: vec![64_993, 64_994],
        communities: vec![community.clone()],
        ..AdvertisedRoute::new(block(n).parse().expect("a block"))
    };
    let region = sim.region().clone();
    let vbr =
        Vbr { routes: (0..routes).map(advertised).collect(), ..Vbr::new(vbr(1), sim.account(), region) };
    let inventory = Inventory { vbrs: vec![vbr], ..Inventory::default() };
    sim.inventory().apply(&inventory).expect("registered");
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

    /// Inserts the routes of a member in one transaction.
    fn insert(&self, count: usize) {
        self.run("BEGIN IMMEDIATE", []);
        for number in 0..count {
            let sql = "INSERT INTO route (router, cidr, next_hop, region, as_path, community)
                       VALUES (1, ?1, 'vbr-1', 'cn-hangzhou', ?2, ?3)";
            self.run(sql, params![block(number), AS_PATH, COMMUNITY]);
        }
        self.run("COMMIT", []);
    }

    /// Returns the ten routes after row `from`, and the number of all routes.
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

/// Simulation and floor insert the same routes, and both count all of them for each page.
pub fn measure(scale: &Scale) {
    let mut table = Comparison::new("Calls on the routes of one router in memory", "routes");
    for &routes in scale.routes {
        attach_member(scale, &mut table, routes);
        read_pages(scale, &mut table, routes);
    }
    table.print();
}

fn attach_member(scale: &Scale, table: &mut Comparison, routes: usize) {
    let (sim, ecr_id) = router(routes);
    let (mut times, mut floor_times) = <(Times, Times)>::default();
    for _ in 0..scale.batches {
        let floor = Floor::new();
        floor_times.time(|| floor.insert(routes));
        times.time(|| sim.call(attach(&ecr_id))).expect("attached");
        let detach = DetachExpressConnectRouterChildInstance::new(ecr_id.clone(), vbr(1), InstanceType::Vbr);
        sim.call(detach).expect("detached");
    }
    table.row("AttachExpressConnectRouterChildInstance", routes, &times, &floor_times);
}

fn read_pages(scale: &Scale, table: &mut Comparison, routes: usize) {
    let (sim, ecr_id) = router(routes);
    sim.call(attach(&ecr_id)).expect("attached");
    let floor = Floor::new();
    floor.insert(routes);
    let (mut times, mut floor_times) = <(Times, Times)>::default();
    let mut request = DescribeExpressConnectRouterRouteEntries::new(&ecr_id);
    for number in 0..scale.batches * scale.batch / 50 {
        let from = number * 10 % routes;
        let (page, count) = floor_times.time(|| floor.page(from));
        assert_eq!((page.is_empty(), count), (false, routes));
        let reply = times.time(|| sim.call(request.clone())).expect("described").response;
        assert_eq!(usize::try_from(reply.total_count), Ok(routes));
        request.next_token = reply.next_token;
    }
    table.row("listing a page of 10 routes", routes, &times, &floor_times);
}
