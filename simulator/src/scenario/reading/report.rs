//! What a reader notes down on its way through a file.

use crate::scenario::{ScenarioPlace, ScenarioProblem};
use crate::time::SimTime;
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

/// What was found so far.
pub struct Report<'a> {
    file: &'a str,
    text: &'a str,
    line_starts: Vec<usize>,
    found: RefCell<Vec<(usize, ScenarioProblem)>>,
    suggestions: Cell<usize>,
    told_once: RefCell<HashSet<(usize, &'static str)>>,
    positions: RefCell<Vec<(Position, Spot)>>,
    /// When the scenario ends, once that is known.
    pub end: Cell<Option<SimTime>>,
}

/// Both languages of a sentence.
pub fn say(en: impl Into<String>, zh: impl Into<String>) -> Bilingual {
    Bilingual::new(en, zh)
}

impl<'a> Report<'a> {
    /// An empty report about a file.
    pub fn new(file: &'a str, text: &'a str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Self {
            file,
            text,
            line_starts: std::iter::once(0)
                .chain(breaks.map(|(at, _)| at + 1))
                .collect(),
            found: RefCell::default(),
            suggestions: Cell::default(),
            told_once: RefCell::default(),
            positions: RefCell::default(),
            end: Cell::default(),
        }
    }

    fn place(&self, spot: &Spot) -> ScenarioPlace {
        let line = self
            .line_starts
            .partition_point(|start| *start <= spot.offset)
            .max(1);
        let before = self.text.get(self.line_starts[line - 1]..spot.offset);
        ScenarioPlace {
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
        let problem = ScenarioProblem {
            severity,
            code,
            place: self.place(spot),
            what,
            help,
        };
        self.found.borrow_mut().push((spot.offset, problem));
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

    /// All problems, in the order of the file. Where it is not even TOML, what is missing or refers to
    /// nothing may well stand in the part that could not be read: that is not told.
    pub fn into_problems(self) -> Vec<ScenarioProblem> {
        let mut found = self.found.into_inner();
        found.sort_by_key(|(offset, _)| *offset);
        let broken_lines: Vec<usize> = found
            .iter()
            .filter(|(_, problem)| problem.code == NOT_TOML)
            .map(|(_, problem)| problem.place.line)
            .collect();
        found
            .into_iter()
            .map(|(_, problem)| problem)
            .filter(|problem| {
                let is_guess = matches!(problem.code, "missing-key" | "unknown-name")
                    || broken_lines.contains(&problem.place.line);
                broken_lines.is_empty() || problem.code == NOT_TOML || !is_guess
            })
            .collect()
    }
}

const MOST_SUGGESTIONS: usize = 200;

/// The code of problems that the TOML parser found.
pub const NOT_TOML: &str = "not-toml";
