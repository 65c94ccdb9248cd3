//! Why a text is not a value of its type.

use std::convert::Infallible;

/// Why a text is not a value of its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Invalid {
    /// Wrong type, length or pattern: `IllegalParamFormat`.
    #[error("the format is illegal")]
    Format,
    /// Well-formed, but outside the range or set that is allowed: `IllegalParam` where the operation lists it.
    #[error("the value is not allowed")]
    NotAllowed,
    /// More items than a list may have.
    #[error("there are too many items")]
    TooMany,
}

impl From<Infallible> for Invalid {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}
