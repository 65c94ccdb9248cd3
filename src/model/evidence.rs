//! Evidence: how we know that the real service does what the simulator does.

use std::fmt;

word_type! {
    /// The kind of source, from the best to the worst.
    Grade {
        /// The API's metadata or its documentation names it for this operation.
        Documented = "documented",
        /// The official Python SDK or Terraform has it, but the documentation does not.
        ObservedInAClient = "observed in a client",
        /// Documentation names it for sibling operations or for another product.
        Inferred = "inferred",
        /// No source says, so we decided.
        OurChoice = "our choice",
    }
}

/// How a parameter, an error code or a field of an answer is known to exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Evidence {
    /// The kind of the source.
    pub grade: Grade,
    /// The reason for the grade, or its limits. May be empty.
    pub basis: &'static str,
}

impl Evidence {
    pub(crate) const DOCUMENTED: Self = Self::documented("");
    pub(crate) const OBSERVED: Self = Self::observed("");

    pub(crate) const fn documented(basis: &'static str) -> Self {
        Self { grade: Grade::Documented, basis }
    }

    pub(crate) const fn observed(basis: &'static str) -> Self {
        Self { grade: Grade::ObservedInAClient, basis }
    }

    pub(crate) const fn inferred(basis: &'static str) -> Self {
        Self { grade: Grade::Inferred, basis }
    }

    pub(crate) const fn our_choice(basis: &'static str) -> Self {
        Self { grade: Grade::OurChoice, basis }
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let separator = if self.basis.is_empty() { "" } else { ": " };
        write!(f, "{}{separator}{}", self.grade, self.basis)
    }
}
