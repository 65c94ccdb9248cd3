use crate::error::{Code, Result};
use crate::model::{EcrId, Evidence, ResourceGroupId, ResourceType, RouterState};
use crate::operation::{
    CodeEvidence, Command, Empty, GENERAL_CODES, Operation, Write, named_router, parameters,
    require_router_idle,
};
use crate::store::{ReadTx, WriteTx};
use crate::wire::Envelope;

parameters! {
    /// Moves a router to another resource group, at once.
    pub struct MoveResourceGroup {
        /// The group.
        required new_resource_group_id: ResourceGroupId = "NewResourceGroupId",
        /// The type of the resource.
        required resource_type: ResourceType = "ResourceType",
        /// The router.
        required resource_id: EcrId = "ResourceId",
    }
}

impl Operation for MoveResourceGroup {
    type Kind = Write;
    type Response = Empty;
    const ERRORS: &'static [Code] =
        &[Code::IllegalParam, Code::ResourceNotFoundEcrId, Code::IncorrectStatusEcr, Code::ConflictLock];
    const CODE_EVIDENCE: CodeEvidence = &[
        (
            Evidence::documented("in the description of its DryRun, in no list of codes"),
            &[Code::DryRunOperation],
        ),
        (
            Evidence::inferred("nearly every operation lists it, and the published list is short"),
            GENERAL_CODES,
        ),
    ];
    const ENVELOPE: Envelope = Envelope::Minimal;
    const CLIENT_TOKEN_MAX: usize = 64;
}

impl Command for MoveResourceGroup {
    type Witness = RouterState;

    fn resource(&self) -> String {
        self.resource_id.to_string()
    }

    fn guard(&self, tx: &ReadTx<'_>) -> Result<RouterState> {
        let router = named_router(tx, "ResourceId", self.resource_id.as_str())?;
        require_router_idle::<Self>(&router, false)?;
        Ok(router)
    }

    fn apply(self, router: RouterState, tx: &WriteTx<'_>) -> Result<Empty> {
        tx.router_set_group(router.key, &self.new_resource_group_id)?;
        Ok(Empty {})
    }
}
