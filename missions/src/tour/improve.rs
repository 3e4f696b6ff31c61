//! Local search: reversals (2-opt) and shifts of short runs (Or-opt), tried between near ends alone.

use super::moves::{Move, Working};
use super::{End, JoinTimes, other_end, piece_of};

/// A run of so many pieces is shifted at most.
const LONGEST_RUN: usize = 3;
/// So many changes are made for each piece at most before a tour is taken as it is: a few are enough where joins take
/// what they are told to take, and where they do not each change may seem to save.
const MOST_CHANGES_PER_PIECE: usize = 100;
/// What saves less is none, s.
const LEAST_SAVED_S: f64 = 1e-3;

/// The ends that are nearest to each end, the nearest first.
pub(super) struct Nearest {
    ends: Vec<End>,
    each: usize,
}

impl Nearest {
    /// The `most` nearest to each.
    pub(super) fn new(times: &mut impl JoinTimes, most: usize) -> Self {
        let count = times.ends();
        let each = most.min(count.saturating_sub(2));
        let mut ends = Vec::with_capacity(count * each);
        let mut others: Vec<(f32, End)> = Vec::with_capacity(count);
        for end in 0..count as End {
            others.clear();
            let all = (0..count as End).filter(|it| piece_of(*it) != piece_of(end));
            others.extend(all.map(|it| (times.least_join_s(end, it), it)));
            // Twice as many by what is told quickly, then by what it truly takes.
            let near = (2 * each).min(others.len());
            if near < others.len() {
                others.select_nth_unstable_by(near, |a, b| a.0.total_cmp(&b.0));
                others.truncate(near);
            }
            for (time_s, it) in &mut others {
                *time_s = times.join_s(end, *it);
            }
            others.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            ends.extend(others.iter().take(each).map(|(_, it)| *it));
        }
        Self { ends, each }
    }

    fn of(&self, end: End) -> &[End] {
        &self.ends[end as usize * self.each..(end as usize + 1) * self.each]
    }
}

/// Pieces that are to be looked at.
pub(super) struct Agenda {
    waiting: Vec<u32>,
    is_waiting: Vec<bool>,
}

impl Agenda {
    pub(super) fn new(pieces: usize) -> Self {
        Self {
            waiting: Vec::new(),
            is_waiting: vec![false; pieces],
        }
    }

    pub(super) fn add(&mut self, piece: usize) {
        if !self.is_waiting[piece] {
            self.is_waiting[piece] = true;
            self.waiting.push(piece as u32);
        }
    }

    fn next(&mut self) -> Option<usize> {
        let piece = self.waiting.pop()? as usize;
        self.is_waiting[piece] = false;
        Some(piece)
    }
}

/// Improves until no change of those that are tried saves anything, or for long enough; gives what was added, s: 0 or less.
pub(super) fn improve(
    working: &mut Working,
    times: &mut impl JoinTimes,
    nearest: &Nearest,
    agenda: &mut Agenda,
) -> f64 {
    let mut added_s = 0.0;
    let mut left = working.len().saturating_mul(MOST_CHANGES_PER_PIECE);
    while let Some(piece) = agenda.next() {
        while let Some((change, change_s)) = best_change(working, times, nearest, piece) {
            if left == 0 {
                return added_s;
            }
            left -= 1;
            let touched = touched(working, change);
            working.make(change);
            added_s += change_s;
            for piece in touched.into_iter().flatten() {
                agenda.add(piece);
            }
        }
    }
    added_s
}

/// The pieces whose joins a change touches.
fn touched(working: &Working, change: Move) -> [Option<usize>; 6] {
    let at = |index: Option<usize>| {
        let entry = working.entries.get(index?)?;
        Some(piece_of(*entry))
    };
    let around = |first: usize, last: usize| {
        [
            at(first.checked_sub(1)),
            at(Some(first)),
            at(Some(last)),
            at(Some(last + 1)),
        ]
    };
    match change {
        Move::Reverse { first, last } => {
            let [a, b, c, d] = around(first, last);
            [a, b, c, d, None, None]
        }
        Move::Shift {
            first, last, gap, ..
        } => {
            let [a, b, c, d] = around(first, last);
            [a, b, c, d, at(gap.checked_sub(1)), at(Some(gap))]
        }
    }
}

fn best_change(
    working: &Working,
    times: &mut impl JoinTimes,
    nearest: &Nearest,
    piece: usize,
) -> Option<(Move, f64)> {
    let mut best = (None, -LEAST_SAVED_S);
    let index = working.place(piece);
    let entry = working.entries[index];
    for (end, is_entry) in [(entry, true), (other_end(entry), false)] {
        // What is joined there now: a join that takes longer saves nothing by itself.
        let now_s = joined_s(working, times, index, is_entry);
        for &other in nearest.of(end) {
            if times.join_s(end, other) >= now_s {
                break;
            }
            let there = working.place(piece_of(other));
            let joined = Joined {
                index,
                is_entry,
                there,
                is_entry_there: working.entries[there] == other,
            };
            joined.each_change(working.len(), |change| {
                let added_s = working.added_s(change, times);
                if added_s < best.1 {
                    best = (Some(change), added_s);
                }
            });
        }
    }
    best.0.map(|change| (change, best.1))
}

/// The join at one end of the piece at `index`; infinite where there is none, for any may be made there.
fn joined_s(working: &Working, times: &mut impl JoinTimes, index: usize, is_entry: bool) -> f32 {
    let entry = working.entries[index];
    let (from, until) = match is_entry {
        true => (
            index
                .checked_sub(1)
                .map(|it| other_end(working.entries[it])),
            Some(entry),
        ),
        false => (
            Some(other_end(entry)),
            working.entries.get(index + 1).copied(),
        ),
    };
    match (from, until) {
        (Some(from), Some(until)) => times.join_s(from, until),
        _ => f32::INFINITY,
    }
}

/// Two ends that are to be joined: of the piece at `index`, and of the one `there`.
struct Joined {
    index: usize,
    is_entry: bool,
    there: usize,
    is_entry_there: bool,
}

impl Joined {
    /// Tells each change that joins them.
    fn each_change(&self, count: usize, mut tell: impl FnMut(Move)) {
        let (low, high) = (self.index.min(self.there), self.index.max(self.there));
        match (self.is_entry, self.is_entry_there) {
            (false, false) => tell(Move::Reverse {
                first: low + 1,
                last: high,
            }),
            (true, true) => tell(Move::Reverse {
                first: low,
                last: high - 1,
            }),
            _ => {}
        }
        self.each_shift(count, &mut tell);
        let other_way = Self {
            index: self.there,
            is_entry: self.is_entry_there,
            there: self.index,
            is_entry_there: self.is_entry,
        };
        other_way.each_shift(count, &mut tell);
    }

    /// Runs that begin or end with the piece `there`, shifted beside the one at `index`.
    fn each_shift(&self, count: usize, tell: &mut impl FnMut(Move)) {
        let gap = self.index + usize::from(!self.is_entry);
        for run in 0..LONGEST_RUN {
            let (first, last) = match self.is_entry_there {
                true => (Some(self.there), self.there + run),
                false => (self.there.checked_sub(run), self.there),
            };
            let Some(first) = first.filter(|_| last < count) else {
                break;
            };
            // Nothing goes into itself, nor where it is already.
            if (first..=last + 1).contains(&gap) || (first..=last).contains(&self.index) {
                continue;
            }
            tell(Move::Shift {
                first,
                last,
                gap,
                is_reversed: self.is_entry == self.is_entry_there,
            });
        }
    }
}
