//! How ArduPilot keeps and tells plans: floats rounded, home as item 0, nothing atomic.

use super::mission_items::{self, centimetres};
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
            Kind::Mission => mission_items::kept(item),
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
            Kind::Mission => {
                if let Some(home) = self.home.filter(|_| seq == 0) {
                    told = home_item(home);
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
