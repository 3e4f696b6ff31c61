//! ArduPilot: each command has some bytes of its own; what does not fit into them is gone. Heights are whole
//! centimetres (cut or rounded, by version).

use super::{BYTE, Keeping, Rule, SHORT, SIGNED_BYTE, SIGNED_WORD, WORD};
use crate::link::report::{PlanItem, PlanKind};

/// A centimetre, and what a float adds to it.
const CENTIMETRE: Rule = Rule::Within(0.0101);

pub(super) fn keeping(kind: PlanKind, item: &PlanItem, is_plane: bool) -> Keeping {
    match kind {
        PlanKind::Mission => of_mission(item, is_plane),
        PlanKind::Fence => of_fence(item),
        PlanKind::Rally => of_rally(),
    }
}

fn of_mission(item: &PlanItem, is_plane: bool) -> Keeping {
    let params = params(item.command, is_plane);
    let common = Keeping {
        params,
        always_goes_on: true,
        ..Keeping::EXACT
    };
    if has_place(item.command) {
        return Keeping {
            z: CENTIMETRE,
            // MAV_FRAME_MISSION of a place is kept as one above the sea.
            keeps_frame: item.frame != crate::link::mav_cmd::FRAME_MISSION,
            ..common
        };
    }
    let (place, z) = match item.command {
        // DO_DIGICAM_CONTROL and DO_GIMBAL_MANAGER_PITCHYAW use the place's numbers for something else.
        203 => (Rule::Exact, Rule::Gone),
        1000 => (Rule::Exact, BYTE),
        _ => (Rule::Gone, Rule::Gone),
    };
    Keeping {
        place,
        z,
        // GLOBAL comes back (measured of RETURN_TO_LAUNCH).
        keeps_frame: false,
        ..common
    }
}

/// Commands that are stored with a place (`AP_Mission::stored_in_location`).
fn has_place(command: u16) -> bool {
    matches!(
        command,
        16..=19
            | 21
            | 22
            | 30
            | 31
            | 82
            | 84
            | 85
            | 92
            | 94
            | 179
            | 188
            | 189
            | 191
            | 195
            | 197
            | 201
    )
}

fn params(command: u16, is_plane: bool) -> [Rule; 4] {
    use Rule::{Exact, Flag, Gone, Radius, Sign, Turns};
    match command {
        // NAV_WAYPOINT: a delay for rotors, radius and distance to pass by for wings.
        16 if is_plane => [Gone, BYTE, BYTE, Gone],
        // … NAV_SPLINE_WAYPOINT, NAV_TAKEOFF, DO_SET_MODE, DO_SET_HOME, DO_SET_ROI and its like,
        // DO_FENCE_ENABLE, DO_PARACHUTE, DO_AUTOTUNE_ENABLE.
        16 | 22 | 82 | 92 | 176 | 179 | 194 | 195 | 197 | 201 | 207 | 208 | 212 => {
            [WORD, Gone, Gone, Gone]
        }
        // NAV_LOITER_UNLIM.
        17 => [Gone, Gone, SIGNED_WORD, Gone],
        // NAV_LOITER_TURNS.
        18 => [Turns, Gone, Radius, Flag],
        // NAV_LOITER_TIME: only the direction of its radius is kept (measured: 0 comes back as 1).
        19 => [WORD, Gone, Sign, Flag],
        // NAV_RETURN_TO_LAUNCH, NAV_VTOL_LAND, DO_LAND_START.
        20 | 189 => [Gone; 4],
        // NAV_LAND.
        21 => [WORD, Gone, Gone, Sign],
        // NAV_CONTINUE_AND_CHANGE_ALT.
        30 => [WORD, Gone, Gone, Gone],
        // NAV_LOITER_TO_ALT.
        31 => [Gone, SIGNED_WORD, Gone, Flag],
        // NAV_VTOL_TAKEOFF, NAV_VTOL_LAND.
        84 | 85 => [Gone; 4],
        // NAV_DELAY: a moment of the day, each part −1 or more.
        93 => [Exact, SIGNED_BYTE, SIGNED_BYTE, SIGNED_BYTE],
        // CONDITION_DELAY, CONDITION_DISTANCE.
        112 | 114 => [Exact, Gone, Gone, Gone],
        // CONDITION_YAW.
        115 => [Exact, Exact, SIGNED_BYTE, BYTE],
        // DO_JUMP.
        177 => [WORD, SHORT, Gone, Gone],
        // DO_CHANGE_SPEED.
        178 => [BYTE, Exact, Exact, Gone],
        // DO_SET_RELAY, DO_SET_SERVO, DO_GRIPPER.
        181 | 211 => [BYTE, BYTE, Gone, Gone],
        183 => [BYTE, WORD, Gone, Gone],
        // DO_DIGICAM_CONTROL.
        203 => [BYTE, BYTE, SIGNED_BYTE, BYTE],
        // DO_MOUNT_CONTROL.
        205 => [Exact, Exact, Exact, Gone],
        // DO_SET_CAM_TRIGG_DIST: newer versions keep param3.
        206 => [Exact, Gone, BYTE, Gone],
        // DO_GIMBAL_MANAGER_PITCHYAW.
        1000 => [SIGNED_BYTE, SHORT, SIGNED_BYTE, SIGNED_BYTE],
        // IMAGE_START_CAPTURE; IMAGE_STOP_CAPTURE, VIDEO_START_CAPTURE, VIDEO_STOP_CAPTURE.
        2000 => [BYTE, Exact, WORD, WORD],
        2001 | 2500 | 2501 => [BYTE, Gone, Gone, Gone],
        _ => [Exact; 4],
    }
}

/// Groups of inclusion polygons are not stored, nor heights; GLOBAL comes back (measured).
fn of_fence(item: &PlanItem) -> Keeping {
    let first = match item.command {
        5001 | 5002 => BYTE,
        _ => Rule::Exact,
    };
    Keeping {
        params: [first, Rule::Gone, Rule::Gone, Rule::Gone],
        z: Rule::Gone,
        keeps_frame: false,
        ..Keeping::EXACT
    }
}

/// Heights are whole metres in two bytes (`RallyLocation`), always above home.
fn of_rally() -> Keeping {
    Keeping {
        params: [Rule::Gone; 4],
        z: SHORT,
        ..Keeping::EXACT
    }
}
