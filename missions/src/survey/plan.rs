//! A survey from an area: lanes, their order, and what they leave.

use super::coverage::Raster;
use super::lanes::{Direction, Lane};
use super::regions::Lanes;
use super::sweep::{MOST_LANES, Sweep};
use crate::flight_time::SpeedRamp;
use crate::pattern::Leg;
use crate::planar::{FreeArea, Network};

/// What is to be surveyed.
#[derive(Clone, Copy, Debug)]
pub struct SurveyRequest<'a> {
    /// What is to be seen.
    pub cover: &'a FreeArea,
    /// Where one may be: all of `cover`, and more where turns may be flown outside of it.
    pub free: &'a FreeArea,
    /// Lanes are so far apart at most, metres; half of it is seen to each side.
    pub spacing_m: f64,
    /// How the aircraft speeds up between corners.
    pub ramp: SpeedRamp,
    /// The lanes' direction, degrees clockwise from north; without it the best is looked for.
    pub bearing_deg: Option<f64>,
    /// How much is tried.
    pub effort: SurveyEffort,
}

/// How much is tried.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SurveyEffort {
    /// So many directions are ordered, the most promising ones.
    pub directions: usize,
    /// Rounds of search for each lane until the best of them is known.
    pub first_rounds_per_lane: usize,
    /// Rounds of search for each lane of the best one.
    pub rounds_per_lane: usize,
    /// So much of the area may stay unseen: 0.001 is a thousandth.
    pub unseen: f64,
}

impl Default for SurveyEffort {
    fn default() -> Self {
        Self {
            directions: 3,
            first_rounds_per_lane: 2,
            rounds_per_lane: 10,
            unseen: 0.0005,
        }
    }
}

/// Why there is no survey.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SurveyFault {
    /// Lanes cannot be so far apart.
    #[error("lanes cannot be {0} m apart")]
    Spacing(f64),
    /// The area is too small for one lane.
    #[error("the area is too small for a lane")]
    TooSmall,
    /// More pieces of lanes than are ordered at once.
    #[error("{lanes} pieces of lanes, more than {most}: split the area, or fly higher")]
    TooManyLanes {
        /// Pieces.
        lanes: usize,
        /// At most.
        most: usize,
    },
    /// Parts of the area are not to be reached from each other.
    #[error("parts of the area cannot be reached from each other")]
    Parted,
}

/// A survey.
#[derive(Clone, Debug, PartialEq)]
pub struct SurveyPath {
    /// Its legs, each from where the one before ends.
    pub legs: Vec<Leg>,
    /// How long it takes with stops at all corners, s.
    pub time_s: f64,
    /// The part of the area that is seen, 0…1, as the raster tells.
    pub seen: f64,
}

/// Plans the survey of an area.
///
/// # Errors
/// See [`SurveyFault`].
pub fn plan_survey(request: &SurveyRequest<'_>) -> Result<SurveyPath, SurveyFault> {
    if !(request.spacing_m.is_finite() && request.spacing_m > 0.0) {
        return Err(SurveyFault::Spacing(request.spacing_m));
    }
    let network = Network::new(request.free, request.ramp);
    let mut best: Option<(f64, Ordering<'_>)> = None;
    for candidate in candidates(request)? {
<<<<<<< HEAD
        let lanes_s = candidate.least_s;
        let mut ordering = Ordering::new(request, &network, candidate);
        ordering.order(request.effort.first_rounds_per_lane, 0);
        // What the lanes take is told with a turn each; with the ways that are really flown it is known better.
        let time_s = lanes_s + f64::from(ordering.joins_s()) - ordering.turns_s();
        if best.as_ref().is_none_or(|(least_s, _)| time_s < *least_s) {
            best = Some((time_s, ordering));
        }
    }
    let (_, ordering) = best.ok_or(SurveyFault::TooSmall)?;
    ordering.completed()
}

/// Plans a survey by lanes that are given, all or most of them in a direction.
///
/// # Errors
/// See [`SurveyFault`].
pub fn plan_lanes(
    request: &SurveyRequest<'_>,
    direction: Direction,
    lanes: Vec<Lane>,
) -> Result<SurveyPath, SurveyFault> {
    if lanes.len() > MOST_LANES {
        return Err(too_many(lanes.len()));
    }
    let network = Network::new(request.free, request.ramp);
    let candidate = Candidate {
        least_s: 0.0,
        direction,
        lanes,
    };
    Ordering::new(request, &network, candidate).completed()
}

fn too_many(lanes: usize) -> SurveyFault {
    SurveyFault::TooManyLanes {
        lanes,
        most: MOST_LANES,
=======
        let sweep = Sweep {
            network: &network,
            raster: Raster::new(
                request.cover.edges(),
                candidate.direction,
                request.spacing_m,
            ),
            radius_m: request.spacing_m / 2.0,
            effort: request.effort,
        };
        let lanes = candidate.lanes.iter();
        let planned = sweep.plan(lanes.map(|it| vec![it.from, it.until]).collect());
        let planned = planned.ok_or(SurveyFault::Parted);
        best = match (best, planned) {
            (Ok(best), Ok(planned)) if planned.time_s < best.time_s => Ok(planned),
            (Err(_), planned) => planned,
            (best, _) => best,
        };
>>>>>>> w-pat
    }
}

/// Lanes, and the direction that is theirs or most of theirs.
struct Candidate {
    /// What they take beside the ways between them, s.
    least_s: f64,
    direction: Direction,
    lanes: Vec<Lane>,
}

/// The lanes that promise most.
fn candidates(request: &SurveyRequest<'_>) -> Result<Vec<Candidate>, SurveyFault> {
    let all = Lanes {
        cover: request.cover,
        spacing_m: request.spacing_m,
        ramp: request.ramp,
    };
    let candidate = |direction: Direction, lanes: Vec<Lane>| Candidate {
        least_s: all.least_s(&lanes),
        direction,
        lanes,
    };
    let mut candidates: Vec<Candidate> = match request.bearing_deg {
        Some(degrees) => vec![Direction::bearing(degrees)],
        None => Direction::of_edges(request.cover),
    }
    .into_iter()
    .map(|direction| candidate(direction, all.along(direction)))
    .collect();
    candidates.sort_by(|a, b| a.least_s.total_cmp(&b.least_s));
    candidates.truncate(request.effort.directions.max(1));
    if request.bearing_deg.is_none() {
        let alone_s = candidates.first().map_or(0.0, |it| it.least_s);
        let across: Vec<Direction> = candidates.iter().map(|it| it.direction).collect();
        let mixed = across
            .into_iter()
            .filter_map(|it| Some(candidate(it, all.mixed(it, alone_s)?)));
        candidates.extend(mixed.collect::<Vec<_>>());
    }
    let least = candidates
        .iter()
        .map(|it| it.lanes.len())
        .min()
        .unwrap_or(0);
    candidates.retain(|it| (1..=MOST_LANES).contains(&it.lanes.len()));
    if candidates.is_empty() {
        return Err(match least > MOST_LANES {
            true => too_many(least),
            false => SurveyFault::TooSmall,
        });
    }
    Ok(candidates)
}
<<<<<<< HEAD

/// Pieces that are being ordered.
struct Ordering<'a> {
    request: &'a SurveyRequest<'a>,
    network: &'a Network<'a>,
    direction: Direction,
    pieces: Vec<Lane>,
    joins: Joins<'a>,
    tour: Tour,
}

