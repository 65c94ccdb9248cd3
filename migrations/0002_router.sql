CREATE TABLE router (
    key               INTEGER PRIMARY KEY,
    ecr_id            TEXT    NOT NULL UNIQUE,
    owner             INTEGER NOT NULL,
    asn               INTEGER NOT NULL,
    name              TEXT    NOT NULL,
    description       TEXT    NOT NULL,
    resource_group_id TEXT    NOT NULL,
    -- IN with more than two values would make SQLite build a temporary table for each write.
    status            TEXT    NOT NULL CHECK (status = 'ACTIVE' OR status = 'UPDATING' OR status = 'ASSOCIATING'
                                              OR status = 'DISSOCIATING' OR status = 'LOCKED_ATTACHING'
                                              OR status = 'LOCKED_DETACHING' OR status = 'RECLAIMING'
                                              OR status = 'DELETING'),
    tagged            INTEGER NOT NULL CHECK (tagged IN (0, 1)),
    created_ms        INTEGER NOT NULL,
    modified_ms       INTEGER NOT NULL
) STRICT;

CREATE INDEX router_of_owner ON router (owner, key);
CREATE UNIQUE INDEX router_asn ON router (owner, asn);
