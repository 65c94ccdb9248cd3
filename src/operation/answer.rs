//! Declares the structs that answers consist of.

/// Declares an answer or an item of one. Its fields have the names and the order of the documented JSON. A field has a
/// doc comment only if its name does not say enough.
macro_rules! answer {
    ($($item:tt)*) => {
        #[non_exhaustive]
        #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "PascalCase")]
        #[allow(missing_docs, reason = "the name of a field is its documentation")]
        $($item)*
    };
}
pub(crate) use answer;
