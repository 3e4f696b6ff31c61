//! The comparison of two conversations: what differs and is not listed in simulator/README.md fails.

use super::conversation::{Conversation, PARTS, Part, Said};
use super::listed::Listed;
use super::texts;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// What comes less often in a part has no rate: its counts are compared.
const LEAST_COUNT: u32 = 12;
/// A part shorter than this tells no rates, seconds: counts are compared there.
const LEAST_LENGTH_S: f64 = 5.0;
/// Counts that are no rates may differ by so many.
const MOST_COUNTS: f64 = 2.0;
/// In a short part one in so many more is chance as well: what waited in a socket comes at once.
const WAITED: f64 = 0.02;
/// Rates may differ by this part.
const MOST_DIFFERENCE: f64 = 0.10;
/// Lengths of parts may.
const MOST_LENGTH_DIFFERENCE: f64 = 0.20;
/// What happens once and means something: it comes exactly as often. Texts are compared one by one.
const EXACT: [&str; 3] = [
    "COMMAND_ACK",
    "MISSION_ITEM_REACHED",
    "FILE_TRANSFER_PROTOCOL",
];

/// Of these, each is counted by what it names, and all of them together as well.
const NAMING: [&str; 3] = ["PARAM_VALUE", "EVENT", "COMMAND_LONG"];

/// One line of the table.
pub struct Row {
    cells: Vec<String>,
    failure: Option<String>,
}

pub struct Table {
    lengths: Vec<Row>,
    rates: Vec<Row>,
    answers: Vec<Row>,
    texts: Vec<Row>,
}

/// Lays two conversations side by side.
pub fn compare(theirs: &Conversation, ours: &Conversation, listed: &Listed) -> Table {
    let subjects: BTreeSet<&String> = theirs.said.keys().chain(ours.said.keys()).collect();
    let mut subjects: Vec<&String> = subjects.into_iter().collect();
    let rank = |it: &&String| theirs.said.get(*it).map_or(usize::MAX, |it| it.rank);
    subjects.sort_by_key(rank);
    let comparison = Comparison {
        theirs,
        ours,
        listed,
    };
    let rates = subjects.into_iter().map(|it| comparison.rate(it));
    Table {
        lengths: comparison.lengths(),
        rates: rates
            .chain(NAMING.map(|kind| comparison.together(kind)))
            .collect(),
        answers: comparison.answers(),
        texts: texts::rows(&theirs.texts, &ours.texts, listed),
    }
}

/// A line with what differs, and what of it is not listed.
pub fn row(mut cells: Vec<String>, is_same: bool, failures: &[String]) -> Row {
    cells.push(match (is_same, failures.is_empty()) {
        (true, _) => "same".to_owned(),
        (false, true) => "listed".to_owned(),
        (false, false) => "**different**".to_owned(),
    });
    Row {
        cells,
        failure: (!failures.is_empty()).then(|| failures.join("; ")),
    }
}

struct Comparison<'a> {
    theirs: &'a Conversation,
    ours: &'a Conversation,
    listed: &'a Listed,
}

/// What of a message's part differs.
struct Difference {
    /// In words.
    what: String,
    /// Whether the README excuses it.
    is_listed: bool,
}

