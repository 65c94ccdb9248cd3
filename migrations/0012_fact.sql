-- What is known of what stands outside of routers: VPCs, VBRs, transit routers, CENs, accounts. As JSON, since each is only
-- ever read whole. Ids of different kinds have different prefixes; that of an account is its number.
CREATE TABLE fact (
    id   TEXT PRIMARY KEY,
    json TEXT NOT NULL
) STRICT, WITHOUT ROWID;
