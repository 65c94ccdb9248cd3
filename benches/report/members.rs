//! Calls on members and tags in memory.

use ecr_sim::{
    Asn, AssociationId, Call, CreateExpressConnectRouter, CreateExpressConnectRouterAssociation,
    DeleteExpressConnectRouterAssociation, EcrId, ModifyExpressConnectRouterAssociationAllowedPrefix, Prefix,
    Prefixes, ResourceType, RouterIds, Simulator, Tag, TagResources, Tags,
};
use rusqlite::{Connection, params};

use crate::floor;
use crate::measure::{Comparison, Scale, Times};

/// Members on each router.
const PER_ROUTER: usize = 10;
/// Prefixes in a list of allowed prefixes.
const PREFIXES: usize = 100;
/// Routers in a call of TagResources.
const TAGGED: usize = 20;

/// The floor: the rows that the calls cannot do without, in a schema without checks, history, unfinished operations or
/// stored requests. It does not follow the schema of ecr-sim.
const SCHEMA: &str = "
    CREATE TABLE token (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, reply TEXT NOT NULL) STRICT;
    CREATE TABLE router (id INTEGER PRIMARY KEY, public TEXT NOT NULL UNIQUE, status TEXT NOT NULL) STRICT;
    CREATE TABLE association (id INTEGER PRIMARY KEY, public TEXT NOT NULL UNIQUE, router INTEGER NOT NULL, node TEXT NOT NULL,
                              region TEXT NOT NULL, prefixes TEXT NOT NULL, status TEXT NOT NULL) STRICT;
    CREATE TABLE tag (resource INTEGER NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (resource, key))
        STRICT, WITHOUT ROWID;";

/// Routers and associations in bare SQL.
struct Floor {
    connection: Connection,
    tokens: usize,
}

impl Floor {
    fn with_routers(count: usize) -> Self {
        let connection = floor::memory();
        connection.execute_batch(SCHEMA).expect("the schema is sound");
        connection.set_prepared_statement_cache_capacity(64);
        let floor = Self { connection, tokens: 0 };
        for number in 0..count {
            floor.run(
                "INSERT INTO router (public, status) VALUES (?1, 'ACTIVE')",
                [format!("ecr-{number:018}")],
            );
        }
        floor
    }

    fn run(&self, sql: &str, params: impl rusqlite::Params) {
        self.connection.prepare_cached(sql).and_then(|mut s| s.execute(params)).expect("the floor holds");
    }

    fn find(&self, sql: &str, key: &str) -> Option<i64> {
        let mut statement = self.connection.prepare_cached(sql).expect("the floor holds");
        let mut rows = statement.query([key]).expect("the floor holds");
        rows.next().expect("the floor holds").map(|row| row.get(0).expect("an integer"))
    }

    /// Runs a command with a client token in a transaction.
    fn command(&mut self, change: impl FnOnce(&Self)) {
        self.tokens += 1;
        let token = format!("1234567890123456 action ecr-000000000000000000 token-{:010}", self.tokens);
        self.run("BEGIN IMMEDIATE", []);
        assert!(self.find("SELECT id FROM token WHERE key = ?1", &token).is_none());
        change(self);
        self.run("INSERT INTO token (key, reply) VALUES (?1, ?2)", params![token, "x".repeat(200)]);
        self.run("COMMIT", []);
    }

    fn router(&self, number: usize) -> i64 {
        self.find("SELECT id FROM router WHERE public = ?1", &format!("ecr-{number:018}")).expect("there")
    }

    fn create(&mut self, router: usize, id: &str, node: &str) {
        self.command(|floor| {
            let sql = "INSERT INTO association (public, router, node, region, prefixes, status)
                       VALUES (?1, ?2, ?3, 'cn-hangzhou', '[]', 'ACTIVE')";
            floor.run(sql, params![id, floor.router(router), node]);
        });
    }

    fn delete(&mut self, id: &str) {
        self.run("DELETE FROM association WHERE public = ?1", [id]);
    }

    fn set_prefixes(&mut self, router: usize, id: &str, prefixes: &str) {
        self.command(|floor| {
            floor.router(router);
            let key = floor.find("SELECT id FROM association WHERE public = ?1", id).expect("there");
            floor.run("UPDATE association SET prefixes = ?2 WHERE id = ?1", params![key, prefixes]);
        });
    }

    fn tag(&mut self, first: usize, value: &str) {
        self.command(|floor| {
            for number in first..first + TAGGED {
                let key = floor.router(number);
                floor.run("INSERT OR REPLACE INTO tag VALUES (?1, 'env', ?2)", params![key, value]);
            }
        });
    }
}

/// Routers with associations. A measured call creates another association, which is deleted at once.
struct Fixture {
    sim: Simulator,
    routers: Vec<EcrId>,
    associations: Vec<AssociationId>,
    tokens: usize,
}

