//! Plans as they are transferred, and how far they are flown.

use super::super::payload::{PartsOfItem, Payload};
use crate::link::report::{
    MissionAck, MissionCount, MissionCurrent, MissionRequest, MissionResult, MissionState,
    PlanItem, PlanKind,
};
use mavlink::dialects::ardupilotmega::*;

pub fn mission_request(payload: Payload) -> Option<MissionRequest> {
    const KIND: usize = 4;
    let read: MISSION_REQUEST_INT_DATA = payload.read(&[KIND])?;
    Some(MissionRequest {
        kind: PlanKind::of_number(payload.byte(KIND))?,
        sequence: read.seq,
        is_legacy: false,
    })
}

pub fn legacy_mission_request(payload: Payload) -> Option<MissionRequest> {
    const KIND: usize = 4;
    let read: MISSION_REQUEST_DATA = payload.read(&[KIND])?;
    Some(MissionRequest {
        kind: PlanKind::of_number(payload.byte(KIND))?,
        sequence: read.seq,
        is_legacy: true,
    })
}

pub fn mission_current(payload: Payload) -> Option<MissionCurrent> {
    const STATE: usize = 4;
    let read: MISSION_CURRENT_DATA = payload.read(&[STATE])?;
    let state = match payload.byte(STATE) {
        1 => MissionState::None,
        2 => MissionState::NotStarted,
        3 => MissionState::Active,
        4 => MissionState::Paused,
        5 => MissionState::Complete,
        _ => MissionState::Unknown,
    };
    let total = match read.total {
        // Zero is not told, but of who says that it has none.
        0 => (state == MissionState::None).then_some(0),
        u16::MAX => Some(0),
        total => Some(total),
    };
    Some(MissionCurrent {
        sequence: read.seq,
        total,
        state,
        plan_ids: [read.mission_id, read.fence_id, read.rally_points_id],
    })
}

pub fn mission_count(payload: Payload) -> Option<MissionCount> {
    const KIND: usize = 4;
    let read: MISSION_COUNT_DATA = payload.read(&[KIND])?;
    Some(MissionCount {
        kind: PlanKind::of_number(payload.byte(KIND))?,
        count: read.count,
        plan_id: read.opaque_id,
    })
}

pub fn item_reached(payload: Payload) -> Option<u16> {
    let read: MISSION_ITEM_REACHED_DATA = payload.read(&[])?;
    Some(read.seq)
}

pub fn mission_ack(payload: Payload) -> Option<MissionAck> {
    const RESULT: usize = 2;
    const KIND: usize = 3;
    let read: MISSION_ACK_DATA = payload.read(&[RESULT, KIND])?;
    let result = match payload.byte(RESULT) {
        0 => MissionResult::Accepted,
        15 => MissionResult::Cancelled,
        other => MissionResult::Refused(other),
    };
    Some(MissionAck {
        kind: PlanKind::of_number(payload.byte(KIND))?,
        result,
        plan_id: read.opaque_id,
    })
}

/// Where both messages of an item have its enums.
const COMMAND: usize = 30;
const FRAME: usize = 34;
const KIND: usize = 37;
const ENUMS: [usize; 4] = [COMMAND, COMMAND + 1, FRAME, KIND];

pub fn mission_item(payload: Payload) -> Option<PlanItem> {
    let read: MISSION_ITEM_INT_DATA = payload.read(&ENUMS)?;
    Some(PlanItem {
        kind: PlanKind::of_number(payload.byte(KIND))?,
        sequence: read.seq,
        frame: payload.byte(FRAME),
        command: payload.two_bytes(COMMAND),
        is_current: read.current != 0,
        goes_on: read.autocontinue != 0,
        params: [read.param1, read.param2, read.param3, read.param4],
        x: read.x,
        y: read.y,
        z: read.z,
    })
}

pub fn legacy_mission_item(payload: Payload) -> Option<PlanItem> {
    let read: MISSION_ITEM_DATA = payload.read(&ENUMS)?;
    let frame = payload.byte(FRAME);
    let whole = PartsOfItem::in_frame(frame);
    Some(PlanItem {
        kind: PlanKind::of_number(payload.byte(KIND))?,
        sequence: read.seq,
        frame,
        command: payload.two_bytes(COMMAND),
        is_current: read.current != 0,
        goes_on: read.autocontinue != 0,
        params: [read.param1, read.param2, read.param3, read.param4],
        x: whole.of_float(read.x),
        y: whole.of_float(read.y),
        z: read.z,
    })
}
