//! A survey from an area: lanes, their order, and what they leave.

use super::coverage::Raster;
use super::lanes::{Direction, Lane};
use super::regions::Lanes;
use super::sweep::{MOST_LANES, Sweep};
use crate::flight_time::SpeedRamp;
use crate::pattern::Leg;
use crate::planar::{FreeArea, Network};
use geo::Coord;

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
    let turn_s = request.ramp.leg_s(request.spacing_m);
    let mut best: Option<(f64, Direction, Sweep<'_>)> = None;
    for candidate in candidates(request)? {
        // What lanes take is told with a turn each; of the ways that are really flown it is known better.
        let lanes_s = candidate.least_s - turn_s * candidate.lanes.len() as f64;
        let mut sweep = Sweep::new(&network, request.effort, pieces(&candidate.lanes));
        let time_s = lanes_s + f64::from(sweep.joins_s());
        if best.as_ref().is_none_or(|(least_s, ..)| time_s < *least_s) {
            best = Some((time_s, candidate.direction, sweep));
        }
    }
    let (_, direction, sweep) = best.ok_or(SurveyFault::TooSmall)?;
    completed(request, direction, sweep)
}

/// Plans a survey by lanes that are given, all or most of them in a direction.
///
/// # Errors
/// See [`SurveyFault`].
pub fn plan_lanes(
    request: &SurveyRequest<'_>,
    direction: Direction,
    lanes: &[Lane],
) -> Result<SurveyPath, SurveyFault> {
    if lanes.len() > MOST_LANES {
        return Err(too_many(lanes.len()));
    }
    let network = Network::new(request.free, request.ramp);
    let sweep = Sweep::new(&network, request.effort, pieces(lanes));
    completed(request, direction, sweep)
}

fn completed(
    request: &SurveyRequest<'_>,
    direction: Direction,
    sweep: Sweep<'_>,
) -> Result<SurveyPath, SurveyFault> {
    let raster = Raster::new(request.cover.edges(), direction, request.spacing_m);
    let planned = sweep.completed(&raster, request.spacing_m / 2.0);
    planned.ok_or(SurveyFault::Parted)
}

fn pieces(lanes: &[Lane]) -> Vec<Vec<Coord<f64>>> {
    lanes.iter().map(|it| vec![it.from, it.until]).collect()
}

fn too_many(lanes: usize) -> SurveyFault {
    SurveyFault::TooManyLanes {
        lanes,
        most: MOST_LANES,
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
