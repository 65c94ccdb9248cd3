//! The report: what was aimed at, then the tables.

use std::fmt::Write;

use crate::measure::Figures;
use crate::targets::Target;

const HEAD: &str = "\
# Benchmarks of the HTTP front

What a request costs beside its floor: a server on the same stack (hyper, tokio on one thread, the same limits) that reads each
request and answers the same bytes. Both are processes of their own and take turns in batches; every single request is timed. The
client is a third process: on one thread that never sleeps, it keeps a request under way on each connection. Requests look like
those of the official Python client, signatures are not checked, and the log goes to `/dev/null`. Made by

```sh
cargo bench -p ecr-sim-server --bench http
```

on two shared virtual processors. Quote the ratios: absolute figures drift with the machine. Requests per second are those of the
median batch, and a ratio is that of these medians. Calls without HTTP: [BENCHMARKS.md](../../BENCHMARKS.md).

## Targets

Requests per second beside the floor's, in memory.

| what | connections | target | measured | | reason, where missed |
| --- | --- | --- | --- | --- | --- |
";

#[derive(Default)]
pub struct Report {
    /// The lines of the targets.
    targets: String,
    body: String,
}

impl Report {
    /// Begins a section.
    pub fn section(&mut self, title: &str, text: &str) {
        eprintln!("{title}");
        self.text(&format!("\n## {title}\n\n{text}"));
    }

    /// A paragraph, or a line of a table.
    fn text(&mut self, text: &str) {
        self.body.push_str(text);
        self.body.push('\n');
    }

    /// Begins a table of anything.
    fn table(&mut self, columns: &[&str]) {
        self.text("");
        self.cells(columns);
        self.cells(&vec!["---"; columns.len()]);
    }

    /// A row of it.
    fn cells(&mut self, cells: &[&str]) {
        self.text(&format!("| {} |", cells.join(" | ")));
    }

    /// Begins a table of requests beside their floors.
    pub fn requests(&mut self) {
        self.table(&[
            "what",
            "connections",
            "ratio",
            "requests/s",
            "p50 µs",
            "p99 µs",
            "floor requests/s",
            "floor p50 µs",
            "floor p99 µs",
        ]);
    }

    /// A row of it.
    pub fn request(&mut self, what: &str, connections: usize, ours: &Figures, floor: &Figures) {
        let ratio = percent(ours.rate() / floor.rate());
        let [ours, floor] = [ours, floor].map(cells_of);
        self.cells(&[what, &connections.to_string(), &ratio, &ours, &floor]);
    }

    /// Holds a ratio against its target.
    pub fn target(&mut self, target: &Target, ratio: f64) {
        let Target { kind, connections, at_least, reason } = target;
        let (verdict, reason) = if ratio >= *at_least { ("met", "") } else { ("**missed**", *reason) };
        let (what, at_least, ratio) = (kind.name(), percent(*at_least), percent(ratio));
        let _ = writeln!(
            self.targets,
            "| {what} | {connections} | ≥ {at_least} | {ratio} | {verdict} | {reason} |"
        );
    }

    /// Reads on one connection and writes on another, at the same time.
    pub fn beside(&mut self, reads: &Figures, writes: &Figures) {
        self.text("\nReads on one connection, one after the other, while another one deletes and creates:");
        self.table(&["what", "p50 µs", "p99 µs"]);
        for (what, figures) in
            [("DescribeFlowLogs of one", reads), ("DeleteFlowlog and CreateFlowLog", writes)]
        {
            let [p50, p99] = [50, 99].map(|percent| format!("{:.1}", figures.percentile(percent)));
            self.cells(&[what, &p50, &p99]);
        }
    }

    /// The whole text.
    pub fn finish(self) -> String {
        [HEAD, &self.targets, &self.body].concat()
    }
}

/// The cells of requests per second, p50 and p99.
fn cells_of(figures: &Figures) -> String {
    let [p50, p99] = [50, 99].map(|percent| figures.percentile(percent));
    format!("{:.0} | {p50:.1} | {p99:.1}", figures.rate())
}

fn percent(ratio: f64) -> String {
    format!("{:.0} %", ratio * 100.0)
}

/// A number with its thousands apart.
pub fn thousands(number: usize) -> String {
    if number < 1_000 {
        number.to_string()
    } else {
        format!("{},{:03}", thousands(number / 1_000), number % 1_000)
    }
}
