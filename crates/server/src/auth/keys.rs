//! Access keys, and the security tokens of temporary keys, as given by the operator of the server.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

use ecr_sim::{AccountId, Timestamp};

use crate::refusal::Refusal;

/// A text that `Debug` does not show.
#[derive(Clone, PartialEq, Eq)]
struct Secret(String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// An access key, given as `ID:SECRET` or `ID:SECRET:ACCOUNT`.
///
/// Neither id nor secret contains a colon. The id contains neither comma nor blank, because it appears in a header. The
/// account is a positive number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    id: String,
    secret: Secret,
    account: Option<AccountId>,
}

impl FromStr for Key {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let (id, secret, account) = fields(text).ok_or(KeyError::Key)?;
        let account = account.map(str::parse).transpose().map_err(|_| KeyError::Account)?;
        Ok(Self { id, secret, account })
    }
}

/// The security token of a temporary access key, given as `ID:TOKEN` or `ID:TOKEN:EXPIRES`.
///
/// `ID` is the id of the key. Neither id nor token contains a colon. The rest is the expiry, in the form
/// `YYYY-MM-DDThh:mm:ssZ`; from that moment on the token is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityToken {
    key: String,
    token: Secret,
    expires: Option<Timestamp>,
}

impl FromStr for SecurityToken {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let (key, token, expires) = fields(text).ok_or(KeyError::Token)?;
        let expires = expires.map(str::parse).transpose().map_err(|_| KeyError::Expiry)?;
        Ok(Self { key, token, expires })
    }
}

/// Splits a text into an id, a secret, and the rest after a second colon.
fn fields(text: &str) -> Option<(String, Secret, Option<&str>)> {
    let mut fields = text.splitn(3, ':');
    let (id, secret) = (fields.next()?, fields.next()?);
    let fits = id.bytes().all(|byte| byte.is_ascii_graphic() && byte != b',');
    (fits && !id.is_empty() && !secret.is_empty())
        .then(|| (id.to_owned(), Secret(secret.to_owned()), fields.next()))
}

/// Why the given keys are unusable. Messages do not repeat any given text: if fields are swapped, an id may be a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyError {
    /// An access key does not have the form `ID:SECRET[:ACCOUNT]`, or its id contains a blank or a comma.
    Key,
    /// The account of an access key is not a positive number.
    Account,
    /// A security token does not have the form `ID:TOKEN[:EXPIRES]`, or its id contains a blank or a comma.
    Token,
    /// The expiry of a security token does not have the form `YYYY-MM-DDThh:mm:ssZ`.
    Expiry,
    /// Two access keys have the same id.
    SameKey,
    /// Two security tokens are the same.
    SameToken,
    /// A security token belongs to an access key that is not given.
    NoKey,
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Key => "an access key does not have the form ID:SECRET or ID:SECRET:ACCOUNT (the id without blanks and commas)",
            Self::Account => "the account of an access key is not a positive number",
            Self::Token => "a security token does not have the form ID:TOKEN or ID:TOKEN:EXPIRES (the id without blanks and commas)",
            Self::Expiry => "the expiry of a security token does not have the form YYYY-MM-DDThh:mm:ssZ",
            Self::SameKey => "two access keys have the same id; give each id once",
            Self::SameToken => "two security tokens are the same; give each token once",
            Self::NoKey => "a security token names an access key that is not given; add it with --access-key",
        })
    }
}

impl std::error::Error for KeyError {}

/// The access keys that the server knows, and their tokens.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    holders: HashMap<String, Holder>,
    tokens: Vec<SecurityToken>,
}

impl Keys {
    /// Collects keys and tokens. A key without an account belongs to `default`. A key with tokens is temporary: it is accepted
    /// only with one of them.
    pub fn new(
        keys: impl IntoIterator<Item = Key>,
        tokens: impl IntoIterator<Item = SecurityToken>,
        default: AccountId,
    ) -> Result<Self, KeyError> {
        let mut known = Self { holders: HashMap::new(), tokens: Vec::new() };
        for Key { id, secret, account } in keys {
            let holder = Holder { secret, account: account.unwrap_or(default) };
            if known.holders.insert(id, holder).is_some() {
                return Err(KeyError::SameKey);
            }
        }
        for token in tokens {
            if !known.holders.contains_key(&token.key) {
                return Err(KeyError::NoKey);
            }
            if known.tokens.iter().any(|other| other.token == token.token) {
                return Err(KeyError::SameToken);
            }
            known.tokens.push(token);
        }
        Ok(known)
    }

    /// Returns the account of a key.
    pub fn account(&self, id: &str) -> Option<AccountId> {
        self.holders.get(id).map(|holder| holder.account)
    }

    /// Returns the holder of a key that a call uses with this token.
    pub(super) fn find(&self, id: &str, token: Option<&str>, now: Timestamp) -> Result<&Holder, Refusal> {
        let holder = self.holders.get(id).ok_or(Refusal::UnknownAccessKey)?;
        match token {
            Some(token) => self.check_token(id, token, now)?,
            None if self.tokens.iter().any(|token| token.key == id) => {
                return Err(Refusal::MissingSecurityToken);
            }
            None => {}
        }
        Ok(holder)
    }

