//! What a way home takes of the battery.

use super::question::Question;
use crate::energy::{CannotFly, Flown, Flyer, Leg, Pace};
use crate::vehicle::{Airframe, FailsafeReturn};
use crate::ways_home::WayHome;

/// What a way home takes: straight up, across against the wind or with it, whichever takes more, and down.
pub(super) fn way_home(
    flyer: &Flyer<'_>,
    question: &Question<'_>,
    way: &WayHome,
) -> Result<Flown, CannotFly> {
    let air = question.surroundings.air;
    let vehicle = flyer.vehicle();
    let start_m = way.height_amsl_m - way.climb_m;
    let speed_mps = vehicle.controller.return_mps;
    let on_rotors = matches!(vehicle.airframe, Airframe::Multirotor(_));
    let mut all = vec![];
    let mut across_m = way.across_m;
    if on_rotors {
        all.push(flyer.leg(
            &leg(
                0.0,
                0.0,
                (start_m, way.height_amsl_m),
                Pace::OverGround(speed_mps),
            ),
            air,
        )?);
    } else if way.climb_m > 0.0 {
        // On a wing it climbs on its way, in circles where that is too short.
        let climbing_m = way.climb_m / vehicle.performance.climb_mps * speed_mps;
        across_m = across_m.max(climbing_m) + climbing_m;
    }
    let (east_mps, north_mps) = air.wind_at(way.height_amsl_m);
    let against_deg = (-east_mps).atan2(-north_mps).to_degrees();
    let level = (way.height_amsl_m, way.height_amsl_m);
    let mut worst: Option<Flown> = None;
    for turned_deg in [0.0, 90.0, 180.0] {
        let pace = if on_rotors {
            Pace::OverGround(speed_mps)
        } else {
            Pace::ThroughAir(speed_mps)
        };
        let course_deg = against_deg + turned_deg;
        let flown = match flyer.leg(&leg(across_m, course_deg, level, pace), air) {
            // Slower over ground, as fast through the air as it can.
            Err(CannotFly::TooFast { largest_mps, .. }) => flyer.leg(
                &leg(across_m, course_deg, level, Pace::ThroughAir(largest_mps)),
                air,
            )?,
            other => other?,
        };
        if worst.is_none_or(|worst| flown.energy_wh > worst.energy_wh) {
            worst = Some(flown);
        }
    }
    all.extend(worst);
    let wait_s = wait_s(vehicle.controller.failsafe);
    if wait_s > 0.0 {
        all.push(flyer.hold(wait_s, way.height_amsl_m, air)?);
    }
    all.push(flyer.landing(way.height_amsl_m, way.height_amsl_m - way.descent_m, air)?);
    let mut whole = all.pop().unwrap_or(Flown {
        seconds: 0.0,
        energy_wh: 0.0,
        airspeed_mps: 0.0,
        ground_mps: 0.0,
        climb_mps: 0.0,
        crab_deg: 0.0,
    });
    for part in all {
        whole.seconds += part.seconds;
        whole.energy_wh += part.energy_wh;
    }
    whole.energy_wh *= question.aircraft.energy_factor();
    Ok(whole)
}

/// How long it waits over the place before it lands, s.
fn wait_s(failsafe: FailsafeReturn) -> f64 {
    match failsafe {
        FailsafeReturn::ArduCopter { wait_s, .. } | FailsafeReturn::Px4 { wait_s, .. } => wait_s,
        FailsafeReturn::ArduPlane { .. } | FailsafeReturn::Dji { .. } => 0.0,
    }
}

fn leg(distance_m: f64, course_deg: f64, amsl_m: (f64, f64), pace: Pace) -> Leg {
    Leg {
        distance_m,
        course_deg,
        from_amsl_m: amsl_m.0,
        to_amsl_m: amsl_m.1,
        pace,
        begins_at_rest: true,
        ends_at_rest: true,
    }
}
