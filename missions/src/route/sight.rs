//! Whether a straight leg of the field meets anything.

use super::field::{Field, Grid, Wall};
use super::leg::Leg;
use geo::Coord;

/// Speeds over the plane and over the ground differ by less than this part of them.
const TIME_DOUBT: f64 = 0.01;

/// The cells along a leg, one after the other (Amanatides and Woo 1987).
struct Cells {
    at: (i64, i64),
    last: (i64, i64),
    step: (i64, i64),
    /// How much of the leg there is up to the next line between columns and rows.
    next: (f64, f64),
    /// How much of it a column and a row takes.
    each: (f64, f64),
    is_over: bool,
}

impl Cells {
    fn along(grid: &Grid, leg: &Leg) -> Self {
        let (from, until) = (grid.place(leg.from), grid.place(leg.until));
        let axis = |from: f64, until: f64| {
            let way = until - from;
            if way > 0.0 {
                (1, (from.floor() + 1.0 - from) / way, 1.0 / way)
            } else if way < 0.0 {
                (-1, (from.floor() - from) / way, -1.0 / way)
            } else {
                (0, f64::INFINITY, f64::INFINITY)
            }
        };
        let (x, y) = (axis(from.x, until.x), axis(from.y, until.y));
        let cell = |place: Coord<f64>| (place.x.floor() as i64, place.y.floor() as i64);
        Self {
            at: cell(from),
            last: cell(until),
            step: (x.0, y.0),
            next: (x.1, y.1),
            each: (x.2, y.2),
            is_over: false,
        }
    }
}

impl Iterator for Cells {
    type Item = (i64, i64);

    fn next(&mut self) -> Option<(i64, i64)> {
        if self.is_over {
            return None;
        }
        let here = self.at;
        if self.next.0.min(self.next.1) > 1.0 || here == self.last {
            self.is_over = true;
        } else if self.next.0 < self.next.1 {
            self.at.0 += self.step.0;
            self.next.0 += self.each.0;
        } else {
            self.at.1 += self.step.1;
            self.next.1 += self.each.1;
        }
        Some(here)
    }
}

/// How much of what is in a leg's way is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ask {
    /// What is met first.
    First,
    /// All.
    All,
}

impl Field<'_> {
    /// Adds what a leg that begins `start_s` seconds after departure meets; nothing where it may be flown. Returns
    /// whether it stays in the field.
    pub fn meets(&mut self, leg: &Leg, start_s: f64, ask: Ask, met: &mut Vec<Wall>) -> bool {
        let mut timed: Vec<u32> = Vec::new();
        for (column, row) in Cells::along(&self.grid, leg) {
            let Some(cell) = self.grid.cell(column, row) else {
                return false;
            };
            let cell = self.filled(cell);
            for wall in &cell.walls {
                if leg.comes_within(wall.reach_m, wall.from, wall.until) {
                    met.push(*wall);
                }
            }
            if ask == Ask::First && !met.is_empty() {
                return true;
            }
            timed.extend(&cell.timed);
        }
        timed.sort_unstable();
        timed.dedup();
        for number in timed {
            met.extend(self.meets_timed(leg, start_s, number));
        }
        true
    }

    /// Whether a leg is near something while it forbids.
    fn meets_timed(&self, leg: &Leg, start_s: f64, number: u32) -> Option<Wall> {
        let blocker = self.blockers.get(number as usize)?;
        let mut part: Option<(f64, f64)> = None;
        let mut wall = None;
        let mut add = |from_m: f64, until_m: f64| {
            part = Some(part.map_or((from_m, until_m), |it| {
                (it.0.min(from_m), it.1.max(until_m))
            }));
        };
        for (from, until) in blocker.edges() {
            if let Some((from_m, until_m)) = leg.part_near(blocker.reach_m, from, until) {
                add(from_m, until_m);
            }
            wall = wall.or(Some(Wall {
                from,
                until,
                reach_m: blocker.reach_m,
                blocker: number,
            }));
        }
        for (at, along_m) in [(leg.from, 0.0), (leg.until, leg.length_m)] {
            if blocker.contains(at, self.plane.coord(at)) {
                add(along_m, along_m);
            }
        }
        let (from_m, until_m) = part?;
        let from_s = start_s + from_m * (1.0 - TIME_DOUBT) / self.speed_mps;
        let until_s = start_s + until_m * (1.0 + TIME_DOUBT) / self.speed_mps;
        let mut spans = blocker.spans.iter().flatten();
        spans
            .any(|span| span.0 <= until_s && from_s <= span.1)
            .then_some(wall)?
    }

    /// Adds what is always in the way at a place. Returns whether it is in the field.
    pub fn stands_in(&mut self, at: Coord<f64>, met: &mut Vec<u32>) -> bool {
        let Some(number) = self.grid.cell_at(at) else {
            return false;
        };
        self.filled(number);
        let cell = &self.cells[number];
        let stay = Leg::new(at, at);
        let near = cell
            .walls
            .iter()
            .filter(|wall| stay.comes_within(wall.reach_m, wall.from, wall.until));
        met.extend(near.map(|wall| wall.blocker));
        let coord = self.plane.coord(at);
        let around = cell
            .areas
            .iter()
            .chain(&cell.not_permitted)
            .filter(|number| {
                self.blockers
                    .get(**number as usize)
                    .is_some_and(|blocker| blocker.contains(at, coord))
            });
        met.extend(around);
        true
    }
}
