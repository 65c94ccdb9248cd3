//! How answers spell values: `serde(with = …)` modules for what JSON has no type for.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::model::AccountId;

/// An account that may be absent, which is spelt as 0.
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
