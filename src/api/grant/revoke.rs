use crate::error::{Code, Result};
use crate::model::{AccountId, EcrId, GrantedId, GrantedType, Region};
use crate::operation::{Command, Empty, Operation, Write, parameters, refused, require_router_idle};
use crate::store::{Context, ReadTx, WriteTx};

parameters! {
    /// Revokes a grant, at once. If there is no such grant, the call succeeds and changes nothing.
    pub struct RevokeInstanceFromExpressConnectRouter {
        /// The router.
        required ecr_id: EcrId = "EcrId",
        /// The account that owns the router.
        required ecr_owner_ali_uid: AccountId = "EcrOwnerAliUid",
        /// The VPC or the VBR.
        required instance_id: GrantedId = "InstanceId",
        /// The type of the instance.
        required instance_type: GrantedType = "InstanceType",
        /// The region of the instance.
        required instance_region_id: Region = "InstanceRegionId",
    }
}

impl Operation for RevokeInstanceFromExpressConnectRouter {
    type Kind = Write;
    type Response = Empty;
    const ERRORS: &'static [Code] =
        &[Code::IllegalParam, Code::ConflictLock, Code::OperationFailedCallingVpcYaochi];

    fn check(&self, _context: &Context<'_>) -> Result<()> {
        if self.instance_type.is_of(&self.instance_id) {
            Ok(())
        } else {
            Err(refused(Code::IllegalParam, "InstanceType", self.instance_type.as_str()))
        }
    }
}

impl Command for RevokeInstanceFromExpressConnectRouter {
    /// The key of the grant, if there is one.
    type Witness = Option<i64>;

    fn resource(&self) -> String {
        self.instance_id.to_string()
    }

    fn guard(&self, tx: &ReadTx<'_>) -> Result<Option<i64>> {
        if let Some(router) = tx.router_find_of_anyone(self.ecr_id.as_str())? {
            require_router_idle::<Self>(&router, false)?;
        }
        let router = (&self.ecr_id, self.ecr_owner_ali_uid);
        let instance = (self.instance_id.as_str(), &self.instance_region_id);
        tx.grant_find(tx.context().caller, router, instance)
    }

    fn apply(self, grant: Option<i64>, tx: &WriteTx<'_>) -> Result<Empty> {
        if let Some(key) = grant {
            tx.grant_delete(key)?;
        }
        Ok(Empty {})
    }
}
