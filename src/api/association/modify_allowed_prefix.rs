use crate::api::association::addressed::addressed_association;
use crate::api::association::quota::require_prefix_quota;
use crate::error::{Code, Result};
use crate::model::lifecycle::RouterEvent;
use crate::model::{AssociationId, AssociationState, EcrId, Member, Prefixes, PrefixesMode, RouterState};
use crate::operation::{Command, Empty, Operation, Write, parameters, require_router_idle};
use crate::routes;
use crate::store::{Context, ReadTx, WriteTx};
use crate::transition;

parameters! {
    /// Replaces the allowed prefixes of an association.
    ///
    /// They change at once. The router and the association are `UPDATING` and then return to their former status.
    pub struct ModifyExpressConnectRouterAssociationAllowedPrefix {
        /// The router.
        required ecr_id: EcrId = "EcrId",
        /// The association.
        required association_id: AssociationId = "AssociationId",
        /// The prefixes to advertise. Their order is kept. Defaults to none: clients cannot remove all prefixes in any other
        /// way (observed in Terraform).
        list allowed_prefixes: Prefixes = "AllowedPrefixes",
        /// How other routes are treated. If absent, this does not change.
        blank_is_value allowed_prefixes_mode: PrefixesMode = "AllowedPrefixesMode",
    }
}

impl Operation for ModifyExpressConnectRouterAssociationAllowedPrefix {
    type Kind = Write;
    type Response = Empty;
    const ERRORS: &'static [Code] = &[
        Code::IllegalParamFormatAllowedPrefixes,
        Code::IllegalParamSizeAllowedPrefixes,
        Code::ResourceNotFoundEcrId,
        Code::ResourceNotFoundAssociationId,
        Code::OperationDeniedForceDeleting,
        Code::IncorrectStatusEcr,
        Code::IncorrectStatusEcrAssociation,
        Code::ConflictLock,
    ];

    fn check(&self, context: &Context<'_>) -> Result<()> {
        require_prefix_quota(context, &self.allowed_prefixes)
    }
}

impl Command for ModifyExpressConnectRouterAssociationAllowedPrefix {
    type Witness = (RouterState, AssociationState);

    fn resource(&self) -> String {
        self.association_id.to_string()
    }

    fn guard(&self, tx: &ReadTx<'_>) -> Result<Self::Witness> {
        let (router, association) = addressed_association(tx, &self.ecr_id, &self.association_id)?;
        require_router_idle::<Self>(&router, association.status.is_busy())?;
        Ok((router, association))
    }

    fn apply(self, (router, association): Self::Witness, tx: &WriteTx<'_>) -> Result<Empty> {
        tx.association_set_prefixes(association.key, &self.allowed_prefixes, self.allowed_prefixes_mode)?;
        routes::refresh_association(tx, association.key)?;
        transition::begin(tx, &router, RouterEvent::Update, Some(Member::Association(&association)))?;
        Ok(Empty {})
    }
}
