//! The floor of the calls on flow logs: frozen statements in bare rusqlite. They do not follow the schema of ecr-sim.

use std::path::Path;

use rusqlite::{Connection, MAIN_DB, OpenFlags, OptionalExtension, params};

const SCHEMA: &str = "
    CREATE TABLE token (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, reply TEXT NOT NULL) STRICT;
    CREATE TABLE router (id INTEGER PRIMARY KEY, public TEXT NOT NULL UNIQUE, status TEXT NOT NULL) STRICT;
    CREATE TABLE flow_log (id INTEGER PRIMARY KEY, public TEXT NOT NULL UNIQUE, router INTEGER NOT NULL, name TEXT,
                           project TEXT, logstore TEXT) STRICT;";

/// A stored reply has this many bytes.
const REPLY_LENGTH: usize = 200;

/// Routers and flow logs in bare SQL.
pub struct Floor {
    connection: Connection,
    reply: String,
}

/// A private database of the memdb VFS.
pub fn memory() -> Connection {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags_and_vfs("floor", flags, "memdb").expect("memdb opens")
}

/// A copy of a database image in memory.
pub fn copy_of(image: &[u8]) -> Connection {
    let mut connection = memory();
    connection.deserialize_read_exact(MAIN_DB, image, image.len(), false).expect("the image is sound");
    connection
}

/// A copy of a database in memory, as a fork must make it.
pub fn fork_of(connection: &mut Connection) -> Connection {
    copy_of(&connection.serialize(MAIN_DB).expect("the database is sound"))
}

impl Floor {
    pub fn new() -> Self {
        Self::on(memory())
    }

    /// With an index of a router's flow logs, which a list cannot do without and the frozen statements do not need.
    pub fn with_lists() -> Self {
        let floor = Self::new();
        floor.batch("CREATE INDEX flow_log_of_router ON flow_log (router)");
        floor
    }

    /// In a new file, in WAL mode and locked against others, with `synchronous=NORMAL`.
    pub fn in_file(path: &Path) -> Self {
        let connection = Connection::open(path).expect("the file opens");
        connection
            .execute_batch(
                "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL",
            )
            .expect("the modes are there");
        Self::on(connection)
    }

    fn on(connection: Connection) -> Self {
        connection.execute_batch(SCHEMA).expect("the schema is sound");
        connection.set_prepared_statement_cache_capacity(64);
        Self { connection, reply: "x".repeat(REPLY_LENGTH) }
    }

    fn batch(&self, sql: &str) {
        self.connection.execute_batch(sql).expect("the floor holds");
    }

    /// Lets each commit wait for the disk.
    pub fn make_full(&self) {
        self.batch("PRAGMA synchronous = FULL");
    }

    /// The size of the database.
    pub fn bytes(&self) -> i64 {
        let sql = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size";
        self.connection.query_row(sql, [], |row| row.get(0)).expect("the floor holds")
    }

    fn run(&self, sql: &str, params: impl rusqlite::Params) {
        self.connection.prepare_cached(sql).and_then(|mut s| s.execute(params)).expect("the floor holds");
    }

    fn find<T: rusqlite::types::FromSql>(&self, sql: &str, key: &str) -> Option<T> {
        let mut statement = self.connection.prepare_cached(sql).expect("the floor holds");
        statement.query_row([key], |row| row.get(0)).optional().expect("the floor holds")
    }

    fn token(&self, key: &str) -> Option<String> {
        self.find("SELECT reply FROM token WHERE key = ?1", key)
    }

    fn router_status(&self, public: &str) -> Option<String> {
        self.find("SELECT status FROM router WHERE public = ?1", public)
    }

    fn flow_log(&self, public: &str) -> Option<i64> {
        self.find("SELECT id FROM flow_log WHERE public = ?1", public)
    }

    fn store_token(&self, key: &str) {
        self.run("INSERT INTO token (key, reply) VALUES (?1, ?2)", params![key, self.reply]);
    }

    pub fn add_router(&self, public: &str) {
        self.run("INSERT INTO router (public, status) VALUES (?1, 'ACTIVE')", [public]);
    }

    /// Adds a flow log without a token.
    pub fn add_flow_log(&self, router: usize, public: &str) {
        let sql = "INSERT INTO flow_log (public, router, name, project, logstore) VALUES (?1, ?2, '', 'net-audit', 'vbr_flow')";
        let router = i64::try_from(router).expect("few routers");
        self.run(sql, params![public, router]);
    }

    /// What DeleteFlowlog with a client token costs at least.
    pub fn delete(&self, router: &str, flow_log: &str, token: &str) {
        self.run("BEGIN IMMEDIATE", []);
        assert!(self.token(token).is_none());
        assert!(self.router_status(router).is_some());
        let id = self.flow_log(flow_log).expect("the flow log is there");
        self.run("DELETE FROM flow_log WHERE id = ?1", [id]);
        self.store_token(token);
        self.run("COMMIT", []);
    }

    /// What CreateFlowLog with a client token costs at least.
    pub fn create(&self, router: &str, flow_log: &str, token: &str) {
        self.run("BEGIN IMMEDIATE", []);
        assert!(self.token(token).is_none());
        assert!(self.router_status(router).is_some());
        self.run(
            "INSERT INTO flow_log (public, router, name, project, logstore) VALUES (?1, 1, '', 'net-audit', 'vbr_flow')",
            [flow_log],
        );
        self.store_token(token);
        self.run("COMMIT", []);
    }

    /// What describing one flow log costs at least.
    pub fn describe(&self, router: &str, flow_log: &str) {
        assert!(self.router_status(router).is_some());
        assert!(self.flow_log(flow_log).is_some());
    }

    /// What describing the first ten flow logs of a router costs at least: their texts, without a count.
    pub fn page(&self, router: &str) -> Vec<[String; 3]> {
        let router: i64 =
            self.find("SELECT id FROM router WHERE public = ?1", router).expect("the router is there");
        let sql = "SELECT public, project, logstore FROM flow_log WHERE router = ?1 ORDER BY id LIMIT 10";
        let mut statement = self.connection.prepare_cached(sql).expect("the floor holds");
        let rows = statement.query_map([router], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?]));
        rows.and_then(Iterator::collect).expect("the floor holds")
    }
}
