-- Tags of routers and flow logs. Keys of resources are unique across tables, so a resource needs no kind; and no
-- foreign key, which would cost each delete a look-up: the resource's `tagged` column says whether there are any.
CREATE TABLE tag (
    resource INTEGER NOT NULL,
    key      TEXT    NOT NULL,
    value    TEXT    NOT NULL,
    PRIMARY KEY (resource, key)
) STRICT, WITHOUT ROWID;
