//! The parameters that flight on a wing depends on, and those of the change between rotors and wing.

use crate::autopilot::parameters::Parameters;
use crate::autopilot::wing_guidance::WingLimits;
use std::time::Duration;

/// How PX4 flies on a wing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WingSettings {
    /// What the guidance keeps to (FW_*, NPFG_*).
    pub limits: WingLimits,
    /// No faster than this through the air, m/s (FW_AIRSPD_MAX).
    pub most_airspeed_mps: f64,
    /// The radius of Hold, m; counter-clockwise below 0 (NAV_LOITER_RAD).
    pub loiter_radius_m: f64,
    /// The same of a return (RTL_LOITER_RAD).
    pub return_radius_m: f64,
    /// A height counts as reached within this, m (NAV_FW_ALT_RAD).
    pub height_radius_m: f64,
    /// The steepest slope of a landing, metres down by metres along (FW_LND_ANG).
    pub land_slope: f64,
    /// Without a position it circles at its height for so long (FW_GPSF_LT) …
    pub lost_wait: Duration,
    /// … with this bank, radians (FW_GPSF_R).
    pub lost_bank_rad: f64,
}

/// How a vehicle changes between its rotors and its wing, and what it does when that fails.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TransitionSettings {
    /// The wing has to carry it after this; 0 for never mind (VT_TRANS_TIMEOUT).
    pub timeout: Duration,
    /// By then it has to be as fast (VT_F_TR_OL_TM) …
    pub blend_after: Duration,
    /// … as this through the air, m/s (VT_ARSP_BLEND).
    pub blend_mps: f64,
    /// It may lose so much height meanwhile and shortly after, m; 0 for any (VT_QC_T_ALT_LOSS).
    pub loss_m: f64,
    /// On the wing it may be so low above where it started, m; 0 for any (VT_FW_MIN_ALT).
    pub lowest_m: f64,
    /// On the wing it may lose so much below the height that is wanted, m; 0 for any (VT_QC_ALT_LOSS).
    pub wing_loss_m: f64,
    /// The most pitch and bank on the wing, radians; 0 for any (VT_FW_QC_P, VT_FW_QC_R).
    pub most_rad: (f64, f64),
    /// Higher above home it stays on the wing whatever happens, m; 0 for any height (VT_FW_QC_HMAX).
    pub highest_m: f64,
    /// What is done once the rotors had to help (COM_QC_ACT).
    pub action: i32,
    /// It slows down so before a landing, m/s² (VT_B_DEC_MSS).
    pub brake_mps2: f64,
    /// The nose has to point so well before, radians (MIS_YAW_ERR) …
    pub align_rad: f64,
    /// … or so long; for ever for none (MIS_YAW_TMT).
    pub align_wait: Option<Duration>,
    /// A take-off onto the wing ends so high above the ground, m (VTO_LOITER_ALT).
    pub loiter_m: f64,
}

/// No circle is narrower, m, nor wider.
const RADII_M: (f64, f64) = (10.0, 1e5);

fn radius_m(value: f64) -> f64 {
    value.abs().clamp(RADII_M.0, RADII_M.1).copysign(value)
}

impl WingSettings {
    /// From the parameters of a PX4.
    pub fn of(parameters: &Parameters) -> Self {
        let value = |name| parameters.value(name);
        let limits = WingLimits {
            airspeed_mps: value("FW_AIRSPD_TRIM"),
            least_airspeed_mps: value("FW_AIRSPD_MIN"),
            most_bank_rad: value("FW_R_LIM").to_radians(),
            climb_mps: value("FW_T_CLMB_MAX"),
            descend_mps: value("FW_T_SINK_MAX"),
            glide_sink_mps: value("FW_T_SINK_MIN"),
            launch_climb_rad: value("FW_TKO_PITCH_MIN").to_radians(),
            l1_period_s: value("NPFG_PERIOD"),
            l1_damping: value("NPFG_DAMPING"),
            flare_height_m: value("FW_LND_FLALT"),
        };
        Self {
            limits: limits.bounded(),
            most_airspeed_mps: value("FW_AIRSPD_MAX"),
            loiter_radius_m: radius_m(value("NAV_LOITER_RAD")),
            return_radius_m: radius_m(value("RTL_LOITER_RAD")),
            height_radius_m: value("NAV_FW_ALT_RAD").max(1.0),
            land_slope: value("FW_LND_ANG").clamp(1.0, 15.0).to_radians().tan(),
            lost_wait: parameters.seconds("FW_GPSF_LT"),
            lost_bank_rad: value("FW_GPSF_R").clamp(0.0, 30.0).to_radians(),
        }
    }

