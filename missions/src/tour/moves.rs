//! A tour that can be changed: what a change would save, and the change.

use super::{End, JoinTimes, Tour, other_end, piece_of};

/// A change of a tour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Move {
    /// The pieces from `first` to `last` are flown the other way round.
    Reverse { first: usize, last: usize },
    /// The pieces from `first` to `last` go into the gap before `gap`, which is outside of them.
    Shift {
        first: usize,
        last: usize,
        gap: usize,
        is_reversed: bool,
    },
}

/// A tour with the place of each piece in it.
pub(super) struct Working {
    pub(super) entries: Vec<End>,
    /// Where in the tour each piece is.
    place: Vec<u32>,
}

impl Working {
    pub(super) fn new(tour: Tour) -> Self {
        let mut working = Self {
            place: vec![0; tour.entries.len()],
            entries: tour.entries,
        };
        working.place_all(0, working.entries.len());
        working
    }

    /// Undoes all changes since it was like this.
    pub(super) fn go_back_to(&mut self, entries: &[End]) {
        self.entries.copy_from_slice(entries);
        self.place_all(0, entries.len());
    }

    fn place_all(&mut self, from: usize, until: usize) {
        for index in from..until {
            self.place[piece_of(self.entries[index])] = index as u32;
        }
    }

    pub(super) fn place(&self, piece: usize) -> usize {
        self.place[piece] as usize
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    fn left_before(&self, index: usize) -> Option<End> {
        let before = index.checked_sub(1)?;
        self.entries.get(before).copied().map(other_end)
    }

    fn entry(&self, index: usize) -> Option<End> {
        self.entries.get(index).copied()
    }

    /// What the change adds to the joins, s; less than 0 where it saves. Summed so exactly that no round of changes
    /// seems to save: long joins would else drown short ones.
    pub(super) fn added_s(&self, change: Move, times: &mut impl JoinTimes) -> f64 {
        let mut join = |from: Option<End>, until: Option<End>| match (from, until) {
            (Some(from), Some(until)) => f64::from(times.join_s(from, until)),
            // Before the first and after the last nothing is flown.
            _ => 0.0,
        };
        match change {
            Move::Reverse { first, last } => {
                let (before, after) = (self.left_before(first), self.entry(last + 1));
                let (head, tail) = (self.entry(first), self.left_before(last + 1));
                join(before, tail) + join(head, after) - join(before, head) - join(tail, after)
            }
            Move::Shift {
                first,
                last,
                gap,
                is_reversed,
            } => {
                let (before, after) = (self.left_before(first), self.entry(last + 1));
                let (head, tail) = (self.entry(first), self.left_before(last + 1));
                let (into, out_of) = (self.left_before(gap), self.entry(gap));
                let taken_out = join(before, after) - join(before, head) - join(tail, after);
                let (enter, leave) = match is_reversed {
                    true => (tail, head),
                    false => (head, tail),
                };
                taken_out + join(into, enter) + join(leave, out_of) - join(into, out_of)
            }
        }
    }

    /// Makes the change; gives the indices between which anything has moved.
    pub(super) fn make(&mut self, change: Move) -> (usize, usize) {
        match change {
            Move::Reverse { first, last } => {
                turn(&mut self.entries[first..=last]);
                self.place_all(first, last + 1);
                (first, last)
            }
            Move::Shift {
                first,
                last,
                gap,
                is_reversed,
            } => {
                if is_reversed {
                    turn(&mut self.entries[first..=last]);
                }
                let (from, until) = match gap > last {
                    true => {
                        self.entries[first..gap].rotate_left(last + 1 - first);
                        (first, gap - 1)
                    }
                    false => {
                        self.entries[gap..=last].rotate_right(last + 1 - first);
                        (gap, last)
                    }
                };
                self.place_all(from, until + 1);
                (from, until)
            }
        }
    }
}

/// The same pieces the other way round.
fn turn(entries: &mut [End]) {
    entries.reverse();
    for entry in entries {
        *entry = other_end(*entry);
    }
}
