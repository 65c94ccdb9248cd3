//! What the world around a router says to its VBRs.

use crate::error::{Code, Result};
use crate::model::{BgpState, Vbr};
use crate::operation::refused;

/// Refuses a VBR whose routes or BGP group are about to change.
pub fn require_vbr_stable(facts: &Vbr) -> Result<()> {
    let refusal = if facts.routes.iter().any(|route| route.in_middle_status) {
        Code::OperationDeniedVbrHasRouteEntryInMiddleStatus
    } else if facts.bgp_state == BgpState::InMiddleStatus {
        Code::OperationDeniedVbrHasBgpGroupInMiddleStatus
    } else {
        return Ok(());
    };
    Err(refused(refusal, "ChildInstanceId", facts.vbr_id.as_str()))
}
