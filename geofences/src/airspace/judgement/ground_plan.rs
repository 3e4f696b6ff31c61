//! Where along a chord a set of permitted areas leaves a gap within the margin.

use super::chord::{Chord, TOUCH_M};
use super::intervals::{Interval, IntervalSet};
use super::near::{Corridor, within_reach};
use super::sectors::covered_around;
use crate::airspace::entry::Entry;
use crate::local_plane::LocalPlane;
use geo::Coord;
use std::sync::Arc;

/// Where along the chord something within reach of it is not in the interior of the union of the
/// areas.
pub fn uncovered(corridor: &Corridor, areas: &[&Arc<Entry>]) -> IntervalSet {
    let (chord, reach_m) = (corridor.chord, corridor.reach_m);
    if areas.is_empty() {
        return IntervalSet::whole();
    }
    let mut bad = Vec::new();
    for (index, entry) in areas.iter().enumerate() {
        corridor.for_each_near_edge(entry.area(), |edge, interval| {
            let (a, b) = entry.area().edge(edge);
            border_gaps(chord, areas, index, (a, b), reach_m, interval, &mut bad);
        });
    }
    let near_border = IntervalSet::union_of(bad);
    // Away from the union's border the chord is wholly inside or wholly outside.
    let clear = IntervalSet::whole().without(&near_border);
    // A place on an edge that two areas share may lie outside of both by its last digit, so it is
    // looked around.
    let outside = clear.iter().filter(|gap| {
        let middle = chord.coord_at(0.5 * (gap.from + gap.until));
        let around = areas.iter().map(|entry| entry.area());
        (gap.from < gap.until || near_border.is_empty())
            && !covered_around(middle, &chord.plane, around)
    });
    let outside: Vec<Interval> = outside.collect();
    IntervalSet::union_of(near_border.iter().chain(outside))
}

/// Adds the stretches of the chord that are within reach of those parts of an edge of
/// `areas[own]` that are border of the union.
fn border_gaps(
    chord: &Chord,
    areas: &[&Arc<Entry>],
    own: usize,
    (a, b): (Coord<f64>, Coord<f64>),
    reach_m: f64,
    interval: Interval,
    bad: &mut Vec<Interval>,
) {
    let plane = &chord.plane;
    let (p0, p1) = (plane.metres(chord.start), plane.metres(chord.end));
    let (q0, q1) = (plane.metres(a), plane.metres(b));
    // The part of the edge that is within reach of the chord.
    let Some(part) = within_reach(q0, q1, p0, p1, reach_m) else {
        return;
    };
    let at = |t: f64| q0 + (q1 - q0) * t;
    let mut cuts = vec![part.from, part.until];
    // A ring does not cross itself; but polygons of one area may overlap.
    let is_cut_by = |&(index, entry): &(usize, &&Arc<Entry>)| {
        index != own || entry.area().rings().polygon_count() > 1
    };
    for (_, entry) in areas.iter().enumerate().filter(is_cut_by) {
        cut_by_edges(entry, plane, at(part.from), at(part.until), |t| {
            cuts.push(part.from + t * (part.until - part.from));
        });
    }
    if cuts.len() == 2 && areas.len() == 1 {
        bad.push(interval);
        return;
    }
    cuts.sort_unstable_by(f64::total_cmp);
    let is_covered = |t: f64| {
        let place = plane.coord(at(t));
        covered_around(place, plane, areas.iter().map(|entry| entry.area()))
    };
    for pair in cuts.windows(2) {
        let (from, until) = (pair[0], pair[1]);
        if until > from && !is_covered(0.5 * (from + until)) {
            bad.extend(within_reach(p0, p1, at(from), at(until), reach_m));
        } else if !is_covered(until) {
            bad.extend(within_reach(p0, p1, at(until), at(until), reach_m));
        }
    }
    if !is_covered(part.from) {
        bad.extend(within_reach(p0, p1, at(part.from), at(part.from), reach_m));
    }
}

/// Calls `cut` with the parameters at which the segment from `start` to `end` (metres of the
/// plane) meets edges of an area: crossings, and the ends of edges that lie on it.
fn cut_by_edges(
    entry: &Entry,
    plane: &LocalPlane,
    start: Coord<f64>,
    end: Coord<f64>,
    mut cut: impl FnMut(f64),
) {
    let (c0, c1) = (plane.coord(start), plane.coord(end));
    let reach = plane.degrees(TOUCH_M);
    let (south, north) = (c0.y.min(c1.y) - reach.y, c0.y.max(c1.y) + reach.y);
    let (west, east) = (c0.x.min(c1.x) - reach.x, c0.x.max(c1.x) + reach.x);
    let area = entry.area();
    area.edges_between(south, north, |edge| {
        let (a, b) = area.edge(edge);
        if a.x.max(b.x) < west
            || a.x.min(b.x) > east
            || a.y.max(b.y) < south
            || a.y.min(b.y) > north
        {
            return;
        }
        let (a, b) = (plane.metres(a), plane.metres(b));
        for end_of_edge in [a, b] {
            if let Some(touch) = within_reach(start, end, end_of_edge, end_of_edge, TOUCH_M) {
                cut(0.5 * (touch.from + touch.until));
            }
        }
        if let Some(crossing) = within_reach(start, end, a, b, TOUCH_M) {
            cut(crossing.from);
            cut(crossing.until);
        }
    });
}
