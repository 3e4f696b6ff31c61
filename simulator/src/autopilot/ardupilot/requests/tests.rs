//! Targets and items that stations send beside commands, over a link in memory.

#![allow(clippy::unwrap_used)]

use super::*;
use crate::autopilot::ardupilot::station::{HOME, Station};

fn local(frame: MavFrame, mask: u16, [x, y, z]: [f32; 3]) -> SET_POSITION_TARGET_LOCAL_NED_DATA {
    let (place, velocity) = if mask & NO_PLACE == 0 {
        ([x, y, z], [0.0; 3])
    } else {
        ([0.0; 3], [x, y, z])
    };
    SET_POSITION_TARGET_LOCAL_NED_DATA {
        x: place[0],
        y: place[1],
        z: place[2],
        vx: velocity[0],
        vy: velocity[1],
        vz: velocity[2],
        type_mask: PositionTargetTypemask::from_bits_retain(mask),
        target_system: 1,
        target_component: 1,
        coordinate_frame: frame,
        ..Default::default()
    }
}

const PLACE: u16 = 0xDF8;
const VELOCITY: u16 = 0xDC7;

/// One 20 m above home whose nose points east.
fn facing_east() -> Station {
    let mut station = Station::ready();
    station.take_off(20.0);
    let turn = [90.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0];
    station.result(MavCmd::MAV_CMD_CONDITION_YAW, turn);
    station.wait(4.0);
    station
}

#[test]
fn local_places_count_from_the_origin_from_where_it_is_or_from_its_nose() {
    let mut station = facing_east();
    let goto = |station: &mut Station, frame, offset| {
        let here = station.craft.estimate().place;
        station.send(&local(frame, PLACE, offset));
        match station.autopilot.flight.task() {
            Task::Goto(place) => (here, place),
            other => unreachable!("{other:?}"),
        }
    };
    let off = |from: Place, to: Place, expected: [f64; 3]| {
        (from.ned_to(to) - Vector3::from(expected)).norm()
    };
    let origin = station.autopilot.origin.unwrap();
    let (_, to) = goto(
        &mut station,
        MavFrame::MAV_FRAME_LOCAL_NED,
        [30.0, 10.0, -25.0],
    );
    assert!(off(origin, to, [30.0, 10.0, -25.0]) < 0.1);
    let offset = [5.0, -7.0, -2.0];
    let (here, to) = goto(&mut station, MavFrame::MAV_FRAME_LOCAL_OFFSET_NED, offset);
    assert!(off(here, to, [5.0, -7.0, -2.0]) < 0.1);
    // Ahead is east, and right of it is south; the nose may be a few degrees off.
    let (here, to) = goto(&mut station, MavFrame::MAV_FRAME_BODY_OFFSET_NED, offset);
    assert!(
        off(here, to, [7.0, 5.0, -2.0]) < 1.5,
        "{:?}",
        here.ned_to(to)
    );
}

#[test]
fn local_velocities_are_flown_and_end() {
    let mut station = facing_east();
    for _ in 0..4 {
        station.send(&local(
            MavFrame::MAV_FRAME_BODY_OFFSET_NED,
            VELOCITY,
            [4.0, 0.0, 0.0],
        ));
        station.wait(1.0);
    }
    let from_home = HOME.ned_to(station.craft.body().place);
    assert!(from_home.y > 5.0, "{from_home}");
    station.wait(4.0);
    assert!(matches!(station.autopilot.flight.task(), Task::Goto(_)));
}

#[test]
fn local_targets_that_are_none_are_dropped() {
    let mut station = facing_east();
    let task = station.autopilot.flight.task();
    for target in [
        local(MavFrame::MAV_FRAME_LOCAL_NED, PLACE, [1.0, 1.0, f32::NAN]),
        local(MavFrame::MAV_FRAME_LOCAL_NED, PLACE, [1e30, 1.0, -20.0]),
        local(MavFrame::MAV_FRAME_LOCAL_ENU, PLACE, [1.0, 1.0, -20.0]),
        local(
            MavFrame::MAV_FRAME_LOCAL_NED,
            VELOCITY,
            [f32::NAN, 0.0, 0.0],
        ),
    ] {
        station.send(&target);
        assert_eq!(station.autopilot.flight.task(), task, "{target:?}");
    }
}

#[test]
fn an_item_that_nobody_knows_is_refused_at_once() {
    let mut station = Station::ready();
    let unsupported = Some(MavMissionResult::MAV_MISSION_UNSUPPORTED);
    assert_eq!(station.item_of_numbers(31_999, 3), unsupported);
    let frame = Some(MavMissionResult::MAV_MISSION_UNSUPPORTED_FRAME);
    assert_eq!(station.item_of_numbers(16, 99), frame);
    // The transfer is over: nothing is asked for again.
    let from = station.said.len();
    station.wait(3.0);
    let asks = |it: &(SimTime, MavMessage)| matches!(it.1, MavMessage::MISSION_REQUEST(_));
    assert!(!station.said[from..].iter().any(asks));
}

#[test]
fn a_fence_that_is_not_whole_leaves_the_one_that_was_there() {
    let mut station = Station::ready();
    let vertex = |seq: u16, count: f32| MISSION_ITEM_INT_DATA {
        param1: count,
        x: 360_671_000 + i32::from(seq) * 1_000,
        y: 1_203_826_000 + i32::from(seq % 2) * 1_000,
        seq,
        command: MavCmd::MAV_CMD_NAV_FENCE_POLYGON_VERTEX_INCLUSION,
        target_system: 1,
        target_component: 1,
        mission_type: MavMissionType::MAV_MISSION_TYPE_FENCE,
        ..Default::default()
    };
    let whole = [vertex(0, 3.0), vertex(1, 3.0), vertex(2, 3.0)];
    let accepted = MavMissionResult::MAV_MISSION_ACCEPTED;
    assert_eq!(station.upload(&whole), accepted);
    let short = [vertex(0, 4.0), vertex(1, 4.0), vertex(2, 4.0)];
    let error = MavMissionResult::MAV_MISSION_ERROR;
    assert_eq!(station.upload(&short), error);
    let kept = station.autopilot.stores.get(Kind::Fence).items();
    assert!(kept.len() == 3 && kept[0].params[0] == 3.0);
}