impl<'a> Ordering<'a> {
    fn new(request: &'a SurveyRequest<'a>, network: &'a Network<'a>, candidate: Candidate) -> Self {
        Self {
            request,
            network,
            direction: candidate.direction,
            joins: Joins::new(network, &candidate.lanes),
            pieces: candidate.lanes,
            tour: Tour::default(),
        }
    }

    fn order(&mut self, rounds_per_lane: usize, seed: u64) {
        let effort = SearchEffort {
            rounds: rounds_per_lane * self.pieces.len(),
            seed,
        };
        self.tour = order_pieces(&mut self.joins, std::mem::take(&mut self.tour), effort);
    }

    fn joins_s(&mut self) -> f32 {
        self.tour.joins_s(&mut self.joins)
    }

    fn turns_s(&self) -> f64 {
        self.pieces.len() as f64 * self.request.ramp.leg_s(self.request.spacing_m)
    }

    /// Looks what is unseen, and orders the pieces anew with the visits that see it.
    fn completed(mut self) -> Result<SurveyPath, SurveyFault> {
        let request = self.request;
        let radius_m = request.spacing_m / 2.0;
        let raster = Raster::new(request.cover, self.direction, request.spacing_m);
        let may_stay = (raster.inside() as f64 * request.effort.unseen) as usize;
        let mut best = None;
        for pass in 1..=MOST_PASSES {
            self.order(request.effort.rounds_per_lane, pass as u64);
            if self.joins_s() >= NO_WAY_S {
                return Err(SurveyFault::Parted);
            }
            let legs = self.legs()?;
            let unseen = raster.unseen(&corners(&legs), radius_m);
            let seen = 1.0 - unseen.cells as f64 / raster.inside().max(1) as f64;
            let each_s = legs
                .iter()
                .map(|it| request.ramp.leg_s(distance(it.from, it.until)));
            let time_s = each_s.sum();
            let is_enough = unseen.cells <= may_stay;
            best = Some(SurveyPath { legs, time_s, seen });
            if is_enough || self.pieces.len() > MOST_LANES {
                break;
            }
            // A little more than has to be, so that the next pass, whose ways are others, is the last.
            let visits = raster.visits(unseen, may_stay * 3 / 4, radius_m * VISIT);
            let visits = visits.into_iter().map(|at| Lane {
                from: at,
                until: at,
            });
            let visits: Vec<Lane> = visits.collect();
            self.joins.add(&visits);
            self.pieces.extend(visits);
        }
        best.ok_or(SurveyFault::TooSmall)
    }

    fn legs(&self) -> Result<Vec<SurveyLeg>, SurveyFault> {
        let at = |end: u32| {
            let lane = &self.pieces[piece_of(end)];
            if end & 1 == 0 { lane.from } else { lane.until }
        };
        let mut legs: Vec<SurveyLeg> = Vec::new();
        for &entry in &self.tour.entries {
            let (from, until) = (at(entry), at(other_end(entry)));
            if let Some(last) = legs.last().map(|it| it.until) {
                let way = self.network.way(last, from).ok_or(SurveyFault::Parted)?;
                let mut here = last;
                for bend in way.into_iter().chain([from]) {
                    legs.push(SurveyLeg {
                        from: here,
                        until: bend,
                        is_lane: false,
                    });
                    here = bend;
                }
            }
            if from != until || legs.is_empty() {
                legs.push(SurveyLeg {
                    from,
                    until,
                    is_lane: true,
                });
            }
        }
        Ok(legs)
    }
}

/// A visit sees a little less than a lane does, for the raster's cells are not points.
const VISIT: f64 = 0.98;

fn corners(legs: &[SurveyLeg]) -> Vec<Coord<f64>> {
    let first = legs.first().map(|it| it.from);
    first
        .into_iter()
        .chain(legs.iter().map(|it| it.until))
        .collect()
}
=======
>>>>>>> w-pat
