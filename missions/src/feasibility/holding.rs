//! What the aircraft's own fence holds of a flight.

use super::hindrance::{Found, Hindrance, HindranceKind};
use super::proof::FenceProof;
use super::question::Question;
use super::returning::window;
use super::timeline::{PieceKind, Timeline};
use crate::energy::Air;
use crate::vehicle::{Airframe, Vehicle};
use geofences::fence::{
    BreachAction, CompiledFence, EarthModels, FenceError, FenceRequest, MissionPoint,
    StoppingModel, Surroundings as Around,
};
use geofences::{Altitude, AltitudeDatum, Bilingual, Obstacle, Position, Subject, Zone, ZoneId};
use std::collections::HashSet;
use std::sync::Arc;

/// From crossing the fence to the start of braking: position filter, fence check, change of mode, s.
const LATENCY_S: f64 = 1.0;
/// The true position is within this of the reported one, metres.
const POSITION_ERROR_M: f64 = 3.0;
/// The true height is within this of the planned one, metres.
const VERTICAL_ERROR_M: f64 = 3.0;
/// A fence is looked for within this of the path, metres.
const SURROUNDINGS_M: f64 = 400.0;
/// Simplification leaves this room around the path, metres, where it can.
const PATH_CLEARANCE_M: f64 = 10.0;
/// The ceiling of the fence is so far above the returns, metres: ArduPilot holds a return FENCE_MARGIN (2 m) below its
/// ceiling.
const ABOVE_RETURNS_M: f64 = 3.0;
/// Of so many places of a flight the straight way home has to be within the fence.
const MOST_RETURNS: usize = 24;

/// How an aircraft comes to rest after it has touched its fence, at this speed through the air.
///
/// Rotors brake. A wing turns back in its smallest circle, whose radius is its way on: that of braking with v²/(2r).
pub(crate) fn stopping(vehicle: &Vehicle, air: &Air, airspeed_mps: f64) -> StoppingModel {
    let deceleration_mps2 = match &vehicle.airframe {
        Airframe::Multirotor(_) => vehicle.performance.acceleration_mps2,
        Airframe::FixedWing(wing) | Airframe::Vtol(crate::vehicle::Vtol { wing, .. }) => {
            airspeed_mps * airspeed_mps / (2.0 * wing.turn_radius_m)
        }
    };
    StoppingModel {
        speed_mps: airspeed_mps,
        latency_s: LATENCY_S,
        deceleration_mps2,
        wind_mps: air.figures().gust_mps,
        position_error_m: POSITION_ERROR_M,
        vertical_error_m: VERTICAL_ERROR_M,
    }
}

/// How far from borders a fence has to stand for an aircraft that meets it to stop in time, metres; 0 for one that takes
/// no fence.
pub(crate) fn stopping_m(question: &Question<'_>, timeline: &Timeline) -> f64 {
    let vehicle = question.aircraft.vehicle;
    match vehicle.controller.kind.fence_autopilot() {
        Some(_) => stopping(
            vehicle,
            question.surroundings.air,
            airspeed_mps(question, timeline),
        )
        .stopping_distance_m(),
        None => 0.0,
    }
}

/// The fastest that it goes through the air, on its way home too, m/s.
fn airspeed_mps(question: &Question<'_>, timeline: &Timeline) -> f64 {
    let return_mps = question.aircraft.vehicle.controller.return_mps;
    let airspeeds = timeline.pieces.iter().map(|it| it.flown.airspeed_mps);
    airspeeds.fold(return_mps, f64::max)
}

/// Compiles the fence of a flight whose returns from each piece end at `ends`; what makes that impossible is found. A vehicle that takes no fence has none.
pub(super) fn compile(
    question: &Question<'_>,
    timeline: &Timeline,
    ends: &[Vec<Position>],
    found: &mut Found,
) -> Option<FenceProof> {
    let controller = &question.aircraft.vehicle.controller;
    let (Some(autopilot), Some(budget)) = (controller.kind.fence_autopilot(), controller.fence)
    else {
        return None;
    };
    let window = window(question, timeline)?;
    let path = path(question, timeline, ends)?;
    let airspeed_mps = airspeed_mps(question, timeline);
    let surroundings = &question.surroundings;
    let request = FenceRequest {
        autopilot,
        path: &path,
        window,
        stopping: stopping(
            question.aircraft.vehicle,
            question.surroundings.air,
            airspeed_mps,
        ),
        obstacle_clearance_m: surroundings.margins.obstacle_vertical_m,
        surroundings_m: SURROUNDINGS_M,
        path_clearance_m: PATH_CLEARANCE_M,
        budget,
        on_breach: BreachAction::Hold,
        earth: EarthModels {
            terrain: surroundings.terrain,
            geoid: surroundings.geoid,
        },
    };
    match around(question, &request) {
        Ok((fence, near)) => Some(FenceProof { fence, near }),
        Err(reasons) => {
            for reason in reasons {
                found.add(of_fence(&reason, timeline.pieces.len()));
            }
            None
        }
    }
}

