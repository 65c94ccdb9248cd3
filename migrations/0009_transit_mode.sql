-- How a router forwards between regions, in the order that was given.
CREATE TABLE transit_mode (
    router   INTEGER NOT NULL REFERENCES router (key),
    position INTEGER NOT NULL,
    region   TEXT    NOT NULL,
    mode     TEXT    NOT NULL CHECK (mode IN ('ECMP', 'NearBy')),
    PRIMARY KEY (router, position)
) STRICT, WITHOUT ROWID;
