//! The values that a type allows, as data.

/// The values that a parameter allows, as a description of the API states them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Values {
    /// A text.
    Text {
        /// A short description of its form, such as `ecr-…`, or an empty text.
        form: &'static str,
        /// The least and the greatest length in characters, if there is a rule.
        chars: Option<(usize, usize)>,
    },
    /// A decimal integer in one of these inclusive ranges.
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
    /// The values that the type allows, or those of an item if it is a list.
    const VALUES: Values;

    /// The number of items that a list may have. `None` for other types.
    const ITEMS_MAX: Option<usize> = None;
}

impl ParameterType for bool {
    const VALUES: Values = Values::Boolean;
}
