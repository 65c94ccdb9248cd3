//! Operations on flow logs.

mod activate;
mod addressed;
mod create;
mod deactivate;
mod delete;
mod describe;
mod modify;

pub use activate::ActivateFlowLog;
pub use create::{CreateFlowLog, CreateFlowLogResponse};
pub use deactivate::DeactivateFlowLog;
pub use delete::DeleteFlowlog;
pub use describe::{DescribeFlowLogs, DescribeFlowLogsResponse, FlowLogItem};
pub use modify::ModifyFlowLogAttribute;
