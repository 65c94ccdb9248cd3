//! Terraform's requests over HTTP, several in flight at once.

use std::sync::Barrier;
use std::thread;

use ecr_sim_server::command::replay::{Ids, Record};
use serde_json::Value;

use crate::program::Server;
use crate::signed::{Client, Pairs, start};

/// 105 requests of `terraform apply`, `plan`, a changed configuration and `destroy`, and the answers that it
/// accepted.
const RECORDED: &str = include_str!("../../../../tests/data/terraform-lifecycle.jsonl");
/// The account that Terraform used.
const ACCOUNT: u64 = 1_511_928_242_963_727;
/// How many resources Terraform works on at the same time.
const PARALLEL: usize = 10;
/// Commands that the provider repeats while another operation is unfinished. It gives up on any other refusal.
const REPEATED: [&str; 10] = [
    "CreateExpressConnectRouter",
    "MoveResourceGroup",
    "DeleteExpressConnectRouter",
    "CreateExpressConnectRouterAssociation",
    "ModifyExpressConnectRouterAssociationAllowedPrefix",
    "DeleteExpressConnectRouterAssociation",
    "AttachExpressConnectRouterChildInstance",
    "DetachExpressConnectRouterChildInstance",
    "GrantInstanceToExpressConnectRouter",
    "RevokeInstanceFromExpressConnectRouter",
];

fn pairs(pairs: &[(&str, &str)]) -> Pairs {
    pairs.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// Performs a command as the provider does.
fn command(client: &mut Client, action: &str, form: &Pairs) -> (u16, Value) {
    loop {
        let answer = client.call(action, form);
        if answer.1["Code"] != "Conflict.Lock" || !REPEATED.contains(&action) {
            return answer;
        }
    }
}

/// Returns the statuses of the entries of an answer, which the provider waits for.
fn statuses(answer: &Value) -> Vec<&Value> {
    let lists = ["EcrList", "AssociationList", "ChildInstanceList", "EcrGrantedInstanceList"];
    let entries = lists.iter().filter_map(|list| answer[list].as_array()).flatten();
    entries.map(|entry| &entry["Status"]).collect()
}

/// Repeats a query until the answer is as expected, as the provider does while time passes.
fn until(client: &mut Client, action: &str, form: &Pairs, is_over: impl Fn(u16, &Value) -> bool) -> Value {
    for _ in 0..1_000_000 {
        let (status, body) = client.call(action, form);
        if is_over(status, &body) {
            return body;
        }
    }
    panic!("{action} {form:?} is never over")
}

/// Sends a recorded request until the answer is the recorded one.
fn replayed(client: &mut Client, ids: &Ids, record: &Record) -> Value {
    let form = record.query.iter().filter(|(name, _)| !is_of_the_system(name)).chain(&record.form);
    let form = form.map(|(name, value)| (name.clone(), ids.simulated(value).to_owned())).collect();
    if record.action.starts_with("Describe") {
        let recorded = (record.status, statuses(&record.response));
        until(client, &record.action, &form, |status, body| (status, statuses(body)) == recorded)
    } else {
        let (status, body) = command(client, &record.action, &form);
        assert_eq!(status, record.status, "{} {body}", record.action);
        body
    }
}

fn is_of_the_system(name: &str) -> bool {
    name.starts_with("Signature")
        || ["AccessKeyId", "Action", "Format", "Timestamp", "Version"].contains(&name)
}

/// Returns whether a request may run beside others: queries, and commands about members. A command about the router
/// waits for all before it.
fn goes_with(record: &Record, next: &Record) -> bool {
    let kind = |record: &Record| match record.action.as_str() {
        action if action.starts_with("Describe") => 1,
        action if action.contains("Association") || action.contains("ChildInstance") => 2,
        "GrantInstanceToExpressConnectRouter" | "RevokeInstanceFromExpressConnectRouter" => 2,
        _ => 0,
    };
    kind(record) > 0 && kind(record) == kind(next)
}

fn count(server: &Server, action: &str, form: &[(&str, &str)]) -> Value {
    Client::new(server).call(action, &pairs(form)).1["TotalCount"].clone()
}

#[test]
fn the_requests_of_a_terraform_run_are_answered_as_recorded_also_when_they_come_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("state.db");
    let server = start(ACCOUNT, &["--db", db.to_str().unwrap(), "--latency", "20ms"]);
    let records: Vec<Record> = RECORDED.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(records.len(), 105);
    let mut clients: Vec<Client> = (0..PARALLEL).map(|_| Client::new(&server)).collect();
    let mut ids = Ids::default();
    let mut widest = 0;
    for group in records.chunk_by(goes_with).flat_map(|group| group.chunks(PARALLEL)) {
        if group[0].action == "RevokeInstanceFromExpressConnectRouter" {
            // Every resource exists just before `destroy`.
            let router = [("EcrId", ids.simulated("ecr-0000000000abc002"))];
            assert_eq!(count(&server, "DescribeExpressConnectRouterAssociation", &router), 2);
            assert_eq!(count(&server, "DescribeExpressConnectRouterChildInstance", &router), 1);
        }
        let answers = at_once(&mut clients, group, |client, record| replayed(client, &ids, record));
        for (record, answer) in group.iter().zip(&answers) {
            ids.learn(record, answer);
        }
        widest = widest.max(group.len());
    }
    assert_eq!(widest, PARALLEL);
    assert_eq!(count(&server, "DescribeExpressConnectRouter", &[]), 0);
    let grant = [("EcrId", "ecr-g2g2f4ww1vduya9xcn"), ("CallerType", "OTHER")];
    assert_eq!(count(&server, "DescribeInstanceGrantedToExpressConnectRouter", &grant), 0);
}

