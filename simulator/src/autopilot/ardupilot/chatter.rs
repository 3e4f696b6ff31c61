//! What Copter says unasked beside its regular messages: its banner, parameters that it changes by
//! itself, and the alignment of its compass in flight (`captures.md`, B.4 and D.1).

use super::copter::{Announcement, Copter};
use crate::airframe::Contact;
use crate::craft::Craft;
use crate::time::SimTime;
use std::time::Duration;

/// What it counts of its own life.
#[derive(Clone, Debug, Default)]
pub(super) struct Statistics {
    flushed: Option<SimTime>,
    flown: Duration,
    counted: Option<SimTime>,
    is_compass_aligned: bool,
    hover_throttle: Option<f64>,
}

/// Statistics are told after more than so long …
const FLUSH: Duration = Duration::from_secs(30);
/// … and looked at so often.
const COUNT: Duration = Duration::from_secs(1);
/// It hovers while it climbs or sinks slower than this, m/s.
const HOVERS_BELOW_MPS: f64 = 0.6;
/// Ten seconds are what it remembers (ArduPilot, `AP_MOTORS_THST_HOVER_TC`).
const LEARNED_EACH_SECOND: f64 = 0.1;
/// At this height above home the compass is aligned anew, once, metres.
const ALIGNED_ABOVE_M: f64 = 2.9;
/// What the sensors' calibration tells when the barometers are ready …
const TOLD_WITH_BAROMETERS: [&str; 6] = [
    "BARO1_GND_PRESS",
    "BARO2_GND_PRESS",
    "INS_GYR_ID",
    "INS_ACC_ID",
    "INS_GYR2_ID",
    "INS_ACC2_ID",
];
/// … and when the gyroscopes are.
const TOLD_WITH_GYROSCOPES: [&str; 14] = [
    "INS_GYROFFS_X",
    "INS_GYROFFS_Y",
    "INS_GYROFFS_Z",
    "INS_GYR_ID",
    "INS_GYR1_CALTEMP",
    "INS_GYR2OFFS_X",
    "INS_GYR2OFFS_Y",
    "INS_GYR2OFFS_Z",
    "INS_GYR2_ID",
    "INS_GYR2_CALTEMP",
    "INS_GYR3OFFS_X",
    "INS_GYR3OFFS_Y",
    "INS_GYR3OFFS_Z",
    "INS_GYR3_ID",
];

impl Copter {
    /// Who it is, in three lines: when its parameters are listed, and when it is asked.
    pub(super) fn tell_banner(&mut self) {
        self.tell("ArduCopter V4.7.0-dev (haiou-sim)");
        // A board tells its serial number here.
        self.tell(format!("simulated vehicle {}", self.system_id));
        self.tell("Frame: QUAD/PLUS");
    }

    /// Tells parameters as they are.
    fn tell_parameters(&mut self, names: &[&str]) {
        let indices = names.iter().filter_map(|it| self.parameters.index_of(it));
        let told: Vec<Announcement> = indices.map(Announcement::Parameter).collect();
        self.announcements.extend(told);
    }

    /// The barometers know the pressure on the ground.
    pub(super) fn calibrate_barometers(&mut self, craft: &Craft) {
        for name in ["BARO1_GND_PRESS", "BARO2_GND_PRESS"] {
            // Every Copter has both.
            self.parameters.set(name, craft.pressure_pa()).ok();
        }
    }

    /// What comes with a text of the start.
    pub(super) fn tell_calibration(&mut self, text: &str, craft: &Craft) {
        match text {
            "Barometer 2 calibration complete" => {
                self.calibrate_barometers(craft);
                self.tell_parameters(&TOLD_WITH_BAROMETERS);
            }
            "ArduPilot Ready" => self.tell_parameters(&TOLD_WITH_GYROSCOPES),
            _ => {}
        }
    }

    /// Barometers are calibrated anew when the height is known from satellites.
    pub(super) fn tell_field_elevation(&mut self, craft: &Craft) {
        let elevation_m = craft.fix().place.altitude_amsl_m;
        self.tell(format!("Field Elevation Set: {elevation_m:.0}m"));
        self.calibrate_barometers(craft);
        self.tell_parameters(&TOLD_WITH_BAROMETERS[..2]);
    }

    /// Counts the time that it runs and flies, and tells it.
    pub(super) fn count_statistics(&mut self, now: SimTime, craft: &Craft) {
        let counted = *self.statistics.counted.get_or_insert(self.booted);
        if now - counted < COUNT {
            return;
        }
        self.statistics.counted = Some(counted + COUNT);
        if craft.contact() == Contact::Airborne {
            self.statistics.flown += COUNT;
            self.learn_hover(craft);
        }
        let flushed = *self.statistics.flushed.get_or_insert(self.booted);
        if now - flushed >= FLUSH {
            self.tell_statistics(now);
        }
    }

    /// The throttle that holds it in the air is learned while it neither climbs nor sinks.
    fn learn_hover(&mut self, craft: &Craft) {
        if craft.estimate().velocity_mps.z.abs() > HOVERS_BELOW_MPS {
            return;
        }
        let throttle = craft.effort().throttle;
        let known = self.parameters.value("MOT_THST_HOVER");
        let learned = self.statistics.hover_throttle.get_or_insert(known);
        *learned += LEARNED_EACH_SECOND * (throttle - *learned);
    }

    /// What it learned is kept when it is disarmed.
    pub(super) fn tell_hover_throttle(&mut self) {
        if let Some(learned) = self.statistics.hover_throttle {
            self.announce_parameter("MOT_THST_HOVER", learned);
        }
    }

    /// Tells them now, as when it has landed.
    pub(super) fn tell_statistics(&mut self, now: SimTime) {
        self.statistics.flushed = Some(now);
        let flown_s = self.statistics.flown.as_secs_f64();
        if flown_s > 0.0 && flown_s != self.parameters.value("STAT_FLTTIME") {
            self.announce_parameter("STAT_FLTTIME", flown_s);
        }
        let runtime_s = (now - self.booted).as_secs_f64().round();
        self.announce_parameter("STAT_RUNTIME", runtime_s);
    }

    /// Away from the ground's iron the compass is aligned once more.
    pub(super) fn align_compass(&mut self, craft: &Craft) {
        if self.statistics.is_compass_aligned {
            return;
        }
        let Some(home) = self.home.filter(|_| self.armed_at.is_some()) else {
            return;
        };
        let above_m = craft.estimate().place.altitude_amsl_m - home.altitude_amsl_m;
        if above_m > ALIGNED_ABOVE_M {
            self.statistics.is_compass_aligned = true;
            self.tell("EKF3 IMU0 MAG0 in-flight yaw alignment complete");
            self.tell("EKF3 IMU1 MAG0 in-flight yaw alignment complete");
        }
    }
}
