//! From a target to bank, climb and airspeed: how autopilots fly on a wing.
//!
//! ```text
//!  aim, estimate ─▶ lateral (L1) ──▶ bank ─────────────┐
//!        └────────▶ energy (height and speed) ─▶ climb ├─▶ WingSteering
//!                                      airspeed ───────┘
//! ```
//!
//! An autopilot calls [`WingGuidance::steer`] with each step, holds on to what it is aiming at until
//! [`has_reached`] with [`WingLimits::acceptance_radius_m`] says that the next leg begins, and gives the
//! next aim then: nothing slows down at waypoints, and corners are cut. For a VTOL it gives the
//! result as `Steering::Wing` and goes on doing so through the transition.

mod energy;
mod lateral;

use crate::airframe::{WingModel, WingSteering};
use crate::environment::GRAVITY_MPS2;
use crate::place::Place;
use crate::sensors::Estimate;

/// How an aeroplane is flown; an autopilot takes it from its parameters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WingLimits {
    /// Speed through the air to hold, m/s (PX4: FW_AIRSPD_TRIM).
    pub airspeed_mps: f64,
    /// No slower than this through the air, m/s (FW_AIRSPD_MIN).
    pub least_airspeed_mps: f64,
    /// The most bank, radians (FW_R_LIM).
    pub most_bank_rad: f64,
    /// The fastest climb, which it can hold for long with full thrust, m/s (FW_T_CLMB_MAX).
    pub climb_mps: f64,
    /// The fastest descent, m/s (FW_T_SINK_MAX).
    pub descend_mps: f64,
    /// How fast it sinks at its airspeed without thrust, m/s (FW_T_SINK_MIN).
    pub glide_sink_mps: f64,
    /// How steeply it climbs out after a launch, radians (FW_TKO_PITCH_MIN).
    pub launch_climb_rad: f64,
    /// The period with which the path is followed, s (FW_L1_PERIOD).
    pub l1_period_s: f64,
    /// The damping with which the path is followed (FW_L1_DAMPING).
    pub l1_damping: f64,
    /// The flare begins at this height above the place of landing, m (FW_LND_FLALT).
    pub flare_height_m: f64,
}

impl WingLimits {
    /// Limits that suit an aeroplane near sea level: no slower than 1.2 times its speed of stall, so
    /// that a turn with 45° of bank does not stall it.
    pub fn for_model(model: &WingModel) -> Self {
        const DENSITY: f64 = 1.225;
        Self {
            airspeed_mps: model.cruise_mps,
            least_airspeed_mps: 1.2 * model.stall_speed_mps(DENSITY),
            most_bank_rad: 0.8 * model.most_bank_rad,
            climb_mps: 0.85 * model.most_climb_mps(model.cruise_mps, DENSITY),
            descend_mps: 3.0,
            glide_sink_mps: model.glide_sink_mps(model.cruise_mps, DENSITY),
            launch_climb_rad: 0.17,
            l1_period_s: 15.0,
            l1_damping: 0.75,
            flare_height_m: 2.5,
        }
        .bounded()
    }

    /// The nearest that can be flown with, whatever was asked for: no limit is below 0 or no number,
    /// and what is divided by is not 0.
    #[must_use]
    pub fn bounded(self) -> Self {
        // What is no number becomes the least.
        let within = |value: f64, low: f64, high: f64| value.max(low).min(high);
        let speed = |value| within(value, 0.0, FASTEST_MPS);
        Self {
            airspeed_mps: within(self.airspeed_mps, SLOWEST_MPS, FASTEST_MPS),
            least_airspeed_mps: speed(self.least_airspeed_mps),
            most_bank_rad: within(self.most_bank_rad, 0.01, 1.4),
            climb_mps: speed(self.climb_mps),
            descend_mps: speed(self.descend_mps),
            glide_sink_mps: speed(self.glide_sink_mps),
            launch_climb_rad: within(self.launch_climb_rad, 0.0, 0.7),
            l1_period_s: within(self.l1_period_s, 1.0, 100.0),
            l1_damping: within(self.l1_damping, 0.1, 2.0),
            flare_height_m: within(self.flare_height_m, 0.0, 100.0),
        }
    }

    /// How far ahead on its path it aims, m: ζ·T/π times the speed over the ground, which gives the
    /// law the period and damping that were asked for.
    pub fn l1_distance_m(&self, ground_speed_mps: f64) -> f64 {
        let factor_s = self.l1_damping * self.l1_period_s / std::f64::consts::PI;
        (factor_s * ground_speed_mps).max(LEAST_L1_M)
    }

    /// A waypoint counts as reached within this, m: the L1 distance, or what the mission asks for if
    /// that is more. PX4 does so on wings, which is why it cuts corners, the more so with a wind from
    /// behind; it takes no L1 distance beyond 500 m.
    pub fn acceptance_radius_m(&self, ground_speed_mps: f64, asked_m: f64) -> f64 {
        self.l1_distance_m(ground_speed_mps).min(500.0).max(asked_m)
    }

    /// The narrowest circle that it can hold over the ground at every side of it, m: with the wind
    /// from behind it is fastest.
    pub fn least_loiter_radius_m(&self, wind_mps: f64) -> f64 {
        let fastest_mps = self.airspeed_mps + wind_mps;
        fastest_mps * fastest_mps / (GRAVITY_MPS2 * self.most_bank_rad.tan())
    }
}

