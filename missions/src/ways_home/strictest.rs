//! The airspace at its strictest over a span of time: what forbids for a moment of it forbids, what does
//! not permit all through it does not.

use geo::Rect;
use geofences::{
    Airspace, Approval, Approvals, Rule, Scope, Snapshot, Subject, TimeRange, TimeReading, Times,
    Zone,
};
use std::sync::Arc;

/// An airspace in which no zone changes with time, and the approvals that hold all through.
pub(super) struct Strictest<'a> {
    whole: &'a Snapshot,
    changed: Option<Arc<Snapshot>>,
    pub approvals: Approvals,
}

impl<'a> Strictest<'a> {
    /// Of what touches `within`, degrees.
    pub(super) fn over(
        snapshot: &'a Snapshot,
        within: &Rect<f64>,
        window: TimeRange,
        approvals: &Approvals,
    ) -> Self {
        let mut held = Vec::new();
        let mut has_times = false;
        snapshot.for_each_touching(within, |entry| {
            has_times |= !entry.is_always_active();
            if entry.rule() == Rule::NeedsAuthorization
                && approvals.hold_through(entry.subject().id(), window)
            {
                held.push(Approval {
                    zone: entry.subject().id().clone(),
                    number: String::new(),
                    valid: window,
                });
            }
        });
        let changed = has_times
            .then(|| without_times(snapshot, within, window))
            .flatten();
        Self {
            whole: snapshot,
            changed,
            approvals: held.into_iter().collect(),
        }
    }

    pub(super) fn snapshot(&self) -> &Snapshot {
        self.changed.as_deref().unwrap_or(self.whole)
    }
}

fn without_times(
    snapshot: &Snapshot,
    within: &Rect<f64>,
    window: TimeRange,
) -> Option<Arc<Snapshot>> {
    let mut subjects = Vec::new();
    snapshot.for_each_touching(within, |entry| {
        let Some(zone) = entry.zone().filter(|_| !entry.is_always_active()) else {
            subjects.push(entry.subject().clone());
            return;
        };
        let permits = zone.scope == Scope::Flight && zone.rule == Rule::Permitted;
        let reading = if permits {
            TimeReading::Shortest
        } else {
            TimeReading::Longest
        };
        let ranges = zone
            .times
            .active_ranges(window, &entry.sun_place(), reading);
        let counts = if permits {
            ranges
                .iter()
                .any(|range| range.from <= window.from && window.until <= range.until)
        } else {
            !ranges.is_empty()
        };
        if counts {
            subjects.push(Subject::from(Zone {
                times: Times::Always,
                ..Zone::clone(zone)
            }));
        }
    });
    // Identifiers are unique in the airspace that they come from.
    Airspace::new(subjects)
        .ok()
        .map(|airspace| airspace.snapshot())
}
