//! The inventory decides which members a router may have, in strict mode and otherwise.

use ecr_sim::{EcrId, Inventory, Mode, Simulator};
use serde_json::{Value, json};

use crate::harness::{Answer, SimulatorExt, instant};

const ATTACH: &str = "AttachExpressConnectRouterChildInstance";
const DETACH: &str = "DetachExpressConnectRouterChildInstance";
const CREATE: &str = "CreateExpressConnectRouterAssociation";
const DELETE: &str = "DeleteExpressConnectRouterAssociation";
const OWNER: u64 = 1_234_567_890_123_456;
const OTHER: u64 = 1_891_593_620_094_065;

fn strict() -> Simulator {
    Simulator::builder().mode(Mode::Strict).in_memory().unwrap()
}

fn apply(sim: &Simulator, inventory: Value) {
    let inventory: Inventory = serde_json::from_value(inventory).unwrap();
    sim.inventory().apply(&inventory).unwrap();
}

/// Returns an object with some fields replaced.
fn different(mut object: Value, fields: Value) -> Value {
    if let (Value::Object(object), Value::Object(fields)) = (&mut object, fields) {
        object.extend(fields);
    }
    object
}

/// Returns a VBR of the first account that suits a router with the ASN 64512, with these fields replaced.
fn vbr(id: &str, but: Value) -> Value {
    let vbr = json!({ "VbrId": id, "OwnerId": OWNER, "RegionId": "cn-hangzhou", "LocalAsn": 64512 });
    json!({ "Vbrs": [different(vbr, but)] })
}

fn vpc(id: &str, but: Value) -> Value {
    let vpc = json!({ "VpcId": id, "OwnerId": OWNER, "RegionId": "cn-hangzhou" });
    json!({ "Vpcs": [different(vpc, but)] })
}

fn transit_router(id: &str, but: Value) -> Value {
    let transit_router =
        json!({ "TransitRouterId": id, "OwnerId": OWNER, "RegionId": "cn-hangzhou", "CenId": "cen-1" });
    let cens = json!([{ "CenId": "cen-1", "OwnerId": OWNER }]);
    json!({ "TransitRouters": [different(transit_router, but)], "Cens": cens })
}

fn attach(sim: &Simulator, ecr_id: &EcrId, id: &str, more: &[(&str, &str)]) -> Answer {
    let pairs = [
        ("EcrId", ecr_id.as_str()),
        ("ChildInstanceId", id),
        ("ChildInstanceType", "VBR"),
        ("ChildInstanceRegionId", "cn-hangzhou"),
    ];
    sim.ask(ATTACH, &[&pairs[..], more].concat())
}

fn associate(sim: &Simulator, ecr_id: &EcrId, id: &str, more: &[(&str, &str)]) -> Answer {
    let name = if id.starts_with("vpc-") { "VpcId" } else { "TransitRouterId" };
    let pairs = [("EcrId", ecr_id.as_str()), ("AssociationRegionId", "cn-hangzhou"), (name, id)];
    sim.ask(CREATE, &[&pairs[..], more].concat())
}

#[test]
fn in_strict_mode_only_what_is_registered_exists() {
    let sim = strict();
    let ecr_id = sim.router(64512);
    assert_eq!(attach(&sim, &ecr_id, "vbr-1", &[]).code(), "OperationFailed.RejectedByEcYaochi");
    assert_eq!(associate(&sim, &ecr_id, "vpc-1", &[]).code(), "OperationFailed.RejectedByVpcYaochi");
    let cen = [("CenId", "cen-1")];
    let answer = associate(&sim, &ecr_id, "tr-1", &cen);
    assert_eq!((answer.status, answer.code()), (400, "ResourceNotFound.CenId"));
    apply(&sim, json!({ "Cens": [{ "CenId": "cen-1", "OwnerId": OWNER }] }));
    let answer = associate(&sim, &ecr_id, "tr-1", &cen);
    assert_eq!((answer.status, answer.code()), (400, "ResourceNotFound.TrId"));

    apply(&sim, vbr("vbr-1", json!({})));
    apply(&sim, vpc("vpc-1", json!({})));
    apply(&sim, transit_router("tr-1", json!({})));
    assert_eq!(attach(&sim, &ecr_id, "vbr-1", &[]).code(), "200");
    assert_eq!(associate(&sim, &ecr_id, "vpc-1", &[]).code(), "200");
    assert_eq!(associate(&sim, &ecr_id, "tr-1", &cen).code(), "200");
    sim.check_invariants().unwrap();
}

