//! ListTagResources.

use serde::{Deserialize, Serialize};

use crate::error::{Code, Refusal, Result};
use crate::model::{
    EcrId, IdFilters, MaxResults, NextToken, ResourceType, TagFilter, TagKey, TagValue, empty_on_last_page,
};
use crate::operation::{Operation, Query, Read, page, page_start, parameters};
use crate::store::{ReadTx, TaggedRouter};
use crate::wire::Envelope;

parameters! {
    /// Lists the tags of routers, in the order of the routers' creation and of the keys. Filters combine; one that matches
    /// nothing gives an empty list.
    pub struct ListTagResources {
        /// What the resources are.
        required resource_type: ResourceType = "ResourceType",
        /// The routers to look for. One of this and `tag` is to be given.
        listed resource_id: IdFilters = "ResourceId",
        /// The tags that a router must have; its other tags are listed too.
        listed tag: TagFilter = "Tag",
        /// The `NextToken` of the page before.
        optional next_token: NextToken = "NextToken",
        /// How many entries a page has; 20 if absent.
        optional_or_blank max_results: MaxResults = "MaxResults",
    }
}

/// The answer to [`ListTagResources`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListTagResourcesResponse {
    /// How many entries a page has.
    pub max_results: u32,
    /// What to send for the next page; absent on the last, which the wire spells as an empty text.
    #[serde(with = "empty_on_last_page")]
    pub next_token: Option<NextToken>,
    /// The tags.
    pub tag_resources: Vec<TagResourceItem>,
    /// How many tags match in all.
    pub total_count: u32,
}

/// A tag of a router in an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct TagResourceItem {
    /// The router.
    pub resource_id: EcrId,
    /// What it is.
    pub resource_type: ResourceType,
    /// The key.
    pub tag_key: TagKey,
    /// The value.
    pub tag_value: TagValue,
}

impl Operation for ListTagResources {
    type Kind = Read;
    type Response = ListTagResourcesResponse;
    const NAME: &'static str = "ListTagResources";
    const ERRORS: &'static [Code] = &[Code::IllegalParam, Code::BothEmptyTagsAndResources];
    const ENVELOPE: Envelope = Envelope::Minimal;
    const DRY_RUN: bool = false;
    const CLIENT_TOKEN_MAX: usize = 0;
}

impl Query for ListTagResources {
    fn run(&self, tx: &ReadTx<'_>) -> Result<Self::Response> {
        let filters = || Self { next_token: None, max_results: None, ..self.clone() };
        let from = page_start(tx, filters, self.next_token.as_ref())?;
        if self.resource_id.is_empty() && self.tag.is_empty() {
            return Err(Refusal::new(Code::BothEmptyTagsAndResources).into());
        }
        let page = page(
            tx,
            filters,
            from,
            self.max_results.unwrap_or(MaxResults::documented(20)),
            |entry: &TaggedRouter| (entry.router, entry.tag.key.as_str()),
            |from, limit| tx.tag_page(&self.resource_id, &self.tag, from, limit),
        )?;
        let item = |entry: TaggedRouter| TagResourceItem {
            resource_id: entry.ecr_id,
            resource_type: self.resource_type,
            tag_key: entry.tag.key,
            tag_value: entry.tag.value,
        };
        Ok(ListTagResourcesResponse {
            max_results: page.max_results,
            next_token: page.next_token,
            tag_resources: page.entries.into_iter().map(item).collect(),
            total_count: page.total_count,
        })
    }
}
