//! The commands that PX4 obeys, and how it acknowledges them.

use super::arming::Reason;
use super::events::{CRITICAL, ERROR, Event, INFO};
use super::kind::VehicleKind;
use super::modes::Mode;
use super::px4::{Around, Px4};
use super::regular::Regular;
use crate::autopilot::command::{Command, whole};
use crate::autopilot::missions::{Item, Partner};
use crate::autopilot::telling::interval_us;
use crate::place::Place;
use crate::wire::{ChannelId, Outbox};
use mavlink::dialects::ardupilotmega::*;
use std::time::Duration;

/// The answer to a command.
#[derive(Default)]
struct Answer {
    /// Nothing is said where nobody on board feels concerned.
    result: Option<MavResult>,
    /// A message that was asked for; PX4 sends it before it acknowledges.
    first: Option<First>,
    /// Two parts of it acknowledge.
    is_twice: bool,
}

/// What goes before an acknowledgement.
enum First {
    Message(Regular),
    Interval(MESSAGE_INTERVAL_DATA),
}

impl From<MavResult> for Answer {
    fn from(result: MavResult) -> Self {
        Self {
            result: Some(result),
            ..Self::default()
        }
    }
}

const ACCEPTED: MavResult = MavResult::MAV_RESULT_ACCEPTED;
const DENIED: MavResult = MavResult::MAV_RESULT_DENIED;
const FAILED: MavResult = MavResult::MAV_RESULT_FAILED;
const REJECTED: MavResult = MavResult::MAV_RESULT_TEMPORARILY_REJECTED;
const UNSUPPORTED: MavResult = MavResult::MAV_RESULT_UNSUPPORTED;
/// The number that makes disarming happen in the air. Arming by a ground station is checked all the same.
const FORCE: f32 = 21_196.0;
/// DO_SET_MODE: the numbers are those of PX4.
const CUSTOM_MODE: u8 = 1;

fn accepted_if(is_done: bool) -> MavResult {
    if is_done { ACCEPTED } else { REJECTED }
}

impl Px4 {
    pub(super) fn command(
        &mut self,
        command: &Command,
        partner: Partner,
        around: &Around,
        outbox: &mut Outbox,
    ) {
        let answer = self.obey(command, partner.channel, around);
        let report = match answer.first {
            Some(First::Message(asked)) => Some(self.report(around, |message| message == asked)),
            _ => None,
        };
        let ack = answer.result.map(|result| COMMAND_ACK_DATA {
            command: command.id,
            result,
            progress: 0,
            result_param2: 0,
            target_system: partner.system_id,
            target_component: partner.component_id,
        });
        self.speak_to(partner.channel, around.now, outbox, |voice| {
            match (answer.first, report) {
                (Some(First::Message(message)), Some(report)) => report.say(message, voice),
                (Some(First::Interval(interval)), _) => voice.say(&interval),
                _ => {}
            }
            if let Some(ack) = &ack {
                voice.say(ack);
            }
        });
        if answer.is_twice {
            self.second_answers
                .extend(ack.map(|ack| (partner.channel, ack)));
        }
    }

