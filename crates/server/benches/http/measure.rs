//! Which worlds are measured, and how much.

use std::time::Duration;

use crate::client::{Batch, Client};
use crate::fixture::{Fixture, Kind};
use crate::program::Program;
use crate::report::{Report, thousands};
use crate::targets::{MANY, TARGETS, Target};

/// How much is measured.
pub struct Scale {
    /// Flow logs of a world.
    flow_logs: usize,
    /// Requests in a batch; of a world in a file fewer. Short ones, so that the median is one that nobody has disturbed.
    batch: usize,
    /// Batches of each kind.
    rounds: usize,
}

impl Scale {
    pub const FULL: Self = Self { flow_logs: 4_000, batch: 250, rounds: 200 };

    /// Enough to see that everything runs.
    pub const QUICK: Self = Self { flow_logs: 200, batch: 50, rounds: 4 };
}

/// What came of all batches of a kind.
#[derive(Default)]
pub struct Figures {
    /// Requests per second of each batch.
    rates: Vec<f64>,
    times: Vec<Duration>,
}

impl Figures {
    fn add(&mut self, batch: &Batch) {
        self.rates.push(batch.exchanges.len() as f64 / batch.took.as_secs_f64());
        self.times.extend(batch.exchanges.iter().map(|exchange| exchange.time));
    }

    /// Requests per second: the median of the batches.
    pub fn rate(&self) -> f64 {
        let mut sorted = self.rates.clone();
        sorted.sort_unstable_by(f64::total_cmp);
        sorted[sorted.len() / 2]
    }

    /// The time that this share of the requests stayed below, in microseconds.
    pub fn percentile(&self, percent: usize) -> f64 {
        let mut sorted = self.times.clone();
        sorted.sort_unstable();
        sorted[(sorted.len() - 1) * percent / 100].as_secs_f64() * 1e6
    }
}

/// Requests to a world in memory, and the targets.
pub fn memory(scale: &Scale, report: &mut Report) {
    report.section(
        "In memory",
        &format!(
            "{} flow logs, {} requests of each kind.",
            thousands(scale.flow_logs),
            thousands(scale.batch * scale.rounds)
        ),
    );
    let server = Program::server(None);
    let mut world = Fixture::filled(&server.address, scale.flow_logs);
    requests(scale, scale.batch, &mut world, &TARGETS, report);
}

/// Requests to a world in a file.
pub fn file(scale: &Scale, report: &mut Report) {
    let batch = scale.batch / 5;
    report.section(
        "In a file",
        &format!(
            "{} flow logs, {} requests of each kind. `synchronous` is `FULL`: a write waits for the disk, which is that\n\
             of cargo's target folder.",
            thousands(scale.flow_logs),
            thousands(batch * scale.rounds)
        ),
    );
    // Not the system's folder for temporary files, which may be in memory.
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    let server = Program::server(Some(&folder.path().join("world.db")));
    let mut world = Fixture::filled(&server.address, scale.flow_logs);
    requests(scale, batch, &mut world, &[], report);
    reads_beside_writes(scale, batch, &mut world, report);
}

/// Requests of each kind on one connection and on several, beside a server that answers the same bytes.
fn requests(
    scale: &Scale,
    batch: usize,
    world: &mut Fixture,
    targets: &'static [Target],
    report: &mut Report,
) {
    report.requests();
    let mut client = world.client(1);
    let echoes = Kind::ALL.map(|kind| {
        let answer = world.first(kind, &mut client);
        Program::echo(&answer)
    });
    for connections in [1, MANY] {
        let mut client = world.client(connections);
        let mut echo_clients = echoes.each_ref().map(|echo| Client::new(&echo.address, connections));
        let mut figures = <[(Figures, Figures); Kind::ALL.len()]>::default();
        for _ in 0..scale.rounds {
            for ((kind, echo), (ours, floor)) in
                Kind::ALL.into_iter().zip(&mut echo_clients).zip(&mut figures)
            {
                floor.add(&echo.send(&world.requests(kind, batch)));
                ours.add(&world.send(kind, batch, &mut client));
            }
        }
        for (kind, (ours, floor)) in Kind::ALL.into_iter().zip(&figures) {
            report.request(kind.name(), connections, ours, floor);
            if let Some(target) = targets.iter().find(|target| target.is_for(kind, connections)) {
                report.target(target, ours.rate() / floor.rate());
            }
        }
    }
}

/// Reads on one connection while another one writes.
fn reads_beside_writes(scale: &Scale, batch: usize, world: &mut Fixture, report: &mut Report) {
    let mut client = world.client(2);
    let (mut writes, mut reads) = <(Figures, Figures)>::default();
    for _ in 0..scale.rounds {
        for kind in [Kind::Delete, Kind::Create] {
            let (written, read) = client.send_beside(&world.requests(kind, batch), &world.read());
            world.note(&written);
            writes.add(&written);
            reads.times.extend(read.iter().map(|exchange| exchange.time));
        }
    }
    report.beside(&reads, &writes);
}
