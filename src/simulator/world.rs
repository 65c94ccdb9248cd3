//! What stands outside of routers.

use std::collections::BTreeSet;

use crate::error::{Fault, Result};
use crate::model::{AccountId, FACT_ROUTES_MAX, Fact, Facts};
use crate::simulator::Simulator;
use crate::store::WriteTx;
use crate::transition;

/// The world around the routers: VPCs, VBRs, transit routers, CENs and accounts. They belong to other products, so a test
/// says what is true of them. The facts are part of the state: they are in files, forks and dumps.
///
/// ```
/// use ecr_sim::{Facts, Mode, Simulator};
///
/// let sim = Simulator::builder().mode(Mode::Strict).in_memory()?;
/// let facts: Facts = serde_json::from_str(
///     r#"{"Vbrs": [{"VbrId": "vbr-1", "OwnerId": 1234567890123456, "RegionId": "cn-hangzhou", "SupportsMpBgp": false}]}"#,
/// )?;
/// sim.world().apply(&facts)?;
/// assert_eq!(sim.world().facts()?, facts);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct World<'a> {
    simulator: &'a Simulator,
}

impl<'a> World<'a> {
    pub(super) fn new(simulator: &'a Simulator) -> Self {
        Self { simulator }
    }

    /// Registers each of the facts, in place of what was registered under the same id; all or none. Whatever is
    /// registered already and not named stays, so applying the same facts again changes nothing. Routes follow at once.
    ///
    /// # Errors
    /// [`Fault::FactInvalid`] if an id stands there twice, a VBR advertises a block twice, one of them has more than a
    /// million routes or vSwitches, or an account is none; another fault if the database fails.
    pub fn apply(&self, facts: &Facts) -> Result<()> {
        let routes = facts.vbrs.iter().map(|vbr| (vbr.id(), vbr.routes.len()));
        let mut counts =
            routes.chain(facts.vpcs.iter().map(|vpc| (vpc.id(), vpc.v_switch_cidr_blocks.len())));
        if let Some((id, count)) = counts.find(|(_, count)| *count > FACT_ROUTES_MAX) {
            return Err(Fault::FactInvalid(format!("{id} has {count} routes or vSwitches")).into());
        }
        let vpcs = facts.vpcs.iter().map(|vpc| vpc.owner_id);
        let owners = vpcs.chain(facts.vbrs.iter().map(|vbr| vbr.owner_id));
        let owners = owners.chain(facts.transit_routers.iter().map(|transit_router| transit_router.owner_id));
        let owners = owners.chain(facts.cens.iter().map(|cen| cen.owner_id));
        let mut accounts = owners.chain(facts.accounts.iter().map(|account| account.account_id));
        if let Some(account) = accounts.find(|account| account.to_string().parse::<AccountId>().is_err()) {
            return Err(Fault::FactInvalid(format!("{account} is no account")).into());
        }
        for vbr in &facts.vbrs {
            if let Some(block) = repeated(vbr.routes.iter().map(|route| route.destination_cidr_block)) {
                return Err(Fault::FactInvalid(format!("{} advertises {block} twice", vbr.vbr_id)).into());
            }
        }
        self.write(|tx| {
            register(tx, &facts.vpcs)?;
            register(tx, &facts.vbrs)?;
            register(tx, &facts.transit_routers)?;
            register(tx, &facts.cens)?;
            register(tx, &facts.accounts)
        })
    }

    /// Forgets what is registered under an id, that of an account being its number. Returns whether something was. A
    /// member stays a member, but brings no routes along that only facts gave it.
    ///
    /// # Errors
    /// A fault if the database fails.
    pub fn remove(&self, id: &str) -> Result<bool> {
        self.write(|tx| {
            let known = tx.fact_delete(id)?;
            transition::advertise(tx, id)?;
            Ok(known)
        })
    }

    /// Everything that is registered, each kind in the order of the ids.
    ///
    /// # Errors
    /// A fault if the database fails.
    pub fn facts(&self) -> Result<Facts> {
        let engine = self.simulator.lock()?;
        engine.store().read(engine.context(self.simulator.account, &self.simulator.region)).facts()
    }

    fn write<T>(&self, change: impl FnOnce(&WriteTx<'_>) -> Result<T>) -> Result<T> {
        let mut engine = self.simulator.lock()?;
        engine.tick()?;
        engine.write(change)
    }
}

/// Registers facts of one kind. Ids of different kinds differ.
fn register<T: Fact>(tx: &WriteTx<'_>, facts: &[T]) -> Result<()> {
    if let Some(id) = repeated(facts.iter().map(Fact::id)) {
        return Err(Fault::FactInvalid(format!("{id} stands there twice")).into());
    }
    for fact in facts {
        tx.fact_insert(fact)?;
        transition::advertise(tx, &fact.id())?;
    }
    Ok(())
}

/// The first of them that was there before.
fn repeated<T: Ord + Clone>(mut items: impl Iterator<Item = T>) -> Option<T> {
    let mut seen = BTreeSet::new();
    items.find(|item| !seen.insert(item.clone()))
}
