use crate::api::route::addressed::{self, NextHop, addressed_next_hops};
use crate::error::{Code, Result};
use crate::model::{DisabledRoute, EcrId, NextHopId, Prefix};
use crate::operation::{Command, Empty, Operation, Write, parameters};
use crate::store::{ReadTx, WriteTx};

parameters! {
    /// Disables a route of a router. DescribeDisabledExpressConnectRouterRouteEntries lists it instead.
    ///
    /// The route stays disabled as long as its next hop is a member, even if the member stops advertising it and starts
    /// again. A route may be disabled before it is advertised, and disabling it twice succeeds (our choice).
    pub struct DisableExpressConnectRouterRouteEntries {
        /// The router.
        required ecr_id: EcrId = "EcrId",
        /// The destination of the route.
        required destination_cidr_block: Prefix = "DestinationCidrBlock",
        /// Its next hop, a member of the router.
        required nexthop_instance_id: NextHopId = "NexthopInstanceId",
    }
}

impl Operation for DisableExpressConnectRouterRouteEntries {
    type Kind = Write;
    type Response = Empty;
    const ERRORS: &'static [Code] = addressed::ERRORS;
}

impl Command for DisableExpressConnectRouterRouteEntries {
    type Witness = Vec<NextHop>;

    fn resource(&self) -> String {
        self.ecr_id.to_string()
    }

    fn guard(&self, tx: &ReadTx<'_>) -> Result<Vec<NextHop>> {
        addressed_next_hops::<Self>(tx, &self.ecr_id, &self.nexthop_instance_id)
    }

    fn apply(self, next_hops: Vec<NextHop>, tx: &WriteTx<'_>) -> Result<Empty> {
        for next_hop in next_hops {
            if tx.disabled_route_find(next_hop.member, self.destination_cidr_block)?.is_none() {
                tx.disabled_route_insert(&DisabledRoute {
                    key: tx.next_key()?,
                    router: next_hop.router,
                    member: next_hop.member,
                    destination: self.destination_cidr_block,
                    next_hop: self.nexthop_instance_id.clone(),
                    region: next_hop.region,
                    created: tx.context().now,
                })?;
            }
        }
        Ok(Empty {})
    }
}
