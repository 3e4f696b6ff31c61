//! The comparison of two conversations, and what of it is known and listed in simulator/README.md.

use super::conversation::{Conversation, name_of};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// Rates are compared where a message came at least so often in a part of the recorded flight.
const LEAST_COUNT: u32 = 12;
/// A part shorter than this tells no rates, seconds.
const LEAST_LENGTH_S: f64 = 5.0;
/// Rates may differ by this part.
const MOST_DIFFERENCE: f64 = 0.10;
/// What happens, and has no rate: it may come once or twice more or less, or a tenth.
const EVENTS: [&str; 5] = [
    "STATUSTEXT",
    "PARAM_VALUE",
    "COMMAND_ACK",
    "FILE_TRANSFER_PROTOCOL",
    "MISSION_ITEM_REACHED",
];
const MOST_DIFFERENT_EVENTS: f64 = 2.5;

/// What simulator/README.md lists as different, by the words in the first cell of a table's row.
pub struct Listed(BTreeSet<String>);

impl Listed {
    /// The rows of the README's tables of differences that hold for this recording: the first cell names
    /// messages or requests in backticks.
    pub fn read(readme: &str, recording: &str) -> Self {
        let heading_of = if recording.starts_with("px4") {
            "PX4"
        } else {
            "Copter"
        };
        let mut is_ours = false;
        let mut names = BTreeSet::new();
        for line in readme.lines() {
            if let Some(heading) = line.strip_prefix("## ") {
                is_ours = heading.starts_with(&format!("Where {heading_of} differs"));
            }
            if !is_ours || !line.starts_with('|') {
                continue;
            }
            let first = line.split('|').nth(1).unwrap_or_default();
            names.extend(first.split('`').skip(1).step_by(2).map(str::to_owned));
        }
        Self(names)
    }

    fn holds(&self, name: &str) -> bool {
        self.0.contains(name)
            || name
                .split(' ')
                .next()
                .is_some_and(|word| self.0.contains(word))
    }
}

/// One line of the table.
struct Row {
    cells: Vec<String>,
    failure: Option<String>,
}

pub struct Table {
    rates: Vec<Row>,
    answers: Vec<Row>,
    texts: Vec<(String, String)>,
}

/// Lays two conversations side by side.
pub fn compare(theirs: &Conversation, ours: &Conversation, listed: &Listed) -> Table {
    let ids: BTreeSet<u32> = theirs
        .said
        .keys()
        .chain(ours.said.keys())
        .copied()
        .collect();
    let mut ids: Vec<u32> = ids.into_iter().collect();
    let rank = |id: &u32| theirs.said.get(id).map_or(usize::MAX, |it| it.rank);
    ids.sort_by_key(rank);
    let rates = ids.into_iter().map(|id| rate_row(id, theirs, ours, listed));
    Table {
        rates: rates.collect(),
        answers: answer_rows(theirs, ours, listed),
        texts: side_by_side(&theirs.texts, &ours.texts),
    }
}

fn rate_row(id: u32, theirs: &Conversation, ours: &Conversation, listed: &Listed) -> Row {
    let name = name_of(id);
    let (their, our) = (theirs.said.get(&id), ours.said.get(&id));
    let rank = |said: Option<&super::conversation::Said>| {
        said.map_or("–".to_owned(), |it| it.rank.to_string())
    };
    let mut cells = vec![name.clone(), rank(their), rank(our)];
    let mut failures = Vec::new();
    for part in 0..3 {
        let counts = (
            their.map_or(0, |it| it.counts[part]),
            our.map_or(0, |it| it.counts[part]),
        );
        let (length, our_length) = (theirs.lengths_s[part], ours.lengths_s[part]);
        let (rate, our_rate) = (
            f64::from(counts.0) / length.max(1e-9),
            f64::from(counts.1) / our_length.max(1e-9),
        );
        cells.push(format!("{rate:.2} / {our_rate:.2}"));
        let is_regular = counts.0.max(counts.1) >= LEAST_COUNT;
        if is_regular && length.min(our_length) >= LEAST_LENGTH_S {
            if EVENTS.contains(&name.as_str()) {
                let off = f64::from(counts.0.abs_diff(counts.1));
                if off > MOST_DIFFERENT_EVENTS.max(MOST_DIFFERENCE * f64::from(counts.0)) {
                    let (theirs, ours) = counts;
                    failures.push(format!("{name}: {theirs} recorded, {ours} simulated"));
                }
                continue;
            }
            // One more or less is chance, whatever its share.
            let off = (rate - our_rate).abs();
            if off > MOST_DIFFERENCE * rate.max(1e-9) && off * length > 1.5 {
                let part = ["before", "armed", "after"][part];
                failures.push(format!(
                    "{name} {part}: {rate:.2} Hz recorded, {our_rate:.2} Hz simulated"
                ));
            }
        }
    }
    if their.is_none() || our.is_none() {
        let who = if our.is_none() {
            "simulated"
        } else {
            "recorded"
        };
        failures.push(format!("{name} is never {who}"));
    }
    row(cells, failures, listed.holds(&name))
}

fn row(mut cells: Vec<String>, failures: Vec<String>, is_listed: bool) -> Row {
    let is_same = failures.is_empty();
    cells.push(match (is_same, is_listed) {
        (true, _) => "same".to_owned(),
        (false, true) => "listed".to_owned(),
        (false, false) => "**different**".to_owned(),
    });
    Row {
        cells,
        failure: (!is_same && !is_listed).then(|| failures.join("; ")),
    }
}

fn answer_rows(theirs: &Conversation, ours: &Conversation, listed: &Listed) -> Vec<Row> {
    let rows = theirs
        .answers
        .iter()
        .enumerate()
        .map(|(index, (request, answer))| {
            let nothing = (String::new(), "not asked".to_owned());
            let (_, our) = ours.answers.get(index).unwrap_or(&nothing);
            let failures = if answer == our {
                Vec::new()
            } else {
                vec![format!(
                    "{request}: answered [{answer}] recorded, [{our}] simulated"
                )]
            };
            let cells = vec![request.clone(), answer.clone(), our.clone()];
            row(cells, failures, listed.holds(request))
        });
    rows.collect()
}

fn side_by_side(theirs: &[String], ours: &[String]) -> Vec<(String, String)> {
    let longest = theirs.len().max(ours.len());
    let at = |texts: &[String], index: usize| texts.get(index).cloned().unwrap_or_default();
    (0..longest)
        .map(|index| (at(theirs, index), at(ours, index)))
        .collect()
}

impl Table {
    pub fn failures(&self) -> Vec<String> {
        let rows = self.rates.iter().chain(&self.answers);
        rows.filter_map(|row| row.failure.clone()).collect()
    }

    pub fn markdown(&self, name: &str) -> String {
        let mut text = format!(
            "# {name}: recorded beside simulated\n\nRates in Hz, recorded / simulated.\n\n\
             | message | first seen | here | before arming | armed | after | |\n|-|-|-|-|-|-|-|\n"
        );
        for row in &self.rates {
            let _ = writeln!(text, "| {} |", row.cells.join(" | "));
        }
        text.push_str("\n| request | recorded answer | simulated answer | |\n|-|-|-|-|\n");
        for row in &self.answers {
            let _ = writeln!(text, "| {} |", row.cells.join(" | "));
        }
        text.push_str("\n| recorded texts | simulated texts |\n|-|-|\n");
        for (their, our) in &self.texts {
            let _ = writeln!(text, "| {their} | {our} |");
        }
        text
    }
}
