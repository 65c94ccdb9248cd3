use crate::error::{Code, Result};
use crate::model::{
    Description, EcrId, Evidence, Filter, FlowLog, FlowLogId, FlowLogStatus, InstanceType, Interval,
    LogStoreName, MaxResults, Name, NameFilter, NextToken, ProjectName, Region, ResourceGroupId,
    SamplingRate, Tag, TagFilter, Timestamp, VbrId,
};
use crate::operation::{
    CodeEvidence, GENERAL_CODES, Listing, Operation, Read, answer, described_router, paged, parameters,
};
use crate::store::{FlowLogQuery, Page, ReadTx, Window};
use crate::wire::spelling::minute;

parameters! {
    /// Lists the flow logs of a router. Filters combine. If nothing matches, the list is empty.
    ///
    /// `TotalCount` counts all matches, so the call takes time in proportion to the flow logs of the router, unless
    /// `FlowLogId` is given.
    pub struct DescribeFlowLogs {
        /// The router.
        required ecr_id: Filter = "EcrId",
        /// The tags to look for.
        list tag: TagFilter = "Tag",
        /// The `NextToken` of the previous answer.
        blank_is_absent next_token: NextToken = "NextToken",
        /// The number of entries of a page. Defaults to 10.
        blank_is_value max_results: MaxResults = "MaxResults" or "10",
        /// The id to look for.
        blank_is_absent flow_log_id: Filter = "FlowLogId",
        /// The name to look for.
        blank_is_absent flow_log_name: NameFilter = "FlowLogName",
        /// The SLS project to look for.
        blank_is_absent project_name: Filter = "ProjectName",
        /// The Logstore to look for.
        blank_is_absent log_store_name: Filter = "LogStoreName",
        /// The VBR to look for.
        blank_is_absent instance_id: Filter = "InstanceId",
        /// The resource group to look for.
        blank_is_absent resource_group_id: Filter = "ResourceGroupId",
    }
}

paged! {
    /// The answer to [`DescribeFlowLogs`].
    DescribeFlowLogs -> DescribeFlowLogsResponse {
        /// The flow logs, oldest first.
        flow_logs: FlowLogItem,
    }
}

answer! {
    /// A flow log in the answer to [`DescribeFlowLogs`]. JSON formats times as `YYYY-MM-DDThh:mmZ`.
    pub struct FlowLogItem {
        #[serde(with = "minute")]
        pub creation_time: Timestamp,
        pub description: Description,
        pub ecr_id: EcrId,
        pub flow_log_id: FlowLogId,
        pub flow_log_name: Name,
        pub instance_id: VbrId,
        pub instance_type: InstanceType,
        pub interval: Interval,
        pub log_store_name: LogStoreName,
        pub project_name: ProjectName,
        /// The region of the VBR.
        pub region_id: Region,
        pub resource_group_id: ResourceGroupId,
        pub sampling_rate: SamplingRate,
        pub sls_region_id: Region,
        pub status: FlowLogStatus,
        /// In the order of their keys.
        pub tags: Vec<Tag>,
    }
}

impl Operation for DescribeFlowLogs {
    type Kind = Read;
    type Response = DescribeFlowLogsResponse;
    const ERRORS: &'static [Code] = &[Code::IllegalParam, Code::ResourceNotFoundEcrId];
    const ANSWER_EVIDENCE: Evidence = Evidence::OBSERVED;
    const CODE_EVIDENCE: CodeEvidence =
        &[(Evidence::inferred("its siblings, the other Describe operations, list it"), GENERAL_CODES)];
}

impl Listing for DescribeFlowLogs {
    const PAGE: u32 = 10;

    fn page(&self, tx: &ReadTx<'_>, window: Window<'_>) -> Result<Page<FlowLogItem>> {
        let (router, ecr_id) = described_router(tx, &self.ecr_id)?;
        let query = FlowLogQuery {
            router: router.key,
            flow_log_id: self.flow_log_id.as_ref(),
            name: self.flow_log_name.as_ref(),
            project: self.project_name.as_ref(),
            log_store: self.log_store_name.as_ref(),
            instance_id: self.instance_id.as_ref(),
            resource_group_id: self.resource_group_id.as_ref(),
            tags: &self.tag,
        };
        tx.flow_log_page(&query, window)?.try_map(|flow_log| item(tx, &ecr_id, flow_log))
    }
}

fn item(tx: &ReadTx<'_>, ecr_id: &EcrId, flow_log: FlowLog) -> Result<FlowLogItem> {
    let tags = if flow_log.tagged { tx.tag_list(flow_log.key)? } else { Vec::new() };
    Ok(FlowLogItem {
        creation_time: flow_log.created.truncated(60_000),
        description: flow_log.description,
        ecr_id: ecr_id.clone(),
        flow_log_id: flow_log.flow_log_id,
        flow_log_name: flow_log.name,
        instance_id: flow_log.instance_id,
        instance_type: InstanceType::Vbr,
        interval: flow_log.interval,
        log_store_name: flow_log.log_store,
        project_name: flow_log.project,
        region_id: flow_log.region,
        resource_group_id: flow_log.resource_group_id,
        sampling_rate: flow_log.sampling_rate,
        sls_region_id: flow_log.sls_region,
        status: flow_log.status,
        tags,
    })
}
