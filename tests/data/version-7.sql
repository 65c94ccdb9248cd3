PRAGMA foreign_keys = OFF;
BEGIN TRANSACTION;
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
INSERT INTO "child_instance" VALUES(3,'ecr-assoc-19ocnmugnctpey2gay',1,'vbr-1','cn-hangzhou',1234567890123456,'','ACTIVE',1767225600000,1767225605000);
INSERT INTO "child_instance" VALUES(4,'ecr-assoc-sle8b7qm4c55f23cro',1,'vbr-2','cn-hangzhou',1234567890123456,'','ACTIVE',1767225605000,1767225610000);
INSERT INTO "child_instance" VALUES(5,'ecr-assoc-vesyf8fohqf5tq3zi1',2,'vbr-3','cn-hangzhou',1234567890123456,'','ACTIVE',1767225605000,1767225610000);
INSERT INTO "child_instance" VALUES(9,'ecr-assoc-bsbicie3mtf20byopx',1,'vbr-4','cn-hangzhou',1234567890123456,'','CREATING',1767225611000,1767225611000);
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
INSERT INTO "flow_log" VALUES(7,'ecr-flog-mvugbxgn874z4de1',1,'','kept, é','vbr-1',60,'1:4096','net-audit','vbr_flow','cn-hangzhou','cn-hangzhou','rg-acfmxecrsim0001','Active',1,1767225610000);
INSERT INTO "flow_log" VALUES(8,'ecr-flog-j4kjs77ghwxw6fwo',1,'','','vbr-2',600,'1:1024','net-audit','vbr_flow','cn-hangzhou','cn-hangzhou','rg-acfmxecrsim0001','Active',0,1767225610000);
CREATE TABLE pending (
    id             INTEGER PRIMARY KEY,
    router         INTEGER NOT NULL UNIQUE REFERENCES router (key),
    -- The member that is in transition; NULL for a delete of the router, which is about no single member.
    child_instance INTEGER REFERENCES child_instance (key),
    due_ms         INTEGER NOT NULL
) STRICT;
INSERT INTO "pending" VALUES(1,1,9,1767225616000);
CREATE TABLE router (
    key               INTEGER PRIMARY KEY,
    ecr_id            TEXT    NOT NULL UNIQUE,
    owner             INTEGER NOT NULL,
    asn               INTEGER NOT NULL,
    name              TEXT    NOT NULL,
    description       TEXT    NOT NULL,
    resource_group_id TEXT    NOT NULL,
    -- IN with more than two values would make SQLite build a temporary table for each write.
    status            TEXT    NOT NULL CHECK (status = 'ACTIVE' OR status = 'UPDATING' OR status = 'ASSOCIATING'
                                              OR status = 'DISSOCIATING' OR status = 'LOCKED_ATTACHING'
                                              OR status = 'LOCKED_DETACHING' OR status = 'RECLAIMING'
                                              OR status = 'DELETING'),
    tagged            INTEGER NOT NULL CHECK (tagged IN (0, 1)),
    created_ms        INTEGER NOT NULL,
    modified_ms       INTEGER NOT NULL
) STRICT;
INSERT INTO "router" VALUES(1,'ecr-nox3qh4zi3iqd2dw07',1234567890123456,64512,'edge','','rg-acfmxecrsim0001','ASSOCIATING',1,1767225600000,1767225611000);
INSERT INTO "router" VALUES(2,'ecr-7b92k1eyahx1nchw7p',1234567890123456,64513,'kern','','rg-acfmxecrsim0001','LOCKED_ATTACHING',0,1767225600000,1767225610000);
CREATE TABLE settings (
    id   INTEGER PRIMARY KEY CHECK (id = 1),
    json TEXT    NOT NULL
) STRICT;
INSERT INTO "settings" VALUES(1,'{"seed":0,"clock":{"Manual":{"start":1767225600000}},"latency":{"associate":{"secs":5,"nanos":0},"dissociate":{"secs":5,"nanos":0},"update":{"secs":3,"nanos":0},"delete":{"secs":5,"nanos":0},"force_delete":{"secs":10,"nanos":0}},"quota":{"routers_per_account":null},"regions":["cn-qingdao","cn-beijing","cn-zhangjiakou","cn-zhengzhou-jva","cn-huhehaote","cn-wulanchabu","cn-hangzhou","cn-shanghai","cn-nanjing","cn-fuzhou","cn-shenzhen","cn-heyuan","cn-guangzhou","cn-chengdu","cn-wuhan-lr","cn-hongkong","ap-northeast-1","ap-northeast-2","ap-southeast-1","ap-southeast-3","ap-southeast-5","ap-southeast-6","us-east-1","us-west-1","eu-west-1","eu-central-1","cn-shanghai-finance-1","cn-shenzhen-finance-1","ap-southeast-7","cn-beijing-finance-1","me-central-1","cn-heyuan-acdr-1"],"region":"cn-hangzhou","account":1234567890123456,"token_ttl":{"secs":86400,"nanos":0}}');
CREATE TABLE tag (
    resource INTEGER NOT NULL,
    key      TEXT    NOT NULL,
    value    TEXT    NOT NULL,
    PRIMARY KEY (resource, key)
) STRICT, WITHOUT ROWID;
INSERT INTO "tag" VALUES(1,'env','test');
INSERT INTO "tag" VALUES(1,'team','');
INSERT INTO "tag" VALUES(7,'env','');
CREATE TABLE token (
    id         INTEGER PRIMARY KEY,
    -- Account, action, resource addressed and token, separated by the ASCII unit separator, which none can contain.
    scope      TEXT    NOT NULL UNIQUE,
    -- The business parameters in canonical form, to tell a replay from a mismatch.
    parameters TEXT    NOT NULL,
    response   TEXT    NOT NULL,
    created_ms INTEGER NOT NULL
) STRICT;
INSERT INTO "token" VALUES(1,'1234567890123456CreateExpressConnectRouterstory-r','{"Name":"edge","Description":"","ResourceGroupId":null,"AlibabaSideAsn":64512,"Tag":[{"Key":"env","Value":"test"},{"Key":"team","Value":""}]}','{"EcrId":"ecr-nox3qh4zi3iqd2dw07"}',1767225600000);
INSERT INTO "token" VALUES(2,'1234567890123456CreateExpressConnectRouter314A42A3-DA86-4001-B87B-FDB80E0CFE42','{"Name":"kern","Description":"","ResourceGroupId":null,"AlibabaSideAsn":64513,"Tag":[]}','{"EcrId":"ecr-7b92k1eyahx1nchw7p"}',1767225600000);
INSERT INTO "token" VALUES(3,'1234567890123456AttachExpressConnectRouterChildInstancevbr-1D2AEFA0D-EAA5-4151-BF0A-DB6C01F2A5AD','{"EcrId":"ecr-nox3qh4zi3iqd2dw07","ChildInstanceId":"vbr-1","ChildInstanceType":"VBR","ChildInstanceRegionId":"cn-hangzhou","ChildInstanceOwnerId":null,"Description":""}','{}',1767225600000);
INSERT INTO "token" VALUES(4,'1234567890123456AttachExpressConnectRouterChildInstancevbr-25032EC38-BBC5-4A98-AE0C-6F568B872A65','{"EcrId":"ecr-nox3qh4zi3iqd2dw07","ChildInstanceId":"vbr-2","ChildInstanceType":"VBR","ChildInstanceRegionId":"cn-hangzhou","ChildInstanceOwnerId":null,"Description":""}','{}',1767225605000);
INSERT INTO "token" VALUES(5,'1234567890123456AttachExpressConnectRouterChildInstancevbr-3A08ABF25-1DEB-41BB-8B56-E5D8821E68AA','{"EcrId":"ecr-7b92k1eyahx1nchw7p","ChildInstanceId":"vbr-3","ChildInstanceType":"VBR","ChildInstanceRegionId":"cn-hangzhou","ChildInstanceOwnerId":null,"Description":""}','{}',1767225605000);
INSERT INTO "token" VALUES(6,'1234567890123456CreateFlowLogecr-nox3qh4zi3iqd2dw07story-f','{"EcrId":"ecr-nox3qh4zi3iqd2dw07","FlowLogName":"deleted","Description":"","InstanceType":"VBR","InstanceId":"vbr-1","Interval":600,"SamplingRate":"1:4096","ProjectName":"net-audit","LogStoreName":"vbr_flow","Tag":[],"ResourceGroupId":null,"TargetSlsRegionId":null}','{"FlowLogId":"ecr-flog-2h03b3q2ua5hthb9"}',1767225610000);
INSERT INTO "token" VALUES(7,'1234567890123456CreateFlowLogecr-nox3qh4zi3iqd2dw0743CEA3E8-E3EB-48CB-98D1-001F68B5C687','{"EcrId":"ecr-nox3qh4zi3iqd2dw07","FlowLogName":"","Description":"kept, é","InstanceType":"VBR","InstanceId":"vbr-1","Interval":60,"SamplingRate":"1:4096","ProjectName":"net-audit","LogStoreName":"vbr_flow","Tag":[{"Key":"env","Value":""}],"ResourceGroupId":null,"TargetSlsRegionId":null}','{"FlowLogId":"ecr-flog-mvugbxgn874z4de1"}',1767225610000);
INSERT INTO "token" VALUES(8,'1234567890123456CreateFlowLogecr-nox3qh4zi3iqd2dw0755B970D3-B7DA-4C64-93E5-9BDEAADC8F82','{"EcrId":"ecr-nox3qh4zi3iqd2dw07","FlowLogName":"","Description":"","InstanceType":"VBR","InstanceId":"vbr-2","Interval":600,"SamplingRate":"1:1024","ProjectName":"net-audit","LogStoreName":"vbr_flow","Tag":[],"ResourceGroupId":null,"TargetSlsRegionId":null}','{"FlowLogId":"ecr-flog-j4kjs77ghwxw6fwo"}',1767225610000);
INSERT INTO "token" VALUES(9,'1234567890123456DeactivateFlowLogecr-flog-2h03b3q2ua5hthb9A975A481-DF31-4528-B0AA-5FA2BA340AF9','{"EcrId":"ecr-nox3qh4zi3iqd2dw07","FlowLogId":"ecr-flog-2h03b3q2ua5hthb9"}','{}',1767225610000);
INSERT INTO "token" VALUES(10,'1234567890123456DeleteFlowlogecr-flog-2h03b3q2ua5hthb9story-d','{"EcrId":"ecr-nox3qh4zi3iqd2dw07","FlowLogId":"ecr-flog-2h03b3q2ua5hthb9"}','{}',1767225610000);
INSERT INTO "token" VALUES(11,'1234567890123456AttachExpressConnectRouterChildInstancevbr-4E8F75F47-8CB0-4159-9B76-7341602FA02D','{"EcrId":"ecr-nox3qh4zi3iqd2dw07","ChildInstanceId":"vbr-4","ChildInstanceType":"VBR","ChildInstanceRegionId":"cn-hangzhou","ChildInstanceOwnerId":null,"Description":""}','{}',1767225611000);
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
INSERT INTO "world" VALUES(1,1767225611000,0,9,17);
CREATE INDEX router_of_owner ON router (owner, key);
CREATE UNIQUE INDEX router_asn ON router (owner, asn);
CREATE INDEX child_instance_of_router ON child_instance (router, key);
CREATE INDEX flow_log_of_router ON flow_log (router, key);
CREATE INDEX pending_due ON pending (due_ms, id);
CREATE INDEX pending_of_child_instance ON pending (child_instance) WHERE child_instance IS NOT NULL;
COMMIT;PRAGMA application_id = 1162039923;
PRAGMA user_version = 7;
