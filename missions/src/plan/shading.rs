//! Which stretches of a flight are flown with the camera off, for it would show no-image zones.

use super::heights::FlownLeg;
use crate::feasibility::{Imaging, Place, Sensing};
use geo::{Geodesic, InterpolatePoint, Point};
use geofences::{Bilingual, Position, TimeRange};

/// A stretch of a leg: where it ends, and whether pictures may be taken on it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stretch {
    pub until: Place,
    pub may_record: bool,
}

/// A leg in as few stretches as may be.
///
/// # Errors
/// What pictures show cannot be told.
pub(super) fn stretches(
    imaging: &Imaging<'_>,
    from: Place,
    leg: &FlownLeg,
    sensing: &Sensing,
    times: TimeRange,
) -> Result<Vec<Stretch>, Bilingual> {
    let shown = imaging.shown((from, leg.until), sensing, times)?;
    let may: Vec<bool> = shown.iter().map(Option::is_none).collect();
    let count = may.len();
    let place = |step: usize| {
        if step == count {
            return leg.until;
        }
        let share = step as f64 / count as f64;
        let ends = [from, leg.until].map(|it| Point(it.position.coord()));
        let at = Geodesic.point_at_ratio_between(ends[0], ends[1], share);
        Place {
            position: Position::new(at.x(), at.y()).unwrap_or(leg.until.position),
            amsl_m: from.amsl_m + share * (leg.until.amsl_m - from.amsl_m),
        }
    };
    let mut stretches: Vec<Stretch> = Vec::new();
    for (step, may_record) in may.into_iter().enumerate() {
        let until = place(step + 1);
        match stretches.last_mut() {
            Some(last) if last.may_record == may_record => last.until = until,
            _ => stretches.push(Stretch { until, may_record }),
        }
    }
    Ok(stretches)
}
