//! What Copter is asked for beside commands, and what it answers.

use super::copter::{Announcement, Copter};
use super::modes::Mode;
use super::regular::Regular;
use super::start_up::Happening;
use crate::airframe::Contact;
use crate::autopilot::command::{Command, is_for, refusal_of_unknown, say_refusal, unknown_item};
use crate::autopilot::flight::{Facing, Task};
use crate::autopilot::missions::{Event, Kind, Partner};
use crate::autopilot::parameters::Encoding;
use crate::autopilot::telling::say_parameter;
use crate::craft::Craft;
use crate::place::{DegreeLengths, Place};
use crate::time::SimTime;
use crate::wire::{ChannelId, Incoming, Outbox, Voice};
use mavlink::dialects::ardupilotmega::*;
use nalgebra::{Rotation3, Vector3};
use std::time::Duration;

/// Parameters of a list that go out in one step.
pub(super) const PARAMETERS_A_STEP: usize = 4;
/// POSITION_TARGET_TYPEMASK: one of the place, of the velocity is to be ignored.
const NO_PLACE: u16 = 0x7;
const NO_VELOCITY: u16 = 0x38;

impl Copter {
    /// Says something on one link.
    pub(super) fn speak_to<T>(
        &mut self,
        channel: ChannelId,
        now: SimTime,
        outbox: &mut Outbox,
        say: impl FnOnce(&mut Voice) -> T,
    ) -> Option<T> {
        let link = self.channels.get_mut(usize::from(channel.0))?;
        Some(say(&mut link.voice(now, &mut self.signing, outbox)))
    }

    /// Takes what came on a link.
    pub(super) fn take(
        &mut self,
        channel: ChannelId,
        frame: &Incoming,
        now: SimTime,
        craft: &Craft,
        outbox: &mut Outbox,
    ) {
        let (system_id, component_id) = frame.from();
        let partner = Partner {
            channel,
            system_id,
            component_id,
        };
        let Some(message) = frame.message() else {
            if let Some(ack) = refusal_of_unknown(frame, self.system_id, partner) {
                self.speak_to(channel, now, outbox, |voice| say_refusal(&ack, voice));
            }
            if let Some(item) = unknown_item(frame, self.system_id)
                && let Some(link) = self.channels.get_mut(usize::from(channel.0))
            {
                let mut voice = link.voice(now, &mut self.signing, outbox);
                self.transfer.on_unknown_item(&mut voice, partner, item);
            }
            return;
        };
        if !is_for(&message, self.system_id) {
            return;
        }
        match &message {
            MavMessage::HEARTBEAT(_) => {
                if f64::from(system_id) == self.parameters.value("MAV_GCS_SYSID")
                    && let Some(link) = self.channels.get_mut(usize::from(channel.0))
                {
                    link.station_heard = Some(now);
                }
            }
            MavMessage::COMMAND_LONG(long) => {
                self.command(&Command::from(long), partner, now, craft, outbox);
            }
            MavMessage::COMMAND_INT(int) => {
                self.command(&Command::from(int), partner, now, craft, outbox);
            }
            MavMessage::SET_MODE(request) => {
                let is_custom = request
                    .base_mode
                    .contains(MavModeFlag::MAV_MODE_FLAG_CUSTOM_MODE_ENABLED);
                if let Some(mode) = Mode::of(request.custom_mode).filter(|_| is_custom) {
                    self.set_mode(mode, now, craft);
                }
            }
            MavMessage::REQUEST_DATA_STREAM(request) => self.stream(channel, request, now),
            MavMessage::SET_POSITION_TARGET_GLOBAL_INT(target) => {
                self.fly_to_target(target, now, craft);
            }
            MavMessage::SET_POSITION_TARGET_LOCAL_NED(target) => {
                self.fly_to_local_target(target, now, craft);
            }
            MavMessage::TIMESYNC(sync) if sync.tc1 == 0 => {
                let boot_ns = (now - self.booted).as_nanos() as i64;
                let answer = TIMESYNC_DATA {
                    tc1: boot_ns,
                    ts1: sync.ts1,
                    target_system: system_id,
                    target_component: component_id,
                };
                self.speak_to(channel, now, outbox, |voice| voice.say(&answer));
            }
            MavMessage::PARAM_REQUEST_LIST(_) => {
                if let Some(link) = self.channels.get_mut(usize::from(channel.0)) {
                    link.next_parameter = Some(0);
                }
                self.tell_banner();
            }
            MavMessage::PARAM_REQUEST_READ(request) => {
                self.read_parameter(request, channel, now, outbox);
            }
            MavMessage::PARAM_SET(request) => self.set_parameter(request),
            MavMessage::MISSION_SET_CURRENT(request) => {
                self.set_current_item(request.seq, now, craft);
            }
            MavMessage::FILE_TRANSFER_PROTOCOL(request) => {
                self.serves_files = true;
                self.files.take(partner, request);
            }
            _ => self.take_mission_message(&message, partner, now, outbox),
        }
    }

