//! Which keys' marks have to be renewed: soon, so that nobody waits for the disk, or before anything else is done.

use super::KeyOwner;
use super::signer::{Need, Signer};
use crate::moment::Moment;
use std::collections::VecDeque;
use std::time::Duration;

/// Keys by how soon their marks have to be renewed.
#[derive(Debug, Default)]
pub(super) struct MarkQueue {
    /// Something lies beyond what is kept of these, until later marks are kept.
    passed: Vec<KeyOwner>,
    soon: VecDeque<KeyOwner>,
    last: Moment,
}

/// No more are renewed at once: each is looked at on the thread of the links, for half a microsecond.
const MOST_AT_ONCE: usize = 2_048;
/// Fewer than this wait for a while for others: a disk that writes takes nothing else meanwhile.
const WORTH_WRITING: usize = 256;
/// … for so long.
const PATIENCE: Duration = Duration::from_millis(100);

impl MarkQueue {
    /// Looks at a key that was used.
    #[inline]
    pub(super) fn look(&mut self, owner: KeyOwner, signer: &mut Signer) {
        match signer.take_need() {
            None => {}
            Some(Need::Soon) => self.soon.push_back(owner),
            Some(Need::Now) => self.passed.push(owner),
        }
    }

    /// Whether something lies beyond what is kept.
    pub(super) fn is_passed(&self) -> bool {
        !self.passed.is_empty()
    }

    /// Whose marks are to be renewed now, in their order. What was passed is named until it is kept.
    pub(super) fn next(&mut self, now: Moment) -> Vec<KeyOwner> {
        // A clock that was put back keeps nobody waiting.
        let is_time = now < self.last || now.since(self.last) >= PATIENCE;
        if self.passed.is_empty() && self.soon.len() < WORTH_WRITING && !is_time {
            return Vec::new();
        }
        let soon = self.soon.len().min(MOST_AT_ONCE);
        let mut next = self.passed.clone();
        next.extend(self.soon.drain(..soon));
        next.sort_unstable();
        next.dedup();
        if !next.is_empty() {
            self.last = now;
        }
        next
    }

    /// Later marks are kept: those stay of which something lies beyond them, too.
    pub(super) fn retain_passed(&mut self, is_passed: impl FnMut(&KeyOwner) -> bool) {
        self.passed.retain(is_passed);
    }
}
