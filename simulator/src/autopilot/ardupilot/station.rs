//! What a ground station asks of a Copter in tests.

#![allow(clippy::unwrap_used)]

use super::copter::Copter;
use super::modes::Mode;
use crate::autopilot::station::started;
pub use crate::autopilot::station::{DT, HOME};
use crate::time::SimTime;
use mavlink::dialects::ardupilotmega::*;

pub type Station = crate::autopilot::station::Station<Copter>;

impl Station {
    pub fn new() -> Self {
        Self::with(Copter::new(1, 1, 0.0, started(), SimTime::START))
    }

    /// One that has started up and knows where it is.
    pub fn ready() -> Self {
        let mut station = Self::new();
        station.wait(45.0);
        station
    }

    pub fn mode(&mut self, mode: Mode) -> MavResult {
        let params = [1.0, mode.custom_mode() as f32, 0.0, 0.0, 0.0, 0.0, 0.0];
        self.result(MavCmd::MAV_CMD_DO_SET_MODE, params)
    }

    pub fn arm(&mut self) -> MavResult {
        let params = [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
        self.result(MavCmd::MAV_CMD_COMPONENT_ARM_DISARM, params)
    }

    pub fn take_off(&mut self, height_m: f32) {
        assert_eq!(self.mode(Mode::Guided), MavResult::MAV_RESULT_ACCEPTED);
        assert_eq!(self.arm(), MavResult::MAV_RESULT_ACCEPTED);
        let params = [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, height_m];
        let result = self.result(MavCmd::MAV_CMD_NAV_TAKEOFF, params);
        assert_eq!(result, MavResult::MAV_RESULT_ACCEPTED);
        self.wait(f64::from(height_m) / 2.0 + 6.0);
    }
}