impl Comparison<'_> {
    /// The parts: each has to be there. Where "after" begins follows from how long it was armed, and where
    /// it ends is the recording's end, so its length is no finding of its own.
    fn lengths(&self) -> Vec<Row> {
        let row_of = |(part, name): (Part, &str)| {
            let (their_s, our_s) = self.lengths_s(part);
            let is_missing = (our_s > 0.0) != (their_s > 0.0);
            let is_off = (their_s - our_s).abs() > MOST_LENGTH_DIFFERENCE * their_s;
            let failures = if is_missing || (part != Part::After && is_off) {
                vec![format!(
                    "the part {name} takes {their_s:.2} s recorded, {our_s:.2} s simulated"
                )]
            } else {
                Vec::new()
            };
            let cells = vec![
                name.to_owned(),
                format!("{their_s:.2}"),
                format!("{our_s:.2}"),
            ];
            row(cells, failures.is_empty(), &failures)
        };
        PARTS.map(row_of).into()
    }

    fn lengths_s(&self, part: Part) -> (f64, f64) {
        let index = part as usize;
        (self.theirs.lengths_s[index], self.ours.lengths_s[index])
    }

    fn rate(&self, subject: &str) -> Row {
        let (their, our) = (self.theirs.said.get(subject), self.ours.said.get(subject));
        let rank = |said: Option<&Said>| said.map_or("–".to_owned(), |it| it.rank.to_string());
        let total = |said: Option<&Said>| said.map_or(0, Said::total);
        let totals = (total(their), total(our));
        let mut cells = vec![
            subject.to_owned(),
            format!("{} / {}", rank(their), rank(our)),
            format!("{} / {}", totals.0, totals.1),
        ];
        let mut differences = Vec::new();
        for (part, name) in PARTS {
            let (cell, difference) = self.rate_in(subject, part);
            cells.push(cell);
            differences.extend(difference.map(|it| Difference {
                what: format!("{subject} {name}: {}", it.what),
                ..it
            }));
        }
        let kind = subject.split(' ').next().unwrap_or_default();
        if EXACT.contains(&kind) && totals.0 != totals.1 {
            differences.push(Difference {
                what: format!("{subject}: {} recorded, {} simulated", totals.0, totals.1),
                is_listed: self.listed.is_count(subject, totals.1),
            });
        }
        if their.is_none() {
            differences.push(Difference {
                what: format!("{subject} is never recorded"),
                is_listed: self.listed.is_count(subject, totals.1),
            });
        }
        if our.is_none() {
            let is_listed = self.listed.is_not_sent(subject);
            differences = vec![Difference {
                what: format!("{subject} is never simulated"),
                is_listed,
            }];
        }
        let failures: Vec<String> = differences
            .iter()
            .filter(|it| !it.is_listed)
            .map(|it| it.what.clone())
            .collect();
        row(cells, differences.is_empty(), &failures)
    }

    /// All messages of a kind but those that are listed as not sent.
    fn together(&self, kind: &str) -> Row {
        let total = |of: &Conversation| -> u32 {
            let named = of.said.iter().filter(|(subject, _)| {
                let is_unsent =
                    || !self.ours.said.contains_key(*subject) && self.listed.is_not_sent(subject);
                subject.split(' ').next() == Some(kind) && !is_unsent()
            });
            named.map(|(_, said)| said.total()).sum()
        };
        let (theirs, ours) = (total(self.theirs), total(self.ours));
        let off = f64::from(theirs.abs_diff(ours));
        let failures = if off > MOST_COUNTS.max(MOST_DIFFERENCE * f64::from(theirs)) {
            vec![format!("all {kind}: {theirs} recorded, {ours} simulated")]
        } else {
            Vec::new()
        };
        let mut cells = vec![
            format!("all {kind}"),
            "–".to_owned(),
            format!("{theirs} / {ours}"),
        ];
        cells.extend(PARTS.map(|_| "–".to_owned()));
        row(cells, failures.is_empty(), &failures)
    }

    /// The rates in a part as they are shown, and what of them differs.
    fn rate_in(&self, subject: &str, part: Part) -> (String, Option<Difference>) {
        let (mut length_s, mut our_length_s) = self.lengths_s(part);
        if part == Part::After {
            // The one that landed earlier is recorded for longer: no longer than the other is looked at.
            length_s = length_s.min(our_length_s);
            our_length_s = length_s;
        }
        let count = |said: Option<&Said>, within_s| said.map_or(0, |it| it.count(part, within_s));
        let (our, their) = (self.ours.said.get(subject), self.theirs.said.get(subject));
        let counts = (count(their, length_s), count(our, our_length_s));
        if length_s <= 0.0 || our_length_s <= 0.0 {
            // The part is missing, which fails by itself.
            return ("–".to_owned(), None);
        }
        let (count, our_count) = (f64::from(counts.0), f64::from(counts.1));
        let (rate, our_rate) = (count / length_s, our_count / our_length_s);
        let cell = format!("{rate:.2} / {our_rate:.2}");
        let is_short = length_s.min(our_length_s) < LEAST_LENGTH_S;
        // One more or less is chance, whatever its share.
        let is_near = |wanted: f64| {
            let off = (wanted - our_rate).abs();
            off <= MOST_DIFFERENCE * wanted || off * our_length_s <= 1.5
        };
        let is_nearly_counted = |wanted: f64| (wanted - our_count).abs() <= MOST_COUNTS;
        let is_short_count =
            |wanted: f64| (wanted - our_count).abs() <= MOST_COUNTS.max(WAITED * wanted);
        let total = our.map_or(0, Said::total);
        if is_short {
            let is_same = is_short_count(rate * our_length_s);
            let words = format!(
                "{count} in {length_s:.2} s recorded, {our_count} in {our_length_s:.2} s simulated"
            );
            let listed = || {
                self.listed.is_count(subject, total)
                    || self
                        .listed
                        .is_rate(subject, |ours| is_short_count(ours * our_length_s))
            };
            let difference = (!is_same).then(|| Difference {
                what: words,
                is_listed: listed(),
            });
            return (cell, difference);
        }
        let is_regular = counts.0.max(counts.1) >= LEAST_COUNT;
        let is_same = if is_regular {
            is_near(rate)
        } else {
            is_nearly_counted(count)
        };
        let difference = (!is_same).then(|| Difference {
            what: format!(
                "{count} ({rate:.2} Hz) recorded, {our_count} ({our_rate:.2} Hz) simulated"
            ),
            is_listed: self.listed.is_count(subject, total)
                || self.listed.is_rate(subject, is_near),
        });
        (cell, difference)
    }

    fn answers(&self) -> Vec<Row> {
        let (theirs, ours) = (&self.theirs.answers, &self.ours.answers);
        let asked = theirs.len().max(ours.len());
        let nothing = ("not asked".to_owned(), String::new());
        let row_of = |index: usize| {
            let (request, answer) = theirs.get(index).unwrap_or(&nothing);
            let (our_request, our_answer) = ours.get(index).unwrap_or(&nothing);
            let expected = self.without_unsent(request, answer);
            let is_same = request == our_request && expected == *our_answer;
            let mut failures = Vec::new();
            if !is_same && !self.listed.is_answer(request, our_answer) {
                failures.push(format!(
                    "{request}: answered [{expected}] recorded, [{our_answer}] simulated"
                ));
            }
            let cells = vec![request.clone(), shortened(answer), shortened(our_answer)];
            row(cells, is_same, &failures)
        };
        (0..asked).map(row_of).collect()
    }

    /// The streams that begin are those that the README does not list as not sent.
    fn without_unsent(&self, request: &str, answer: &str) -> String {
        if !request.starts_with("REQUEST_DATA_STREAM") {
            return answer.to_owned();
        }
        let began = answer.split(", ").filter(|it| !self.listed.is_not_sent(it));
        began.collect::<Vec<_>>().join(", ")
    }
}

