//! The commands of the program.

pub mod call;
pub mod operations;
pub mod replay;
pub mod serve;
pub mod inventory;
