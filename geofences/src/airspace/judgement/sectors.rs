//! Whether a place lies in the interior of a union of areas.
//!
//! Around a place each polygon covers a sector: the full circle inside it, half of it at an edge, a
//! wedge at a vertex. The place is in the interior of the union when the sectors together leave no
//! gap. So an edge that two permitted zones share is no gap, and a corner where two meet is one.

use super::chord::TOUCH_M;
use crate::airspace::prepared::{PointLocation, PreparedArea};
use crate::local_plane::LocalPlane;
use geo::Coord;
use smallvec::SmallVec;
use std::f64::consts::{PI, TAU};

/// A gap narrower than this angle is none, radians: what rounding leaves where two edges meet.
const LEAST_TOLERANCE_RAD: f64 = 1e-6;
/// Short edges, whose directions the grain of coordinates turns far, are forgiven no more, radians.
const LARGEST_TOLERANCE_RAD: f64 = 0.01;
/// What touches is looked for with these tolerances: where a place lies just one of them away from
/// something, rounding may let one area touch and its neighbour not.
const TOUCHES_M: [f64; 3] = [TOUCH_M, 0.73 * TOUCH_M, 0.53 * TOUCH_M];

/// A part of the circle around a place that a polygon covers: counter-clockwise from an angle,
/// over a width; radians.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Sector {
    from: f64,
    width: f64,
    /// How far its sides may be turned by the grain of coordinates.
    tolerance: f64,
}

/// What lies around a place.
#[derive(Default)]
struct Around {
    sectors: SmallVec<[Sector; 4]>,
    /// How many polygons touch the place.
    touching: usize,
    is_inside_one: bool,
}

/// Whether `place` lies in the interior of the union of `areas`, with no gap wider than the grain of
/// coordinates ([`TOUCH_M`]).
pub fn covered_around<'a>(
    place: Coord<f64>,
    plane: &LocalPlane,
    areas: impl Iterator<Item = &'a PreparedArea> + Clone,
) -> bool {
    for touch_m in TOUCHES_M {
        let mut around = Around::default();
        for area in areas.clone() {
            around.add(place, plane, area, touch_m);
            if around.is_inside_one {
                return true;
            }
        }
        if covers_circle(&mut around.sectors) {
            return true;
        }
        if around.touching < 2 {
            return false;
        }
    }
    false
}

/// Whether sectors together leave no gap.
fn covers_circle(sectors: &mut [Sector]) -> bool {
    sectors.sort_unstable_by(|a, b| a.from.total_cmp(&b.from));
    let Some(&first) = sectors.first() else {
        return false;
    };
    let (mut reached, mut tolerance) = (first.from, first.tolerance);
    // What runs on past the full circle covers its beginning too.
    for sector in &*sectors {
        if sector.from + sector.width - TAU > reached {
            reached = sector.from + sector.width - TAU;
            tolerance = sector.tolerance;
        }
    }
    for sector in &*sectors {
        if sector.from > reached + tolerance + sector.tolerance {
            return false;
        }
        if sector.from + sector.width > reached {
            reached = sector.from + sector.width;
            tolerance = sector.tolerance;
        }
    }
    reached >= first.from + TAU - tolerance - first.tolerance
}

impl Around {
    /// Adds what the polygons of an area cover.
    fn add(&mut self, place: Coord<f64>, plane: &LocalPlane, area: &PreparedArea, touch_m: f64) {
        let reach = plane.degrees(touch_m);
        let bounds = area.bounds();
        if place.x < bounds.min().x - reach.x
            || place.x > bounds.max().x + reach.x
            || place.y < bounds.min().y - reach.y
            || place.y > bounds.max().y + reach.y
        {
            return;
        }
        let at = plane.metres(place);
        let mut near: SmallVec<[usize; 4]> = SmallVec::new();
        area.edges_between(place.y - reach.y, place.y + reach.y, |edge| {
            let (a, b) = area.edge(edge);
            if distance_m(at, plane.metres(a), plane.metres(b)) <= touch_m {
                near.push(edge);
            }
        });
        if near.is_empty() {
            self.is_inside_one |= area.locate(place) != PointLocation::Outside;
            return;
        }
        near.sort_unstable();
        let mut touched: SmallVec<[usize; 4]> = SmallVec::new();
        let polygon_of = |edge: usize| area.rings().polygon_end_after(edge);
        for edges in near.chunk_by(|a, b| polygon_of(*a) == polygon_of(*b)) {
            touched.extend(edges.first().map(|edge| polygon_of(*edge)));
            self.touching += 1;
            self.sectors.extend(sector(plane, area, edges));
        }
        self.is_inside_one |=
            area.rings().polygon_count() > 1 && area.is_inside_polygon_not_among(place, &touched);
    }
}

/// What a polygon covers around a place that these of its edges touch. Rings run with their
/// polygon on the left.
fn sector(plane: &LocalPlane, area: &PreparedArea, edges: &[usize]) -> Option<Sector> {
    let along = |edge: usize| {
        let (a, b) = area.edge(edge);
        plane.metres(b) - plane.metres(a)
    };
    let direction = |edge: usize| along(edge).y.atan2(along(edge).x);
    let tolerance = |edge: usize| {
        (TOUCH_M / along(edge).x.hypot(along(edge).y))
            .clamp(LEAST_TOLERANCE_RAD, LARGEST_TOLERANCE_RAD)
    };
    let wedge = |into: usize, out_of: usize| {
        let from = direction(out_of);
        Some(Sector {
            from: from.rem_euclid(TAU),
            width: (direction(into) + PI - from).rem_euclid(TAU),
            tolerance: tolerance(into).max(tolerance(out_of)),
        })
    };
    match *edges {
        [edge] => Some(Sector {
            from: direction(edge).rem_euclid(TAU),
            width: PI,
            tolerance: tolerance(edge),
        }),
        [e, f] if area.edge(e).1 == area.edge(f).0 => wedge(e, f),
        [e, f] if area.edge(f).1 == area.edge(e).0 => wedge(f, e),
        // Finer than the grain of coordinates: what it covers is not told, so it counts as nothing.
        _ => None,
    }
}

/// How far it is from a place to a segment, metres of one plane.
fn distance_m(at: Coord<f64>, a: Coord<f64>, b: Coord<f64>) -> f64 {
    let edge = b - a;
    let to = at - a;
    let length_2 = edge.x * edge.x + edge.y * edge.y;
    let t = (edge.x * to.x + edge.y * to.y) / length_2;
    // For an edge without length, 0 / 0 is taken as its start.
    let foot = a + edge * if t > 0.0 { t.min(1.0) } else { 0.0 };
    (at.x - foot.x).hypot(at.y - foot.y)
}

#[cfg(test)]
mod tests;
