//! Pieces of lanes in the order that takes the least time, with visits of what they leave unseen.

use super::coverage::Raster;
use super::joins::{Joins, NotFlown};
use super::plan::{SurveyEffort, SurveyPath};
use crate::pattern::{Leg, time_s};
use crate::planar::Network;
use crate::tour::{SearchEffort, Tour, order_pieces, piece_of};
use geo::Coord;

/// More pieces are not ordered at once: their joins would take much memory.
pub(crate) const MOST_LANES: usize = 3_000;
/// So often what is unseen is looked for and visited.
const MOST_PASSES: usize = 5;
/// A visit sees a little less than a lane does, for the raster's cells are not points.
const VISIT: f64 = 0.98;

/// Pieces that are being ordered.
pub(crate) struct Sweep<'a> {
    network: &'a Network<'a>,
    effort: SurveyEffort,
    sees_on_ways: bool,
    pieces: Vec<Vec<Coord<f64>>>,
    joins: Joins<'a>,
    tour: Tour,
}

impl<'a> Sweep<'a> {
    /// Pieces in no order yet: lines of two places or more, and single places. Where the sensor is at work on the ways
    /// between them too, these are lanes as well.
    pub(crate) fn new(
        network: &'a Network<'a>,
        effort: SurveyEffort,
        sees_on_ways: bool,
        pieces: Vec<Vec<Coord<f64>>>,
    ) -> Self {
        Self {
            network,
            effort,
            sees_on_ways,
            joins: Joins::new(network, ends_of(&pieces)),
            pieces,
            tour: Tour::default(),
        }
    }

    /// How long the ways between the pieces take, s, in an order that was looked for quickly.
    ///
    /// # Errors
    /// Pieces may not be flown, or cannot be reached from each other.
    pub(crate) fn joins_s(&mut self) -> Result<f64, NotFlown> {
        self.check()?;
        self.order(self.effort.first_rounds_per_lane, 0);
        Ok(self.tour.joins_s(&mut self.joins))
    }

    /// Whether all pieces may be flown, and be reached, before an order of them is looked for.
    fn check(&mut self) -> Result<(), NotFlown> {
        self.joins.check()?;
        let area = self.network.area();
        let legs = self.pieces.iter().flat_map(|it| it.windows(2));
        match legs.into_iter().find(|it| !area.sees(it[0], it[1])) {
            Some(leg) => Err(NotFlown::NotFree(leg[0])),
            None => Ok(()),
        }
    }

    fn order(&mut self, rounds_per_lane: usize, seed: u64) {
        let effort = SearchEffort {
            rounds: rounds_per_lane.saturating_mul(self.pieces.len()),
            seed,
        };
        self.tour = order_pieces(&mut self.joins, std::mem::take(&mut self.tour), effort);
    }

    /// Orders the pieces, looks what is unseen within `radius_m`, and orders them anew with the visits that see it.
    ///
    /// # Errors
    /// Pieces may not be flown, or cannot be reached from each other, or too many visits are needed.
    pub(crate) fn completed(
        mut self,
        raster: &Raster,
        radius_m: f64,
    ) -> Result<SurveyPath, NotFlown> {
        let may_stay = (raster.inside() as f64 * self.effort.unseen) as usize;
        let mut pass = 1;
        loop {
            self.check()?;
            self.order(self.effort.rounds_per_lane, pass as u64);
            let legs = self.legs(&self.pieces, &self.tour)?;
            let unseen = raster.unseen(&legs, radius_m);
            let seen = 1.0 - unseen.cells as f64 / raster.inside().max(1) as f64;
            let time_s = time_s(&legs, self.network.ramp());
            let is_enough = unseen.cells <= may_stay;
            if is_enough || pass == MOST_PASSES {
                return Ok(SurveyPath { legs, time_s, seen });
            }
            pass += 1;
            // A little more than has to be, so that the next pass, whose ways are others, is the last.
            let left = may_stay.saturating_mul(3) / 4;
            let room = MOST_LANES.saturating_sub(self.pieces.len());
            let visits = raster
                .visits(unseen, left, radius_m * VISIT, room)
                .map_err(|visits| NotFlown::TooMany(self.pieces.len().saturating_add(visits)))?;
            let visits: Vec<_> = visits.into_iter().map(|at| vec![at]).collect();
            self.joins.add(ends_of(&visits));
            self.pieces.extend(visits);
        }
    }

    fn legs(&self, pieces: &[Vec<Coord<f64>>], tour: &Tour) -> Result<Vec<Leg>, NotFlown> {
        let mut legs: Vec<Leg> = Vec::new();
        for &entry in &tour.entries {
            let mut piece = pieces.get(piece_of(entry)).cloned().unwrap_or_default();
            if entry & 1 == 1 {
                piece.reverse();
            }
            let Some(&from) = piece.first() else {
                continue;
            };
            if let Some(last) = legs.last().map(|it| it.until) {
                let way = Leg::ways(self.network, last, from);
                let way = way.ok_or(NotFlown::Parted(from))?;
                legs.extend(way.into_iter().map(|leg| Leg {
                    is_lane: self.sees_on_ways,
                    ..leg
                }));
            }
            // A visit is a lane of no length.
            if piece.len() == 1 {
                piece.push(from);
            }
            legs.extend(Leg::lanes(&piece));
        }
        Ok(legs)
    }
}

fn ends_of(pieces: &[Vec<Coord<f64>>]) -> impl Iterator<Item = [Coord<f64>; 2]> + '_ {
    pieces
        .iter()
        .filter_map(|it| Some([*it.first()?, *it.last()?]))
}
