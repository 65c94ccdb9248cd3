use crate::api::child_instance::addressed::addressed_child_instance;
use crate::error::{Code, Result};
use crate::model::{
    ChildInstance, Description, EcrId, Evidence, FlowLog, FlowLogId, FlowLogStatus, InstanceType, Interval,
    LogStoreName, Name, ProjectName, Region, ResourceGroupId, SamplingRate, Tags, VbrId,
};
use crate::operation::{
    CodeEvidence, Command, GENERAL, Operation, Write, answer, parameters, require_region, require_router_idle,
};
use crate::store::{ReadTx, WriteTx};

parameters! {
    /// Creates a flow log for an attached VBR. Delivery is on at once (documented). Identical flow logs are allowed.
    pub struct CreateFlowLog {
        /// The router.
        required ecr_id: EcrId = "EcrId",
        /// The name. Defaults to empty.
        default_if_absent flow_log_name: Name = "FlowLogName",
        /// The description. Defaults to empty.
        default_if_absent description: Description = "Description",
        /// The type of the instance.
        required instance_type: InstanceType = "InstanceType",
        /// The VBR, attached to the router.
        required instance_id: VbrId = "InstanceId",
        /// The aggregation interval. Defaults to 600 seconds (documented).
        default_if_absent interval: Interval = "Interval" or "600",
        /// The sampling rate. Defaults to 1:4096 (documented).
        default_if_absent sampling_rate: SamplingRate = "SamplingRate" or "1:4096",
        /// The SLS project.
        required project_name: ProjectName = "ProjectName",
        /// The Logstore.
        required log_store_name: LogStoreName = "LogStoreName",
        /// The tags.
        list tag: Tags = "Tag",
        /// The resource group. Defaults to a fixed one.
        blank_is_absent resource_group_id: ResourceGroupId = "ResourceGroupId",
        /// The region of the SLS project, shown as `SlsRegionId`. Defaults to the region of the call (our choice: the
        /// parameter is undocumented). It need not offer the product.
        blank_is_absent target_sls_region_id: Region = "TargetSlsRegionId" [Evidence::documented("by name only; what it does is our choice")],
    }
}

answer! {
    /// The answer to [`CreateFlowLog`].
    pub struct CreateFlowLogResponse {
        pub flow_log_id: FlowLogId,
    }
}

impl Operation for CreateFlowLog {
    type Kind = Write;
    type Response = CreateFlowLogResponse;
    const ERRORS: &'static [Code] = &[
        Code::IllegalParam,
        Code::ResourceNotFoundEcrId,
        Code::ResourceNotFoundInstanceId,
        Code::OperationDeniedForceDeleting,
        Code::IncorrectStatusEcr,
        Code::UnsupportedRegion,
    ];
    const CODE_EVIDENCE: CodeEvidence = &[
        (
            Evidence::inferred("its sibling DeleteFlowlog lists it"),
            &[Code::IncorrectStatusEcr, Code::OperationDeniedForceDeleting, Code::UnsupportedRegion],
        ),
        (
            Evidence::inferred("DescribeExpressConnectRouterAllowedPrefixHistory lists it"),
            &[Code::ResourceNotFoundInstanceId],
        ),
        GENERAL,
    ];
}

impl Command for CreateFlowLog {
    /// The VBR as a member of the router.
    type Witness = ChildInstance;

    fn resource(&self) -> String {
        self.ecr_id.to_string()
    }

    fn guard(&self, tx: &ReadTx<'_>) -> Result<ChildInstance> {
        let unknown = (Code::ResourceNotFoundInstanceId, "InstanceId");
        let (router, child) = addressed_child_instance(tx, &self.ecr_id, &self.instance_id, unknown)?;
        require_router_idle::<Self>(&router, child.status.is_busy())?;
        require_region(tx, tx.context().region)?;
        Ok(child)
    }

    fn apply(self, child: ChildInstance, tx: &WriteTx<'_>) -> Result<Self::Response> {
        let key = tx.next_key()?;
        let context = tx.context();
        let flow_log = FlowLog {
            key,
            flow_log_id: context.ids.flow_log(key)?,
            router: child.router,
            name: self.flow_log_name,
            description: self.description,
            instance_id: self.instance_id,
            interval: self.interval,
            sampling_rate: self.sampling_rate,
            project: self.project_name,
            log_store: self.log_store_name,
            region: child.region,
            sls_region: self.target_sls_region_id.unwrap_or_else(|| context.region.clone()),
            resource_group_id: self.resource_group_id.unwrap_or_default(),
            status: FlowLogStatus::Active,
            tagged: !self.tag.is_empty(),
            created: context.now,
        };
        tx.flow_log_insert(&flow_log)?;
        tx.tag_insert(key, &self.tag)?;
        Ok(CreateFlowLogResponse { flow_log_id: flow_log.flow_log_id })
    }
}
