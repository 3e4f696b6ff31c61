//! How PX4 keeps and tells plans: whole ones, floats exact, each with an id.

use crate::autopilot::missions::{Habits, Item, Kind};
use mavlink::dialects::ardupilotmega::{MavCmd, MavFrame, MavMissionResult};
use std::time::Duration;

/// The habits of one vehicle.
#[derive(Clone, Copy, Debug)]
pub struct Px4Habits {
    /// The mission item that is flown.
    pub current: u16,
}

/// A polygon has at least so many vertices.
const LEAST_VERTICES: f32 = 3.0;

impl Habits for Px4Habits {
    fn asks_with_int(&self) -> bool {
        true
    }

    fn capacity(&self, kind: Kind) -> usize {
        // PX4, `dataman.h`.
        match kind {
            Kind::Mission => 2_000,
            Kind::Fence => 500,
            Kind::Rally => 32,
        }
    }

    fn stores_at_once(&self, _: Kind) -> bool {
        false
    }

    fn tells_ids(&self) -> bool {
        true
    }

    fn kept(&self, kind: Kind, _: u16, _: u16, item: Item) -> Result<Item, MavMissionResult> {
        use MavCmd as Cmd;
        let is_fence = matches!(
            item.command,
            Cmd::MAV_CMD_NAV_FENCE_POLYGON_VERTEX_INCLUSION
                | Cmd::MAV_CMD_NAV_FENCE_POLYGON_VERTEX_EXCLUSION
                | Cmd::MAV_CMD_NAV_FENCE_CIRCLE_INCLUSION
                | Cmd::MAV_CMD_NAV_FENCE_CIRCLE_EXCLUSION
                | Cmd::MAV_CMD_NAV_FENCE_RETURN_POINT
        );
        let is_rally = item.command == Cmd::MAV_CMD_NAV_RALLY_POINT;
        match kind {
            Kind::Mission if is_fence || is_rally => Err(MavMissionResult::MAV_MISSION_ERROR),
            Kind::Mission => kept_mission_item(item),
            Kind::Fence => {
                let is_polygon = matches!(
                    item.command,
                    Cmd::MAV_CMD_NAV_FENCE_POLYGON_VERTEX_INCLUSION
                        | Cmd::MAV_CMD_NAV_FENCE_POLYGON_VERTEX_EXCLUSION
                );
                if !is_fence {
                    return Err(MavMissionResult::MAV_MISSION_UNSUPPORTED);
                }
                let has_vertices = item.params[0] >= LEAST_VERTICES - 0.5;
                if is_polygon && !has_vertices {
                    return Err(MavMissionResult::MAV_MISSION_ERROR);
                }
                has_place_frame(item.frame)?;
                is_on_the_globe(&item).map(|()| item)
            }
            Kind::Rally if !item.z.is_finite() => Err(MavMissionResult::MAV_MISSION_INVALID_PARAM7),
            Kind::Rally if !is_rally => Err(MavMissionResult::MAV_MISSION_UNSUPPORTED),
            Kind::Rally => {
                has_place_frame(item.frame)?;
                is_on_the_globe(&item).map(|()| item)
            }
        }
    }

    fn told(&self, kind: Kind, seq: u16, item: &Item) -> (Item, u8) {
        let mut told = *item;
        told.frame = match item.frame {
            MavFrame::MAV_FRAME_GLOBAL => MavFrame::MAV_FRAME_GLOBAL_INT,
            MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT => MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT_INT,
            other => other,
        };
        if kind == Kind::Fence {
            // What a fence's storage does not hold is gone when it is read back.
            told.autocontinue = false;
            told.params = [item.params[0], 0.0, 0.0, 0.0];
        }
        (told, u8::from(seq == self.current))
    }

    fn asks_again_after(&self) -> Duration {
        Duration::from_millis(250)
    }

    fn gives_up_after(&self) -> Duration {
        Duration::from_secs(5)
    }

    fn answer_to_silence(&self) -> Option<MavMissionResult> {
        None
    }

    fn answer_to_disorder(&self) -> Option<MavMissionResult> {
        None
    }

    fn answer_to_another(&self) -> MavMissionResult {
        MavMissionResult::MAV_MISSION_ERROR
    }

