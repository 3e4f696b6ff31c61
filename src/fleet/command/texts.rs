//! What a vehicle said of late in words, so that a refusal can be given with its own reason.

use crate::link::report::{Severity, StatusText};
use crate::moment::Moment;
use std::collections::VecDeque;

/// The last texts of a vehicle, put together from their pieces.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    recent: VecDeque<Text>,
}

#[derive(Clone, Debug)]
struct Text {
    at: Moment,
    component: u8,
    severity: Severity,
    id: u16,
    next_chunk: u8,
    text: String,
}

/// So many are kept: ArduPilot gives at most a dozen reasons at a time.
const MOST: usize = 32;
/// What people are shown of one refusal.
const MOST_REASONS: usize = 8;
/// Pieces beyond it are left out, bytes.
const LONGEST: usize = 300;
/// How reasons begin, however severe they are said to be.
const BEGINNINGS: [&str; 5] = [
    "PreArm:",
    "Arm:",
    "Preflight Fail",
    "Arming denied",
    "Disarming denied",
];

impl Texts {
    /// A text came. Pieces are put together as they come: PX4 gives its first text the id 0, which is that
    /// of whole ones, and pieces all the same (`captures.md`, C.4).
    pub fn hear(&mut self, now: Moment, component: u8, text: &StatusText) {
        if text.chunk > 0 {
            let begun = self.recent.iter_mut().rev().find(|begun| {
                (begun.component, begun.id, begun.next_chunk) == (component, text.id, text.chunk)
            });
            if let Some(begun) = begun {
                begun.next_chunk = begun.next_chunk.saturating_add(1);
                if begun.text.len() < LONGEST {
                    begun.text.push_str(&text.text);
                }
            }
            return;
        }
        if self.recent.len() >= MOST {
            self.recent.pop_front();
        }
        self.recent.push_back(Text {
            at: now,
            component,
            severity: text.severity,
            id: text.id,
            next_chunk: 1,
            text: text.text.clone(),
        });
    }

    /// What came since then and may be a reason: warnings and worse, and what begins like one. Each is given
    /// once, in the order in which it came.
    pub fn reasons(&self, since: Moment) -> Vec<String> {
        self.chosen(since, |text| {
            let begins = |beginning: &&str| text.text.starts_with(*beginning);
            text.severity <= Severity::WARNING || BEGINNINGS.iter().any(begins)
        })
    }

    /// What came since then and is an error or worse.
    pub fn errors(&self, since: Moment) -> Vec<String> {
        self.chosen(since, |text| text.severity <= Severity::ERROR)
    }

    fn chosen(&self, since: Moment, is_chosen: impl Fn(&Text) -> bool) -> Vec<String> {
        let mut chosen: Vec<String> = Vec::new();
        for text in self.recent.iter().filter(|text| text.at >= since) {
            // PX4 ends a text that is also sent as an event with a tab.
            let words = text.text.trim();
            let is_new = !words.is_empty() && !chosen.iter().any(|known| known == words);
            if is_new && is_chosen(text) && chosen.len() < MOST_REASONS {
                chosen.push(words.to_owned());
            }
        }
        chosen
    }
}