#[test]
fn the_mode_is_a_setting_of_the_world() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.db");
    drop(Simulator::builder().mode(Mode::Strict).open(&path).unwrap());
    let open = |mode| Simulator::builder().mode(mode).open(&path);
    assert!(open(Mode::Literal).is_err());
    let sim = open(Mode::Strict).unwrap();
    let ecr_id = sim.router(64512);
    assert_eq!(attach(&sim, &ecr_id, "vbr-1", &[]).code(), "OperationFailed.RejectedByEcYaochi");
    let fork = sim.fork().unwrap();
    assert_eq!(attach(&fork, &ecr_id, "vbr-1", &[]).code(), "OperationFailed.RejectedByEcYaochi");
}

#[test]
fn what_is_known_of_a_vbr_decides_whether_it_can_be_attached_in_both_modes() {
    for sim in [instant(), strict()] {
        let ecr_id = sim.router(64512);
        let changing = json!([{ "DestinationCidrBlock": "10.0.0.0/8", "InMiddleStatus": true }]);
        for (but, code) in [
            (json!({ "LocalAsn": 64513 }), "Conflict.ASNOfVBR"),
            (json!({ "SupportsMpBgp": false }), "OperationDenied.VbrDoesNotSupportMpbgp"),
            (json!({ "Routes": changing }), "OperationDenied.VbrHasRouteEntryInMiddleStatus"),
            (json!({ "BgpState": "InMiddleStatus" }), "OperationDenied.VbrHasBgpGroupInMiddleStatus"),
            (json!({ "RegionId": "cn-beijing" }), "OperationFailed.RejectedByEcYaochi"),
            (json!({ "OwnerId": OTHER }), "OperationFailed.RejectedByEcYaochi"),
            (json!({ "LocalAsn": null, "BgpState": "Down" }), "200"),
        ] {
            apply(&sim, vbr("vbr-1", but.clone()));
            assert_eq!(attach(&sim, &ecr_id, "vbr-1", &[]).code(), code, "{but}");
        }
        let detach = || {
            let pairs =
                [("EcrId", ecr_id.as_str()), ("ChildInstanceId", "vbr-1"), ("ChildInstanceType", "VBR")];
            sim.ask(DETACH, &pairs).code().to_owned()
        };
        for (but, code) in [
            (json!({ "Routes": changing }), "OperationDenied.VbrHasRouteEntryInMiddleStatus"),
            (json!({ "BgpState": "InMiddleStatus" }), "OperationDenied.VbrHasBgpGroupInMiddleStatus"),
            (json!({ "LocalAsn": 64513, "SupportsMpBgp": false, "OwnerId": OTHER }), "200"),
        ] {
            apply(&sim, vbr("vbr-1", but.clone()));
            assert_eq!(detach(), code, "{but}");
        }
    }
}

#[test]
fn an_instance_of_another_account_needs_its_grant() {
    let sim = strict();
    let ecr_id = sim.router(64512);
    let router = ecr_id.as_str();
    let owner = OTHER.to_string();
    apply(&sim, vbr("vbr-1", json!({ "OwnerId": OTHER })));
    apply(&sim, vpc("vpc-1", json!({ "OwnerId": OTHER })));
    let bind = |id: &str| match id {
        "vbr-1" => attach(&sim, &ecr_id, id, &[("ChildInstanceOwnerId", &owner)]),
        _ => associate(&sim, &ecr_id, id, &[("VpcOwnerId", &owner)]),
    };
    for (id, kind, code) in [
        ("vbr-1", "VBR", "OperationFailed.RejectedByEcYaochi"),
        ("vpc-1", "VPC", "OperationDenied.NotGrantedByNodeOwner"),
    ] {
        let grant = |account: u64, region: &str, router: &str| {
            let ours = OWNER.to_string();
            let pairs = [
                ("EcrId", router),
                ("EcrOwnerAliUid", ours.as_str()),
                ("InstanceId", id),
                ("InstanceRegionId", region),
                ("InstanceType", kind),
            ];
            let answer = sim.as_account(account).ask("GrantInstanceToExpressConnectRouter", &pairs);
            assert_eq!(answer.code(), "200", "{answer:?}");
        };
        assert_eq!(bind(id).code(), code);
        // None of these is a grant by the owner of this instance to this router.
        grant(OWNER, "cn-hangzhou", router);
        grant(OTHER, "cn-beijing", router);
        let elsewhere = sim.router(if kind == "VBR" { 64600 } else { 64601 });
        grant(OTHER, "cn-hangzhou", elsewhere.as_str());
        assert_eq!(bind(id).code(), code);
        grant(OTHER, "cn-hangzhou", router);
        assert_eq!(bind(id).code(), "200");
    }
}

