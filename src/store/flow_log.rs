//! The table `flow_log`.

use rusqlite::{Row, params};

use crate::error::Result;
use crate::model::{
    Description, Filter, FlowLog, FlowLogId, FlowLogState, FlowLogStatus, Interval, Name, NameFilter,
    SamplingRate, TagFilter,
};
use crate::store::page::List;
use crate::store::sql::{number, text, timestamp, word};
use crate::store::tag::{tags_match, tags_parameter};
use crate::store::{Page, ReadTx, Window, WriteTx};

macro_rules! columns {
    () => {
        "key, flow_log_id, router, name, description, instance_id, interval_s, sampling_rate, project, log_store, region,
         sls_region, resource_group_id, status, tagged, created_ms"
    };
}

macro_rules! matching {
    () => {
        concat!(
            "router = ?1 AND (?2 IS NULL OR name = ?2) AND (?3 IS NULL OR project = ?3)
             AND (?4 IS NULL OR log_store = ?4) AND (?5 IS NULL OR instance_id = ?5)
             AND (?6 IS NULL OR resource_group_id = ?6) AND ",
            tags_match!("flow_log.key", "?7")
        )
    };
}

statements! {
    FLOW_LOG_FIND = "SELECT key, router, status, tagged FROM flow_log WHERE flow_log_id = ?1";
    FLOW_LOG_COUNT_ALL = "SELECT count(*) FROM flow_log WHERE router = ?1";
    FLOW_LOG_COUNT = concat!("SELECT count(*) FROM flow_log WHERE ", matching!());
    FLOW_LOG_PAGE = concat!(
        "SELECT ", columns!(), " FROM flow_log WHERE ", matching!(), " AND key > ?8 ORDER BY key LIMIT ?9"
    );
    FLOW_LOG_PAGE_OF_ID = concat!("SELECT ", columns!(), " FROM flow_log WHERE ", matching!(), " AND flow_log_id = ?8");
    FLOW_LOG_INSERT = concat!(
        "INSERT INTO flow_log (", columns!(),
        ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)"
    );
    FLOW_LOG_SET_STATUS = "UPDATE flow_log SET status = ?2 WHERE key = ?1";
    FLOW_LOG_CHANGE = "UPDATE flow_log
                       SET name = ifnull(?2, name), description = ifnull(?3, description),
                           interval_s = ifnull(?4, interval_s), sampling_rate = ifnull(?5, sampling_rate)
                       WHERE key = ?1";
    FLOW_LOG_DELETE = "DELETE FROM flow_log WHERE key = ?1";
    FLOW_LOG_DELETE_OF_ROUTER = "DELETE FROM flow_log WHERE router = ?1";
}

/// The filters of a list of flow logs. `None` matches everything.
pub struct FlowLogQuery<'a> {
    pub router: i64,
    pub flow_log_id: Option<&'a Filter>,
    pub name: Option<&'a NameFilter>,
    pub project: Option<&'a Filter>,
    pub log_store: Option<&'a Filter>,
    pub instance_id: Option<&'a Filter>,
    pub resource_group_id: Option<&'a Filter>,
    pub tags: &'a TagFilter,
}

/// The changes to a flow log. `None` changes nothing.
pub struct FlowLogChange<'a> {
    pub name: Option<&'a Name>,
    pub description: Option<&'a Description>,
    pub interval: Option<Interval>,
    pub sampling_rate: Option<SamplingRate>,
}

fn read(row: &Row<'_>) -> rusqlite::Result<FlowLog> {
    Ok(FlowLog {
        key: row.get(0)?,
        flow_log_id: text(row, 1)?,
        router: row.get(2)?,
        name: text(row, 3)?,
        description: text(row, 4)?,
        instance_id: text(row, 5)?,
        interval: number(row, 6)?,
        sampling_rate: word(row, 7)?,
        project: text(row, 8)?,
        log_store: text(row, 9)?,
        region: text(row, 10)?,
        sls_region: text(row, 11)?,
        resource_group_id: text(row, 12)?,
        status: word(row, 13)?,
        tagged: row.get(14)?,
        created: timestamp(row, 15)?,
    })
}

