//! How a request declares its parameters.

use serde::Serialize;

use crate::wire::Params;

/// The parameters of an operation: what [`parameters!`] generates.
pub trait Parameters: Serialize + Sized {
    /// Reads the parameters. Problems are collected in `params`; `None` if there were any.
    #[doc(hidden)]
    fn decode(params: &mut Params<'_>) -> Option<Self>;
}

/// Declares a request: for each field how it is read, its type and its name on the wire, in the order of the API.
///
/// How a field is read is the name of a method of [`Params`]. `required` fields and lists become the parameters of `new`;
/// all others have a default. After the fields, `one of` names parameters of which one at least must be there.
macro_rules! parameters {
    (
        $(#[$doc:meta])*
        pub struct $name:ident {
            $($(#[$field_doc:meta])* $how:ident $field:ident: $type:ty = $wire:literal,)*
        }
        $(one of $($one:literal),+;)?
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize)]
        pub struct $name {
            $($(#[$field_doc])* #[serde(rename = $wire)] pub $field: parameters!(@type $how $type),)*
        }

        impl $crate::operation::Parameters for $name {
            fn decode(params: &mut $crate::wire::Params<'_>) -> Option<Self> {
                $(params.one_of(&[$($one),+]);)?
                $(let $field = params.$how::<$type>($wire);)*
                Some(Self { $($field: $field?),* })
            }
        }

        parameters!(@new $name [] [] $($how $field: $type,)*);
    };

    (@type required $type:ty) => { $type };
    (@type defaulted $type:ty) => { $type };
    (@type listed $type:ty) => { $type };
    (@type required_list $type:ty) => { $type };
    (@type flag $type:ty) => { Option<$type> };
    (@type optional $type:ty) => { Option<$type> };
    (@type optional_or_blank $type:ty) => { Option<$type> };

    (@new $name:ident [$($required:ident: $type:ty,)*] [$($rest:ident,)*] required $field:ident: $field_type:ty, $($tail:tt)*) => {
        parameters!(@new $name [$($required: $type,)* $field: $field_type,] [$($rest,)*] $($tail)*);
    };
    (@new $name:ident [$($required:ident: $type:ty,)*] [$($rest:ident,)*] required_list $field:ident: $field_type:ty, $($tail:tt)*) => {
        parameters!(@new $name [$($required: $type,)* $field: $field_type,] [$($rest,)*] $($tail)*);
    };
    (@new $name:ident [$($required:ident: $type:ty,)*] [$($rest:ident,)*] $how:ident $field:ident: $field_type:ty, $($tail:tt)*) => {
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
    (@new $name:ident [$($required:ident: $type:ty,)+] [$($rest:ident,)*]) => {
        impl $name {
            /// The required parameters; all others are absent.
            pub fn new($($required: $type),+) -> Self {
                Self { $($required,)+ $($rest: Default::default(),)* }
            }
        }
    };
}
pub(crate) use parameters;
