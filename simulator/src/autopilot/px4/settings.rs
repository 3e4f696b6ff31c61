//! The parameters that flight depends on, read once for all steps until one changes.

use super::wing_settings::{TransitionSettings, WingSettings};
use crate::autopilot::flight::{Descent, FlightSettings};
use crate::autopilot::guidance::Limits;
use crate::autopilot::parameters::Parameters;
use std::time::Duration;

/// What PX4 flies by; worked out anew when a parameter changes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// How it flies (MPC_*, NAV_ACC_RAD, NAV_MC_ALT_RAD).
    pub flight: FlightSettings,
    /// How high a take-off goes that names no height, m (MIS_TAKEOFF_ALT).
    pub take_off_m: f64,
    /// Motors idle so long after arming (COM_SPOOLUP_TIME).
    pub spool: Duration,
    /// Height of the return above its target, m (RTL_RETURN_ALT).
    pub return_height_m: f64,
    /// Where a return waits above its target, m (RTL_DESCEND_ALT).
    pub return_low_m: f64,
    /// How long it waits there, s; below 0 for ever, 0 lands without (RTL_LAND_DELAY).
    pub return_wait_s: f64,
    /// Half the angle of the cone over the target in which a return flies lower, degrees; 0 for no
    /// cone (RTL_CONE_ANG).
    pub return_cone_deg: f64,
    /// Within this of the target the cone counts, m (RTL_MIN_DIST).
    pub return_near_m: f64,
    /// Where a return goes (RTL_TYPE).
    pub return_type: u32,
    /// What is added to the estimate of a return: a factor and seconds (RTL_TIME_FACTOR, RTL_TIME_MARGIN).
    pub return_time: (f64, f64),
    /// Motors that turn on the ground are stopped after this; never for 0 (COM_DISARM_PRFLT).
    pub disarm_idle: Duration,
    /// And so long after a landing; never for 0 (COM_DISARM_LAND).
    pub disarm_landed: Duration,
    /// Setpoints of a companion computer are lost after this (COM_OF_LOSS_T).
    pub offboard_loss: Duration,
    /// Satellites are used so long after the first fix (EKF2_REQ_GPS_H).
    pub fix_before_use: Duration,
    /// The thresholds of the battery: low, critical, emergency, 0…1 (BAT_*_THR).
    pub battery: [f64; 3],
    /// What it is (MAV_TYPE).
    pub vehicle_type: u32,
    /// How it flies on a wing.
    pub wing: WingSettings,
    /// How it changes between rotors and wing.
    pub transition: TransitionSettings,
    /// What is done about failures.
    pub failures: FailureSettings,
}

/// What PX4 does when something fails, as its parameters number it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FailureSettings {
    /// A person may take over for so long (COM_FAIL_ACT_T).
    pub wait: Duration,
    /// The ground station is lost after this (COM_DL_LOSS_T) …
    pub station_loss: Duration,
    /// … and then this is done (NAV_DLL_ACT), but not in these modes (COM_DLL_EXCEPT).
    pub station: (u32, u32),
    /// For a battery that is low (COM_LOW_BAT_ACT).
    pub battery: u32,
    /// For a fence that is broken (GF_ACTION).
    pub fence: u32,
    /// Without setpoints (COM_OBL_RC_ACT), and where that says nothing (NAV_RCL_ACT).
    pub setpoints: (u32, u32),
    /// The farthest and the highest that it may be, m, 0 for no such limit (GF_MAX_HOR_DIST,
    /// GF_MAX_VER_DIST).
    pub fence_limits_m: (f64, f64),
}

/// No station is lost sooner.
const LEAST_STATION_LOSS: Duration = Duration::from_millis(100);