    fn stream(&mut self, channel: ChannelId, request: &REQUEST_DATA_STREAM_DATA, now: SimTime) {
        let rate = u64::from(request.req_message_rate.min(50));
        let interval = (request.start_stop == 1 && rate > 0)
            .then(|| Duration::from_micros(1_000_000 / rate.max(1)));
        let Some(link) = self.channels.get_mut(usize::from(channel.0)) else {
            return;
        };
        for message in Regular::ALL {
            if group_of(message).is_some_and(|group| {
                request.req_stream_id == MavDataStream::MAV_DATA_STREAM_ALL
                    || request.req_stream_id == group
            }) {
                link.streams.set(message, interval, now);
            }
        }
    }

    /// A target is taken or dropped without a word.
    fn fly_to_target(
        &mut self,
        target: &SET_POSITION_TARGET_GLOBAL_INT_DATA,
        now: SimTime,
        craft: &Craft,
    ) {
        if !self.is_guided_in_flight(craft) {
            return;
        }
        let mask = target.type_mask.bits();
        if mask & NO_PLACE == 0 {
            let degrees = |value: i32| f64::from(value) * 1e-7;
            let lat_lon_deg = Some((degrees(target.lat_int), degrees(target.lon_int)));
            let (height_m, frame) = (target.alt.into(), target.coordinate_frame);
            if let Ok(place) = self.place_of(lat_lon_deg, height_m, frame) {
                self.guide_to(place, now);
            }
        } else if mask & NO_VELOCITY == 0 {
            let velocity = Vector3::new(target.vx, target.vy, target.vz).map(f64::from);
            self.guide_with(velocity, now);
        }
    }

    /// The same from the origin of its local places, from where it is, or from its nose.
    fn fly_to_local_target(
        &mut self,
        target: &SET_POSITION_TARGET_LOCAL_NED_DATA,
        now: SimTime,
        craft: &Craft,
    ) {
        if !self.is_guided_in_flight(craft) {
            return;
        }
        let here = craft.estimate().place;
        let (from, yaw_rad) = match target.coordinate_frame {
            MavFrame::MAV_FRAME_LOCAL_NED => (self.origin, 0.0),
            MavFrame::MAV_FRAME_LOCAL_OFFSET_NED => (Some(here), 0.0),
            MavFrame::MAV_FRAME_BODY_NED | MavFrame::MAV_FRAME_BODY_OFFSET_NED => {
                (Some(here), craft.heading_rad())
            }
            _ => return,
        };
        let turn = Rotation3::from_axis_angle(&Vector3::z_axis(), yaw_rad);
        let mask = target.type_mask.bits();
        if mask & NO_PLACE == 0 {
            let offset = turn * Vector3::new(target.x, target.y, target.z).map(f64::from);
            let lengths = |from: Place| DegreeLengths::at(from.latitude_deg);
            let place = from.map(|from| from.moved_ned(offset, lengths(from)));
            if let Some(place) = place.filter(Place::is_on_earth) {
                self.guide_to(place, now);
            }
        } else if mask & NO_VELOCITY == 0 {
            let velocity = Vector3::new(target.vx, target.vy, target.vz).map(f64::from);
            self.guide_with(turn * velocity, now);
        }
    }

    fn is_guided_in_flight(&self, craft: &Craft) -> bool {
        let is_flying = craft.contact() == Contact::Airborne && self.armed_at.is_some();
        self.mode == Mode::Guided && is_flying
    }

    fn guide_to(&mut self, place: Place, now: SimTime) {
        if self.fence_lets(place) {
            self.velocity_until = None;
            self.flight.begin(Task::Goto(place), Facing::Ahead, now);
        }
    }

    fn guide_with(&mut self, velocity_mps: Vector3<f64>, now: SimTime) {
        if velocity_mps.iter().all(|part| part.is_finite()) {
            self.velocity_until = Some(now + self.settings.guided_timeout);
            self.flight
                .begin(Task::Velocity(velocity_mps), Facing::Ahead, now);
        }
    }

    fn read_parameter(
        &mut self,
        request: &PARAM_REQUEST_READ_DATA,
        channel: ChannelId,
        now: SimTime,
        outbox: &mut Outbox,
    ) {
        let index = match usize::try_from(request.param_index) {
            Ok(index) => Some(index),
            Err(_) => request
                .param_id
                .to_str()
                .ok()
                .and_then(|name| self.parameters.index_of(name)),
        };
        if let Some(index) = index {
            let parameters = self.parameters.clone();
            self.speak_to(channel, now, outbox, |voice| {
                say_parameter(&parameters, Encoding::Cast, index, index as u16, voice);
            });
        }
    }

    /// Answered on every link, with the old value where it is refused.
    fn set_parameter(&mut self, request: &PARAM_SET_DATA) {
        let Some(index) = request
            .param_id
            .to_str()
            .ok()
            .and_then(|name| self.parameters.index_of(name))
        else {
            return;
        };
        if let Some((name, _, kind)) = self.parameters.at(index)
            && request.param_value.is_finite()
        {
            let value = Encoding::Cast.decode(request.param_value, kind);
            self.parameters.set(name, value).ok();
        }
        self.announcements.push(Announcement::Parameter(index));
    }

