//! What of areas is seen from the lanes of a path, on a raster.

use super::lanes::Direction;
use crate::pattern::Leg;
use geo::Coord;
use std::collections::BinaryHeap;

/// The cells of areas, in a frame whose y runs along the lanes.
pub(crate) struct Raster {
    direction: Direction,
    low: Coord<f64>,
    cell_m: f64,
    columns: usize,
    rows: usize,
    /// Whether a cell's middle is inside, row by row.
    is_inside: Vec<bool>,
    inside: usize,
}

/// What is not seen yet.
#[derive(Clone)]
pub(crate) struct Unseen {
    is_unseen: Vec<bool>,
    pub(crate) cells: usize,
}

/// Cells to a spacing of lanes.
const CELLS_PER_SPACING: f64 = 10.0;
/// More cells are not looked at: they get larger instead.
const MOST_CELLS: f64 = 4e6;

impl Raster {
    /// Of areas that do not overlap, by the edges of all their rings; lanes are so far apart.
    pub(crate) fn new(
        edges: impl Iterator<Item = (Coord<f64>, Coord<f64>)>,
        direction: Direction,
        spacing_m: f64,
    ) -> Self {
        let edges: Vec<_> = edges
            .map(|(from, until)| (direction.into_frame(from), direction.into_frame(until)))
            .collect();
        let mut low = edges.first().map_or(Coord::default(), |it| it.0);
        let mut high = low;
        for (from, _) in &edges {
            low = Coord {
                x: low.x.min(from.x),
                y: low.y.min(from.y),
            };
            high = Coord {
                x: high.x.max(from.x),
                y: high.y.max(from.y),
            };
        }
        let (width, height) = (high.x - low.x, high.y - low.y);
        // Of a narrow strip there are as few to its length.
        let cell_m = (spacing_m / CELLS_PER_SPACING)
            .max((width * height / MOST_CELLS).sqrt())
            .max(width.max(height) / MOST_CELLS);
        let cells = |length: f64| (length / cell_m).ceil().max(1.0) as usize;
        let mut raster = Self {
            direction,
            low,
            cell_m,
            columns: cells(width),
            rows: cells(height),
            is_inside: Vec::new(),
            inside: 0,
        };
        raster.fill(&edges);
        raster
    }

    /// Row by row, between the edges that cross it.
    fn fill(&mut self, edges: &[(Coord<f64>, Coord<f64>)]) {
        self.is_inside = vec![false; self.columns * self.rows];
        let mut crossings = Vec::new();
        for row in 0..self.rows {
            let y = self.middle(0, row).y;
            crossings.clear();
            let crossing = edges
                .iter()
                .filter(|(from, until)| (from.y > y) != (until.y > y));
            crossings.extend(crossing.map(|(from, until)| {
                from.x + (y - from.y) / (until.y - from.y) * (until.x - from.x)
            }));
            crossings.sort_by(f64::total_cmp);
            for pair in crossings.chunks_exact(2) {
                let range = self.columns_between(pair[0], pair[1]);
                self.inside += range.len();
                self.is_inside[row * self.columns..][range].fill(true);
            }
        }
    }

    /// In the frame.
    fn middle(&self, column: usize, row: usize) -> Coord<f64> {
        Coord {
            x: self.low.x + (column as f64 + 0.5) * self.cell_m,
            y: self.low.y + (row as f64 + 0.5) * self.cell_m,
        }
    }

    /// The columns whose middles are between, in the frame.
    fn columns_between(&self, from: f64, until: f64) -> std::ops::Range<usize> {
        Self::between(
            (from - self.low.x) / self.cell_m,
            (until - self.low.x) / self.cell_m,
            self.columns,
        )
    }

    fn between(from: f64, until: f64, count: usize) -> std::ops::Range<usize> {
        let first = (from - 0.5).ceil().clamp(0.0, count as f64) as usize;
        let end = ((until - 0.5).floor() + 1.0).clamp(first as f64, count as f64) as usize;
        first..end
    }

    /// So many cells are inside.
    pub(crate) fn inside(&self) -> usize {
        self.inside
    }

    /// Of the cells inside, those from whose middles no place of a lane is within `radius_m`: on ways between lanes the
    /// sensor is off.
    pub(crate) fn unseen(&self, legs: &[Leg], radius_m: f64) -> Unseen {
        let mut unseen = Unseen {
            is_unseen: self.is_inside.clone(),
            cells: self.inside,
        };
        for lane in legs.iter().filter(|it| it.is_lane) {
            self.see(&mut unseen, lane.from, lane.until, radius_m);
        }
        unseen
    }

    /// The part that is seen from the lanes among legs, 0…1.
    pub(crate) fn seen(&self, legs: &[Leg], radius_m: f64) -> f64 {
        let unseen = self.unseen(legs, radius_m);
        1.0 - unseen.cells as f64 / self.inside.max(1) as f64
    }

    /// From a leg.
    fn see(&self, unseen: &mut Unseen, from: Coord<f64>, until: Coord<f64>, radius_m: f64) {
        let stadium = Stadium::new(
            self.direction.into_frame(from),
            self.direction.into_frame(until),
            radius_m,
        );
        let rows = Self::between(
            (stadium.low_y - self.low.y) / self.cell_m,
            (stadium.high_y - self.low.y) / self.cell_m,
            self.rows,
        );
        for row in rows {
            let Some((left, right)) = stadium.at(self.middle(0, row).y) else {
                continue;
            };
            let columns = self.columns_between(left, right);
            for cell in &mut unseen.is_unseen[row * self.columns..][columns] {
                unseen.cells -= usize::from(*cell);
                *cell = false;
            }
        }
    }

