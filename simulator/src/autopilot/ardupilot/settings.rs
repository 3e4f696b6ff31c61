//! The parameters that flight depends on, in SI units.

use crate::autopilot::flight::{Descent, FlightSettings};
use crate::autopilot::guidance::Limits;
use crate::autopilot::parameters::{ARDUPILOT, Parameters};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

/// What flight takes from the parameters; worked out anew when one changes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// How it flies (WPNAV_*, ATC_SLEW_YAW, LAND_*).
    pub flight: FlightSettings,
    /// Height of the return above home, m (RTL_ALT).
    pub return_height_m: f64,
    /// The least climb of a return, m (RTL_CLIMB_MIN).
    pub return_climb_m: f64,
    /// Height for distance near home; below 0.5 there is no cone (RTL_CONE_SLOPE).
    pub return_cone: f64,
    /// How long a return waits over home (RTL_LOIT_TIME).
    pub return_wait: Duration,
    /// Where a return ends above home, m; 0 lands (RTL_ALT_FINAL).
    pub return_final_m: f64,
    /// Rally points farther than this are not used, m; 0 for no limit (RALLY_LIMIT_KM).
    pub rally_limit_m: f64,
    /// Whether home competes with rally points (RALLY_INCL_HOME).
    pub rally_with_home: bool,
    /// The circle of a mission that names no radius, m, and how fast any is flown, rad/s (CIRCLE_RADIUS,
    /// CIRCLE_RATE).
    pub circle: (f64, f64),
    /// A velocity that is not repeated ends after this (GUID_TIMEOUT).
    pub guided_timeout: Duration,
    /// What it watches, and what it does about it.
    pub watched: Watched,
}

/// What Copter watches in flight and what it does then, as its parameters number it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Watched {
    /// Whether there is a fence (FENCE_ENABLE).
    pub has_fence: bool,
    /// What is done when it is broken (FENCE_ACTION).
    pub fence_action: u32,
    /// What is done without a ground station (FS_GCS_ENABLE) …
    pub station_action: u32,
    /// … after so long (FS_GCS_TIMEOUT) …
    pub station_timeout: Duration,
    /// … and with which exceptions (FS_OPTIONS).
    pub failsafe_options: u32,
    /// A battery has to be low so long (BATT_LOW_TIMER).
    pub battery_timer: Duration,
    /// What it holds when it is full, mAh (BATT_CAPACITY).
    pub battery_capacity_mah: f64,
    /// Its two thresholds, low and critical: volts, mAh left, 0 for none, and what is done then
    /// (BATT_LOW_*, BATT_CRT_*, BATT_FS_*_ACT).
    pub battery: [(f64, f64, u32); 2],
}

/// No station is lost sooner.
const LEAST_TIMEOUT: Duration = Duration::from_millis(100);

impl Watched {
    fn of(parameters: &Parameters) -> Self {
        let value = |name| parameters.value(name);
        let level = |volt, mah, action| (value(volt), value(mah), value(action) as u32);
        Self {
            has_fence: value("FENCE_ENABLE") != 0.0,
            fence_action: value("FENCE_ACTION") as u32,
            station_action: value("FS_GCS_ENABLE") as u32,
            station_timeout: parameters.seconds("FS_GCS_TIMEOUT").max(LEAST_TIMEOUT),
            failsafe_options: value("FS_OPTIONS") as u32,
            battery_timer: parameters.seconds("BATT_LOW_TIMER"),
            battery_capacity_mah: value("BATT_CAPACITY"),
            battery: [
                level("BATT_LOW_VOLT", "BATT_LOW_MAH", "BATT_FS_LOW_ACT"),
                level("BATT_CRT_VOLT", "BATT_CRT_MAH", "BATT_FS_CRT_ACT"),
            ],
        }
    }
}

/// Motors speed up so long before it lifts off.
const SPOOL: Duration = Duration::from_millis(1_000);
/// A height counts as reached within this, m.
const HEIGHT_REACHED_M: f64 = 0.5;

/// Those of a Copter as it comes, which most have.
static COMMON: LazyLock<Arc<Settings>> =
    LazyLock::new(|| Arc::new(Settings::of(&Parameters::new(&ARDUPILOT))));

impl Settings {
    /// From the parameters of a Copter; one copy for all whose flight is set alike, so that thousands of
    /// them read the same memory.
    pub fn shared(parameters: &Parameters) -> Arc<Self> {
        let settings = Self::of(parameters);
        if settings == **COMMON {
            Arc::clone(&COMMON)
        } else {
            Arc::new(settings)
        }
    }

    /// From the parameters of a Copter.
    pub fn of(parameters: &Parameters) -> Self {
        let value = |name| parameters.value(name);
        let hundredth = |name| value(name) / 100.0;
        // No limit is below 0: flight could keep none of them.
        let limit = |name| hundredth(name).max(0.0);
        Self {
            flight: FlightSettings {
                limits: Limits {
                    speed_mps: limit("WPNAV_SPEED"),
                    acceleration_mps2: limit("WPNAV_ACCEL"),
                    jerk_mps3: 4.0 * value("WPNAV_JERK").max(0.0),
                    climb_mps: limit("WPNAV_SPEED_UP"),
                    descend_mps: limit("WPNAV_SPEED_DN"),
                    vertical_acceleration_mps2: limit("WPNAV_ACCEL_Z"),
                },
                waypoint_radius_m: limit("WPNAV_RADIUS"),
                height_radius_m: HEIGHT_REACHED_M,
                yaw_rate_radps: limit("ATC_SLEW_YAW").to_radians(),
                spool: SPOOL,
                take_off_climb_mps: limit("WPNAV_SPEED_UP"),
                take_off_low_m: 0.0,
                descent: Descent::Braked {
                    slow_mps: limit("LAND_SPEED"),
                    low_m: hundredth("LAND_ALT_LOW"),
                },
            },
            return_height_m: hundredth("RTL_ALT"),
            return_climb_m: hundredth("RTL_CLIMB_MIN"),
            return_cone: value("RTL_CONE_SLOPE"),
            return_wait: Duration::from_millis(value("RTL_LOIT_TIME").max(0.0) as u64),
            return_final_m: hundredth("RTL_ALT_FINAL"),
            rally_limit_m: 1_000.0 * value("RALLY_LIMIT_KM"),
            rally_with_home: value("RALLY_INCL_HOME") != 0.0,
            circle: (limit("CIRCLE_RADIUS"), value("CIRCLE_RATE").to_radians()),
            guided_timeout: parameters.seconds("GUID_TIMEOUT"),
            watched: Watched::of(parameters),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autopilot::parameters::ARDUPILOT;

    #[test]
    fn as_it_comes_it_flies_as_the_recorded_one_did() {
        let settings = Settings::of(&Parameters::new(&ARDUPILOT));
        let limits = settings.flight.limits;
        assert_eq!(limits.speed_mps, 10.0);
        assert_eq!((limits.climb_mps, limits.descend_mps), (2.5, 1.5));
        let descent = Descent::Braked {
            slow_mps: 0.5,
            low_m: 10.0,
        };
        assert_eq!(settings.flight.descent, descent);
        assert_eq!(settings.return_height_m, 15.0);
        assert_eq!(settings.return_wait, Duration::from_secs(5));
        assert!((settings.flight.yaw_rate_radps.to_degrees() - 60.0).abs() < 1e-9);
        assert!((settings.rally_limit_m - 300.0).abs() < 1e-3);
    }
}
