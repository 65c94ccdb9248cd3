//! Compares the program with the floor, in memory and with a file.

use crate::client::Client;
use crate::figures::Figures;
use crate::fixture::{Fixture, Kind};
use crate::program::Program;
use crate::table::{Table, thousands};

/// How many connections are open at the same time, each with one request in flight.
const CONNECTIONS: [usize; 2] = [1, 8];

/// How much is measured.
pub struct Scale {
    /// Flow logs of a simulation.
    flow_logs: usize,
    /// Requests in a batch in memory. Batches are short, so that the median batch is an undisturbed one.
    batch: usize,
    /// Batches of each kind.
    batches: usize,
}

impl Scale {
    pub const FULL: Self = Self { flow_logs: 4_000, batch: 250, batches: 200 };

    /// Enough to show that everything works.
    pub const QUICK: Self = Self { flow_logs: 200, batch: 50, batches: 4 };

    /// Names a table of requests in batches of `batch`.
    fn title(&self, place: &str, batch: usize) -> String {
        let (flow_logs, requests) = (thousands(self.flow_logs), thousands(batch * self.batches));
        format!("Requests {place}, with {flow_logs} flow logs, {requests} of each")
    }
}

/// Measures requests to a simulation in memory.
pub fn in_memory(scale: &Scale) {
    let server = Program::server(None);
    let mut fixture = Fixture::filled(&server.address, scale.flow_logs);
    compare(scale, &scale.title("in memory", scale.batch), scale.batch, &mut fixture);
}

/// Measures requests to a simulation in a file, with `synchronous=FULL`: each write waits for the disk.
pub fn in_a_file(scale: &Scale) {
    let batch = scale.batch / 5;
    // The system's folder for temporary files may be in memory.
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    let server = Program::server(Some(&folder.path().join("world.db")));
    let mut fixture = Fixture::filled(&server.address, scale.flow_logs);
    compare(scale, &scale.title("in a file", batch), batch, &mut fixture);
    read_beside_writes(scale, batch, &mut fixture);
}

/// Compares requests of each kind with a server that answers the same bytes. The ratio is that of the requests per second.
fn compare(scale: &Scale, title: &str, batch: usize, fixture: &mut Fixture) {
    let mut table = Table::new(
        title,
        [
            "what",
            "connections",
            "requests/s",
            "p50 µs",
            "p99 µs",
            "floor requests/s",
            "floor p50 µs",
            "floor p99 µs",
            "ratio",
        ],
    );
    let mut client = fixture.client(1);
    let echoes = Kind::ALL.map(|kind| Program::echo(&fixture.first_answer(kind, &mut client)));
    for connections in CONNECTIONS {
        let mut client = fixture.client(connections);
        let mut echo_clients = echoes.each_ref().map(|echo| Client::new(&echo.address, connections));
        let mut figures = <[(Figures, Figures); Kind::ALL.len()]>::default();
        for _ in 0..scale.batches {
            for ((kind, echo), (ours, floor)) in
                Kind::ALL.into_iter().zip(&mut echo_clients).zip(&mut figures)
            {
                floor.add(&echo.send(&fixture.requests(kind, batch)));
                ours.add(&fixture.send(kind, batch, &mut client));
            }
        }
        for (kind, (ours, floor)) in Kind::ALL.into_iter().zip(&figures) {
            let [rate, p50, p99] = cells(ours);
            let [floor_rate, floor_p50, floor_p99] = cells(floor);
            let ratio = format!("{:.2}", ours.rate() / floor.rate());
            let name = kind.name().to_owned();
            let connections = connections.to_string();
            table.row([name, connections, rate, p50, p99, floor_rate, floor_p50, floor_p99, ratio]);
        }
    }
    table.print();
}

/// Writes requests per second, p50 and p99.
fn cells(figures: &Figures) -> [String; 3] {
    let [p50, p99] = percentiles(figures);
    [format!("{:.0}", figures.rate()), p50, p99]
}

fn percentiles(figures: &Figures) -> [String; 2] {
    [50, 99].map(|percent| format!("{:.1}", figures.percentile(percent)))
}

/// Reads on one connection, one request after the other, while another connection deletes and creates.
fn read_beside_writes(scale: &Scale, batch: usize, fixture: &mut Fixture) {
    let mut table = Table::new(
        "Reads on one connection beside writes on another, in a file",
        ["what", "p50 µs", "p99 µs"],
    );
    let mut client = fixture.client(2);
    let (mut writes, mut reads) = <(Figures, Figures)>::default();
    for _ in 0..scale.batches {
        for kind in [Kind::Delete, Kind::Create] {
            let (written, read) = client.send_beside(&fixture.requests(kind, batch), &fixture.read());
            fixture.remember_created(&written);
            writes.add(&written);
            reads.add_times(&read);
        }
    }
    for (what, figures) in [("DescribeFlowLogs of one", reads), ("DeleteFlowlog and CreateFlowLog", writes)] {
        let [p50, p99] = percentiles(&figures);
        table.row([what.to_owned(), p50, p99]);
    }
    table.print();
}
