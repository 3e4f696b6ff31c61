//! Sets of closed intervals of a leg's parameter, 0 at its start to 1 at its end.

use smallvec::SmallVec;

/// A closed interval; `from ≤ until`, equal for a single point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The start.
    pub from: f64,
    /// The end.
    pub until: f64,
}

/// Sorted intervals that do not touch each other.
#[derive(Debug, PartialEq, Default)]
pub struct IntervalSet(SmallVec<[Interval; 2]>);

impl Clone for IntervalSet {
    fn clone(&self) -> Self {
        // For intervals, which are plain numbers, faster than `SmallVec`'s own.
        Self(SmallVec::from_slice(&self.0))
    }
}

impl IntervalSet {
    /// Nothing.
    pub fn empty() -> Self {
        Self::default()
    }

    /// The whole leg.
    pub fn whole() -> Self {
        Self::one(0.0, 1.0)
    }

    /// One interval, cut to 0…1; nothing when it is empty or not a number.
    pub fn one(from: f64, until: f64) -> Self {
        let (from, until) = (from.max(0.0), until.min(1.0));
        if from <= until {
            Self(SmallVec::from_slice(&[Interval { from, until }]))
        } else {
            Self::empty()
        }
    }

    /// The union of intervals in any order, each cut to 0…1.
    pub fn union_of(intervals: impl IntoIterator<Item = Interval>) -> Self {
        let mut sorted: SmallVec<[Interval; 8]> = SmallVec::new();
        for interval in intervals {
            let (from, until) = (interval.from.max(0.0), interval.until.min(1.0));
            if from <= until {
                sorted.push(Interval { from, until });
            }
        }
        if sorted.len() > 1 {
            sorted.sort_unstable_by(|a, b| a.from.total_cmp(&b.from));
        }
        let mut set = Self::empty();
        for interval in sorted {
            set.push(interval);
        }
        set
    }

    /// Adds an interval, within 0…1, that starts no earlier than any so far.
    pub fn push(&mut self, interval: Interval) {
        match self.0.last_mut() {
            Some(last) if interval.from <= last.until => {
                last.until = last.until.max(interval.until);
            }
            _ => self.0.push(interval),
        }
    }

    /// What is in both sets.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        if other.is_whole() {
            return self.clone();
        }
        let mut set = Self::empty();
        let (mut mine, mut theirs) = (self.0.iter().peekable(), other.0.iter().peekable());
        while let (Some(a), Some(b)) = (mine.peek(), theirs.peek()) {
            let (from, until) = (a.from.max(b.from), a.until.min(b.until));
            if from <= until {
                set.0.push(Interval { from, until });
            }
            if a.until < b.until {
                mine.next();
            } else {
                theirs.next();
            }
        }
        set
    }

    /// What is in this set or the other.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        Self::union_of(self.iter().chain(other.iter()))
    }

    /// What is in this set and not inside the other; where they meet, the border stays.
    #[must_use]
    pub fn without(&self, other: &Self) -> Self {
        if other.is_empty() {
            return self.clone();
        }
        let mut left: SmallVec<[Interval; 4]> = SmallVec::new();
        for mut interval in self.iter() {
            let mut gone = false;
            for hole in other.iter() {
                if hole.until < interval.from || hole.from > interval.until {
                    continue;
                }
                if hole.from > interval.from {
                    left.push(Interval {
                        from: interval.from,
                        until: hole.from,
                    });
                }
                if hole.until >= interval.until {
                    gone = true;
                    break;
                }
                interval.from = hole.until;
            }
            if !gone {
                left.push(interval);
            }
        }
        Self::union_of(left)
    }

    /// The intervals in order.
    pub fn iter(&self) -> impl Iterator<Item = Interval> + '_ {
        self.0.iter().copied()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether it is the whole leg.
    pub fn is_whole(&self) -> bool {
        matches!(
            self.0.as_slice(),
            [Interval {
                from: 0.0,
                until: 1.0
            }]
        )
    }

    /// Whether `at` is in one of them.
    pub fn contains(&self, at: f64) -> bool {
        self.iter()
            .any(|interval| interval.from <= at && at <= interval.until)
    }
}
