//! A plan, from beginning to end.

use super::heights::heights;
use super::looking::{Looking, looking};
use super::patterns::{ramp, tracks};
use super::request::{Plan, PlanRequest, Refusal};
use super::space::{LONGEST_FLIGHT_S, Space, empty_mission, planned_margins, transit_mps};
use super::steps::{Flight, steps};
use super::track::Track;
use super::whole::whole_legs;
use crate::feasibility::{
    Hindrance, HindranceKind, Surroundings, before_a_flight, judge, make_ways_home_legal,
    with_structure,
};
use crate::flight_time::SpeedRamp;
use crate::mission::Mission;
use crate::ways_home::Return;
use chrono::TimeDelta;
use geofences::{Bilingual, TimeRange};

/// A mission for a patrol that can and may be flown.
///
/// # Errors
/// All that is in the way, with the mission that has come nearest where there is one.
pub fn plan(request: &PlanRequest<'_>) -> Result<Plan, Refusal> {
    in_its_airspace(request, planned)
}

/// With the structure that is looked at in the airspace, so that no way leads through it.
pub(super) fn in_its_airspace<T>(
    request: &PlanRequest<'_>,
    planned: impl FnOnce(&PlanRequest<'_>) -> T,
) -> T {
    match with_structure(request.surroundings.airspace, request.patrol) {
        None => planned(request),
        Some(airspace) => planned(&PlanRequest {
            surroundings: Surroundings {
                airspace: &airspace,
                ..request.surroundings
            },
            ..*request
        }),
    }
}

pub(super) fn planned(request: &PlanRequest<'_>) -> Result<Plan, Refusal> {
    let prepared = prepared(request)?;
    finished(request, &prepared, &prepared.tracks)
}

/// What is common to all flights of a patrol.
pub(super) struct Prepared {
    pub looking: Looking,
    pub space: Space,
    pub tracks: Vec<Track>,
    /// How its legs are timed.
    pub ramp: SpeedRamp,
    return_height_m: f64,
}

/// The tracks of a patrol, and what they are flown with.
///
/// # Errors
/// All that is in the way before anything is flown.
pub(super) fn prepared(request: &PlanRequest<'_>) -> Result<Prepared, Refusal> {
    let vehicle = request.aircraft.vehicle;
    let nothing = empty_mission(request, vehicle.performance.cruise_mps, 0.0);
    let mut found = before_a_flight(&request.question(&nothing));
    found.extend(missing_approvals(request));
    let return_height_m = match Return::of(vehicle, None) {
        Ok(rules) => rules.height_m().unwrap_or(0.0),
        // Told among what is asked before a flight.
        Err(_) => 0.0,
    };
    let drawn = looking(request).and_then(|looking| {
        let ramp = ramp(request, &looking)?;
        let (tracks, space) = tracks(request, &looking)?;
        Ok((looking, tracks, space, ramp))
    });
    match drawn {
        Ok((looking, tracks, space, ramp)) if found.is_empty() => Ok(Prepared {
            looking,
            space,
            tracks,
            ramp,
            return_height_m,
        }),
        Ok(_) => Err(refusal(found)),
        Err(why) => {
            found.extend(why);
            Err(refusal(found))
        }
    }
}

fn refusal(hindrances: Vec<Hindrance>) -> Refusal {
    Refusal {
        hindrances,
        nearest: None,
    }
}

/// The approvals of zones that the patrol itself asks for.
fn missing_approvals(request: &PlanRequest<'_>) -> Vec<Hindrance> {
    let Some(until) = request
        .departure
        .checked_add_signed(TimeDelta::seconds(LONGEST_FLIGHT_S as i64))
    else {
        return Vec::new();
    };
    let window = TimeRange {
        from: request.departure,
        until: until.min(request.departure + TimeDelta::hours(1)),
    };
    let zones = request.patrol.approvals.zones.iter();
    let missing = zones.filter(|zone| !request.surroundings.approvals.hold_through(zone, window));
    missing
        .map(|zone| {
            let what = Bilingual::new(
                format!("the patrol asks for the approval of zone {zone}, and none is held for this time"),
                format!("任务要求空域 {zone} 的批准，该时段未持有"),
            );
            Hindrance::new(HindranceKind::Airspace, what)
        })
        .collect()
}

/// The plan of a flight along tracks.
///
/// # Errors
/// All that is in the way.
pub(super) fn finished(
    request: &PlanRequest<'_>,
    prepared: &Prepared,
    tracks: &[Track],
) -> Result<Plan, Refusal> {
    let mission = mission(request, prepared, tracks).map_err(refusal)?;
    let mut notes = Vec::new();
    let (mission, feasibility) = with_ways_home(request, mission, &mut notes);
    let seen: Vec<f64> = tracks.iter().filter_map(|it| it.seen).collect();
    let plan = Plan {
        mission,
        seen: (!seen.is_empty()).then(|| seen.iter().sum::<f64>().min(1.0)),
        feasibility,
        notes,
    };
    if plan.feasibility.is_feasible() {
        Ok(plan)
    } else {
        Err(Refusal {
            hindrances: plan.feasibility.hindrances.clone(),
            nearest: Some(Box::new(plan)),
        })
    }
}

/// Judges a mission, and where its ways home are not legal gives it rally places or another return height.
fn with_ways_home(
    request: &PlanRequest<'_>,
    mut mission: Mission,
    notes: &mut Vec<Bilingual>,
) -> (Mission, crate::feasibility::Feasibility) {
    let own_m = mission.return_height_m;
    let mut feasibility = judge(&request.question(&mission));
    let is_of_ways = |it: &Hindrance| it.kind == HindranceKind::WayHome;
    // Another height first, then the rally places that it needs.
    for _ in 0..2 {
        if !feasibility.hindrances.iter().any(is_of_ways) {
            break;
        }
        let Some(other) = make_ways_home_legal(&request.question(&mission), request.landing_places)
        else {
            break;
        };
        if let Some(return_height_m) = other.return_height_m {
            mission.return_height_m = return_height_m;
        }
        mission.rally = other.rally;
        feasibility = judge(&request.question(&mission));
    }
    if mission.return_height_m != own_m {
        let set_m = mission.return_height_m;
        notes.push(Bilingual::new(
            format!("its return height has to be set to {set_m:.0} m above home, and read back"),
            format!("须将返航高度设为相对起飞点 {set_m:.0} 米并回读确认"),
        ));
    }
    if let Some(proof) = &feasibility.fence {
        mission.fence.clone_from(&proof.fence.items);
    }
    (mission, feasibility)
}

/// The mission along tracks: out, along them, between them, and home.
fn mission(
    request: &PlanRequest<'_>,
    prepared: &Prepared,
    tracks: &[Track],
) -> Result<Mission, Vec<Hindrance>> {
    let looking = &prepared.looking;
    let legs = whole_legs(request, prepared, tracks)?;
    let margins = planned_margins(request, looking);
    let (start, flown) = heights(request, request.home.position, &legs, margins)?;
    let first = tracks.first();
    let until = request
        .departure
        .checked_add_signed(TimeDelta::seconds(LONGEST_FLIGHT_S as i64));
    let window = TimeRange {
        from: request.departure,
        until: until.unwrap_or(request.departure),
    };
    let speed_mps = transit_mps(request, looking);
    let mut mission = empty_mission(request, speed_mps, prepared.return_height_m);
    let flight = Flight {
        legs: &legs,
        flown: &flown,
        start,
        recording: first.and_then(|it| it.recording),
        photos_each_m: first.and_then(|it| it.photos_each_m),
        window,
    };
    mission.steps = steps(request, &mission, &flight)
        .map_err(|what| vec![Hindrance::new(HindranceKind::Imaging, what)])?;
    Ok(mission)
}
