//! The recorded requests of a Terraform run, and every value that it read from the answers.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use ecr_sim::{Latency, Simulator};
use serde_json::Value;

use crate::harness::{Answer, SimulatorExt};

/// 105 requests of `terraform apply`, `plan`, a changed configuration and `destroy`, and the answers that it
/// accepted.
const RECORDED: &str = include_str!("../data/terraform-lifecycle.jsonl");
/// The account that Terraform used.
const ACCOUNT: u64 = 1_511_928_242_963_727;

/// The values that the provider reads: for each operation the list in its answer and the fields of an entry.
const READ: &[(&str, &str, &[&str])] = &[
    (
        "DescribeExpressConnectRouter",
        "EcrList",
        &[
            "AlibabaSideAsn",
            "BizStatus",
            "Description",
            "EcrId",
            "Name",
            "OwnerId",
            "ResourceGroupId",
            "Status",
            "Tags",
        ],
    ),
    (
        "DescribeExpressConnectRouterAssociation",
        "AssociationList",
        &[
            "AllowedPrefixes",
            "AllowedPrefixesMode",
            "AssociationId",
            "AssociationNodeType",
            "CenId",
            "EcrId",
            "OwnerId",
            "RegionId",
            "Status",
            "TransitRouterId",
            "TransitRouterOwnerId",
            "VpcId",
            "VpcOwnerId",
        ],
    ),
    (
        "DescribeExpressConnectRouterChildInstance",
        "ChildInstanceList",
        &[
            "AssociationId",
            "ChildInstanceId",
            "ChildInstanceOwnerId",
            "ChildInstanceRegionId",
            "ChildInstanceType",
            "Description",
            "EcrId",
            "OwnerId",
            "RegionId",
            "Status",
        ],
    ),
    (
        "DescribeInstanceGrantedToExpressConnectRouter",
        "EcrGrantedInstanceList",
        &["EcrId", "EcrOwnerAliUid", "NodeId", "NodeOwnerUid", "NodeRegionId", "NodeType", "Status"],
    ),
    (
        "DescribeExpressConnectRouterInterRegionTransitMode",
        "InterRegionTransitModeList",
        &["Mode", "RegionId"],
    ),
];

/// A recorded request and its answer.
struct Record {
    action: String,
    pairs: Vec<(String, String)>,
    status: u16,
    response: Value,
}

fn records() -> Vec<Record> {
    let texts = |value: &Value| -> Vec<(String, String)> {
        let object = value.as_object().unwrap();
        object.iter().map(|(name, text)| (name.clone(), text.as_str().unwrap().to_owned())).collect()
    };
    let lines = RECORDED.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines
        .map(|line| Record {
            action: line["action"].as_str().unwrap().to_owned(),
            pairs: [texts(&line["query"]), texts(&line["form"])].concat(),
            status: line["status"].as_u64().unwrap().try_into().unwrap(),
            response: line["response"].clone(),
        })
        .collect()
}

/// Maps recorded ids to ours.
#[derive(Default)]
struct Ids(BTreeMap<String, String>);

impl Ids {
    fn of<'a>(&'a self, text: &'a str) -> &'a str {
        self.0.get(text).map_or(text, String::as_str)
    }

    /// Learns the ids in an answer, wherever they are.
    fn learn(&mut self, recorded: &Value, answer: &Value) {
        for name in ["EcrId", "AssociationId"] {
            let ids = (recorded[name].as_str(), answer[name].as_str());
            if let (Some(recorded), Some(simulated)) = ids {
                self.0.insert(recorded.to_owned(), simulated.to_owned());
            }
        }
    }

    fn ask(&self, sim: &Simulator, record: &Record) -> Answer {
        let pairs: Vec<_> = record.pairs.iter().map(|(name, text)| (name.as_str(), self.of(text))).collect();
        sim.ask(&record.action, &pairs)
    }
}

/// Returns what a provider waits for: the status in an answer, and those of the entries in a list.
fn awaited(action: &str, status: u16, body: &Value) -> (u16, Vec<Value>) {
    let list = READ.iter().find(|(read, ..)| *read == action).and_then(|(_, list, _)| body[*list].as_array());
    (status, list.into_iter().flatten().map(|entry| entry["Status"].clone()).collect())
}

/// Repeats a call as Terraform does while time passes: a write until it is not refused because of another operation,
/// a query until it shows what was recorded.
fn retried(sim: &Simulator, ids: &Ids, record: &Record) -> Answer {
    let wanted = awaited(&record.action, record.status, &record.response);
    for _ in 0..100 {
        let answer = ids.ask(sim, record);
        let is_over = match record.action.starts_with("Describe") {
            true => awaited(&record.action, answer.status, &answer.body) == wanted,
            false => answer.code() != "Conflict.Lock",
        };
        if is_over {
            return answer;
        }
        sim.advance(Duration::from_secs(1)).unwrap();
    }
    panic!("{} never gets its turn", record.action);
}

