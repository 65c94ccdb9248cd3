use crate::api::association::addressed::addressed_association;
use crate::error::{Code, Result};
use crate::model::{AssociationId, AssociationState, EcrId, Evidence, MemberDescription};
use crate::operation::{
    CodeEvidence, Command, Empty, GENERAL_CODES, Operation, Write, parameters, require_router_not_held,
};
use crate::store::{ReadTx, WriteTx};

parameters! {
    /// Changes the description of an association, at once. An absent one changes nothing, and an empty one clears it.
    ///
    /// Allowed while the router has another unfinished operation: Terraform sends it while members are being bound.
    pub struct ModifyExpressConnectRouterAssociation {
        /// The router.
        required ecr_id: EcrId = "EcrId",
        /// The association.
        required association_id: AssociationId = "AssociationId",
        /// The new description.
        blank_is_value description: MemberDescription = "Description",
    }
}

const SIBLING: Evidence =
    Evidence::inferred("its sibling ModifyExpressConnectRouterAssociationAllowedPrefix lists it");

impl Operation for ModifyExpressConnectRouterAssociation {
    type Kind = Write;
    type Response = Empty;
    const ERRORS: &'static [Code] = &[
        Code::ResourceNotFoundEcrId,
        Code::ResourceNotFoundAssociationId,
        Code::OperationDeniedForceDeleting,
        Code::IncorrectStatusEcr,
        Code::IncorrectStatusEcrAssociation,
    ];
    const CODE_EVIDENCE: CodeEvidence = &[(SIBLING, Self::ERRORS), (SIBLING, GENERAL_CODES)];
}

impl Command for ModifyExpressConnectRouterAssociation {
    type Witness = AssociationState;

    fn resource(&self) -> String {
        self.association_id.to_string()
    }

    fn guard(&self, tx: &ReadTx<'_>) -> Result<AssociationState> {
        let (router, association) = addressed_association(tx, &self.ecr_id, &self.association_id)?;
        require_router_not_held::<Self>(&router, association.status.is_busy())?;
        Ok(association)
    }

    fn apply(self, association: AssociationState, tx: &WriteTx<'_>) -> Result<Empty> {
        if let Some(description) = &self.description {
            tx.association_set_description(association.key, description)?;
        }
        Ok(Empty {})
    }
}
