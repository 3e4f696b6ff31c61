//! Whether a place lies in the interior of a union of areas.
//!
//! Around a place each area covers a sector: the full circle inside it, half of it at an edge, a
//! wedge at a vertex. The place is in the interior of the union when the sectors together leave no
//! gap. So an edge that two permitted zones share is no gap, and a corner where two meet is one.

use super::chord::TOUCH_M;
use crate::airspace::prepared::{PointLocation, PreparedArea};
use crate::local_plane::LocalPlane;
use geo::Coord;
use smallvec::SmallVec;
use std::f64::consts::{PI, TAU};

/// A gap narrower than this angle is none, radians: what rounding leaves where two edges meet.
const ANGLE_TOLERANCE_RAD: f64 = 1e-6;

/// What an area covers around a place.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Sector {
    Full,
    /// Counter-clockwise from an angle, over a width; radians.
    Part {
        from: f64,
        width: f64,
    },
    None,
}

/// Whether `place` lies in the interior of the union of `areas`, with no gap wider than the grain of
/// coordinates ([`TOUCH_M`]).
pub fn covered_around<'a>(
    place: Coord<f64>,
    plane: &LocalPlane,
    areas: impl IntoIterator<Item = &'a PreparedArea>,
) -> bool {
    let mut parts: SmallVec<[(f64, f64); 4]> = SmallVec::new();
    for area in areas {
        match sector(place, plane, area) {
            Sector::Full => return true,
            Sector::Part { from, width } => parts.push((from.rem_euclid(TAU), width)),
            Sector::None => {}
        }
    }
    parts.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let Some(&(first, _)) = parts.first() else {
        return false;
    };
    let mut reached = first;
    for &(from, width) in &parts {
        if from > reached + ANGLE_TOLERANCE_RAD {
            return false;
        }
        reached = reached.max(from + width);
    }
    reached >= first + TAU - ANGLE_TOLERANCE_RAD
}

fn sector(place: Coord<f64>, plane: &LocalPlane, area: &PreparedArea) -> Sector {
    let reach = plane.degrees(TOUCH_M);
    let bounds = area.bounds();
    if place.x < bounds.min().x - reach.x
        || place.x > bounds.max().x + reach.x
        || place.y < bounds.min().y - reach.y
        || place.y > bounds.max().y + reach.y
    {
        return Sector::None;
    }
    let at = plane.metres(place);
    let mut near: SmallVec<[(usize, Touch); 4]> = SmallVec::new();
    area.edges_between(place.y - reach.y, place.y + reach.y, |edge| {
        let (a, b) = area.edge(edge);
        if let Some(touch) = touch(at, plane.metres(a), plane.metres(b)) {
            near.push((edge, touch));
        }
    });
    let direction = |edge: usize| {
        let (a, b) = area.edge(edge);
        let along = plane.metres(b) - plane.metres(a);
        along.y.atan2(along.x)
    };
    // Rings run with their polygon on the left.
    match near.as_slice() {
        [] => match area.locate(place) {
            PointLocation::Outside => Sector::None,
            PointLocation::Inside | PointLocation::Boundary => Sector::Full,
        },
        [(edge, Touch::Middle)] => Sector::Part {
            from: direction(*edge),
            width: PI,
        },
        [(e, Touch::End), (f, Touch::Start)] | [(f, Touch::Start), (e, Touch::End)]
            if area.edge(*e).1 == area.edge(*f).0 =>
        {
            let (from, back) = (direction(*f), direction(*e) + PI);
            Sector::Part {
                from,
                width: (back - from).rem_euclid(TAU),
            }
        }
        // Finer than the grain of coordinates: what it covers is not told, so it counts as nothing.
        _ => Sector::None,
    }
}

/// Where an edge touches a place.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Touch {
    Start,
    Middle,
    End,
}

fn touch(at: Coord<f64>, a: Coord<f64>, b: Coord<f64>) -> Option<Touch> {
    let near = |end: Coord<f64>| (at.x - end.x).hypot(at.y - end.y) <= TOUCH_M;
    if near(a) {
        return Some(Touch::Start);
    }
    if near(b) {
        return Some(Touch::End);
    }
    let edge = b - a;
    let length = edge.x.hypot(edge.y);
    let to = at - a;
    let beside = (edge.x * to.y - edge.y * to.x) / length;
    let along = (edge.x * to.x + edge.y * to.y) / length;
    (beside.abs() <= TOUCH_M && (0.0..=length).contains(&along)).then_some(Touch::Middle)
}
