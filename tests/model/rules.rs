//! Rules between the parameters of a call, and between parameters and settings, in the reference model. They precede
//! the look-up of the client token.

use std::collections::BTreeSet;

use crate::decode::{Refusal, refusal};
use crate::reference::{Request, about};
use crate::state::REGIONS;

/// Refuses a call whose parameters contradict each other.
pub fn check(request: &Request<'_>) -> Result<(), Refusal> {
    match request.operation.name {
        "CreateExpressConnectRouterAssociation"
            if !request.text("VpcId").is_empty() && !request.text("TransitRouterId").is_empty() =>
        {
            Err(refusal(400, "ExclusiveParam.TransitRouterIdAndVpcId"))
        }
        "ModifyExpressConnectRouterInterRegionTransitMode" => transit_modes(request),
        "GrantInstanceToExpressConnectRouter" | "RevokeInstanceFromExpressConnectRouter" => {
            let prefix = if request.text("InstanceType") == "VBR" { "vbr-" } else { "vpc-" };
            if request.text("InstanceId").starts_with(prefix) {
                Ok(())
            } else {
                Err(about(400, "IllegalParam.InstanceType", "InstanceType"))
            }
        }
        "UntagResources" if request.list("TagKey").is_empty() && !request.flag("All") => {
            Err(about(400, "MissingParam.TagKey", "TagKey"))
        }
        _ => Ok(()),
    }
}

/// A region must be one of this simulation, and must not be repeated.
fn transit_modes(request: &Request<'_>) -> Result<(), Refusal> {
    let modes = request.list("TransitModeList");
    let regions: Vec<&str> = modes.iter().map(|mode| mode["RegionId"].as_str().unwrap()).collect();
    let distinct: BTreeSet<&str> = regions.iter().copied().collect();
    if distinct.len() < regions.len() || regions.iter().any(|region| !REGIONS.contains(region)) {
        return Err(refusal(400, "IllegalParam.RegionId"));
    }
    Ok(())
}