    fn obey(&mut self, command: &Command, channel: ChannelId, around: &Around) -> Answer {
        let [first, second, third, ..] = command.params;
        match command.id {
            MavCmd::MAV_CMD_COMPONENT_ARM_DISARM => self.arm_or_disarm(first, second, around),
            MavCmd::MAV_CMD_DO_SET_MODE => Answer {
                is_twice: true,
                ..self.set_mode_by_numbers(first as u8, second as u8, third as u8, around)
            },
            MavCmd::MAV_CMD_NAV_TAKEOFF => self.command_take_off(command, around).into(),
            MavCmd::MAV_CMD_NAV_VTOL_TAKEOFF if self.kind == VehicleKind::Vtol => {
                self.command_vtol_take_off(command, around).into()
            }
            MavCmd::MAV_CMD_DO_VTOL_TRANSITION if self.kind == VehicleKind::Vtol => {
                self.command_transition(first, second, around).into()
            }
            MavCmd::MAV_CMD_DO_ORBIT if self.flies_on_wing() => {
                self.command_orbit(command, around).into()
            }
            MavCmd::MAV_CMD_NAV_RETURN_TO_LAUNCH => {
                let is_done = self.return_to_launch(around);
                if !is_done {
                    self.reject_mode(Mode::Rtl);
                }
                accepted_if(is_done).into()
            }
            MavCmd::MAV_CMD_NAV_LAND => {
                let is_done = self.change_to(Mode::Land, around);
                if is_done {
                    let event = Event::new("commander_landing_current_pos", INFO);
                    self.tell("Landing at current position\t", Some(event));
                }
                accepted_if(is_done).into()
            }
            MavCmd::MAV_CMD_MISSION_START => self.command_mission(first, around).into(),
            MavCmd::MAV_CMD_DO_REPOSITION => self.command_reposition(command, around).into(),
            MavCmd::MAV_CMD_DO_CHANGE_ALTITUDE => {
                let is_done = self.change_to(Mode::Loiter, around);
                if is_done {
                    // The frame in the second parameter is not looked at.
                    self.reposition(None, first.into(), (None, 0.0), around);
                }
                accepted_if(is_done).into()
            }
            MavCmd::MAV_CMD_DO_CHANGE_SPEED => {
                let speed_mps = f64::from(second);
                self.flight
                    .set_speed((speed_mps > 0.0).then_some(speed_mps));
                ACCEPTED.into()
            }
            MavCmd::MAV_CMD_DO_SET_HOME => self.command_home(command, around).into(),
            MavCmd::MAV_CMD_DO_SET_ROI
            | MavCmd::MAV_CMD_DO_SET_ROI_LOCATION
            | MavCmd::MAV_CMD_DO_SET_ROI_NONE => {
                self.payload_orders.push(Item::from(command));
                ACCEPTED.into()
            }
            MavCmd::MAV_CMD_RUN_PREARM_CHECKS => {
                self.report_checks(around);
                ACCEPTED.into()
            }
            MavCmd::MAV_CMD_PREFLIGHT_REBOOT_SHUTDOWN => self.command_reboot(first).into(),
            MavCmd::MAV_CMD_DO_FLIGHTTERMINATION => self.command_termination(first).into(),
            _ => self.obey_about_messages(command.id, first, second, channel, around),
        }
    }

    /// The commands that are about what is sent.
    fn obey_about_messages(
        &mut self,
        id: MavCmd,
        first: f32,
        second: f32,
        channel: ChannelId,
        around: &Around,
    ) -> Answer {
        let message = match id {
            MavCmd::MAV_CMD_REQUEST_MESSAGE => whole(first).and_then(Regular::of),
            MavCmd::MAV_CMD_REQUEST_AUTOPILOT_CAPABILITIES => Some(Regular::Version),
            MavCmd::MAV_CMD_REQUEST_PROTOCOL_VERSION => Some(Regular::ProtocolVersion),
            MavCmd::MAV_CMD_GET_HOME_POSITION => Some(Regular::Home),
            MavCmd::MAV_CMD_SET_MESSAGE_INTERVAL => {
                return self.set_interval(channel, first, second, around).into();
            }
            MavCmd::MAV_CMD_GET_MESSAGE_INTERVAL => {
                return match whole(first) {
                    Some(message_id) => self.tell_interval(channel, message_id),
                    None => FAILED.into(),
                };
            }
            // Other parts of a vehicle would answer, if it had them.
            MavCmd::MAV_CMD_DO_VTOL_TRANSITION
            | MavCmd::MAV_CMD_DO_TRIGGER_CONTROL
            | MavCmd::MAV_CMD_DO_DIGICAM_CONTROL
            | MavCmd::MAV_CMD_DO_SET_CAM_TRIGG_DIST
            | MavCmd::MAV_CMD_DO_SET_CAM_TRIGG_INTERVAL
            | MavCmd::MAV_CMD_SET_CAMERA_MODE
            | MavCmd::MAV_CMD_SET_CAMERA_ZOOM
            | MavCmd::MAV_CMD_SET_CAMERA_FOCUS
            | MavCmd::MAV_CMD_DO_LAND_START
            | MavCmd::MAV_CMD_DO_GO_AROUND
            | MavCmd::MAV_CMD_DO_MOUNT_CONTROL
            | MavCmd::MAV_CMD_DO_MOUNT_CONFIGURE
            | MavCmd::MAV_CMD_DO_GIMBAL_MANAGER_PITCHYAW
            | MavCmd::MAV_CMD_DO_GIMBAL_MANAGER_CONFIGURE
            | MavCmd::MAV_CMD_DO_WINCH
            | MavCmd::MAV_CMD_DO_GRIPPER
            | MavCmd::MAV_CMD_LOGGING_START
            | MavCmd::MAV_CMD_LOGGING_STOP => return Answer::default(),
            _ => return UNSUPPORTED.into(),
        };
        let is_known = message != Some(Regular::Home) || self.home.is_some();
        match message.filter(|_| is_known) {
            Some(message) => Answer {
                result: Some(ACCEPTED),
                first: Some(First::Message(message)),
                is_twice: false,
            },
            None => DENIED.into(),
        }
    }

