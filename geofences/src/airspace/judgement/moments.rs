//! When along a chord a zone is active.

use super::chord::Chord;
use super::intervals::{Interval, IntervalSet};
use crate::airspace::entry::Entry;
use crate::{TimeRange, TimeReading};
use chrono::TimeDelta;

/// Where along the chord the entry's zone is active; an obstacle always is.
///
/// Both ends of a window belong to it. Only for a moment alone a permitting window
/// ([`TimeReading::Shortest`]) ends just before its last instant.
pub fn active_along(chord: &Chord, entry: &Entry, reading: TimeReading) -> IntervalSet {
    if entry.is_always_active() {
        return IntervalSet::whole();
    }
    let Some(zone) = entry.zone() else {
        return IntervalSet::whole();
    };
    let sun = entry.sun_place();
    if chord.duration_us() == 0.0 {
        let now = chord.times.from;
        let next = now
            .checked_add_signed(TimeDelta::microseconds(1))
            .unwrap_or(now);
        let active = zone.times.is_active_at(now, &sun, reading)
            && (reading == TimeReading::Longest || zone.times.is_active_at(next, &sun, reading));
        return if active {
            IntervalSet::whole()
        } else {
            IntervalSet::empty()
        };
    }
    stretches_of(chord, &zone.times.active_ranges(chord.times, &sun, reading))
}

/// The stretches of a chord that are flown within time ranges.
pub fn stretches_of(chord: &Chord, ranges: &[TimeRange]) -> IntervalSet {
    IntervalSet::union_of(ranges.iter().filter_map(|range| {
        let (from, until) = (
            range.from.max(chord.times.from),
            range.until.min(chord.times.until),
        );
        if from > until {
            return None;
        }
        if chord.duration_us() == 0.0 {
            return Some(Interval {
                from: 0.0,
                until: 1.0,
            });
        }
        Some(Interval {
            from: chord.parameter_at(from),
            until: chord.parameter_at(until),
        })
    }))
}
