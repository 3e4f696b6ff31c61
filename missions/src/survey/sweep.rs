//! Pieces of lanes in the order that takes the least time, with visits of what they leave unseen.

use super::coverage::Raster;
use super::joins::{Joins, NO_WAY_S};
use super::plan::{SurveyEffort, SurveyPath};
use crate::pattern::{Leg, corners, time_s};
use crate::planar::Network;
use crate::tour::{SearchEffort, Tour, order_pieces, piece_of};
use geo::Coord;

/// More pieces are not ordered at once: their joins would take much memory.
pub(crate) const MOST_LANES: usize = 3_000;
/// So often what is unseen is looked for and visited.
const MOST_PASSES: usize = 5;
/// A visit sees a little less than a lane does, for the raster's cells are not points.
const VISIT: f64 = 0.98;

/// What is to be seen, and from where.
pub(crate) struct Sweep<'a> {
    pub(crate) network: &'a Network<'a>,
    /// What is to be seen: all of it lies where one may be.
    pub(crate) raster: Raster,
    /// So far is seen to each side, metres.
    pub(crate) radius_m: f64,
    pub(crate) effort: SurveyEffort,
}

impl Sweep<'_> {
    /// Orders the pieces, looks what is unseen, and orders them anew with the visits that see it; `None` where
    /// pieces cannot be reached from each other.
    pub(crate) fn plan(&self, mut pieces: Vec<Vec<Coord<f64>>>) -> Option<SurveyPath> {
        let may_stay = (self.raster.inside() as f64 * self.effort.unseen) as usize;
        let mut tour = Tour::default();
        let mut best = None;
        for pass in 0..MOST_PASSES {
            let ends = pieces
                .iter()
                .filter_map(|it| Some([*it.first()?, *it.last()?]));
            let mut joins = Joins::new(self.network, ends);
            let effort = SearchEffort {
                rounds: self.effort.rounds_per_lane * pieces.len(),
                seed: pass as u64,
            };
            tour = order_pieces(&mut joins, tour, effort);
            if tour.joins_s(&mut joins) >= NO_WAY_S {
                return None;
            }
            let legs = self.legs(&pieces, &tour)?;
            let unseen = self.raster.unseen(&corners(&legs), self.radius_m);
            let seen = 1.0 - unseen.cells as f64 / self.raster.inside().max(1) as f64;
            let time_s = time_s(&legs, self.network.ramp());
            let is_enough = unseen.cells <= may_stay;
            best = Some(SurveyPath { legs, time_s, seen });
            if is_enough || pieces.len() > MOST_LANES {
                break;
            }
            // A little more than has to be, so that the next pass, whose ways are others, is the last.
            let visits = self
                .raster
                .visits(unseen, may_stay * 3 / 4, self.radius_m * VISIT);
            pieces.extend(visits.into_iter().map(|at| vec![at]));
        }
        best
    }

    fn legs(&self, pieces: &[Vec<Coord<f64>>], tour: &Tour) -> Option<Vec<Leg>> {
        let mut legs: Vec<Leg> = Vec::new();
        for &entry in &tour.entries {
            let mut piece = pieces.get(piece_of(entry))?.clone();
            if entry & 1 == 1 {
                piece.reverse();
            }
            let &from = piece.first()?;
            match legs.last().map(|it| it.until) {
                Some(last) => legs.extend(Leg::ways(self.network, last, from)?),
                // A visit that comes first is a leg of no length.
                None if piece.len() == 1 => piece.push(from),
                None => {}
            }
            legs.extend(Leg::lanes(&piece));
        }
        Some(legs)
    }
}
