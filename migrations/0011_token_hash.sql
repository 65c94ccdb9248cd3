-- Client tokens are found by a hash of their scope: an index of the scopes was as large as their table, and each call
-- paid for it. Two scopes may have the same hash, so the scope itself is compared too; that each stands once is for the
-- transaction that looks before it inserts.
CREATE TABLE token_by_hash (
    id         INTEGER PRIMARY KEY,
    -- Account, action, resource addressed and token, separated by the ASCII unit separator, which none can contain.
    scope      TEXT    NOT NULL,
    -- The business parameters in canonical form, to tell a replay from a mismatch.
    parameters TEXT    NOT NULL,
    response   TEXT    NOT NULL,
    created_ms INTEGER NOT NULL,
    scope_hash INTEGER NOT NULL
) STRICT;

INSERT INTO token_by_hash (id, scope, parameters, response, created_ms, scope_hash)
SELECT id, scope, parameters, response, created_ms, scope_hash(scope) FROM token;

DROP TABLE token;
ALTER TABLE token_by_hash RENAME TO token;
CREATE INDEX token_of_scope ON token (scope_hash);
