//! The commands of Copter that are not flights of their own: where the mission goes on, where home is,
//! where the nose points, what is sent how often, and starting anew.

use super::copter::{Announcement, Copter};
use super::modes::Mode;
use super::regular::Regular;
use crate::airframe::Contact;
use crate::autopilot::command::{Command, whole};
use crate::autopilot::flight::{Facing, Task};
use crate::autopilot::mission_run::Turn;
use crate::autopilot::missions::Kind;
use crate::autopilot::telling::interval_us;
use crate::craft::Craft;
use crate::time::SimTime;
use crate::wire::ChannelId;
use mavlink::dialects::ardupilotmega::*;

const ACCEPTED: MavResult = MavResult::MAV_RESULT_ACCEPTED;
const FAILED: MavResult = MavResult::MAV_RESULT_FAILED;

/// Home is no farther above or below the origin of its places, m (EKF_ORIGIN_MAX_ALT_KM).
const FARTHEST_HOME_M: f64 = 50_000.0;

impl Copter {
    /// What such a command is answered; `None` for one that is none of these.
    pub(super) fn keep_up(
        &mut self,
        command: &Command,
        now: SimTime,
        craft: &Craft,
    ) -> Option<MavResult> {
        let [first, ..] = command.params;
        Some(match command.id {
            MavCmd::MAV_CMD_PREFLIGHT_REBOOT_SHUTDOWN => self.reboot_on_command(first),
            MavCmd::MAV_CMD_DO_SEND_BANNER => {
                self.tell_banner();
                ACCEPTED
            }
            MavCmd::MAV_CMD_RUN_PREARM_CHECKS => self.run_checks(craft),
            MavCmd::MAV_CMD_DO_SET_HOME => self.set_home(command, craft),
            MavCmd::MAV_CMD_CONDITION_YAW => self.turn_to(command, craft),
            MavCmd::MAV_CMD_DO_PAUSE_CONTINUE => self.pause_or_continue(first, now, craft),
            MavCmd::MAV_CMD_DO_SET_MISSION_CURRENT => match whole(first).map(u16::try_from) {
                Some(Ok(seq)) => self.set_current_item(seq, now, craft),
                _ => FAILED,
            },
            MavCmd::MAV_CMD_DO_FLIGHTTERMINATION if first > 0.5 => {
                self.say(
                    MavSeverity::MAV_SEVERITY_EMERGENCY,
                    "Terminating due to GCS request",
                );
                self.disarm();
                ACCEPTED
            }
            _ => return None,
        })
    }

    /// It starts anew once the answer is out; with its motors armed it does not.
    fn reboot_on_command(&mut self, how: f32) -> MavResult {
        if self.armed_at.is_some() || !(1.0..=3.0).contains(&how) {
            return FAILED;
        }
        self.reboots = true;
        ACCEPTED
    }

    fn run_checks(&mut self, craft: &Craft) -> MavResult {
        if self.armed_at.is_some() {
            return MavResult::MAV_RESULT_TEMPORARILY_REJECTED;
        }
        for refusal in self.arming_refusals(craft) {
            let text = format!("PreArm: {refusal}");
            self.say(MavSeverity::MAV_SEVERITY_CRITICAL, text);
        }
        ACCEPTED
    }

    pub(super) fn set_home(&mut self, command: &Command, craft: &Craft) -> MavResult {
        let Some(origin) = self.origin else {
            return FAILED;
        };
        let here = craft.estimate().place;
        let home = if command.params[0] == 1.0 {
            here
        } else {
            match self.place_of(command.lat_lon_deg, command.z.into(), command.frame) {
                Ok(place) => place,
                Err(refusal) => return refusal,
            }
        };
        if (home.altitude_amsl_m - origin.altitude_amsl_m).abs() > FARTHEST_HOME_M {
            return FAILED;
        }
        self.home = Some(home);
        self.announcements.push(Announcement::Now(Regular::Home));
        ACCEPTED
    }

    /// Accepted in every mode; only the ones that steer the nose by themselves turn it.
    fn turn_to(&mut self, command: &Command, craft: &Craft) -> MavResult {
        let [angle_deg, _, _, relative] = command.params;
        let is_relative_or_not = relative == 0.0 || relative == 1.0;
        if !(0.0..=360.0).contains(&angle_deg) || !is_relative_or_not {
            return FAILED;
        }
        let is_flying = craft.contact() == Contact::Airborne;
        if is_flying && self.mode.is_guided() {
            self.turn(&Turn::from(command.params));
        }
        ACCEPTED
    }

    /// In a mission it stops where it is, and goes on from there; not on a circle, nor on its way up, down
    /// or home, nor when nothing is left to fly.
    fn pause_or_continue(&mut self, which: f32, now: SimTime, craft: &Craft) -> MavResult {
        if self.mode != Mode::Auto || self.armed_at.is_none() {
            return FAILED;
        }
        if which == 0.0 && !self.flies_to_an_item() {
            self.tell("Failed to pause");
            return FAILED;
        }
        if which == 0.0 {
            self.is_paused = true;
            let here = craft.estimate().place;
            self.flight.begin(Task::Goto(here), Facing::Keep, now);
        } else if self.is_paused {
            self.start_mission(now, craft);
        }
        ACCEPTED
    }

    /// The mission goes on with another item.
    pub(super) fn set_current_item(&mut self, seq: u16, now: SimTime, craft: &Craft) -> MavResult {
        let items = self.stores.get(Kind::Mission).flown_items().to_vec();
        if usize::from(seq) >= items.len() {
            return FAILED;
        }
        let is_armed_in_auto = self.mode == Mode::Auto && self.armed_at.is_some();
        let is_flown = is_armed_in_auto && self.run.has_begun();
        if seq == 0 || self.mission_is_complete {
            // Item 0 is home: from there the mission begins anew, as one does that was over.
            self.run.reset();
            self.mission_is_complete = false;
        }
        if is_flown {
            self.is_paused = false;
            let around = self.circumstances(now, craft);
            let orders = self.run.go_to(seq.max(1), &items, &around);
            self.carry_out(&orders, &items, now, craft);
        } else {
            self.run.set_current(seq.max(1));
        }
        self.announcements
            .push(Announcement::Now(Regular::MissionCurrent));
        ACCEPTED
    }

    /// How often a message is sent on a link.
    pub(super) fn interval_of(&self, channel: ChannelId, message_id: u32) -> MESSAGE_INTERVAL_DATA {
        let link = self.channels.get(usize::from(channel.0));
        let message = Regular::of(message_id);
        let interval = message.map(|it| link.and_then(|link| link.streams.interval(it)));
        MESSAGE_INTERVAL_DATA {
            message_id: message_id as u16,
            // 0 for one that it cannot send, −1 for one that is off (MAVLink, MESSAGE_INTERVAL).
            interval_us: match interval {
                None => 0,
                Some(None) => -1,
                Some(Some(interval)) => interval_us(interval),
            },
        }
    }
}

#[cfg(test)]
mod tests;
