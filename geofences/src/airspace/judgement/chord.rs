//! Legs cut into chords: straight in lon/lat, close enough to the geodesic that is flown.

use super::decision::UnknownWhy;
use crate::footprint::WGS84;
use crate::local_plane::LocalPlane;
use crate::{Altitude, AltitudeDatum, Position, TimeRange};
use chrono::{DateTime, TimeDelta, Utc};
use geo::{Coord, Rect};
use geographiclib_rs::{DirectGeodesic, InverseGeodesic};
use smallvec::SmallVec;

/// A chord lies within this of its leg's geodesic, metres.
const LARGEST_DEVIATION_M: f64 = 0.09;
/// No chord is longer, metres, so that one plane serves all of it, and the geoid changes evenly:
/// towards the equator the geodesic hardly bends, and a chord could else be of any length.
const LONGEST_CHORD_M: f64 = 3_000.0;
/// Beyond this latitude straight lines in lon/lat are nothing to fly by.
const HIGHEST_LATITUDE_DEG: f64 = 85.0;
/// Beyond this longitude a margin may reach over the antimeridian, where nothing is looked for.
const HIGHEST_LONGITUDE_DEG: f64 = 179.9;
/// Longer legs are not judged as one, metres.
const LONGEST_LEG_M: f64 = 2_000_000.0;
/// Two things nearer than this touch, metres: the grain of coordinates of 1e-9°.
pub const TOUCH_M: f64 = 1e-4;
/// Less than the radius of curvature of WGS 84 in any place and direction, metres.
const RADIUS_M: f64 = 6_335_000.0;

/// One point of a path: where, how high, when.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PathPoint {
    /// The place.
    pub position: Position,
    /// The height.
    pub altitude: Altitude,
    /// The time.
    pub time: DateTime<Utc>,
}

/// A part of a leg, straight in lon/lat; its parameter `s` runs from 0 to 1.
#[derive(Clone, Debug)]
pub struct Chord {
    /// Which leg of the path it belongs to.
    pub leg: usize,
    /// Where on the leg it begins and ends, 0…1.
    pub leg_span: (f64, f64),
    /// Where it begins, degrees.
    pub start: Coord<f64>,
    /// Where it ends, degrees.
    pub end: Coord<f64>,
    /// Its height at the beginning, metres over `datum`.
    pub start_height_m: f64,
    /// Its height at the end, metres over `datum`.
    pub end_height_m: f64,
    /// What its heights are measured from.
    pub datum: AltitudeDatum,
    /// When it is flown.
    pub times: TimeRange,
    /// The geodesic lies within this of the chord, metres.
    pub deviation_m: f64,
    /// The plane at its middle.
    pub plane: LocalPlane,
}

impl Chord {
    /// A chord that stays at one point.
    pub fn at_point(point: &PathPoint) -> Self {
        Self {
            leg: 0,
            leg_span: (0.0, 0.0),
            start: point.position.coord(),
            end: point.position.coord(),
            start_height_m: point.altitude.metres(),
            end_height_m: point.altitude.metres(),
            datum: point.altitude.datum(),
            times: TimeRange {
                from: point.time,
                until: point.time,
            },
            deviation_m: 0.0,
            plane: LocalPlane::at(point.position.coord()),
        }
    }

    /// How long it is, metres.
    pub fn length_m(&self) -> f64 {
        let along = self.plane.metres(self.end) - self.plane.metres(self.start);
        (along.x * along.x + along.y * along.y).sqrt()
    }

    /// The place at `s`, degrees.
    pub fn coord_at(&self, s: f64) -> Coord<f64> {
        if s == 1.0 {
            return self.end;
        }
        self.start + (self.end - self.start) * s
    }

    /// The height at `s`, metres over the chord's datum.
    pub fn height_at(&self, s: f64) -> f64 {
        self.start_height_m + s * (self.end_height_m - self.start_height_m)
    }

    /// The time at `s`.
    pub fn time_at(&self, s: f64) -> DateTime<Utc> {
        later(self.times, s * self.duration_us())
    }

