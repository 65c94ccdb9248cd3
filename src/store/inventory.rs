//! The table `inventory`.

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
    /// Returns the registered item with this id. The number of an account is its id.
    pub fn inventory_find<T: InventoryItem>(&self, id: &str) -> Result<Option<T>> {
        self.row(INVENTORY_FIND, [id], |row| json(row, 0))
    }

    /// Returns the registered account. An unregistered account has every service enabled.
    pub fn account_or_default(&self, account: AccountId) -> Result<Account> {
        Ok(self.inventory_find(&account.to_string())?.unwrap_or_else(|| Account::new(account)))
    }

    /// Returns all registered items, each kind ordered by id.
    pub fn inventory(&self) -> Result<Inventory> {
        let mut inventory = Inventory::default();
        self.rows(INVENTORY_LIST, [], |row| {
            match row.get_ref(0)?.as_str()?.split('-').next() {
                Some("vpc") => inventory.vpcs.push(json(row, 1)?),
                Some("vbr") => inventory.vbrs.push(json(row, 1)?),
                Some("tr") => inventory.transit_routers.push(json(row, 1)?),
                Some("cen") => inventory.cens.push(json(row, 1)?),
                _ => inventory.accounts.push(json(row, 1)?),
            }
            Ok(())
        })?;
        Ok(inventory)
    }
}

impl WriteTx<'_> {
    /// Registers an item and replaces the one with the same id.
    pub fn inventory_insert(&self, item: &impl InventoryItem) -> Result<()> {
        self.execute(INVENTORY_INSERT, (item.id(), to_json(item)?)).map(drop)
    }

    /// Removes an item. Returns whether it was registered.
    pub fn inventory_delete(&self, id: &str) -> Result<bool> {
        Ok(self.execute(INVENTORY_DELETE, [id])? > 0)
    }
}