/// Long answers are compared in whole and shown in part.
fn shortened(answer: &str) -> String {
    const SHOWN: usize = 300;
    match answer.char_indices().nth(SHOWN) {
        Some((end, _)) => format!(
            "{}… ({} in all)",
            &answer[..end],
            answer.split(", ").count()
        ),
        None => answer.to_owned(),
    }
}

impl Table {
    pub fn failures(&self) -> Vec<String> {
        let tables = [&self.lengths, &self.rates, &self.answers, &self.texts];
        let rows = tables.into_iter().flatten();
        rows.filter_map(|row| row.failure.clone()).collect()
    }

    pub fn markdown(&self, name: &str) -> String {
        let mut text = format!("# {name}: recorded beside simulated\n");
        let tables = [
            ("part | recorded, s | simulated, s", &self.lengths),
            (
                "recorded / simulated: message | first seen | in all | Hz before arming | armed | after",
                &self.rates,
            ),
            (
                "request | recorded answer | simulated answer",
                &self.answers,
            ),
            ("recorded texts | simulated texts", &self.texts),
        ];
        for (head, rows) in tables {
            let columns = head.split('|').count() + 1;
            let _ = write!(text, "\n| {head} | |\n|{}\n", "-|".repeat(columns));
            for row in rows {
                let _ = writeln!(text, "| {} |", row.cells.join(" | "));
            }
        }
        text
    }
}
