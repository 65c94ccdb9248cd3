//! The declaration of a request and its parameters.

use serde::Serialize;

use crate::model::{ClientToken, Evidence, ParameterType, Values};
use crate::wire::Params;

/// How a parameter is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum How {
    /// Required, and not blank.
    Required,
    /// Optional. A blank value counts as absent.
    BlankIsAbsent,
    /// Optional. A blank value is a value like any other, valid or not.
    BlankIsValue,
    /// As [`How::BlankIsValue`]. Defaults to the default of its type.
    DefaultIfAbsent,
    /// An optional Boolean. A blank value is malformed.
    Flag,
    /// A list of numbered items, possibly empty.
    List,
    /// A list of at least one numbered item.
    RequiredList,
}

/// A parameter of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Parameter {
    /// Its name on the wire. Items of a list are called `Name.1` or, if they have fields, `Name.1.Field`.
    pub name: &'static str,
    /// How it is read.
    pub how: How,
    /// The maximum number of items of a list; `None` for a parameter that is not a list.
    pub list: Option<usize>,
    /// The allowed values of it, or of an item of the list.
    pub values: Values,
    /// The value of an absent parameter; `None` if that is blank or depends on the call.
    pub default: Option<&'static str>,
    /// Its meaning, in English.
    pub doc: &'static str,
    /// The evidence for its name. The allowed values may be less well known.
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

    /// Returns the parameter `ClientToken` with this maximum length in characters.
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

/// The parameters of an operation, as `parameters!` declares them.
pub trait Parameters: Serialize + Clone + Send + Sync {
    /// The name of the action in the API. The request type has the same name.
    const NAME: &'static str;

    /// The parameters in the order of the API, without `DryRun` and `ClientToken`, which belong to the call.
    const PARAMETERS: &'static [Parameter];

    /// Names of parameters. At least one of them is required. Empty if there is no such rule.
    const ONE_OF: &'static [&'static str];

    /// Reads the parameters. Collects problems in `params` and returns `None` if there are any.
    #[doc(hidden)]
    fn decode(params: &mut Params<'_>) -> Option<Self>;

    /// Returns the name/value pairs of this request, in the order of [`Parameters::PARAMETERS`].
    ///
    /// `Simulator::invoke` reads them as an equal request, but refuses a request whose required list is empty. Items of
    /// lists are numbered from 1. Absent parameters have no pair.
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
/// The first word of a field is a method of [`Params`]; [`How`] explains it. `new` takes the `required` fields and lists;
/// all others have a default. After a name, `or` gives the default, and brackets the evidence of a parameter that is not
/// plainly documented. After the fields, `one of` lists parameters, at least one of them required. With `checked one
/// of`, the operation itself refuses.
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

    // An argument of `new`. Any id is a filter. For other types, `into()` would prevent `parse()` in place.
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
            /// Returns a request without parameters.
            fn default() -> Self {
                Self { $($rest: Default::default(),)* }
            }
        }
    };
    (@new $name:ident [$($required:ident: $type:ident,)+] [$($rest:ident,)*]) => {
        impl $name {
            /// Returns a request with the required parameters only.
            pub fn new($($required: parameters!(@argument $type)),+) -> Self {
                Self { $($required: $required.into(),)+ $($rest: Default::default(),)* }
            }
        }
    };
}
pub(crate) use parameters;
