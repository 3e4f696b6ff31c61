//! PX4: numbers are kept as floats, angles in radians, and what a command does not use is not kept. Frames
//! come back as their INT twins, `current` marks the item that is flown (measured).

use super::{Keeping, Rule};
use crate::link::mav_cmd::FRAME_MISSION;
use crate::link::report::{PlanItem, PlanKind};

/// Places go through degrees in a double.
const PLACE: Rule = Rule::Within(1.0);

pub(super) fn keeping(kind: PlanKind, item: &PlanItem) -> Keeping {
    let placed = Keeping {
        place: PLACE,
        ..Keeping::EXACT
    };
    match kind {
        PlanKind::Mission if item.frame == FRAME_MISSION => Keeping {
            params: without_place(item.command),
            // What has no place may lose what it does not use of one.
            place: unless_used(item.command),
            z: unless_used(item.command),
            ..Keeping::EXACT
        },
        PlanKind::Mission => Keeping {
            params: with_place(item.command),
            ..placed
        },
        PlanKind::Fence => Keeping {
            params: [Rule::Exact, Rule::Gone, Rule::Gone, Rule::Gone],
            z: Rule::Gone,
            ..placed
        },
        PlanKind::Rally => Keeping {
            params: [Rule::Gone; 4],
            ..placed
        },
    }
}

fn with_place(command: u16) -> [Rule; 4] {
    use Rule::{Degrees, Exact, Flag, Gone};
    match command {
        // NAV_WAYPOINT.
        16 => [Exact, Exact, Gone, Degrees],
        // NAV_LOITER_UNLIM.
        17 => [Gone, Gone, Exact, Degrees],
        // NAV_LOITER_TIME.
        19 => [Exact, Flag, Exact, Flag],
        // NAV_LAND.
        21 => [Gone, Exact, Gone, Degrees],
        // NAV_TAKEOFF, NAV_VTOL_TAKEOFF, NAV_VTOL_LAND.
        22 | 84 | 85 => [Gone, Gone, Gone, Degrees],
        // NAV_LOITER_TO_ALT.
        31 => [Flag, Exact, Gone, Flag],
        // DO_SET_ROI_LOCATION comes back as it was sent but for its unused parameters.
        195 => [Gone; 4],
        _ => [Exact; 4],
    }
}

fn without_place(command: u16) -> [Rule; 4] {
    match command {
        // NAV_RETURN_TO_LAUNCH, DO_LAND_START have no parameters.
        20 | 189 => [Rule::Gone; 4],
        // DO_JUMP: its target and how often.
        177 => [Rule::Exact, Rule::Exact, Rule::Gone, Rule::Gone],
        _ => [Rule::Exact; 4],
    }
}

/// DO_DIGICAM_CONTROL, DO_MOUNT_CONTROL, DO_SET_ACTUATOR, DO_SET_ROI and DO_GIMBAL_MANAGER_PITCHYAW use all
/// seven parameters.
fn unless_used(command: u16) -> Rule {
    match command {
        187 | 201 | 203 | 205 | 1000 => Rule::Exact,
        _ => Rule::Gone,
    }
}
