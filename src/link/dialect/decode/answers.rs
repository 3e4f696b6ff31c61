//! What a component answers.

use super::super::payload::Payload;
use crate::link::report::{
    CommandAck, CommandResult, FtpPacket, ParameterName, ParameterType, ParameterValue,
};
use mavlink::dialects::ardupilotmega::*;

pub fn command_ack(payload: Payload) -> Option<CommandAck> {
    const COMMAND: usize = 0;
    const RESULT: usize = 2;
    let read: COMMAND_ACK_DATA = payload.read(&[COMMAND, COMMAND + 1, RESULT])?;
    let result = command_result(payload.byte(RESULT));
    let is_told = result == CommandResult::InProgress && read.progress <= 100;
    Some(CommandAck {
        command: payload.two_bytes(COMMAND),
        result,
        progress: is_told.then_some(read.progress),
        detail: read.result_param2,
        target_system: read.target_system,
        target_component: read.target_component,
    })
}

fn command_result(number: u8) -> CommandResult {
    match number {
        0 => CommandResult::Accepted,
        1 => CommandResult::TemporarilyRejected,
        2 => CommandResult::Denied,
        3 => CommandResult::Unsupported,
        4 => CommandResult::Failed,
        5 => CommandResult::InProgress,
        6 => CommandResult::Cancelled,
        7 => CommandResult::LongOnly,
        8 => CommandResult::IntOnly,
        9 => CommandResult::UnsupportedFrame,
        other => CommandResult::Other(other),
    }
}

/// The value's bytes are taken as they came, for as a float they may be any kind of NaN.
pub fn parameter_value(payload: Payload) -> Option<ParameterValue> {
    const VALUE: usize = 0;
    const TYPE: usize = 24;
    let read: PARAM_VALUE_DATA = payload.read(&[TYPE])?;
    let mut name = *read.param_id;
    // What stands behind the end of a name is not a part of it.
    let end = name.iter().position(|byte| *byte == 0).unwrap_or(16);
    name.iter_mut().skip(end).for_each(|byte| *byte = 0);
    Some(ParameterValue {
        name: ParameterName(name),
        bytes: payload.four_bytes(VALUE),
        parameter_type: parameter_type(payload.byte(TYPE)),
        count: read.param_count,
        index: read.param_index,
    })
}

fn parameter_type(number: u8) -> Option<ParameterType> {
    match number {
        1 => Some(ParameterType::U8),
        2 => Some(ParameterType::I8),
        3 => Some(ParameterType::U16),
        4 => Some(ParameterType::I16),
        5 => Some(ParameterType::U32),
        6 => Some(ParameterType::I32),
        9 => Some(ParameterType::F32),
        _ => None,
    }
}

pub fn ftp(payload: Payload) -> Option<FtpPacket> {
    let read: FILE_TRANSFER_PROTOCOL_DATA = payload.read(&[])?;
    Some(FtpPacket {
        target_system: read.target_system,
        target_component: read.target_component,
        bytes: read.payload,
    })
}