impl Settings {
    /// From the parameters of a PX4.
    pub fn of(parameters: &Parameters) -> Self {
        let value = |name| parameters.value(name);
        let number = |name| value(name) as u32;
        let seconds = |name| parameters.seconds(name);
        // No limit is below 0: flight could keep none of them.
        let limit = |name| value(name).max(0.0);
        let spool = seconds("COM_SPOOLUP_TIME");
        Self {
            flight: FlightSettings {
                limits: Limits {
                    speed_mps: limit("MPC_XY_CRUISE"),
                    acceleration_mps2: limit("MPC_ACC_HOR"),
                    jerk_mps3: limit("MPC_JERK_AUTO"),
                    climb_mps: limit("MPC_Z_V_AUTO_UP"),
                    descend_mps: limit("MPC_Z_V_AUTO_DN"),
                    vertical_acceleration_mps2: limit("MPC_ACC_DOWN_MAX")
                        .min(limit("MPC_ACC_UP_MAX")),
                },
                waypoint_radius_m: limit("NAV_ACC_RAD"),
                height_radius_m: limit("NAV_MC_ALT_RAD"),
                yaw_rate_radps: limit("MPC_YAWRAUTO_MAX").to_radians(),
                spool: spool + seconds("MPC_TKO_RAMP_T"),
                take_off_climb_mps: limit("MPC_TKO_SPEED"),
                take_off_low_m: value("MPC_LAND_ALT1"),
                descent: Descent::Stepped {
                    high_m: value("MPC_LAND_ALT1"),
                    middle_m: value("MPC_LAND_ALT2"),
                    slow_mps: limit("MPC_LAND_SPEED"),
                    low_m: value("MPC_LAND_ALT3"),
                    crawl_mps: limit("MPC_LAND_CRWL"),
                },
            },
            take_off_m: value("MIS_TAKEOFF_ALT"),
            spool,
            return_height_m: value("RTL_RETURN_ALT"),
            return_low_m: value("RTL_DESCEND_ALT"),
            return_wait_s: value("RTL_LAND_DELAY").clamp(-1.0, 1e6),
            return_cone_deg: value("RTL_CONE_ANG"),
            return_near_m: value("RTL_MIN_DIST"),
            return_type: value("RTL_TYPE") as u32,
            return_time: (value("RTL_TIME_FACTOR"), value("RTL_TIME_MARGIN")),
            disarm_idle: seconds("COM_DISARM_PRFLT"),
            disarm_landed: seconds("COM_DISARM_LAND"),
            offboard_loss: seconds("COM_OF_LOSS_T"),
            fix_before_use: seconds("EKF2_REQ_GPS_H"),
            battery: ["BAT_LOW_THR", "BAT_CRIT_THR", "BAT_EMERGEN_THR"].map(value),
            vehicle_type: number("MAV_TYPE"),
            wing: WingSettings::of(parameters),
            transition: TransitionSettings::of(parameters),
            failures: FailureSettings {
                wait: seconds("COM_FAIL_ACT_T"),
                station_loss: seconds("COM_DL_LOSS_T").max(LEAST_STATION_LOSS),
                station: (number("NAV_DLL_ACT"), number("COM_DLL_EXCEPT")),
                battery: number("COM_LOW_BAT_ACT"),
                fence: number("GF_ACTION"),
                setpoints: (number("COM_OBL_RC_ACT"), number("NAV_RCL_ACT")),
                fence_limits_m: (value("GF_MAX_HOR_DIST"), value("GF_MAX_VER_DIST")),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autopilot::parameters::PX4;

    #[test]
    fn as_it_comes_it_flies_as_the_recorded_one_did() {
        let settings = Settings::of(&Parameters::new(&PX4));
        let limits = settings.flight.limits;
        assert_eq!(
            (limits.speed_mps, limits.climb_mps, limits.descend_mps),
            (5.0, 3.0, 1.5)
        );
        assert_eq!(settings.flight.spool, Duration::from_secs(4));
        assert_eq!(settings.take_off_m, 2.5);
        assert_eq!(
            (settings.return_height_m, settings.return_wait_s),
            (30.0, 0.0)
        );
        assert_eq!(settings.disarm_idle, Duration::from_secs(10));
    }
}
