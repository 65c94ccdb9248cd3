//! Checks of a VBR against the inventory.

use crate::error::{Code, Result};
use crate::model::{BgpState, Vbr};
use crate::operation::refused;

/// Refuses a VBR whose routes or BGP group are changing.
pub fn require_vbr_stable(vbr: &Vbr) -> Result<()> {
    let refusal = if vbr.routes.iter().any(|route| route.in_middle_status) {
        Code::OperationDeniedVbrHasRouteEntryInMiddleStatus
    } else if vbr.bgp_state == BgpState::InMiddleStatus {
        Code::OperationDeniedVbrHasBgpGroupInMiddleStatus
    } else {
        return Ok(());
    };
    Err(refused(refusal, "ChildInstanceId", vbr.vbr_id.as_str()))
}
