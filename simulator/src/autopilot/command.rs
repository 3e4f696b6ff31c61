//! A command as it comes, in either of its two messages.

use super::missions::{Item, Kind, Partner};
use super::telling::degrees_e7;
use crate::wire::{Incoming, Voice};
use mavlink::dialects::ardupilotmega::*;
use mavlink::{MavlinkVersion, Message, MessageData};
use num_traits::FromPrimitive;

/// A command in either form.
#[derive(Clone, Copy, Debug)]
pub struct Command {
    /// What is to be done.
    pub id: MavCmd,
    /// Parameters 1 to 4.
    pub params: [f32; 4],
    /// Latitude and longitude, degrees; `None` where none are given.
    pub lat_lon_deg: Option<(f64, f64)>,
    /// Both of them are 0: none given, as most take it, and a place in the Gulf of Guinea to PX4.
    pub is_at_zero: bool,
    /// Parameter 7.
    pub z: f32,
    /// What the height is measured from.
    pub frame: MavFrame,
}

impl From<&COMMAND_LONG_DATA> for Command {
    fn from(message: &COMMAND_LONG_DATA) -> Self {
        let (lat, lon) = (f64::from(message.param5), f64::from(message.param6));
        let is_given = (lat != 0.0 || lon != 0.0) && lat.is_finite() && lon.is_finite();
        Self {
            id: message.command,
            params: [
                message.param1,
                message.param2,
                message.param3,
                message.param4,
            ],
            lat_lon_deg: is_given.then_some((lat, lon)),
            is_at_zero: lat == 0.0 && lon == 0.0,
            z: message.param7,
            frame: MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT,
        }
    }
}

impl From<&COMMAND_INT_DATA> for Command {
    fn from(message: &COMMAND_INT_DATA) -> Self {
        let degrees = |value: i32| f64::from(value) * 1e-7;
        // The largest number stands for none (MAVLink, COMMAND_INT).
        let is_none = |value: i32| value == i32::MAX;
        let is_given =
            (message.x != 0 || message.y != 0) && !is_none(message.x) && !is_none(message.y);
        Self {
            id: message.command,
            params: [
                message.param1,
                message.param2,
                message.param3,
                message.param4,
            ],
            lat_lon_deg: is_given.then(|| (degrees(message.x), degrees(message.y))),
            is_at_zero: message.x == 0 && message.y == 0,
            z: message.z,
            frame: message.frame,
        }
    }
}

impl From<&Command> for Item {
    /// As the payload is told of it.
    fn from(command: &Command) -> Self {
        let (latitude_deg, longitude_deg) = command.lat_lon_deg.unwrap_or_default();
        Self {
            frame: command.frame,
            command: command.id,
            autocontinue: true,
            params: command.params,
            x: degrees_e7(latitude_deg),
            y: degrees_e7(longitude_deg),
            z: command.z,
        }
    }
}

impl From<&Item> for Command {
    /// What a mission item asks for, as if it were commanded.
    fn from(item: &Item) -> Self {
        Self {
            id: item.command,
            params: item.params,
            lat_lon_deg: item.lat_lon_deg(),
            is_at_zero: item.lat_lon_deg().is_none(),
            z: item.z,
            frame: item.frame,
        }
    }
}

/// The number that a parameter stands for, as of a message or a mode; `None` for what is no whole
/// number from 0 to 2²⁴, beyond which an `f32` skips some.
pub fn whole(param: f32) -> Option<u32> {
    const MOST: f32 = 16_777_216.0;
    let is_whole = (0.0..=MOST).contains(&param) && param.fract() == 0.0;
    is_whole.then_some(param as u32)
}

/// COMMAND_LONG and COMMAND_INT: their number stands at the same place of the payload.
const COMMANDS: [u32; 2] = [COMMAND_LONG_DATA::ID, COMMAND_INT_DATA::ID];
const NUMBER_AT: usize = 28;

/// Whether a message is for a system's autopilot, or for everybody.
pub fn is_for(message: &MavMessage, system_id: u8) -> bool {
    let system = message.target_system_id().unwrap_or(0);
    let component = message.target_component_id().unwrap_or(0);
    (system == 0 || system == system_id) && component <= 1
}

/// The answer to a command whose number the codec does not know; `None` for what is no such command.
pub fn refusal_of_unknown(frame: &Incoming, system_id: u8, partner: Partner) -> Option<[u8; 10]> {
    if !COMMANDS.contains(&frame.message_id()) {
        return None;
    }
    let byte = |index: usize| frame.payload().get(index).copied().unwrap_or(0);
    let (system, component) = (byte(NUMBER_AT + 2), byte(NUMBER_AT + 3));
    if (system != 0 && system != system_id) || component > 1 {
        return None;
    }
    let mut ack = [0; 10];
    (ack[0], ack[1]) = (byte(NUMBER_AT), byte(NUMBER_AT + 1));
    ack[2] = MavResult::MAV_RESULT_UNSUPPORTED as u8;
    (ack[8], ack[9]) = (partner.system_id, partner.component_id);
    Some(ack)
}

/// Where the frame stands in COMMAND_INT.
const FRAME_AT: usize = 32;

/// A COMMAND_INT whose frame the codec does not know, for those who never look at it: as if it were
/// global. `None` for everything else.
pub fn with_any_frame(frame: &Incoming) -> Option<MavMessage> {
    if frame.message_id() != COMMAND_INT_DATA::ID || frame.payload().len() <= FRAME_AT {
        return None;
    }
    let mut payload = frame.payload().to_vec();
    payload[FRAME_AT] = MavFrame::MAV_FRAME_GLOBAL as u8;
    MavMessage::parse(MavlinkVersion::V2, COMMAND_INT_DATA::ID, &payload).ok()
}

/// Where sequence number, command, frame and kind of plan stand in MISSION_ITEM and MISSION_ITEM_INT.
const ITEM_SEQ_AT: usize = 28;
const ITEM_COMMAND_AT: usize = 30;
const ITEM_TARGET_AT: usize = 32;
const ITEM_FRAME_AT: usize = 34;
const ITEM_KIND_AT: usize = 37;

/// A mission item whose command or frame the codec does not know, for a system: of which plan, which one
/// of it, and what it is refused with.
pub fn unknown_item(frame: &Incoming, system_id: u8) -> Option<(Kind, u16, MavMissionResult)> {
    if ![MISSION_ITEM_DATA::ID, MISSION_ITEM_INT_DATA::ID].contains(&frame.message_id()) {
        return None;
    }
    let byte = |index: usize| frame.payload().get(index).copied().unwrap_or(0);
    let two = |index| u16::from_le_bytes([byte(index), byte(index + 1)]);
    let (system, component) = (byte(ITEM_TARGET_AT), byte(ITEM_TARGET_AT + 1));
    if (system != 0 && system != system_id) || component > 1 {
        return None;
    }
    let kind = Kind::of(MavMissionType::from_u8(byte(ITEM_KIND_AT))?)?;
    let result = if MavFrame::from_u8(byte(ITEM_FRAME_AT)).is_none()
        && MavCmd::from_u16(two(ITEM_COMMAND_AT)).is_some()
    {
        MavMissionResult::MAV_MISSION_UNSUPPORTED_FRAME
    } else {
        MavMissionResult::MAV_MISSION_UNSUPPORTED
    };
    Some((kind, two(ITEM_SEQ_AT), result))
}

/// Says such an answer.
pub fn say_refusal(ack: &[u8; 10], voice: &mut Voice) {
    voice.say_payload((COMMAND_ACK_DATA::ID, COMMAND_ACK_DATA::EXTRA_CRC), ack);
}
