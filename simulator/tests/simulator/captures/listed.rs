//! What simulator/README.md lists as different. A row of its tables of differences says in its second cell
//! which kind of difference it is, and excuses nothing but that.

use std::cell::Cell;

/// What a row excuses.
#[derive(Clone, Debug, PartialEq)]
enum Excuse {
    /// It is recorded and we never say it.
    NotSent,
    /// It comes at another rate: ours, Hz.
    Rate(f64),
    /// It comes another number of times in the flight: ours, one of these.
    Count(Vec<u32>),
    /// A request is answered otherwise: ours.
    Answer(String),
    /// A text that is recorded and that we do not say.
    TextRecorded,
    /// A text that we say and that is not recorded.
    TextHere,
}

struct Row {
    /// What is excused; with `*` at its end, whatever begins so.
    name: String,
    excuse: Excuse,
    is_used: Cell<bool>,
}

/// The rows that hold for one autopilot.
pub struct Listed(Vec<Row>);

/// What stands in backticks.
fn quoted(cell: &str) -> impl Iterator<Item = String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned)
}

/// The numbers in a cell.
fn numbers(cell: &str) -> impl Iterator<Item = f64> {
    let words = cell.split([' ', ',']);
    words.filter_map(|word| word.parse().ok())
}

fn rows(line: &str) -> Vec<(String, Excuse)> {
    let cells: Vec<&str> = line.split('|').map(str::trim).collect();
    let [_, what, kind, recorded, here, ..] = cells[..] else {
        panic!("simulator/README.md: too few cells in {line}");
    };
    let number = || {
        let number = numbers(kind).next();
        number.unwrap_or_else(|| panic!("simulator/README.md: no number in the kind of {line}"))
    };
    let of = |cell: &str, excuse: Excuse| -> Vec<(String, Excuse)> {
        quoted(cell).map(|name| (name, excuse.clone())).collect()
    };
    let found = match quoted(kind).next().as_deref() {
        Some("not sent") => of(what, Excuse::NotSent),
        Some("rate") => of(what, Excuse::Rate(number())),
        Some("count") => {
            let counts = numbers(kind).map(|it| it as u32).collect();
            of(what, Excuse::Count(counts))
        }
        Some("answer") => of(what, Excuse::Answer(quoted(here).collect())),
        Some("text") => [
            of(recorded, Excuse::TextRecorded),
            of(here, Excuse::TextHere),
        ]
        .concat(),
        // It tells of what the captures cannot be asked about.
        None if kind == "–" => return Vec::new(),
        _ => panic!("simulator/README.md: no such kind of difference: {kind} in {line}"),
    };
    assert!(
        !found.is_empty(),
        "simulator/README.md names nothing: {line}"
    );
    found
}

impl Listed {
    /// Reads the table of the differences of `autopilot` ("Copter", "PX4").
    pub fn read(readme: &str, autopilot: &str) -> Self {
        let heading = format!("## Where {autopilot} differs");
        let lines = readme.lines().skip_while(|it| !it.starts_with(&heading));
        let of_ours = lines.skip(1).take_while(|it| !it.starts_with("## "));
        // The first two are the table's head.
        let table = of_ours.filter(|it| it.starts_with('|')).skip(2);
        let rows: Vec<Row> = table
            .flat_map(rows)
            .map(|(name, excuse)| Row {
                name,
                excuse,
                is_used: Cell::new(false),
            })
            .collect();
        assert!(!rows.is_empty(), "simulator/README.md has no {heading}");
        Self(rows)
    }

    /// Whether a row for which `excuses` holds names this. Such rows are used then.
    fn find(&self, name: &str, excuses: impl Fn(&Excuse) -> bool) -> bool {
        let is_named = |row: &Row| match row.name.strip_suffix('*') {
            Some(begin) => name.starts_with(begin),
            None => name == row.name,
        };
        let mut is_found = false;
        for row in self
            .0
            .iter()
            .filter(|row| is_named(row) && excuses(&row.excuse))
        {
            row.is_used.set(true);
            is_found = true;
        }
        is_found
    }

    /// Whether it is listed that we never say this.
    pub fn is_not_sent(&self, name: &str) -> bool {
        self.find(name, |it| *it == Excuse::NotSent)
    }

    /// Whether it is listed that we say this at a rate for which `fits` holds.
    pub fn is_rate(&self, name: &str, fits: impl Fn(f64) -> bool) -> bool {
        self.find(name, |it| matches!(it, Excuse::Rate(ours) if fits(*ours)))
    }

    /// Whether it is listed that we say this so often in a flight.
    pub fn is_count(&self, name: &str, ours: u32) -> bool {
        self.find(
            name,
            |it| matches!(it, Excuse::Count(counts) if counts.contains(&ours)),
        )
    }

    /// Whether it is listed that we answer this so.
    pub fn is_answer(&self, request: &str, ours: &str) -> bool {
        self.find(
            request,
            |it| matches!(it, Excuse::Answer(answer) if answer == ours),
        )
    }

    /// Whether it is listed that this text is only recorded.
    pub fn is_recorded_text(&self, text: &str) -> bool {
        self.find(text, |it| *it == Excuse::TextRecorded)
    }

    /// Whether it is listed that this text is only ours.
    pub fn is_our_text(&self, text: &str) -> bool {
        self.find(text, |it| *it == Excuse::TextHere)
    }

    /// Names that excused nothing in all that was compared.
    pub fn unused(&self) -> Vec<String> {
        let unused = self.0.iter().filter(|row| !row.is_used.get());
        unused
            .map(|row| {
                let (name, excuse) = (&row.name, &row.excuse);
                format!("simulator/README.md lists {name} ({excuse:?}), which excuses nothing")
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const README: &str = "## Where Copter differs\n\n\
        | what | kind | recorded | here | why |\n|-|-|-|-|-|\n\
        | `AHRS` and `CAL_*` | `not sent` | sent | not sent | - |\n\
        | `GPS` | `rate` 5 Hz | 8 Hz | 5 Hz | - |\n\
        | a name | `text` | `old` | `new` | - |\n\
        | `nothing` | – | 1 | 2 | - |\n\
        ## Where PX4 differs\n\
        | what | kind | recorded | here | why |\n|-|-|-|-|-|\n\
        | `OTHER` | `not sent` | sent | not sent | - |\n";

    #[test]
    fn a_row_excuses_its_own_kind_alone() {
        let listed = Listed::read(README, "Copter");
        assert!(listed.is_not_sent("AHRS") && listed.is_not_sent("CAL_X"));
        assert!(!listed.is_rate("AHRS", |_| true) && !listed.is_count("AHRS", 0));
        assert!(listed.is_rate("GPS", |ours| ours == 5.0));
        assert!(!listed.is_rate("GPS", |ours| ours == 8.0) && !listed.is_not_sent("GPS"));
        assert!(listed.is_recorded_text("old") && !listed.is_recorded_text("new"));
        assert!(!listed.is_not_sent("nothing") && !listed.is_not_sent("OTHER"));
    }

    #[test]
    fn a_row_that_excused_nothing_is_told() {
        let listed = Listed::read(README, "Copter");
        assert!(listed.is_not_sent("AHRS") && listed.is_our_text("new"));
        assert!(listed.is_rate("GPS", |_| true) && listed.is_not_sent("CAL_"));
        let unused = listed.unused();
        assert!(unused.len() == 1 && unused[0].contains("old"), "{unused:?}");
    }
}
