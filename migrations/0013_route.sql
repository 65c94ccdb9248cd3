-- The routes that the members of a router bring along. They follow from facts and allowed prefixes, and are written anew
-- with them.
CREATE TABLE route (
    -- The key of the member, times 2^20, plus the place of the route among those of the member.
    id        INTEGER PRIMARY KEY,
    router    INTEGER NOT NULL REFERENCES router (key),
    cidr      TEXT    NOT NULL,
    next_hop  TEXT    NOT NULL,
    region    TEXT    NOT NULL,
    as_path   TEXT    NOT NULL,
    community TEXT    NOT NULL,
    -- NULL where the next hop is no transit router.
    med       INTEGER,
    disabled  INTEGER NOT NULL CHECK (disabled IN (0, 1))
) STRICT;

CREATE INDEX route_of_router ON route (router, disabled, id);

-- The routes that were disabled, whether the member brings them along at present or not.
CREATE TABLE disabled_route (
    key        INTEGER PRIMARY KEY,
    router     INTEGER NOT NULL REFERENCES router (key),
    -- The key of the member that is the next hop. Keys are unique across tables, so it needs no kind.
    member     INTEGER NOT NULL,
    cidr       TEXT    NOT NULL,
    next_hop   TEXT    NOT NULL,
    region     TEXT    NOT NULL,
    created_ms INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX disabled_route_of_member ON disabled_route (member, cidr);
CREATE INDEX disabled_route_of_router ON disabled_route (router, key);

-- What the associations of an older file advertise: their prefixes, each once. Nothing was known of VPCs and VBRs.
INSERT INTO route (id, router, cidr, next_hop, region, as_path, community, med, disabled)
SELECT association.key * 1048576 + row_number() OVER (PARTITION BY association.key ORDER BY min(prefix.key)) - 1,
       router, prefix.value, node_id, region, '', '', CASE node_type WHEN 'TR' THEN 2000 END, 0
FROM association, json_each(association.prefixes) AS prefix
WHERE attached AND status <> 'CREATING'
GROUP BY association.key, prefix.value;