    fn answer_to_absent(&self) -> MavMissionResult {
        MavMissionResult::MAV_MISSION_ERROR
    }
}

fn has_place_frame(frame: MavFrame) -> Result<(), MavMissionResult> {
    match frame {
        MavFrame::MAV_FRAME_GLOBAL
        | MavFrame::MAV_FRAME_GLOBAL_INT
        | MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT
        | MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT_INT => Ok(()),
        _ => Err(MavMissionResult::MAV_MISSION_UNSUPPORTED_FRAME),
    }
}

fn is_on_the_globe(item: &Item) -> Result<(), MavMissionResult> {
    let (lat, lon) = item.lat_lon_deg().unwrap_or_default();
    if lat.abs() > 90.0 {
        return Err(MavMissionResult::MAV_MISSION_INVALID_PARAM5_X);
    }
    if lon.abs() > 180.0 {
        return Err(MavMissionResult::MAV_MISSION_INVALID_PARAM6_Y);
    }
    Ok(())
}

/// A region of interest is none, the next place, another item or, with a frame that has places, a place
/// (MAV_ROI).
fn looks_at_something(item: &Item) -> Result<(), MavMissionResult> {
    let is_known = if item.frame == MavFrame::MAV_FRAME_MISSION {
        (0.0..3.0).contains(&item.params[0])
    } else {
        matches!(item.params[0] as i32, 0 | 3)
    };
    if item.command == MavCmd::MAV_CMD_DO_SET_ROI && !is_known {
        return Err(MavMissionResult::MAV_MISSION_INVALID_PARAM1);
    }
    Ok(())
}

/// What needs a place has a frame that has one, and what needs none has the frame that has none
/// (PX4, `parse_mavlink_mission_item`): a change of speed in a frame with heights is unsupported.
fn kept_mission_item(item: Item) -> Result<Item, MavMissionResult> {
    use MavCmd as Cmd;
    let is_known = if item.frame == MavFrame::MAV_FRAME_MISSION {
        matches!(
            item.command,
            Cmd::MAV_CMD_DO_JUMP
                | Cmd::MAV_CMD_NAV_RETURN_TO_LAUNCH
                | Cmd::MAV_CMD_NAV_DELAY
                | Cmd::MAV_CMD_DO_CHANGE_SPEED
                | Cmd::MAV_CMD_DO_SET_HOME
                | Cmd::MAV_CMD_DO_LAND_START
                | Cmd::MAV_CMD_DO_SET_ACTUATOR
                | Cmd::MAV_CMD_DO_TRIGGER_CONTROL
                | Cmd::MAV_CMD_DO_DIGICAM_CONTROL
                | Cmd::MAV_CMD_DO_MOUNT_CONFIGURE
                | Cmd::MAV_CMD_DO_MOUNT_CONTROL
                | Cmd::MAV_CMD_DO_GIMBAL_MANAGER_PITCHYAW
                | Cmd::MAV_CMD_DO_GIMBAL_MANAGER_CONFIGURE
                | Cmd::MAV_CMD_DO_SET_ROI
                | Cmd::MAV_CMD_DO_SET_ROI_NONE
                | Cmd::MAV_CMD_DO_SET_CAM_TRIGG_DIST
                | Cmd::MAV_CMD_DO_SET_CAM_TRIGG_INTERVAL
                | Cmd::MAV_CMD_IMAGE_START_CAPTURE
                | Cmd::MAV_CMD_IMAGE_STOP_CAPTURE
                | Cmd::MAV_CMD_VIDEO_START_CAPTURE
                | Cmd::MAV_CMD_VIDEO_STOP_CAPTURE
                | Cmd::MAV_CMD_SET_CAMERA_MODE
                | Cmd::MAV_CMD_SET_CAMERA_ZOOM
                | Cmd::MAV_CMD_SET_CAMERA_FOCUS
                | Cmd::MAV_CMD_DO_VTOL_TRANSITION
        )
    } else {
        has_place_frame(item.frame)?;
        matches!(
            item.command,
            Cmd::MAV_CMD_NAV_WAYPOINT
                | Cmd::MAV_CMD_NAV_LOITER_UNLIM
                | Cmd::MAV_CMD_NAV_LOITER_TIME
                | Cmd::MAV_CMD_NAV_LOITER_TO_ALT
                | Cmd::MAV_CMD_NAV_LAND
                | Cmd::MAV_CMD_NAV_TAKEOFF
                | Cmd::MAV_CMD_NAV_VTOL_TAKEOFF
                | Cmd::MAV_CMD_NAV_VTOL_LAND
                | Cmd::MAV_CMD_DO_SET_ROI
                | Cmd::MAV_CMD_DO_SET_ROI_LOCATION
        )
    };
    if !is_known {
        return Err(MavMissionResult::MAV_MISSION_UNSUPPORTED);
    }
    if item.frame != MavFrame::MAV_FRAME_MISSION {
        is_on_the_globe(&item)?;
    }
    looks_at_something(&item)?;
    has_numbers(&item).map(|()| item)
}

