//! A full database: the call ends in a typed fault, leaves no trace, and reads still work.

use std::collections::BTreeSet;

use ecr_sim::{
    Asn, CreateExpressConnectRouter, Description, Durability, Error, Fault, ModifyExpressConnectRouter,
    Result, Simulator,
};
use serde_json::Value;

use crate::harness::{SimulatorExt, fault, value};
use crate::script::{builder, second_half};

/// Creates routers with long descriptions until a call fails. Checks that all of them exist, and nothing of the
/// failed one.
fn fill(sim: &Simulator) -> Result<()> {
    let description: Description = value(&"d".repeat(256));
    // Far more than fits: if the limit is ignored, this test fails.
    for number in count(&sim.dump().unwrap())..5_000 {
        let asn = Asn::try_from(4_200_000_000 + i64::try_from(number).unwrap()).unwrap();
        let request = CreateExpressConnectRouter::new(asn);
        let outcome = sim.call(CreateExpressConnectRouter { description: description.clone(), ..request });
        if let Err(error) = outcome {
            assert_eq!(count(&sim.dump().unwrap()), number);
            sim.check_invariants().unwrap();
            return Err(error);
        }
    }
    Ok(())
}

/// Returns the number of routers.
fn count(dump: &Value) -> usize {
    dump["routers"].as_array().unwrap().len()
}

/// Returns two full simulators, one in memory and one in a file whose folder lives as long.
fn full_worlds() -> Vec<(Simulator, Option<tempfile::TempDir>)> {
    let folder = tempfile::tempdir().unwrap();
    let memory = builder().page_limit(60).in_memory().unwrap();
    let file =
        builder().page_limit(60).durability(Durability::Normal).open(folder.path().join("state.db")).unwrap();
    let worlds = vec![(memory, None), (file, Some(folder))];
    for (sim, _) in &worlds {
        assert_eq!(fault(fill(sim)), Fault::Full);
    }
    worlds
}

#[test]
fn a_full_world_refuses_commands_with_a_typed_fault_and_changes_nothing() {
    for (sim, _folder) in full_worlds() {
        let before = sim.dump().unwrap();
        assert!(count(&before) > 10);
        for _ in 0..3 {
            assert_eq!(fault(fill(&sim)), Fault::Full);
        }
        assert_eq!(sim.dump().unwrap(), before);
        sim.check_invariants().unwrap();
    }
}

#[test]
fn a_full_world_still_answers_reads_and_refusals_with_request_ids_of_their_own() {
    for (sim, _folder) in full_worlds() {
        let count = count(&sim.dump().unwrap());
        let mut ids = BTreeSet::new();
        // More calls than one reservation of RequestIds covers.
        for _ in 0..1_500 {
            let answer = sim.ask("DescribeExpressConnectRouter", &[("MaxResults", "1")]);
            assert_eq!((answer.status, &answer.body["TotalCount"]), (200, &Value::from(count)));
            assert!(ids.insert(answer.text("RequestId").to_owned()));
        }
        let taken = sim.ask("CreateExpressConnectRouter", &[("AlibabaSideAsn", "4200000000")]);
        assert_eq!(taken.code(), "Conflict.ASNOfECR");
        let missing = sim.ask("CreateExpressConnectRouter", &[]);
        assert_eq!(missing.code(), "MissingParam.AlibabaSideAsn");
        assert!(
            ids.insert(taken.text("RequestId").to_owned())
                && ids.insert(missing.text("RequestId").to_owned())
        );
    }
}

#[test]
fn by_name_a_full_world_answers_internal_error() {
    for (sim, _folder) in full_worlds() {
        let before = sim.dump().unwrap();
        let long = "n".repeat(128);
        let pairs = [("AlibabaSideAsn", "64512"), ("Description", &long), ("Name", &long)];
        let answer = sim.ask("CreateExpressConnectRouter", &pairs);
        assert_eq!((answer.status, answer.code()), (500, "InternalError"));
        assert_eq!(answer.text("DynamicMessage"), Fault::Full.to_string());
        let next = sim.ask("CreateExpressConnectRouter", &pairs);
        for answer in [&answer, &next] {
            assert_eq!(answer.text("RequestId").as_bytes()[14], b'4', "a UUID of version 4, so not nil");
        }
        assert_ne!(answer.text("RequestId"), next.text("RequestId"));
        for field in ["Message", "HostId"] {
            assert!(!answer.text(field).is_empty(), "{field}");
        }
        assert_eq!(sim.dump().unwrap(), before);
    }
}

#[test]
fn a_full_world_can_be_forked_and_the_fork_has_room() {
    for (sim, _folder) in full_worlds() {
        let fork = sim.fork().unwrap();
        assert_eq!(fork.dump().unwrap(), sim.dump().unwrap());
        fork.router(64512);
        assert_eq!(fault(fill(&sim)), Fault::Full);
    }
}

#[test]
fn a_full_file_works_again_once_it_has_room() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.db");
    let sim = builder().page_limit(60).durability(Durability::Normal).open(&path).unwrap();
    assert_eq!(fault(fill(&sim)), Fault::Full);
    let before = sim.dump().unwrap();
    drop(sim);
    let sim = builder().open(&path).unwrap();
    assert_eq!(sim.dump().unwrap(), before);
    sim.router(64512);
    second_half(&sim);
    sim.check_invariants().unwrap();
}

#[test]
fn a_limit_below_what_a_call_needs_ends_in_the_typed_fault() {
    let folder = tempfile::tempdir().unwrap();
    for pages in 1..=30 {
        for (world, name) in [
            (builder().page_limit(pages).in_memory(), "memory"),
            (
                builder()
                    .page_limit(pages)
                    .durability(Durability::Normal)
                    .open(folder.path().join(format!("{pages}.db"))),
                "file",
            ),
        ] {
            // A limit below the size of a new database counts as that size, so a call succeeds or ends in this fault.
            let outcome = world.and_then(|sim| {
                let ecr_id =
                    sim.call(CreateExpressConnectRouter::new(Asn::try_from(64512).unwrap()))?.response.ecr_id;
                let before = sim.dump()?;
                sim.call(ModifyExpressConnectRouter::new(ecr_id)).map(drop).inspect_err(|_| {
                    assert_eq!(sim.dump().unwrap(), before);
                })
            });
            match outcome {
                Ok(()) | Err(Error::Fault(Fault::Full)) => {}
                Err(other) => panic!("{pages} pages in a {name}: {other}"),
            }
        }
    }
}
