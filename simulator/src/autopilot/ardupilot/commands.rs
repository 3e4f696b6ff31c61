//! The commands that Copter obeys, and how it acknowledges them.

use super::copter::{Announcement, Copter};
use super::modes::Mode;
use super::regular::Regular;
use crate::airframe::Contact;
use crate::autopilot::command::{Command, whole};
use crate::autopilot::flight::{Facing, Task};
use crate::autopilot::missions::Partner;
use crate::craft::Craft;
use crate::place::Place;
use crate::time::SimTime;
use crate::wire::{ChannelId, Outbox};
use mavlink::dialects::ardupilotmega::*;
use std::time::Duration;

/// The answer to a command.
struct Answer {
    result: MavResult,
    /// A message that was asked for; Copter acknowledges first.
    then: Option<Regular>,
}

impl From<MavResult> for Answer {
    fn from(result: MavResult) -> Self {
        Self { result, then: None }
    }
}

const ACCEPTED: MavResult = MavResult::MAV_RESULT_ACCEPTED;
const FAILED: MavResult = MavResult::MAV_RESULT_FAILED;
const DENIED: MavResult = MavResult::MAV_RESULT_DENIED;
const UNSUPPORTED: MavResult = MavResult::MAV_RESULT_UNSUPPORTED;
/// The number that makes arming skip its checks (ArduPilot, `magic_force_arm_value`).
const FORCE_ARM: f32 = 2_989.0;
/// The number that makes disarming happen in the air.
const FORCE_DISARM: f32 = 21_196.0;
/// MAV_MODE_FLAG_CUSTOM_MODE_ENABLED.
const CUSTOM_MODE: u32 = 1;

impl Copter {
    pub(super) fn command(
        &mut self,
        command: &Command,
        partner: Partner,
        now: SimTime,
        craft: &Craft,
        outbox: &mut Outbox,
    ) {
        let answer = self.obey(command, partner.channel, now, craft);
        let report = answer
            .then
            .map(|message| (message, self.report(now, craft)));
        let interval = whole(command.params[0])
            .filter(|_| command.id == MavCmd::MAV_CMD_GET_MESSAGE_INTERVAL)
            .map(|message_id| self.interval_of(partner.channel, message_id));
        self.speak_to(partner.channel, now, outbox, |voice| {
            voice.say(&COMMAND_ACK_DATA {
                command: command.id,
                result: answer.result,
                progress: 0,
                result_param2: 0,
                target_system: partner.system_id,
                target_component: partner.component_id,
            });
            if let Some((message, report)) = report {
                report.say(message, voice);
            }
            if let Some(interval) = interval {
                voice.say(&interval);
            }
        });
    }

