use crate::api::route::addressed::{self, NextHop, addressed_next_hops};
use crate::error::{Code, Result};
use crate::model::{EcrId, NextHopId, Prefix};
use crate::operation::{Command, Empty, Operation, Write, parameters};
use crate::store::{ReadTx, WriteTx};

parameters! {
    /// Enables a disabled route. Enabling a route that is not disabled succeeds (our choice).
    pub struct EnableExpressConnectRouterRouteEntries {
        /// The router.
        required ecr_id: EcrId = "EcrId",
        /// The destination of the route.
        required destination_cidr_block: Prefix = "DestinationCidrBlock",
        /// Its next hop, a member of the router.
        required nexthop_instance_id: NextHopId = "NexthopInstanceId",
    }
}

impl Operation for EnableExpressConnectRouterRouteEntries {
    type Kind = Write;
    type Response = Empty;
    const ERRORS: &'static [Code] = addressed::ERRORS;
}

impl Command for EnableExpressConnectRouterRouteEntries {
    type Witness = Vec<NextHop>;

    fn resource(&self) -> String {
        self.ecr_id.to_string()
    }

    fn guard(&self, tx: &ReadTx<'_>) -> Result<Vec<NextHop>> {
        addressed_next_hops::<Self>(tx, &self.ecr_id, &self.nexthop_instance_id)
    }

    fn apply(self, next_hops: Vec<NextHop>, tx: &WriteTx<'_>) -> Result<Empty> {
        for next_hop in next_hops {
            if let Some(key) = tx.disabled_route_find(next_hop.member, self.destination_cidr_block)? {
                tx.disabled_route_delete(key, next_hop.member, self.destination_cidr_block)?;
            }
        }
        Ok(Empty {})
    }
}
