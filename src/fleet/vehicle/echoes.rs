//! Texts that come over several links of one vehicle. Autopilots count the frames of each of their ports by
//! themselves, so that nothing in a frame tells that it is the same text again.

use crate::link::names::LinkId;
use crate::link::report::StatusText;
use crate::moment::Moment;
use rustc_hash::FxHasher;
use std::collections::VecDeque;
use std::hash::{Hash, Hasher};
use std::time::Duration;

/// What was heard lately, and how often over which link: a text was said as often as the link brought it that
/// brought it most often.
#[derive(Clone, Debug, Default)]
pub struct Echoes {
    recent: VecDeque<Recent>,
}

#[derive(Clone, Debug)]
struct Recent {
    at: Moment,
    sum: u64,
    said: u32,
    heard: Vec<(LinkId, u32)>,
}

/// A link may be behind another one by so much.
const WITHIN: Duration = Duration::from_secs(5);
/// So many texts are remembered: a start and a refused arming say a dozen at once.
const MOST_TEXTS: usize = 24;
/// A vehicle has so many links.
const MOST_LINKS: usize = 4;

impl Echoes {
    /// Whether a piece of a text has come already over another link.
    pub fn has(&mut self, at: Moment, link: LinkId, component: u8, said: &StatusText) -> bool {
        self.recent.retain(|it| at.since(it.at) <= WITHIN);
        let sum = sum(component, said);
        let Some(recent) = self.recent.iter_mut().find(|it| it.sum == sum) else {
            if self.recent.len() >= MOST_TEXTS {
                self.recent.pop_front();
            }
            self.recent.push_back(Recent {
                at,
                sum,
                said: 1,
                heard: vec![(link, 1)],
            });
            return false;
        };
        let heard = recent.count(link);
        let is_echo = heard <= recent.said;
        if !is_echo {
            (recent.said, recent.at) = (heard, at);
        }
        is_echo
    }
}

impl Recent {
    /// How often it came over a link, this time included.
    fn count(&mut self, link: LinkId) -> u32 {
        if let Some((_, heard)) = self.heard.iter_mut().find(|(it, _)| *it == link) {
            *heard = heard.saturating_add(1);
            return *heard;
        }
        if self.heard.len() < MOST_LINKS {
            self.heard.push((link, 1));
        }
        1
    }
}

fn sum(component: u8, said: &StatusText) -> u64 {
    let StatusText {
        severity,
        text,
        id,
        chunk,
        is_last,
    } = said;
    let mut hasher = FxHasher::default();
    (component, severity.0, text, id, chunk, is_last).hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
#[path = "echoes_tests.rs"]
mod tests;