    fn arm_or_disarm(&mut self, what: f32, force: f32, around: &Around) -> Answer {
        match what.round() {
            1.0 => accepted_if(self.arm(Reason::Command, around)).into(),
            0.0 if force == FORCE || self.may_disarm(around) => {
                self.disarm(Reason::Command, around.now);
                ACCEPTED.into()
            }
            0.0 => {
                let event = Event::new("commander_disarm_denied_not_landed", CRITICAL);
                self.warn("Disarming denied: not landed\t", Some(event));
                REJECTED.into()
            }
            _ => {
                let event = Event::new("commander_unsupported_arm_disarm_param", ERROR);
                let event = event.with(&what.to_le_bytes());
                let text = format!("Unsupported ARM_DISARM param: {what:.3}\t");
                self.warn(text, Some(event));
                UNSUPPORTED.into()
            }
        }
    }

    /// Changes the mode by what a heartbeat would say of it; SET_MODE does so as well.
    fn set_mode_by_numbers(&mut self, base: u8, main: u8, sub: u8, around: &Around) -> Answer {
        let mode = if base & CUSTOM_MODE == 0 {
            // MAV_MODE_FLAG: auto, or a pilot's sticks with guidance, stabilized or neither.
            match base {
                base if base & 4 != 0 => Some(Mode::Mission),
                base if base & 64 == 0 => None,
                base if base & 8 != 0 => Some(Mode::PosCtl),
                base if base & 16 != 0 => Some(Mode::Stabilized),
                _ => Some(Mode::Manual),
            }
        } else {
            Mode::of(main, sub)
        };
        let Some(mode) = mode else {
            if base & CUSTOM_MODE != 0 && Mode::is_auto(main) {
                let event = Event::new("commander_unsupported_auto_mode", ERROR);
                self.warn("Unsupported auto mode\t", Some(event));
                return REJECTED.into();
            }
            // A main mode that it does not know changes nothing, and is accepted.
            return ACCEPTED.into();
        };
        accepted_if(self.change_to(mode, around)).into()
    }

    /// The same by its message.
    pub(super) fn set_mode_by_message(
        &mut self,
        message: &SET_MODE_DATA,
        partner: Partner,
        around: &Around,
        outbox: &mut Outbox,
    ) {
        let (main, sub) = (message.custom_mode >> 16, message.custom_mode >> 24);
        let base = message.base_mode.bits();
        let answer = self.set_mode_by_numbers(base, main as u8, sub as u8, around);
        if let Some(result) = answer.result {
            let ack = COMMAND_ACK_DATA {
                command: MavCmd::MAV_CMD_DO_SET_MODE,
                result,
                target_system: partner.system_id,
                target_component: partner.component_id,
                ..Default::default()
            };
            self.speak_to(partner.channel, around.now, outbox, |voice| voice.say(&ack));
        }
    }

    pub(super) fn change_to(&mut self, mode: Mode, around: &Around) -> bool {
        let is_done = self.set_mode(mode, around);
        if !is_done {
            self.reject_mode(mode);
        }
        is_done
    }

    /// The height is above mean sea level, whatever the frame; one that is no number stands for
    /// MIS_TAKEOFF_ALT.
    fn command_take_off(&mut self, command: &Command, around: &Around) -> MavResult {
        self.take_off_amsl_m = command.z.is_finite().then_some(f64::from(command.z));
        let is_done = self.change_to(Mode::Takeoff, around);
        if !is_done {
            self.take_off_amsl_m = None;
        }
        accepted_if(is_done)
    }

