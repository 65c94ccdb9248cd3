-- Virtual border routers attached to a router. One can be attached to one router only, whoever owns it.
CREATE TABLE child_instance (
    key            INTEGER PRIMARY KEY,
    association_id TEXT    NOT NULL UNIQUE,
    router         INTEGER NOT NULL REFERENCES router (key),
    instance_id    TEXT    NOT NULL UNIQUE,
    region         TEXT    NOT NULL,
    owner          INTEGER NOT NULL,
    description    TEXT    NOT NULL,
    status         TEXT    NOT NULL CHECK (status = 'CREATING' OR status = 'ACTIVE' OR status = 'ASSOCIATING'
                                           OR status = 'DISSOCIATING' OR status = 'UPDATING'
                                           OR status = 'DELETING'),
    created_ms     INTEGER NOT NULL,
    modified_ms    INTEGER NOT NULL
) STRICT;

CREATE INDEX child_instance_of_router ON child_instance (router, key);
