//! The report: what was aimed at, then the tables.

use std::fmt::Write;

use crate::measure::Times;
use crate::targets::Target;

const HEAD: &str = "\
# Benchmarks

What a call costs beside its floor: the least that its rows cost in bare rusqlite, in the same process, taking turns in batches;
every single call is timed. For flow logs the floor is the frozen statements of `benches/floor.rs`, which do not follow our
schema. Made by

```sh
cargo bench --bench report
```

";

#[derive(Default)]
pub struct Report {
    /// The targets, each with what was measured at so many rows.
    targets: Vec<(&'static Target, Vec<(usize, f64)>)>,
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
    pub fn table(&mut self, columns: &[&str]) {
        self.text("");
        self.cells(columns);
        self.cells(&vec!["---"; columns.len()]);
    }

    /// A row of it.
    pub fn cells(&mut self, cells: &[&str]) {
        self.text(&format!("| {} |", cells.join(" | ")));
    }

    /// Begins a table of calls beside their floors.
    pub fn calls(&mut self, rows: &str) {
        self.table(&[
            "what",
            rows,
            "ratio",
            "p50 µs",
            "p99 µs",
            "floor p50 µs",
            "floor p99 µs",
            "difference µs",
        ]);
    }

    /// A row of it.
    pub fn call(&mut self, what: &str, rows: usize, call: &Times, floor: &Times) {
        let ratio = format!("{:.2} ×", call.ratio_to(floor));
        let [p50, p99, floor_p50, floor_p99] =
            [call.p50(), call.p99(), floor.p50(), floor.p99()].map(|time| format!("{time:.2}"));
        let difference = format!("{:+.2}", call.p50() - floor.p50());
        self.cells(&[what, &thousands(rows), &ratio, &p50, &p99, &floor_p50, &floor_p99, &difference]);
    }

    /// Holds a value, measured with so many rows, against its target.
    pub fn target(&mut self, target: &'static Target, rows: usize, value: f64) {
        match self.targets.iter_mut().find(|(known, _)| std::ptr::eq(*known, target)) {
            Some((_, values)) => values.push((rows, value)),
            None => self.targets.push((target, vec![(rows, value)])),
        }
    }

    /// The whole text.
    pub fn finish(self) -> String {
        let mut text = HEAD.to_owned();
        let _ = writeln!(
            text,
            "on two shared virtual processors, with SQLite {}. Quote the ratios: absolute figures drift with the machine. A ratio\n\
             is that of the medians. 100 flow logs on each router.\n\n\
             ## Targets\n\n\
             Those of the HTTP front stand in [crates/server/BENCHMARKS.md](crates/server/BENCHMARKS.md).\n\n\
             | what | target | measured, at so many flow logs | | reason, where missed |\n| --- | --- | --- | --- | --- |",
            rusqlite::version()
        );
        for (target, values) in &self.targets {
            let Target { what, at_most, reason } = target;
            let measured = values.iter().map(|&(rows, value)| at(rows, &at_most.value(value)));
            let measured = measured.collect::<Vec<_>>().join(", ");
            let met = values.iter().all(|&(_, value)| at_most.allows(value));
            let (verdict, reason) = if met { ("met", "") } else { ("**missed**", *reason) };
            let _ = writeln!(text, "| {what} | {} | {measured} | {verdict} | {reason} |", at_most.limit());
        }
        text + &self.body
    }
}

fn at(rows: usize, value: &str) -> String {
    format!("{value} at {}", thousands(rows))
}

/// A number with its thousands apart.
pub fn thousands(number: usize) -> String {
    if number < 1_000 {
        number.to_string()
    } else {
        format!("{},{:03}", thousands(number / 1_000), number % 1_000)
    }
}
