//! Operations on associations.

mod addressed;
mod create;
mod delete;
mod describe;
pub(super) mod inventory;
mod modify;
mod modify_allowed_prefix;
mod prefix_history;
mod quota;

pub use create::{CreateExpressConnectRouterAssociation, CreateExpressConnectRouterAssociationResponse};
pub use delete::DeleteExpressConnectRouterAssociation;
pub use describe::{
    AssociationItem, DescribeExpressConnectRouterAssociation, DescribeExpressConnectRouterAssociationResponse,
};
pub use modify::ModifyExpressConnectRouterAssociation;
pub use modify_allowed_prefix::ModifyExpressConnectRouterAssociationAllowedPrefix;
pub use prefix_history::{
    AllowedPrefixHistoryItem, DescribeExpressConnectRouterAllowedPrefixHistory,
    DescribeExpressConnectRouterAllowedPrefixHistoryResponse,
};
