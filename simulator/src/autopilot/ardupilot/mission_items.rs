//! What Copter keeps of a mission's items, and how they come back (ArduPilot, `AP_Mission`): a command
//! has a few bytes of its own, and what does not fit into them is gone.

use crate::autopilot::missions::Item;
use mavlink::dialects::ardupilotmega::{MavCmd, MavFrame, MavMissionResult};

/// Heights from here on are refused, m (ArduPilot, `LOCATION_ALT_MAX_M`).
const TOO_HIGH_M: f32 = 83_000.0;
/// Radii up to this are kept in metres, larger ones in tens of metres.
const LARGEST_IN_METRES_M: f32 = 255.0;
/// Turns of a circle are counted in one byte; below 1 in parts of 256.
const MOST_TURNS: f32 = 255.0;

/// Whether a command is stored with a place: only of those the frame, the place and the height are kept.
fn has_place(command: MavCmd) -> bool {
    use MavCmd as Cmd;
    matches!(
        command,
        Cmd::MAV_CMD_NAV_WAYPOINT
            | Cmd::MAV_CMD_NAV_LOITER_UNLIM
            | Cmd::MAV_CMD_NAV_LOITER_TURNS
            | Cmd::MAV_CMD_NAV_LOITER_TIME
            | Cmd::MAV_CMD_NAV_LOITER_TO_ALT
            | Cmd::MAV_CMD_NAV_LAND
            | Cmd::MAV_CMD_NAV_TAKEOFF
            | Cmd::MAV_CMD_NAV_SPLINE_WAYPOINT
            | Cmd::MAV_CMD_DO_SET_HOME
            | Cmd::MAV_CMD_DO_LAND_START
            | Cmd::MAV_CMD_DO_SET_ROI
            | Cmd::MAV_CMD_DO_SET_ROI_LOCATION
            | Cmd::MAV_CMD_DO_SET_ROI_NONE
    )
}

/// The item as it is kept.
///
/// # Errors
/// What the transfer is refused with.
pub fn kept(item: Item) -> Result<Item, MavMissionResult> {
    numbers_are_sound(&item)?;
    let params = kept_params(&item).ok_or(MavMissionResult::MAV_MISSION_UNSUPPORTED)?;
    // Nobody asks whether to go on: it always does.
    let kept = Item {
        params,
        autocontinue: true,
        ..item
    };
    if has_place(item.command) {
        return with_place(kept);
    }
    let (x, y, z) = match item.command {
        // These two use the place's numbers for something else.
        MavCmd::MAV_CMD_DO_DIGICAM_CONTROL => (item.x, item.y, 0.0),
        MavCmd::MAV_CMD_DO_GIMBAL_MANAGER_PITCHYAW => (item.x, 0, whole(item.z, 0.0, 255.0)),
        _ => (0, 0, 0.0),
    };
    let frame = MavFrame::MAV_FRAME_GLOBAL;
    Ok(Item {
        frame,
        x,
        y,
        z,
        ..kept
    })
}

/// No parameter is infinite, and none is no number but the yaw of places and landings.
fn numbers_are_sound(item: &Item) -> Result<(), MavMissionResult> {
    const REFUSALS: [MavMissionResult; 4] = [
        MavMissionResult::MAV_MISSION_INVALID_PARAM1,
        MavMissionResult::MAV_MISSION_INVALID_PARAM2,
        MavMissionResult::MAV_MISSION_INVALID_PARAM3,
        MavMissionResult::MAV_MISSION_INVALID_PARAM4,
    ];
    let yaw_may_be_none = matches!(
        item.command,
        MavCmd::MAV_CMD_NAV_WAYPOINT | MavCmd::MAV_CMD_NAV_LAND | MavCmd::MAV_CMD_NAV_TAKEOFF
    );
    for (index, (param, refusal)) in item.params.iter().zip(REFUSALS).enumerate() {
        let may_be_none = yaw_may_be_none && index == 3;
        if param.is_infinite() || (param.is_nan() && !may_be_none) {
            return Err(refusal);
        }
    }
    Ok(())
}

fn with_place(item: Item) -> Result<Item, MavMissionResult> {
    let (lat, lon) = item.lat_lon_deg().unwrap_or_default();
    if lat.abs() > 90.0 {
        return Err(MavMissionResult::MAV_MISSION_INVALID_PARAM5_X);
    }
    if lon.abs() > 180.0 {
        return Err(MavMissionResult::MAV_MISSION_INVALID_PARAM6_Y);
    }
    if item.z.is_nan() || item.z.abs() >= TOO_HIGH_M {
        return Err(MavMissionResult::MAV_MISSION_INVALID_PARAM7);
    }
    let frame = match item.frame {
        MavFrame::MAV_FRAME_MISSION
        | MavFrame::MAV_FRAME_GLOBAL
        | MavFrame::MAV_FRAME_GLOBAL_INT => MavFrame::MAV_FRAME_GLOBAL,
        MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT | MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT_INT => {
            MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT
        }
        MavFrame::MAV_FRAME_GLOBAL_TERRAIN_ALT | MavFrame::MAV_FRAME_GLOBAL_TERRAIN_ALT_INT => {
            MavFrame::MAV_FRAME_GLOBAL_TERRAIN_ALT
        }
        _ => return Err(MavMissionResult::MAV_MISSION_UNSUPPORTED_FRAME),
    };
    let z = centimetres(item.z);
    Ok(Item { frame, z, ..item })
}

