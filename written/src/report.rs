//! What a reader notes down on its way through a file.

use crate::problem::{Place, Problem};
use crate::tree::Notation;
use geofences::{Bilingual, Position, Severity};
use std::cell::{Cell, RefCell};
use std::collections::HashSet;

/// A place in the file, and the way to its key.
#[derive(Clone, Debug)]
pub struct Spot {
    /// Bytes from the start.
    pub offset: usize,
    /// Such as `fleet[0].links[1].loss`.
    pub key: String,
}

impl Spot {
    /// A spot so many bytes from the start, with the way to its key.
    pub fn new(offset: usize, key: impl Into<String>) -> Self {
        let key = key.into();
        Self { offset, key }
    }
}

/// What was found so far in a file. `N` is what the readers of a kind of file note down beside the problems.
pub struct Report<'a, N = ()> {
    /// What readers note for each other.
    pub notes: N,
    file: &'a str,
    text: &'a str,
    notation: Notation,
    line_starts: Vec<usize>,
    found: RefCell<Vec<(usize, Problem)>>,
    shed: RefCell<Option<Shed>>,
    suggestions: Cell<usize>,
    told_once: RefCell<HashSet<(usize, &'static str)>>,
    positions: RefCell<Vec<(Position, Spot)>>,
}

/// What was not noted any more.
struct Shed {
    count: usize,
    worst: Severity,
    first: Place,
}

/// Both languages of a sentence.
pub fn say(en: impl Into<String>, zh: impl Into<String>) -> Bilingual {
    Bilingual::new(en, zh)
}

impl<'a, N> Report<'a, N> {
    /// An empty report about a file: `file` is its name as the user gave it.
    pub fn new(file: &'a str, text: &'a str, notation: Notation, notes: N) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Self {
            notes,
            file,
            text,
            notation,
            line_starts: std::iter::once(0)
                .chain(breaks.map(|(at, _)| at + 1))
                .collect(),
            found: RefCell::default(),
            shed: RefCell::default(),
            suggestions: Cell::default(),
            told_once: RefCell::default(),
            positions: RefCell::default(),
        }
    }

    /// The file's text.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// How the file is written.
    pub fn notation(&self) -> Notation {
        self.notation
    }

    fn place(&self, spot: &Spot) -> Place {
        let line = self
            .line_starts
            .partition_point(|start| *start <= spot.offset)
            .max(1);
        let line_start = self.line_starts.get(line - 1).copied().unwrap_or(0);
        let before = self.text.get(line_start..spot.offset);
        Place {
            file: self.file.to_owned(),
            line,
            column: before.map_or(1, |before| before.chars().count() + 1),
            key: spot.key.clone(),
        }
    }

    fn add(
        &self,
        severity: Severity,
        code: &'static str,
        spot: &Spot,
        what: Bilingual,
        help: Option<Bilingual>,
    ) {
        let mut found = self.found.borrow_mut();
        if found.len() >= MOST_PROBLEMS {
            let mut shed = self.shed.borrow_mut();
            let shed = shed.get_or_insert_with(|| Shed {
                count: 0,
                worst: severity,
                first: self.place(spot),
            });
            shed.count += 1;
            shed.worst = shed.worst.max(severity);
            return;
        }
        let problem = Problem {
            severity,
            code,
            place: self.place(spot),
            what,
            help,
        };
        found.push((spot.offset, problem));
    }

    /// Notes an error.
    pub fn error(&self, code: &'static str, spot: &Spot, what: Bilingual, help: Option<Bilingual>) {
        self.add(Severity::Error, code, spot, what, help);
    }

    /// Notes an error, unless the same kind of error is noted here already: a fleet may break a rule a
    /// thousand times.
    pub fn error_once(
        &self,
        code: &'static str,
        spot: &Spot,
        what: Bilingual,
        help: Option<Bilingual>,
    ) {
        if self.told_once.borrow_mut().insert((spot.offset, code)) {
            self.error(code, spot, what, help);
        }
    }

    /// Whether it is worth it to look for what was meant: comparing with thousands of names takes a
    /// while, and nobody reads hundreds of guesses.
    pub fn may_suggest(&self) -> bool {
        self.suggestions.set(self.suggestions.get() + 1);
        self.suggestions.get() <= MOST_SUGGESTIONS
    }

    /// Notes something that works and is likely not meant so.
    pub fn warning(
        &self,
        code: &'static str,
        spot: &Spot,
        what: Bilingual,
        help: Option<Bilingual>,
    ) {
        self.add(Severity::Warning, code, spot, what, help);
    }

    /// Notes a position, so that all can be compared with each other at the end.
    pub fn saw_position(&self, position: Position, spot: Spot) {
        self.positions.borrow_mut().push((position, spot));
    }

    /// The positions that were seen.
    pub fn take_positions(&self) -> Vec<(Position, Spot)> {
        self.positions.take()
    }

    /// All problems, in the order of the file. Where it is not even TOML or JSON, what is missing or refers to
    /// nothing may well stand in the part that could not be read: that is not told.
    pub fn into_problems(self) -> Vec<Problem> {
        let mut found = self.found.into_inner();
        let broken = self.notation.broken();
        found.sort_by_key(|(offset, _)| *offset);
        let broken_lines: Vec<usize> = found
            .iter()
            .filter(|(_, problem)| problem.code == broken)
            .map(|(_, problem)| problem.place.line)
            .collect();
        let shed = self.shed.into_inner().map(Shed::problem);
        found
            .into_iter()
            .map(|(_, problem)| problem)
            .filter(|problem| {
                let is_guess = matches!(problem.code, "missing-key" | "unknown-name")
                    || broken_lines.contains(&problem.place.line);
                broken_lines.is_empty() || problem.code == broken || !is_guess
            })
            .chain(shed)
            .collect()
    }
}

impl Shed {
    fn problem(self) -> Problem {
        let count = self.count;
        Problem {
            severity: self.worst,
            code: "too-many-problems",
            place: self.first,
            what: say(
                format!("{count} more problems are not told"),
                format!("另有 {count} 个问题未列出"),
            ),
            help: None,
        }
    }
}

const MOST_SUGGESTIONS: usize = 200;
/// Nobody reads more, and a file of a megabyte can have hundreds of thousands.
const MOST_PROBLEMS: usize = 1_000;