#[test]
fn a_vpc_must_be_as_it_is_described_and_have_addresses_of_its_own() {
    let sim = instant();
    let ecr_id = sim.router(64512);
    for but in [json!({ "RegionId": "cn-beijing" }), json!({ "OwnerId": OTHER })] {
        apply(&sim, vpc("vpc-1", but));
        assert_eq!(associate(&sim, &ecr_id, "vpc-1", &[]).code(), "OperationFailed.RejectedByVpcYaochi");
    }
    let vswitches = |blocks: &[&str]| json!({ "VSwitchCidrBlocks": blocks });
    apply(&sim, vpc("vpc-1", vswitches(&["10.0.0.0/16", "10.2.0.0/16"])));
    assert_eq!(associate(&sim, &ecr_id, "vpc-1", &[]).code(), "200");
    for block in ["10.2.3.0/24", "10.0.0.0/8", "10.0.0.0/16"] {
        apply(&sim, vpc("vpc-2", vswitches(&["192.168.0.0/24", block])));
        assert_eq!(
            associate(&sim, &ecr_id, "vpc-2", &[]).code(),
            "OperationFailed.RejectedByVpcYaochi",
            "{block}"
        );
    }
    // Another router may have it.
    let elsewhere = sim.router(64513);
    assert_eq!(associate(&sim, &elsewhere, "vpc-2", &[]).code(), "200");
    apply(&sim, vpc("vpc-3", vswitches(&["10.1.0.0/16"])));
    assert_eq!(associate(&sim, &ecr_id, "vpc-3", &[]).code(), "200");
}

#[test]
fn a_transit_router_beside_a_vpc_is_no_vpc() {
    let sim = instant();
    let ecr_id = sim.router(64512);
    apply(&sim, transit_router("tr-1", json!({})));
    apply(&sim, vpc("vpc-1", json!({ "VSwitchCidrBlocks": ["10.0.0.0/16"] })));
    assert_eq!(associate(&sim, &ecr_id, "tr-1", &[]).code(), "200");
    assert_eq!(associate(&sim, &ecr_id, "vpc-1", &[]).code(), "200");
}

#[test]
fn a_vpc_with_a_static_route_to_the_router_stays_bound() {
    let sim = instant();
    let ecr_id = sim.router(64512);
    let association = associate(&sim, &ecr_id, "vpc-1", &[]).text("AssociationId").to_owned();
    let delete = || {
        let pairs = [("EcrId", ecr_id.as_str()), ("AssociationId", association.as_str())];
        sim.ask(DELETE, &pairs).code().to_owned()
    };
    let force_delete =
        || sim.ask("ForceDeleteExpressConnectRouter", &[("EcrId", ecr_id.as_str())]).code().to_owned();
    let route_to =
        |router: &str| json!({ "StaticRoutes": [{ "DestinationCidrBlock": "0.0.0.0/0", "EcrId": router }] });
    apply(&sim, vpc("vpc-1", route_to(ecr_id.as_str())));
    assert_eq!([delete(), force_delete()], ["OperationFailed.UsedInRouteEntryNextHop"; 2]);
    apply(&sim, vpc("vpc-1", route_to("ecr-another")));
    let fork = sim.fork().unwrap();
    assert_eq!(force_delete(), "200");
    let pairs = [("EcrId", ecr_id.as_str()), ("AssociationId", association.as_str())];
    assert_eq!(fork.ask(DELETE, &pairs).code(), "200");
}

#[test]
fn a_transit_router_must_be_that_of_the_cen_and_of_the_enterprise_edition() {
    let sim = instant();
    let ecr_id = sim.router(64512);
    let cen = [("CenId", "cen-1")];
    for (but, code) in [
        (json!({ "CenId": "cen-2" }), "ResourceNotFound.CenId"),
        (json!({ "RegionId": "cn-beijing" }), "ResourceNotFound.TrId"),
        (json!({ "OwnerId": OTHER }), "ResourceNotFound.TrId"),
        (json!({ "Edition": "Basic" }), "OperationFailed.RejectedByCenYaochi"),
        (json!({}), "200"),
    ] {
        apply(&sim, transit_router("tr-1", but.clone()));
        assert_eq!(associate(&sim, &ecr_id, "tr-1", &cen).code(), code, "{but}");
    }
}

