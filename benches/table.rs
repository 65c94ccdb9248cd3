//! Prints measurements as tables of plain text. Both benchmarks use it.

/// A table of which the first column is text, and the others are figures.
pub struct Table {
    title: String,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// Starts a table. Its title goes to stderr at once, to show what is being measured.
    pub fn new<const N: usize>(title: impl Into<String>, columns: [&str; N]) -> Self {
        let title = title.into();
        eprintln!("measuring: {title}");
        Self { title, rows: vec![columns.map(str::to_owned).to_vec()] }
    }

    /// Adds a row, with as many cells as there are columns.
    pub fn row<const N: usize>(&mut self, cells: [String; N]) {
        assert_eq!(N, self.rows[0].len(), "{cells:?}");
        self.rows.push(cells.into());
    }

    /// Prints the table: the first column aligned to the left, the others to the right.
    pub fn print(&self) {
        let width =
            |column: usize| self.rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..self.rows[0].len()).map(width).collect();
        let mut text = format!("{}\n\n", self.title);
        for row in &self.rows {
            let mut line = String::new();
            for (column, (cell, &width)) in row.iter().zip(&widths).enumerate() {
                line += &if column == 0 { format!("{cell:<width$}") } else { format!("  {cell:>width$}") };
            }
            text += line.trim_end();
            text += "\n";
        }
        #[expect(clippy::print_stdout, reason = "this is what was asked for")]
        {
            println!("{text}");
        }
    }
}

/// Writes a number with commas between its thousands.
pub fn thousands(number: usize) -> String {
    if number < 1_000 {
        number.to_string()
    } else {
        format!("{},{:03}", thousands(number / 1_000), number % 1_000)
    }
}

/// Returns whether to measure only enough to see that everything runs: if `ECR_SIM_BENCH_QUICK` is 1, or in a build
/// without optimisation, whose figures mean nothing.
pub fn quick() -> bool {
    cfg!(debug_assertions) || std::env::var("ECR_SIM_BENCH_QUICK").is_ok_and(|value| value == "1")
}
