//! Settings: a file keeps them, and opening it with a different one is refused by name.

use std::time::Duration;

use ecr_sim::{AccountId, Builder, Clock, Durability, Fault, Latency, Mode, Quota, Simulator, Timestamp};

use crate::harness::{SimulatorExt, fault};
use crate::persistence::{new_path, open};

/// Returns a builder that sets everything which a file keeps to something else than the default.
fn everything_set() -> Builder {
    Simulator::builder()
        .seed(7)
        .clock(Clock::manual_at(Timestamp::from_millis(1_000)))
        .latency(Latency::realistic())
        .quota(Quota::default().routers_per_account(3))
        .regions(["cn-beijing", "cn-shanghai"])
        .region("cn-beijing")
        .account(42)
        .token_ttl(Duration::from_secs(1))
        .mode(Mode::Strict)
}

#[test]
fn every_setting_that_differs_from_the_file_is_refused_by_name() {
    type Change = fn(Builder) -> Builder;
    let changes: [(&str, Change); 9] = [
        ("seed", |builder| builder.seed(0)),
        ("clock", |builder| builder.clock(Clock::System)),
        ("latency", |builder| builder.latency(Latency::instant())),
        ("quota", |builder| builder.quota(Quota::default())),
        ("regions", |builder| builder.regions(["cn-shanghai", "cn-beijing"])),
        ("region", |builder| builder.region("cn-shanghai")),
        ("account", |builder| builder.account(43)),
        ("token_ttl", |builder| builder.token_ttl(Duration::from_millis(1_001))),
        ("mode", |builder| builder.mode(Mode::Literal)),
    ];
    let (_folder, path) = new_path();
    let sim = everything_set().open(&path).unwrap();
    sim.router(64512);
    let before = sim.dump().unwrap();
    drop(sim);
    for (name, change) in changes {
        for builder in [Simulator::builder(), everything_set()] {
            match fault(change(builder).open(&path)) {
                Fault::SettingsMismatch { setting, given, stored } => {
                    assert_eq!(setting, name);
                    assert_ne!(given, stored);
                }
                other => panic!("{name}: {other}"),
            }
        }
        assert_eq!(open(&path).unwrap().dump().unwrap(), before, "{name}");
    }
}

#[test]
fn settings_that_are_not_given_follow_the_file() {
    let (_folder, path) = new_path();
    let sim = everything_set().open(&path).unwrap();
    let settings = sim.dump().unwrap()["settings"].clone();
    drop(sim);
    // Settings that a file does not keep may differ each time.
    let others = [Simulator::builder(), everything_set(), Simulator::builder().seed(7).page_limit(10_000)];
    for builder in others {
        let sim = builder.durability(Durability::Normal).open(&path).unwrap();
        assert_eq!(sim.dump().unwrap()["settings"], settings);
        assert_eq!((sim.account().get(), sim.region().as_str()), (42, "cn-beijing"));
        assert_eq!(sim.now(), Timestamp::from_millis(1_000));
    }
}

#[test]
fn a_region_that_cannot_be_one_is_refused_by_the_builder() {
    for (bad, builder) in [
        ("", Simulator::builder().region("")),
        ("CN Hangzhou", Simulator::builder().region("CN Hangzhou")),
        ("é", Simulator::builder().region("é")),
    ] {
        let fault = fault(builder.in_memory());
        assert_eq!(fault, Fault::SettingInvalid { setting: "region", given: bad.to_owned() });
    }
    let fault = fault(Simulator::builder().regions(["cn-beijing", "a_b"]).in_memory());
    assert_eq!(fault, Fault::SettingInvalid { setting: "regions", given: "a_b".to_owned() });
}

#[test]
fn an_account_that_cannot_be_one_is_refused_by_the_builder() {
    for number in [0, 1 << 63, u64::MAX] {
        let fault = fault(Simulator::builder().account(number).in_memory());
        assert_eq!(fault, Fault::SettingInvalid { setting: "account", given: number.to_string() });
        assert!(AccountId::try_from(number).is_err() && number.to_string().parse::<AccountId>().is_err());
    }
    let largest = Simulator::builder().account((1 << 63) - 1).in_memory().unwrap();
    assert_eq!(largest.account().get(), (1 << 63) - 1);
}

#[test]
fn a_handle_shows_its_account_and_its_region() {
    let sim = everything_set().in_memory().unwrap();
    let shown = format!("{sim:?}");
    assert!(shown.contains("42") && shown.contains("cn-beijing"), "{shown}");
}