/// Where to fly.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum WingAim {
    /// Along the line through two places and beyond its end. The height goes evenly from that of the
    /// one to that of the other, as fast as the wing can.
    Line {
        /// Where the line starts.
        from: Place,
        /// Where it ends.
        to: Place,
    },
    /// Round a place, at its height.
    Loiter {
        /// The middle.
        centre: Place,
        /// The radius over the ground, m.
        radius_m: f64,
        /// Whether clockwise, seen from above.
        is_clockwise: bool,
    },
    /// On a course over the ground, at a height.
    Course {
        /// Clockwise from north, radians.
        course_rad: f64,
        /// The height, metres above mean sea level.
        altitude_amsl_m: f64,
    },
    /// Up from a launch: on a course with little bank and full thrust, never downwards.
    ClimbOut {
        /// Clockwise from north, radians.
        course_rad: f64,
        /// Where the climb ends, metres above mean sea level.
        altitude_amsl_m: f64,
    },
    /// Down a slope to a place on the ground, with a flare before it. The slope should be no steeper
    /// than the wing glides (1 in 10), or it comes down beyond.
    Land {
        /// Where the slope starts.
        from: Place,
        /// Where it meets the ground.
        touchdown: Place,
        /// Height above ground, m, where a laser shows it: else the flare relies on the height that
        /// navigation believes in, which may be metres off.
        height_above_ground_m: Option<f64>,
    },
}

/// Flies on a wing: remembers what must change slowly.
#[derive(Clone, Debug, Default)]
pub struct WingGuidance {
    bank_rad: f64,
    is_flaring: bool,
}

/// No airspeed is held or taken for less, m/s: sines must stay sines.
const SLOWEST_MPS: f64 = 5.0;
/// Nothing on a wing is asked to be faster, m/s.
const FASTEST_MPS: f64 = 500.0;
/// No L1 distance is shorter, m.
const LEAST_L1_M: f64 = 10.0;
/// The bank that is asked for changes no faster, rad/s.
const BANK_SLEW_RADPS: f64 = 1.2;
/// The most bank while it climbs out, radians.
const CLIMB_OUT_BANK_RAD: f64 = 0.26;
/// The most bank in the flare, radians: wing tips are close to the ground.
const FLARE_BANK_RAD: f64 = 0.08;
/// In the flare the height falls off with this time constant, s.
const FLARE_TIME_CONSTANT_S: f64 = 2.0;
/// It meets the ground with this, m/s.
const TOUCHDOWN_SINK_MPS: f64 = 0.4;

impl WingGuidance {
    /// Forgets everything, at a new start or when the rotors gave over to the wing.
    pub fn reset(&mut self) {
        *self = Self::default();
    }

    /// Whether it lets itself down on the last metres of a landing, motor off.
    pub fn is_flaring(&self) -> bool {
        self.is_flaring
    }

    /// What to ask of the airframe, `dt_s` after the last.
    pub fn steer(
        &mut self,
        aim: &WingAim,
        now: &Estimate,
        limits: &WingLimits,
        dt_s: f64,
    ) -> WingSteering {
        // Whoever made them up, flight divides and clamps by them.
        let limits = &limits.bounded();
        self.watch_flare(aim, now, limits);
        let wanted_rad = (lateral::acceleration_mps2(aim, now, limits) / GRAVITY_MPS2).atan();
        let most_rad = self.most_bank_rad(aim, limits);
        let change = BANK_SLEW_RADPS * dt_s;
        self.bank_rad +=
            (wanted_rad.clamp(-most_rad, most_rad) - self.bank_rad).clamp(-change, change);
        let (climb_rad, airspeed_mps) = match aim {
            WingAim::Land { .. } if self.is_flaring => {
                let height_m = height_above_touchdown_m(aim, now)
                    .unwrap_or_default()
                    .max(0.0);
                let sink_mps = height_m / FLARE_TIME_CONSTANT_S + TOUCHDOWN_SINK_MPS;
                let airspeed_mps = now.airspeed_mps.unwrap_or(limits.least_airspeed_mps);
                let most_mps = limits.descend_mps.min(limits.glide_sink_mps * 1.2);
                let sink = sink_mps.min(most_mps) / airspeed_mps.max(5.0);
                (-sink.min(0.3).asin(), 0.0)
            }
            _ => (energy::climb_rad(aim, now, limits), limits.airspeed_mps),
        };
        WingSteering {
            bank_rad: self.bank_rad,
            climb_rad,
            airspeed_mps,
        }
    }

    fn watch_flare(&mut self, aim: &WingAim, now: &Estimate, limits: &WingLimits) {
        // Once begun it goes on: thrust that comes back below a few metres does more harm than good.
        self.is_flaring = height_above_touchdown_m(aim, now)
            .is_some_and(|height_m| self.is_flaring || height_m <= limits.flare_height_m);
    }

    fn most_bank_rad(&self, aim: &WingAim, limits: &WingLimits) -> f64 {
        match aim {
            WingAim::ClimbOut { .. } => CLIMB_OUT_BANK_RAD.min(limits.most_bank_rad),
            WingAim::Land { .. } if self.is_flaring => FLARE_BANK_RAD,
            _ => limits.most_bank_rad,
        }
    }
}

/// How high it is above where it lands, m; `None` when it does not land.
fn height_above_touchdown_m(aim: &WingAim, now: &Estimate) -> Option<f64> {
    match aim {
        WingAim::Land {
            touchdown,
            height_above_ground_m,
            ..
        } => {
            let believed_m = now.place.altitude_amsl_m - touchdown.altitude_amsl_m;
            Some(height_above_ground_m.unwrap_or(believed_m))
        }
        _ => None,
    }
}

/// Whether the end of a line counts as reached: it is within the radius, or lies behind. Heights do
/// not count.
pub fn has_reached(from: Place, to: Place, now: &Estimate, acceptance_radius_m: f64) -> bool {
    let left = now.place.ned_to(to).xy();
    let line = from.ned_to(to).xy();
    left.norm() <= acceptance_radius_m || left.dot(&line) < 0.0
}

#[cfg(test)]
mod tests;
