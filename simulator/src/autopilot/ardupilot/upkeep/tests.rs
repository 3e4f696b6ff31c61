//! Commands beside flying, over a link in memory.

#![allow(clippy::unwrap_used)]

use super::*;
use crate::autopilot::ardupilot::station::{HOME, Station};
use crate::autopilot::missions::{Patrol, PatrolShape};

const NONE: [f32; 7] = [0.0; 7];

fn with(first: f32) -> [f32; 7] {
    let mut params = NONE;
    params[0] = first;
    params
}

fn flying_a_mission() -> Station {
    let patrol = Patrol {
        shape: PatrolShape::Box,
        radius_m: 200.0,
        height_m: 30.0,
        speed_mps: 8.0,
    };
    let mut station = Station::ready();
    let mission = station.autopilot.stores.get_mut(Kind::Mission);
    mission.replace(patrol.items(HOME, true));
    station.take_off(20.0);
    assert_eq!(station.mode(Mode::Auto), ACCEPTED);
    station.wait(15.0);
    station
}

#[test]
fn it_reboots_on_the_ground_and_keeps_what_is_stored() {
    let mut station = Station::ready();
    station.autopilot.parameters.set("RTL_ALT", 33.0).unwrap();
    let reboot = MavCmd::MAV_CMD_PREFLIGHT_REBOOT_SHUTDOWN;
    assert_eq!(station.result(reboot, with(1.0)), ACCEPTED);
    let before = station.said.len();
    station.wait(5.0);
    let booting = station.said[before..].iter().any(|(_, said)| match said {
        MavMessage::HEARTBEAT(beat) => beat.system_status == MavState::MAV_STATE_BOOT,
        _ => false,
    });
    assert!(booting);
    assert_eq!(station.autopilot.parameters.value("RTL_ALT"), 33.0);
    assert!(
        station
            .texts()
            .iter()
            .filter(|it| *it == "ArduPilot Ready")
            .count()
            == 2
    );
}

#[test]
fn with_its_motors_armed_it_does_not_reboot() {
    let mut station = Station::ready();
    station.take_off(10.0);
    let reboot = MavCmd::MAV_CMD_PREFLIGHT_REBOOT_SHUTDOWN;
    assert_eq!(station.result(reboot, with(1.0)), FAILED);
    station.wait(1.0);
    assert!(station.autopilot.is_armed());
}

#[test]
fn a_mission_is_paused_and_goes_on() {
    let mut station = flying_a_mission();
    station.wait(4.0);
    let pause = MavCmd::MAV_CMD_DO_PAUSE_CONTINUE;
    assert_eq!(station.result(pause, with(0.0)), ACCEPTED);
    station.wait(8.0);
    let here = station.craft.body().place;
    station.wait(20.0);
    assert!(here.ground_distance_m(station.craft.body().place) < 3.0);
    let current = station.autopilot.run.current();
    assert_eq!(station.result(pause, with(1.0)), ACCEPTED);
    station.wait(10.0);
    assert!(here.ground_distance_m(station.craft.body().place) > 10.0);
    assert_eq!(station.autopilot.run.current(), current);
}

#[test]
fn a_mission_goes_on_with_the_item_that_is_named_and_with_none_that_is_not_there() {
    let mut station = flying_a_mission();
    let set = MavCmd::MAV_CMD_DO_SET_MISSION_CURRENT;
    assert_eq!(station.result(set, with(3.0)), ACCEPTED);
    assert_eq!(station.autopilot.run.current(), Some(3));
    assert_eq!(station.result(set, with(99.0)), FAILED);
    assert_eq!(station.autopilot.run.current(), Some(3));
}

