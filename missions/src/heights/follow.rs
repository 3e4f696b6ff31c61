//! From a track and a wanted height to a profile.

use super::knots::Knots;
use super::refusal::{HeightsRefusal, refusals};
use super::tube::{Bounds, Tube};
use geofences::{Altitude, AltitudeDatum, AltitudeError, Context, Position, Snapshot};

/// A corner of a track.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TrackPoint {
    /// Where.
    pub position: Position,
    /// How fast the aircraft flies to here from the corner before, m/s over ground; of no meaning at the
    /// first one.
    pub speed_mps: f64,
}

/// What is wanted, and what limits it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Following {
    /// The wanted height above ground, metres, as from a ground sampling distance.
    pub wanted_m: f64,
    /// So far from it is as good, metres: corners are saved by it.
    pub tolerance_m: f64,
    /// Nowhere lower above ground than this, metres from 0 on, the ground as high as it may be.
    pub lowest_m: f64,
    /// Nowhere higher above ground than this, metres, the ground as low as it may be: 120 m by the Interim
    /// Regulation on Unmanned Aircraft Flight, Art. 19, or less.
    pub highest_m: f64,
    /// How fast it can climb, m/s.
    pub climb_mps: f64,
    /// How fast it can descend, m/s.
    pub descent_mps: f64,
}

/// A point of a profile.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ProfilePoint {
    /// Where.
    pub position: Position,
    /// How high, metres AMSL; it changes evenly from point to point.
    pub amsl_m: f64,
    /// Which corner of the track it is; `None` where it is a point between.
    pub corner: Option<usize>,
}

/// Heights along a track.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// The corners, and points between them.
    pub points: Vec<ProfilePoint>,
    /// How far it is from the wanted height above ground at most, metres; beyond the tolerance only where a
    /// limit, an obstacle or the climb asked for it.
    pub worst_deviation_m: f64,
    /// Where that is.
    pub worst_at: Position,
}

/// What compiled heights are above.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum HeightReference {
    /// Mean sea level.
    MeanSeaLevel,
    /// The ground where it takes off.
    AboveHome {
        /// How high that is, metres AMSL.
        home_ground_amsl_m: f64,
    },
}

impl ProfilePoint {
    /// The height as an autopilot is told it.
    ///
    /// # Errors
    /// It is beyond what is believed of heights.
    pub fn altitude(&self, reference: HeightReference) -> Result<Altitude, AltitudeError> {
        match reference {
            HeightReference::MeanSeaLevel => {
                Altitude::new(self.amsl_m, AltitudeDatum::MeanSeaLevel)
            }
            HeightReference::AboveHome { home_ground_amsl_m } => {
                Altitude::new(self.amsl_m - home_ground_amsl_m, AltitudeDatum::AboveHome)
            }
        }
    }
}

/// Heights along a track of geodesic legs that keep as near to the wanted height as the limits let.
///
/// The margins of `context` to obstacles are kept: above their tops within so far of them.
///
/// # Errors
/// Everything that makes it impossible: where, why, and what would help.
pub fn follow_terrain(
    track: &[TrackPoint],
    following: &Following,
    snapshot: &Snapshot,
    context: &Context,
) -> Result<Profile, Vec<HeightsRefusal>> {
    following.check(track, context)?;
    let knots = Knots::along(track, snapshot, context)?;
    let bounds = knots.bounds(following.lowest_m, following.highest_m);
    let slopes = knots.slopes(following, 1.0);
    let reach = Bounds {
        lower: slopes.lowest_above(&bounds.lower),
        upper: slopes.highest_below(&bounds.upper),
    };
    if !reach.is_open() {
        return Err(refusals(&knots, following, &bounds));
    }
    let wanted = knots.wanted(following.wanted_m);
    let clamped = |by_m: f64| -> Vec<f64> {
        let with = wanted.iter().zip(&bounds.lower).zip(&bounds.upper);
        with.map(|((wanted, lower), upper)| (wanted + by_m).max(*lower).min(*upper))
            .collect()
    };
    let (climbed, sunk) = (
        slopes.lowest_above(&clamped(-following.tolerance_m)),
        slopes.highest_below(&clamped(following.tolerance_m)),
    );
    let tube = Tube::between(&climbed, &sunk, &reach);
    let heights = tube.fewest_corners(&slopes, &wanted, &knots.is_corner());
    let beyond = heights
        .iter()
        .filter(|(_, amsl_m)| Altitude::new(*amsl_m, AltitudeDatum::MeanSeaLevel).is_err());
    let beyond: Vec<HeightsRefusal> = beyond
        .map(|(knot, amsl_m)| HeightsRefusal::NoHeight {
            leg: knots.leg(*knot),
            position: knots.position(*knot),
            amsl_m: *amsl_m,
        })
        .collect();
    if !beyond.is_empty() {
        return Err(beyond);
    }
    Ok(profile(&knots, track, &wanted, &heights))
}

