//! From what we say to a payload.

mod messages;

use crate::link::frame::Target;
use crate::link::report::{ParameterName, ParameterType, PlanItem};
use crate::link::say::Say;
use mavlink::dialects::ardupilotmega::*;
use mavlink::types::CharArray;
use mavlink::{MavlinkVersion, MessageData};
use messages::*;

/// Puts what is said into `payload`, as MAVLink 2 has it: zeros at the end left out, but for the first byte.
/// Gives the message's id.
pub fn encode(say: &Say, target: Target, payload: &mut Vec<u8>) -> u32 {
    let id = put_whole(say, target, payload);
    trim(payload);
    id
}

/// Leaves out zeros at the end, but for the first byte.
fn trim(payload: &mut Vec<u8>) {
    let last = payload.iter().rposition(|byte| *byte != 0).unwrap_or(0);
    payload.truncate(last + 1);
}

fn put_whole(say: &Say, to: Target, payload: &mut Vec<u8>) -> u32 {
    match say {
        Say::Heartbeat => put(payload, &heartbeat(), &[]),
        Say::Timesync { tc1, ts1 } => put(payload, &timesync(*tc1, *ts1, to), &[]),
        Say::CommandLong {
            command,
            params,
            confirmation,
        } => {
            let message = command_long(params, *confirmation, to);
            put(payload, &message, &[number(28, *command)])
        }
        Say::CommandInt {
            command,
            frame,
            params,
            x,
            y,
            z,
        } => {
            let message = command_int(params, (*x, *y, *z), to);
            put(payload, &message, &[number(28, *command), byte(32, *frame)])
        }
        Say::CommandCancel { command } => put(payload, &command_cancel(to), &[number(0, *command)]),
        Say::MissionCount { kind, count } => {
            let message = MISSION_COUNT_DATA {
                count: *count,
                target_system: to.system,
                target_component: to.component,
                ..Default::default()
            };
            put(payload, &message, &[byte(4, kind.number())])
        }
        Say::MissionItem(item) => put(payload, &mission_item(item, to), &enums_of_item(item)),
        Say::MissionItemFloat(item) => put(
            payload,
            &legacy_mission_item(item, to),
            &enums_of_item(item),
        ),
        Say::MissionRequestList { kind } => {
            let message = MISSION_REQUEST_LIST_DATA {
                target_system: to.system,
                target_component: to.component,
                ..Default::default()
            };
            put(payload, &message, &[byte(2, kind.number())])
        }
        Say::MissionRequest { kind, sequence } => {
            let message = MISSION_REQUEST_INT_DATA {
                seq: *sequence,
                target_system: to.system,
                target_component: to.component,
                ..Default::default()
            };
            put(payload, &message, &[byte(4, kind.number())])
        }
        Say::MissionAck { kind, result } => {
            let message = MISSION_ACK_DATA {
                target_system: to.system,
                target_component: to.component,
                ..Default::default()
            };
            put(
                payload,
                &message,
                &[byte(2, *result), byte(3, kind.number())],
            )
        }
        Say::MissionClear { kind } => {
            let message = MISSION_CLEAR_ALL_DATA {
                target_system: to.system,
                target_component: to.component,
                ..Default::default()
            };
            put(payload, &message, &[byte(2, kind.number())])
        }
        Say::ParameterRequestList => {
            let message = PARAM_REQUEST_LIST_DATA {
                target_system: to.system,
                target_component: to.component,
            };
            put(payload, &message, &[])
        }
        // The message has no room for more, and no autopilot so many.
        Say::ParameterRequestIndex(index) => {
            let index = i16::try_from(*index).unwrap_or(i16::MAX);
            put(payload, &parameter_request(index, [0; 16], to), &[])
        }
        Say::ParameterRequestName(ParameterName(name)) => {
            put(payload, &parameter_request(-1, *name, to), &[])
        }
        Say::ParameterSet {
            name: ParameterName(name),
            bytes,
            parameter_type,
        } => {
            let message = PARAM_SET_DATA {
                target_system: to.system,
                target_component: to.component,
                param_id: CharArray::new(*name),
                ..Default::default()
            };
            // As bytes, for as a float they may be any kind of NaN.
            let kind = byte(22, parameter_type_number(*parameter_type));
            put(payload, &message, &[(0, Bytes::Four(*bytes)), kind])
        }
        Say::Ftp(bytes) => {
            let message = FILE_TRANSFER_PROTOCOL_DATA {
                target_network: 0,
                target_system: to.system,
                target_component: to.component,
                payload: **bytes,
            };
            put(payload, &message, &[])
        }
        Say::BodyVelocity {
            velocity_mps,
            yaw_rate_radps,
        } => put(
            payload,
            &body_velocity(*velocity_mps, *yaw_rate_radps, to),
            &[],
        ),
        Say::PositionTarget {
            place,
            altitude_amsl_m,
            yaw_rad,
        } => put(
            payload,
            &position_target(*place, *altitude_amsl_m, *yaw_rad, to),
            &[],
        ),
    }
}

/// What is written over a message where the codec has an enum, which lacks numbers that are said.
#[derive(Clone, Copy)]
enum Bytes {
    One([u8; 1]),
    Two([u8; 2]),
    Four([u8; 4]),
}

fn byte(at: usize, byte: u8) -> (usize, Bytes) {
    (at, Bytes::One([byte]))
}

fn number(at: usize, number: u16) -> (usize, Bytes) {
    (at, Bytes::Two(number.to_le_bytes()))
}

/// Writes a message whole, and `over` it at its places.
fn put<M: MessageData>(payload: &mut Vec<u8>, message: &M, over: &[(usize, Bytes)]) -> u32 {
    payload.clear();
    payload.resize(M::ENCODED_LEN, 0);
    message.ser(MavlinkVersion::V2, payload);
    for (at, bytes) in over {
        let bytes: &[u8] = match bytes {
            Bytes::One(bytes) => bytes,
            Bytes::Two(bytes) => bytes,
            Bytes::Four(bytes) => bytes,
        };
        if let Some(room) = payload.get_mut(*at..*at + bytes.len()) {
            room.copy_from_slice(bytes);
        }
    }
    M::ID
}

fn enums_of_item(item: &PlanItem) -> [(usize, Bytes); 3] {
    [
        number(30, item.command),
        byte(34, item.frame),
        byte(37, item.kind.number()),
    ]
}

fn parameter_type_number(parameter_type: ParameterType) -> u8 {
    match parameter_type {
        ParameterType::U8 => 1,
        ParameterType::I8 => 2,
        ParameterType::U16 => 3,
        ParameterType::I16 => 4,
        ParameterType::U32 => 5,
        ParameterType::I32 => 6,
        ParameterType::F32 => 9,
    }
}
