//! Heights laid over the ground, for a whole flight from above its home to above its home.

use super::looking::{highest_m, tolerance_m};
use super::request::PlanRequest;
use super::track::Wanted;
use crate::feasibility::{Hindrance, HindranceKind, Place};
use crate::heights::{Following, TrackPoint, follow_terrain};
use crate::mission::{Deed, Heading};
use geofences::{Margins, Position};

/// Ways are flown no lower above ground than this part of their height.
const LOWEST: f64 = 0.6;

/// A leg of a whole flight, from where the one before ends, with its height still as it is wanted.
#[derive(Clone, Debug)]
pub(super) struct WholeLeg {
    pub until: Position,
    pub height: Wanted,
    pub speed_mps: f64,
    pub is_sensing: bool,
    pub heading: Heading,
    pub aim: Option<Deed>,
    pub deeds: Vec<Deed>,
}

/// A leg with its height.
#[derive(Clone, Debug)]
pub(super) struct FlownLeg {
    pub until: Place,
    /// As of the leg that it is a part of.
    pub leg: usize,
    /// Whether it ends where that leg ends.
    pub is_last_of_leg: bool,
}

/// The heights of a flight that begins above `home` at the height of its first leg.
///
/// # Errors
/// All that makes them impossible.
pub(super) fn heights(
    request: &PlanRequest<'_>,
    home: Position,
    legs: &[WholeLeg],
    margins: Margins,
) -> Result<(Place, Vec<FlownLeg>), Vec<Hindrance>> {
    let mut flown: Vec<FlownLeg> = Vec::new();
    let mut start: Option<Place> = None;
    let mut refusals = Vec::new();
    let mut here = home;
    for run in runs(legs) {
        let Some(first) = legs.get(run.start) else {
            continue;
        };
        let part = legs.get(run.clone()).unwrap_or_default();
        match first.height {
            Wanted::Amsl(_) => {
                for (index, leg) in part.iter().enumerate() {
                    let Wanted::Amsl(amsl_m) = leg.height else {
                        continue;
                    };
                    start.get_or_insert(Place {
                        position: here,
                        amsl_m,
                    });
                    flown.push(FlownLeg {
                        until: Place {
                            position: leg.until,
                            amsl_m,
                        },
                        leg: run.start + index,
                        is_last_of_leg: true,
                    });
                }
            }
            Wanted::AboveGround(wanted_m) => {
                match followed(request, here, part, wanted_m, margins) {
                    Ok((begin, mut points)) => {
                        for point in &mut points {
                            point.leg += run.start;
                        }
                        match flown.last() {
                            // Up or down to where this run begins.
                            Some(before) if before.until.amsl_m != begin.amsl_m => {
                                let leg = before.leg;
                                flown.push(FlownLeg {
                                    until: begin,
                                    leg,
                                    is_last_of_leg: false,
                                });
                            }
                            Some(_) => {}
                            None => start = Some(begin),
                        }
                        flown.extend(points);
                    }
                    Err(why) => refusals.extend(why),
                }
            }
        }
        here = part.last().map_or(here, |it| it.until);
    }
    if !refusals.is_empty() {
        return Err(refusals);
    }
    let start = start.ok_or_else(|| {
        vec![Hindrance::new(
            HindranceKind::Request,
            geofences::Bilingual::new("there is nothing to fly", "没有可飞的航段"),
        )]
    })?;
    Ok((start, flown))
}

/// Legs one after another at one height above ground, or above sea level, belong together.
fn runs(legs: &[WholeLeg]) -> Vec<std::ops::Range<usize>> {
    let is_same = |a: Wanted, b: Wanted| match (a, b) {
        (Wanted::AboveGround(a), Wanted::AboveGround(b)) => a == b,
        (Wanted::Amsl(_), Wanted::Amsl(_)) => true,
        _ => false,
    };
    let mut runs: Vec<std::ops::Range<usize>> = Vec::new();
    for (index, leg) in legs.iter().enumerate() {
        match runs.last_mut() {
            Some(run)
                if legs
                    .get(run.start)
                    .is_some_and(|it| is_same(it.height, leg.height)) =>
            {
                run.end = index + 1
            }
            _ => runs.push(index..index + 1),
        }
    }
    runs
}

fn followed(
    request: &PlanRequest<'_>,
    here: Position,
    legs: &[WholeLeg],
    wanted_m: f64,
    margins: Margins,
) -> Result<(Place, Vec<FlownLeg>), Vec<Hindrance>> {
    let vehicle = request.aircraft.vehicle;
    let clearances = request.surroundings.clearances;
    let tolerance_m = tolerance_m(request, wanted_m);
    let following = Following {
        wanted_m,
        tolerance_m,
        lowest_m: clearances.ground_m.max(wanted_m * LOWEST).min(wanted_m),
        highest_m: highest_m(request).max(wanted_m),
        climb_mps: vehicle.performance.climb_mps,
        descent_mps: vehicle.performance.descent_mps,
    };
    let first = TrackPoint {
        position: here,
        speed_mps: 1.0,
    };
    let rest = legs.iter().map(|leg| TrackPoint {
        position: leg.until,
        speed_mps: leg.speed_mps,
    });
    let track: Vec<TrackPoint> = [first].into_iter().chain(rest).collect();
    let context = geofences::Context {
        margins,
        ..request.surroundings.context(None)
    };
    let profile = follow_terrain(&track, &following, request.surroundings.airspace, &context)
        .map_err(|why| {
            why.iter()
                .map(|it| Hindrance::new(HindranceKind::Ground, it.text()))
                .collect::<Vec<_>>()
        })?;
    let place = |point: &crate::heights::ProfilePoint| Place {
        position: point.position,
        amsl_m: point.amsl_m,
    };
    let mut points = profile.points.iter();
    let begin = points.next().map(place).ok_or_else(Vec::new)?;
    let mut leg = 0;
    let mut flown = Vec::with_capacity(profile.points.len());
    for point in points {
        // Corner n ends leg n − 1; a point between belongs to the leg that is not ended yet.
        let ended = point.corner.and_then(|corner| corner.checked_sub(1));
        flown.push(FlownLeg {
            until: place(point),
            leg: ended.unwrap_or(leg),
            is_last_of_leg: ended.is_some(),
        });
        if let Some(ended) = ended {
            leg = ended + 1;
        }
    }
    Ok((begin, flown))
}