/// The points, and how far off the profile is at the knots.
fn profile(
    knots: &Knots,
    track: &[TrackPoint],
    wanted: &[f64],
    heights: &[(usize, f64)],
) -> Profile {
    let mut points = Vec::with_capacity(heights.len());
    for (knot, amsl_m) in heights {
        let corners = knots.corners_at(*knot);
        for corner in corners.clone() {
            points.extend(track.get(corner).map(|point| ProfilePoint {
                position: point.position,
                amsl_m: *amsl_m,
                corner: Some(corner),
            }));
        }
        if corners.is_empty() {
            points.push(ProfilePoint {
                position: knots.position(*knot),
                amsl_m: *amsl_m,
                corner: None,
            });
        }
    }
    let mut worst = (0.0, 0);
    for pair in heights.windows(2) {
        let [(from, start_m), (until, end_m)] = *pair else {
            continue;
        };
        let (from_x, until_x) = (knots.x_m(from), knots.x_m(until));
        for knot in from..=until {
            let part = if until_x > from_x {
                (knots.x_m(knot) - from_x) / (until_x - from_x)
            } else {
                0.0
            };
            let wanted_m = wanted.get(knot).copied().unwrap_or(f64::NAN);
            let off_m = (start_m + part * (end_m - start_m) - wanted_m).abs();
            if off_m > worst.0 {
                worst = (off_m, knot);
            }
        }
    }
    Profile {
        points,
        worst_deviation_m: worst.0,
        worst_at: knots.position(worst.1),
    }
}

impl Following {
    fn check(&self, track: &[TrackPoint], context: &Context) -> Result<(), Vec<HeightsRefusal>> {
        let mut refusals = Vec::new();
        if track.len() < 2 {
            refusals.push(HeightsRefusal::NoTrack);
        }
        let is_positive = |value: f64| value.is_finite() && value > 0.0;
        let speeds = track.iter().skip(1).map(|point| point.speed_mps);
        for value in speeds.chain([self.climb_mps, self.descent_mps]) {
            if !is_positive(value) {
                refusals.push(HeightsRefusal::BadSpeed(value));
            }
        }
        let is_tolerance = self.tolerance_m.is_finite() && self.tolerance_m >= 0.0;
        let in_order = self.lowest_m >= 0.0
            && self.lowest_m <= self.wanted_m
            && self.wanted_m <= self.highest_m;
        let is_finite = self.lowest_m.is_finite() && self.highest_m.is_finite();
        if !(is_tolerance && in_order && is_finite && context.margins.are_sound()) {
            refusals.push(HeightsRefusal::BadHeights {
                lowest_m: self.lowest_m,
                wanted_m: self.wanted_m,
                highest_m: self.highest_m,
            });
        }
        if refusals.is_empty() {
            Ok(())
        } else {
            Err(refusals)
        }
    }
}
