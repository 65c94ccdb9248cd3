//! The macros that define texts, words, lists and integers; names and descriptions.

use crate::model::Invalid;

/// Defines a newtype over a text that passes `$check`, with its conversions. `$form` describes the text in short, and the
/// range is its length in characters.
macro_rules! text_type {
    ($(#[$doc:meta])* $name:ident: $form:literal $([$min:literal..=$max:expr])?, $check:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "String")]
        pub struct $name(String);

        impl $name {
            /// Returns the text.
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
                text.to_owned().try_into()
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

            /// Returns the spelling on the wire.
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

/// Defines a list of at most `$max` items.
macro_rules! list_type {
    ($(#[$doc:meta])* $name:ident of $item:ty, at most $max:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(Vec<$item>);

        impl $name {
            /// Collects items and keeps their order. An iterator cannot `collect()` into the list, since that cannot fail.
            ///
            /// # Errors
            /// `Invalid::TooMany` if there are more items than allowed.
            pub fn new(items: impl IntoIterator<Item = $item>) -> Result<Self, $crate::model::Invalid> {
                let items: Vec<_> = items.into_iter().take($max + 1).collect();
                if items.len() > $max { Err($crate::model::Invalid::TooMany) } else { Ok(Self(items)) }
            }

            /// Returns the number of items.
            pub fn len(&self) -> usize {
                self.0.len()
            }

            /// Returns whether the list is empty.
            pub fn is_empty(&self) -> bool {
                self.0.is_empty()
            }

            /// Iterates over the items in order.
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

/// Returns whether `text` has at most `chars_max` characters and no NUL, which SQLite tools cut texts at (our choice).
pub(super) fn is_plain(text: &str, chars_max: usize) -> bool {
    // A character takes at most four bytes, so a long text need not be counted.
    text.len() <= chars_max * 4 && text.chars().count() <= chars_max && !text.contains('\0')
}

fn is_title(text: &str, chars_max: usize) -> bool {
    is_plain(text, chars_max) && !text.starts_with("http://") && !text.starts_with("https://")
}

text_type! {
    /// A name of a router or a flow log: 0 to 128 characters, not beginning with `http://` or `https://` (documented).
    #[derive(Default)]
    Name: "not beginning with http:// or https://" [0..=128], |text| is_title(text, 128)
}

text_type! {
    /// A description of a router or a flow log: 0 to 256 characters, not beginning with `http://` or `https://`
    /// (documented).
    #[derive(Default)]
    Description: "not beginning with http:// or https://" [0..=256], |text| is_title(text, 256)
}

text_type! {
    /// A description of a member: 0 to 128 characters, not beginning with `http://` or `https://` (documented).
    #[derive(Default)]
    MemberDescription: "not beginning with http:// or https://" [0..=128], |text| is_title(text, 128)
}

/// Adds conversions to a type that implements `TryFrom<i64>`: from `u32`, from `i32`, the type of a literal, and from text.
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

/// Reads a decimal integer. Digits that do not fit an `i64` are well-formed, but not allowed.
pub(super) fn parse_integer(text: &str) -> Result<i64, Invalid> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Invalid::Format);
    }
    text.parse().map_err(|_| Invalid::NotAllowed)
}