impl Fixture {
    fn with_routers(count: usize) -> Self {
        let sim = Simulator::in_memory().expect("memory suffices");
        let mut fixture = Self { sim, routers: Vec::new(), associations: Vec::new(), tokens: 0 };
        for number in 0..count {
            let asn = 4_200_000_000 + i64::try_from(number).expect("few routers");
            let request = CreateExpressConnectRouter::new(Asn::try_from(asn).expect("in range"));
            fixture.routers.push(fixture.sim.call(request).expect("created").response.ecr_id);
            for member in 0..PER_ROUTER {
                let reply = fixture
                    .sim
                    .call(fixture.vpc(number, &format!("vpc-{number}-{member}")))
                    .expect("created");
                if member == 0 {
                    fixture.associations.push(reply.response.association_id);
                }
            }
        }
        fixture
    }

    fn vpc(&self, router: usize, vpc: &str) -> CreateExpressConnectRouterAssociation {
        let region = "cn-hangzhou".parse().expect("a region");
        let mut request = CreateExpressConnectRouterAssociation::new(self.routers[router].clone(), region);
        request.vpc_id = Some(vpc.parse().expect("a VPC"));
        request
    }

    fn token(&mut self) -> String {
        self.tokens += 1;
        format!("token-{:010}", self.tokens)
    }
}

fn prefixes(round: usize) -> Vec<Prefix> {
    (0..PREFIXES).map(|n| format!("10.{}.{n}.0/24", round % 200).parse().expect("a prefix")).collect()
}

pub fn measure(scale: &Scale) {
    let title = format!("Calls on members and tags in memory, {} of each", scale.calls(scale.batch / 5));
    let mut table = Comparison::new(title, "routers");
    for &routers in scale.routers {
        members(scale, &mut table, routers);
    }
    table.print();
}

fn members(scale: &Scale, table: &mut Comparison, routers: usize) {
    let (mut ours, mut floor) = (Fixture::with_routers(routers), Floor::with_routers(routers));
    for number in 0..routers {
        for member in 0..PER_ROUTER {
            floor.create(
                number,
                &format!("ecr-assoc-{number:09}{member:09}"),
                &format!("vpc-{number}-{member}"),
            );
        }
    }
    let (mut create, mut modify, mut tag) = <(Times, Times, Times)>::default();
    let (mut floor_create, mut floor_modify, mut floor_tag) = <(Times, Times, Times)>::default();
    let batch = scale.batch / 5;
    for number in 0..scale.batches {
        let places = (number * batch..(number + 1) * batch).map(|n| (n.wrapping_mul(7_919) % routers, n));
        for (place, n) in places.clone() {
            let (id, node) = (format!("ecr-assoc-new-{n:014}"), format!("vpc-new-{n}"));
            floor_create.time(|| floor.create(place, &id, &node));
            floor.delete(&id);
            let id = format!("ecr-assoc-{place:09}{:09}", 0);
            let text = serde_json::to_string(&prefixes(n)).expect("JSON");
            floor_modify.time(|| floor.set_prefixes(place, &id, &text));
            let first = place.min(routers - TAGGED);
            floor_tag.time(|| floor.tag(first, &n.to_string()));
        }
        for (place, n) in places {
            let token = ours.token();
            let request = ours.vpc(place, &format!("vpc-new-{n}"));
            let reply =
                create.time(|| ours.sim.call(Call::new(request).client_token(token))).expect("created");
            let ecr_id = ours.routers[place].clone();
            let delete =
                DeleteExpressConnectRouterAssociation::new(ecr_id.clone(), reply.response.association_id);
            ours.sim.call(delete).expect("deleted");

            let id = ours.associations[place].clone();
            let mut request = ModifyExpressConnectRouterAssociationAllowedPrefix::new(ecr_id, id);
            request.allowed_prefixes = Prefixes::new(prefixes(n)).expect("few");
            let token = ours.token();
            modify.time(|| ours.sim.call(Call::new(request).client_token(token))).expect("modified");

            let first = place.min(routers - TAGGED);
            let ids = RouterIds::new(ours.routers[first..first + TAGGED].iter().cloned()).expect("few");
            let env =
                Tag { key: "env".parse().expect("a key"), value: n.to_string().parse().expect("a value") };
            let request = TagResources::new(ids, Tags::new([env]).expect("one"), ResourceType::Router);
            let token = ours.token();
            tag.time(|| ours.sim.call(Call::new(request).client_token(token))).expect("tagged");
        }
    }
    table.row("CreateExpressConnectRouterAssociation", routers, &create, &floor_create);
    table.row("…AssociationAllowedPrefix with 100 prefixes", routers, &modify, &floor_modify);
    table.row("TagResources of 20 routers", routers, &tag, &floor_tag);
}
