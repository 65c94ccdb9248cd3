//! Simulated time: it moves only when advanced, and each transition takes effect at the time it is due.

use std::time::Duration;

use ecr_sim::{
    AttachExpressConnectRouterChildInstance, Builder, CenLock, Clock, CreateFlowLog,
    DeleteExpressConnectRouter, EcrId, ForceDeleteExpressConnectRouter, InstanceType, Latency, Simulator,
    Timestamp,
};
use serde_json::Value;

use crate::harness::{SimulatorExt, instant, slow, value};
use crate::script::{builder, first_half};

const START: &str = "2026-01-01T00:00:00Z";

fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

/// Returns the time this many seconds after the start.
fn at(count: u64) -> Timestamp {
    value::<Timestamp>(START).after(seconds(count))
}

fn on_system_clock() -> Builder {
    builder().clock(Clock::System)
}

/// Returns the status and `GmtModified` of a router.
fn router(sim: &Simulator, ecr_id: &EcrId) -> (String, String) {
    let answer = sim.ask("DescribeExpressConnectRouter", &[("EcrId", ecr_id.as_str())]);
    let text = |field: &str| answer.body["EcrList"][0][field].as_str().unwrap().to_owned();
    (text("Status"), text("GmtModified"))
}

/// Returns the status and `GmtModified` of the only child instance of a router.
fn child(sim: &Simulator, ecr_id: &EcrId) -> (String, String) {
    let answer = sim.ask("DescribeExpressConnectRouterChildInstance", &[("EcrId", ecr_id.as_str())]);
    assert_eq!(answer.body["TotalCount"], 1);
    let text = |field: &str| answer.body["ChildInstanceList"][0][field].as_str().unwrap().to_owned();
    (text("Status"), text("GmtModified"))
}

fn row(status: &str, moment: Timestamp) -> (String, String) {
    (status.to_owned(), moment.to_string())
}

#[test]
fn calls_do_not_move_a_manual_clock() {
    let sim = builder().in_memory().unwrap();
    assert_eq!(sim.now(), at(0));
    let ecr_id = sim.router(64512);
    sim.attach(&ecr_id, "vbr-1");
    for _ in 0..100 {
        sim.ask("DescribeExpressConnectRouter", &[]);
        assert_eq!(sim.next_due().unwrap(), Some(at(5)));
    }
    assert_eq!(sim.now(), at(0));
    assert_eq!(router(&sim, &ecr_id), row("ASSOCIATING", at(0)));
    assert_eq!(child(&sim, &ecr_id), row("CREATING", at(0)));
}

#[test]
fn a_manual_clock_starts_at_the_given_time() {
    for moment in ["1969-12-31T23:59:59Z", "1999-12-31T23:59:59Z", "2999-02-28T12:00:00Z"] {
        let start: Timestamp = value(moment);
        let sim = Simulator::builder().clock(Clock::manual_at(start)).in_memory().unwrap();
        let ecr_id = sim.router(64512);
        assert_eq!(router(&sim, &ecr_id), row("ACTIVE", start));
        sim.advance(seconds(1)).unwrap();
        assert_eq!(sim.now(), start.after(seconds(1)));
    }
}

#[test]
fn an_operation_ends_exactly_when_it_is_due() {
    let sim = slow();
    let ecr_id = sim.router(64512);
    sim.attach(&ecr_id, "vbr-1");
    sim.advance(Duration::from_millis(4_999)).unwrap();
    assert_eq!(router(&sim, &ecr_id).0, "ASSOCIATING");
    assert_eq!(sim.next_due().unwrap(), Some(at(5)));
    sim.advance(Duration::from_millis(1)).unwrap();
    assert_eq!(router(&sim, &ecr_id), row("ACTIVE", at(5)));
    assert_eq!(child(&sim, &ecr_id), row("ACTIVE", at(5)));
    assert_eq!(sim.next_due().unwrap(), None);
}

