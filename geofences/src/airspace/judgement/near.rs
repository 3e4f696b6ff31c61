//! Where along a chord something is within a distance.

use super::chord::Chord;
use super::intervals::{Interval, IntervalSet};
use crate::airspace::prepared::{PointLocation, PreparedArea};
use geo::Coord;

/// Where the segment from `p0` to `p1` (parameter 0…1) is within `reach` of the segment from `a`
/// to `b`, all in metres of one plane. What is within reach of a segment is convex, a rectangle
/// with a half disc at each end, so that there is one interval or none.
pub fn within_reach(
    p0: Coord<f64>,
    p1: Coord<f64>,
    a: Coord<f64>,
    b: Coord<f64>,
    reach: f64,
) -> Option<Interval> {
    let along = p1 - p0;
    let edge = b - a;
    let mut found: Option<Interval> = None;
    let mut add = |from: f64, until: f64| {
        let (from, until) = (from.max(0.0), until.min(1.0));
        if from <= until {
            found = Some(match found {
                Some(so_far) => Interval {
                    from: so_far.from.min(from),
                    until: so_far.until.max(until),
                },
                None => Interval { from, until },
            });
        }
    };
    for end in [a, b] {
        if let Some((from, until)) = within_disc(p0 - end, along, reach) {
            add(from, until);
        }
    }
    let length = edge.x.hypot(edge.y);
    if length > 0.0 {
        let unit = Coord {
            x: edge.x / length,
            y: edge.y / length,
        };
        let start = p0 - a;
        let beside = within_band(cross(unit, start), cross(unit, along), -reach, reach);
        let abreast = within_band(dot(unit, start), dot(unit, along), 0.0, length);
        if let (Some(beside), Some(abreast)) = (beside, abreast) {
            add(beside.0.max(abreast.0), beside.1.min(abreast.1));
        }
    }
    found
}

fn cross(a: Coord<f64>, b: Coord<f64>) -> f64 {
    a.x * b.y - a.y * b.x
}

fn dot(a: Coord<f64>, b: Coord<f64>) -> f64 {
    a.x * b.x + a.y * b.y
}

/// Where `start + s·along` is within `reach` of the origin.
fn within_disc(start: Coord<f64>, along: Coord<f64>, reach: f64) -> Option<(f64, f64)> {
    let length_2 = dot(along, along);
    let outside = dot(start, start) - reach * reach;
    if length_2 == 0.0 {
        return (outside <= 0.0).then_some((0.0, 1.0));
    }
    let half = dot(start, along);
    let discriminant = half * half - length_2 * outside;
    if discriminant < 0.0 {
        return None;
    }
    let root = discriminant.sqrt();
    Some(((-half - root) / length_2, (-half + root) / length_2))
}

/// Where `start + s·along` is between two limits.
fn within_band(start: f64, along: f64, low: f64, high: f64) -> Option<(f64, f64)> {
    if along == 0.0 {
        return (low <= start && start <= high).then_some((0.0, 1.0));
    }
    let (s, t) = ((low - start) / along, (high - start) / along);
    Some((s.min(t), s.max(t)))
}

/// Where the chord is within `reach_m` of the area, its interior included.
pub fn within_reach_of_area(chord: &Chord, area: &PreparedArea, reach_m: f64) -> IntervalSet {
    let mut near = Vec::new();
    for_each_near_edge(chord, area, reach_m, |_, interval| near.push(interval));
    let mut set = IntervalSet::union_of(near);
    // Between the stretches near an edge the chord is wholly inside or wholly outside.
    let clear = IntervalSet::whole().without(&set);
    let inside = clear.iter().filter(|gap| {
        let middle = chord.coord_at(0.5 * (gap.from + gap.until));
        gap.from < gap.until && area.locate(middle) == PointLocation::Inside
    });
    let inside: Vec<Interval> = inside.collect();
    if !inside.is_empty() {
        set = IntervalSet::union_of(set.iter().chain(inside));
    }
    set
}

/// Calls `found` with every edge of the area that comes within `reach_m` of the chord, and where
/// along the chord it does.
pub fn for_each_near_edge(
    chord: &Chord,
    area: &PreparedArea,
    reach_m: f64,
    mut found: impl FnMut(usize, Interval),
) {
    let window = chord.rect(reach_m);
    let bounds = area.bounds();
    if bounds.max().x < window.min().x || bounds.min().x > window.max().x {
        return;
    }
    let plane = &chord.plane;
    let (p0, p1) = (plane.metres(chord.start), plane.metres(chord.end));
    area.edges_between(window.min().y, window.max().y, |edge| {
        let (a, b) = area.edge(edge);
        let misses = a.x.max(b.x) < window.min().x
            || a.x.min(b.x) > window.max().x
            || a.y.max(b.y) < window.min().y
            || a.y.min(b.y) > window.max().y;
        if misses {
            return;
        }
        if let Some(interval) = within_reach(p0, p1, plane.metres(a), plane.metres(b), reach_m) {
            found(edge, interval);
        }
    });
}