    fn command_mission(&mut self, first_item: f32, around: &Around) -> MavResult {
        if !self.mission.is_valid {
            let event = Event::new("commander_mission_start_denied_no_mission", CRITICAL);
            self.warn("Mission start denied! No valid mission\t", Some(event));
            return DENIED;
        }
        let count = self.items().len() as f32;
        if !(-1.0..count).contains(&first_item) {
            return DENIED;
        }
        if first_item >= 0.0 {
            self.go_to_item(first_item as u16, around);
        }
        let is_done =
            self.set_mode(Mode::Mission, around) && self.arm(Reason::MissionStart, around);
        if !is_done {
            self.reject_mode(Mode::Mission);
        }
        accepted_if(is_done)
    }

    /// It changes to Hold and acknowledges; whether it flies there is another question.
    fn command_reposition(&mut self, command: &Command, around: &Around) -> MavResult {
        let [speed_mps, flags, radius_m, yaw_rad] = command.params;
        // Without MAV_DO_REPOSITION_FLAGS_CHANGE_MODE the one who answers knows nothing of it, and the
        // one who navigates flies there all the same where it holds already.
        let changes_mode = flags as u32 & 1 != 0;
        if !changes_mode && self.mode != Mode::Loiter {
            return UNSUPPORTED;
        }
        if changes_mode && !self.change_to(Mode::Loiter, around) {
            return REJECTED;
        }
        if speed_mps > 0.0 {
            self.flight.set_speed(Some(speed_mps.into()));
        }
        let yaw_rad = yaw_rad.is_finite().then_some(f64::from(yaw_rad));
        let at_zero = command.is_at_zero.then_some((0.0, 0.0));
        let lat_lon_deg = command.lat_lon_deg.or(at_zero);
        // A height in any frame is taken for one above mean sea level.
        let how = (yaw_rad, radius_m);
        self.reposition(lat_lon_deg, command.z.into(), how, around);
        if changes_mode { ACCEPTED } else { UNSUPPORTED }
    }

    fn command_home(&mut self, command: &Command, around: &Around) -> MavResult {
        if command.params[0] > 0.5 {
            if !self.has_position(around) {
                return REJECTED;
            }
            self.set_home(around);
            return ACCEPTED;
        }
        let height_m = f64::from(command.z);
        let place = command
            .lat_lon_deg
            .map(|(lat, lon)| Place::new(lat, lon, height_m));
        let Some(place) = place.filter(Place::is_on_earth) else {
            return DENIED;
        };
        if !self.has_position(around) {
            return REJECTED;
        }
        self.set_home(around);
        if let Some(home) = &mut self.home {
            (home.place, home.level_amsl_m) = (place, height_m);
        }
        self.refresh_fence(around);
        ACCEPTED
    }

    /// The first parameter is about the autopilot: 0 nothing, 1 it starts anew, 2 it shuts down; with its
    /// motors armed it does neither.
    fn command_reboot(&mut self, how: f32) -> MavResult {
        if how == 0.0 {
            return ACCEPTED;
        }
        if self.armed_at.is_some() || (how != 1.0 && how != 2.0) {
            return DENIED;
        }
        self.reboots = how == 1.0;
        self.is_off = how == 2.0;
        ACCEPTED
    }

    /// It cannot be taken back.
    fn command_termination(&mut self, is_on: f32) -> MavResult {
        let starts = is_on > 0.5;
        if starts {
            self.terminate();
        }
        accepted_if(starts)
    }

    fn set_interval(
        &mut self,
        channel: ChannelId,
        message_id: f32,
        interval_us: f32,
        around: &Around,
    ) -> MavResult {
        let message = whole(message_id).and_then(Regular::of);
        let message = message.filter(|it| it.is_stream() && interval_us.is_finite());
        let link = self.links.get_mut(usize::from(channel.0));
        let (Some(message), Some(link)) = (message, link) else {
            return FAILED;
        };
        let interval = match interval_us {
            0.0 => link.mode.interval(message),
            us if us > 0.0 => Some(Duration::from_micros(us as u64)),
            _ => None,
        };
        link.channel.streams.set(message, interval, around.now);
        ACCEPTED
    }

    fn tell_interval(&self, channel: ChannelId, message_id: u32) -> Answer {
        let link = self.links.get(usize::from(channel.0));
        let message = Regular::of(message_id);
        let interval = link
            .zip(message)
            .and_then(|(link, message)| link.channel.streams.interval(message));
        Answer {
            result: Some(ACCEPTED),
            first: Some(First::Interval(MESSAGE_INTERVAL_DATA {
                interval_us: interval.map_or(0, interval_us),
                message_id: message_id as u16,
            })),
            is_twice: false,
        }
    }
}

#[cfg(test)]
mod tests;
