//! The heights that obstacles demand along a line.

use super::refusal::HeightsRefusal;
use geo::{Coord, Rect};
use geofences::{
    AltitudeDatum, Context, Entry, LocalPlane, Obstacle, PointLocation, Position, Snapshot, Subject,
};

/// The geoid is not steeper than this but over the deepest trenches, metres a degree (EGM96, degree 360).
const STEEPEST_GEOID_M_PER_DEGREE: f64 = 30.0;
/// Distances in a plane at a chord are wrong by less than this part of them.
const SCALE: f64 = 1.01;
/// How far a geodesic is off its chord, and what rounding does, metres.
const BESIDE_M: f64 = 0.05;

/// From one parameter of a chord to another the aircraft has to be so high.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Floor {
    pub from: f64,
    pub until: f64,
    pub amsl_m: f64,
}

/// The floors over all obstacles near a chord.
///
/// # Errors
/// The first obstacle whose top is not known.
pub(super) fn floors(
    plane: &LocalPlane,
    (start, end): (Position, Position),
    snapshot: &Snapshot,
    context: &Context,
) -> Result<Vec<Floor>, HeightsRefusal> {
    let reach_m = context.margins.obstacle_horizontal_m * SCALE + BESIDE_M;
    let reach = plane.degrees(reach_m * SCALE);
    let bounds = Rect::new(start.coord(), end.coord());
    let window = Rect::new(bounds.min() - reach, bounds.max() + reach);
    let (mut floors, mut refusal) = (Vec::new(), None);
    snapshot.for_each_touching(&window, |entry| {
        let Subject::Obstacle(obstacle) = entry.subject() else {
            return;
        };
        let Some((from, until)) = near(plane, (start.coord(), end.coord()), entry, reach_m) else {
            return;
        };
        match top_amsl_m(obstacle, &entry.bounds(), context) {
            Some(top_m) => floors.push(Floor {
                from,
                until,
                // At the margin itself it would touch.
                amsl_m: top_m + context.margins.obstacle_vertical_m + BESIDE_M,
            }),
            None => {
                refusal = Some(HeightsRefusal::UnknownTop {
                    obstacle: obstacle.clone(),
                })
            }
        }
    });
    match refusal {
        Some(refusal) => Err(refusal),
        None => Ok(floors),
    }
}

/// The highest top that an obstacle may have, metres AMSL.
fn top_amsl_m(obstacle: &Obstacle, bounds: &Rect<f64>, context: &Context) -> Option<f64> {
    let doubt_m = obstacle.vertical_uncertainty_m;
    if !(doubt_m.is_finite() && doubt_m >= 0.0) {
        return None;
    }
    let top_m = obstacle.top.metres() + doubt_m;
    let top_m = match obstacle.top.datum() {
        AltitudeDatum::MeanSeaLevel => top_m,
        AltitudeDatum::AboveGround => {
            let corner = |coord| Position::try_from(coord).ok();
            let ground = context
                .terrain
                .ground_range(corner(bounds.min())?, corner(bounds.max())?)?;
            top_m + ground.highest_amsl_m + ground.uncertainty_m.max(0.0)
        }
        AltitudeDatum::Wgs84Ellipsoid => {
            let here = context
                .geoid
                .undulation_at(Position::try_from(bounds.center()).ok()?)?;
            let bend_m = STEEPEST_GEOID_M_PER_DEGREE * bounds.width().max(bounds.height());
            top_m - here.height_m + here.uncertainty_m.max(0.0) + bend_m
        }
        AltitudeDatum::AboveHome => return None,
    };
    top_m.is_finite().then_some(top_m)
}

/// From where to where a chord is near an obstacle, what lies between included.
fn near(
    plane: &LocalPlane,
    chord: (Coord<f64>, Coord<f64>),
    entry: &Entry,
    reach_m: f64,
) -> Option<(f64, f64)> {
    let area = entry.area();
    let (start, end) = (plane.metres(chord.0), plane.metres(chord.1));
    let mut found: Option<(f64, f64)> = None;
    let mut add = |from: f64, until: f64| {
        found = Some(found.map_or((from, until), |(low, high)| {
            (low.min(from), high.max(until))
        }));
    };
    for edge in area.rings().edges() {
        let (a, b) = area.edge(edge);
        if let Some((from, until)) =
            near_edge(start, end, plane.metres(a), plane.metres(b), reach_m)
        {
            add(from, until);
        }
    }
    for (coord, at) in [(chord.0, 0.0), (chord.1, 1.0)] {
        if area.locate(coord) != PointLocation::Outside {
            add(at, at);
        }
    }
    found
}

/// From where to where a line from `start` to `end` is within reach of a segment: what is within reach of
/// one is convex, a rectangle and two discs.
fn near_edge(
    start: Coord<f64>,
    end: Coord<f64>,
    a: Coord<f64>,
    b: Coord<f64>,
    reach_m: f64,
) -> Option<(f64, f64)> {
    let dot = |a: Coord<f64>, b: Coord<f64>| a.x * b.x + a.y * b.y;
    let along = end - start;
    let mut found: Option<(f64, f64)> = None;
    let mut add = |(from, until): (f64, f64)| {
        let (from, until) = (from.max(0.0), until.min(1.0));
        if from <= until {
            found = Some(found.map_or((from, until), |(low, high)| {
                (low.min(from), high.max(until))
            }));
        }
    };
    for center in [a, b] {
        let off = start - center;
        let (squared, half, outside) = (
            dot(along, along),
            dot(off, along),
            dot(off, off) - reach_m * reach_m,
        );
        if squared == 0.0 {
            if outside <= 0.0 {
                add((0.0, 1.0));
            }
        } else if half * half >= squared * outside {
            let root = (half * half - squared * outside).sqrt();
            add(((-half - root) / squared, (-half + root) / squared));
        }
    }
    let edge = b - a;
    let length = dot(edge, edge).sqrt();
    if length > 0.0 {
        let unit = edge / length;
        let normal = Coord {
            x: -unit.y,
            y: unit.x,
        };
        let between = |axis: Coord<f64>, low: f64, high: f64| {
            let (from, change) = (dot(axis, start - a), dot(axis, along));
            if change == 0.0 {
                return (low <= from && from <= high).then_some((0.0, 1.0));
            }
            let (s, t) = ((low - from) / change, (high - from) / change);
            Some((s.min(t), s.max(t)))
        };
        if let (Some(beside), Some(abreast)) = (
            between(normal, -reach_m, reach_m),
            between(unit, 0.0, length),
        ) {
            add((beside.0.max(abreast.0), beside.1.min(abreast.1)));
        }
    }
    found
}
