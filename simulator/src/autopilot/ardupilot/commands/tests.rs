//! Commands that mean nothing, and those of a mission, over a link in memory.

#![allow(clippy::unwrap_used)]

use super::*;
use crate::autopilot::ardupilot::station::{HOME, Station};
use crate::autopilot::missions::{Item, Kind};

fn with(first: f32, second: f32) -> [f32; 7] {
    [first, second, 0.0, 0.0, 0.0, 0.0, 0.0]
}

fn by_int(station: &mut Station, command: COMMAND_INT_DATA) -> MavResult {
    let said = station.send(&COMMAND_INT_DATA {
        target_system: 1,
        target_component: 1,
        ..command
    });
    let result = said.iter().find_map(|message| match message {
        MavMessage::COMMAND_ACK(ack) => Some(ack.result),
        _ => None,
    });
    result.unwrap()
}

#[test]
fn a_height_that_is_no_number_does_not_pass_the_fence() {
    let mut station = Station::ready();
    station
        .autopilot
        .parameters
        .set("FENCE_ENABLE", 1.0)
        .unwrap();
    station.take_off(20.0);
    let (task, home) = (station.autopilot.flight.task(), station.autopilot.home);
    for frame in [
        MavFrame::MAV_FRAME_GLOBAL,
        MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT,
    ] {
        for (x, z) in [
            (360_672_000, f32::NAN),
            (360_672_000, f32::INFINITY),
            (1_360_672_000, 20.0),
        ] {
            for command in [MavCmd::MAV_CMD_DO_REPOSITION, MavCmd::MAV_CMD_DO_SET_HOME] {
                let asked = COMMAND_INT_DATA {
                    command,
                    x,
                    y: 1_203_826_000,
                    z,
                    frame,
                    ..Default::default()
                };
                assert_eq!(by_int(&mut station, asked), DENIED, "{command:?} {x} {z}");
            }
            station.send(&SET_POSITION_TARGET_GLOBAL_INT_DATA {
                lat_int: x,
                lon_int: 1_203_826_000,
                alt: z,
                type_mask: PositionTargetTypemask::from_bits_retain(0xDF8),
                target_system: 1,
                coordinate_frame: frame,
                ..Default::default()
            });
        }
    }
    assert_eq!(station.autopilot.flight.task(), task);
    assert_eq!(station.autopilot.home, home);
}

#[test]
fn a_fence_is_turned_off_by_0_alone() {
    let mut station = Station::ready();
    let enable = MavCmd::MAV_CMD_DO_FENCE_ENABLE;
    assert_eq!(station.result(enable, with(1.0, 0.0)), ACCEPTED);
    for which in [0.5, 3.0, -1.0, f32::NAN] {
        assert_eq!(station.result(enable, with(which, 0.0)), DENIED, "{which}");
        assert_eq!(station.autopilot.parameters.value("FENCE_ENABLE"), 1.0);
    }
    assert_eq!(station.result(enable, with(0.0, 0.0)), ACCEPTED);
    assert_eq!(station.autopilot.parameters.value("FENCE_ENABLE"), 0.0);
}

#[test]
fn without_its_floor_a_fence_keeps_the_rest() {
    let mut station = Station::ready();
    station
        .autopilot
        .parameters
        .set("FENCE_TYPE", 15.0)
        .unwrap();
    let enable = MavCmd::MAV_CMD_DO_FENCE_ENABLE;
    let low_and_far = Place::new(36.09, HOME.longitude_deg, HOME.altitude_amsl_m - 30.0);
    let low = HOME.at_amsl_m(HOME.altitude_amsl_m - 30.0);
    station.result(enable, with(1.0, 0.0));
    assert!(!station.autopilot.fence_lets(low));
    assert_eq!(station.result(enable, with(2.0, 0.0)), ACCEPTED);
    assert!(station.autopilot.fence_lets(low));
    assert!(!station.autopilot.fence_lets(low_and_far));
    station.result(enable, with(1.0, 0.0));
    assert!(!station.autopilot.fence_lets(low));
}

#[test]
fn a_mode_is_a_whole_number_with_the_bit_that_says_whose_it_is() {
    let mut station = Station::ready();
    assert_eq!(station.mode(Mode::Guided), ACCEPTED);
    let set_mode = MavCmd::MAV_CMD_DO_SET_MODE;
    for (base, custom) in [
        (0.0, 0.0),
        (128.0, 5.0),
        (f32::NAN, 5.0),
        (1.0, f32::NAN),
        (1.0, -1.0),
        (1.0, 5.5),
    ] {
        let result = station.result(set_mode, with(base, custom));
        assert_eq!(result, DENIED, "{base} {custom}");
    }
    station.send(&SET_MODE_DATA {
        custom_mode: 0,
        target_system: 1,
        base_mode: MavModeFlag::empty(),
    });
    assert_eq!(station.autopilot.mode(), Mode::Guided);
    assert_eq!(station.result(set_mode, with(209.0, 5.0)), ACCEPTED);
}

