//! What PX4 is asked for beside commands, and what it answers.

use super::events::{ERROR, Event};
use super::px4::{Around, MissionState, Px4};
use crate::autopilot::command::{
    Command, is_for, refusal_of_unknown, say_refusal, unknown_item, with_any_frame,
};
use crate::autopilot::missions::{Event as PlanEvent, Kind, Partner};
use crate::autopilot::parameters::{Encoding, Parameters};
use crate::autopilot::telling::{PlainCrc32, say_parameter};
use crate::wire::{ChannelId, Incoming, Outbox, Voice};
use mavlink::dialects::ardupilotmega::*;
use mavlink::types::CharArray;

/// Parameters of a list that go out in a step of 20 ms: five in each round of 4 ms.
pub(super) const PARAMETERS_A_STEP: usize = 25;
/// The name under which the hash of all parameters is told.
const HASH: &str = "_HASH_CHECK";

/// Sends the hash of all parameters, by which a ground station knows whether the list that it has is
/// still right: a CRC-32 over names and values.
pub(super) fn say_hash(parameters: &Parameters, voice: &mut Voice) {
    let mut crc = PlainCrc32::new();
    for index in 0..parameters.count() {
        if let Some((name, value, kind)) = parameters.at(index) {
            crc.take(name.as_bytes());
            crc.take(&Encoding::Bytewise.encode(value, kind).to_le_bytes());
        }
    }
    voice.say(&PARAM_VALUE_DATA {
        param_value: f32::from_bits(crc.sum()),
        param_count: parameters.count() as u16,
        param_index: u16::MAX,
        param_id: CharArray::from(HASH),
        param_type: MavParamType::MAV_PARAM_TYPE_UINT32,
    });
}

impl Px4 {
    /// Takes what came on a link.
    pub(super) fn take(
        &mut self,
        channel: ChannelId,
        frame: &Incoming,
        around: &Around,
        outbox: &mut Outbox,
    ) {
        let Some(link) = self.links.get_mut(usize::from(channel.0)) else {
            return;
        };
        link.received = link.received.wrapping_add(1);
        let (system_id, component_id) = frame.from();
        let partner = Partner {
            channel,
            system_id,
            component_id,
        };
        // The frame of a command is never looked at.
        let Some(message) = frame.message().or_else(|| with_any_frame(frame)) else {
            if let Some(item) = unknown_item(frame, self.system_id) {
                let mut voice = link.channel.voice(around.now, &mut self.signing, outbox);
                let event = self.transfer.on_unknown_item(&mut voice, partner, item);
                if event.is_some() {
                    let event = Event::new("mavlink_mission_mis_item_invalid", ERROR);
                    self.warn("IGN MISSION_ITEM: Invalid item\t", Some(event));
                }
            }
            if let Some(ack) = refusal_of_unknown(frame, self.system_id, partner) {
                self.speak_to(channel, around.now, outbox, |voice| {
                    say_refusal(&ack, voice)
                });
            }
            return;
        };
        if !is_for(&message, self.system_id) {
            return;
        }
        match &message {
            MavMessage::HEARTBEAT(heartbeat) if heartbeat.mavtype == MavType::MAV_TYPE_GCS => {
                link.channel.station_heard = Some(around.now);
                self.hear_station(around);
            }
            MavMessage::COMMAND_LONG(long) => {
                self.command(&Command::from(long), partner, around, outbox);
            }
            MavMessage::COMMAND_INT(int) => {
                self.command(&Command::from(int), partner, around, outbox);
            }
            MavMessage::SET_MODE(request) => {
                self.set_mode_by_message(request, partner, around, outbox);
            }
            MavMessage::SET_POSITION_TARGET_LOCAL_NED(target) => {
                self.take_local_target(target, around)
            }
            MavMessage::SET_POSITION_TARGET_GLOBAL_INT(target) => {
                self.take_global_target(target, around);
            }
            MavMessage::TIMESYNC(sync) if sync.tc1 == 0 => {
                let answer = TIMESYNC_DATA {
                    tc1: (around.now - self.booted).as_nanos() as i64,
                    ts1: sync.ts1,
                    target_system: system_id,
                    target_component: component_id,
                };
                self.speak_to(channel, around.now, outbox, |voice| voice.say(&answer));
            }
            MavMessage::PING(ping) if (ping.target_system, ping.target_component) == (0, 0) => {
                let answer = PING_DATA {
                    target_system: system_id,
                    target_component: component_id,
                    ..ping.clone()
                };
                self.speak_to(channel, around.now, outbox, |voice| voice.say(&answer));
            }
            MavMessage::PARAM_REQUEST_LIST(_) => {
                // Asked again while it sends, it begins anew without the hash.
                link.sends_hash = link.channel.next_parameter.is_none();
                link.channel.next_parameter = Some(0);
            }
            MavMessage::PARAM_REQUEST_READ(request) => {
                self.read_parameter(request, channel, around, outbox);
            }
            MavMessage::PARAM_SET(request) => self.set_parameter(request, channel),
            MavMessage::FILE_TRANSFER_PROTOCOL(request) => self.files.take(partner, request),
            MavMessage::MISSION_SET_CURRENT(request) => {
                if usize::from(request.seq) < self.items().len() {
                    self.go_to_item(request.seq, around);
                } else {
                    let event = Event::new("mavlink_mission_seq_out_of_bounds", ERROR);
                    self.warn("WPM: WP CURR CMD: Not in list\t", Some(event));
                }
            }
            _ => self.take_mission_message(&message, partner, around, outbox),
        }
    }

