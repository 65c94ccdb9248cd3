//! The table `fact`.

use crate::error::Result;
use crate::model::{Account, AccountId, Inventory, InventoryItem};
use crate::store::sql::{json, to_json};
use crate::store::{ReadTx, WriteTx};

statements! {
    INVENTORY_FIND = "SELECT json FROM inventory WHERE id = ?1";
    INVENTORY_LIST = "SELECT id, json FROM inventory ORDER BY id";
    INVENTORY_INSERT = "INSERT OR REPLACE INTO inventory (id, json) VALUES (?1, ?2)";
    INVENTORY_DELETE = "DELETE FROM inventory WHERE id = ?1";
}

impl ReadTx<'_> {
    /// What is known of an instance or account.
    pub fn inventory_find<T: InventoryItem>(&self, id: &str) -> Result<Option<T>> {
        self.row(INVENTORY_FIND, [id], |row| json(row, 0))
    }

    /// What is known of an account: that it may everything, unless something else is known.
    pub fn account_or_default(&self, account: AccountId) -> Result<Account> {
        Ok(self.inventory_find(&account.to_string())?.unwrap_or_else(|| Account::good(account)))
    }

    /// Everything that is known, each kind in the order of the ids.
    pub fn inventory(&self) -> Result<Inventory> {
        let mut facts = Inventory::default();
        self.rows(INVENTORY_LIST, [], |row| {
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
    pub fn inventory_insert(&self, fact: &impl InventoryItem) -> Result<()> {
        self.execute(INVENTORY_INSERT, (fact.id(), to_json(fact)?)).map(drop)
    }

    /// Forgets what is known. Returns whether something was.
    pub fn inventory_delete(&self, id: &str) -> Result<bool> {
        Ok(self.execute(INVENTORY_DELETE, [id])? > 0)
    }
}