/// Heights are kept in whole centimetres.
pub fn centimetres(metres: f32) -> f32 {
    (metres * 100.0).round() / 100.0
}

/// As a whole number of so many values.
fn whole(value: f32, least: f32, most: f32) -> f32 {
    value.trunc().clamp(least, most)
}

fn byte(value: f32) -> f32 {
    whole(value, 0.0, 255.0)
}

fn word(value: f32) -> f32 {
    whole(value, 0.0, 65_535.0)
}

fn sign(is_negative: bool) -> f32 {
    if is_negative { -1.0 } else { 1.0 }
}

/// What a command's own storage holds of its parameters; `None` for a command that is not flown here.
fn kept_params(item: &Item) -> Option<[f32; 4]> {
    use MavCmd as Cmd;
    let [first, second, third, fourth] = item.params;
    let track = f32::from(fourth > 0.0);
    Some(match item.command {
        Cmd::MAV_CMD_NAV_WAYPOINT
        | Cmd::MAV_CMD_NAV_SPLINE_WAYPOINT
        | Cmd::MAV_CMD_NAV_TAKEOFF
        | Cmd::MAV_CMD_DO_SET_HOME
        | Cmd::MAV_CMD_DO_SET_ROI
        | Cmd::MAV_CMD_DO_SET_ROI_LOCATION
        | Cmd::MAV_CMD_DO_SET_ROI_NONE
        | Cmd::MAV_CMD_DO_FENCE_ENABLE => [word(first), 0.0, 0.0, 0.0],
        Cmd::MAV_CMD_NAV_LAND => [word(first), 0.0, 0.0, sign(fourth < 0.0)],
        Cmd::MAV_CMD_NAV_LOITER_UNLIM => [0.0, 0.0, sign(third < 0.0) * word(third.abs()), 0.0],
        Cmd::MAV_CMD_NAV_LOITER_TURNS => [kept_turns(first), 0.0, kept_radius_m(third), track],
        Cmd::MAV_CMD_NAV_LOITER_TIME => [word(first), 0.0, sign(third < 0.0), track],
        Cmd::MAV_CMD_NAV_LOITER_TO_ALT => {
            [0.0, sign(second < 0.0) * word(second.abs()), 0.0, track]
        }
        Cmd::MAV_CMD_NAV_RETURN_TO_LAUNCH | Cmd::MAV_CMD_DO_LAND_START => [0.0; 4],
        Cmd::MAV_CMD_NAV_DELAY => {
            let of_a_clock = |value| whole(value, -1.0, 127.0);
            [
                first,
                of_a_clock(second),
                of_a_clock(third),
                of_a_clock(fourth),
            ]
        }
        Cmd::MAV_CMD_CONDITION_DELAY | Cmd::MAV_CMD_CONDITION_DISTANCE => [first, 0.0, 0.0, 0.0],
        Cmd::MAV_CMD_CONDITION_YAW => [first, second, whole(third, -128.0, 127.0), byte(fourth)],
        Cmd::MAV_CMD_DO_JUMP => [word(first), whole(second, -32_768.0, 32_767.0), 0.0, 0.0],
        Cmd::MAV_CMD_DO_CHANGE_SPEED => [byte(first), second, third, 0.0],
        Cmd::MAV_CMD_DO_MOUNT_CONTROL => [first, second, third, 0.0],
        Cmd::MAV_CMD_DO_SET_SERVO => [byte(first), word(second), 0.0, 0.0],
        Cmd::MAV_CMD_DO_SET_RELAY => [byte(first), byte(second), 0.0, 0.0],
        Cmd::MAV_CMD_DO_SET_CAM_TRIGG_DIST => [first, 0.0, byte(third), 0.0],
        Cmd::MAV_CMD_DO_DIGICAM_CONTROL => [
            byte(first),
            byte(second),
            whole(third, -128.0, 127.0),
            byte(fourth),
        ],
        Cmd::MAV_CMD_DO_GIMBAL_MANAGER_PITCHYAW => [
            whole(first, -128.0, 127.0),
            whole(second, -32_768.0, 32_767.0),
            whole(third, -128.0, 127.0),
            whole(fourth, -128.0, 127.0),
        ],
        Cmd::MAV_CMD_IMAGE_START_CAPTURE => [byte(first), second, word(third), word(fourth)],
        Cmd::MAV_CMD_IMAGE_STOP_CAPTURE
        | Cmd::MAV_CMD_VIDEO_START_CAPTURE
        | Cmd::MAV_CMD_VIDEO_STOP_CAPTURE => [byte(first), 0.0, 0.0, 0.0],
        _ => return None,
    })
}

fn kept_turns(turns: f32) -> f32 {
    if turns > 0.0 && turns < 1.0 {
        (turns * 256.0).trunc() / 256.0
    } else {
        whole(turns, 0.0, MOST_TURNS)
    }
}

/// A radius has one byte; its sign, which is the direction, a bit of its own.
fn kept_radius_m(radius_m: f32) -> f32 {
    let size = radius_m.abs();
    let kept = if size <= LARGEST_IN_METRES_M {
        size.trunc()
    } else {
        10.0 * byte(size * 0.1)
    };
    sign(radius_m < 0.0) * kept
}

#[cfg(test)]
mod tests;
