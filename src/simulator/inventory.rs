//! What stands outside of routers.

use std::collections::BTreeSet;

use crate::error::{Fault, Result};
use crate::model::{INVENTORY_ROUTES_MAX, Inventory, InventoryItem};
use crate::routes;
use crate::simulator::Simulator;
use crate::store::WriteTx;

/// The world around the routers: VPCs, VBRs, transit routers, CENs and accounts. They belong to other products, so a test
/// says what is true of them. The inventory are part of the state: they are in files, forks and dumps.
///
/// ```
/// use ecr_sim::{Inventory, Mode, Simulator};
///
/// let sim = Simulator::builder().mode(Mode::Strict).in_memory()?;
/// let inventory: Inventory = serde_json::from_str(
///     r#"{"Vbrs": [{"VbrId": "vbr-1", "OwnerId": 1234567890123456, "RegionId": "cn-hangzhou", "SupportsMpBgp": false}]}"#,
/// )?;
/// sim.inventory().apply(&inventory)?;
/// assert_eq!(sim.inventory().get()?, inventory);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct InventoryHandle<'a> {
    simulator: &'a Simulator,
}

impl<'a> InventoryHandle<'a> {
    pub(super) fn new(simulator: &'a Simulator) -> Self {
        Self { simulator }
    }

    /// Registers each of the inventory, in place of what was registered under the same id; all or none. Whatever is
    /// registered already and not named stays, so applying the same inventory again changes nothing. Routes follow at once.
    ///
    /// # Errors
    /// [`Fault::InventoryInvalid`] if an id stands there twice, a VBR advertises a block twice, or one of them has more
    /// than a million routes or vSwitches; another fault if the database fails.
    pub fn apply(&self, inventory: &Inventory) -> Result<()> {
        let routes = inventory.vbrs.iter().map(|vbr| (vbr.id(), vbr.routes.len()));
        let mut counts =
            routes.chain(inventory.vpcs.iter().map(|vpc| (vpc.id(), vpc.v_switch_cidr_blocks.len())));
        if let Some((id, count)) = counts.find(|(_, count)| *count > INVENTORY_ROUTES_MAX) {
            return Err(Fault::InventoryInvalid(format!(
                "{id} has {count} routes or vSwitches; at most {INVENTORY_ROUTES_MAX} are allowed"
            ))
            .into());
        }
        for vbr in &inventory.vbrs {
            if let Some(block) = repeated(vbr.routes.iter().map(|route| route.destination_cidr_block)) {
                return Err(Fault::InventoryInvalid(format!(
                    "{} advertises {block} twice; list each block once",
                    vbr.vbr_id
                ))
                .into());
            }
        }
        self.write(|tx| {
            register(tx, &inventory.vpcs)?;
            register(tx, &inventory.vbrs)?;
            register(tx, &inventory.transit_routers)?;
            register(tx, &inventory.cens)?;
            register(tx, &inventory.accounts)
        })
    }

    /// Forgets what is registered under an id, that of an account being its number. Returns whether something was. A
    /// member stays a member, but brings no routes along that only inventory gave it.
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

    /// Everything that is registered, each kind in the order of the ids.
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
    if let Some(id) = repeated(inventory.iter().map(InventoryItem::id)) {
        return Err(Fault::InventoryInvalid(format!("{id} is listed twice")).into());
    }
    for fact in inventory {
        tx.inventory_insert(fact)?;
        routes::refresh_instance(tx, &fact.id())?;
    }
    Ok(())
}

/// The first of them that was there before.
fn repeated<T: Ord + Clone>(mut items: impl Iterator<Item = T>) -> Option<T> {
    let mut seen = BTreeSet::new();
    items.find(|item| !seen.insert(item.clone()))
}
