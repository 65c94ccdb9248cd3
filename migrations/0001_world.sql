-- What the world is created with, and where its clock and counters stand.
-- Two tables, so that a counter does not rewrite the settings.
CREATE TABLE settings (
    id   INTEGER PRIMARY KEY CHECK (id = 1),
    json TEXT    NOT NULL
) STRICT;

CREATE TABLE world (
    id               INTEGER PRIMARY KEY CHECK (id = 1),
    now_ms           INTEGER NOT NULL,
    -- What `advance` added to the system clock; 0 under a manual one.
    offset_ms        INTEGER NOT NULL,
    -- The last internal key that was given out. Keys are never reused, and ids derive from them.
    last_key         INTEGER NOT NULL,
    -- The first position of the RequestId stream that was not yet reserved.
    request_position INTEGER NOT NULL
) STRICT;
