use crate::error::{Code, Refusal, Result};
use crate::model::{Asn, Description, EcrId, Evidence, Name, ResourceGroupId, Router, RouterStatus, Tags};
use crate::operation::{Command, Operation, Write, answer, parameters, refused};
use crate::store::{ReadTx, WriteTx};

parameters! {
    /// Creates a router. It is `ACTIVE` at once (documented).
    pub struct CreateExpressConnectRouter {
        /// The name. Defaults to empty.
        default_if_absent name: Name = "Name",
        /// The description. Defaults to empty.
        default_if_absent description: Description = "Description",
        /// The resource group. Defaults to a fixed one.
        blank_is_absent resource_group_id: ResourceGroupId = "ResourceGroupId",
        /// The ASN, unique among the routers of the account.
        required alibaba_side_asn: Asn = "AlibabaSideAsn",
        /// The tags.
        list tag: Tags = "Tag",
    }
}

answer! {
    /// The answer to [`CreateExpressConnectRouter`].
    pub struct CreateExpressConnectRouterResponse {
        pub ecr_id: EcrId,
    }
}

impl Operation for CreateExpressConnectRouter {
    type Kind = Write;
    type Response = CreateExpressConnectRouterResponse;
    const ERRORS: &'static [Code] = &[
        Code::IllegalParamAlibabaSideAsn,
        Code::ConflictLock,
        Code::OperationFailedUserNotInWhiteList,
        Code::QuotaExceededEcrCountPerUser,
        Code::ConflictAsnOfEcr,
    ];
    const ANSWER_EVIDENCE: Evidence = Evidence::DOCUMENTED;
}

impl Command for CreateExpressConnectRouter {
    /// There is nothing to look up.
    type Witness = ();

    fn resource(&self) -> String {
        String::new()
    }

    fn guard(&self, tx: &ReadTx<'_>) -> Result<()> {
        if let Some(quota) = tx.context().settings.quota.routers_per_account
            && tx.router_count_of_caller()? >= quota
        {
            return Err(Refusal::new(Code::QuotaExceededEcrCountPerUser).into());
        }
        if tx.router_asn_used(self.alibaba_side_asn)? {
            let asn = self.alibaba_side_asn.to_string();
            return Err(refused(Code::ConflictAsnOfEcr, "AlibabaSideAsn", &asn));
        }
        Ok(())
    }

    fn apply(self, (): (), tx: &WriteTx<'_>) -> Result<Self::Response> {
        let key = tx.next_key()?;
        let context = tx.context();
        let router = Router {
            key,
            ecr_id: context.ids.router(key)?,
            owner: context.caller,
            asn: self.alibaba_side_asn,
            name: self.name,
            description: self.description,
            resource_group_id: self.resource_group_id.unwrap_or_default(),
            status: RouterStatus::Active,
            tagged: !self.tag.is_empty(),
            created: context.now,
            modified: context.now,
        };
        tx.router_insert(&router)?;
        tx.tag_insert(key, &self.tag)?;
        Ok(CreateExpressConnectRouterResponse { ecr_id: router.ecr_id })
    }
}