#[test]
fn every_value_that_terraform_reads_is_the_recorded_one_at_any_latency() {
    let wait = Duration::from_secs(7);
    let slow =
        Latency::instant().associate(wait).dissociate(wait).update(wait).delete(wait).force_delete(wait);
    for latency in [Latency::instant(), slow] {
        let sim = Simulator::builder().account(ACCOUNT).latency(latency).in_memory().unwrap();
        let start = sim.now();
        play(&sim);
        let seconds = (sim.now().as_millis() - start.as_millis()) / 1_000;
        // The provider gives up on a resource after five minutes.
        assert!(seconds < 300 && (seconds > 0) == (latency == slow), "{seconds} s");
    }
}

/// Replays all requests, and compares every answer with the recorded one.
fn play(sim: &Simulator) {
    let mut ids = Ids::default();
    let mut seen = BTreeSet::new();
    for (n, record) in (1..).zip(records()) {
        let answer = retried(sim, &ids, &record);
        assert_eq!(answer.status, record.status, "{n} {}: {answer:?}", record.action);
        if record.status >= 400 {
            assert_eq!(answer.code(), record.response["Code"], "{n}");
        }
        ids.learn(&record.response, &answer.body);
        // The first answer that shows an attached VBR's association id is a list.
        if let (Some(old), Some(new)) =
            (record.response["ChildInstanceList"].get(0), answer.body["ChildInstanceList"].get(0))
        {
            ids.learn(old, new);
        }
        let Some((_, list, fields)) = READ.iter().find(|(action, ..)| *action == record.action) else {
            continue;
        };
        let (recorded, listed) = (&record.response[*list], &answer.body[*list]);
        if record.status >= 400 {
            continue;
        }
        assert_eq!(recorded.as_array().unwrap().len(), listed.as_array().unwrap().len(), "{n}");
        assert_eq!(record.response["TotalCount"], answer.body["TotalCount"], "{n}");
        for (recorded, entry) in recorded.as_array().unwrap().iter().zip(listed.as_array().unwrap()) {
            for field in *fields {
                let Some(recorded) = recorded.get(*field) else { continue };
                let expected = recorded.as_str().map_or_else(|| recorded.clone(), |text| ids.of(text).into());
                assert_eq!(entry[*field], expected, "{n} {} {field}", record.action);
                seen.insert((record.action.clone(), *field));
            }
            for time in ["GmtCreate", "GmtModified"] {
                assert_eq!(entry.get(time).is_some(), recorded.get(time).is_some(), "{n} {time}");
                assert_ne!(entry.get(time), Some(&Value::from("")), "{n} {time}");
            }
        }
    }
    let read = READ.iter().flat_map(|(action, _, fields)| fields.iter().map(|field| (*action, *field)));
    let unseen: Vec<_> =
        read.filter(|(action, field)| !seen.contains(&((*action).to_owned(), *field))).collect();
    assert_eq!(unseen, [], "never recorded, so never compared");
    sim.check_invariants().unwrap();
}

#[test]
fn members_created_in_parallel_all_come_about_if_losers_of_a_lock_try_again() {
    let sim = Simulator::builder().account(ACCOUNT).latency(Latency::realistic()).in_memory().unwrap();
    let mut ids = Ids::default();
    let mut records = records();
    let is_member = |record: &Record| {
        record.action == "CreateExpressConnectRouterAssociation"
            || record.action == "AttachExpressConnectRouterChildInstance"
    };
    let router = records.iter().find(|record| record.action == "CreateExpressConnectRouter").unwrap();
    ids.learn(&router.response, &ids.ask(&sim, router).body);
    let members: Vec<Record> = records.drain(..).filter(is_member).collect();
    assert_eq!(members.len(), 3);

    let codes = Arc::new(Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for member in &members {
            let (sim, ids, codes) = (sim.clone(), &ids, Arc::clone(&codes));
            scope.spawn(move || {
                let answer = retried(&sim, ids, member);
                codes.lock().unwrap().push(answer.code().to_owned());
            });
        }
    });
    assert_eq!(*codes.lock().unwrap(), ["200"; 3]);
    sim.advance_until_idle().unwrap();
    let ecr_id = ids.of(records_router()).to_owned();
    for (action, list, count) in [
        ("DescribeExpressConnectRouterAssociation", "AssociationList", 2),
        ("DescribeExpressConnectRouterChildInstance", "ChildInstanceList", 1),
    ] {
        assert_eq!(sim.ask(action, &[("EcrId", &ecr_id)]).each(list, "Status").len(), count);
    }
    sim.check_invariants().unwrap();
}

/// Returns the router of the recorded run.
fn records_router() -> &'static str {
    "ecr-0000000000abc002"
}
