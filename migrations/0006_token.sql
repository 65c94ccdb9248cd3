-- Client tokens and what the call answered. The time to live is fixed and the clock never goes back, so row order is
-- expiry order and needs no index.
CREATE TABLE token (
    id         INTEGER PRIMARY KEY,
    -- Account, action, resource addressed and token, separated by the ASCII unit separator, which none can contain.
    scope      TEXT    NOT NULL UNIQUE,
    -- The business parameters in canonical form, to tell a replay from a mismatch.
    parameters TEXT    NOT NULL,
    response   TEXT    NOT NULL,
    created_ms INTEGER NOT NULL
) STRICT;
