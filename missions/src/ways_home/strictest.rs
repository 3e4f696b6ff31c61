//! The airspace at its strictest over a span of time: what forbids for a moment of it forbids, what does
//! not permit all through it does not.

use geo::Rect;
use geofences::{
    Airspace, Approval, Approvals, Bilingual, Rule, Scope, Snapshot, Subject, TimeRange,
    TimeReading, Times, Zone,
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
    ///
    /// # Errors
    /// Why there is no such airspace. The one that changes with time is none in its place.
    pub(super) fn over(
        snapshot: &'a Snapshot,
        within: &Rect<f64>,
        window: TimeRange,
        approvals: &Approvals,
    ) -> Result<Self, Bilingual> {
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
            .then(|| unchanging(without_times(snapshot, within, window)))
            .transpose()?;
        Ok(Self {
            whole: snapshot,
            changed,
            approvals: held.into_iter().collect(),
        })
    }

    pub(super) fn snapshot(&self) -> &Snapshot {
        self.changed.as_deref().unwrap_or(self.whole)
    }
}

fn without_times(snapshot: &Snapshot, within: &Rect<f64>, window: TimeRange) -> Vec<Subject> {
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
    subjects
}

fn unchanging(subjects: Vec<Subject>) -> Result<Arc<Snapshot>, Bilingual> {
    match Airspace::new(subjects) {
        Ok(airspace) => Ok(airspace.snapshot()),
        Err(doubled) => Err(Bilingual::new(
            format!(
                "the airspace over the time of the mission cannot be told: {doubled}; load it anew"
            ),
            format!("无法确定任务期间的空域（{doubled}）：请重新加载空域"),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geofences::{Altitude, Obstacle, ObstacleKind, ObstacleShape, Position, ZoneId};

    fn mast() -> Subject {
        Subject::from(Obstacle {
            id: ZoneId::new("mast"),
            name: Default::default(),
            kind: ObstacleKind::Mast,
            shape: ObstacleShape::Point {
                position: Position::ORIGIN,
                radius_m: 1.0,
            },
            top: Altitude::ground(),
            vertical_uncertainty_m: 0.0,
            horizontal_uncertainty_m: 0.0,
            surveyed: None,
            source: None,
        })
    }

    #[test]
    fn an_airspace_that_cannot_be_made_is_an_error_and_not_another_airspace() {
        assert_eq!(unchanging(vec![mast()]).unwrap().len(), 1);
        let why = unchanging(vec![mast(), mast()]).unwrap_err();
        assert!(why.en.contains("mast") && why.zh.contains("mast"), "{why}");
    }
}
