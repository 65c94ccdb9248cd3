//! The table `fact`.

use crate::error::Result;
use crate::model::{AccountFacts, AccountId, Fact, Facts};
use crate::store::sql::{json, to_json};
use crate::store::{ReadTx, WriteTx};

statements! {
    FACT_FIND = "SELECT json FROM fact WHERE id = ?1";
    FACT_LIST = "SELECT id, json FROM fact ORDER BY id";
    FACT_INSERT = "INSERT OR REPLACE INTO fact (id, json) VALUES (?1, ?2)";
    FACT_DELETE = "DELETE FROM fact WHERE id = ?1";
}

impl ReadTx<'_> {
    /// What is known of an instance or account.
    pub fn fact<T: Fact>(&self, id: &str) -> Result<Option<T>> {
        self.row(FACT_FIND, [id], |row| json(row, 0))
    }

    /// What is known of an account: that it may everything, unless something else is known.
    pub fn account_facts(&self, account: AccountId) -> Result<AccountFacts> {
        Ok(self.fact(&account.to_string())?.unwrap_or_else(|| AccountFacts::good(account)))
    }

    /// Everything that is known, each kind in the order of the ids.
    pub fn facts(&self) -> Result<Facts> {
        let mut facts = Facts::default();
        self.rows(FACT_LIST, [], |row| {
            match row.get_ref(0)?.as_str()?.split('-').next() {
                Some("vpc") => facts.vpcs.push(json(row, 1)?),
                Some("vbr") => facts.vbrs.push(json(row, 1)?),
                Some("tr") => facts.transit_routers.push(json(row, 1)?),
                Some("cen") => facts.cens.push(json(row, 1)?),
                _ => facts.accounts.push(json(row, 1)?),
            }
            Ok(())
        })?;
        Ok(facts)
    }
}

impl WriteTx<'_> {
    /// Stores what is known of an instance or account, in place of what was known before.
    pub fn fact_insert(&self, fact: &impl Fact) -> Result<()> {
        self.execute(FACT_INSERT, (fact.id(), to_json(fact)?)).map(drop)
    }

    /// Forgets what is known. Returns whether something was.
    pub fn fact_delete(&self, id: &str) -> Result<bool> {
        Ok(self.execute(FACT_DELETE, [id])? > 0)
    }
}
