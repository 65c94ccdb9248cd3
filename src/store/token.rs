//! The table `token`: client tokens and the answers of their calls.

use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;

use crate::error::Result;
use crate::model::{AccountId, ClientToken, Timestamp};
use crate::store::sql::{fault, timestamp};
use crate::store::{ReadTx, WriteTx};

/// The key of a client token: account, action, addressed resource and token.
pub struct Scope(String);

/// Separates the parts of a scope. No part can contain it.
pub(super) const SEPARATOR: &str = "\u{1f}";

impl Scope {
    /// Builds the scope of a token.
    pub fn new(account: AccountId, action: &str, resource: &str, token: &ClientToken) -> Self {
        Self([&account.to_string(), action, resource, token.as_str()].join(SEPARATOR))
    }
}

/// Hashes a scope for the index, with 64-bit FNV-1a. The hash is part of the file format.
fn scope_hash(scope: &[u8]) -> i64 {
    const OFFSET_BASIS: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0100_0000_01b3;
    let hash = scope.iter().fold(OFFSET_BASIS, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME));
    hash.cast_signed()
}

/// Makes the hash available to SQL, for a migration and an invariant.
pub(super) fn define_scope_hash(connection: &Connection) -> Result<()> {
    let flags =
        FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_DIRECTONLY;
    connection
        .create_scalar_function(c"scope_hash", 1, flags, |call| Ok(scope_hash(call.get_raw(0).as_bytes()?)))
        .map_err(fault)
}

/// A row of the table.
#[derive(Debug)]
pub struct TokenRow {
    /// The key of the row.
    pub id: i64,
    /// The parameters of the call besides token and dry run, in canonical form.
    pub parameters: String,
    /// The fields of the answer besides the envelope, as JSON.
    pub response: String,
    /// When the call was answered.
    pub created: Timestamp,
}

/// A command removes at most this many expired rows, so that no single call is slow.
const PURGED_PER_COMMAND: i64 = 4;

statements! {
    TOKEN_FIND = "SELECT id, parameters, response, created_ms FROM token WHERE scope_hash = ?1 AND scope = ?2";
    TOKEN_INSERT = "INSERT INTO token (scope, parameters, response, created_ms, scope_hash) VALUES (?1, ?2, ?3, ?4, ?5)";
    TOKEN_DELETE = "DELETE FROM token WHERE id = ?1";
    TOKEN_OLDEST = "SELECT id, created_ms FROM token ORDER BY id LIMIT ?1";
}

impl ReadTx<'_> {
    /// Returns the row of a token, expired or not.
    pub fn token_find(&self, scope: &Scope) -> Result<Option<TokenRow>> {
        self.row(TOKEN_FIND, (scope_hash(scope.0.as_bytes()), &scope.0), |row| {
            Ok(TokenRow {
                id: row.get(0)?,
                parameters: row.get(1)?,
                response: row.get(2)?,
                created: timestamp(row, 3)?,
            })
        })
    }

    /// Returns whether a row created then has expired.
    pub fn token_expired(&self, created: Timestamp) -> bool {
        let context = self.context();
        created.after(context.settings.token_ttl) <= context.now
    }

    /// Returns when the oldest row was stored.
    pub fn token_oldest(&self) -> Result<Option<Timestamp>> {
        self.row(TOKEN_OLDEST, [1], |row| timestamp(row, 1))
    }
}

impl WriteTx<'_> {
    /// Stores the answer of a call.
    pub fn token_insert(&self, scope: &Scope, parameters: &str, response: &str) -> Result<()> {
        let now = self.context().now.as_millis();
        self.execute(TOKEN_INSERT, (&scope.0, parameters, response, now, scope_hash(scope.0.as_bytes())))
            .map(drop)
    }

    /// Removes a row.
    pub fn token_delete(&self, id: i64) -> Result<()> {
        self.execute(TOKEN_DELETE, [id]).map(drop)
    }

    /// Removes a few expired rows.
    pub fn token_purge(&self) -> Result<()> {
        let oldest =
            self.rows(TOKEN_OLDEST, [PURGED_PER_COMMAND], |row| Ok((row.get(0)?, timestamp(row, 1)?)))?;
        for (id, _) in oldest.into_iter().take_while(|&(_, created)| self.token_expired(created)) {
            self.token_delete(id)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_published_one() {
        // Of "", "a" and "foobar", from the reference of FNV-1a.
        for (text, hash) in
            [("", 0xcbf2_9ce4_8422_2325), ("a", 0xaf63_dc4c_8601_ec8c), ("foobar", 0x8594_4171_f739_67e8_u64)]
        {
            assert_eq!(scope_hash(text.as_bytes()).cast_unsigned(), hash, "{text}");
        }
    }
}
