//! How ArduPilot keeps and tells plans: floats rounded, home as item 0, nothing atomic.

use crate::autopilot::missions::{Habits, Item, Kind};
use crate::autopilot::telling::degrees_e7;
use crate::place::Place;
use mavlink::dialects::ardupilotmega::{MavCmd, MavFrame, MavMissionResult};
use std::time::Duration;

/// The habits of one vehicle, which tells its home as item 0.
#[derive(Clone, Copy, Debug)]
pub struct CopterHabits {
    /// Where home is, once it is set.
    pub home: Option<Place>,
    /// Whether it flies its mission, which is not cleared then.
    pub flies_mission: bool,
}

/// Vertices of a fence polygon are counted in one byte.
const MOST_POLYGON_VERTICES: f32 = 255.0;

impl Habits for CopterHabits {
    fn asks_with_int(&self) -> bool {
        false
    }

    fn capacity(&self, kind: Kind) -> usize {
        // By the EEPROM of 16 KB that boards without a card have.
        match kind {
            Kind::Mission => 724,
            Kind::Fence => 254,
            Kind::Rally => 85,
        }
    }

    fn stores_at_once(&self, kind: Kind) -> bool {
        kind != Kind::Fence
    }

    fn tells_ids(&self) -> bool {
        false
    }

    fn kept(&self, kind: Kind, _: u16, _: u16, item: Item) -> Result<Item, MavMissionResult> {
        match kind {
            Kind::Mission => kept_mission_item(item),
            Kind::Fence => kept_fence_item(item),
            Kind::Rally => {
                if item.command != MavCmd::MAV_CMD_NAV_RALLY_POINT {
                    Err(MavMissionResult::MAV_MISSION_UNSUPPORTED)
                } else if item.z.is_finite() {
                    Ok(item)
                } else {
                    Err(MavMissionResult::MAV_MISSION_INVALID_PARAM7)
                }
            }
        }
    }

    fn may_clear(&self, kind: Kind) -> bool {
        kind != Kind::Mission || !self.flies_mission
    }

    fn told(&self, kind: Kind, seq: u16, item: &Item) -> (Item, u8) {
        let mut told = *item;
        match kind {
            Kind::Mission if seq == 0 => {
                if let Some(home) = self.home {
                    told = home_item(home);
                }
            }
            Kind::Mission => {
                if item.command == MavCmd::MAV_CMD_NAV_RETURN_TO_LAUNCH {
                    told.frame = MavFrame::MAV_FRAME_GLOBAL;
                }
                if item.command == MavCmd::MAV_CMD_NAV_LOITER_TIME && item.params[2] == 0.0 {
                    told.params[2] = 1.0;
                }
            }
            Kind::Fence => {
                told.frame = MavFrame::MAV_FRAME_GLOBAL;
                told.autocontinue = false;
            }
            Kind::Rally => told.frame = MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT,
        }
        (told, 0)
    }

    fn asks_again_after(&self) -> Duration {
        Duration::from_millis(1_000)
    }

    fn gives_up_after(&self) -> Duration {
        Duration::from_millis(8_000)
    }

    fn answer_to_silence(&self) -> Option<MavMissionResult> {
        Some(MavMissionResult::MAV_MISSION_OPERATION_CANCELLED)
    }

    fn answer_to_disorder(&self) -> Option<MavMissionResult> {
        Some(MavMissionResult::MAV_MISSION_INVALID_SEQUENCE)
    }
}

fn home_item(home: Place) -> Item {
    Item {
        frame: MavFrame::MAV_FRAME_GLOBAL,
        command: MavCmd::MAV_CMD_NAV_WAYPOINT,
        autocontinue: true,
        params: [0.0; 4],
        x: degrees_e7(home.latitude_deg),
        y: degrees_e7(home.longitude_deg),
        z: centimetres(home.altitude_amsl_m as f32),
    }
}

/// Heights are kept in whole centimetres.
fn centimetres(metres: f32) -> f32 {
    (metres * 100.0).round() / 100.0
}

