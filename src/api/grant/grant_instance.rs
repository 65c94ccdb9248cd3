use crate::error::{Code, Result};
use crate::model::{AccountId, EcrId, Grant, GrantedId, GrantedType, Region};
use crate::operation::{Command, Empty, Operation, Write, parameters, refused, require_router_idle};
use crate::store::{Context, ReadTx, WriteTx};

parameters! {
    /// Lets a router of another account bind a VPC or a VBR of the caller.
    ///
    /// The grant is listed at once, and granting again changes nothing (our choice). An unknown router of another account
    /// is assumed to exist.
    pub struct GrantInstanceToExpressConnectRouter {
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

impl Operation for GrantInstanceToExpressConnectRouter {
    type Kind = Write;
    type Response = Empty;
    const ERRORS: &'static [Code] = &[
        Code::IllegalParam,
        Code::ResourceNotFoundEcrId,
        Code::ConflictLock,
        Code::IllegalParamEcrOwnerAliUid,
        Code::OperationFailedCallingVpcYaochi,
    ];

    fn check(&self, _context: &Context<'_>) -> Result<()> {
        if self.instance_type.is_of(&self.instance_id) {
            Ok(())
        } else {
            Err(refused(Code::IllegalParam, "InstanceType", self.instance_type.as_str()))
        }
    }
}

impl Command for GrantInstanceToExpressConnectRouter {
    /// Whether the grant already exists.
    type Witness = bool;

    fn resource(&self) -> String {
        self.instance_id.to_string()
    }

    fn guard(&self, tx: &ReadTx<'_>) -> Result<bool> {
        match tx.router_find_of_anyone(self.ecr_id.as_str())? {
            Some(router) => {
                require_router_idle::<Self>(&router, false)?;
                if router.owner != self.ecr_owner_ali_uid {
                    let owner = self.ecr_owner_ali_uid.to_string();
                    return Err(refused(Code::IllegalParamEcrOwnerAliUid, "EcrOwnerAliUid", &owner));
                }
            }
            None if self.ecr_owner_ali_uid == tx.context().caller => {
                return Err(refused(Code::ResourceNotFoundEcrId, "EcrId", self.ecr_id.as_str()));
            }
            None => {}
        }
        let router = (&self.ecr_id, self.ecr_owner_ali_uid);
        let instance = (self.instance_id.as_str(), &self.instance_region_id);
        Ok(tx.grant_find(tx.context().caller, router, instance)?.is_some())
    }

    fn apply(self, exists: bool, tx: &WriteTx<'_>) -> Result<Empty> {
        if exists {
            return Ok(Empty {});
        }
        let key = tx.next_key()?;
        let context = tx.context();
        tx.grant_insert(&Grant {
            key,
            grant_id: context.ids.grant(key)?,
            ecr_id: self.ecr_id,
            ecr_owner: self.ecr_owner_ali_uid,
            owner: context.caller,
            instance_id: self.instance_id,
            instance_type: self.instance_type,
            instance_region: self.instance_region_id,
            created: context.now,
        })?;
        Ok(Empty {})
    }
}