    /// The limits with another speed than it comes with, as far as that can be flown.
    pub fn limits_at(&self, speed_mps: Option<f64>) -> WingLimits {
        let Some(speed_mps) = speed_mps else {
            return self.limits;
        };
        WingLimits {
            airspeed_mps: speed_mps
                .min(self.most_airspeed_mps)
                .max(self.limits.least_airspeed_mps),
            ..self.limits
        }
    }
}

impl TransitionSettings {
    /// From the parameters of a PX4.
    pub fn of(parameters: &Parameters) -> Self {
        let value = |name| parameters.value(name);
        let align_s = value("MIS_YAW_TMT");
        Self {
            timeout: parameters.seconds("VT_TRANS_TIMEOUT"),
            blend_after: parameters.seconds("VT_F_TR_OL_TM"),
            blend_mps: value("VT_ARSP_BLEND"),
            loss_m: value("VT_QC_T_ALT_LOSS"),
            lowest_m: value("VT_FW_MIN_ALT"),
            wing_loss_m: value("VT_QC_ALT_LOSS"),
            most_rad: (
                value("VT_FW_QC_P").abs().to_radians(),
                value("VT_FW_QC_R").abs().to_radians(),
            ),
            highest_m: value("VT_FW_QC_HMAX"),
            action: value("COM_QC_ACT") as i32,
            brake_mps2: value("VT_B_DEC_MSS").clamp(0.5, 10.0),
            align_rad: value("MIS_YAW_ERR").clamp(1.0, 90.0).to_radians(),
            align_wait: (align_s >= 0.0).then(|| parameters.seconds("MIS_YAW_TMT")),
            loiter_m: value("VTO_LOITER_ALT").clamp(20.0, 300.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::airframe::WingModel;
    use crate::autopilot::parameters::{PX4_VTOL, PX4_WING};

    #[test]
    fn aeroplanes_come_with_the_limits_that_suit_their_airframes() {
        let cases = [
            (&PX4_WING, WingModel::survey_wing()),
            (&PX4_VTOL, WingModel::survey_vtol()),
        ];
        for (definitions, model) in cases {
            let flown = WingSettings::of(&Parameters::new(definitions)).limits;
            let suits = WingLimits::for_model(&model);
            let near = |a: f64, b: f64| assert!((a / b - 1.0).abs() < 0.02, "{a} {b}");
            near(flown.airspeed_mps, suits.airspeed_mps);
            near(flown.least_airspeed_mps, suits.least_airspeed_mps);
            near(flown.most_bank_rad, suits.most_bank_rad);
            near(flown.climb_mps, suits.climb_mps);
            near(flown.descend_mps, suits.descend_mps);
            near(flown.glide_sink_mps, suits.glide_sink_mps);
            near(flown.flare_height_m, suits.flare_height_m);
            near(flown.l1_distance_m(20.0), suits.l1_distance_m(20.0));
        }
    }

    #[test]
    fn a_speed_that_is_asked_for_is_flown_as_far_as_the_wing_bears_it() {
        let wing = WingSettings::of(&Parameters::new(&PX4_WING));
        let flown = |asked| wing.limits_at(asked).airspeed_mps;
        assert_eq!(flown(None), 16.0);
        assert_eq!([3.0, 18.0, 60.0].map(Some).map(flown), [12.0, 18.0, 22.0]);
    }
}
