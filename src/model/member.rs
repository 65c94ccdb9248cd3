//! Members of a router.

use crate::model::{AssociationState, ChildInstance};

/// A member of a router, in its present status.
#[derive(Clone, Copy)]
pub enum Member<'a> {
    ChildInstance(&'a ChildInstance),
    Association(&'a AssociationState),
}