    fn take_mission_message(
        &mut self,
        message: &MavMessage,
        partner: Partner,
        now: SimTime,
        outbox: &mut Outbox,
    ) {
        let habits = self.habits();
        let Some(link) = self.channels.get_mut(usize::from(partner.channel.0)) else {
            return;
        };
        let mut voice = link.voice(now, &mut self.signing, outbox);
        let (stores, transfer) = (&mut self.stores, &mut self.transfer);
        let events = transfer.take(&habits, stores, &mut voice, partner, message);
        for event in events {
            self.after_transfer(event);
        }
    }

    fn after_transfer(&mut self, event: Event) {
        let count = |kind| self.stores.get(kind).items().len() as f64;
        match event {
            Event::Received(Kind::Mission) => {
                self.announce_parameter("MIS_TOTAL", count(Kind::Mission));
                self.tell("Flight plan received");
            }
            Event::Grew(Kind::Mission) | Event::Cleared(Kind::Mission) => {
                self.announce_parameter("MIS_TOTAL", count(Kind::Mission));
            }
            Event::Received(Kind::Fence) => {
                // A polygon takes a record for its head as well, and the list one for its end.
                let polygons = self.stores.get(Kind::Fence).items().iter();
                let heads = polygons
                    .filter(|item| {
                        matches!(
                            item.command,
                            MavCmd::MAV_CMD_NAV_FENCE_POLYGON_VERTEX_INCLUSION
                                | MavCmd::MAV_CMD_NAV_FENCE_POLYGON_VERTEX_EXCLUSION
                        )
                    })
                    .map(|item| 1.0 / f64::from(item.params[0]))
                    .sum::<f64>();
                let total = count(Kind::Fence) + heads.round() + 1.0;
                self.announce_parameter("FENCE_TOTAL", total);
                self.say(MavSeverity::MAV_SEVERITY_DEBUG, "Fence Indexed OK");
            }
            Event::Received(Kind::Rally) | Event::Cleared(Kind::Rally) => {
                self.announce_parameter("RALLY_TOTAL", count(Kind::Rally));
            }
            Event::Cleared(Kind::Fence) => self.announce_parameter("FENCE_TOTAL", 0.0),
            Event::Grew(_) | Event::BrokenOff(_) => {}
        }
    }

    /// Goes on with starting up.
    pub(super) fn start(&mut self, now: SimTime, craft: &Craft) {
        let reception = craft.fix().reception;
        for happening in self.start_up.step(now, self.booted, reception) {
            match happening {
                Happening::Text(text) => {
                    self.tell(text);
                    self.tell_calibration(text, craft);
                }
                Happening::ReceiverFound => self.tell("GPS 1: detected u-blox"),
                Happening::OriginSet => {
                    let place = craft.fix().place;
                    self.origin = Some(place);
                    self.home.get_or_insert(place);
                    self.announcements.push(Announcement::Now(Regular::Origin));
                    self.announcements.push(Announcement::Now(Regular::Home));
                    self.tell("EKF3 IMU0 origin set");
                    self.announce_parameter("MIS_TOTAL", 1.0);
                    self.tell_field_elevation(craft);
                }
            }
        }
    }
}

/// The group of streams that a message belongs to; `None` for those that are sent regardless.
fn group_of(message: Regular) -> Option<MavDataStream> {
    Some(match message {
        Regular::RawImu | Regular::ScaledPressure => MavDataStream::MAV_DATA_STREAM_RAW_SENSORS,
        Regular::SysStatus
        | Regular::PowerStatus
        | Regular::MemInfo
        | Regular::MissionCurrent
        | Regular::FenceStatus
        | Regular::GpsRaw
        | Regular::NavControllerOutput
        | Regular::PositionTarget => MavDataStream::MAV_DATA_STREAM_EXTENDED_STATUS,
        Regular::GlobalPosition | Regular::LocalPosition => MavDataStream::MAV_DATA_STREAM_POSITION,
        Regular::RcChannels => MavDataStream::MAV_DATA_STREAM_RC_CHANNELS,
        Regular::Attitude | Regular::Ahrs2 => MavDataStream::MAV_DATA_STREAM_EXTRA1,
        Regular::VfrHud => MavDataStream::MAV_DATA_STREAM_EXTRA2,
        Regular::SystemTime
        | Regular::Wind
        | Regular::EkfStatus
        | Regular::Vibration
        | Regular::BatteryStatus => MavDataStream::MAV_DATA_STREAM_EXTRA3,
        Regular::Heartbeat
        | Regular::TimeSync
        | Regular::Home
        | Regular::Origin
        | Regular::Version
        | Regular::ExtendedSysState => return None,
    })
}

#[cfg(test)]
mod tests;
