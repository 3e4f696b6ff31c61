//! The two messages that carry commands, and when one says exactly what the other says.

use crate::link::mav_cmd;
use crate::link::say::Say;

/// In which message a command is sent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Form {
    /// COMMAND_LONG: param1…param7, without a frame.
    Long([f32; 7]),
    /// COMMAND_INT.
    Int {
        /// MAV_FRAME.
        frame: u8,
        /// param1…param4.
        params: [f32; 4],
        /// Latitude, 1e-7 degrees, or param5.
        x: i32,
        /// Longitude, 1e-7 degrees, or param6.
        y: i32,
        /// Height, m, or param7.
        z: f32,
    },
}

/// The commands with a position: COMMAND_LONG names no frame for it, and autopilots differ in which one they
/// take, so that neither form of these says exactly what the other does.
const WITH_POSITION: [u16; 9] = [
    mav_cmd::NAV_WAYPOINT,
    mav_cmd::NAV_LOITER_UNLIM,
    mav_cmd::NAV_LAND,
    mav_cmd::NAV_TAKEOFF,
    mav_cmd::NAV_VTOL_TAKEOFF,
    mav_cmd::NAV_VTOL_LAND,
    mav_cmd::DO_SET_HOME,
    mav_cmd::DO_REPOSITION,
    mav_cmd::DO_SET_ROI_LOCATION,
];
/// Beyond it an `f32` skips whole numbers.
const LARGEST_WHOLE: i32 = 1 << 24;

impl Form {
    /// The message of it.
    pub fn say(self, command: u16, confirmation: u8) -> Say {
        match self {
            Self::Long(params) => Say::CommandLong {
                command,
                params,
                confirmation,
            },
            Self::Int {
                frame,
                params,
                x,
                y,
                z,
            } => Say::CommandInt {
                command,
                frame,
                params,
                x,
                y,
                z,
            },
        }
    }

    /// The same command in COMMAND_INT; `None` where it is in it already, or cannot be said exactly.
    pub fn as_int(self, command: u16) -> Option<Self> {
        let Self::Long([a, b, c, d, x, y, z]) = self else {
            return None;
        };
        if WITH_POSITION.contains(&command) {
            return None;
        }
        Some(Self::Int {
            frame: mav_cmd::FRAME_MISSION,
            params: [a, b, c, d],
            x: whole(x)?,
            y: whole(y)?,
            z,
        })
    }

    /// The same command in COMMAND_LONG; `None` where it is in it already, or cannot be said exactly.
    pub fn as_long(self, command: u16) -> Option<Self> {
        let Self::Int {
            frame: mav_cmd::FRAME_MISSION,
            params: [a, b, c, d],
            x,
            y,
            z,
        } = self
        else {
            return None;
        };
        if WITH_POSITION.contains(&command) {
            return None;
        }
        Some(Self::Long([a, b, c, d, float(x)?, float(y)?, z]))
    }
}

/// The whole number that a parameter is; the largest one stands for none (MAVLink, COMMAND_INT).
fn whole(param: f32) -> Option<i32> {
    if param.is_nan() {
        return Some(i32::MAX);
    }
    let is_whole = param.abs() <= LARGEST_WHOLE as f32 && param.fract() == 0.0;
    is_whole.then_some(param as i32)
}

fn float(number: i32) -> Option<f32> {
    if number == i32::MAX {
        return Some(f32::NAN);
    }
    (-LARGEST_WHOLE..=LARGEST_WHOLE)
        .contains(&number)
        .then_some(number as f32)
}
