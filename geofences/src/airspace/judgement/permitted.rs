//! The permitted zones near a run of chords, in the order in which they are looked at.

use crate::airspace::entry::Entry;
use std::sync::Arc;

/// Permitted zones: the likeliest to cover a chord alone comes first, which is the largest one, and
/// then the one that covered the chord before.
#[derive(Default)]
pub struct Permitted<'a> {
    /// Each with the size of its bounds, square degrees.
    zones: Vec<(f32, &'a Arc<Entry>)>,
    /// Whether the others are in order too: mostly the first one covers all, and none else is asked.
    are_sorted: bool,
}

impl<'a> Permitted<'a> {
    /// Forgets all.
    pub fn clear(&mut self) {
        self.zones.clear();
        self.are_sorted = false;
    }

    /// Adds a zone whose bounds have a size.
    pub fn add(&mut self, size: f32, entry: &'a Arc<Entry>) {
        self.zones.push((size, entry));
        let last = self.zones.len() - 1;
        if self.zones[last].0 > self.zones[0].0 {
            self.zones.swap(0, last);
        }
    }

    /// The first that covers a chord alone comes to the front.
    pub fn find(&mut self, covers: impl Fn(&Entry) -> bool) -> bool {
        match self.zones.first() {
            None => return false,
            Some((_, first)) if covers(first) => return true,
            Some(_) => {}
        }
        if !self.are_sorted {
            // The largest, which is the first, stays there.
            self.zones.sort_by(|(a, _), (b, _)| b.total_cmp(a));
            self.are_sorted = true;
        }
        let mut others = self.zones.iter().skip(1);
        let Some(index) = others.position(|(_, entry)| covers(entry)) else {
            return false;
        };
        self.zones.swap(0, index + 1);
        true
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &'a Arc<Entry>> {
        self.zones.iter().map(|(_, entry)| *entry)
    }
}

#[cfg(test)]
mod tests;
