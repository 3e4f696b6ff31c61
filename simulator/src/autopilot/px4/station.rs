//! What a ground station asks of a PX4 in tests.

#![allow(clippy::unwrap_used)]

use super::{LinkMode, Mode, Px4, VehicleKind};
pub use crate::autopilot::station::HOME;
use crate::autopilot::station::started;
use crate::craft::CraftModel;
use crate::environment::MeanWind;
use crate::time::SimTime;
use mavlink::dialects::ardupilotmega::*;

pub type Station = crate::autopilot::station::Station<Px4>;

impl Station {
    pub fn new() -> Self {
        Self::with(Px4::new(
            1,
            &[LinkMode::Onboard],
            0.0,
            started(),
            SimTime::START,
        ))
    }

    /// A VTOL that has started up, knows where it is and has heard of us.
    pub fn vtol() -> Self {
        Self::flying(CraftModel::survey_vtol(), MeanWind::CALM)
    }

    /// The same of any craft in a wind.
    pub fn flying(model: CraftModel, wind: MeanWind) -> Self {
        let kind = VehicleKind::of(&model.airframe);
        let links = [LinkMode::Onboard];
        let px4 = Px4::of_kind(kind, 1, &links, 0.0, started(), SimTime::START);
        let mut station = Self::before(px4, model);
        station.world.weather.wind = wind;
        station.start_up();
        station
    }

    /// One that has started up, knows where it is and has heard of us.
    pub fn ready() -> Self {
        let mut station = Self::new();
        station.start_up();
        station
    }

    fn start_up(&mut self) {
        self.wait(10.0);
        self.beat();
        self.wait(0.2);
    }

    pub fn beat(&mut self) {
        self.send(&HEARTBEAT_DATA {
            mavtype: MavType::MAV_TYPE_GCS,
            autopilot: MavAutopilot::MAV_AUTOPILOT_INVALID,
            mavlink_version: 3,
            ..Default::default()
        });
    }

    /// Waits and beats as ground stations do.
    pub fn wait_beating(&mut self, seconds: f64) {
        for _ in 0..(seconds.round() as u32) {
            self.beat();
            self.wait(0.98);
        }
    }

    pub fn mode(&mut self, mode: Mode) -> MavResult {
        let (main, sub) = mode.numbers();
        let params = [129.0, main.into(), sub.into(), 0.0, 0.0, 0.0, 0.0];
        self.result(MavCmd::MAV_CMD_DO_SET_MODE, params)
    }

    pub fn arm(&mut self) -> MavResult {
        let params = [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
        self.result(MavCmd::MAV_CMD_COMPONENT_ARM_DISARM, params)
    }

    /// Arms and climbs to a height above home.
    pub fn take_off(&mut self, height_m: f32) {
        assert_eq!(self.arm(), MavResult::MAV_RESULT_ACCEPTED);
        let amsl_m = self.autopilot.home.unwrap().place.altitude_amsl_m as f32 + height_m;
        let params = [0.0, 0.0, 0.0, f32::NAN, 0.0, 0.0, amsl_m];
        let result = self.result(MavCmd::MAV_CMD_NAV_TAKEOFF, params);
        assert_eq!(result, MavResult::MAV_RESULT_ACCEPTED);
        let is_hold = |said: &MavMessage| {
            matches!(said, MavMessage::HEARTBEAT(it) if it.custom_mode == Mode::Loiter.custom_mode()
                && it.base_mode.bits() & 128 != 0)
        };
        self.wait(2.0);
        assert!(self.until(60.0, is_hold), "{:?}", self.texts());
    }

    /// DO_REPOSITION by COMMAND_INT.
    pub fn reposition(&mut self, x: i32, y: i32, z: f32, frame: MavFrame) -> MavResult {
        let said = self.send(&COMMAND_INT_DATA {
            param1: -1.0,
            param2: 1.0,
            param4: f32::NAN,
            x,
            y,
            z,
            command: MavCmd::MAV_CMD_DO_REPOSITION,
            target_system: 1,
            target_component: 1,
            frame,
            ..Default::default()
        });
        let ack = said.iter().find_map(|message| match message {
            MavMessage::COMMAND_ACK(ack) => Some(ack.result),
            _ => None,
        });
        ack.unwrap()
    }

    /// Texts, the chunks of one put together again, and without their tabs.
    pub fn whole_texts(&self) -> Vec<(MavSeverity, String)> {
        whole_texts(self.said.iter().map(|(_, message)| message))
    }

    pub fn was_told(&self, text: &str) -> bool {
        self.whole_texts().iter().any(|(_, told)| told == text)
    }
}

/// Texts, the chunks of one put together again, and without their tabs.
pub fn whole_texts<'a>(
    messages: impl Iterator<Item = &'a MavMessage>,
) -> Vec<(MavSeverity, String)> {
    let mut texts: Vec<(MavSeverity, String)> = Vec::new();
    for message in messages {
        if let MavMessage::STATUSTEXT(text) = message {
            let part = text.text.to_str().unwrap().to_owned();
            match texts.last_mut() {
                Some((_, whole)) if text.chunk_seq > 0 => whole.push_str(&part),
                _ => texts.push((text.severity, part)),
            }
        }
    }
    for (_, text) in &mut texts {
        *text = text.trim_end_matches('\t').to_owned();
    }
    texts
}