    fn check_token(&self, id: &str, token: &str, now: Timestamp) -> Result<(), Refusal> {
        let known = self.tokens.iter().find(|known| known.token.0 == token);
        let known = known.ok_or(Refusal::MalformedSecurityToken)?;
        if known.key != id {
            return Err(Refusal::ForeignSecurityToken);
        }
        if known.expires.is_some_and(|expires| now >= expires) {
            return Err(Refusal::ExpiredSecurityToken);
        }
        Ok(())
    }
}

/// The holder of an access key.
#[derive(Clone, Debug)]
pub(super) struct Holder {
    secret: Secret,
    account: AccountId,
}

impl Holder {
    /// Returns the secret that the holder signs with.
    pub fn secret(&self) -> &str {
        &self.secret.0
    }

    /// Returns the account of the holder.
    pub const fn account(&self) -> AccountId {
        self.account
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEFAULT: u64 = 7;

    fn keys(keys: &[&str], tokens: &[&str]) -> Result<Keys, KeyError> {
        let keys: Vec<Key> = keys.iter().map(|key| key.parse().unwrap()).collect();
        let tokens: Vec<SecurityToken> = tokens.iter().map(|token| token.parse().unwrap()).collect();
        Keys::new(keys, tokens, DEFAULT.try_into().unwrap())
    }

    #[test]
    fn a_key_belongs_to_its_account_or_to_the_default() {
        let keys = keys(&["a:s", "b:t:1234567890123456"], &[]).unwrap();
        let found = |id| keys.find(id, None, Timestamp::DEFAULT_START).map(|it| (it.secret(), it.account()));
        assert_eq!(found("a"), Ok(("s", AccountId::try_from(DEFAULT).unwrap())));
        assert_eq!(found("b"), Ok(("t", AccountId::try_from(1_234_567_890_123_456).unwrap())));
        assert_eq!(found("c"), Err(Refusal::UnknownAccessKey));
    }

    #[test]
    fn a_key_in_another_form_is_refused() {
        for text in ["", "a", "a:", ":s", "::", "a b:s", "a,b:s", "é:s", "a\n:s", "a::1"] {
            assert_eq!(text.parse::<Key>(), Err(KeyError::Key), "{text}");
            assert_eq!(text.parse::<SecurityToken>(), Err(KeyError::Token), "{text}");
        }
        for text in ["a:s:", "a:s:0", "a:s:-1", "a:s:x", "a:s:1:2"] {
            assert_eq!(text.parse::<Key>(), Err(KeyError::Account), "{text}");
        }
        for text in
            ["a:t:", "a:t:u", "a:t:2026-01-01", "a:t:2026-02-30T00:00:00Z", "a:t:2026-01-01T00:00:00Z:"]
        {
            assert_eq!(text.parse::<SecurityToken>(), Err(KeyError::Expiry), "{text}");
        }
    }

    #[test]
    fn keys_that_contradict_each_other_are_refused() {
        assert_eq!(keys(&["a:s", "a:t"], &[]).unwrap_err(), KeyError::SameKey);
        assert_eq!(keys(&["a:s"], &["b:t"]).unwrap_err(), KeyError::NoKey);
        assert_eq!(keys(&["a:s", "b:s"], &["a:t", "b:t"]).unwrap_err(), KeyError::SameToken);
        assert!(keys(&["a:s", "b:s"], &["a:t", "a:u"]).is_ok());
    }

    #[test]
    fn a_token_expires_at_its_moment() {
        let keys = keys(&["a:s"], &["a:t+/==:2026-01-01T00:00:00Z"]).unwrap();
        let start = Timestamp::DEFAULT_START;
        let found = |now| keys.find("a", Some("t+/=="), now).map(Holder::secret);
        assert_eq!(found(Timestamp::from_millis(start.as_millis() - 1)), Ok("s"));
        assert_eq!(found(start), Err(Refusal::ExpiredSecurityToken));
    }

    #[test]
    fn no_secret_is_ever_shown() {
        let keys = keys(&["id:planted1"], &["id:planted2:2026-01-01T00:00:00Z"]).unwrap();
        let verifier = super::super::Verifier::new(keys.clone());
        let holder = keys.find("id", Some("planted2"), Timestamp::from_millis(0)).unwrap();
        let shown = format!("{keys:?} {verifier:?} {holder:?} {:?}", "id:planted1".parse::<Key>());
        assert!(shown.contains("id") && !shown.contains("planted"), "{shown}");
        for error in [
            "planted".parse::<Key>().unwrap_err(),
            "id:planted:planted".parse::<Key>().unwrap_err(),
            "planted".parse::<SecurityToken>().unwrap_err(),
            "id:planted:planted".parse::<SecurityToken>().unwrap_err(),
        ] {
            assert!(!format!("{error} {error:?}").contains("planted"), "{error}");
        }
    }
}
