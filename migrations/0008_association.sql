-- VPCs and transit routers bound to a router.
CREATE TABLE association (
    key            INTEGER PRIMARY KEY,
    association_id TEXT    NOT NULL UNIQUE,
    router         INTEGER NOT NULL REFERENCES router (key),
    node_type      TEXT    NOT NULL CHECK (node_type IN ('VPC', 'TR')),
    node_id        TEXT    NOT NULL,
    node_owner     INTEGER NOT NULL,
    -- The CEN that holds a transit router; NULL for a VPC, and where the caller has not said.
    cen_id         TEXT,
    region         TEXT    NOT NULL,
    description    TEXT    NOT NULL,
    -- A JSON array, in the order that was given.
    prefixes       TEXT    NOT NULL,
    prefixes_mode  TEXT    NOT NULL CHECK (prefixes_mode IN ('MatchMode', 'IncrementalMode')),
    status         TEXT    NOT NULL CHECK (status = 'CREATING' OR status = 'ACTIVE' OR status = 'INACTIVE'
                                           OR status = 'ASSOCIATING' OR status = 'DISSOCIATING'
                                           OR status = 'UPDATING' OR status = 'DELETING'),
    -- Whether the other side is bound too: always for a VPC.
    attached       INTEGER NOT NULL CHECK (attached IN (0, 1)),
    tagged         INTEGER NOT NULL CHECK (tagged IN (0, 1)),
    created_ms     INTEGER NOT NULL,
    modified_ms    INTEGER NOT NULL
) STRICT;

CREATE INDEX association_of_router ON association (router, key);
-- A VPC is bound to one router, whoever owns that; a router to one transit router in each region.
CREATE UNIQUE INDEX association_of_vpc ON association (node_id) WHERE node_type = 'VPC';
CREATE UNIQUE INDEX association_of_region ON association (router, region) WHERE node_type = 'TR';

-- Every list of allowed prefixes that an association has had.
CREATE TABLE prefix_history (
    id          INTEGER PRIMARY KEY,
    association INTEGER NOT NULL REFERENCES association (key),
    prefixes    TEXT    NOT NULL,
    created_ms  INTEGER NOT NULL
) STRICT;

CREATE INDEX prefix_history_of_association ON prefix_history (association, id);

-- The association that is in transition; NULL where the operation is about none.
ALTER TABLE pending ADD COLUMN association INTEGER REFERENCES association (key);
CREATE INDEX pending_of_association ON pending (association) WHERE association IS NOT NULL;
