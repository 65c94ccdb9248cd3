//! The tables `route` and `disabled_route`.

use std::collections::BTreeSet;

use rusqlite::{Row, params};

use crate::error::Result;
use crate::model::{DisabledRoute, Filter, INVENTORY_ROUTES_MAX, Prefix, Region, Route, RouteEntry};
use crate::store::page::List;
use crate::store::sql::{text, timestamp, word};
use crate::store::{Page, ReadTx, Window, WriteTx};

/// The number of ids set aside for the routes of a member: more than the inventory and allowed prefixes can give it.
const IDS_PER_MEMBER: i64 = 1 << 20;
const _: () = assert!(INVENTORY_ROUTES_MAX + 10_000 <= 1 << 20);

macro_rules! matching {
    () => {
        "router = ?1 AND disabled = 0 AND (?2 IS NULL OR cidr = ?2) AND (?3 IS NULL OR next_hop = ?3)
         AND (?4 IS NULL OR region = ?4) AND (?5 IS NULL OR as_path = ?5)
         AND (?6 IS NULL OR instr(',' || community || ',', ',' || ?6 || ',') > 0)"
    };
}

statements! {
    ROUTE_LIST = "SELECT id, cidr, next_hop, region, as_path, community, med, disabled, router FROM route
                  WHERE id >= ?1 AND id < ?2 ORDER BY id";
    ROUTE_COUNT_ALL = "SELECT count(*) FROM route WHERE router = ?1 AND disabled = 0";
    ROUTE_COUNT = concat!("SELECT count(*) FROM route WHERE ", matching!());
    ROUTE_PAGE = concat!(
        "SELECT id, cidr, next_hop, region, as_path, community, med FROM route WHERE ", matching!(),
        " AND id > ?7 ORDER BY id LIMIT ?8"
    );
    ROUTE_INSERT = "INSERT INTO route (id, router, cidr, next_hop, region, as_path, community, med, disabled)
                    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    ROUTE_SET_DISABLED = "UPDATE route SET disabled = ?4 WHERE id >= ?1 AND id < ?2 AND cidr = ?3";
    ROUTE_DELETE = "DELETE FROM route WHERE id >= ?1 AND id < ?2";
    ROUTE_DELETE_OF_ROUTER = "DELETE FROM route WHERE router = ?1";
    DISABLED_ROUTE_LIST = "SELECT cidr FROM disabled_route WHERE member = ?1";
    DISABLED_ROUTE_FIND = "SELECT key FROM disabled_route WHERE member = ?1 AND cidr = ?2";
    DISABLED_ROUTE_COUNT = "SELECT count(*) FROM disabled_route WHERE router = ?1";
    DISABLED_ROUTE_PAGE = "SELECT key, router, member, cidr, next_hop, region, created_ms FROM disabled_route
                           WHERE router = ?1 AND key > ?2 ORDER BY key LIMIT ?3";
    DISABLED_ROUTE_INSERT = "INSERT INTO disabled_route (key, router, member, cidr, next_hop, region, created_ms)
                             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    DISABLED_ROUTE_DELETE = "DELETE FROM disabled_route WHERE key = ?1";
    DISABLED_ROUTE_DELETE_OF_MEMBER = "DELETE FROM disabled_route WHERE member = ?1";
    DISABLED_ROUTE_DELETE_OF_ROUTER = "DELETE FROM disabled_route WHERE router = ?1";
}

/// The filters of a list of routes. `None` matches everything.
pub struct RouteQuery<'a> {
    pub router: i64,
    pub destination: Option<Prefix>,
    pub next_hop: Option<&'a Filter>,
    pub region: Option<&'a Filter>,
    /// Its AS path, spelt `[64993,64512]`.
    pub as_path: Option<&'a Filter>,
    pub community: Option<&'a Filter>,
}

/// A member as the next hop of its routes.
pub struct NextHop<'a> {
    pub router: i64,
    pub member: i64,
    /// The id of the instance that the member binds.
    pub instance_id: &'a str,
    pub region: &'a Region,
}

/// A stored route.
pub struct StoredRoute {
    pub entry: RouteEntry,
    pub disabled: bool,
    pub router: i64,
}

fn read_route(row: &Row<'_>) -> rusqlite::Result<Route> {
    Ok(Route { destination: word(row, 1)?, as_path: row.get(4)?, community: row.get(5)?, med: row.get(6)? })
}

fn read(row: &Row<'_>) -> rusqlite::Result<RouteEntry> {
    Ok(RouteEntry {
        id: row.get(0)?,
        route: read_route(row)?,
        next_hop: text(row, 2)?,
        region: text(row, 3)?,
    })
}

fn read_disabled(row: &Row<'_>) -> rusqlite::Result<DisabledRoute> {
    Ok(DisabledRoute {
        key: row.get(0)?,
        router: row.get(1)?,
        member: row.get(2)?,
        destination: word(row, 3)?,
        next_hop: text(row, 4)?,
        region: text(row, 5)?,
        created: timestamp(row, 6)?,
    })
}

const LIST: List<RouteEntry> =
    List { count_all: ROUTE_COUNT_ALL, count: ROUTE_COUNT, select: ROUTE_PAGE, read, key: |entry| entry.id };

