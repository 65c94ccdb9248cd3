//! How a request declares its parameters.

use serde::Serialize;

use crate::model::{ClientToken, Evidence, ParameterType, Values};
use crate::wire::Params;

/// How a parameter is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum How {
    /// It must be there and not be blank.
    Required,
    /// It may be absent, and a blank value counts as absent.
    BlankIsAbsent,
    /// It may be absent, and a blank value is a value like any other, good or bad.
    BlankIsValue,
    /// As [`How::BlankIsValue`], and an absent one has the default of its type.
    DefaultIfAbsent,
    /// A Boolean that may be absent. A blank value is malformed.
    Flag,
    /// A list of numbered items, which may be empty.
    List,
    /// A list of numbered items, which must have one.
    RequiredList,
}

/// What a parameter of an operation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Parameter {
    /// Its name on the wire. Items of a list are called `Name.1` or, if they have fields, `Name.1.Field`.
    pub name: &'static str,
    /// How it is read.
    pub how: How,
    /// How many items a list may have; `None` for a parameter that is not a list.
    pub list: Option<usize>,
    /// What its value, or an item of the list, may be.
    pub values: Values,
    /// The value that an absent parameter has, where it is a certain one and not blank.
    pub default: Option<&'static str>,
    /// What it means.
    pub doc: &'static str,
    /// How it is known. This is about the name: what is allowed may be less well known.
    pub evidence: Evidence,
}

impl Parameter {
    pub(crate) const fn of<T: ParameterType>(name: &'static str, how: How) -> Self {
        Self {
            name,
            how,
            list: T::ITEMS_MAX,
            values: T::VALUES,
            default: None,
            doc: "",
            evidence: Evidence::DOCUMENTED,
        }
    }

    /// The parameter `DryRun`, which most operations have.
    pub(crate) const DRY_RUN: Self = Self {
        doc: "Whether to check the call without performing it.",
        ..Self::of::<bool>("DryRun", How::Flag)
    };

    /// The parameter `ClientToken`, of at most so many characters.
    pub(crate) const fn client_token(chars_max: usize) -> Self {
        let published = chars_max < ClientToken::CHARS_MAX;
        let basis = if published { "" } else { "its length is our choice" };
        Self {
            values: Values::Text { form: "printable ASCII without spaces", chars: Some((1, chars_max)) },
            doc: "Makes retries safe: a repeated call with the same token is answered like the first.",
            evidence: Evidence::documented(basis),
            ..Self::of::<ClientToken>("ClientToken", How::BlankIsAbsent)
        }
    }
}

/// The parameters of an operation: what `parameters!` generates.
pub trait Parameters: Serialize + Clone + Send + Sync {
    /// The name of the action, spelt as the API spells it. It is the name of the request type.
    const NAME: &'static str;

    /// The parameters in the order of the API, without `DryRun` and `ClientToken`, which belong to the call.
    const PARAMETERS: &'static [Parameter];

    /// The names of parameters of which at least one must be there; empty if there is no such rule.
    const ONE_OF: &'static [&'static str];

    /// Reads the parameters. Problems are collected in `params`; `None` if there were any.
    #[doc(hidden)]
    fn decode(params: &mut Params<'_>) -> Option<Self>;

    /// Returns the name/value pairs of this request, in the order of [`Parameters::PARAMETERS`].
    ///
    /// `Simulator::invoke` reads them as an equal request. The exception is a request whose required list is empty, which
    /// it refuses. Items of lists are numbered from 1. Absent parameters have no pair.
    ///
    /// ```
    /// use ecr_sim::{DeleteFlowlog, Parameters};
    ///
    /// let request = DeleteFlowlog::new("ecr-1".parse()?, "ecr-flog-2".parse()?);
    /// let pairs = [("EcrId", "ecr-1"), ("FlowLogId", "ecr-flog-2")];
    /// assert_eq!(request.encode(), pairs.map(|(name, value)| (name.to_owned(), value.to_owned())));
    /// # Ok::<(), ecr_sim::Invalid>(())
    /// ```
    fn encode(&self) -> Vec<(String, String)>;
}

