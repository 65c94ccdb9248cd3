-- Permissions for a router to bind an instance of another account. The router may be one that this world does not have,
-- so it is no reference.
CREATE TABLE grant (
    key             INTEGER PRIMARY KEY,
    grant_id        TEXT    NOT NULL UNIQUE,
    ecr_id          TEXT    NOT NULL,
    ecr_owner       INTEGER NOT NULL,
    owner           INTEGER NOT NULL,
    instance_id     TEXT    NOT NULL,
    instance_type   TEXT    NOT NULL CHECK (instance_type IN ('VBR', 'VPC')),
    instance_region TEXT    NOT NULL,
    created_ms      INTEGER NOT NULL
) STRICT;

-- An account grants an instance of a region to a router of an account once.
CREATE UNIQUE INDEX grant_of_router ON grant (ecr_id, owner, instance_id, instance_region, ecr_owner);
CREATE INDEX grant_of_owner ON grant (owner, key);
CREATE INDEX grant_in_order ON grant (ecr_id, key);
