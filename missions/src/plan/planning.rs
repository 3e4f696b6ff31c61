//! A plan, from beginning to end.

use super::heights::{WholeLeg, heights};
use super::looking::{Looking, looking};
use super::patterns::{ramp, tracks};
use super::request::{Plan, PlanRequest, Refusal};
use super::space::{LONGEST_FLIGHT_S, Space, empty_mission, planned_margins, transit_mps};
use super::steps::{Flight, steps};
use super::track::{Track, TrackLeg, Wanted};
use super::transit::{Transit, Transits, needs_one_height};
use crate::feasibility::{
    Hindrance, HindranceKind, Surroundings, before_a_flight, judge, make_ways_home_legal,
    with_structure,
};
use crate::flight_time::SpeedRamp;
use crate::mission::{Heading, Mission};
use crate::planar::distance;
use crate::ways_home::Return;
use chrono::TimeDelta;
use geofences::{Bilingual, Position, TimeRange};

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

/// All legs of a flight, from above home to above home.
fn whole_legs(
    request: &PlanRequest<'_>,
    prepared: &Prepared,
    tracks: &[Track],
) -> Result<Vec<WholeLeg>, Vec<Hindrance>> {
    let looking = &prepared.looking;
    let transits = Transits {
        request,
        looking,
        only_agl_m: needs_one_height(request)
            .then_some(looking.height_agl_m)
            .flatten(),
    };
    let home = (request.home.position, home_agl_m(request));
    let mut legs = Vec::new();
    let mut here = home;
    let mut after_s = 0.0;
    for track in ordered(tracks, prepared.space.metres(request.home.position)) {
        let start = place_of(request, prepared, track.start, track.height)?;
        let transit = transits.between(here, start, after_s)?;
        after_s += transit.duration_s;
        add_transit(&mut legs, &transit, transit_mps(request, looking));
        after_s += add_track(&mut legs, &track, &prepared.space, looking.speed_mps)?;
        let (end, height) = track.end();
        here = place_of(request, prepared, end, height)?;
    }
    let back = transits.between(here, home, after_s)?;
    add_transit(&mut legs, &back, transit_mps(request, looking));
    Ok(legs)
}

/// How high the landing plate is above the ground, metres.
fn home_agl_m(request: &PlanRequest<'_>) -> f64 {
    let ground = request
        .surroundings
        .terrain
        .ground_at(request.home.position);
    ground.map_or(0.0, |it| {
        (request.home.ground_amsl_m - it.elevation_amsl_m).max(0.0)
    })
}

/// A place of a track on the earth, with its height above ground.
fn place_of(
    request: &PlanRequest<'_>,
    prepared: &Prepared,
    at: geo::Coord<f64>,
    height: Wanted,
) -> Result<(Position, f64), Vec<Hindrance>> {
    let position = position(&prepared.space, at)?;
    let height_m = match height {
        Wanted::AboveGround(metres) => metres,
        Wanted::Amsl(amsl_m) => {
            let ground = request.surroundings.terrain.ground_at(position);
            let ground = ground.ok_or_else(|| vec![no_terrain(position)])?;
            amsl_m - ground.elevation_amsl_m
        }
    };
    Ok((position, height_m))
}

fn position(space: &Space, at: geo::Coord<f64>) -> Result<Position, Vec<Hindrance>> {
    space.position(at).ok_or_else(|| {
        vec![Hindrance::new(
            HindranceKind::Request,
            Bilingual::new(
                "a place of the pattern is none on the earth",
                "图形中的位置不在地球表面",
            ),
        )]
    })
}

fn no_terrain(position: Position) -> Hindrance {
    let what = Bilingual::new("there is no terrain data here", "此处没有地形数据");
    Hindrance::new(HindranceKind::Ground, what).at(position)
}

fn add_transit(legs: &mut Vec<WholeLeg>, transit: &Transit, speed_mps: f64) {
    for place in transit.places.iter().skip(1) {
        legs.push(WholeLeg {
            until: *place,
            height: Wanted::AboveGround(transit.height_agl_m),
            speed_mps,
            is_sensing: false,
            heading: Heading::Along,
            aim: None,
            deeds: Vec::new(),
        });
    }
}

/// Adds the legs of a track, and tells about how long they take, s.
fn add_track(
    legs: &mut Vec<WholeLeg>,
    track: &Track,
    space: &Space,
    speed_mps: f64,
) -> Result<f64, Vec<Hindrance>> {
    // Up or down to where it begins.
    legs.push(WholeLeg {
        until: position(space, track.start)?,
        height: track.height,
        speed_mps,
        is_sensing: false,
        heading: track.heading,
        aim: None,
        deeds: track.deeds.clone(),
    });
    let mut here = track.start;
    let mut length_m = 0.0;
    for leg in &track.legs {
        length_m += distance(here, leg.until);
        here = leg.until;
        legs.push(WholeLeg {
            until: position(space, leg.until)?,
            height: leg.height,
            speed_mps,
            is_sensing: leg.is_sensing,
            heading: leg.heading,
            aim: leg.aim.or(track.aim),
            deeds: leg.deeds.clone(),
        });
    }
    Ok(length_m / speed_mps)
}

/// Tracks in the order in which each is begun at its end that is nearest, from home on.
fn ordered(tracks: &[Track], home: geo::Coord<f64>) -> Vec<Track> {
    let mut left: Vec<Track> = tracks.to_vec();
    let mut all = Vec::new();
    let mut here = home;
    while !left.is_empty() {
        let away_m = |track: &Track| {
            let from_start_m = distance(here, track.start);
            if track.is_reversible() {
                from_start_m.min(distance(here, track.end().0))
            } else {
                from_start_m
            }
        };
        let nearest =
            (0..left.len()).min_by(|a, b| away_m(&left[*a]).total_cmp(&away_m(&left[*b])));
        let Some(nearest) = nearest else { break };
        let mut track = left.swap_remove(nearest);
        if track.is_reversible() && distance(here, track.end().0) < distance(here, track.start) {
            track = track.reversed();
        }
        here = track.end().0;
        all.push(track);
    }
    all
}

impl Track {
    /// Whether it is as good from its end to its beginning.
    fn is_reversible(&self) -> bool {
        let is_plain =
            |leg: &TrackLeg| leg.deeds.is_empty() && leg.aim.is_none() && leg.height == self.height;
        self.deeds.is_empty() && self.legs.iter().all(is_plain)
    }

    fn reversed(self) -> Self {
        let mut places: Vec<geo::Coord<f64>> = vec![self.start];
        places.extend(self.legs.iter().map(|it| it.until));
        places.reverse();
        let legs = self.legs.iter().rev().zip(places.iter().skip(1));
        let legs = legs.map(|(leg, until)| TrackLeg {
            until: *until,
            ..leg.clone()
        });
        Self {
            start: places.first().copied().unwrap_or(self.start),
            legs: legs.collect(),
            ..self
        }
    }
}