    /// The parameter at a time, for chords that take time.
    pub fn parameter_at(&self, time: DateTime<Utc>) -> f64 {
        let since = (time - self.times.from).num_microseconds();
        since.map_or(f64::NAN, |since| since as f64 / self.duration_us())
    }

    /// How long it takes, microseconds; 0 for a moment.
    pub fn duration_us(&self) -> f64 {
        let duration = (self.times.until - self.times.from).num_microseconds();
        duration.unwrap_or(i64::MAX) as f64
    }

    /// Both ends as positions.
    pub fn positions(&self) -> (Position, Position) {
        // Ends come from positions, or lie on a geodesic between two; a failure cannot happen,
        // and the null island has no terrain.
        let position = |coord: Coord<f64>| Position::try_from(coord).unwrap_or(Position::ORIGIN);
        (position(self.start), position(self.end))
    }

    /// A margin with all that the chord and its plane leave open added.
    pub fn safe_margin_m(&self, margin_m: f64) -> f64 {
        margin_m * (1.0 + self.plane_error(margin_m)) + self.deviation_m + TOUCH_M
    }

    /// Distances of up to `reach_m` from the chord are wrong in its plane by less than this part of
    /// them: the scale of a parallel changes by tan(latitude) · distance / radius, and the
    /// latitude by the distance from the plane's origin at the chord's middle.
    fn plane_error(&self, reach_m: f64) -> f64 {
        let away_m = reach_m + 0.5 * LONGEST_CHORD_M;
        let latitude = 0.5 * (self.start.y + self.end.y).abs().to_radians();
        let highest = (latitude + away_m / RADIUS_M).min(1.57);
        1.1 * highest.tan() * away_m / RADIUS_M + 0.001
    }

    /// Why something within `margin_m` of the chord cannot be looked for; `None` where it can.
    pub fn beyond_reach(&self, margin_m: f64) -> Option<UnknownWhy> {
        let rect = self.rect(margin_m);
        let is_crossed = rect.min().x < -180.0 || rect.max().x > 180.0;
        is_crossed.then_some(UnknownWhy::CrossesAntimeridian)
    }

    /// The rectangle around everything within `margin_m` of the chord, a margin with all that the
    /// plane leaves open; degrees.
    pub fn rect(&self, margin_m: f64) -> Rect<f64> {
        let reach = self.plane.degrees(margin_m);
        let bounds = Rect::new(self.start, self.end);
        Rect::new(bounds.min() - reach, bounds.max() + reach)
    }
}

/// So many microseconds after the start of `times`, and not after its end.
fn later(times: TimeRange, us: f64) -> DateTime<Utc> {
    times
        .from
        .checked_add_signed(TimeDelta::microseconds(us.round() as i64))
        .map_or(times.until, |time| time.min(times.until))
}

/// Why nothing can be judged at a place; `None` where it can.
pub fn beyond_judgement(position: Position) -> Option<UnknownWhy> {
    if position.latitude_deg().abs() > HIGHEST_LATITUDE_DEG {
        Some(UnknownWhy::NearPole)
    } else if position.longitude_deg().abs() > HIGHEST_LONGITUDE_DEG {
        Some(UnknownWhy::CrossesAntimeridian)
    } else {
        None
    }
}

