//! Rules that hold in every state.

use crate::error::{Fault, Result};
use crate::store::migrations::check_pages;
use crate::store::{ReadTx, Store};

// Each statement selects the rows that break a rule. It scans whole tables, so the test of query plans leaves it out.
const NO_WORLD: &str = "SELECT 'world' WHERE (SELECT count(*) FROM world JOIN settings USING (id)) <> 1";
const KEYS_BEYOND_COUNTER: &str =
    "SELECT key FROM (SELECT max(key) AS key FROM router UNION ALL SELECT max(key) FROM child_instance
                                            UNION ALL SELECT max(key) FROM flow_log UNION ALL SELECT max(key) FROM association
                                            UNION ALL SELECT max(key) FROM grant
                                            UNION ALL SELECT max(key) FROM disabled_route), world
                           WHERE key > last_key";
const STATUS_WITHOUT_PENDING: &str = "SELECT ecr_id FROM router LEFT JOIN pending ON pending.router = router.key
                              WHERE (status IN ('UPDATING', 'ASSOCIATING', 'DISSOCIATING', 'RECLAIMING', 'DELETING'))
                                    <> (pending.id IS NOT NULL)";
const PENDING_WITHOUT_MEMBER: &str = "SELECT ecr_id FROM pending JOIN router ON router.key = pending.router
                              WHERE CASE WHEN status IN ('ASSOCIATING', 'DISSOCIATING')
                                             THEN (child_instance IS NULL) = (association IS NULL)
                                         WHEN status = 'UPDATING' THEN child_instance IS NOT NULL
                                         ELSE child_instance IS NOT NULL OR association IS NOT NULL END";
const MEMBER_OUT_OF_STEP: &str = "SELECT association_id FROM child_instance
                          JOIN router ON router.key = child_instance.router
                          LEFT JOIN pending ON pending.child_instance = child_instance.key
                          WHERE child_instance.status <> CASE
                              WHEN router.status = 'RECLAIMING' THEN 'DELETING'
                              WHEN pending.id IS NULL THEN 'ACTIVE'
                              WHEN router.status = 'ASSOCIATING' THEN 'CREATING'
                              ELSE 'DELETING' END";
const ASSOCIATION_OUT_OF_STEP: &str = "SELECT association_id FROM association
                          JOIN router ON router.key = association.router
                          LEFT JOIN pending ON pending.association = association.key
                          WHERE association.status <> CASE
                              WHEN router.status = 'RECLAIMING' THEN 'DELETING'
                              WHEN pending.id IS NULL THEN CASE attached WHEN 1 THEN 'ACTIVE' ELSE 'INACTIVE' END
                              WHEN router.status = 'ASSOCIATING' THEN 'CREATING'
                              WHEN router.status = 'UPDATING' THEN 'UPDATING'
                              ELSE 'DELETING' END";
const MEMBER_OF_DELETED: &str =
    "SELECT 1 FROM (SELECT router FROM child_instance UNION ALL SELECT router FROM association) AS member
                         JOIN router ON router.key = member.router WHERE router.status = 'DELETING'";
const OVERDUE: &str = "SELECT pending.id FROM pending, world WHERE due_ms <= now_ms";
const TAG_WITHOUT_RESOURCE: &str = "SELECT key FROM tag
                            WHERE resource NOT IN (SELECT key FROM router WHERE tagged)
                              AND resource NOT IN (SELECT key FROM flow_log WHERE tagged)
                              AND resource NOT IN (SELECT key FROM association WHERE tagged)";
const TAGGED_WITHOUT_TAG: &str =
    "SELECT key FROM (SELECT key FROM router WHERE tagged UNION ALL SELECT key FROM flow_log WHERE tagged
                     UNION ALL SELECT key FROM association WHERE tagged)
                          AS tagged WHERE NOT EXISTS (SELECT 1 FROM tag WHERE resource = tagged.key)";
const FROM_THE_FUTURE: &str = "SELECT created_ms FROM (SELECT max(created_ms) AS created_ms FROM token UNION ALL
                                               SELECT max(modified_ms) FROM router), world WHERE created_ms > now_ms";
const TOKEN_TWICE: &str = "SELECT scope FROM token GROUP BY scope HAVING count(*) > 1";
const TOKEN_OUT_OF_PLACE: &str = "SELECT scope FROM token AS kept WHERE NOT EXISTS
                          (SELECT 1 FROM token AS found INDEXED BY token_of_scope
                           WHERE found.scope_hash = scope_hash(kept.scope) AND found.scope = kept.scope)";
const DISABLED_WITHOUT_MEMBER: &str = "SELECT cidr FROM disabled_route WHERE NOT EXISTS
                          (SELECT 1 FROM child_instance WHERE key = member AND child_instance.router = disabled_route.router
                           UNION ALL
                           SELECT 1 FROM association WHERE key = member AND association.router = disabled_route.router)";
const FOREIGN_KEYS: &str = "SELECT 1 FROM pragma_foreign_key_check";

/// Each rule with the statement that selects the rows that break it.
const RULES: &[(&str, &str)] = &[
    ("there is one world", NO_WORLD),
    ("no key is beyond the counter", KEYS_BEYOND_COUNTER),
    ("a router is in transition exactly while it has an unfinished operation", STATUS_WITHOUT_PENDING),
    ("an unfinished operation names a member exactly if it is about one", PENDING_WITHOUT_MEMBER),
    ("the status of a member matches the operation of its router", MEMBER_OUT_OF_STEP),
    ("the status of an association matches the operation of its router", ASSOCIATION_OUT_OF_STEP),
    ("a router that is being deleted has no members", MEMBER_OF_DELETED),
    ("every tag belongs to a resource that knows it", TAG_WITHOUT_RESOURCE),
    ("a resource that says it has tags has some", TAGGED_WITHOUT_TAG),
    ("a route that is disabled has a next hop", DISABLED_WITHOUT_MEMBER),
    ("every reference leads somewhere", FOREIGN_KEYS),
    ("no unfinished operation is overdue", OVERDUE),
    ("nothing is from the future", FROM_THE_FUTURE),
    ("a client token belongs to one call", TOKEN_TWICE),
    ("a client token is found by its scope", TOKEN_OUT_OF_PLACE),
];

// These scan whole tables too.
const ROUTERS: &str = "SELECT key FROM router";
const ROUTES: &str = "SELECT count(*) FROM route";

/// The number of statements in this file.
#[cfg(test)]
pub(super) const STATEMENT_COUNT: usize = RULES.len() + 2;

impl ReadTx<'_> {
    /// Returns the keys of all routers.
    pub fn router_keys(&self) -> Result<Vec<i64>> {
        self.rows(ROUTERS, [], |row| row.get(0))
    }

    /// Returns the number of routes of all routers.
    pub fn route_count(&self) -> Result<u32> {
        self.count(ROUTES, [])
    }
}

impl Store {
    /// Checks the rules, that every row can be decoded, and the file. `routes::check` checks the stored routes.
    pub fn check_invariants(&self, tx: &ReadTx<'_>) -> Result<()> {
        for (rule, statement) in RULES {
            if tx.row(statement, [], |_| Ok(()))?.is_some() {
                return Err(Fault::Invariant((*rule).to_owned()).into());
            }
        }
        // Decodes every row.
        tx.dump()?;
        check_pages(&self.connection)
    }
}
