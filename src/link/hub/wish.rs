//! What a station wants of a vehicle: to read, to stop it, to command it, or what no station gets.

use super::fields::{Fields, id};
use super::reads::{OPCODE, only_reads};
use super::refusal::Refusal;
use super::vehicle::Autopilot;
use crate::link::frame::SETUP_SIGNING;
use crate::link::mav_cmd as cmd;

/// What a frame of a station is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    /// It changes nothing.
    Read,
    /// Hold, return, land, where it is: it breaks through a lease.
    Stop,
    /// Anything else.
    Command,
    /// No station gets it.
    Never(Refusal),
}

const MAV_AUTOPILOT_ARDUPILOT: u8 = 3;
const MAV_AUTOPILOT_PX4: u8 = 12;
/// MAV_MODE_FLAG_CUSTOM_MODE_ENABLED.
const CUSTOM_MODE: u32 = 1;

const DO_FLIGHTTERMINATION: u16 = 185;
const DO_PARACHUTE: u16 = 208;
const DO_AUX_FUNCTION: u16 = 218;
const INJECT_FAILURE: u16 = 420;
const DO_SET_SAFETY_SWITCH_STATE: u16 = 5_300;
/// PARACHUTE_RELEASE.
const RELEASE: f32 = 2.0;
/// ArduPilot's parameter that ends a flight when it is set.
const AFS_TERMINATE: &[u8] = b"AFS_TERMINATE";

/// Opcodes of MAVLink FTP that change files: CreateFile to TruncateFile, Rename.
const WRITING_OPCODES: std::ops::RangeInclusive<u8> = 6..=13;

/// The command in a frame, where it is one.
pub(super) fn command(message_id: u32, payload: &[u8]) -> Option<u16> {
    matches!(message_id, id::COMMAND_INT | id::COMMAND_LONG).then(|| Fields(payload).u16(28))
}

/// What a frame wants of a vehicle.
pub(super) fn wish(message_id: u32, payload: &[u8], to: Autopilot, is_on_ground: bool) -> Wish {
    if message_id == SETUP_SIGNING {
        return Wish::Never(Refusal::CarriesKey);
    }
    if only_reads(message_id, payload) {
        return Wish::Read;
    }
    if ends_flight(message_id, payload, to, is_on_ground) {
        return Wish::Never(Refusal::EndsFlight);
    }
    if stops(message_id, payload, to) {
        Wish::Stop
    } else {
        Wish::Command
    }
}

/// Whether it ends a flight other than by landing. What says so at any time is refused at any time.
fn ends_flight(message_id: u32, payload: &[u8], to: Autopilot, is_on_ground: bool) -> bool {
    let fields = Fields(payload);
    match message_id {
        id::COMMAND_INT | id::COMMAND_LONG => match fields.u16(28) {
            DO_FLIGHTTERMINATION | INJECT_FAILURE => true,
            DO_PARACHUTE => fields.f32(0) == RELEASE,
            // PX4 rounds: whatever is not clearly arming may disarm.
            cmd::COMPONENT_ARM_DISARM => !is_on_ground && fields.f32(0).round() != 1.0,
            // What a switch would do: stop the motors, release the parachute, and more with each firmware.
            cmd::PREFLIGHT_REBOOT_SHUTDOWN | DO_AUX_FUNCTION | DO_SET_SAFETY_SWITCH_STATE => {
                !is_on_ground
            }
            cmd::DO_SET_MODE => ends_by_mode(message_id, payload, to, is_on_ground),
            _ => false,
        },
        id::SET_MODE => ends_by_mode(message_id, payload, to, is_on_ground),
        // As an item of a plan it waits for its turn, which comes in the air.
        id::MISSION_ITEM | id::MISSION_ITEM_INT => match fields.u16(30) {
            DO_FLIGHTTERMINATION | DO_AUX_FUNCTION | DO_SET_SAFETY_SWITCH_STATE => true,
            DO_PARACHUTE => fields.f32(0) == RELEASE,
            _ => false,
        },
        id::PARAM_SET => payload.get(6..).is_some_and(is_named_termination),
        id::PARAM_EXT_SET => payload.get(2..).is_some_and(is_named_termination),
        // A shell, in which anything can be said; files, of which some set parameters.
        id::SERIAL_CONTROL => !is_on_ground,
        id::FILE_TRANSFER_PROTOCOL => !is_on_ground && WRITING_OPCODES.contains(&fields.u8(OPCODE)),
        _ => false,
    }
}

/// Whether a mode that is to be set ends a flight. To ArduPilot a base mode alone is not a mode: it sets the
/// safety switch, which takes the motors' pulses away (`GCS_MAVLINK::_set_mode_common`).
fn ends_by_mode(message_id: u32, payload: &[u8], to: Autopilot, is_on_ground: bool) -> bool {
    let fields = Fields(payload);
    let is_custom = match message_id {
        id::SET_MODE => u32::from(fields.u8(5)) & CUSTOM_MODE != 0,
        _ => whole(fields.f32(0)).is_some_and(|base| base & CUSTOM_MODE != 0),
    };
    let sets_switch = to.kind == MAV_AUTOPILOT_ARDUPILOT && !is_custom;
    (sets_switch && !is_on_ground) || mode(message_id, payload, to) == Some(Mode::Terminates)
}

