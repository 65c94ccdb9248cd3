//! Rules between the parameters of a call, and between them and the settings of the world, in the reference model. They
//! count before a client token is looked up.

use std::collections::BTreeSet;

use crate::decode::{Refusal, refusal};
use crate::reference::{Request, about};
use crate::state::REGIONS;

/// Refuses a call whose parameters do not go together.
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

/// A region is to be one of this world, and to stand there once.
fn transit_modes(request: &Request<'_>) -> Result<(), Refusal> {
    let modes = request.list("TransitModeList");
    let regions: Vec<&str> = modes.iter().map(|mode| mode["RegionId"].as_str().unwrap()).collect();
    let distinct: BTreeSet<&str> = regions.iter().copied().collect();
    if distinct.len() < regions.len() || regions.iter().any(|region| !REGIONS.contains(region)) {
        return Err(refusal(400, "IllegalParam.RegionId"));
    }
    Ok(())
}
