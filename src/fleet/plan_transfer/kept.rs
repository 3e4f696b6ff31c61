//! How autopilots keep the fields of an item, as far as that is not as they were sent.
//!
//! Sources: the recorded transfers (`simulator/captures.md`), and own knowledge of ArduPilot's `AP_Mission`
//! (`mavlink_int_to_mission_cmd` and back, 4.x), `AC_PolyFence_loader` and `AP_Rally`, and of PX4's
//! `MavlinkMissionManager` (`parse_mavlink_mission_item` and back, 1.13…1.17). A command that is not listed
//! is compared exactly: what is not known to be a habit is a difference.

mod ardupilot;
mod px4;

use crate::link::report::{AutopilotKind, ComponentKind, PlanItem, PlanKind};

/// How one number is kept.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Rule {
    /// As it is sent.
    Exact,
    /// Not at all: 0 comes back.
    Gone,
    /// A whole number from `.0` to `.1`, cut off.
    Whole(f64, f64),
    /// 1, or −1 where it is negative; which of them stands for 0 is not told.
    Sign,
    /// 1 where it is positive, else 0.
    Flag,
    /// Within so much.
    Within(f64),
    /// An angle, through radians in a float: another turn is the same.
    Degrees,
    /// ArduPilot's turns of a circle: whole, below one in parts of 256.
    Turns,
    /// ArduPilot's radius of a circle: whole metres to 255, then tens of metres to 2550; 0 counts as
    /// positive.
    Radius,
}

impl Rule {
    /// Whether `back` is what comes of `sent`.
    pub fn agrees(self, sent: f64, back: f64) -> bool {
        // No number at all stands for none, where it is not kept.
        let number = if sent.is_nan() { 0.0 } else { sent };
        match self {
            Self::Exact => sent == back || sent.is_nan() && back.is_nan(),
            Self::Gone => back == 0.0,
            Self::Whole(least, most) => back == number.trunc().clamp(least, most),
            Self::Sign if number == 0.0 => back.abs() == 1.0 || back == 0.0,
            Self::Sign => back == number.signum(),
            Self::Flag => back == f64::from(u8::from(number > 0.0)),
            Self::Within(tolerance) => (sent - back).abs() <= tolerance,
            Self::Degrees => {
                let apart = (sent - back).rem_euclid(360.0);
                apart.min(360.0 - apart) <= 0.001
            }
            Self::Turns if number > 0.0 && number < 1.0 => {
                back == (number * 256.0).trunc() / 256.0 || back == 0.0
            }
            Self::Turns => back == number.trunc().clamp(0.0, 255.0),
            Self::Radius => {
                let size = number.abs();
                let kept = if size <= 255.0 {
                    size.trunc()
                } else {
                    (size * 0.1).trunc().min(255.0) * 10.0
                };
                back.abs() == kept && (kept == 0.0 || (back < 0.0) == (number < 0.0))
            }
        }
    }
}

/// A byte.
const BYTE: Rule = Rule::Whole(0.0, 255.0);
/// Two bytes.
const WORD: Rule = Rule::Whole(0.0, 65_535.0);
/// Two bytes and a sign of its own.
const SIGNED_WORD: Rule = Rule::Whole(-65_535.0, 65_535.0);
/// Two bytes with a sign.
const SHORT: Rule = Rule::Whole(-32_768.0, 32_767.0);
/// One byte with a sign.
const SIGNED_BYTE: Rule = Rule::Whole(-128.0, 127.0);

/// How an item is kept.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Keeping {
    pub params: [Rule; 4],
    /// Latitude and longitude.
    pub place: Rule,
    pub z: Rule,
    /// Whether its frame is kept; else another one comes back.
    pub keeps_frame: bool,
    /// Whether it goes on even where it should not.
    pub always_goes_on: bool,
}

impl Keeping {
    const EXACT: Self = Self {
        params: [Rule::Exact; 4],
        place: Rule::Exact,
        z: Rule::Exact,
        keeps_frame: true,
        always_goes_on: false,
    };

    /// Whether a frame stands for another: the twins with and without INT mean the same.
    pub fn frame_agrees(&self, sent: u8, back: u8) -> bool {
        !self.keeps_frame || canonical(sent) == canonical(back)
    }
}

fn canonical(frame: u8) -> u8 {
    use crate::link::mav_cmd as frames;
    match frame {
        frames::FRAME_GLOBAL_INT => frames::FRAME_GLOBAL,
        frames::FRAME_GLOBAL_RELATIVE_ALT_INT => frames::FRAME_GLOBAL_RELATIVE_ALT,
        frames::FRAME_GLOBAL_TERRAIN_ALT_INT => frames::FRAME_GLOBAL_TERRAIN_ALT,
        other => other,
    }
}

/// How an autopilot keeps an item.
pub(super) fn keeping_of(
    autopilot: AutopilotKind,
    component: ComponentKind,
    kind: PlanKind,
    item: &PlanItem,
) -> Keeping {
    match autopilot {
        AutopilotKind::ArduPilot => {
            // Both are ArduPlane.
            let is_plane = matches!(component, ComponentKind::FixedWing | ComponentKind::Vtol);
            ardupilot::keeping(kind, item, is_plane)
        }
        AutopilotKind::Px4 => px4::keeping(kind, item),
        AutopilotKind::Other(_) => Keeping::EXACT,
    }
}
