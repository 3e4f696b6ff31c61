//! That a component is there, what it is, and what it says in words.

use super::super::payload::{Payload, heading, parts, percents, place, text};
use crate::link::report::{
    AutopilotKind, AutopilotVersion, ComponentKind, Heartbeat, HighLatency, LandedState,
    RadioStatus, Report, Severity, StatusText, SystemState, SystemTime, Timesync, VtolState,
};
use mavlink::dialects::ardupilotmega::*;

/// MAV_MODE_FLAG_SAFETY_ARMED.
const ARMED: u8 = 1 << 7;

pub fn heartbeat(payload: Payload) -> Option<Heartbeat> {
    const TYPE: usize = 4;
    const AUTOPILOT: usize = 5;
    const STATE: usize = 7;
    let read: HEARTBEAT_DATA = payload.read(&[TYPE, AUTOPILOT, STATE])?;
    let base_mode = read.base_mode.bits();
    Some(Heartbeat {
        component: component_kind(payload.byte(TYPE)),
        mav_type: payload.byte(TYPE),
        autopilot: autopilot_kind(payload.byte(AUTOPILOT)),
        is_armed: base_mode & ARMED != 0,
        base_mode,
        custom_mode: read.custom_mode,
        state: system_state(payload.byte(STATE)),
    })
}

/// By the numbers of MAV_TYPE.
fn component_kind(mav_type: u8) -> ComponentKind {
    match mav_type {
        2 | 3 | 4 | 13 | 14 | 15 | 29 | 35 | 43 => ComponentKind::Rotorcraft,
        1 => ComponentKind::FixedWing,
        19..=25 | 47 => ComponentKind::Vtol,
        0 | 7..=12 | 16 | 17 | 28 | 37 | 45 | 46 => ComponentKind::OtherVehicle,
        6 => ComponentKind::GroundStation,
        30 => ComponentKind::Camera,
        26 => ComponentKind::Gimbal,
        _ => ComponentKind::Other,
    }
}

/// By the numbers of MAV_AUTOPILOT.
fn autopilot_kind(number: u8) -> Option<AutopilotKind> {
    match number {
        3 => Some(AutopilotKind::ArduPilot),
        8 => None,
        12 => Some(AutopilotKind::Px4),
        other => Some(AutopilotKind::Other(other)),
    }
}

fn system_state(number: u8) -> SystemState {
    match number {
        1 => SystemState::Boot,
        2 => SystemState::Calibrating,
        3 => SystemState::Standby,
        4 => SystemState::Active,
        5 => SystemState::Critical,
        6 => SystemState::Emergency,
        7 => SystemState::PoweringOff,
        8 => SystemState::FlightTermination,
        _ => SystemState::Unknown,
    }
}

pub fn system_time(payload: Payload) -> Option<SystemTime> {
    let read: SYSTEM_TIME_DATA = payload.read(&[])?;
    Some(SystemTime {
        unix_us: (read.time_unix_usec != 0).then_some(read.time_unix_usec),
        boot_ms: read.time_boot_ms,
    })
}

pub fn timesync(payload: Payload) -> Option<Timesync> {
    let read: TIMESYNC_DATA = payload.read(&[])?;
    Some(Timesync {
        tc1: read.tc1,
        ts1: read.ts1,
        target_system: read.target_system,
        target_component: read.target_component,
    })
}

pub fn autopilot_version(payload: Payload) -> Option<AutopilotVersion> {
    let read: AUTOPILOT_VERSION_DATA = payload.read(&[])?;
    let hardware_id = if read.uid2 != [0; 18] {
        read.uid2.to_vec()
    } else if read.uid != 0 {
        read.uid.to_le_bytes().to_vec()
    } else {
        Vec::new()
    };
    Some(AutopilotVersion {
        capabilities: read.capabilities.bits(),
        firmware: read.flight_sw_version.to_be_bytes(),
        git_hash: read.flight_custom_version,
        board: (read.vendor_id, read.product_id),
        hardware_id,
    })
}

pub fn status_text(payload: Payload) -> Option<StatusText> {
    const SEVERITY: usize = 0;
    let read: STATUSTEXT_DATA = payload.read(&[SEVERITY])?;
    Some(StatusText {
        severity: Severity(payload.byte(SEVERITY)),
        text: text(&*read.text),
        id: read.id,
        chunk: read.chunk_seq,
        is_last: read.id == 0 || read.text.contains(&0),
    })
}

pub fn extended_state(payload: Payload) -> Option<Report> {
    let _: EXTENDED_SYS_STATE_DATA = payload.read(&[0, 1])?;
    let vtol = match payload.byte(0) {
        1 => VtolState::TransitionToFixedWing,
        2 => VtolState::TransitionToMultirotor,
        3 => VtolState::Multirotor,
        4 => VtolState::FixedWing,
        _ => VtolState::None,
    };
    let landed = match payload.byte(1) {
        1 => LandedState::OnGround,
        2 => LandedState::InAir,
        3 => LandedState::TakingOff,
        4 => LandedState::Landing,
        _ => LandedState::Unknown,
    };
    Some(Report::ExtendedState { landed, vtol })
}

pub fn radio_status(payload: Payload) -> Option<RadioStatus> {
    let read: RADIO_STATUS_DATA = payload.read(&[])?;
    let known = |strength: u8| (strength != u8::MAX).then_some(strength);
    Some(RadioStatus {
        local_strength: known(read.rssi),
        remote_strength: known(read.remrssi),
        local_noise: known(read.noise),
        remote_noise: known(read.remnoise),
        buffer_free: parts(read.txbuf.min(100), 100.0),
        receive_errors: read.rxerrors,
        corrected: read.fixed,
    })
}

/// ArduPilot puts its base mode into the first custom field. Who does not is taken to be armed: that it is
/// not is not known.
pub fn high_latency(payload: Payload) -> Option<HighLatency> {
    const TYPE: usize = 24;
    const AUTOPILOT: usize = 25;
    let read: HIGH_LATENCY2_DATA = payload.read(&[TYPE, AUTOPILOT])?;
    let autopilot = autopilot_kind(payload.byte(AUTOPILOT));
    let base_mode = match autopilot {
        Some(AutopilotKind::ArduPilot) => read.custom0.cast_unsigned(),
        _ => ARMED,
    };
    Some(HighLatency {
        heartbeat: Heartbeat {
            component: component_kind(payload.byte(TYPE)),
            mav_type: payload.byte(TYPE),
            autopilot,
            is_armed: base_mode & ARMED != 0,
            base_mode,
            custom_mode: read.custom_mode.into(),
            state: SystemState::Unknown,
        },
        place: place(read.latitude, read.longitude),
        altitude_amsl_m: read.altitude.into(),
        heading_deg: heading(f32::from(read.heading) * 2.0),
        ground_speed_mps: parts(read.groundspeed, 5.0),
        climb_mps: parts(read.climb_rate, 10.0),
        battery_left: percents(read.battery),
        mission_item: read.wp_num,
        failures: read.failure_flags.bits(),
    })
}
