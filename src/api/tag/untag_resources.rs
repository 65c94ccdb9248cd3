use crate::api::tag::addressed::{CODE_EVIDENCE, addressed_routers, joined_ids};
use crate::error::{Code, Refusal, Result};
use crate::model::{ResourceType, RouterState, TagKeys, UntaggedRouterIds};
use crate::operation::{CodeEvidence, Command, Empty, Operation, Write, parameters};
use crate::store::{Context, ReadTx, WriteTx};
use crate::wire::Envelope;

parameters! {
    /// Removes tags from all of the routers, or from none if one is unknown. Keys without a tag are ignored.
    pub struct UntagResources {
        /// The routers.
        required_list resource_id: UntaggedRouterIds = "ResourceId",
        /// The keys of the tags. One of this and `all` is required.
        list tag_key: TagKeys = "TagKey",
        /// Whether to remove every tag. Ignored if there are keys (documented).
        flag all: bool = "All",
        /// The type of the resources.
        required resource_type: ResourceType = "ResourceType",
    }
    one of "TagKey", "All";
}

impl Operation for UntagResources {
    type Kind = Write;
    type Response = Empty;
    const ALIASES: &'static [&'static str] = &["UnTagResources"];
    const ERRORS: &'static [Code] = &[
        Code::IllegalParam,
        Code::IllegalParamTagKey,
        Code::IllegalParamTagValue,
        Code::ResourceNotFoundEcrId,
        Code::ForbiddenTagKeys,
    ];
    const CODE_EVIDENCE: CodeEvidence = CODE_EVIDENCE;
    const ENVELOPE: Envelope = Envelope::Minimal;

    fn check(&self, _context: &Context<'_>) -> Result<()> {
        if self.resource_id.is_empty() {
            return Err(Refusal::about(Code::MissingParam, "ResourceId").into());
        }
        if self.tag_key.is_empty() && self.all != Some(true) {
            return Err(Refusal::about(Code::MissingParam, "TagKey").into());
        }
        Ok(())
    }
}

impl Command for UntagResources {
    type Witness = Vec<RouterState>;

    fn resource(&self) -> String {
        joined_ids(&self.resource_id)
    }

    fn guard(&self, tx: &ReadTx<'_>) -> Result<Vec<RouterState>> {
        addressed_routers(tx, &self.resource_id)
    }

    fn apply(self, routers: Vec<RouterState>, tx: &WriteTx<'_>) -> Result<Empty> {
        for router in routers {
            if self.tag_key.is_empty() {
                tx.tag_delete_of_resource(router.key)?;
            }
            for key in self.tag_key.iter() {
                tx.tag_delete(router.key, key)?;
            }
            if router.tagged && !tx.tag_any(router.key)? {
                tx.router_set_tagged(router.key, false)?;
            }
        }
        Ok(Empty {})
    }
}