fn kept_mission_item(mut item: Item) -> Result<Item, MavMissionResult> {
    use MavCmd as Cmd;
    let is_known_frame = matches!(
        item.frame,
        MavFrame::MAV_FRAME_GLOBAL
            | MavFrame::MAV_FRAME_GLOBAL_INT
            | MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT
            | MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT_INT
            | MavFrame::MAV_FRAME_GLOBAL_TERRAIN_ALT
            | MavFrame::MAV_FRAME_GLOBAL_TERRAIN_ALT_INT
            | MavFrame::MAV_FRAME_MISSION
    );
    if !is_known_frame {
        return Err(MavMissionResult::MAV_MISSION_UNSUPPORTED_FRAME);
    }
    if item
        .lat_lon_deg()
        .is_some_and(|(lat, lon)| lat.abs() > 90.0 || lon.abs() > 180.0)
    {
        return Err(MavMissionResult::MAV_MISSION_INVALID_PARAM5_X);
    }
    if item.params.iter().any(|param| param.is_infinite()) || !item.z.is_finite() {
        return Err(MavMissionResult::MAV_MISSION_INVALID);
    }
    item.z = centimetres(item.z);
    // What a command's own storage does not hold is gone when it is read back.
    item.params = match item.command {
        Cmd::MAV_CMD_NAV_WAYPOINT => [item.params[0].max(0.0).trunc(), 0.0, 0.0, 0.0],
        Cmd::MAV_CMD_NAV_LOITER_TIME => [item.params[0].max(0.0).trunc(), 0.0, item.params[2], 0.0],
        Cmd::MAV_CMD_NAV_TAKEOFF
        | Cmd::MAV_CMD_NAV_LAND
        | Cmd::MAV_CMD_NAV_RETURN_TO_LAUNCH
        | Cmd::MAV_CMD_NAV_LOITER_UNLIM => [0.0; 4],
        Cmd::MAV_CMD_NAV_SPLINE_WAYPOINT
        | Cmd::MAV_CMD_NAV_DELAY
        | Cmd::MAV_CMD_DO_JUMP
        | Cmd::MAV_CMD_DO_CHANGE_SPEED
        | Cmd::MAV_CMD_DO_SET_HOME
        | Cmd::MAV_CMD_DO_SET_ROI
        | Cmd::MAV_CMD_DO_SET_ROI_LOCATION
        | Cmd::MAV_CMD_DO_SET_ROI_NONE
        | Cmd::MAV_CMD_DO_DIGICAM_CONTROL
        | Cmd::MAV_CMD_DO_SET_CAM_TRIGG_DIST
        | Cmd::MAV_CMD_DO_MOUNT_CONTROL
        | Cmd::MAV_CMD_DO_GIMBAL_MANAGER_PITCHYAW
        | Cmd::MAV_CMD_IMAGE_START_CAPTURE
        | Cmd::MAV_CMD_IMAGE_STOP_CAPTURE
        | Cmd::MAV_CMD_VIDEO_START_CAPTURE
        | Cmd::MAV_CMD_VIDEO_STOP_CAPTURE
        | Cmd::MAV_CMD_CONDITION_DELAY
        | Cmd::MAV_CMD_CONDITION_YAW
        | Cmd::MAV_CMD_DO_LAND_START
        | Cmd::MAV_CMD_DO_FENCE_ENABLE
        | Cmd::MAV_CMD_DO_SET_SERVO
        | Cmd::MAV_CMD_DO_SET_RELAY => item
            .params
            .map(|param| if param.is_nan() { 0.0 } else { param }),
        _ => return Err(MavMissionResult::MAV_MISSION_UNSUPPORTED),
    };
    Ok(item)
}

