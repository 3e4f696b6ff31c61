//! Where ways may bend: on polygons around all that is kept away from, a little outside, at corners that stand out.

use super::cover::is_cut;
use super::field::Field;
use super::ring::{Blocker, Origin, Ring};
use crate::planar::{cross, dot, length};
use geo::{Coord, Rect, coord};

/// Ways keep so much farther away than they must, metres, so that rounding does not matter.
const BESIDE_M: f64 = 0.05;
/// The arc around a corner becomes bends of at most so much each: around it one flies 2 % farther then, at most, and
/// gaps are flown through that are 2 % wider than they have to be.
const LARGEST_TURN_RAD: f64 = std::f64::consts::FRAC_PI_8;

/// A place where a way may bend around something on the left of the directions in which one comes and goes when
/// following its outline.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bend {
    pub at: Coord<f64>,
    /// Of length one, or zero where a way may bend as it likes.
    pub come: Coord<f64>,
    /// Of length one or zero, too.
    pub go: Coord<f64>,
}

impl Bend {
    /// Where a way may bend as it likes.
    pub fn free(at: Coord<f64>) -> Self {
        Self {
            at,
            come: Coord::zero(),
            go: Coord::zero(),
        }
    }

    /// Whether a straight way in this direction passes beside what is bent around; only such ways can belong to a
    /// shortest one.
    #[inline]
    pub fn is_passed(&self, way: Coord<f64>) -> bool {
        cross(self.come, way) * cross(self.go, way) <= ROOM * dot(way, way)
    }

    /// Whether one who comes so may go on so: towards what is bent around, else the bend would be for nothing.
    #[inline]
    pub fn turns(&self, come: Coord<f64>, go: Coord<f64>) -> bool {
        let outline = self.come + self.go;
        let turn = cross(come, go);
        let room = ROOM * (dot(come, come) * dot(go, go)).sqrt();
        if outline == Coord::zero() {
            true
        } else if dot(come, outline) >= 0.0 {
            turn >= -room && dot(go, outline) >= -room
        } else {
            turn <= room && dot(go, outline) <= room
        }
    }
}

/// Directions that differ by less are one.
const ROOM: f64 = 1e-6;

/// The bends around a ring at a distance, circumscribed: their chords touch the arcs of that distance.
fn around(ring: &Ring, reach_m: f64, is_asked: impl Fn(Coord<f64>) -> bool, found: &mut Vec<Bend>) {
    let corners = &ring.corners;
    let count = corners.len();
    for (index, &corner) in corners.iter().enumerate() {
        if !is_asked(corner) {
            continue;
        }
        let (before, after) = (
            corners[(index + count - 1) % count],
            corners[(index + 1) % count],
        );
        let (come, go) = (corner - before, after - corner);
        let turn_rad = cross(come, go).atan2(dot(come, go));
        // Back along itself is half a turn, whichever way.
        let turn_rad = if turn_rad <= -std::f64::consts::PI {
            -turn_rad
        } else {
            turn_rad
        };
        if turn_rad <= 0.0 {
            continue;
        }
        let come = come / length(come);
        let parts = (turn_rad / LARGEST_TURN_RAD).ceil().max(1.0);
        let part_rad = turn_rad / parts;
        let away_m = (reach_m + BESIDE_M) / (0.5 * part_rad).cos();
        for part in 0..parts as u32 {
            let (come, go) = (
                turned(come, f64::from(part) * part_rad),
                turned(come, f64::from(part + 1) * part_rad),
            );
            let middle = turned(come, 0.5 * part_rad);
            let right = coord! { x: middle.y, y: -middle.x };
            found.push(Bend {
                at: corner + right * away_m,
                come,
                go,
            });
        }
    }
}

fn turned(direction: Coord<f64>, by_rad: f64) -> Coord<f64> {
    let (sin, cos) = by_rad.sin_cos();
    coord! {
        x: direction.x * cos - direction.y * sin,
        y: direction.x * sin + direction.y * cos,
    }
}

impl Field<'_> {
    /// The bends around a thing in the way, unless they are told already, as far as they may be reached in time.
    /// What no zone permits is one thing with all of it that it is joined to in other cells.
    pub fn bends_around(&mut self, number: u32) -> Vec<Bend> {
        let mut bends = Vec::new();
        let mut left = vec![number];
        while let Some(number) = left.pop() {
            let Some(blocker) = self.blockers.get_mut(number as usize) else {
                continue;
            };
            if std::mem::replace(&mut blocker.is_bent_around, true) {
                continue;
            }
            let cell = match blocker.origin {
                Origin::NotPermitted { cell } => Some(cell),
                Origin::Entry(_) => None,
            };
            // Each corner of what no zone permits is one cell's alone: where the cell's surroundings were cut out
            // there is no corner.
            let grid = self.grid;
            let is_asked = |corner| cell.is_none_or(|cell| grid.cell_at(corner) == Some(cell));
            for ring in &blocker.rings {
                around(ring, blocker.reach_m, is_asked, &mut bends);
            }
            if let Some(cell) = cell {
                left.extend(self.joined(number, cell));
            }
        }
        bends.retain(|bend| self.grid.cell_at(bend.at).is_some() && self.is_in_time(bend.at));
        bends
    }

    /// What no zone permits of the cells that a piece of a cell reaches into.
    fn joined(&mut self, number: u32, cell: usize) -> Vec<u32> {
        let clip = self.rect_around(cell);
        let Some(blocker) = self.blockers.get(number as usize) else {
            return Vec::new();
        };
        let (low, high) = self.grid.rect(cell);
        let mut sides = [false; 4];
        for edge in blocker.edges().filter(|edge| !is_cut(*edge, &clip)) {
            let (from, until) = edge;
            sides[0] |= from.x.min(until.x) <= low.x;
            sides[1] |= from.x.max(until.x) >= high.x;
            sides[2] |= from.y.min(until.y) <= low.y;
            sides[3] |= from.y.max(until.y) >= high.y;
        }
        let (column, row) = (
            (cell % self.grid.columns) as i64,
            (cell / self.grid.columns) as i64,
        );
        let beside = [
            (column - 1, row),
            (column + 1, row),
            (column, row - 1),
            (column, row + 1),
        ];
        let mut pieces = Vec::new();
        for ((column, row), reaches) in beside.into_iter().zip(sides) {
            let Some(other) = self.grid.cell(column, row).filter(|_| reaches) else {
                continue;
            };
            let (low, high) = self.grid.rect(other);
            if self.may_be_reached(Rect::new(low, high)) {
                pieces.extend(&self.filled(other).not_permitted);
            }
        }
        pieces
    }

    fn may_be_reached(&self, cell: Rect<f64>) -> bool {
        let nearest = |end: Coord<f64>| {
            coord! {
                x: end.x.clamp(cell.min().x, cell.max().x),
                y: end.y.clamp(cell.min().y, cell.max().y),
            }
        };
        let least_m: f64 = self
            .ends
            .iter()
            .map(|end| self.length_m(*end, nearest(*end)))
            .sum();
        self.reached_s + least_m / self.speed_mps <= self.layer.longest_s
    }
}

impl Blocker {
    /// What it is, where it is a zone or an obstacle.
    pub fn entry(&self) -> Option<&std::sync::Arc<geofences::Entry>> {
        match &self.origin {
            Origin::Entry(entry) => Some(entry),
            Origin::NotPermitted { .. } => None,
        }
    }
}