/// Cuts one leg into chords.
///
/// A geodesic of length L bends away from the straight line in lon/lat between its ends by about
/// L²·tan(latitude)/(8·R): a parallel's curvature is tan(latitude)/R. The bound takes the highest
/// latitude of the leg, its bulge included, and one part in ten for the ellipsoid.
///
/// # Errors
/// Why the leg cannot be judged.
pub fn chords_of_leg(
    leg: usize,
    from: &PathPoint,
    until: &PathPoint,
    chords: &mut Vec<Chord>,
) -> Result<(), UnknownWhy> {
    let (start, end) = (from.position.coord(), until.position.coord());
    if (end.x - start.x).abs() > 180.0 {
        return Err(UnknownWhy::CrossesAntimeridian);
    }
    for point in [from, until] {
        if let Some(why) = beyond_judgement(point.position) {
            return Err(why);
        }
    }
    let middle = (start + end) * 0.5;
    let plane = LocalPlane::at(middle);
    let across = plane.metres(end) - plane.metres(start);
    // Nearer to the equator than the middle a degree of longitude is longer.
    let widest = LocalPlane::at(Coord {
        x: middle.x,
        y: if start.y.signum() == end.y.signum() {
            start.y.abs().min(end.y.abs())
        } else {
            0.0
        },
    });
    let length_m = ((end.x - start.x) * widest.metres_per_degree().x)
        .hypot(across.y)
        .max(across.x.hypot(across.y));
    // The plane's length is no less than the true one, which is worked out where it decides.
    if length_m > LONGEST_LEG_M && geodesic_m(start, end) > LONGEST_LEG_M {
        return Err(UnknownWhy::LegTooLong);
    }
    let tan = |latitude_deg: f64| latitude_deg.to_radians().tan();
    let bend_m = |length_m: f64, tan: f64| 1.1 * length_m * length_m * tan / (8.0 * RADIUS_M);
    let highest = start.y.abs().max(end.y.abs());
    let bulge_deg = bend_m(length_m, tan(highest)) / 110_000.0;
    let highest_tan = tan((highest + 2.0 * bulge_deg).min(89.0));
    let count = (bend_m(length_m, highest_tan) / LARGEST_DEVIATION_M)
        .sqrt()
        .max(length_m / LONGEST_CHORD_M)
        .ceil()
        .max(1.0);
    let deviation_m = bend_m(length_m / count, highest_tan);
    let count = count as usize;
    let points: SmallVec<[_; 2]> = if count == 1 {
        SmallVec::from_buf([start, end])
    } else {
        geodesic_points(start, end, count).into()
    };
    if let Some(why) = points
        .iter()
        .filter_map(|point| Position::try_from(*point).ok())
        .find_map(beyond_judgement)
    {
        // A geodesic in high latitudes runs far poleward of its ends.
        return Err(why);
    }
    let times = TimeRange {
        from: from.time,
        until: until.time,
    };
    let duration_us = (until.time - from.time)
        .num_microseconds()
        .ok_or(UnknownWhy::TimeOutOfRange)?;
    let time = |fraction: f64| {
        if fraction == 1.0 {
            until.time
        } else {
            later(times, fraction * duration_us as f64)
        }
    };
    let (start_m, end_m) = (from.altitude.metres(), until.altitude.metres());
    for (index, pair) in points.windows(2).enumerate() {
        let span = (
            index as f64 / count as f64,
            (index + 1) as f64 / count as f64,
        );
        chords.push(Chord {
            leg,
            leg_span: span,
            start: pair[0],
            end: pair[1],
            start_height_m: start_m + span.0 * (end_m - start_m),
            end_height_m: start_m + span.1 * (end_m - start_m),
            datum: from.altitude.datum(),
            times: TimeRange {
                from: time(span.0),
                until: time(span.1),
            },
            deviation_m,
            plane: if count == 1 {
                plane
            } else {
                LocalPlane::at((pair[0] + pair[1]) * 0.5)
            },
        });
    }
    Ok(())
}

fn geodesic_m(start: Coord<f64>, end: Coord<f64>) -> f64 {
    WGS84.inverse(start.y, start.x, end.y, end.x)
}

/// `count + 1` points at equal distances along the geodesic.
fn geodesic_points(start: Coord<f64>, end: Coord<f64>, count: usize) -> Vec<Coord<f64>> {
    let (distance_m, azimuth_deg, _, _): (f64, f64, f64, f64) =
        WGS84.inverse(start.y, start.x, end.y, end.x);
    let between = (1..count).map(|index| {
        let along_m = distance_m * index as f64 / count as f64;
        let (y, x): (f64, f64) = WGS84.direct(start.y, start.x, azimuth_deg, along_m);
        Coord { x, y }
    });
    std::iter::once(start)
        .chain(between)
        .chain(std::iter::once(end))
        .collect()
}
