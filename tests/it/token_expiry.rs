//! Client tokens expire, and expired tokens are purged.

use std::time::Duration;

use ecr_sim::{EcrId, Fault, Simulator};

use crate::harness::{SimulatorExt, fault, instant};
use crate::token::{assert_replays, create, modify, tokens};

/// The time to live of a token by default.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

#[test]
fn a_token_expires_exactly_when_its_time_has_passed() {
    let custom = Duration::from_millis(1500);
    for (builder, ttl) in [
        (Simulator::builder(), DAY),
        (Simulator::builder().token_ttl(custom), custom),
        (Simulator::builder().token_ttl(Duration::from_millis(1)), Duration::from_millis(1)),
    ] {
        let millisecond = Duration::from_millis(1);
        for (passed, replayed) in [(ttl - millisecond, true), (ttl, false), (ttl + millisecond, false)] {
            let sim = builder.clone().in_memory().unwrap();
            sim.call(create(64512, "t")).unwrap();
            sim.advance(passed).unwrap();
            if replayed {
                assert!(sim.call(create(64512, "t")).unwrap().replayed, "{passed:?} of {ttl:?}");
                assert_eq!(tokens(&sim), ["t"]);
            } else {
                // The token counts as new, so the ASN conflicts.
                let refusal = sim.refusal(create(64512, "t"));
                assert_eq!(refusal.code_text(), "Conflict.ASNOfECR", "{passed:?} of {ttl:?}");
                assert!(tokens(&sim).is_empty());
            }
        }
    }
}

#[test]
fn a_replay_does_not_prolong_the_life_of_a_token() {
    let sim = Simulator::builder().token_ttl(Duration::from_secs(10)).in_memory().unwrap();
    sim.call(create(64512, "t")).unwrap();
    sim.advance(Duration::from_secs(9)).unwrap();
    assert!(sim.call(create(64512, "t")).unwrap().replayed);
    sim.advance(Duration::from_secs(1)).unwrap();
    assert_eq!(sim.refusal(create(64512, "t")).code_text(), "Conflict.ASNOfECR");
}

#[test]
fn an_expired_token_serves_a_new_call_and_then_replays_that_one() {
    let sim = instant();
    let old = sim.call(create(64512, "t")).unwrap();
    sim.advance(DAY).unwrap();
    let new = sim.call(create(64513, "t")).unwrap();
    assert!(!new.replayed);
    assert_ne!(new.response.ecr_id, old.response.ecr_id);
    assert_replays(&sim.call(create(64513, "t")).unwrap(), &new);
    assert_eq!(sim.refusal(create(64512, "t")).code_text(), "IdempotentParameterMismatch");
    assert_eq!(tokens(&sim), ["t"]);
}

#[test]
fn expired_tokens_are_purged_so_that_a_world_does_not_grow_for_ever() {
    let ttl = Duration::from_secs(1);
    let builder = Simulator::builder().token_ttl(ttl).page_limit(80);
    let rename_often = |pause: Duration| {
        let sim = builder.clone().in_memory()?;
        let ecr_id = sim.router(64512);
        for _ in 0..2_000 {
            sim.call(modify(&ecr_id))?;
            sim.advance(pause)?;
        }
        Ok(())
    };
    rename_often(ttl).unwrap();
    // With tokens that do not expire, the same calls do not fit. So it was the purge that made room.
    assert_eq!(fault(rename_often(Duration::ZERO)), Fault::Full);
}

#[test]
fn what_expires_at_once_is_purged_by_later_calls_at_one_time() {
    let ttl = Duration::from_secs(1);
    let sim = Simulator::builder().token_ttl(ttl).page_limit(80).in_memory().unwrap();
    let ecr_id = sim.router(64512);
    // If only the first call after each pause purged, this many calls would not fit.
    for _ in 0..20 {
        for _ in 0..100 {
            sim.call(modify(&ecr_id)).unwrap();
        }
        sim.advance(ttl).unwrap();
    }
}

/// Returns the number of rows of client tokens, expired or not.
fn rows(sim: &Simulator) -> i64 {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("copy.db");
    sim.snapshot(&path).unwrap();
    let copy = rusqlite::Connection::open(&path).unwrap();
    copy.query_row("SELECT count(*) FROM token", [], |row| row.get(0)).unwrap()
}

#[test]
fn a_fork_purges_what_it_inherited() {
    let sim = instant();
    let ecr_id: EcrId = sim.router(64512);
    for _ in 0..100 {
        sim.call(modify(&ecr_id)).unwrap();
    }
    sim.advance(DAY).unwrap();
    let fork = sim.fork().unwrap();
    for world in [&sim, &fork] {
        for _ in 0..50 {
            world.call(modify(&ecr_id)).unwrap();
        }
        assert_eq!(rows(world), 50);
    }
}