/// What is flown to has numbers: where, how high, and how long it waits there. A yaw, a radius, or the
/// height of what is not flown to may be none: stations send NaN there.
fn has_numbers(item: &Item) -> Result<(), MavMissionResult> {
    use MavCmd as Cmd;
    let is_counted = matches!(
        item.command,
        Cmd::MAV_CMD_NAV_WAYPOINT
            | Cmd::MAV_CMD_NAV_LOITER_TIME
            | Cmd::MAV_CMD_NAV_LOITER_TO_ALT
            | Cmd::MAV_CMD_NAV_DELAY
            | Cmd::MAV_CMD_DO_JUMP
    );
    let first = item.params[0];
    if first.is_infinite() || is_counted && first.is_nan() {
        return Err(MavMissionResult::MAV_MISSION_INVALID_PARAM1);
    }
    if item.params.iter().any(|param| param.is_infinite()) {
        return Err(MavMissionResult::MAV_MISSION_INVALID);
    }
    if item.frame != MavFrame::MAV_FRAME_MISSION && !item.z.is_finite() {
        return Err(MavMissionResult::MAV_MISSION_INVALID_PARAM7);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HABITS: Px4Habits = Px4Habits { current: 0 };

    fn item(command: MavCmd, frame: MavFrame, params: [f32; 4]) -> Item {
        Item {
            frame,
            command,
            autocontinue: true,
            params,
            x: 360_641_000,
            y: 1_203_796_000,
            z: 20.126,
        }
    }

    // Each as the recorded vehicle answered.
    #[test]
    fn a_mission_comes_back_to_the_last_digit() {
        let params = [0.0, 1.5, 0.0, 33.3];
        let frame = MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT_INT;
        let sent = item(MavCmd::MAV_CMD_NAV_WAYPOINT, frame, params);
        let kept = HABITS.kept(Kind::Mission, 1, 4, sent);
        assert_eq!(
            kept.map(|kept| HABITS.told(Kind::Mission, 1, &kept)),
            Ok((sent, 0))
        );
    }

    #[test]
    fn heights_and_times_are_numbers_and_a_yaw_need_not_be() {
        let above_home = MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT_INT;
        let refusal = |params, z| {
            let sent = item(MavCmd::MAV_CMD_NAV_WAYPOINT, above_home, params);
            HABITS.kept(Kind::Mission, 1, 4, Item { z, ..sent }).err()
        };
        let (param1, param7) = (
            Some(MavMissionResult::MAV_MISSION_INVALID_PARAM1),
            Some(MavMissionResult::MAV_MISSION_INVALID_PARAM7),
        );
        let yaw = [0.0, 1.0, 0.0, f32::NAN];
        assert_eq!(refusal(yaw, 20.0), None);
        assert_eq!(refusal(yaw, f32::NAN), param7);
        assert_eq!(refusal(yaw, f32::INFINITY), param7);
        for wait_s in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            assert_eq!(refusal([wait_s, 1.0, 0.0, f32::NAN], 20.0), param1);
        }
        // As stations send what is not flown to.
        let speed = item(
            MavCmd::MAV_CMD_DO_CHANGE_SPEED,
            MavFrame::MAV_FRAME_MISSION,
            [1.0, 5.0, -1.0, 0.0],
        );
        let sent = Item {
            z: f32::NAN,
            ..speed
        };
        assert!(HABITS.kept(Kind::Mission, 1, 4, sent).is_ok());
    }

    #[test]
    fn no_plan_leads_off_the_globe() {
        let above_home = MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT_INT;
        for (kind, command) in [
            (Kind::Mission, MavCmd::MAV_CMD_NAV_WAYPOINT),
            (Kind::Fence, MavCmd::MAV_CMD_NAV_FENCE_CIRCLE_INCLUSION),
            (Kind::Rally, MavCmd::MAV_CMD_NAV_RALLY_POINT),
        ] {
            let sent = item(command, above_home, [0.0; 4]);
            assert!(HABITS.kept(kind, 0, 1, sent).is_ok(), "{kind:?}");
            let far = Item {
                x: -900_000_001,
                ..sent
            };
            let lat = Err(MavMissionResult::MAV_MISSION_INVALID_PARAM5_X);
            assert_eq!(HABITS.kept(kind, 0, 1, far), lat, "{kind:?}");
            let far = Item {
                y: 1_800_000_001,
                ..sent
            };
            let lon = Err(MavMissionResult::MAV_MISSION_INVALID_PARAM6_Y);
            assert_eq!(HABITS.kept(kind, 0, 1, far), lon, "{kind:?}");
        }
    }

    #[test]
    fn what_is_looked_at_has_to_be_something_that_its_frame_has() {
        let refusal = |frame, what| {
            let roi = item(MavCmd::MAV_CMD_DO_SET_ROI, frame, [what, 0.0, 0.0, 0.0]);
            HABITS.kept(Kind::Mission, 1, 4, roi).err()
        };
        let (bare, placed) = (
            MavFrame::MAV_FRAME_MISSION,
            MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT_INT,
        );
        let param1 = Some(MavMissionResult::MAV_MISSION_INVALID_PARAM1);
        for (what, without, with) in [
            (0.0, None, None),
            (1.0, None, param1),
            (2.0, None, param1),
            (3.0, param1, None),
            (4.0, param1, param1),
        ] {
            assert_eq!(
                (refusal(bare, what), refusal(placed, what)),
                (without, with)
            );
        }
    }

    #[test]
    fn a_fence_comes_back_in_another_frame_and_its_first_item_is_the_current_one() {
        let vertex = MavCmd::MAV_CMD_NAV_FENCE_POLYGON_VERTEX_INCLUSION;
        let sent = item(vertex, MavFrame::MAV_FRAME_GLOBAL, [5.0, 2.0, 0.0, 0.0]);
        let (told, current) = HABITS.told(Kind::Fence, 0, &sent);
        assert_eq!(
            (told.frame, told.autocontinue, told.params, current),
            (
                MavFrame::MAV_FRAME_GLOBAL_INT,
                false,
                [5.0, 0.0, 0.0, 0.0],
                1
            )
        );
    }

    #[test]
    fn what_cannot_be_flown_is_refused_by_its_reason() {
        let refusal = |kind, command, frame| {
            let sent = item(command, frame, [2.0, 0.0, 0.0, 0.0]);
            HABITS.kept(kind, 1, 4, sent).err()
        };
        let above_home = MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT;
        let unsupported = Some(MavMissionResult::MAV_MISSION_UNSUPPORTED);
        let speed = MavCmd::MAV_CMD_DO_CHANGE_SPEED;
        assert_eq!(refusal(Kind::Mission, speed, above_home), unsupported);
        assert_eq!(
            refusal(Kind::Mission, speed, MavFrame::MAV_FRAME_MISSION),
            None
        );
        let turns = MavCmd::MAV_CMD_NAV_LOITER_TURNS;
        assert_eq!(refusal(Kind::Mission, turns, above_home), unsupported);
        let vertex = MavCmd::MAV_CMD_NAV_FENCE_POLYGON_VERTEX_INCLUSION;
        let error = Some(MavMissionResult::MAV_MISSION_ERROR);
        assert_eq!(refusal(Kind::Fence, vertex, above_home), error);
        assert_eq!(refusal(Kind::Mission, vertex, above_home), error);
        assert_eq!(
            refusal(
                Kind::Mission,
                MavCmd::MAV_CMD_NAV_WAYPOINT,
                MavFrame::MAV_FRAME_LOCAL_NED
            ),
            Some(MavMissionResult::MAV_MISSION_UNSUPPORTED_FRAME)
        );
    }
}
