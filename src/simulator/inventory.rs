//! The handle on the inventory.

use crate::error::{Fault, Result};
use crate::model::{Inventory, InventoryItem};
use crate::routes;
use crate::simulator::Simulator;
use crate::store::WriteTx;

/// Registers the VPCs, VBRs, transit routers, CENs and accounts around the routers. They belong to other products, so
/// the user describes them. The inventory is part of the state: files, forks and dumps contain it.
///
/// ```
/// use ecr_sim::{Inventory, Mode, Simulator, Vbr};
///
/// let sim = Simulator::builder().mode(Mode::Strict).in_memory()?;
/// let vbr = Vbr::new("vbr-1".parse()?, sim.account(), "cn-hangzhou".parse()?);
/// let vbrs = vec![Vbr { supports_mp_bgp: false, ..vbr }];
/// let inventory = Inventory { vbrs, ..Inventory::default() };
/// sim.inventory().apply(&inventory)?;
/// assert_eq!(sim.inventory().get()?, inventory);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct InventoryHandle<'a> {
    simulator: &'a Simulator,
}

impl<'a> InventoryHandle<'a> {
    pub(super) fn new(simulator: &'a Simulator) -> Self {
        Self { simulator }
    }

    /// Registers every item, or none if one is refused. An item replaces the one with the same id, and other registered
    /// items stay. The routes of members change at once.
    ///
    /// # Errors
    /// [`Fault::InventoryInvalid`] if an id is listed twice, a VBR advertises a block twice, or one of them has more
    /// than a million routes or vSwitches; another fault if the database fails.
    pub fn apply(&self, inventory: &Inventory) -> Result<()> {
        if let Some(problem) = inventory.contradiction() {
            return Err(Fault::InventoryInvalid(problem).into());
        }
        self.write(|tx| {
            register(tx, &inventory.vpcs)?;
            register(tx, &inventory.vbrs)?;
            register(tx, &inventory.transit_routers)?;
            register(tx, &inventory.cens)?;
            register(tx, &inventory.accounts)
        })
    }

    /// Removes an item by its id, or an account by its number. Returns whether it was registered. A member stays a
    /// member, but loses the routes that only the inventory gave it.
    ///
    /// # Errors
    /// A fault if the database fails.
    pub fn remove(&self, id: &str) -> Result<bool> {
        self.write(|tx| {
            let known = tx.inventory_delete(id)?;
            routes::refresh_instance(tx, id)?;
            Ok(known)
        })
    }

    /// Returns the whole inventory, each kind in the order of the ids.
    ///
    /// # Errors
    /// A fault if the database fails.
    pub fn get(&self) -> Result<Inventory> {
        let engine = self.simulator.lock()?;
        engine.store().read(engine.context(self.simulator.account, &self.simulator.region)).inventory()
    }

    fn write<T>(&self, change: impl FnOnce(&WriteTx<'_>) -> Result<T>) -> Result<T> {
        let mut engine = self.simulator.lock()?;
        engine.tick()?;
        engine.write(change)
    }
}

/// Registers inventory of one kind. Ids of different kinds differ.
fn register<T: InventoryItem>(tx: &WriteTx<'_>, inventory: &[T]) -> Result<()> {
    for item in inventory {
        tx.inventory_insert(item)?;
        routes::refresh_instance(tx, &item.id())?;
    }
    Ok(())
}