    fn read_parameter(
        &mut self,
        request: &PARAM_REQUEST_READ_DATA,
        channel: ChannelId,
        around: &Around,
        outbox: &mut Outbox,
    ) {
        let name = request.param_id.to_str().unwrap_or_default();
        let by_name = request.param_index < 0;
        let index = if by_name {
            self.parameters.index_of(name)
        } else {
            usize::try_from(request.param_index).ok()
        };
        let parameters = self.parameters.clone();
        self.speak_to(channel, around.now, outbox, |voice| {
            if by_name && name == HASH {
                say_hash(&parameters, voice);
            } else if let Some(index) = index {
                say_parameter(&parameters, Encoding::Bytewise, index, index as u16, voice);
            }
        });
    }

    /// A parameter that there is not, or another type than it has: no answer at all.
    fn set_parameter(&mut self, request: &PARAM_SET_DATA, channel: ChannelId) {
        let name = request.param_id.to_str().unwrap_or_default();
        if name == HASH {
            // The list that the station has is right: no more of it is sent.
            if let Some(link) = self.links.get_mut(usize::from(channel.0)) {
                link.channel.next_parameter = None;
                link.sends_hash = false;
            }
            return;
        }
        let Some(index) = self.parameters.index_of(name) else {
            return;
        };
        let Some((name, _, kind)) = self.parameters.at(index) else {
            return;
        };
        if kind != request.param_type {
            return;
        }
        let value = Encoding::Bytewise.decode(request.param_value, kind);
        if value.is_finite() {
            self.parameters.set(name, value).ok();
        }
        self.changed_parameters.push(index);
    }

    fn take_mission_message(
        &mut self,
        message: &MavMessage,
        partner: Partner,
        around: &Around,
        outbox: &mut Outbox,
    ) {
        let habits = self.habits();
        let Some(link) = self.links.get_mut(usize::from(partner.channel.0)) else {
            return;
        };
        let mut voice = link.channel.voice(around.now, &mut self.signing, outbox);
        let before = self.stores.get(Kind::Mission).opaque_id();
        let (stores, transfer) = (&mut self.stores, &mut self.transfer);
        let is_item = matches!(
            message,
            MavMessage::MISSION_ITEM_INT(_) | MavMessage::MISSION_ITEM(_)
        );
        let events = transfer.take(&habits, stores, &mut voice, partner, message);
        for event in events {
            match event {
                // The same mission again changes nothing.
                PlanEvent::Received(Kind::Mission)
                    if self.stores.get(Kind::Mission).opaque_id() == before => {}
                PlanEvent::Received(Kind::Mission) => self.await_mission(around.now),
                PlanEvent::Cleared(Kind::Mission) => {
                    self.mission = MissionState::default();
                    self.watch.mission_is_of = 0;
                    self.run.reset();
                    self.return_anew(around);
                }
                PlanEvent::Received(Kind::Fence) | PlanEvent::Cleared(Kind::Fence) => {
                    self.refresh_fence(around);
                }
                PlanEvent::BrokenOff(_) if is_item => {
                    let event = Event::new("mavlink_mission_mis_item_invalid", ERROR);
                    self.warn("IGN MISSION_ITEM: Invalid item\t", Some(event));
                }
                _ => {}
            }
        }
    }
}