const DISABLED_LIST: List<DisabledRoute> = List {
    count_all: DISABLED_ROUTE_COUNT,
    count: DISABLED_ROUTE_COUNT,
    select: DISABLED_ROUTE_PAGE,
    read: read_disabled,
    key: |route| route.key,
};

/// Returns the ids that routes of a member may have.
fn route_ids(member: i64) -> std::ops::Range<i64> {
    // Saturates only for a key from a damaged file.
    let start = member.saturating_mul(IDS_PER_MEMBER);
    start..start.saturating_add(IDS_PER_MEMBER)
}

impl ReadTx<'_> {
    /// Returns the stored routes of a member.
    pub fn route_list(&self, member: i64) -> Result<Vec<StoredRoute>> {
        let ids = route_ids(member);
        self.rows(ROUTE_LIST, (ids.start, ids.end), |row| {
            Ok(StoredRoute { entry: read(row)?, disabled: row.get(7)?, router: row.get(8)? })
        })
    }

    /// Returns a page of routes that are not disabled, those of the oldest member first.
    pub fn route_page(&self, query: &RouteQuery<'_>, window: Window<'_>) -> Result<Page<RouteEntry>> {
        let RouteQuery { router, destination, next_hop, region, as_path, community } = query;
        let destination = destination.map(|destination| destination.to_string());
        self.page(&LIST, router, &[&destination, next_hop, region, as_path, community], window)
    }

    /// Returns the destinations of the disabled routes of a member.
    pub fn disabled_route_list(&self, member: i64) -> Result<BTreeSet<Prefix>> {
        let destinations = self.rows(DISABLED_ROUTE_LIST, [member], |row| word(row, 0))?;
        Ok(destinations.into_iter().collect())
    }

    /// Returns the key of a disabled route.
    pub fn disabled_route_find(&self, member: i64, destination: Prefix) -> Result<Option<i64>> {
        self.row(DISABLED_ROUTE_FIND, (member, destination.to_string()), |row| row.get(0))
    }

    /// Returns a page of disabled routes, in the order in which they were disabled.
    pub fn disabled_route_page(&self, router: i64, window: Window<'_>) -> Result<Page<DisabledRoute>> {
        self.page(&DISABLED_LIST, &router, &[], window)
    }
}

impl WriteTx<'_> {
    /// Replaces the routes of a member. Disabled routes stay disabled.
    pub fn route_replace(&self, hop: &NextHop<'_>, routes: &[Route]) -> Result<()> {
        let &NextHop { router, member, instance_id, region } = hop;
        let ids = route_ids(member);
        // The next hop of a member never changes, so it need not be read.
        if self.rows(ROUTE_LIST, (ids.start, ids.end), read_route)? == routes {
            return Ok(());
        }
        self.route_delete_of_member(member)?;
        let disabled = self.disabled_route_list(member)?;
        let rows = route_ids(member).zip(routes).map(|(id, route)| {
            let Route { destination, as_path, community, med } = route;
            let is_disabled = disabled.contains(destination);
            (
                id,
                router,
                destination.to_string(),
                instance_id,
                region.as_str(),
                as_path,
                community,
                med,
                is_disabled,
            )
        });
        self.execute_each(ROUTE_INSERT, rows)
    }

    fn route_delete_of_member(&self, member: i64) -> Result<()> {
        let ids = route_ids(member);
        self.execute(ROUTE_DELETE, (ids.start, ids.end)).map(drop)
    }

    /// Removes the routes of a member, disabled ones too.
    pub(super) fn route_forget_member(&self, member: i64) -> Result<()> {
        self.route_delete_of_member(member)?;
        self.execute(DISABLED_ROUTE_DELETE_OF_MEMBER, [member]).map(drop)
    }

    pub(super) fn route_delete_of_router(&self, router: i64) -> Result<()> {
        self.execute(ROUTE_DELETE_OF_ROUTER, [router])?;
        self.execute(DISABLED_ROUTE_DELETE_OF_ROUTER, [router]).map(drop)
    }

    /// Disables a route, whether the member advertises it now or not.
    pub fn disabled_route_insert(&self, route: &DisabledRoute) -> Result<()> {
        let destination = route.destination.to_string();
        self.execute(
            DISABLED_ROUTE_INSERT,
            params![
                route.key,
                route.router,
                route.member,
                destination,
                route.next_hop.as_str(),
                route.region.as_str(),
                route.created.as_millis(),
            ],
        )?;
        self.route_set_disabled(route.member, &destination, true)
    }

    /// Enables a disabled route.
    pub fn disabled_route_delete(&self, key: i64, member: i64, destination: Prefix) -> Result<()> {
        self.execute(DISABLED_ROUTE_DELETE, [key])?;
        self.route_set_disabled(member, &destination.to_string(), false)
    }

    fn route_set_disabled(&self, member: i64, destination: &str, disabled: bool) -> Result<()> {
        let ids = route_ids(member);
        self.execute(ROUTE_SET_DISABLED, (ids.start, ids.end, destination, disabled)).map(drop)
    }
}