fn kept_fence_item(item: Item) -> Result<Item, MavMissionResult> {
    use MavCmd as Cmd;
    match item.command {
        Cmd::MAV_CMD_NAV_FENCE_POLYGON_VERTEX_INCLUSION
        | Cmd::MAV_CMD_NAV_FENCE_POLYGON_VERTEX_EXCLUSION
            if !(3.0..=MOST_POLYGON_VERTICES).contains(&item.params[0]) =>
        {
            Err(MavMissionResult::MAV_MISSION_INVALID_PARAM1)
        }
        Cmd::MAV_CMD_NAV_FENCE_CIRCLE_INCLUSION | Cmd::MAV_CMD_NAV_FENCE_CIRCLE_EXCLUSION
            if item.params[0].is_nan() || item.params[0] <= 0.0 =>
        {
            Err(MavMissionResult::MAV_MISSION_INVALID_PARAM1)
        }
        Cmd::MAV_CMD_NAV_FENCE_POLYGON_VERTEX_INCLUSION
        | Cmd::MAV_CMD_NAV_FENCE_POLYGON_VERTEX_EXCLUSION
        | Cmd::MAV_CMD_NAV_FENCE_CIRCLE_INCLUSION
        | Cmd::MAV_CMD_NAV_FENCE_CIRCLE_EXCLUSION => Ok(Item {
            // Groups of inclusion polygons are not stored.
            params: [item.params[0], 0.0, 0.0, 0.0],
            z: 0.0,
            ..item
        }),
        Cmd::MAV_CMD_NAV_FENCE_RETURN_POINT => Ok(item),
        _ => Err(MavMissionResult::MAV_MISSION_UNSUPPORTED),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HABITS: CopterHabits = CopterHabits {
        home: Some(Place::new(36.067_099_9, 120.382_6, 20.1)),
        flies_mission: false,
    };

    fn item(command: MavCmd, params: [f32; 4], z: f32) -> Item {
        Item {
            frame: MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT,
            command,
            autocontinue: true,
            params,
            x: 360_677_000,
            y: 1_203_826_000,
            z,
        }
    }

    fn there_and_back(kind: Kind, seq: u16, item: Item) -> Option<Item> {
        let kept = HABITS.kept(kind, seq, 5, item).ok()?;
        Some(HABITS.told(kind, seq, &kept).0)
    }

    // Each as the recorded vehicle answered.
    #[test]
    fn item_0_comes_back_as_home() {
        let sent = item(MavCmd::MAV_CMD_NAV_WAYPOINT, [0.0; 4], 20.0);
        let told = there_and_back(Kind::Mission, 0, sent);
        let home = Item {
            frame: MavFrame::MAV_FRAME_GLOBAL,
            x: 360_670_999,
            z: 20.1,
            ..sent
        };
        assert_eq!(told, Some(home));
    }

    #[test]
    fn a_return_comes_back_in_another_frame_and_a_loiter_with_a_direction() {
        let back = item(MavCmd::MAV_CMD_NAV_RETURN_TO_LAUNCH, [0.0; 4], 0.0);
        let told = there_and_back(Kind::Mission, 4, back);
        assert!(told.is_some_and(|it| it.frame == MavFrame::MAV_FRAME_GLOBAL));
        let loiter = item(MavCmd::MAV_CMD_NAV_LOITER_TIME, [5.0, 0.0, 0.0, 0.0], 35.0);
        let told = there_and_back(Kind::Mission, 4, loiter);
        assert_eq!(told.map(|it| it.params), Some([5.0, 0.0, 1.0, 0.0]));
    }

    #[test]
    fn a_fence_comes_back_without_its_groups() {
        let command = MavCmd::MAV_CMD_NAV_FENCE_POLYGON_VERTEX_INCLUSION;
        let told = there_and_back(Kind::Fence, 0, item(command, [5.0, 2.0, 0.0, 0.0], 7.0));
        let told = told.map(|it| (it.params, it.z, it.autocontinue));
        assert_eq!(told, Some(([5.0, 0.0, 0.0, 0.0], 0.0, false)));
    }

    #[test]
    fn heights_are_kept_in_centimetres_and_times_in_seconds() {
        let sent = item(MavCmd::MAV_CMD_NAV_WAYPOINT, [2.7, 1.5, 0.0, 90.0], 30.126);
        let told = there_and_back(Kind::Mission, 1, sent);
        assert_eq!(
            told.map(|it| (it.params, it.z)),
            Some(([2.0, 0.0, 0.0, 0.0], 30.13))
        );
    }

    #[test]
    fn what_cannot_be_flown_is_refused_by_its_reason() {
        let refusal = |kind, item| HABITS.kept(kind, 1, 5, item).err();
        let two_vertices = item(
            MavCmd::MAV_CMD_NAV_FENCE_POLYGON_VERTEX_INCLUSION,
            [2.0, 0.0, 0.0, 0.0],
            0.0,
        );
        assert_eq!(
            refusal(Kind::Fence, two_vertices),
            Some(MavMissionResult::MAV_MISSION_INVALID_PARAM1)
        );
        let local = Item {
            frame: MavFrame::MAV_FRAME_LOCAL_NED,
            ..item(MavCmd::MAV_CMD_NAV_WAYPOINT, [0.0; 4], 10.0)
        };
        assert_eq!(
            refusal(Kind::Mission, local),
            Some(MavMissionResult::MAV_MISSION_UNSUPPORTED_FRAME)
        );
        let waypoint = item(MavCmd::MAV_CMD_NAV_WAYPOINT, [0.0; 4], 10.0);
        assert_eq!(
            refusal(Kind::Rally, waypoint),
            Some(MavMissionResult::MAV_MISSION_UNSUPPORTED)
        );
    }
}