#[test]
fn one_long_advance_settles_all_in_due_order_each_stamped_with_its_due_time() {
    // The transition that begins first ends last, so settling in the order of beginning would give other times.
    let latency = Latency::realistic().associate(seconds(9)).dissociate(seconds(2));
    let sim = Simulator::builder().latency(latency).in_memory().unwrap();
    let (late, early, gone) = (sim.router(64512), sim.router(64513), sim.router(64514));
    sim.attach(&early, "vbr-2");
    sim.advance(seconds(10)).unwrap();

    sim.attach(&late, "vbr-1");
    let detach = [("EcrId", early.as_str()), ("ChildInstanceId", "vbr-2"), ("ChildInstanceType", "VBR")];
    assert_eq!(sim.ask("DetachExpressConnectRouterChildInstance", &detach).status, 200);
    sim.call(DeleteExpressConnectRouter::new(gone.clone())).unwrap();
    let dump = sim.dump().unwrap();
    let pending = dump["pending"].as_array().unwrap();
    let order: Vec<&str> = pending.iter().map(|pending| pending["ecr_id"].as_str().unwrap()).collect();
    assert_eq!(order, [early.as_str(), gone.as_str(), late.as_str()]);

    sim.advance(seconds(1_000)).unwrap();
    assert_eq!(sim.now(), at(1_010));
    assert_eq!(router(&sim, &early), row("ACTIVE", at(12)));
    assert_eq!(router(&sim, &late), row("ACTIVE", at(19)));
    assert_eq!(child(&sim, &late), row("ACTIVE", at(19)));
    let answer = sim.ask("DescribeExpressConnectRouter", &[("EcrId", gone.as_str())]);
    assert_eq!(answer.body["TotalCount"], 0);
    sim.check_invariants().unwrap();
}

#[test]
fn a_long_advance_is_the_sum_of_short_ones() {
    let (long, short) = (builder().in_memory().unwrap(), builder().in_memory().unwrap());
    assert_eq!(first_half(&long), first_half(&short));
    long.advance(Duration::from_millis(7_000)).unwrap();
    for _ in 0..70 {
        short.advance(Duration::from_millis(100)).unwrap();
    }
    assert_eq!(long.dump().unwrap(), short.dump().unwrap());
}

#[test]
fn next_due_is_the_first_of_all_and_survives_what_is_due_later() {
    let sim = slow();
    let (first, second, third) = (sim.router(64512), sim.router(64513), sim.router(64514));
    assert_eq!(sim.next_due().unwrap(), None);
    sim.call(ForceDeleteExpressConnectRouter::new(first)).unwrap();
    assert_eq!(sim.next_due().unwrap(), Some(at(10)));
    sim.attach(&second, "vbr-1");
    assert_eq!(sim.next_due().unwrap(), Some(at(5)));
    sim.advance(seconds(1)).unwrap();
    sim.attach(&third, "vbr-2");
    assert_eq!(sim.next_due().unwrap(), Some(at(5)));
    for due in [6, 10] {
        let wait = sim.next_due().unwrap().unwrap().as_millis() - sim.now().as_millis();
        sim.advance(Duration::from_millis(wait.unsigned_abs())).unwrap();
        assert_eq!(sim.next_due().unwrap(), Some(at(due)));
    }
}

#[test]
fn advancing_until_idle_goes_just_far_enough() {
    let sim = slow();
    sim.advance_until_idle().unwrap();
    assert_eq!(sim.now(), at(0));
    let (kept, gone) = (sim.router(64512), sim.router(64513));
    sim.attach(&kept, "vbr-1");
    sim.call(ForceDeleteExpressConnectRouter::new(gone)).unwrap();
    sim.advance_until_idle().unwrap();
    assert_eq!(sim.now(), at(10));
    assert_eq!(sim.next_due().unwrap(), None);
    assert_eq!(router(&sim, &kept), row("ACTIVE", at(5)));
    assert_eq!(sim.dump().unwrap()["pending"], Value::Array(Vec::new()));
}

#[test]
fn instant_operations_never_pend() {
    let sim = instant();
    let ecr_id = sim.router(64512);
    sim.attach(&ecr_id, "vbr-1");
    assert_eq!(sim.next_due().unwrap(), None);
    assert_eq!(router(&sim, &ecr_id), row("ACTIVE", at(0)));
    assert_eq!(child(&sim, &ecr_id), row("ACTIVE", at(0)));
}

