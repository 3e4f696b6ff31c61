//! An area whose parts are better flown in different directions: an L, a bent strip along a shore.

use super::cells::cells_up_to_steps;
use super::fault::SurveyFault;
use super::lanes::{Direction, Lane, lanes};
use crate::flight_time::SpeedRamp;
use crate::pattern::polygon_of;
use crate::planar::{FreeArea, distance};
use geo::{MultiPolygon, Polygon, unary_union};

/// What lanes are planned for.
#[derive(Clone, Copy)]
pub(super) struct Lanes<'a> {
    pub(super) cover: &'a FreeArea,
    pub(super) spacing_m: f64,
    pub(super) ramp: SpeedRamp,
}

/// Cells that are flown in one direction.
struct Region {
    cells: Vec<usize>,
    direction: Direction,
}

/// A plan of other parts has to promise so much less time than one direction for all, as a part of it.
const WORTH_IT: f64 = 0.02;
/// Where lanes become longer or shorter by more than so many spacings at once, another part may begin.
const STEP: f64 = 3.0;
/// Of an area in more cells only one direction is looked for: where holes cut it up so, lanes that go on from cell
/// to cell are better than each cell's own best.
const MOST_CELLS: usize = 12;

impl Lanes<'_> {
    /// All pieces of lanes in one direction.
    ///
    /// # Errors
    /// There are too many.
    pub(super) fn along(&self, direction: Direction) -> Result<Vec<Lane>, SurveyFault> {
        lanes(self.cover, direction, self.spacing_m)
    }

    /// How long pieces take to fly, with a turn to the next one each, s: what is known before their order is.
    pub(super) fn least_s(&self, lanes: &[Lane]) -> f64 {
        let turn_s = self.ramp.leg_s(self.spacing_m);
        let each_s = lanes
            .iter()
            .map(|it| self.ramp.leg_s(distance(it.from, it.until)) + turn_s);
        each_s.sum()
    }

    /// Lanes in several directions that promise to take less than `alone_s`; `None` where none do.
    ///
    /// The area is cut into the cells of `across`; each is given its own best direction, and goes over to its
    /// neighbours' as long as that takes less.
    pub(super) fn mixed(&self, across: Direction, alone_s: f64) -> Option<Vec<Lane>> {
        let cells = cells_up_to_steps(self.cover, across, STEP * self.spacing_m);
        if !(2..=MOST_CELLS).contains(&cells.len()) {
            return None;
        }
        let own: Vec<Direction> = cells.iter().map(|cell| self.best_of(cell)).collect();
        let mut regions = vec![];
        for (cell, direction) in own.into_iter().enumerate() {
            join(&mut regions, cell, direction);
        }
        let mut lanes = self.of_regions(&cells, &regions)?;
        let mut least_s = self.least_s(&lanes);
        while let Some((better, better_lanes)) = self.better(&cells, &regions, least_s) {
            least_s = self.least_s(&better_lanes);
            (regions, lanes) = (better, better_lanes);
        }
        (regions.len() > 1 && least_s < alone_s * (1.0 - WORTH_IT)).then_some(lanes)
    }

    /// One cell goes over to another region: the change that takes the least, where one takes less.
    fn better(
        &self,
        cells: &[FreeArea],
        regions: &[Region],
        least_s: f64,
    ) -> Option<(Vec<Region>, Vec<Lane>)> {
        let mut best: Option<(f64, Vec<Region>, Vec<Lane>)> = None;
        for cell in 0..cells.len() {
            for to in regions.iter().filter(|it| !it.cells.contains(&cell)) {
                let mut changed: Vec<Region> = Vec::new();
                for region in regions {
                    for other in region.cells.iter().filter(|it| **it != cell) {
                        join(&mut changed, *other, region.direction);
                    }
                }
                join(&mut changed, cell, to.direction);
                let Some(lanes) = self.of_regions(cells, &changed) else {
                    continue;
                };
                let time_s = self.least_s(&lanes);
                if time_s < best.as_ref().map_or(least_s - 1e-6, |it| it.0) {
                    best = Some((time_s, changed, lanes));
                }
            }
        }
        best.map(|(_, regions, lanes)| (regions, lanes))
    }

    fn best_of(&self, cell: &FreeArea) -> Direction {
        let of_cell = Lanes {
            cover: cell,
            ..*self
        };
        let directions = Direction::of_edges(cell).into_iter();
        let timed =
            directions.filter_map(|it| Some((of_cell.least_s(&of_cell.along(it).ok()?), it)));
        let best = timed.min_by(|a, b| a.0.total_cmp(&b.0));
        best.map_or(Direction::bearing(0.0), |(_, direction)| direction)
    }

    /// The lanes of all regions: cells of a region that touch have them in common.
    fn of_regions(&self, cells: &[FreeArea], regions: &[Region]) -> Option<Vec<Lane>> {
        let mut all = Vec::new();
        for region in regions {
            let polygons: Vec<Polygon<f64>> = region
                .cells
                .iter()
                .map(|cell| polygon_of(&cells[*cell]))
                .collect();
            let union: MultiPolygon<f64> = unary_union(&polygons);
            for part in &union {
                let part = FreeArea::new(part).ok()?;
                all.extend(lanes(&part, region.direction, self.spacing_m).ok()?);
            }
        }
        Some(all)
    }
}

fn join(regions: &mut Vec<Region>, cell: usize, direction: Direction) {
    match regions
        .iter_mut()
        .find(|it| it.direction.is_near(direction))
    {
        Some(region) => region.cells.push(cell),
        None => regions.push(Region {
            cells: vec![cell],
            direction,
        }),
    }
}