/// Declares a request: for each field how it is read, its type and its name on the wire, in the order of the API.
///
/// How a field is read is the name of a method of [`Params`], as [`How`] explains. `required` fields and lists become the
/// parameters of `new`; all others have a default. After a name, `or` gives the value that an absent parameter has, and
/// brackets the evidence of a parameter that is not plainly documented. After the fields, `one of` names parameters of
/// which one at least must be there; `checked one of` does so where the operation itself refuses.
macro_rules! parameters {
    (
        $(#[$doc:meta])*
        pub struct $name:ident {
            $(
                $(#[doc = $field_doc:literal])*
                $how:ident $field:ident: $type:ident = $wire:literal $(or $default:literal)? $([$evidence:expr])?,
            )*
        }
        $(one of $($one:literal),+;)?
        $(checked one of $($checked:literal),+;)?
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize)]
        pub struct $name {
            $($(#[doc = $field_doc])* #[serde(rename = $wire)] pub $field: parameters!(@type $how $type),)*
        }

        impl $crate::operation::Parameters for $name {
            const NAME: &'static str = stringify!($name);
            const ONE_OF: &'static [&'static str] = &[$($($one),+)? $($($checked),+)?];
            const PARAMETERS: &'static [$crate::operation::Parameter] = &[$($crate::operation::Parameter {
                $(default: Some($default),)?
                doc: concat!($($field_doc),*).trim_ascii(),
                $(evidence: $evidence,)?
                ..$crate::operation::Parameter::of::<$type>($wire, parameters!(@how $how))
            }),*];

            fn decode(params: &mut $crate::wire::Params<'_>) -> Option<Self> {
                $(params.one_of(&[$($one),+]);)?
                $(let $field = params.$how::<$type>($wire);)*
                Some(Self { $($field: $field?),* })
            }

            fn encode(&self) -> Vec<(String, String)> {
                let mut pairs = Vec::new();
                $(parameters!(@encode $how pairs, $wire, $type, &self.$field);)*
                pairs
            }
        }

        parameters!(@new $name [] [] $($how $field: $type,)*);
    };

    (@type required $type:ty) => { $type };
    (@type default_if_absent $type:ty) => { $type };
    (@type list $type:ty) => { $type };
    (@type required_list $type:ty) => { $type };
    (@type $optional:ident $type:ty) => { Option<$type> };

    (@how required) => { $crate::operation::How::Required };
    (@how blank_is_absent) => { $crate::operation::How::BlankIsAbsent };
    (@how blank_is_value) => { $crate::operation::How::BlankIsValue };
    (@how default_if_absent) => { $crate::operation::How::DefaultIfAbsent };
    (@how flag) => { $crate::operation::How::Flag };
    (@how list) => { $crate::operation::How::List };
    (@how required_list) => { $crate::operation::How::RequiredList };

    (@encode list $pairs:ident, $wire:literal, $type:ty, $value:expr) => { $crate::wire::push_list(&mut $pairs, $wire, $value) };
    (@encode required_list $pairs:ident, $wire:literal, $type:ty, $value:expr) => { $crate::wire::push_list(&mut $pairs, $wire, $value) };
    (@encode $how:ident $pairs:ident, $wire:literal, $type:ty, $value:expr) => { $crate::wire::push_value::<$type>(&mut $pairs, $wire, $value) };

    // What `new` takes. An id is a filter; for other types `into()` would keep an argument from being parsed in place.
    (@argument Filter) => { impl Into<$crate::model::Filter> };
    (@argument $type:ident) => { $type };

    (@new $name:ident [$($required:ident: $type:ident,)*] [$($rest:ident,)*] required $field:ident: $field_type:ident, $($tail:tt)*) => {
        parameters!(@new $name [$($required: $type,)* $field: $field_type,] [$($rest,)*] $($tail)*);
    };
    (@new $name:ident [$($required:ident: $type:ident,)*] [$($rest:ident,)*] required_list $field:ident: $field_type:ident, $($tail:tt)*) => {
        parameters!(@new $name [$($required: $type,)* $field: $field_type,] [$($rest,)*] $($tail)*);
    };
    (@new $name:ident [$($required:ident: $type:ident,)*] [$($rest:ident,)*] $how:ident $field:ident: $field_type:ident, $($tail:tt)*) => {
        parameters!(@new $name [$($required: $type,)*] [$($rest,)* $field,] $($tail)*);
    };
    (@new $name:ident [] [$($rest:ident,)*]) => {
        impl Default for $name {
            /// Every parameter absent.
            fn default() -> Self {
                Self { $($rest: Default::default(),)* }
            }
        }
    };
    (@new $name:ident [$($required:ident: $type:ident,)+] [$($rest:ident,)*]) => {
        impl $name {
            /// The required parameters; all others are absent.
            pub fn new($($required: parameters!(@argument $type)),+) -> Self {
                Self { $($required: $required.into(),)+ $($rest: Default::default(),)* }
            }
        }
    };
}
pub(crate) use parameters;
