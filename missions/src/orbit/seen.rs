//! What of a structure's walls is seen.

use super::request::{FARTHER, StructureRequest};
use super::space::StructureLeg;
use crate::pattern::{line_length_m, nearest_on};
use crate::planar::{cross, distance, orientation};
use geo::{Coord, LineString};

/// The walls are looked at in so many pieces.
const PIECES: f64 = 720.0;
/// Places on a leg are so far apart at most, as a part of the view's width.
const APART: f64 = 0.1;
/// From so many places on a leg at most.
const MOST_APART: f64 = 200.0;

/// The part of the walls that is seen, and what is not.
///
/// A place of a wall is seen from a leg where it lies no farther than the edge of a view that is straight in front,
/// and no wall is between.
pub(super) fn seen(
    request: &StructureRequest<'_>,
    outline: &LineString<f64>,
    legs: &[StructureLeg],
) -> (f64, Vec<Vec<Coord<f64>>>) {
    let walls = Walls {
        outline,
        farthest_m: (request.stand_off_m * (1.0 + FARTHER)).hypot(request.view.width_m / 2.0),
        apart_m: request.view.width_m * APART,
    };
    let mut looks: Vec<(Coord<f64>, Coord<f64>)> = legs
        .iter()
        .filter(|it| it.sight.is_some())
        .map(|it| (it.from, it.until))
        .collect();
    // The same in the plane at each height.
    let key = |it: &(Coord<f64>, Coord<f64>)| {
        [it.0.x, it.0.y, it.1.x, it.1.y].map(|it| (it * 1e3).round() as i64)
    };
    looks.sort_by_key(key);
    looks.dedup_by_key(|it| key(it));
    let piece_m = line_length_m(&outline.0) / PIECES;
    let (mut seen_m, mut whole_m) = (0.0, 0.0);
    let mut unseen: Vec<Vec<Coord<f64>>> = Vec::new();
    for ends in outline.0.windows(2) {
        let length_m = distance(ends[0], ends[1]);
        let pieces = (length_m / piece_m).ceil().max(1.0);
        let place = |piece: f64| ends[0] + (ends[1] - ends[0]) * (piece / pieces);
        for piece in 0..pieces as usize {
            let (from, until) = (place(piece as f64), place(piece as f64 + 1.0));
            let middle = place(piece as f64 + 0.5);
            whole_m += length_m / pieces;
            if walls.are_seen_at(middle, ends[1] - ends[0], &looks) {
                seen_m += length_m / pieces;
            } else {
                match unseen.last_mut() {
                    Some(line) if line.last().is_some_and(|it| distance(*it, from) < 1e-6) => {
                        line.push(until);
                    }
                    _ => unseen.push(vec![from, until]),
                }
            }
        }
    }
    (
        seen_m / whole_m,
        unseen.into_iter().map(straightened).collect(),
    )
}

/// Without the places between that lie on a straight line.
fn straightened(line: Vec<Coord<f64>>) -> Vec<Coord<f64>> {
    let mut kept: Vec<Coord<f64>> = Vec::new();
    for at in line {
        if let [.., before, last] = kept.as_slice()
            && distance(nearest_on(*before, at, *last), *last) < 1e-6
        {
            kept.pop();
        }
        kept.push(at);
    }
    kept
}

struct Walls<'a> {
    outline: &'a LineString<f64>,
    farthest_m: f64,
    apart_m: f64,
}

impl Walls<'_> {
    /// Whether a place on a wall that runs along is seen from any of these legs.
    fn are_seen_at(
        &self,
        at: Coord<f64>,
        along: Coord<f64>,
        legs: &[(Coord<f64>, Coord<f64>)],
    ) -> bool {
        legs.iter().any(|&(from, until)| {
            if distance(nearest_on(from, until, at), at) > self.farthest_m {
                return false;
            }
            let steps = (distance(from, until) / self.apart_m)
                .ceil()
                .clamp(1.0, MOST_APART);
            (0..=steps as usize)
                .map(|step| from + (until - from) * (step as f64 / steps))
                .filter(|it| distance(*it, at) <= self.farthest_m)
                // The outline runs counter-clockwise: outside is on its right.
                .any(|it| cross(along, it - at) < 0.0 && !self.is_between(it, at))
        })
    }

    /// Whether a wall stands between a place and another one on a wall.
    fn is_between(&self, from: Coord<f64>, at: Coord<f64>) -> bool {
        // A little before the wall itself.
        let before = at + (from - at) * (1e-3 / distance(from, at));
        self.outline.0.windows(2).any(|ends| {
            let crosses = |a, b, c, d| (orientation(a, b, c) > 0.0) != (orientation(a, b, d) > 0.0);
            crosses(from, before, ends[0], ends[1]) && crosses(ends[0], ends[1], from, before)
        })
    }
}
