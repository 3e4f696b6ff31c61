//! Height and speed: total energy control after Lambregts, "Vertical Flight Path and Speed Control
//! Autopilot Design Using Total Energy Principles" (AIAA 83-2239).
//!
//! Thrust changes the sum of what climb and speed take, the elevator only parts it between them. All
//! rates are in parts of the weight times the airspeed, so that a climb angle and an acceleration
//! over gravity add up. The airframe's own loop finds the thrust for what is asked; here the sum is
//! held within what thrust can give, and what then lacks is shared between height and speed: alike
//! as long as it flies fast enough, and below its least speed all for the speed.

use super::{SLOWEST_MPS, WingAim, WingLimits};
use crate::environment::GRAVITY_MPS2;
use crate::sensors::Estimate;

/// The gain from a height that is off to a climb, 1/s.
const HEIGHT_GAIN: f64 = 0.3;
/// The same on the last slope, which must be met well, 1/s.
const LANDING_HEIGHT_GAIN: f64 = 0.6;
/// The gain from a speed that is off to an acceleration, 1/s.
const SPEED_GAIN: f64 = 0.5;
/// The most acceleration that is asked for, over gravity.
const MOST_ACCELERATION: f64 = 0.25;
/// Within this above the least speed the speed comes to go before, m/s.
const SPEED_GOES_BEFORE_WITHIN_MPS: f64 = 1.0;
/// While it climbs out it never goes down: the ground is near, radians.
const LEAST_CLIMB_OUT_RAD: f64 = 0.04;

/// The climb angle to fly, radians.
pub(super) fn climb_rad(aim: &WingAim, now: &Estimate, limits: &WingLimits) -> f64 {
    let shown_mps = now.airspeed_mps.filter(|shown| shown.is_finite());
    let airspeed_mps = shown_mps.unwrap_or(limits.airspeed_mps);
    let speed = airspeed_mps.max(SLOWEST_MPS);
    let (off_m, slope_climb_mps, gain) = height_off(aim, now);
    let climb_mps = match aim {
        WingAim::ClimbOut { .. } => {
            (HEIGHT_GAIN * off_m).min(speed * limits.launch_climb_rad.sin())
        }
        _ => (gain * off_m + slope_climb_mps).clamp(-limits.descend_mps, limits.climb_mps),
    };
    let climb = (climb_mps / speed).clamp(-0.7, 0.7);
    let acceleration = (SPEED_GAIN * (limits.airspeed_mps - airspeed_mps) / GRAVITY_MPS2)
        .clamp(-MOST_ACCELERATION, MOST_ACCELERATION);

    // 1: fast enough; 0: at the least speed, where thrust is not relied on, for it may be gone.
    let spare_mps = airspeed_mps - limits.least_airspeed_mps;
    let spare = (spare_mps / SPEED_GOES_BEFORE_WITHIN_MPS).clamp(0.0, 1.0);
    let sum = (climb + acceleration).clamp(
        -limits.glide_sink_mps / limits.airspeed_mps,
        spare * limits.climb_mps / limits.airspeed_mps,
    );
    // 1: alike; 2: all for the speed.
    let speed_weight = 2.0 - spare;
    let difference = (2.0 - speed_weight) * climb - speed_weight * acceleration;
    let parted = (0.5 * (difference + speed_weight * sum))
        .clamp(-0.7, 0.7)
        .asin();
    match aim {
        WingAim::ClimbOut { .. } => parted.max(LEAST_CLIMB_OUT_RAD),
        _ => parted,
    }
}

/// How far the height is below the wanted one, m, how fast that one rises, m/s, and with which gain to
/// go after it.
fn height_off(aim: &WingAim, now: &Estimate) -> (f64, f64, f64) {
    let here_m = now.place.altitude_amsl_m;
    match *aim {
        WingAim::Line { from, to } => on_slope(from, to, now, HEIGHT_GAIN),
        WingAim::Land {
            from, touchdown, ..
        } => on_slope(from, touchdown, now, LANDING_HEIGHT_GAIN),
        WingAim::Loiter { centre, .. } => (centre.altitude_amsl_m - here_m, 0.0, HEIGHT_GAIN),
        WingAim::Course {
            altitude_amsl_m, ..
        }
        | WingAim::ClimbOut {
            altitude_amsl_m, ..
        } => (altitude_amsl_m - here_m, 0.0, HEIGHT_GAIN),
    }
}

fn on_slope(
    from: crate::place::Place,
    to: crate::place::Place,
    now: &Estimate,
    gain: f64,
) -> (f64, f64, f64) {
    let (line, left) = (from.ned_to(to), now.place.ned_to(to));
    let length_m = line.xy().norm();
    let below_end_m = -left.z;
    let Some(along) = line.xy().try_normalize(0.1) else {
        return (below_end_m, 0.0, gain);
    };
    let ahead_m = left.xy().dot(&along);
    if !(0.0..=length_m).contains(&ahead_m) {
        let wanted = if ahead_m < 0.0 { to } else { from };
        let off_m = wanted.altitude_amsl_m - now.place.altitude_amsl_m;
        return (off_m, 0.0, gain);
    }
    let slope = -line.z / length_m;
    let off_m = below_end_m - slope * ahead_m;
    (off_m, slope * now.velocity_mps.xy().dot(&along), gain)
}
