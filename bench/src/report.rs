//! The table of results.

use std::fmt::Write as _;
use std::time::Duration;

/// One row: a figure of ours beside its baseline and what is to be reached.
pub struct Row {
    /// What is measured.
    pub what: String,
    /// Ours, with its unit.
    pub ours: String,
    /// The baseline, with its unit and name.
    pub baseline: String,
    /// How many times better ours is, where both are of one kind.
    pub ratio: Option<f64>,
    /// What is to be reached.
    pub goal: String,
    /// Whether it is.
    pub met: bool,
}

/// All rows so far.
#[derive(Default)]
pub struct Report {
    rows: Vec<Row>,
    notes: Vec<String>,
}

impl Report {
    /// Adds a row and says it on the terminal.
    pub fn row(&mut self, row: Row) {
        let ratio = row
            .ratio
            .map_or(String::new(), |ratio| format!(" ({ratio:.1}×)"));
        let mark = if row.met { "met" } else { "NOT MET" };
        println!(
            "{}: {} | baseline {}{ratio} | goal {}: {mark}",
            row.what, row.ours, row.baseline, row.goal
        );
        self.rows.push(row);
    }

    /// Adds a line below the table.
    pub fn note(&mut self, note: String) {
        println!("{note}");
        self.notes.push(note);
    }

    /// Whether all goals are met.
    pub fn all_met(&self) -> bool {
        self.rows.iter().all(|row| row.met)
    }

    /// The report as Markdown.
    pub fn markdown(&self) -> String {
        let mut text = String::from(
            "# Benchmarks\n\nWritten by `make bench`. Baselines are measured in the same run, except those that \
             are called figures: the 256 vehicles of the customary ceiling, and real time.\n\n\
             | what | ours | baseline | ratio | to reach | met |\n|---|---|---|---|---|---|\n",
        );
        for row in &self.rows {
            let ratio = row
                .ratio
                .map_or("–".to_owned(), |ratio| format!("{ratio:.1}×"));
            let met = if row.met { "yes" } else { "**no**" };
            let _ = writeln!(
                text,
                "| {} | {} | {} | {ratio} | {} | {met} |",
                row.what, row.ours, row.baseline, row.goal
            );
        }
        for note in &self.notes {
            let _ = write!(text, "\n{note}\n");
        }
        text
    }
}

/// The value below which `part` (0…1) of the sorted values lie.
pub fn percentile(sorted: &[Duration], part: f64) -> Duration {
    let index = ((sorted.len() as f64 * part) as usize).min(sorted.len().saturating_sub(1));
    sorted.get(index).copied().unwrap_or_default()
}

/// A duration in the unit that suits it.
pub fn show(duration: Duration) -> String {
    let ns = duration.as_nanos() as f64;
    match ns {
        _ if ns < 1e3 => format!("{ns:.0} ns"),
        _ if ns < 1e6 => format!("{:.2} µs", ns / 1e3),
        _ if ns < 1e9 => format!("{:.2} ms", ns / 1e6),
        _ => format!("{:.2} s", ns / 1e9),
    }
}
