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
    /// So many directions are planned to the end, the most promising ones.
    pub directions: usize,
    /// Rounds of search for each lane.
    pub rounds_per_lane: usize,
    /// So much of the area may stay unseen: 0.001 is a thousandth.
    pub unseen: f64,
}

impl Default for SurveyEffort {
    fn default() -> Self {
        Self {
            directions: 2,
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
    let mut best: Result<SurveyPath, SurveyFault> = Err(SurveyFault::TooSmall);
    for candidate in candidates(request)? {
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
    }
    best
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
            true => SurveyFault::TooManyLanes {
                lanes: least,
                most: MOST_LANES,
            },
            false => SurveyFault::TooSmall,
        });
    }
    Ok(candidates)
}
