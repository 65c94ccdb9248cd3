//! `ecr-sim serve`, killed while several clients write.

use std::collections::BTreeSet;
use std::sync::mpsc::{self, Sender};
use std::thread;

use crate::program::{Connection, Server};

const LIVES: usize = 6;
const CLIENTS: usize = 4;

/// A call as its client knows it: the parameters, and the id of the router once it was answered.
#[derive(Default)]
struct Calls {
    answered: Vec<(String, String)>,
    unanswered: Vec<String>,
}

/// Creates a router. Returns `None` if the server ends before it answers.
fn create(connection: &mut Connection, pairs: &str) -> Option<String> {
    connection.send("CreateExpressConnectRouter", pairs).ok()?;
    let (status, body) = connection.answer()?;
    assert_eq!(status, 200, "{pairs}: {body}");
    Some(body["EcrId"].as_str().unwrap().to_owned())
}

/// Creates routers until the server ends, and sends each answer to the channel.
fn create_until_the_end(mut connection: Connection, client: usize, answers: &Sender<()>) -> Calls {
    let mut calls = Calls::default();
    for n in 0.. {
        let asn = 4_200_000_000 + client * 100_000 + n;
        let pairs = format!("AlibabaSideAsn={asn}&ClientToken=token-{asn}");
        let Some(id) = create(&mut connection, &pairs) else {
            calls.unanswered.push(pairs);
            break;
        };
        calls.answered.push((pairs, id));
        // Nobody receives once the server is being killed.
        let _ = answers.send(());
    }
    calls
}

/// Returns the ids of all routers.
fn listed(server: &Server) -> BTreeSet<String> {
    let (mut ids, mut token) = (BTreeSet::new(), String::new());
    loop {
        let page = format!("MaxResults=100&NextToken={token}");
        let (status, body) = server.call("DescribeExpressConnectRouter", &page);
        assert_eq!(status, 200, "{body}");
        let entries = body["EcrList"].as_array().unwrap().iter();
        ids.extend(entries.map(|router| router["EcrId"].as_str().unwrap().to_owned()));
        token = body["NextToken"].as_str().unwrap_or_default().to_owned();
        if token.is_empty() {
            assert_eq!(body["TotalCount"], ids.len());
            return ids;
        }
    }
}

#[test]
fn nothing_that_was_answered_is_lost_when_the_process_is_killed_under_load() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("state.db");
    let mut there = BTreeSet::new();
    for life in 0..LIVES {
        let server = Server::start(&["--db", db.to_str().unwrap()]);
        assert_eq!(listed(&server), there, "life {life}");
        let (answers, answered) = mpsc::channel();
        let calls: Vec<Calls> = thread::scope(|scope| {
            let clients: Vec<_> = (0..CLIENTS)
                .map(|client| {
                    let (connection, answers) = (server.connect(), answers.clone());
                    scope.spawn(move || create_until_the_end(connection, life * CLIENTS + client, &answers))
                })
                .collect();
            // If all clients fail, no further answer arrives.
            drop(answers);
            answered.iter().take(1 + 9 * life).for_each(drop);
            server.kill();
            clients.into_iter().map(|client| client.join().unwrap()).collect()
        });

        let server = Server::start(&["--db", db.to_str().unwrap()]);
        let after = listed(&server);
        for (pairs, id) in calls.iter().flat_map(|calls| &calls.answered) {
            assert!(after.contains(id), "life {life} has lost {pairs}");
            there.insert(id.clone());
        }
        assert!(there.is_subset(&after), "life {life} has lost what an earlier one had");
        let extra = after.len() - there.len();
        assert!(extra <= CLIENTS, "life {life}: each client had one call under way, not {extra} in all");
        let mut connection = server.connect();
        for (pairs, id) in calls.iter().flat_map(|calls| &calls.answered) {
            assert_eq!(create(&mut connection, pairs).as_ref(), Some(id), "life {life}: {pairs} again");
        }
        // The token replays a call that took effect without an answer. Any other call takes effect now.
        for pairs in calls.iter().flat_map(|calls| &calls.unanswered) {
            there.insert(create(&mut connection, pairs).unwrap());
        }
        assert!(after.is_subset(&there), "life {life} has a router that nobody asked for");
        assert_eq!(listed(&server), there, "life {life}");
        server.kill();
    }
}