fn is_named_termination(name: &[u8]) -> bool {
    name.strip_prefix(AFS_TERMINATE)
        .is_some_and(|rest| rest.first().is_none_or(|after| *after == 0))
}

/// Whether it holds, returns or lands where the vehicle is. What names another place is a goto.
fn stops(message_id: u32, payload: &[u8], to: Autopilot) -> bool {
    let fields = Fields(payload);
    let is_int = message_id == id::COMMAND_INT;
    match message_id {
        id::SET_MODE => mode(message_id, payload, to) == Some(Mode::Stops),
        id::COMMAND_INT | id::COMMAND_LONG => match fields.u16(28) {
            cmd::NAV_RETURN_TO_LAUNCH => true,
            cmd::NAV_LAND | cmd::NAV_LOITER_UNLIM => is_here(fields, is_int),
            cmd::DO_PAUSE_CONTINUE => fields.f32(0) == 0.0,
            // How QGroundControl holds PX4: to where it is, in all four.
            cmd::DO_REPOSITION => is_nowhere(fields, is_int) && fields.f32(24).is_nan(),
            _ => mode(message_id, payload, to) == Some(Mode::Stops),
        },
        _ => false,
    }
}

/// Whether a command names no place: NaN, or what stands for it in whole numbers.
fn is_nowhere(fields: Fields<'_>, is_int: bool) -> bool {
    let is_none = |at| match is_int {
        true => fields.i32(at) == i32::MAX,
        false => fields.f32(at).is_nan(),
    };
    is_none(16) && is_none(20)
}

/// Whether a command leaves the place open: none named, or zeros, which both autopilots read as none.
fn is_here(fields: Fields<'_>, is_int: bool) -> bool {
    let is_zero = match is_int {
        true => fields.i32(16) == 0 && fields.i32(20) == 0,
        false => fields.f32(16) == 0.0 && fields.f32(20) == 0.0,
    };
    is_zero || is_nowhere(fields, is_int)
}

/// What a mode does, where it matters here.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Stops,
    Terminates,
}

/// The mode that is to be set, where that stops or ends a flight.
fn mode(message_id: u32, payload: &[u8], to: Autopilot) -> Option<Mode> {
    let fields = Fields(payload);
    let (base, main, sub) = match message_id {
        id::SET_MODE => {
            let custom = fields.u32(0);
            let (main, sub) = match to.kind {
                MAV_AUTOPILOT_PX4 => ((custom >> 16) & 0xFF, custom >> 24),
                _ => (custom, 0),
            };
            (u32::from(fields.u8(5)), main, sub)
        }
        id::COMMAND_INT | id::COMMAND_LONG if fields.u16(28) == cmd::DO_SET_MODE => (
            whole(fields.f32(0))?,
            whole(fields.f32(4))?,
            whole(fields.f32(8))?,
        ),
        _ => return None,
    };
    if base & CUSTOM_MODE == 0 {
        return None;
    }
    match to.kind {
        MAV_AUTOPILOT_PX4 => mode_of_px4(main, sub),
        MAV_AUTOPILOT_ARDUPILOT => stops_ardupilot(main, to.mav_type).then_some(Mode::Stops),
        _ => None,
    }
}

fn whole(number: f32) -> Option<u32> {
    let is_one = number.fract() == 0.0 && (0.0..=65_535.0).contains(&number);
    is_one.then_some(number as u32)
}

fn mode_of_px4(main: u32, sub: u32) -> Option<Mode> {
    match (main, sub) {
        // AUTO: loiter, return, land, precision land.
        (4, 3 | 5 | 6 | 9) => Some(Mode::Stops),
        // PX4_CUSTOM_MAIN_MODE_TERMINATION.
        (10, _) => Some(Mode::Terminates),
        _ => None,
    }
}

fn stops_ardupilot(mode: u32, mav_type: u8) -> bool {
    match mav_type {
        // Multirotors and helicopters: LOITER, RTL, LAND, BRAKE, SMART_RTL.
        2..=4 | 13..=15 | 29 | 35 => matches!(mode, 5 | 6 | 9 | 17 | 21),
        // Planes and VTOLs: RTL, LOITER, QLOITER, QLAND, QRTL, AUTOLAND.
        1 | 19..=25 => matches!(mode, 11 | 12 | 19 | 20 | 21 | 26),
        // Rovers and boats: HOLD, LOITER, RTL, SMART_RTL.
        10 | 11 => matches!(mode, 4 | 5 | 11 | 12),
        _ => false,
    }
}