const LIST: List<FlowLog> = List {
    count_all: FLOW_LOG_COUNT_ALL,
    count: FLOW_LOG_COUNT,
    select: FLOW_LOG_PAGE,
    read,
    key: |flow_log| flow_log.key,
};

fn read_state(row: &Row<'_>) -> rusqlite::Result<FlowLogState> {
    Ok(FlowLogState { key: row.get(0)?, router: row.get(1)?, status: word(row, 2)?, tagged: row.get(3)? })
}

impl ReadTx<'_> {
    /// Returns the flow log with this id on a router.
    pub fn flow_log_find(&self, router: i64, flow_log_id: &FlowLogId) -> Result<Option<FlowLogState>> {
        let found = self.row(FLOW_LOG_FIND, [flow_log_id.as_str()], read_state)?;
        Ok(found.filter(|flow_log| flow_log.router == router))
    }

    /// Returns a page of flow logs, oldest first.
    pub fn flow_log_page(&self, query: &FlowLogQuery<'_>, window: Window<'_>) -> Result<Page<FlowLog>> {
        let FlowLogQuery {
            router,
            flow_log_id,
            name,
            project,
            log_store,
            instance_id,
            resource_group_id,
            tags,
        } = query;
        let tags = tags_parameter(tags)?;
        if let Some(id) = flow_log_id {
            let params = params![router, name, project, log_store, instance_id, resource_group_id, tags, id];
            return self.page_of_id(FLOW_LOG_PAGE_OF_ID, params, read);
        }
        self.page(
            &LIST,
            router,
            params![name, project, log_store, instance_id, resource_group_id, tags],
            window,
        )
    }
}

impl WriteTx<'_> {
    /// Stores a new flow log.
    pub fn flow_log_insert(&self, flow_log: &FlowLog) -> Result<()> {
        self.execute(
            FLOW_LOG_INSERT,
            params![
                flow_log.key,
                flow_log.flow_log_id.as_str(),
                flow_log.router,
                flow_log.name.as_str(),
                flow_log.description.as_str(),
                flow_log.instance_id.as_str(),
                flow_log.interval.seconds(),
                flow_log.sampling_rate.as_str(),
                flow_log.project.as_str(),
                flow_log.log_store.as_str(),
                flow_log.region.as_str(),
                flow_log.sls_region.as_str(),
                flow_log.resource_group_id.as_str(),
                flow_log.status.as_str(),
                flow_log.tagged,
                flow_log.created.as_millis(),
            ],
        )
        .map(drop)
    }

    /// Changes the status of a flow log.
    pub fn flow_log_set_status(&self, key: i64, status: FlowLogStatus) -> Result<()> {
        self.execute(FLOW_LOG_SET_STATUS, (key, status.as_str())).map(drop)
    }

    /// Changes a flow log.
    pub fn flow_log_change(&self, key: i64, change: &FlowLogChange<'_>) -> Result<()> {
        self.execute(
            FLOW_LOG_CHANGE,
            (
                key,
                change.name.map(Name::as_str),
                change.description.map(Description::as_str),
                change.interval.map(Interval::seconds),
                change.sampling_rate.map(SamplingRate::as_str),
            ),
        )
        .map(drop)
    }

    /// Removes a flow log with its tags.
    pub fn flow_log_delete(&self, flow_log: &FlowLogState) -> Result<()> {
        if flow_log.tagged {
            self.tag_delete_of_resource(flow_log.key)?;
        }
        self.execute(FLOW_LOG_DELETE, [flow_log.key]).map(drop)
    }

    pub(super) fn flow_log_delete_of_router(&self, router: i64) -> Result<()> {
        self.execute(FLOW_LOG_DELETE_OF_ROUTER, [router]).map(drop)
    }
}
