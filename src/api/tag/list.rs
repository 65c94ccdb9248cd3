use crate::error::{Code, Refusal, Result};
use crate::model::{
    EcrId, Evidence, IdFilters, MaxResults, NextToken, ResourceType, TagFilter, TagKey, TagValue,
};
use crate::operation::{CodeEvidence, GENERAL, Listing, Operation, Read, answer, paged, parameters};
use crate::store::{Page, ReadTx, TaggedRouter, Window};
use crate::wire::Envelope;

parameters! {
    /// Lists the tags of routers, in the order of the routers' creation and of the keys. Filters combine. If nothing
    /// matches, the list is empty.
    pub struct ListTagResources {
        /// The type of the resources.
        required resource_type: ResourceType = "ResourceType",
        /// The routers to look for. One of this and `tag` is required.
        list resource_id: IdFilters = "ResourceId",
        /// The tags that a router must have. Its other tags are listed too.
        list tag: TagFilter = "Tag",
        /// The `NextToken` of the previous answer.
        blank_is_absent next_token: NextToken = "NextToken",
        /// The number of entries of a page. Defaults to 20.
        blank_is_value max_results: MaxResults = "MaxResults" or "20" [Evidence::documented("its range is inferred")],
    }
    checked one of "ResourceId", "Tag";
}

paged! {
    /// The answer to [`ListTagResources`].
    ListTagResources -> ListTagResourcesResponse {
        .. tag_resources: TagResourceItem,
    }
}

answer! {
    /// A tag in the answer to [`ListTagResources`].
    pub struct TagResourceItem {
        pub resource_id: EcrId,
        pub resource_type: ResourceType,
        pub tag_key: TagKey,
        pub tag_value: TagValue,
    }
}

impl Operation for ListTagResources {
    type Kind = Read;
    type Response = ListTagResourcesResponse;
    const ERRORS: &'static [Code] = &[Code::IllegalParam, Code::BothEmptyTagsAndResources];
    const CODE_EVIDENCE: CodeEvidence = &[
        (
            Evidence::inferred("the product VpcPeer lists it, and ResourceId has become optional"),
            &[Code::BothEmptyTagsAndResources],
        ),
        GENERAL,
    ];
    const ENVELOPE: Envelope = Envelope::Minimal;
    const DRY_RUN: bool = false;
    const CLIENT_TOKEN_MAX: usize = 0;
}

impl Listing for ListTagResources {
    fn page(&self, tx: &ReadTx<'_>, window: Window<'_>) -> Result<Page<TagResourceItem>> {
        if self.resource_id.is_empty() && self.tag.is_empty() {
            return Err(Refusal::new(Code::BothEmptyTagsAndResources).into());
        }
        let item = |entry: TaggedRouter| TagResourceItem {
            resource_id: entry.ecr_id,
            resource_type: self.resource_type,
            tag_key: entry.tag.key,
            tag_value: entry.tag.value,
        };
        Ok(tx.tag_page(&self.resource_id, &self.tag, window)?.map(item))
    }
}
