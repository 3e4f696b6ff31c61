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

/// Compiles the fence of a flight; what makes that impossible is found. A vehicle that takes no fence has none.
pub(crate) fn compile(
    question: &Question<'_>,
    timeline: &Timeline,
    found: &mut Found,
) -> Option<FenceProof> {
    let controller = &question.aircraft.vehicle.controller;
    let (Some(autopilot), Some(budget)) = (controller.kind.fence_autopilot(), controller.fence)
    else {
        return None;
    };
    let window = window(question, timeline)?;
    let path = path(question, timeline)?;
    let airspeeds = timeline.pieces.iter().map(|it| it.flown.airspeed_mps);
    let airspeed_mps = airspeeds.fold(controller.return_mps, f64::max);
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

/// The whole flight, and straight ways home from places all along it.
fn path(question: &Question<'_>, timeline: &Timeline) -> Option<Vec<MissionPoint>> {
    let point = |position: Position, amsl_m: f64| {
        let altitude = Altitude::new(amsl_m, AltitudeDatum::MeanSeaLevel).ok()?;
        Some(MissionPoint { position, altitude })
    };
    let first = timeline.pieces.first()?;
    let mut path = vec![point(first.from.position, first.from.amsl_m)?];
    for piece in &timeline.pieces {
        path.push(point(piece.until.position, piece.until.amsl_m)?);
    }
    let home = question.mission.home;
    let over_home_m = home.ground_amsl_m + question.mission.return_height_m + ABOVE_RETURNS_M;
    let legs: Vec<_> = timeline
        .pieces
        .iter()
        .filter(|it| it.kind == PieceKind::Leg)
        .collect();
    let every = legs.len().div_ceil(MOST_RETURNS).max(1);
    for leg in legs.iter().step_by(every) {
        let amsl_m = leg.until.amsl_m.max(over_home_m);
        path.push(point(leg.until.position, amsl_m)?);
        path.push(point(home.position, amsl_m)?);
    }
    Some(path)
}