/// A resource of a router, and the calls of its life.
struct Member {
    /// The action that creates it, and its parameters besides the router.
    create: (&'static str, Pairs),
    /// The action that lists it, and the list in the answer.
    describe: (&'static str, &'static str),
    /// The parameter with its id. The answer that creates an association has it.
    named: Pairs,
    /// The status in which it ends.
    status: &'static str,
    /// The action that changes it.
    modify: Option<(&'static str, Pairs)>,
    /// The action that deletes it.
    delete: &'static str,
}

fn vpc(n: usize) -> Member {
    Member {
        create: (
            "CreateExpressConnectRouterAssociation",
            pairs(&[
                ("VpcId", &format!("vpc-{n}")),
                ("AssociationRegionId", "cn-hangzhou"),
                ("AllowedPrefixes.1", &format!("10.{n}.0.0/16")),
            ]),
        ),
        describe: ("DescribeExpressConnectRouterAssociation", "AssociationList"),
        named: Pairs::new(),
        status: "ACTIVE",
        modify: Some(("ModifyExpressConnectRouterAssociationAllowedPrefix", Pairs::new())),
        delete: "DeleteExpressConnectRouterAssociation",
    }
}

/// One for each region, since a router has at most one there.
fn transit_router(n: usize) -> Member {
    let region = ["cn-hangzhou", "cn-beijing"][n % 2];
    let id = format!("tr-{n}");
    let place = [("TransitRouterId", id.as_str()), ("CenId", "cen-1"), ("AssociationRegionId", region)];
    Member {
        create: ("CreateExpressConnectRouterAssociation", pairs(&place)),
        // Without an attachment of the CEN it does not become active.
        status: "INACTIVE",
        ..vpc(n)
    }
}

fn vbr(n: usize) -> Member {
    let named = pairs(&[("ChildInstanceId", &format!("vbr-{n}")), ("ChildInstanceType", "VBR")]);
    let mut create = named.clone();
    create.extend(pairs(&[("ChildInstanceRegionId", "cn-hangzhou")]));
    Member {
        create: ("AttachExpressConnectRouterChildInstance", create),
        describe: ("DescribeExpressConnectRouterChildInstance", "ChildInstanceList"),
        named,
        status: "ACTIVE",
        modify: Some(("ModifyExpressConnectRouterChildInstance", pairs(&[("Description", "changed")]))),
        delete: "DetachExpressConnectRouterChildInstance",
    }
}

/// A VPC granted to the router of another account.
fn grant(n: usize) -> Member {
    let named = pairs(&[
        ("EcrId", "ecr-g2g2f4ww1vduya9xcn"),
        ("EcrOwnerAliUid", "1891593620094065"),
        ("InstanceId", &format!("vpc-granted-{n}")),
        ("InstanceType", "VPC"),
        ("InstanceRegionId", "cn-hangzhou"),
    ]);
    Member {
        create: ("GrantInstanceToExpressConnectRouter", named.clone()),
        describe: ("DescribeInstanceGrantedToExpressConnectRouter", "EcrGrantedInstanceList"),
        named,
        status: "ACTIVE",
        modify: None,
        delete: "RevokeInstanceFromExpressConnectRouter",
    }
}

impl Member {
    /// Creates the resource, waits for it and changes it. Returns its id.
    fn come(&self, client: &mut Client, router: &Pairs) -> Pairs {
        let created = succeed(client, self.create.0, router, &[&self.create.1]);
        let mut named = router.clone();
        named.extend(self.named.clone());
        if let Some(id) = created["AssociationId"].as_str() {
            named.insert("AssociationId".to_owned(), id.to_owned());
        }
        self.until_it_is_there(client, &named);
        if let Some((modify, change)) = &self.modify {
            succeed(client, modify, &named, &[change]);
            self.until_it_is_there(client, &named);
        }
        named
    }

    fn until_it_is_there(&self, client: &mut Client, named: &Pairs) {
        let (describe, list) = self.describe;
        let is_there = |_, body: &Value| body["TotalCount"] == 1 && body[list][0]["Status"] == self.status;
        until(client, describe, &listed(named), is_there);
    }

    /// Deletes the resource, and waits until it is gone.
    fn go(&self, client: &mut Client, named: &Pairs) {
        succeed(client, self.delete, named, &[]);
        let is_gone = |status, body: &Value| status == 200 && body["TotalCount"] == 0;
        until(client, self.describe.0, &listed(named), is_gone);
    }
}

/// Returns the filter of a member. Grants are those of this account's instances.
fn listed(named: &Pairs) -> Pairs {
    let mut query = named.clone();
    query.insert("CallerType".to_owned(), "OTHER".to_owned());
    query
}

fn succeed(client: &mut Client, action: &str, some: &Pairs, more: &[&Pairs]) -> Value {
    let mut form = some.clone();
    form.extend(more.iter().copied().flatten().map(|(name, value)| (name.clone(), value.clone())));
    let (status, body) = command(client, action, &form);
    assert_eq!(status, 200, "{action} {form:?}: {body}");
    body
}

/// Works on each of these with a client of its own. All clients start at the same time.
fn at_once<T: Sync, R: Send>(
    clients: &mut [Client],
    each: &[T],
    work: impl Fn(&mut Client, &T) -> R + Sync,
) -> Vec<R> {
    let start = Barrier::new(each.len());
    thread::scope(|scope| {
        let (start, work) = (&start, &work);
        let begun = each.iter().zip(clients).map(|(one, client)| {
            scope.spawn(move || {
                start.wait();
                work(client, one)
            })
        });
        let begun: Vec<_> = begun.collect();
        begun.into_iter().map(|one| one.join().unwrap()).collect()
    })
}

#[test]
fn ten_members_that_are_created_changed_and_removed_at_once_all_come_and_go() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("state.db");
    let server = start(ACCOUNT, &["--db", db.to_str().unwrap(), "--latency", "20ms"]);
    let mut clients: Vec<Client> = (0..PARALLEL).map(|_| Client::new(&server)).collect();
    let asn = pairs(&[("AlibabaSideAsn", "64512")]);
    let created = succeed(&mut clients[0], "CreateExpressConnectRouter", &asn, &[]);
    let ecr_id = created["EcrId"].as_str().unwrap();
    let router = [("EcrId", ecr_id)];
    let members: Vec<Member> = [vpc, vpc, vpc, vpc, transit_router, transit_router, vbr, vbr, vbr, grant]
        .iter()
        .enumerate()
        .map(|(n, member)| member(n))
        .collect();
    let named = at_once(&mut clients, &members, |client, member| member.come(client, &pairs(&router)));
    assert_eq!(count(&server, "DescribeExpressConnectRouterAssociation", &router), 6);
    assert_eq!(count(&server, "DescribeExpressConnectRouterChildInstance", &router), 3);
    let both: Vec<(Member, Pairs)> = members.into_iter().zip(named).collect();
    at_once(&mut clients, &both, |client, (member, named)| member.go(client, named));
    succeed(&mut clients[0], "DeleteExpressConnectRouter", &pairs(&router), &[]);
    let is_gone = |_, body: &Value| body["TotalCount"] == 0;
    until(&mut clients[0], "DescribeExpressConnectRouter", &Pairs::new(), is_gone);
}
