-- Flow logs outlive the attachment of their VBR, so instance_id is no reference.
CREATE TABLE flow_log (
    key               INTEGER PRIMARY KEY,
    flow_log_id       TEXT    NOT NULL UNIQUE,
    router            INTEGER NOT NULL REFERENCES router (key),
    name              TEXT    NOT NULL,
    description       TEXT    NOT NULL,
    instance_id       TEXT    NOT NULL,
    interval_s        INTEGER NOT NULL CHECK (interval_s IN (60, 600)),
    sampling_rate     TEXT    NOT NULL CHECK (sampling_rate = '1:4096' OR sampling_rate = '1:2048'
                                              OR sampling_rate = '1:1024'),
    project           TEXT    NOT NULL,
    log_store         TEXT    NOT NULL,
    region            TEXT    NOT NULL,
    sls_region        TEXT    NOT NULL,
    resource_group_id TEXT    NOT NULL,
    status            TEXT    NOT NULL CHECK (status IN ('Active', 'Inactive')),
    tagged            INTEGER NOT NULL CHECK (tagged IN (0, 1)),
    created_ms        INTEGER NOT NULL
) STRICT;

CREATE INDEX flow_log_of_router ON flow_log (router, key);
