//! The cells beneath a stretch and to both sides of it.

use crate::route::PeopleCell;
use geo::Coord;
use geofences::{LocalPlane, Position};

/// Longer stretches are not looked at, metres.
const LONGEST_M: f64 = 100_000.0;
/// Nor wider ones, metres to each side.
const LARGEST_HALF_WIDTH_M: f64 = 1_000.0;
/// Nor what lies farther from the equator, degrees: cells get narrow there.
const FARTHEST_LATITUDE_DEG: f64 = 75.0;
/// The radius of the earth, metres, rounded down.
const EARTH_RADIUS_M: f64 = 6_350_000.0;
/// What a plane is off within these limits, metres and as a part of the width.
const PLANE_ERROR_M: f64 = 0.1;
const PLANE_ERROR: f64 = 1e-3;

/// All ground within a distance of a stretch.
pub(super) struct Swath {
    plane: LocalPlane,
    cell_deg: Coord<f64>,
    from: Coord<f64>,
    until: Coord<f64>,
    reach_m: f64,
}

/// A cell in the plane, metres.
struct Cell {
    low: Coord<f64>,
    high: Coord<f64>,
}

impl Swath {
    /// Around the geodesic between two places; `None` where it is too long, too wide or no number.
    pub fn new(
        from: Position,
        until: Position,
        half_width_m: f64,
        cell_deg: Coord<f64>,
    ) -> Option<Self> {
        let (from, until) = (from.coord(), until.coord());
        // Nearest to the pole a degree is shortest: nothing seems farther than it is.
        let (farthest, other) = if from.y.abs() > until.y.abs() {
            (from, until)
        } else {
            (until, from)
        };
        let plane = LocalPlane::at(farthest);
        let length_m = length(plane.metres(other));
        let is_sound = (0.0..=LARGEST_HALF_WIDTH_M).contains(&half_width_m)
            && length_m <= LONGEST_M
            && farthest.y.abs() <= FARTHEST_LATITUDE_DEG;
        // A geodesic bends away from the straight line in degrees by this in its middle.
        let bend_m =
            length_m * length_m * farthest.y.to_radians().tan().abs() / (8.0 * EARTH_RADIUS_M);
        is_sound.then(|| Self {
            from: plane.metres(from),
            until: plane.metres(until),
            reach_m: (half_width_m + bend_m) * (1.0 + PLANE_ERROR) + PLANE_ERROR_M,
            plane,
            cell_deg,
        })
    }

    /// Tells each cell of which some ground is within reach.
    pub fn each_cell(&self, mut tell: impl FnMut(PeopleCell)) {
        let south = self.from.y.min(self.until.y) - self.reach_m;
        let north = self.from.y.max(self.until.y) + self.reach_m;
        for row in self.row_of(south)..=self.row_of(north) {
            let Some((west, east)) = self.extent_beside(row) else {
                continue;
            };
            for column in self.column_of(west)..=self.column_of(east) {
                let cell = PeopleCell { column, row };
                if self.reaches(&self.in_plane(cell)) {
                    tell(cell);
                }
            }
        }
    }

    /// The middle of a cell.
    pub fn middle_of(&self, cell: PeopleCell) -> Option<Position> {
        let PeopleCell { column, row } = cell;
        let degrees = |cell: i64, size_deg: f64| (cell as f64 + 0.5) * size_deg;
        let longitude_deg = degrees(column, self.cell_deg.x) - 180.0;
        Position::new(longitude_deg, degrees(row, self.cell_deg.y) - 90.0).ok()
    }

    fn row_of(&self, north_m: f64) -> i64 {
        let at = self.plane.coord(Coord { x: 0.0, y: north_m });
        ((at.y + 90.0) / self.cell_deg.y).floor() as i64
    }

    fn column_of(&self, east_m: f64) -> i64 {
        let at = self.plane.coord(Coord { x: east_m, y: 0.0 });
        ((at.x + 180.0) / self.cell_deg.x).floor() as i64
    }

    fn in_plane(&self, cell: PeopleCell) -> Cell {
        let corner = |column: i64, row: i64| {
            self.plane.metres(Coord {
                x: column as f64 * self.cell_deg.x - 180.0,
                y: row as f64 * self.cell_deg.y - 90.0,
            })
        };
        Cell {
            low: corner(cell.column, cell.row),
            high: corner(cell.column + 1, cell.row + 1),
        }
    }

    /// From where to where, metres east, ground within reach may lie in a row.
    fn extent_beside(&self, row: i64) -> Option<(f64, f64)> {
        let band = self.in_plane(PeopleCell { column: 0, row });
        let (from, until) = part_within(
            self.from.y,
            self.until.y,
            band.low.y - self.reach_m,
            band.high.y + self.reach_m,
        )?;
        let east = |share: f64| self.from.x + (self.until.x - self.from.x) * share;
        let (one, other) = (east(from), east(until));
        Some((one.min(other) - self.reach_m, one.max(other) + self.reach_m))
    }

    fn reaches(&self, cell: &Cell) -> bool {
        self.crosses(cell) || self.apart_m(cell) <= self.reach_m
    }

    fn crosses(&self, cell: &Cell) -> bool {
        let x = part_within(self.from.x, self.until.x, cell.low.x, cell.high.x);
        let y = part_within(self.from.y, self.until.y, cell.low.y, cell.high.y);
        match (x, y) {
            (Some(x), Some(y)) => x.0.max(y.0) <= x.1.min(y.1),
            _ => false,
        }
    }

    /// How far a cell is that the stretch does not cross: then an end or a corner is nearest.
    fn apart_m(&self, cell: &Cell) -> f64 {
        let Cell { low, high } = cell;
        let to_end = [self.from, self.until].map(|end| {
            let nearest = Coord {
                x: end.x.clamp(low.x, high.x),
                y: end.y.clamp(low.y, high.y),
            };
            length(end - nearest)
        });
        let corners = [
            (low.x, low.y),
            (high.x, low.y),
            (high.x, high.y),
            (low.x, high.y),
        ];
        let to_corner = corners.map(|(x, y)| self.apart_from_m(Coord { x, y }));
        let all = to_end.into_iter().chain(to_corner);
        all.fold(f64::INFINITY, f64::min)
    }

    fn apart_from_m(&self, place: Coord<f64>) -> f64 {
        let along = self.until - self.from;
        let square = along.x * along.x + along.y * along.y;
        let to = place - self.from;
        let share = if square > 0.0 {
            ((to.x * along.x + to.y * along.y) / square).clamp(0.0, 1.0)
        } else {
            0.0
        };
        length(to - along * share)
    }
}

fn length(way: Coord<f64>) -> f64 {
    way.x.hypot(way.y)
}

/// The part of a way, as shares of it, on which a coordinate that changes evenly is within limits.
fn part_within(from: f64, until: f64, low: f64, high: f64) -> Option<(f64, f64)> {
    let change = until - from;
    if change == 0.0 {
        return (low <= from && from <= high).then_some((0.0, 1.0));
    }
    let (one, other) = ((low - from) / change, (high - from) / change);
    let part = (one.min(other).max(0.0), one.max(other).min(1.0));
    (part.0 <= part.1).then_some(part)
}
