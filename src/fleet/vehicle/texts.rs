//! STATUSTEXTs put together from their pieces, and the last ones kept.

use crate::link::report::{Severity, StatusText};
use crate::moment::Moment;
use std::sync::Arc;
use std::time::Duration;

/// A text that a component said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextLine {
    /// When its first piece came.
    pub at: Moment,
    /// Who said it.
    pub component: u8,
    /// How bad it is.
    pub severity: Severity,
    /// The text; "…" stands for pieces that did not come.
    pub text: String,
}

/// A text whose pieces are being collected.
#[derive(Clone, Debug)]
struct Pending {
    at: Moment,
    heard: Moment,
    component: u8,
    id: u16,
    severity: Severity,
    pieces: Vec<(u8, String)>,
    /// The number of the last piece, once it is known.
    last: Option<u8>,
}

/// Puts texts together. Small: the pending are few, and end.
#[derive(Clone, Debug, Default)]
pub struct TextAssembly {
    pending: Vec<Pending>,
    /// What was finished lately, so that a double of a piece does not begin it anew.
    finished: Vec<(Moment, u8, u16)>,
}

/// So many texts are collected at a time; the oldest is given out as it is when there are more.
const MOST_PENDING: usize = 4;
/// A text has no more pieces (500 bytes).
const MOST_PIECES: u8 = 10;
/// So long the next piece is waited for: retries and delays of a bad link.
const PIECE_WAIT: Duration = Duration::from_secs(2);
/// So long a second piece of a text without a number is waited for. PX4 numbers its first text 0, which means
/// that a text is whole, and cuts it all the same.
const UNNUMBERED_WAIT: Duration = Duration::from_millis(500);
/// A piece is 50 bytes where more follow.
const FULL_PIECE: usize = 50;
/// Within so much a piece of a finished text is a double of it.
const DOUBLES_WITHIN: Duration = Duration::from_secs(5);
const MOST_FINISHED: usize = 8;

impl TextAssembly {
    /// A piece, or a whole text. What is now whole goes to `out`.
    pub fn hear(&mut self, at: Moment, component: u8, said: &StatusText, out: &mut Vec<TextLine>) {
        let is_whole = said.id == 0 && said.chunk == 0 && said.text.len() < FULL_PIECE;
        if said.id == 0 && said.chunk == 0 {
            self.give_unnumbered(component, out);
        }
        if is_whole {
            out.push(line(at, component, said.severity, &said.text));
        } else {
            self.collect(at, component, said, out);
        }
    }

    /// Gives out what has been waited for long enough.
    pub fn wake(&mut self, now: Moment, out: &mut Vec<TextLine>) {
        while let Some(late) = self.pending.iter().position(|text| text.due() <= now) {
            out.push(self.pending.remove(late).put_together());
        }
    }

    /// When to look at the time next.
    pub fn due(&self) -> Option<Moment> {
        self.pending.iter().map(Pending::due).min()
    }

    /// Forgets what is pending and finished: after a reboot numbers begin again.
    pub fn restart(&mut self, out: &mut Vec<TextLine>) {
        out.extend(self.pending.drain(..).map(Pending::put_together));
        self.finished.clear();
    }

    fn collect(&mut self, at: Moment, component: u8, said: &StatusText, out: &mut Vec<TextLine>) {
        if said.chunk >= MOST_PIECES || self.is_double(at, component, said.id) {
            return;
        }
        let is_same = |text: &Pending| text.component == component && text.id == said.id;
        let found = self.pending.iter().position(is_same).unwrap_or_else(|| {
            if self.pending.len() >= MOST_PENDING {
                out.push(self.pending.remove(0).put_together());
            }
            self.pending.push(Pending::new(at, component, said));
            self.pending.len() - 1
        });
        let Some(text) = self.pending.get_mut(found) else {
            return;
        };
        text.add(at, said);
        if text.is_whole() {
            if said.id != 0 {
                if self.finished.len() >= MOST_FINISHED {
                    self.finished.remove(0);
                }
                self.finished.push((at, component, said.id));
            }
            out.push(self.pending.remove(found).put_together());
        }
    }

    fn is_double(&self, at: Moment, component: u8, id: u16) -> bool {
        let mut finished = self.finished.iter();
        finished.any(|(then, who, which)| {
            *who == component && *which == id && at.since(*then) <= DOUBLES_WITHIN
        })
    }

    /// Another text without a number begins: the one before is whole.
    fn give_unnumbered(&mut self, component: u8, out: &mut Vec<TextLine>) {
        let is_it = |text: &Pending| {
            let has_begun = text.pieces.first().is_some_and(|(chunk, _)| *chunk == 0);
            text.component == component && text.id == 0 && has_begun
        };
        if let Some(found) = self.pending.iter().position(is_it) {
            out.push(self.pending.remove(found).put_together());
        }
    }
}

impl Pending {
    fn new(at: Moment, component: u8, said: &StatusText) -> Self {
        Self {
            at,
            heard: at,
            component,
            id: said.id,
            severity: said.severity,
            pieces: Vec::new(),
            last: None,
        }
    }

    fn due(&self) -> Moment {
        let wait = if self.id == 0 {
            UNNUMBERED_WAIT
        } else {
            PIECE_WAIT
        };
        self.heard + wait
    }

    fn add(&mut self, at: Moment, said: &StatusText) {
        match self
            .pieces
            .binary_search_by_key(&said.chunk, |(chunk, _)| *chunk)
        {
            Ok(_) => return,
            Err(place) => self.pieces.insert(place, (said.chunk, said.text.clone())),
        }
        self.heard = at;
        let ends = if said.id == 0 {
            said.text.len() < FULL_PIECE
        } else {
            said.is_last
        };
        if ends || said.chunk + 1 == MOST_PIECES {
            self.last = Some(said.chunk);
        }
    }

    fn is_whole(&self) -> bool {
        let wanted = self.last.map(|last| usize::from(last) + 1);
        wanted == Some(self.pieces.len())
    }

    fn put_together(self) -> TextLine {
        let mut text = String::new();
        let mut next = 0;
        for (chunk, piece) in &self.pieces {
            if *chunk != next {
                text.push('…');
            }
            text.push_str(piece);
            next = chunk + 1;
        }
        if self.id != 0 && self.last.is_none_or(|last| last >= next) {
            text.push('…');
        }
        line(self.at, self.component, self.severity, &text)
    }
}

/// PX4 ends its texts with a tab, for stations that know them as events too.
fn line(at: Moment, component: u8, severity: Severity, text: &str) -> TextLine {
    TextLine {
        at,
        component,
        severity,
        text: text.trim_end().to_owned(),
    }
}

/// So many texts are kept.
const MOST_KEPT: usize = 8;

/// Keeps a text among the last ones.
pub fn keep(kept: &mut Arc<Vec<Arc<TextLine>>>, line: Arc<TextLine>) {
    let kept = Arc::make_mut(kept);
    if kept.len() >= MOST_KEPT {
        kept.remove(0);
    }
    kept.push(line);
}

#[cfg(test)]
#[path = "texts_tests.rs"]
mod tests;
