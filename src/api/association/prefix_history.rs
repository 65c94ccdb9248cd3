use crate::api::association::addressed::association_on;
use crate::error::{Code, Refusal, Result};
use crate::model::{AssociationNodeType, AssociationState, Filter, Prefixes, RouterState, Timestamp};
use crate::operation::{Operation, Query, Read, addressed_router, answer, parameters, refused};
use crate::store::ReadTx;
use crate::wire::spelling::unix_milli;

parameters! {
    /// Lists the allowed prefixes of an association since its creation, including the present ones (our choice).
    pub struct DescribeExpressConnectRouterAllowedPrefixHistory {
        /// The router.
        required ecr_id: Filter = "EcrId",
        /// The VPC or transit router that the association binds. One of this and `association_id` is required.
        blank_is_absent instance_id: Filter = "InstanceId",
        /// The type of the instance.
        blank_is_absent instance_type: AssociationNodeType = "InstanceType",
        /// The association.
        blank_is_absent association_id: Filter = "AssociationId",
    }
    one of "InstanceId", "AssociationId";
}

answer! {
    /// The answer to [`DescribeExpressConnectRouterAllowedPrefixHistory`].
    pub struct DescribeExpressConnectRouterAllowedPrefixHistoryResponse {
        /// Oldest first.
        pub allowed_prefix_history_list: Vec<AllowedPrefixHistoryItem>,
    }
}

answer! {
    /// A list in the answer to [`DescribeExpressConnectRouterAllowedPrefixHistory`].
    pub struct AllowedPrefixHistoryItem {
        /// In the order they were given.
        pub allowed_prefix: Prefixes,
        /// When they were set. JSON writes it as text, in milliseconds since 1970 (the form of the published sample).
        #[serde(with = "unix_milli")]
        pub gmt_create: Timestamp,
    }
}

impl Operation for DescribeExpressConnectRouterAllowedPrefixHistory {
    type Kind = Read;
    type Response = DescribeExpressConnectRouterAllowedPrefixHistoryResponse;
    const ERRORS: &'static [Code] = &[
        Code::IllegalParam,
        Code::ResourceNotFoundEcrId,
        Code::ResourceNotFoundAssociationId,
        Code::ResourceNotFoundInstanceId,
    ];
}

impl DescribeExpressConnectRouterAllowedPrefixHistory {
    /// Returns the association that the query names. If the query also names an instance, the association must bind it. If
    /// it names only an instance, returns its oldest association: a transit router may be bound in several regions.
    fn association(&self, tx: &ReadTx<'_>, router: &RouterState) -> Result<AssociationState> {
        let by_id = self.association_id.as_ref();
        let by_id = by_id.map(|id| association_on(tx, router, id.as_str())).transpose()?;
        let Some(instance_id) = &self.instance_id else {
            return by_id.ok_or_else(|| Refusal::about(Code::MissingParam, "InstanceId").into());
        };
        let is_meant = |found: &AssociationState| {
            self.instance_type.is_none_or(|asked| asked == found.node_type)
                && by_id.is_none_or(|other| other == *found)
        };
        let bound = tx.association_of_node(router.key, instance_id)?;
        bound
            .into_iter()
            .find(is_meant)
            .ok_or_else(|| refused(Code::ResourceNotFoundInstanceId, "InstanceId", instance_id.as_str()))
    }
}

impl Query for DescribeExpressConnectRouterAllowedPrefixHistory {
    fn run(&self, tx: &ReadTx<'_>) -> Result<Self::Response> {
        let router = addressed_router(tx, self.ecr_id.as_str())?;
        let association = self.association(tx, &router)?;
        let history = tx.prefix_history_list(association.key)?.into_iter();
        let item = |(allowed_prefix, created): (Prefixes, Timestamp)| AllowedPrefixHistoryItem {
            allowed_prefix,
            gmt_create: created,
        };
        Ok(DescribeExpressConnectRouterAllowedPrefixHistoryResponse {
            allowed_prefix_history_list: history.map(item).collect(),
        })
    }
}
