//! The inventory, without JSON.

use ecr_sim::{
    Account, AdvertisedRoute, Cen, CenHandle, Inventory, InventoryHandle, Mode, Result, Simulator,
    StaticRoute, TransitRouter, Vbr, Vpc,
};

#[test]
fn an_inventory_names_only_what_differs_from_the_default() -> Result<()> {
    let sim = Simulator::builder().mode(Mode::Strict).in_memory()?;
    let (account, region) = (sim.account(), sim.region());
    let routes = vec![AdvertisedRoute { med: Some(5), ..AdvertisedRoute::new("10.0.0.0/8".parse()?) }];
    let static_routes = vec![StaticRoute::new("172.16.0.0/12".parse()?, "ecr-1".parse()?)];
    let inventory = Inventory {
        vbrs: vec![Vbr {
            supports_mp_bgp: false,
            routes,
            ..Vbr::new("vbr-1".parse()?, account, region.clone())
        }],
        vpcs: vec![Vpc { static_routes, ..Vpc::new("vpc-1".parse()?, account, region.clone()) }],
        transit_routers: vec![TransitRouter::new("tr-1".parse()?, account, region.clone(), "cen-1".parse()?)],
        cens: vec![Cen::new("cen-1".parse()?, account)],
        accounts: vec![Account { is_cdt_inter_region_enabled: false, ..Account::new(account) }],
    };
    sim.inventory().apply(&inventory)?;
    assert_eq!(sim.inventory().get()?, inventory);
    Ok(())
}

#[test]
fn handles_can_be_printed() {
    fn printed<T: std::fmt::Debug>() {}
    printed::<CenHandle<'static>>();
    printed::<InventoryHandle<'static>>();
}