#[test]
fn messages_have_whole_numbers() {
    let mut station = Station::ready();
    for id in [f32::NAN, 30.5, -1.0, f32::INFINITY] {
        let request = MavCmd::MAV_CMD_REQUEST_MESSAGE;
        assert_eq!(station.result(request, with(id, 0.0)), UNSUPPORTED, "{id}");
        for command in [
            MavCmd::MAV_CMD_SET_MESSAGE_INTERVAL,
            MavCmd::MAV_CMD_GET_MESSAGE_INTERVAL,
        ] {
            let result = station.result(command, with(id, 1e6));
            assert_eq!(result, FAILED, "{command:?} {id}");
        }
    }
    let set = MavCmd::MAV_CMD_SET_MESSAGE_INTERVAL;
    assert_eq!(station.result(set, with(30.0, f32::NAN)), DENIED);
}

#[test]
fn a_take_off_has_its_height_above_home_in_any_message() {
    let mut station = Station::ready();
    station.mode(Mode::Guided);
    assert_eq!(station.arm(), ACCEPTED);
    let take_off = |frame| COMMAND_INT_DATA {
        command: MavCmd::MAV_CMD_NAV_TAKEOFF,
        z: 30.0,
        frame,
        ..Default::default()
    };
    for frame in [
        MavFrame::MAV_FRAME_GLOBAL,
        MavFrame::MAV_FRAME_GLOBAL_TERRAIN_ALT,
        MavFrame::MAV_FRAME_LOCAL_NED,
    ] {
        assert_eq!(by_int(&mut station, take_off(frame)), DENIED);
    }
    let above_home = take_off(MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT);
    assert_eq!(by_int(&mut station, above_home), ACCEPTED);
}

#[test]
fn a_long_text_comes_in_chunks_that_belong_together() {
    let mut station = Station::ready();
    station.said.clear();
    let long = "x".repeat(80);
    station.autopilot.tell("short");
    station.autopilot.tell(long.clone());
    station.autopilot.tell(long);
    station.wait(0.04);
    let told = station
        .said
        .iter()
        .filter_map(|(_, message)| match message {
            MavMessage::STATUSTEXT(it) => Some((it.id, it.chunk_seq)),
            _ => None,
        });
    let expected = [(0, 0), (1, 0), (1, 1), (2, 0), (2, 1)];
    assert_eq!(told.collect::<Vec<_>>(), expected);
}

fn item(command: MavCmd, params: [f32; 4], x: i32, z: f32) -> Item {
    Item {
        frame: MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT,
        command,
        autocontinue: true,
        params,
        x,
        y: if x == 0 { 0 } else { 1_203_826_000 },
        z,
    }
}

#[test]
fn a_mission_turns_its_fence_on_and_moves_home() {
    let mut station = Station::ready();
    let home = item(MavCmd::MAV_CMD_NAV_WAYPOINT, [0.0; 4], 360_671_000, 0.0);
    let mission = station.autopilot.stores.get_mut(Kind::Mission);
    mission.replace(vec![
        home,
        item(
            MavCmd::MAV_CMD_DO_FENCE_ENABLE,
            [1.0, 0.0, 0.0, 0.0],
            0,
            0.0,
        ),
        item(MavCmd::MAV_CMD_DO_SET_HOME, [0.0; 4], 360_672_000, 5.0),
        item(MavCmd::MAV_CMD_NAV_WAYPOINT, [0.0; 4], 360_673_000, 20.0),
    ]);
    station.take_off(20.0);
    let level_m = station.autopilot.home.unwrap().altitude_amsl_m;
    assert_eq!(station.mode(Mode::Auto), ACCEPTED);
    station.wait(0.1);
    assert_eq!(station.autopilot.parameters.value("FENCE_ENABLE"), 1.0);
    let home = station.autopilot.home.unwrap();
    assert!((home.latitude_deg - 36.0672).abs() < 1e-9);
    assert_eq!(home.altitude_amsl_m, level_m + 5.0);
    assert!(station.autopilot.payload_orders.is_empty());
}

#[test]
fn a_mission_that_is_flown_is_not_cleared() {
    let mut station = Station::ready();
    let waypoint = item(MavCmd::MAV_CMD_NAV_WAYPOINT, [0.0; 4], 360_690_000, 20.0);
    let mission = station.autopilot.stores.get_mut(Kind::Mission);
    mission.replace(vec![waypoint; 3]);
    station.take_off(20.0);
    let clear = |station: &mut Station| {
        let said = station.send(&MISSION_CLEAR_ALL_DATA {
            target_system: 1,
            target_component: 1,
            mission_type: MavMissionType::MAV_MISSION_TYPE_MISSION,
        });
        let result = said.iter().find_map(|message| match message {
            MavMessage::MISSION_ACK(ack) => Some(ack.mavtype),
            _ => None,
        });
        (
            result,
            station.autopilot.stores.get(Kind::Mission).items().len(),
        )
    };
    station.mode(Mode::Auto);
    let error = Some(MavMissionResult::MAV_MISSION_ERROR);
    assert_eq!(clear(&mut station), (error, 3));
    station.mode(Mode::Guided);
    let accepted = Some(MavMissionResult::MAV_MISSION_ACCEPTED);
    assert_eq!(clear(&mut station), (accepted, 0));
}