#[test]
fn the_other_side_of_a_foreign_transit_router_is_for_its_owner_to_attach() {
    let sim = strict();
    let ecr_id = sim.router(64512);
    apply(&sim, transit_router("tr-1", json!({ "OwnerId": OTHER })));
    let owner = OTHER.to_string();
    let bind = |attachment: &str| {
        let more = [("TransitRouterOwnerId", owner.as_str()), ("CreateAttachment", attachment)];
        associate(&sim, &ecr_id, "tr-1", &more).code().to_owned()
    };
    assert_eq!(bind("true"), "OperationDenied.CrossAccountAttaching");
    assert_eq!(bind("false"), "200");
}

#[test]
fn links_between_regions_need_what_the_account_has_opened() {
    let sim = instant();
    let account = |inter: bool, cross: bool, allowed: bool| {
        apply(
            &sim,
            json!({ "Accounts": [{ "AccountId": OWNER, "IsCdtInterRegionEnabled": inter,
                            "IsCdtCrossBorderEnabled": cross, "IsUserAllowedToCreateCrossBorderLink": allowed }] }),
        );
    };
    let ecr_id = sim.router(64512);
    let bind = |id: &str, region: &str| {
        let pairs = [("EcrId", ecr_id.as_str()), ("AssociationRegionId", region), ("VpcId", id)];
        sim.ask(CREATE, &pairs).code().to_owned()
    };
    account(false, false, false);
    assert_eq!(bind("vpc-1", "cn-hangzhou"), "200", "one region has no links");
    assert_eq!(bind("vpc-2", "cn-hangzhou"), "200");
    assert_eq!(bind("vpc-3", "cn-beijing"), "OperationFailed.CdtNotOpened");
    assert_eq!(bind("vpc-3", "eu-west-1"), "OperationFailed.CdtCrossBoarderNotOpened");
    account(false, true, false);
    assert_eq!(bind("vpc-3", "eu-west-1"), "OperationFailed.CrossBorderNotAllowed");
    account(true, true, true);
    assert_eq!(bind("vpc-3", "eu-west-1"), "200");
    account(false, false, false);
    assert_eq!(bind("vpc-4", "eu-west-1"), "200", "there is a member in that region already");
    // A dry run answers the same.
    account(false, true, true);
    let pairs = [
        ("EcrId", ecr_id.as_str()),
        ("AssociationRegionId", "cn-beijing"),
        ("VpcId", "vpc-5"),
        ("DryRun", "true"),
    ];
    assert_eq!(sim.ask(CREATE, &pairs).code(), "OperationFailed.CdtNotOpened");
}

#[test]
fn the_check_of_a_region_tells_what_the_account_has_opened() {
    let sim = instant();
    let ecr_id = sim.router(64512);
    let check = || {
        let pairs = [("EcrId", ecr_id.as_str()), ("FreshRegionId", "cn-beijing")];
        let body = sim.ask("CheckAddRegionToExpressConnectRouter", &pairs).body;
        ["IsCdtInterRegionEnabled", "IsCdtCrossBorderEnabled", "IsUserAllowedToCreateCrossBorderLink"]
            .map(|name| body[name].as_bool().unwrap())
    };
    assert_eq!(check(), [true; 3]);
    for (number, name) in
        ["IsCdtInterRegionEnabled", "IsCdtCrossBorderEnabled", "IsUserAllowedToCreateCrossBorderLink"]
            .into_iter()
            .enumerate()
    {
        apply(&sim, json!({ "Accounts": [{ "AccountId": OWNER, name: false }] }));
        let mut expected = [true; 3];
        expected[number] = false;
        assert_eq!(check(), expected);
    }
    // The record of one account does not concern another.
    apply(
        &sim,
        json!({ "Accounts": [{ "AccountId": OWNER }, { "AccountId": OTHER, "IsCdtInterRegionEnabled": false }] }),
    );
    assert_eq!(check(), [true; 3]);
    assert!(sim.inventory().remove(&OTHER.to_string()).unwrap());
}