#[test]
fn each_latency_may_differ_and_the_flow_log_bears_the_minute() {
    let latency = Latency::instant().associate(Duration::from_millis(1));
    let sim = Simulator::builder().latency(latency).in_memory().unwrap();
    let ecr_id = sim.router(64512);
    sim.advance(seconds(61)).unwrap();
    sim.attach(&ecr_id, "vbr-1");
    let audit =
        || CreateFlowLog::new(ecr_id.clone(), InstanceType::Vbr, value("vbr-1"), value("abc"), value("abc"));
    assert_eq!(sim.refusal(audit()).code_text(), "IncorrectStatus.Ecr");
    sim.advance(Duration::from_millis(1)).unwrap();
    sim.call(audit()).unwrap();
    let answer = sim.ask("DescribeFlowLogs", &[("EcrId", ecr_id.as_str())]);
    assert_eq!(answer.body["FlowLogs"][0]["CreationTime"], "2026-01-01T00:01Z");
    sim.call(DeleteExpressConnectRouter::new(sim.router(64513))).unwrap();
    assert_eq!(sim.next_due().unwrap(), None);
}

#[test]
fn a_latency_too_short_for_the_clock_leaves_nothing_overdue() {
    let latency = Latency::instant().associate(Duration::from_nanos(1));
    let sim = Simulator::builder().latency(latency).in_memory().unwrap();
    let ecr_id = sim.router(64512);
    sim.attach(&ecr_id, "vbr-1");
    sim.check_invariants().unwrap();
}

#[test]
fn the_end_of_time_is_as_far_as_a_clock_goes() {
    let end = Timestamp::from_millis(i64::MAX);
    for builder in [builder(), on_system_clock()] {
        let sim = builder.in_memory().unwrap();
        let ecr_id = sim.router(64512);
        sim.attach(&ecr_id, "vbr-1");
        for _ in 0..2 {
            sim.advance(Duration::MAX).unwrap();
            assert_eq!(sim.now(), end);
        }
        assert_eq!(router(&sim, &ecr_id).0, "ACTIVE");
        sim.flow_log(&ecr_id, "vbr-1");
        sim.advance_until_idle().unwrap();
        assert_eq!(sim.fork().unwrap().now(), end);
        sim.check_invariants().unwrap();
    }
}

#[test]
fn what_begins_at_the_end_of_time_leaves_nothing_overdue() {
    let sim = slow();
    let ecr_id = sim.router(64512);
    sim.advance(Duration::MAX).unwrap();
    sim.attach(&ecr_id, "vbr-1");
    sim.check_invariants().unwrap();
}

#[test]
fn a_system_clock_never_goes_back_also_not_in_a_reopened_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.db");
    let mut last = Timestamp::from_millis(0);
    let mut look = |sim: &Simulator, what: &str| {
        let now = sim.now();
        assert!(now >= last, "{what}: {now} after {last}");
        last = now;
    };
    for year in 0..3 {
        let sim = on_system_clock().open(&path).unwrap();
        look(&sim, "reopened");
        let ecr_id = sim.router(64512 + year);
        look(&sim, "after a call");
        let before = sim.now();
        sim.advance(seconds(365 * 24 * 60 * 60)).unwrap();
        look(&sim, "advanced");
        assert!(sim.now() >= before.after(seconds(365 * 24 * 60 * 60)));
        sim.attach(&ecr_id, &format!("vbr-{year}"));
        look(&sim, "after another call");
        sim.check_invariants().unwrap();
    }
}