#[test]
fn it_turns_its_nose_on_command_in_guided_and_in_a_mission() {
    let mut station = Station::ready();
    station.take_off(10.0);
    let turn = MavCmd::MAV_CMD_CONDITION_YAW;
    assert_eq!(station.result(turn, with(90.0)), ACCEPTED);
    station.wait(8.0);
    let yaw_deg = station.craft.body().euler_rad().2.to_degrees();
    assert!((yaw_deg - 90.0).abs() < 5.0, "{yaw_deg}");
    assert_eq!(station.result(turn, with(400.0)), FAILED);
    let neither = [10.0, 0.0, 0.0, 0.5, 0.0, 0.0, 0.0];
    assert_eq!(station.result(turn, neither), FAILED);
    let mut station = flying_a_mission();
    station.wait(4.0);
    assert_eq!(station.result(turn, with(270.0)), ACCEPTED);
    station.wait(4.0);
    let yaw_deg = station.craft.body().euler_rad().2.to_degrees();
    assert!((yaw_deg + 90.0).abs() < 8.0, "{yaw_deg}");
}

#[test]
fn the_nose_turns_by_the_way_round_and_as_fast_as_it_is_told() {
    let mut station = Station::ready();
    station.take_off(10.0);
    let turn = MavCmd::MAV_CMD_CONDITION_YAW;
    station.result(turn, with(0.0));
    station.wait(3.0);
    // 90° to the left at 15° a second is 270° to the right.
    let right = [270.0, 15.0, 1.0, 0.0, 0.0, 0.0, 0.0];
    assert_eq!(station.result(turn, right), ACCEPTED);
    station.wait(6.0);
    let yaw_deg = station.craft.body().euler_rad().2.to_degrees();
    assert!((yaw_deg - 90.0).abs() < 8.0, "{yaw_deg}");
    station.wait(13.0);
    let yaw_deg = station.craft.body().euler_rad().2.to_degrees();
    assert!((yaw_deg + 90.0).abs() < 5.0, "{yaw_deg}");
}

#[test]
fn home_is_set_here_and_told() {
    let mut station = Station::ready();
    let before = station.autopilot.home.unwrap();
    station.take_off(15.0);
    let set = MavCmd::MAV_CMD_DO_SET_HOME;
    assert_eq!(station.result(set, with(1.0)), ACCEPTED);
    let home = station.autopilot.home.unwrap();
    assert!(home.altitude_amsl_m > before.altitude_amsl_m + 10.0);
    // No place at all.
    assert_eq!(station.result(set, NONE), MavResult::MAV_RESULT_DENIED);
    // Beyond what it can count.
    for height_m in [60_000.0, -60_000.0, 3e38] {
        let params = [0.0, 0.0, 0.0, 0.0, 36.067, 120.383, height_m];
        assert_eq!(station.result(set, params), FAILED, "{height_m}");
    }
    assert_eq!(station.autopilot.home, Some(home));
}

#[test]
fn it_tells_how_often_it_sends_a_message() {
    let mut station = Station::ready();
    let interval = |station: &mut Station, message_id: f32| {
        let said = station.command(MavCmd::MAV_CMD_GET_MESSAGE_INTERVAL, with(message_id));
        said.iter().find_map(|it| match it {
            MavMessage::MESSAGE_INTERVAL(it) => Some(it.interval_us),
            _ => None,
        })
    };
    assert_eq!(interval(&mut station, 0.0), Some(1_000_000));
    assert_eq!(interval(&mut station, 30.0), Some(-1));
    assert_eq!(interval(&mut station, 9_999.0), Some(0));
}

#[test]
fn the_checks_that_fail_are_told_without_arming() {
    let mut station = Station::new();
    station.wait(3.0);
    let check = MavCmd::MAV_CMD_RUN_PREARM_CHECKS;
    assert_eq!(station.result(check, NONE), ACCEPTED);
    let texts = station.texts();
    assert!(
        texts.iter().any(|it| it.starts_with("PreArm: ")),
        "{texts:?}"
    );
    assert!(!station.autopilot.is_armed());
}

#[test]
fn terminating_the_flight_stops_the_motors_in_the_air() {
    let mut station = Station::ready();
    station.take_off(20.0);
    let terminate = MavCmd::MAV_CMD_DO_FLIGHTTERMINATION;
    assert_eq!(station.result(terminate, with(1.0)), ACCEPTED);
    station.wait(10.0);
    assert_eq!(station.craft.contact(), Contact::Wrecked);
}