    fn obey(
        &mut self,
        command: &Command,
        channel: ChannelId,
        now: SimTime,
        craft: &Craft,
    ) -> Answer {
        let [first, second, ..] = command.params;
        match command.id {
            MavCmd::MAV_CMD_COMPONENT_ARM_DISARM if first == 1.0 => {
                self.arm(second == FORCE_ARM, now, craft).into()
            }
            MavCmd::MAV_CMD_COMPONENT_ARM_DISARM if first == 0.0 => {
                self.disarm_on_command(second == FORCE_DISARM, craft).into()
            }
            MavCmd::MAV_CMD_DO_SET_MODE => self.set_mode_by_numbers(first, second, now, craft),
            MavCmd::MAV_CMD_NAV_TAKEOFF => self.take_off(command, now, craft).into(),
            MavCmd::MAV_CMD_NAV_RETURN_TO_LAUNCH => self.change_to(Mode::Rtl, now, craft),
            MavCmd::MAV_CMD_NAV_LAND => self.change_to(Mode::Land, now, craft),
            MavCmd::MAV_CMD_NAV_LOITER_UNLIM => self.change_to(Mode::Loiter, now, craft),
            MavCmd::MAV_CMD_MISSION_START => {
                if self.armed_at.is_some() && self.set_mode(Mode::Auto, now, craft) {
                    // Where it was in AUTO before it was armed, nothing has begun yet.
                    if self.run.current().is_none() || !self.run.has_begun() {
                        self.start_mission(now, craft);
                    }
                    ACCEPTED.into()
                } else {
                    FAILED.into()
                }
            }
            MavCmd::MAV_CMD_DO_REPOSITION => self.reposition(command, now, craft).into(),
            MavCmd::MAV_CMD_DO_CHANGE_SPEED => {
                let is_changed = self.mode.is_guided() && self.change_speed(first, second);
                (if is_changed { ACCEPTED } else { FAILED }).into()
            }
            MavCmd::MAV_CMD_DO_FENCE_ENABLE => self.enable_fence(first).into(),
            MavCmd::MAV_CMD_GET_HOME_POSITION => match self.home {
                Some(_) => Answer {
                    result: ACCEPTED,
                    then: Some(Regular::Home),
                },
                None => FAILED.into(),
            },
            MavCmd::MAV_CMD_REQUEST_MESSAGE => match whole(first).and_then(Regular::of) {
                Some(message) => Answer {
                    result: ACCEPTED,
                    then: Some(message),
                },
                None => UNSUPPORTED.into(),
            },
            MavCmd::MAV_CMD_REQUEST_AUTOPILOT_CAPABILITIES => Answer {
                result: ACCEPTED,
                then: Some(Regular::Version),
            },
            MavCmd::MAV_CMD_GET_MESSAGE_INTERVAL if whole(first).is_some() => ACCEPTED.into(),
            MavCmd::MAV_CMD_GET_MESSAGE_INTERVAL => FAILED.into(),
            MavCmd::MAV_CMD_SET_MESSAGE_INTERVAL => {
                self.set_interval(channel, first, second, now).into()
            }
            _ => self
                .keep_up(command, now, craft)
                .unwrap_or(UNSUPPORTED)
                .into(),
        }
    }

    /// Its modes have numbers of its own alone: without the bit that says so nothing is meant.
    fn set_mode_by_numbers(
        &mut self,
        base: f32,
        custom: f32,
        now: SimTime,
        craft: &Craft,
    ) -> Answer {
        let is_custom = whole(base).is_some_and(|base| base & CUSTOM_MODE != 0);
        match whole(custom).filter(|_| is_custom) {
            None => DENIED.into(),
            Some(number) => match Mode::of(number) {
                Some(mode) => self.change_to(mode, now, craft),
                None => FAILED.into(),
            },
        }
    }

    /// 0 off, 1 on, 2 without its floor.
    pub(super) fn enable_fence(&mut self, which: f32) -> MavResult {
        if which == 2.0 {
            self.watch.drop_floor();
            return ACCEPTED;
        }
        let is_on = which == 1.0;
        if !is_on && which != 0.0 {
            return DENIED;
        }
        self.watch.restore_floor();
        match self.parameters.set("FENCE_ENABLE", f64::from(is_on)) {
            Ok(_) => ACCEPTED,
            Err(_) => FAILED,
        }
    }

    fn change_to(&mut self, mode: Mode, now: SimTime, craft: &Craft) -> Answer {
        if self.set_mode(mode, now, craft) {
            ACCEPTED.into()
        } else {
            FAILED.into()
        }
    }

    fn set_interval(
        &mut self,
        channel: ChannelId,
        message_id: f32,
        interval_us: f32,
        now: SimTime,
    ) -> MavResult {
        let Some(message) = whole(message_id).and_then(Regular::of) else {
            return FAILED;
        };
        if !interval_us.is_finite() {
            return DENIED;
        }
        let interval = match interval_us {
            // The default of everything but these is off.
            0.0 => match message {
                Regular::Heartbeat => Some(Duration::from_secs(1)),
                Regular::TimeSync => Some(Duration::from_secs(10)),
                _ => None,
            },
            us if us > 0.0 => Some(Duration::from_micros(us as u64)),
            _ => None,
        };
        let link = self.channels.get_mut(usize::from(channel.0));
        if link.is_some_and(|link| link.streams.set(message, interval, now)) {
            ACCEPTED
        } else {
            FAILED
        }
    }