#[test]
fn latency_works_by_advancing_a_system_clock_too() {
    // The latency of one hour outlasts this test, so nothing ends by itself.
    let hour = seconds(60 * 60);
    let latency = Latency::instant().associate(hour);
    let sim = Simulator::builder().latency(latency).clock(Clock::System).in_memory().unwrap();
    let ecr_id = sim.router(64512);
    sim.attach(&ecr_id, "vbr-1");
    assert_eq!(router(&sim, &ecr_id).0, "ASSOCIATING");
    let due = sim.next_due().unwrap().unwrap();
    sim.advance(hour).unwrap();
    assert_eq!(router(&sim, &ecr_id), row("ACTIVE", due));
    assert_eq!(child(&sim, &ecr_id), row("ACTIVE", due));
    assert_eq!(sim.next_due().unwrap(), None);

    let vbr = value("vbr-2");
    let request = AttachExpressConnectRouterChildInstance::new(
        ecr_id.clone(),
        vbr,
        InstanceType::Vbr,
        value("cn-beijing"),
    );
    sim.call(request).unwrap();
    let due = sim.next_due().unwrap().unwrap();
    sim.advance_until_idle().unwrap();
    assert!(sim.now() >= due);
    assert_eq!(router(&sim, &ecr_id), row("ACTIVE", due));
}

#[test]
fn tokens_expire_by_advancing_a_system_clock_too() {
    let sim = Simulator::builder().clock(Clock::System).in_memory().unwrap();
    let pairs = [("AlibabaSideAsn", "64512"), ("ClientToken", "t")];
    assert_eq!(sim.ask("CreateExpressConnectRouter", &pairs).status, 200);
    sim.advance(seconds(23 * 60 * 60)).unwrap();
    assert_eq!(sim.ask("CreateExpressConnectRouter", &pairs).status, 200);
    sim.advance(seconds(60 * 60)).unwrap();
    assert_eq!(sim.ask("CreateExpressConnectRouter", &pairs).code(), "Conflict.ASNOfECR");
}

#[test]
fn a_system_clock_behind_the_file_waits_until_it_has_caught_up() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.db");
    drop(on_system_clock().open(&path).unwrap());
    let ahead = Timestamp::from_millis(4_000_000_000_000);
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute("UPDATE world SET now_ms = ?1", [ahead.as_millis()]).unwrap();
    drop(other);
    let sim = on_system_clock().open(&path).unwrap();
    assert_eq!(sim.now(), ahead);
    sim.router(64512);
    assert_eq!(sim.now(), ahead);
    sim.advance(seconds(1)).unwrap();
    assert_eq!(sim.now(), ahead);
}

#[test]
fn what_has_fallen_due_on_a_system_clock_is_settled_before_anybody_looks() {
    let latency = Latency::instant().associate(Duration::from_millis(1));
    let builder = || Simulator::builder().clock(Clock::System).latency(latency);
    type Look = fn(&Simulator, &EcrId) -> bool;
    let looks: [Look; 5] = [
        |sim, _| sim.next_due().unwrap().is_none(),
        |sim, _| sim.dump().unwrap()["routers"][0]["status"] == "ACTIVE",
        |sim, _| sim.check_invariants().is_ok(),
        |sim, _| sim.fork().unwrap().dump().unwrap()["pending"] == Value::Array(Vec::new()),
        |sim, ecr_id| sim.cen().lock(ecr_id, CenLock::Attaching).is_ok(),
    ];
    for (number, look) in looks.into_iter().enumerate() {
        let sim = builder().in_memory().unwrap();
        let ecr_id = sim.router(64512);
        sim.attach(&ecr_id, "vbr-1");
        let begun = sim.now();
        // Reading the time settles nothing.
        while sim.now() <= begun.after(Duration::from_millis(2)) {}
        assert!(look(&sim, &ecr_id), "look {number}");
    }
}

#[test]
fn what_cen_does_on_a_system_clock_is_not_from_the_future() {
    let sim = on_system_clock().in_memory().unwrap();
    let ecr_id = sim.router(64512);
    let created = sim.now();
    // Calls until the clock has moved on, which takes a few.
    while sim.now() == created {
        sim.cen().lock(&ecr_id, CenLock::Attaching).unwrap();
        sim.cen().release(&ecr_id).unwrap();
    }
    sim.cen().lock(&ecr_id, CenLock::Attaching).unwrap();
    sim.check_invariants().unwrap();
}
