use crate::api::tag::addressed::{CODE_EVIDENCE, addressed_routers, joined_ids};
use crate::error::{Code, Refusal, Result};
use crate::model::{ResourceType, RouterIds, RouterState, Tags};
use crate::operation::{CodeEvidence, Command, Empty, Operation, Write, parameters};
use crate::store::{Context, ReadTx, WriteTx};
use crate::wire::Envelope;

parameters! {
    /// Adds tags to all of the routers, or to none if one is unknown. A tag replaces one with the same key.
    pub struct TagResources {
        /// The routers.
        required_list resource_id: RouterIds = "ResourceId",
        /// The tags.
        required_list tag: Tags = "Tag",
        /// The type of the resources.
        required resource_type: ResourceType = "ResourceType",
    }
}

impl Operation for TagResources {
    type Kind = Write;
    type Response = Empty;
    const ERRORS: &'static [Code] = &[
        Code::IllegalParam,
        Code::IllegalParamTagKey,
        Code::IllegalParamTagValue,
        Code::ResourceNotFoundEcrId,
        Code::ForbiddenTagKeys,
        Code::ForbiddenTagKeyDuplicated,
    ];
    const CODE_EVIDENCE: CodeEvidence = CODE_EVIDENCE;
    const ENVELOPE: Envelope = Envelope::Minimal;

    fn check(&self, _context: &Context<'_>) -> Result<()> {
        if self.resource_id.is_empty() {
            return Err(Refusal::about(Code::MissingParam, "ResourceId").into());
        }
        if self.tag.is_empty() {
            return Err(Refusal::about(Code::MissingParam, "Tag").into());
        }
        Ok(())
    }
}

impl Command for TagResources {
    type Witness = Vec<RouterState>;

    fn resource(&self) -> String {
        joined_ids(&self.resource_id)
    }

    fn guard(&self, tx: &ReadTx<'_>) -> Result<Vec<RouterState>> {
        addressed_routers(tx, &self.resource_id)
    }

    fn apply(self, routers: Vec<RouterState>, tx: &WriteTx<'_>) -> Result<Empty> {
        for router in routers {
            tx.tag_upsert(router.key, &self.tag)?;
            if !router.tagged {
                tx.router_set_tagged(router.key, true)?;
            }
        }
        Ok(Empty {})
    }
}
