//! How answers spell values: `serde(with = …)` modules for what JSON has no type for.

use std::fmt::Display;
use std::str::FromStr;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::model::{AccountId, Invalid, Timestamp};

/// A text that may be absent. `None` is spelt as an empty text.
pub mod empty_if_absent {
    use super::{Deserialize, Deserializer, Display, Error, FromStr, Serializer};

    pub fn serialize<T: Display, S: Serializer>(value: &Option<T>, serializer: S) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => serializer.collect_str(value),
            None => serializer.serialize_str(""),
        }
    }

    pub fn deserialize<'de, T: FromStr<Err: Display>, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<T>, D::Error> {
        let text = String::deserialize(deserializer)?;
        (!text.is_empty()).then(|| text.parse()).transpose().map_err(D::Error::custom)
    }
}

/// An account that may be absent. `None` is spelt as 0.
pub mod zero_if_absent {
    use super::{AccountId, Deserialize, Deserializer, Error, Serialize, Serializer};

    pub fn serialize<S: Serializer>(value: &Option<AccountId>, serializer: S) -> Result<S::Ok, S::Error> {
        value.map_or(0, AccountId::get).serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<AccountId>, D::Error> {
        let number = u64::deserialize(deserializer)?;
        (number != 0).then(|| number.try_into()).transpose().map_err(D::Error::custom)
    }
}

/// Defines the spelling of a time as a text, by how to write it and how to read it.
macro_rules! time_spelling {
    ($(#[$doc:meta])* $name:ident: $write:expr, $read:expr) => {
        $(#[$doc])*
        pub mod $name {
            use super::{Deserialize, Deserializer, Error, Invalid, Serializer, Timestamp};

            pub fn serialize<S: Serializer>(time: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(&$write(*time))
            }

            pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
                let read: fn(&str) -> Result<Timestamp, Invalid> = $read;
                read(&String::deserialize(deserializer)?).map_err(D::Error::custom)
            }
        }
    };
}

time_spelling! {
    /// A time as `YYYY-MM-DDThh:mm:ssZ`.
    second: Timestamp::to_second, str::parse
}

time_spelling! {
    /// A time as `YYYY-MM-DDThh:mmZ`.
    minute: Timestamp::to_minute,
    |text| text.strip_suffix('Z').map_or(Err(Invalid::Format), |text| format!("{text}:00Z").parse())
}

time_spelling! {
    /// A time as seconds since 1970, as text.
    unix_second: |time: Timestamp| time.as_millis().div_euclid(1000),
    |text| match text.parse::<i64>() {
        Ok(seconds) => Ok(Timestamp::from_millis(seconds.saturating_mul(1000))),
        Err(_) => Err(Invalid::Format),
    }
}

time_spelling! {
    /// A time as milliseconds since 1970, as text.
    unix_milli: Timestamp::as_millis,
    |text| text.parse().map(Timestamp::from_millis).map_err(|_| Invalid::Format)
}
