//! What the values of a type may be, as data.

/// What the values of a parameter may be, as far as a description of the API can say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Values {
    /// A text.
    Text {
        /// Its form in short, such as `ecr-…`; empty if it has none.
        form: &'static str,
        /// Its least and its greatest length in characters, where a rule about length exists.
        chars: Option<(usize, usize)>,
    },
    /// A decimal integer in one of these ranges, whose ends are included.
    Integer(&'static [(i64, i64)]),
    /// `true` or `false`, in any case.
    Boolean,
    /// One of these words, case-sensitive.
    Words(&'static [&'static str]),
    /// The named fields of a list item, each with its values.
    Fields(&'static [(&'static str, Self)]),
}

/// A type that a parameter may have.
pub trait ParameterType {
    /// What a value may be; in a list, what an item may be.
    const VALUES: Values;

    /// How many items a list may have; `None` for a type that is not a list.
    const ITEMS_MAX: Option<usize> = None;
}

impl ParameterType for bool {
    const VALUES: Values = Values::Boolean;
}