/// Why there is no fence; legs from `pieces` on are straight ways home.
fn of_fence(reason: &FenceError, pieces: usize) -> Hindrance {
    let text = reason.text();
    let leg = match reason {
        FenceError::LeavesPermitted { leg, .. }
        | FenceError::MeetsZone { leg, .. }
        | FenceError::MeetsObstacle { leg, .. } => Some(*leg),
        _ => None,
    };
    if leg.is_some_and(|leg| leg >= pieces) {
        let what = Bilingual::new(
            format!(
                "a straight way home has no room within a fence: {}",
                text.en
            ),
            format!("直线返航航路在围栏内余量不足：{}", text.zh),
        );
        return Hindrance::new(HindranceKind::WayHome, what).helped_by(
            "a rally place that was surveyed, another dock, or a lower speed",
            "请增设已勘察的备降点、更换机库或降低速度",
        );
    }
    let what = Bilingual::new(
        format!("there is no fence for it: {}", text.en),
        format!("无法生成围栏：{}", text.zh),
    );
    Hindrance::new(HindranceKind::Fence, what)
}

/// The fence, and the obstacles that it does not hold since the flight comes near to them on purpose: the airspace
/// was asked about the flight beside them, and the controller watches it.
fn around(
    question: &Question<'_>,
    request: &FenceRequest<'_>,
) -> Result<(CompiledFence, Vec<ZoneId>), Vec<FenceError>> {
    let (mut zones, mut obstacles) = (Vec::new(), Vec::new());
    if let Some(bounds) = request.bounds_looked_at() {
        let airspace = question.surroundings.airspace;
        airspace.for_each_touching(&bounds, |entry| match entry.subject() {
            Subject::Zone(zone) => zones.push(Arc::clone(zone)),
            Subject::Obstacle(obstacle) => obstacles.push(Arc::clone(obstacle)),
        });
    }
    // The order of the index is no one's business: equal airspaces give equal fences.
    zones.sort_by(|a, b| a.id.cmp(&b.id));
    obstacles.sort_by(|a, b| a.id.cmp(&b.id));
    let zones: Vec<&Zone> = zones.iter().map(Arc::as_ref).collect();
    let compiled = |near: &HashSet<ZoneId>| {
        let obstacles: Vec<&Obstacle> = obstacles
            .iter()
            .map(Arc::as_ref)
            .filter(|it| !near.contains(&it.id))
            .collect();
        let around = Around {
            zones: &zones,
            obstacles: &obstacles,
            approvals: question.surroundings.approvals,
        };
        geofences::fence::compile(request, &around)
    };
    let mut near = HashSet::new();
    match compiled(&near) {
        Ok(fence) => return Ok((fence, Vec::new())),
        Err(reasons) => {
            near.extend(reasons.iter().filter_map(|reason| match reason {
                FenceError::MeetsObstacle { obstacle, .. } => Some(obstacle.clone()),
                _ => None,
            }));
            if near.len() < reasons.len() && !reasons.iter().all(is_of_obstacle) {
                return Err(reasons
                    .into_iter()
                    .filter(|it| !is_of_obstacle(it))
                    .collect());
            }
        }
    }
    let fence = compiled(&near)?;
    let mut near: Vec<ZoneId> = near.into_iter().collect();
    near.sort();
    Ok((fence, near))
}

fn is_of_obstacle(reason: &FenceError) -> bool {
    matches!(reason, FenceError::MeetsObstacle { .. })
}

/// The whole flight, and straight ways home from places all along it: one line along which nothing is that is not
/// flown or returned on.
fn path(
    question: &Question<'_>,
    timeline: &Timeline,
    ends: &[Vec<Position>],
) -> Option<Vec<MissionPoint>> {
    let point = |position: Position, amsl_m: f64| {
        let altitude = Altitude::new(amsl_m, AltitudeDatum::MeanSeaLevel).ok()?;
        Some(MissionPoint { position, altitude })
    };
    let first = timeline.pieces.first()?;
    let mut flight = vec![point(first.from.position, first.from.amsl_m)?];
    for piece in &timeline.pieces {
        flight.push(point(piece.until.position, piece.until.amsl_m)?);
    }
    let home = question.mission.home;
    let over_home_m = home.ground_amsl_m + question.mission.return_height_m + ABOVE_RETURNS_M;
    let legs = timeline.pieces.iter().enumerate().zip(ends);
    let legs: Vec<_> = legs
        .filter(|((_, piece), _)| piece.kind == PieceKind::Leg)
        .collect();
    let every = legs.len().div_ceil(MOST_RETURNS).max(1);
    let mut path = flight.clone();
    let mut all_ends: Vec<Position> = Vec::new();
    for end in ends.iter().flatten() {
        if !all_ends.contains(end) {
            all_ends.push(*end);
        }
    }
    for end in all_ends {
        let returning = legs
            .iter()
            .step_by(every)
            .filter(|(_, ends)| ends.contains(&end));
        let mut from: Option<usize> = None;
        for ((index, piece), _) in returning {
            let amsl_m = piece.until.amsl_m.max(over_home_m);
            // There along the flight itself.
            if from.is_none() {
                path.extend_from_slice(flight.get(..=*index + 1)?);
            }
            path.push(point(piece.until.position, amsl_m)?);
            path.push(point(end, amsl_m)?);
            from.get_or_insert(*index);
        }
        // And back to it, and along it to its end.
        if let Some(index) = from {
            path.extend_from_slice(flight.get(index + 1..)?);
        }
    }
    Some(path)
}