#[test]
fn the_mode_that_it_is_in_is_not_begun_anew() {
    let mut station = flying_a_mission();
    station.wait(20.0);
    let (current, texts) = (station.autopilot.run.current(), station.texts().len());
    assert_eq!(station.mode(Mode::Auto), ACCEPTED);
    let start = MavCmd::MAV_CMD_MISSION_START;
    assert_eq!(station.result(start, NONE), ACCEPTED);
    assert_eq!(station.autopilot.run.current(), current);
    assert_eq!(station.texts().len(), texts);
}

#[test]
fn a_vehicle_that_is_armed_in_auto_waits_for_the_start_of_its_mission() {
    let mut station = flying_a_mission();
    station.mode(Mode::Rtl);
    let landed = station.until(200.0, |said| match said {
        MavMessage::STATUSTEXT(text) => text.text.to_str() == Ok("Disarming motors"),
        _ => false,
    });
    assert!(landed);
    assert_eq!(station.mode(Mode::Auto), ACCEPTED);
    assert_eq!(station.arm(), ACCEPTED);
    station.wait(5.0);
    assert!(station.height_m() < 0.5);
    let start = MavCmd::MAV_CMD_MISSION_START;
    assert_eq!(station.result(start, NONE), ACCEPTED);
    station.wait(15.0);
    assert!(station.height_m() > 5.0, "{}", station.height_m());
}

#[test]
fn another_item_ends_a_pause() {
    let mut station = flying_a_mission();
    let pause = MavCmd::MAV_CMD_DO_PAUSE_CONTINUE;
    assert_eq!(station.result(pause, with(0.0)), ACCEPTED);
    station.send(&MISSION_SET_CURRENT_DATA {
        seq: 3,
        target_system: 1,
        target_component: 1,
    });
    assert!(!station.autopilot.is_paused);
}

#[test]
fn an_item_has_a_whole_number() {
    let mut station = flying_a_mission();
    let current = station.autopilot.run.current();
    let set = MavCmd::MAV_CMD_DO_SET_MISSION_CURRENT;
    for seq in [f32::NAN, -1.0, 1.5, 70_000.0] {
        assert_eq!(station.result(set, with(seq)), FAILED, "{seq}");
    }
    assert_eq!(station.autopilot.run.current(), current);
}

#[test]
fn started_anew_its_nose_stays_where_it_is() {
    let mut station = Station::ready();
    station.autopilot.flight = crate::autopilot::flight::Flight::new(1.25);
    let reboot = MavCmd::MAV_CMD_PREFLIGHT_REBOOT_SHUTDOWN;
    assert_eq!(station.result(reboot, with(1.0)), ACCEPTED);
    assert_eq!(station.autopilot.flight.yaw_rad(), 1.25);
}

#[test]
fn an_item_that_is_named_on_the_ground_is_where_the_mission_begins() {
    for is_in_auto in [false, true] {
        let mut station = Station::ready();
        let patrol = Patrol {
            shape: PatrolShape::Box,
            radius_m: 200.0,
            height_m: 30.0,
            speed_mps: 8.0,
        };
        let mission = station.autopilot.stores.get_mut(Kind::Mission);
        mission.replace(patrol.items(HOME, true));
        if is_in_auto {
            assert_eq!(station.mode(Mode::Auto), ACCEPTED);
        }
        let set = MavCmd::MAV_CMD_DO_SET_MISSION_CURRENT;
        assert_eq!(station.result(set, with(3.0)), ACCEPTED);
        if is_in_auto {
            assert_eq!(station.arm(), ACCEPTED);
            // It waits for the start.
            station.wait(2.0);
            assert!(!station.texts().iter().any(|it| it.starts_with("Mission: ")));
            let start = MavCmd::MAV_CMD_MISSION_START;
            assert_eq!(station.result(start, NONE), ACCEPTED);
        } else {
            station.take_off(20.0);
            assert_eq!(station.mode(Mode::Auto), ACCEPTED);
        }
        station.wait(0.1);
        let begun = station.texts();
        let begun = begun.iter().find(|it| it.starts_with("Mission: "));
        assert!(
            begun.is_some_and(|it| it.starts_with("Mission: 3 ")),
            "{begun:?}"
        );
    }
}
