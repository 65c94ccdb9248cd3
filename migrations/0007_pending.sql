-- The unfinished operation of a router. What is to happen follows from its status.
CREATE TABLE pending (
    id             INTEGER PRIMARY KEY,
    router         INTEGER NOT NULL UNIQUE REFERENCES router (key),
    -- The member that is in transition; NULL for a delete of the router, which is about no single member.
    child_instance INTEGER REFERENCES child_instance (key),
    due_ms         INTEGER NOT NULL
) STRICT;

CREATE INDEX pending_due ON pending (due_ms, id);
CREATE INDEX pending_of_child_instance ON pending (child_instance) WHERE child_instance IS NOT NULL;
