//! A survey from an area: lanes, their order, and what they leave.

use super::coverage::Raster;
use super::fault::SurveyFault;
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
    /// Whether the sensor is at work on the ways between lanes too, as where a video is taken all along.
    pub sees_on_ways: bool,
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
    let given = Direction::bearing(request.bearing_deg.unwrap_or_default());
    SurveyFault::check(request.spacing_m, given)?;
    let network = Network::new(request.free, request.ramp)?;
    let turn_s = request.ramp.leg_s(request.spacing_m);
    let mut best: Option<(f64, Direction, Sweep<'_>)> = None;
    let mut fault = SurveyFault::TooSmall;
    for candidate in candidates(request)? {
        // What lanes take is told with a turn each; of the ways that are really flown it is known better.
        let lanes_s = candidate.least_s - turn_s * candidate.lanes.len() as f64;
        let mut sweep = Sweep::new(
            &network,
            request.effort,
            request.sees_on_ways,
            pieces(&candidate.lanes),
        );
        let time_s = match sweep.joins_s() {
            Ok(joins_s) => lanes_s + joins_s,
            Err(why) => {
                fault = why.into();
                continue;
            }
        };
        if best.as_ref().is_none_or(|(least_s, ..)| time_s < *least_s) {
            best = Some((time_s, candidate.direction, sweep));
        }
    }
    let (_, direction, sweep) = best.ok_or(fault)?;
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
    SurveyFault::check(request.spacing_m, direction)?;
    if lanes.len() > MOST_LANES {
        return Err(SurveyFault::too_many(lanes.len()));
    }
    let network = Network::new(request.free, request.ramp)?;
    let sweep = Sweep::new(
        &network,
        request.effort,
        request.sees_on_ways,
        pieces(lanes),
    );
    completed(request, direction, sweep)
}

fn completed(
    request: &SurveyRequest<'_>,
    direction: Direction,
    sweep: Sweep<'_>,
) -> Result<SurveyPath, SurveyFault> {
    let raster = Raster::new(request.cover.edges(), direction, request.spacing_m);
    Ok(sweep.completed(&raster, request.spacing_m / 2.0)?)
}

fn pieces(lanes: &[Lane]) -> Vec<Vec<Coord<f64>>> {
    lanes.iter().map(|it| vec![it.from, it.until]).collect()
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
    let directions = match request.bearing_deg {
        Some(degrees) => vec![Direction::bearing(degrees)],
        None => Direction::of_edges(request.cover),
    };
    let mut candidates: Vec<Candidate> = Vec::new();
    let mut fault = SurveyFault::TooSmall;
    for direction in directions {
        match all.along(direction) {
            Ok(lanes) if lanes.is_empty() => {}
            Ok(lanes) => candidates.push(candidate(direction, lanes)),
            Err(why) => fault = why,
        }
    }
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
    candidates.retain(|it| (1..=MOST_LANES).contains(&it.lanes.len()));
    if candidates.is_empty() {
        return Err(fault);
    }
    Ok(candidates)
}
