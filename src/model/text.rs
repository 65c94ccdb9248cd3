//! Texts with rules: the two macros that define them, names and descriptions.

use crate::model::Invalid;

/// Defines a newtype over a text that obeys `$check`, with the conversions that every such type has. `$form` says in
/// short what the text looks like, and the range how many characters it has.
macro_rules! text_type {
    ($(#[$doc:meta])* $name:ident: $form:literal $([$min:literal..=$max:expr])?, $check:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "String")]
        pub struct $name(String);

        impl $name {
            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl $crate::model::ParameterType for $name {
            const VALUES: $crate::model::Values =
                $crate::model::Values::Text { form: $form, chars: [$(Some(($min, $max)),)? None][0] };
        }

        impl TryFrom<String> for $name {
            type Error = $crate::model::Invalid;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                let check: fn(&str) -> bool = $check;
                if check(&text) { Ok(Self(text)) } else { Err($crate::model::Invalid::Format) }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::model::Invalid;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let check: fn(&str) -> bool = $check;
                if check(text) { Ok(Self(text.to_owned())) } else { Err($crate::model::Invalid::Format) }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, text: &str) -> bool {
                self.0 == text
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, text: &&str) -> bool {
                self.0 == *text
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        impl From<&$name> for String {
            fn from(value: &$name) -> Self {
                value.0.clone()
            }
        }
    };
}

/// Defines an enum whose variants have a fixed spelling on the wire.
macro_rules! word_type {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $text)] $variant,)*
        }

        impl $name {
            /// Every value, in declaration order.
            #[allow(dead_code, reason = "not every word has a reader that needs them all")]
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The spelling on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),* }
            }
        }

        impl $crate::model::ParameterType for $name {
            const VALUES: $crate::model::Values = $crate::model::Values::Words(&[$($text),*]);
        }

        impl std::str::FromStr for $name {
            type Err = $crate::model::Invalid;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($text => Ok(Self::$variant),)*
                    _ => Err($crate::model::Invalid::NotAllowed),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

/// Defines a list that has at most so many items.
macro_rules! list_type {
    ($(#[$doc:meta])* $name:ident of $item:ty, at most $max:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(Vec<$item>);

        impl $name {
            /// Collects items, which keep their order.
            ///
            /// # Errors
            /// `Invalid::TooMany` for more than a list may have.
            pub fn new(items: impl IntoIterator<Item = $item>) -> Result<Self, $crate::model::Invalid> {
                let items: Vec<_> = items.into_iter().take($max + 1).collect();
                if items.len() > $max { Err($crate::model::Invalid::TooMany) } else { Ok(Self(items)) }
            }

            /// How many there are.
            pub fn len(&self) -> usize {
                self.0.len()
            }

            /// Whether there are none.
            pub fn is_empty(&self) -> bool {
                self.0.is_empty()
            }

            /// The items, in order.
            pub fn iter(&self) -> std::slice::Iter<'_, $item> {
                self.0.iter()
            }
        }

        impl $crate::model::ParameterType for $name {
            const VALUES: $crate::model::Values = <$item as $crate::model::ParameterType>::VALUES;
            const ITEMS_MAX: Option<usize> = Some($max);
        }

        impl<'a> IntoIterator for &'a $name {
            type Item = &'a $item;
            type IntoIter = std::slice::Iter<'a, $item>;

            fn into_iter(self) -> Self::IntoIter {
                self.iter()
            }
        }

        impl IntoIterator for $name {
            type Item = $item;
            type IntoIter = std::vec::IntoIter<$item>;

            fn into_iter(self) -> Self::IntoIter {
                self.0.into_iter()
            }
        }

        impl TryFrom<Vec<$item>> for $name {
            type Error = $crate::model::Invalid;

            fn try_from(items: Vec<$item>) -> Result<Self, Self::Error> {
                Self::new(items)
            }
        }
    };
}

/// Whether `text` has at most `chars_max` characters and none of them is NUL, which no SQLite tool shows whole
/// (our choice).
pub(super) fn is_plain(text: &str, chars_max: usize) -> bool {
    // A character takes at most four bytes: this spares counting a megabyte.
    text.len() <= chars_max * 4 && text.chars().count() <= chars_max && !text.contains('\0')
}

fn is_title(text: &str, chars_max: usize) -> bool {
    is_plain(text, chars_max) && !text.starts_with("http://") && !text.starts_with("https://")
}

text_type! {
    /// A name of a router or a flow log: 0 to 128 characters, not beginning with `http://` or `https://` (documented).
    Name: "not beginning with http:// or https://" [0..=128], |text| is_title(text, 128)
}

text_type! {
    /// A description of a router or a flow log: 0 to 256 characters, not beginning with `http://` or `https://`
    /// (documented).
    Description: "not beginning with http:// or https://" [0..=256], |text| is_title(text, 256)
}

text_type! {
    /// A description of a member: 0 to 128 characters, not beginning with `http://` or `https://` (documented).
    MemberDescription: "not beginning with http:// or https://" [0..=128], |text| is_title(text, 128)
}

macro_rules! empty_by_default {
    ($($name:ident),*) => {
        $(impl Default for $name {
            /// The empty text.
            fn default() -> Self {
                Self(String::new())
            }
        })*
    };
}

empty_by_default!(Name, Description, MemberDescription);

/// Gives a type that is made from an `i64` the other conversions of a number: from a `u32`, from an `i32`, which is what a
/// literal is, and from text.
macro_rules! integer_type {
    ($name:ident) => {
        impl TryFrom<u32> for $name {
            type Error = $crate::model::Invalid;

            fn try_from(number: u32) -> Result<Self, Self::Error> {
                i64::from(number).try_into()
            }
        }

        impl TryFrom<i32> for $name {
            type Error = $crate::model::Invalid;

            fn try_from(number: i32) -> Result<Self, Self::Error> {
                i64::from(number).try_into()
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::model::Invalid;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $crate::model::text::parse_integer(text)?.try_into()
            }
        }
    };
}

/// Reads a decimal integer. Digits alone make it well-formed; whatever does not fit an `i64` is merely not allowed.
pub(super) fn parse_integer(text: &str) -> Result<i64, Invalid> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Invalid::Format);
    }
    text.parse().map_err(|_| Invalid::NotAllowed)
}
