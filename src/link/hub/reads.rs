//! What only reads: the one table of what may be said to a vehicle that is only observed, and by a station
//! that may only look. What is not in it does more.

use super::fields::{Fields, id};
use crate::link::mav_cmd as cmd;

/// MAV_MISSION_ACCEPTED.
const MISSION_ACCEPTED: u8 = 0;
/// MAV_CMD_GET_HOME_POSITION.
const GET_HOME_POSITION: u16 = 410;

/// Commands that only have something told.
const READING_COMMANDS: [u16; 8] = [
    GET_HOME_POSITION,
    cmd::GET_MESSAGE_INTERVAL,
    cmd::REQUEST_PROTOCOL_VERSION,
    cmd::REQUEST_AUTOPILOT_CAPABILITIES,
    cmd::REQUEST_CAMERA_INFORMATION,
    cmd::REQUEST_CAMERA_SETTINGS,
    cmd::REQUEST_STORAGE_INFORMATION,
    cmd::REQUEST_CAMERA_CAPTURE_STATUS,
];

/// Opcodes of MAVLink FTP that only read: TerminateSession (the reader's own, see
/// `file_sessions.rs`), ListDirectory, OpenFileRO, ReadFile, CalcFileCRC32, BurstReadFile. ResetSessions ends
/// those of others.
const READING_OPCODES: [u8; 6] = [1, 3, 4, 5, 14, 15];
/// Where the opcode stands: after the three bytes of the target, and sequence and session.
pub(super) const OPCODE: usize = 6;

/// Messages that may be asked for with MAV_CMD_REQUEST_MESSAGE: what tells a state. What begins a transfer
/// when it is sent (DATA_TRANSMISSION_HANDSHAKE, LOG_DATA, missions), carries a key or a command is not
/// among them.
fn is_a_state(message_id: u32) -> bool {
    matches!(
        message_id,
        0..=2
            | 24..=36
            | 42
            | 46
            | 49
            | 62
            | 65
            | 74
            | 83
            | 85
            | 87
            | 105
            | 116
            | 124
            | 125
            | 129
            | 132
            | 136
            | 137
            | 141
            | 143
            | 147
            | 148
            | 152
            | 158
            | 162..=165
            | 168
            | 178
            | 181
            | 193
            | 225
            | 230
            | 231
            | 234
            | 235
            | 241
            | 242
            | 244
            | 245
            | 253
            | 259..=265
            | 269..=271
            | 280
            | 281
            | 283
            | 285
            | 290
            | 291
            | 300
            | 340
            | 376
            | 395..=397
            | 411
            | 435..=437
            | 441
            | 12_900..=12_905
            | 12_915
            | 12_918..=12_920
    )
}

/// Whether a message to a vehicle changes nothing there, and nobody's transfer.
pub(super) fn only_reads(message_id: u32, payload: &[u8]) -> bool {
    let fields = Fields(payload);
    match message_id {
        id::PING
        | id::PARAM_REQUEST_READ
        | id::PARAM_REQUEST_LIST
        | id::MISSION_REQUEST
        | id::MISSION_REQUEST_LIST
        | id::MISSION_REQUEST_INT => true,
        // An answer would set the asker's clock.
        id::TIMESYNC => fields.i64(0) == 0,
        // The end of a download; anything else breaks off a transfer.
        id::MISSION_ACK => fields.u8(2) == MISSION_ACCEPTED,
        id::COMMAND_INT | id::COMMAND_LONG => {
            let command = fields.u16(28);
            match command {
                cmd::REQUEST_MESSAGE => is_asking_for_a_state(fields.f32(0)),
                cmd::REQUEST_VIDEO_STREAM_INFORMATION => true,
                _ => READING_COMMANDS.contains(&command),
            }
        }
        id::FILE_TRANSFER_PROTOCOL => READING_OPCODES.contains(&fields.u8(OPCODE)),
        _ => false,
    }
}

/// Whether a message only answers: a command's acknowledgement, or a file server's.
pub(super) fn is_answer(message_id: u32, payload: &[u8]) -> bool {
    /// The first opcode of answers.
    const ACK: u8 = 128;
    match message_id {
        id::COMMAND_ACK => true,
        id::FILE_TRANSFER_PROTOCOL => Fields(payload).u8(OPCODE) >= ACK,
        _ => false,
    }
}

fn is_asking_for_a_state(message: f32) -> bool {
    let is_an_id = message.fract() == 0.0 && (0.0..=16_777_215.0).contains(&message);
    is_an_id && is_a_state(message as u32)
}

#[cfg(test)]
mod tests;
