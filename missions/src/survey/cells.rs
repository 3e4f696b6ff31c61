//! Boustrophedon cells (Choset 2000): an area cut across its lanes wherever these split or merge, so that each lane
//! is in one piece within a cell.

use super::lanes::Direction;
use crate::planar::{FreeArea, cross, distance, dot};
use geo::{Coord, LineString, Polygon};

/// What is nearer is one place, metres.
const SAME_M: f64 = 1e-6;

/// A cell that still grows: the places along its borders, x across and y along the lanes.
#[derive(Default)]
struct Growing {
    lower: Vec<Coord<f64>>,
    upper: Vec<Coord<f64>>,
}

/// What of the area lies between two neighbouring x, between two edges.
#[derive(Clone, Copy)]
struct Trapezoid {
    lower: [Coord<f64>; 2],
    upper: [Coord<f64>; 2],
}

/// The cells of an area for lanes of a direction.
pub fn cells(area: &FreeArea, direction: Direction) -> Vec<FreeArea> {
    cells_up_to_steps(area, direction, f64::INFINITY)
}

/// The same, cut also where a lane becomes longer or shorter by more than `step_m` at once.
pub(super) fn cells_up_to_steps(
    area: &FreeArea,
    direction: Direction,
    step_m: f64,
) -> Vec<FreeArea> {
    let edges: Vec<_> = area
        .edges()
        .map(|(from, until)| (direction.into_frame(from), direction.into_frame(until)))
        .collect();
    let mut xs: Vec<f64> = edges.iter().map(|(from, _)| from.x).collect();
    xs.sort_by(f64::total_cmp);
    xs.dedup_by(|a, b| (*a - *b).abs() < SAME_M);
    let mut growing: Vec<Growing> = Vec::new();
    let mut done = Vec::new();
    for pair in xs.windows(2) {
        growing = grown(
            growing,
            &trapezoids(&edges, pair[0], pair[1]),
            step_m,
            &mut done,
        );
    }
    done.extend(growing);
    done.into_iter()
        .filter_map(|cell| cell.area(direction))
        .collect()
}

fn trapezoids(edges: &[(Coord<f64>, Coord<f64>)], from_x: f64, until_x: f64) -> Vec<Trapezoid> {
    let middle = (from_x + until_x) / 2.0;
    let at = |(a, b): &(Coord<f64>, Coord<f64>), x: f64| Coord {
        x,
        y: a.y + (x - a.x) / (b.x - a.x) * (b.y - a.y),
    };
    let mut crossing: Vec<_> = edges
        .iter()
        .filter(|(a, b)| (a.x > middle) != (b.x > middle))
        .collect();
    crossing.sort_by(|a, b| at(a, middle).y.total_cmp(&at(b, middle).y));
    let pairs = crossing.chunks_exact(2);
    pairs
        .map(|pair| Trapezoid {
            lower: [at(pair[0], from_x), at(pair[0], until_x)],
            upper: [at(pair[1], from_x), at(pair[1], until_x)],
        })
        .collect()
}

/// Cells go on where one trapezoid follows on one cell; elsewhere they end, and new ones begin.
fn grown(
    before: Vec<Growing>,
    next: &[Trapezoid],
    step_m: f64,
    done: &mut Vec<Growing>,
) -> Vec<Growing> {
    let follows = |cell: &Growing, next: &Trapezoid| {
        let (Some(lower), Some(upper)) = (cell.lower.last(), cell.upper.last()) else {
            return false;
        };
        upper.y.min(next.upper[0].y) - lower.y.max(next.lower[0].y) > SAME_M
    };
    let followers = |cell: &Growing| next.iter().filter(|it| follows(cell, it)).count();
    let mut before: Vec<Option<Growing>> = before.into_iter().map(Some).collect();
    let mut grown = Vec::with_capacity(next.len());
    for trapezoid in next {
        let mut led = before
            .iter_mut()
            .filter(|cell| cell.as_ref().is_some_and(|it| follows(it, trapezoid)));
        let alone = match (led.next(), led.next()) {
            (Some(cell), None) => Some(cell),
            _ => None,
        };
        let goes_on = alone.and_then(|cell| {
            cell.take_if(|it| followers(it) == 1 && it.step_m(trapezoid) <= step_m)
        });
        let mut cell = goes_on.unwrap_or_default();
        cell.lower.extend(trapezoid.lower);
        cell.upper.extend(trapezoid.upper);
        grown.push(cell);
    }
    done.extend(before.into_iter().flatten());
    grown
}

impl Growing {
    /// How far either border leaps where this follows.
    fn step_m(&self, next: &Trapezoid) -> f64 {
        let leap = |border: &[Coord<f64>], next: Coord<f64>| {
            border.last().map_or(0.0, |last| (last.y - next.y).abs())
        };
        leap(&self.lower, next.lower[0]).max(leap(&self.upper, next.upper[0]))
    }

    fn area(self, direction: Direction) -> Option<FreeArea> {
        let ring = self.lower.into_iter().chain(self.upper.into_iter().rev());
        let mut ring: Vec<_> = ring.map(|at| direction.out_of_frame(at)).collect();
        without_idle_vertices(&mut ring);
        FreeArea::new(&Polygon::new(LineString(ring), Vec::new())).ok()
    }
}

/// Takes out vertices that stand twice or between two others on a line.
fn without_idle_vertices(ring: &mut Vec<Coord<f64>>) {
    ring.dedup_by(|a, b| distance(*a, *b) < SAME_M);
    let is_idle = |before: Coord<f64>, at: Coord<f64>, after: Coord<f64>| {
        let (come, go) = (at - before, after - at);
        let is_straight = cross(come, go).abs() <= SAME_M * distance(before, after);
        distance(before, at) < SAME_M || (is_straight && dot(come, go) > 0.0)
    };
    let mut index = 0;
    while ring.len() > 3 && index < ring.len() {
        let count = ring.len();
        let (before, after) = (ring[(index + count - 1) % count], ring[(index + 1) % count]);
        if is_idle(before, ring[index], after) {
            ring.remove(index);
            index = index.saturating_sub(1);
        } else {
            index += 1;
        }
    }
}