    /// Places inside from which all but `left` cells of what is unseen are within `radius_m`: always the one that
    /// sees most.
    ///
    /// # Errors
    /// More than `most` are needed: so many at least.
    pub(crate) fn visits(
        &self,
        mut unseen: Unseen,
        left: usize,
        radius_m: f64,
        most: usize,
    ) -> Result<Vec<Coord<f64>>, usize> {
        // No visit sees more cells than the square around its circle has.
        let across = (2.0 * radius_m / self.cell_m).floor() + 1.0;
        let least = (unseen.cells.saturating_sub(left) as f64 / (across * across)).ceil() as usize;
        if least > most {
            return Err(least);
        }
        let mut visits = Vec::new();
        // What a place sees of the unseen becomes less only: where the one that saw most does still, no other sees more.
        let candidates = (0..unseen.is_unseen.len()).filter(|it| unseen.is_unseen[*it]);
        let mut candidates: BinaryHeap<(usize, usize)> = candidates
            .map(|it| (self.seen_from(&unseen, it, radius_m), it))
            .collect();
        while unseen.cells > left
            && let Some((told, cell)) = candidates.pop()
        {
            let seen = self.seen_from(&unseen, cell, radius_m);
            if !unseen.is_unseen[cell] || seen == 0 {
                continue;
            }
            if seen < told {
                candidates.push((seen, cell));
                continue;
            }
            if visits.len() == most {
                return Err(most.saturating_add(1));
            }
            let at = self
                .direction
                .out_of_frame(self.middle(cell % self.columns, cell / self.columns));
            self.see(&mut unseen, at, at, radius_m);
            visits.push(at);
        }
        Ok(visits)
    }

    fn seen_from(&self, unseen: &Unseen, cell: usize, radius_m: f64) -> usize {
        let middle = self.middle(cell % self.columns, cell / self.columns);
        let stadium = Stadium::new(middle, middle, radius_m);
        let rows = Self::between(
            (stadium.low_y - self.low.y) / self.cell_m,
            (stadium.high_y - self.low.y) / self.cell_m,
            self.rows,
        );
        let in_row = |row: usize| {
            let columns = stadium
                .at(self.middle(0, row).y)
                .map(|(left, right)| self.columns_between(left, right));
            let cells = &unseen.is_unseen[row * self.columns..];
            columns.map_or(0, |columns| cells[columns].iter().filter(|it| **it).count())
        };
        rows.map(in_row).sum()
    }
}

/// All places within a radius of a leg.
struct Stadium {
    from: Coord<f64>,
    until: Coord<f64>,
    radius: f64,
    /// From the leg to its left side.
    left: Coord<f64>,
    low_y: f64,
    high_y: f64,
}

impl Stadium {
    fn new(from: Coord<f64>, until: Coord<f64>, radius: f64) -> Self {
        let along = until - from;
        let length = along.x.hypot(along.y);
        let left = match length > 0.0 {
            true => Coord {
                x: -along.y * radius / length,
                y: along.x * radius / length,
            },
            false => Coord { x: radius, y: 0.0 },
        };
        Self {
            from,
            until,
            radius,
            left,
            low_y: from.y.min(until.y) - radius,
            high_y: from.y.max(until.y) + radius,
        }
    }

    /// What of it lies on the line at `y`.
    fn at(&self, y: f64) -> Option<(f64, f64)> {
        let mut range: Option<(f64, f64)> = None;
        let mut widen = |x: f64| {
            let (low, high) = range.unwrap_or((x, x));
            range = Some((low.min(x), high.max(x)));
        };
        for end in [self.from, self.until] {
            let half2 = self.radius * self.radius - (y - end.y) * (y - end.y);
            if half2 >= 0.0 {
                widen(end.x - half2.sqrt());
                widen(end.x + half2.sqrt());
            }
        }
        for side in [self.left, self.left * -1.0] {
            let (from, until) = (self.from + side, self.until + side);
            if (from.y > y) != (until.y > y) {
                widen(from.x + (y - from.y) / (until.y - from.y) * (until.x - from.x));
            }
        }
        range
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raster(width_m: f64, height_m: f64, spacing_m: f64) -> Raster {
        let at = |x: f64, y: f64| Coord { x, y };
        let ring = [
            at(0.0, 0.0),
            at(width_m, 0.0),
            at(width_m, height_m),
            at(0.0, height_m),
        ];
        let edges = (0..4).map(|edge| (ring[edge], ring[(edge + 1) % 4]));
        Raster::new(edges, Direction::bearing(0.0), spacing_m)
    }

    #[test]
    fn as_many_visits_are_made_as_are_needed_and_may_be() {
        let raster = raster(30.0, 30.0, 6.0);
        let visits = |most: usize| raster.visits(raster.unseen(&[], 3.0), 0, 3.0, most);
        let needed = visits(usize::MAX).unwrap();
        assert!(needed.len() > 30, "{needed:?}");
        assert_eq!(visits(needed.len()).as_ref(), Ok(&needed));
        assert_eq!(visits(needed.len() - 1), Err(needed.len()));
        // Too few by far are told before any is made.
        assert!(visits(10).is_err_and(|least| (11..needed.len()).contains(&least)));
        let mut left = raster.unseen(&[], 3.0);
        for at in needed {
            raster.see(&mut left, at, at, 3.0);
        }
        assert_eq!(left.cells, 0);
    }

    #[test]
    fn a_raster_of_a_hair_has_no_more_cells_than_others() {
        let raster = raster(1e-6, 400_000.0, 1e-6);
        assert!(raster.is_inside.len() <= 3 * MOST_CELLS as usize);
    }
}