    pub(super) fn arm(&mut self, forced: bool, now: SimTime, craft: &Craft) -> MavResult {
        if self.armed_at.is_some() {
            return ACCEPTED;
        }
        if !forced {
            let mut refusals = self.arming_refusals(craft);
            let broken = self.broken_fences(craft);
            refusals.extend(
                broken
                    .iter()
                    .map(|kind| format!("Vehicle breaching {} fence", kind.name())),
            );
            if !refusals.is_empty() {
                for refusal in refusals {
                    self.say(
                        MavSeverity::MAV_SEVERITY_CRITICAL,
                        format!("Arm: {refusal}"),
                    );
                }
                return FAILED;
            }
        }
        self.armed_at = Some(now);
        self.landed_since = None;
        self.mission_is_complete = false;
        if self.start_up.uses_gnss() {
            // Home is where it arms.
            self.home = Some(craft.estimate().place);
            self.announcements.push(Announcement::Now(Regular::Origin));
            self.announcements.push(Announcement::Now(Regular::Home));
        }
        self.tell("Arming motors");
        ACCEPTED
    }

    pub(super) fn arming_refusals(&self, craft: &Craft) -> Vec<String> {
        let mut refusals = Vec::new();
        if !self.mode.allows_arming() {
            refusals.push(format!("{:?} mode not armable", self.mode));
        }
        if !self.start_up.may_arm() {
            refusals.push("AHRS: waiting for home".to_owned());
        } else if self.mode.needs_position() && !self.start_up.uses_gnss() {
            refusals.push("Need Position Estimate".to_owned());
        }
        if craft.contact() == Contact::Wrecked {
            refusals.push("Vehicle is crashed".to_owned());
        }
        refusals
    }

    fn disarm_on_command(&mut self, forced: bool, craft: &Craft) -> MavResult {
        if self.armed_at.is_none() {
            return ACCEPTED;
        }
        if !forced && craft.contact() == Contact::Airborne {
            return FAILED;
        }
        self.disarm();
        ACCEPTED
    }

    fn take_off(&mut self, command: &Command, now: SimTime, craft: &Craft) -> MavResult {
        let is_above_home = matches!(
            command.frame,
            MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT | MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT_INT
        );
        if !is_above_home {
            return DENIED;
        }
        let height_m = command.z;
        let (Some(home), true) = (self.home, self.armed_at.is_some()) else {
            return FAILED;
        };
        let may = self.mode == Mode::Guided
            && craft.contact() == Contact::Standing
            && height_m > 0.0
            && height_m.is_finite();
        if !may {
            return FAILED;
        }
        let task = Task::TakeOff {
            from: craft.estimate().place,
            to_amsl_m: home.altitude_amsl_m + f64::from(height_m),
        };
        self.flight.begin(task, Facing::Keep, now);
        ACCEPTED
    }

    fn reposition(&mut self, command: &Command, now: SimTime, craft: &Craft) -> MavResult {
        let place = match self.place_of(command.lat_lon_deg, command.z.into(), command.frame) {
            Ok(place) => place,
            Err(refusal) => return refusal,
        };
        // With the flag it changes into GUIDED by itself (MAV_DO_REPOSITION_FLAGS).
        let may_change = command.params[1] as u32 & 1 != 0;
        if self.mode != Mode::Guided && !(may_change && self.set_mode(Mode::Guided, now, craft)) {
            return DENIED;
        }
        if self.armed_at.is_none() {
            return FAILED;
        }
        if !self.fence_lets(place) {
            return FAILED;
        }
        self.flight.begin(Task::Goto(place), Facing::Ahead, now);
        ACCEPTED
    }

    /// The place that a command or a target names, with its height above mean sea level. What is no
    /// number would be inside of every fence: it is no place.
    pub(super) fn place_of(
        &self,
        lat_lon_deg: Option<(f64, f64)>,
        height_m: f64,
        frame: MavFrame,
    ) -> Result<Place, MavResult> {
        let amsl_m = match (frame, self.home) {
            (MavFrame::MAV_FRAME_GLOBAL | MavFrame::MAV_FRAME_GLOBAL_INT, _) => height_m,
            (
                MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT
                | MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT_INT,
                Some(home),
            ) => home.altitude_amsl_m + height_m,
            _ => return Err(MavResult::MAV_RESULT_COMMAND_UNSUPPORTED_MAV_FRAME),
        };
        let (latitude_deg, longitude_deg) = lat_lon_deg.ok_or(DENIED)?;
        let place = Place::new(latitude_deg, longitude_deg, amsl_m);
        place.is_on_earth().then_some(place).ok_or(DENIED)
    }
}

#[cfg(test)]
mod tests;
