//! How Copter is, as its heartbeat, its sensors' bits and its report tell it.

use super::copter::{Copter, Return};
use super::modes::Mode;
use super::telemetry::Report;
use crate::airframe::Contact;
use crate::autopilot::flight::Task;
use crate::autopilot::missions::Kind;
use crate::craft::Craft;
use crate::time::SimTime;
use mavlink::dialects::ardupilotmega::*;

impl Copter {
    fn heartbeat(&self, craft: &Craft) -> HEARTBEAT_DATA {
        let armed = self.armed_at.is_some();
        let is_booting = !self.start_up.is_ready();
        // Custom mode, stabilized, with manual input; guided where the position controller flies it.
        let mut base = 81;
        if armed {
            base |= 128;
        }
        if is_booting || (self.mode.is_guided() && (armed || self.mode == Mode::Guided)) {
            base |= 8;
        }
        HEARTBEAT_DATA {
            custom_mode: self.mode.custom_mode(),
            mavtype: MavType::MAV_TYPE_QUADROTOR,
            autopilot: MavAutopilot::MAV_AUTOPILOT_ARDUPILOTMEGA,
            base_mode: MavModeFlag::from_bits_retain(base),
            system_status: if is_booting {
                MavState::MAV_STATE_BOOT
            } else if armed && craft.contact() == Contact::Airborne {
                MavState::MAV_STATE_ACTIVE
            } else {
                MavState::MAV_STATE_STANDBY
            },
            mavlink_version: 3,
        }
    }

    fn mission_current(&self) -> MISSION_CURRENT_DATA {
        let total = self
            .stores
            .get(Kind::Mission)
            .items()
            .len()
            .saturating_sub(1);
        let in_auto = self.mode == Mode::Auto;
        MISSION_CURRENT_DATA {
            seq: self.run.current().unwrap_or(0),
            total: total as u16,
            mission_state: if total == 0 {
                MissionState::MISSION_STATE_NO_MISSION
            } else if self.mission_is_complete && in_auto {
                MissionState::MISSION_STATE_COMPLETE
            } else if in_auto && self.armed_at.is_some() {
                MissionState::MISSION_STATE_ACTIVE
            } else {
                MissionState::MISSION_STATE_NOT_STARTED
            },
            mission_mode: in_auto.into(),
            ..Default::default()
        }
    }

    /// Present, enabled, healthy, as the recorded one told them (`captures.md`, A.1).
    fn sensors(&self, craft: &Craft) -> [u32; 3] {
        use crate::sensors::Reception;
        let mut present = 0x5371_FC0F;
        let mut enabled = 0x5241_9C0F;
        let mut health = 0x4751_9C0F;
        if craft.fix().reception > Reception::None {
            present |= 0x20;
            enabled |= 0x20;
            health |= 0x20;
        }
        if self.start_up.attitude_is_known() {
            enabled |= 0x20_0000;
            health |= 0x20_0000;
        }
        if self.start_up.may_arm() || self.armed_at.is_some() {
            health |= 0x1000_0000;
        }
        if self.mode.is_guided() && (self.armed_at.is_some() || self.mode == Mode::Guided) {
            enabled |= 0x6000;
            health |= 0x6000;
        }
        if self.armed_at.is_some() {
            enabled |= 0x100_0000;
        }
        if self.settings.watched.has_fence {
            enabled |= 0x10_0000;
            health |= 0x10_0000;
        }
        [present, enabled, health]
    }

    /// What it knows of itself now.
    pub(super) fn report<'a>(&self, now: SimTime, craft: &'a Craft) -> Report<'a> {
        let descends = matches!(self.returning, Some((Return::Descend, _)));
        let flies_to_places = matches!(self.mode, Mode::Auto | Mode::Guided | Mode::Rtl);
        let target = match self.flight.task() {
            Task::Line { to, .. } | Task::Goto(to) if flies_to_places && !descends => Some(to),
            Task::Follow(course) => course.end(),
            _ => None,
        };
        Report {
            craft,
            estimate: craft.told_estimate(),
            boot_us: now.us().saturating_sub(self.booted.us()),
            unix_us: now.utc(self.started).timestamp_micros().max(0) as u64,
            home: self.home,
            origin: self.origin,
            uses_gnss: self.start_up.uses_gnss(),
            heartbeat: self.heartbeat(craft),
            mission: self.mission_current(),
            sensors: self.sensors(craft),
            fence: (self.settings.watched.has_fence).then(|| self.watch.fence_status(self.booted)),
            target,
            system_id: self.system_id,
            is_landed: craft.contact() != Contact::Airborne,
        }
    }
}
