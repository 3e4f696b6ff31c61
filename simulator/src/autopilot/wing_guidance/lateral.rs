//! Sideways: the L1 law of Park, Deyst and How, "A New Nonlinear Guidance Logic for Trajectory
//! Tracking" (AIAA 2004-4900).
//!
//! The vehicle aims at a point of its path that is L1 ahead, and accelerates square to its velocity
//! over the ground with K·V²/L1·sin η, η being the angle from the velocity to that point. With K = 2
//! this is the circle through both. Since the velocity is that over the ground, wind leaves no
//! error on a line, and on a circle it banks more where the wind comes from behind.

use super::{WingAim, WingLimits};
use crate::place::Place;
use crate::sensors::Estimate;
use nalgebra::Vector2;
use std::f64::consts::FRAC_PI_2;

/// A line is met with no more than this angle, radians: 45° (as PX4 and ArduPilot do).
const STEEPEST_INTERCEPT_RAD: f64 = std::f64::consts::FRAC_PI_4;
/// K of the law for circles, where it leaves no error.
const CIRCLE_GAIN: f64 = 2.0;
/// So near the middle of a circle no side is the outside, m.
const MIDDLE_M: f64 = 1.0;

/// Acceleration to the right of the velocity over the ground, m/s².
pub(super) fn acceleration_mps2(aim: &WingAim, now: &Estimate, limits: &WingLimits) -> f64 {
    let velocity = now.velocity_mps.xy();
    let speed = velocity.norm();
    let l1_m = limits.l1_distance_m(speed);
    let line_gain = 4.0 * limits.l1_damping * limits.l1_damping;
    let (course, gain, l1_m) = match *aim {
        WingAim::Line { from, to }
        | WingAim::Land {
            from,
            touchdown: to,
            ..
        } => (line_course(from, to, now, l1_m), line_gain, l1_m),
        WingAim::Loiter {
            centre,
            radius_m,
            is_clockwise,
        } => {
            // A point farther ahead than the radius would be across the circle.
            let l1_m = l1_m.min(radius_m);
            let course = circle_course(centre, radius_m, is_clockwise, now, l1_m);
            (course, CIRCLE_GAIN, l1_m)
        }
        WingAim::Course { course_rad, .. } | WingAim::ClimbOut { course_rad, .. } => {
            let (sin, cos) = course_rad.sin_cos();
            (Vector2::new(cos, sin), line_gain, l1_m)
        }
    };
    gain * speed * speed / l1_m * sine_to(velocity, course)
}

/// The sine of the angle from a velocity to a course, clockwise; 1 for all that lies behind, where
/// the sine would turn the less the farther behind it is.
fn sine_to(velocity: Vector2<f64>, course: Vector2<f64>) -> f64 {
    let angle = velocity.perp(&course).atan2(velocity.dot(&course));
    angle.clamp(-FRAC_PI_2, FRAC_PI_2).sin()
}

/// Where to fly to follow a line: towards its point L1 ahead.
fn line_course(from: Place, to: Place, now: &Estimate, l1_m: f64) -> Vector2<f64> {
    let left = now.place.ned_to(to).xy();
    let Some(along) = from.ned_to(to).xy().try_normalize(0.1) else {
        return left;
    };
    let right = Vector2::new(-along.y, along.x);
    // Where the vehicle is to the right of the line.
    let beside_m = -left.dot(&right);
    let most = STEEPEST_INTERCEPT_RAD.sin();
    let back = (-beside_m / l1_m).clamp(-most, most);
    along * (1.0 - back * back).sqrt() + right * back
}

/// Where to fly to follow a circle: towards its point L1 ahead. From afar to where the tangent
/// touches it, which is the same when that point is L1 away; from deep inside straight outwards.
fn circle_course(
    centre: Place,
    radius_m: f64,
    is_clockwise: bool,
    now: &Estimate,
    l1_m: f64,
) -> Vector2<f64> {
    let out = centre.ned_to(now.place).xy();
    let away_m = out.norm();
    if away_m < MIDDLE_M {
        return now.velocity_mps.xy();
    }
    let tangent_2 = away_m * away_m - radius_m * radius_m;
    let cos_ahead = if tangent_2 > l1_m * l1_m {
        radius_m / away_m
    } else {
        (away_m * away_m + radius_m * radius_m - l1_m * l1_m) / (2.0 * away_m * radius_m)
    };
    let cos = cos_ahead.clamp(-1.0, 1.0);
    let sin = (1.0 - cos * cos).sqrt() * if is_clockwise { 1.0 } else { -1.0 };
    let unit = out / away_m;
    let ahead = Vector2::new(unit.x * cos - unit.y * sin, unit.x * sin + unit.y * cos) * radius_m;
    ahead - out
}
