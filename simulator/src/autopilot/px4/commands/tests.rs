//! Commands that end something, and those that mean nothing, over a link in memory.

#![allow(clippy::unwrap_used)]

use super::*;
use crate::airframe::Contact;
use crate::autopilot::px4::station::Station;

fn with(first: f32, second: f32) -> [f32; 7] {
    [first, second, 0.0, 0.0, 0.0, 0.0, 0.0]
}

#[test]
fn it_starts_anew_on_the_ground_alone_and_its_nose_stays_where_it_is() {
    let mut station = Station::ready();
    let reboot = MavCmd::MAV_CMD_PREFLIGHT_REBOOT_SHUTDOWN;
    station.take_off(10.0);
    assert_eq!(station.result(reboot, with(1.0, 0.0)), DENIED);
    station.mode(Mode::Land);
    station.wait(30.0);
    assert!(!station.autopilot.is_armed());
    station.autopilot.flight = crate::autopilot::flight::Flight::new(1.25);
    station
        .autopilot
        .parameters
        .set("RTL_RETURN_ALT", 44.0)
        .unwrap();
    assert_eq!(station.result(reboot, with(1.0, 1.0)), ACCEPTED);
    assert!(station.autopilot.home.is_none());
    assert_eq!(station.autopilot.flight.yaw_rad(), 1.25);
    assert_eq!(station.autopilot.parameters.value("RTL_RETURN_ALT"), 44.0);
    station.wait(12.0);
    assert_eq!(station.arm(), ACCEPTED);
}

#[test]
fn shut_down_it_is_silent() {
    let mut station = Station::ready();
    let shutdown = MavCmd::MAV_CMD_PREFLIGHT_REBOOT_SHUTDOWN;
    assert_eq!(station.result(shutdown, with(2.0, 2.0)), ACCEPTED);
    let from = station.said.len();
    station.beat();
    station.wait(5.0);
    assert_eq!(station.said.len(), from);
    let now = station.now;
    crate::autopilot::Autopilot::reboot(&mut station.autopilot, now);
    station.wait(5.0);
    assert!(station.said.len() > from);
}

#[test]
fn terminated_it_falls_and_nothing_lets_it_fly_again() {
    let mut station = Station::ready();
    station.take_off(30.0);
    let terminate = MavCmd::MAV_CMD_DO_FLIGHTTERMINATION;
    assert_eq!(station.result(terminate, with(0.0, 0.0)), REJECTED);
    assert_eq!(station.result(terminate, with(1.0, 0.0)), ACCEPTED);
    let is_told = |said: &MavMessage| matches!(said, MavMessage::HEARTBEAT(it) if it.system_status == MavState::MAV_STATE_FLIGHT_TERMINATION);
    assert!(station.until(1.5, is_told));
    for mode in [Mode::Rtl, Mode::Loiter, Mode::Takeoff] {
        station.mode(mode);
        station.wait(0.3);
        let task = station.autopilot.flight.task();
        assert_eq!(task, crate::autopilot::flight::Task::Rest, "{mode:?}");
    }
    station.wait(10.0);
    assert_eq!(station.craft.contact(), Contact::Wrecked);
    assert_eq!(station.arm(), REJECTED);
}

#[test]
fn terminated_on_the_ground_it_does_not_arm_until_it_starts_anew() {
    let mut station = Station::ready();
    let terminate = MavCmd::MAV_CMD_DO_FLIGHTTERMINATION;
    assert_eq!(station.result(terminate, with(1.0, 0.0)), ACCEPTED);
    assert_eq!(station.arm(), REJECTED);
    let reboot = MavCmd::MAV_CMD_PREFLIGHT_REBOOT_SHUTDOWN;
    assert_eq!(station.result(reboot, with(1.0, 0.0)), ACCEPTED);
    station.wait(12.0);
    assert_eq!(station.arm(), ACCEPTED);
}

#[test]
fn messages_have_whole_numbers() {
    let mut station = Station::ready();
    for id in [f32::NAN, 30.5, -1.0, f32::INFINITY] {
        let request = MavCmd::MAV_CMD_REQUEST_MESSAGE;
        assert_eq!(station.result(request, with(id, 0.0)), DENIED, "{id}");
        for command in [
            MavCmd::MAV_CMD_SET_MESSAGE_INTERVAL,
            MavCmd::MAV_CMD_GET_MESSAGE_INTERVAL,
        ] {
            let result = station.result(command, with(id, 1e6));
            assert_eq!(result, FAILED, "{command:?} {id}");
        }
    }
    let set = MavCmd::MAV_CMD_SET_MESSAGE_INTERVAL;
    assert_eq!(station.result(set, with(30.0, f32::NAN)), FAILED);
}

#[test]
fn a_command_in_a_frame_that_nobody_knows_is_obeyed() {
    let mut station = Station::ready();
    let mut payload = [0; 35];
    // COMMAND_INT of RUN_PREARM_CHECKS for system 1, in frame 99.
    payload[28..30].copy_from_slice(&401_u16.to_le_bytes());
    (payload[30], payload[31], payload[32]) = (1, 1, 99);
    let said = station.send_payload::<COMMAND_INT_DATA>(&payload);
    let result = said.iter().find_map(|message| match message {
        MavMessage::COMMAND_ACK(ack) => Some(ack.result),
        _ => None,
    });
    assert_eq!(result, Some(ACCEPTED));
}

#[test]
fn an_item_that_nobody_knows_is_refused_at_once_and_said() {
    let mut station = Station::ready();
    let unsupported = Some(MavMissionResult::MAV_MISSION_UNSUPPORTED);
    assert_eq!(station.item_of_numbers(31_999, 3), unsupported);
    assert!(station.was_told("IGN MISSION_ITEM: Invalid item"));
    let frame = Some(MavMissionResult::MAV_MISSION_UNSUPPORTED_FRAME);
    assert_eq!(station.item_of_numbers(16, 99), frame);
}

fn reposition(station: &mut Station, x: i32, y: i32, z: f32) -> Option<MavResult> {
    reposition_with(station, 1.0, (x, y, z))
}

fn reposition_with(
    station: &mut Station,
    flags: f32,
    (x, y, z): (i32, i32, f32),
) -> Option<MavResult> {
    let said = station.send(&COMMAND_INT_DATA {
        command: MavCmd::MAV_CMD_DO_REPOSITION,
        param1: -1.0,
        param2: flags,
        param4: f32::NAN,
        x,
        y,
        z,
        target_system: 1,
        target_component: 1,
        frame: MavFrame::MAV_FRAME_GLOBAL,
        ..Default::default()
    });
    said.iter().find_map(|message| match message {
        MavMessage::COMMAND_ACK(ack) => Some(ack.result),
        _ => None,
    })
}

#[test]
fn a_place_off_the_globe_is_accepted_and_nothing_that_it_flies_to() {
    use crate::autopilot::flight::Task;
    let mut station = Station::ready();
    station.take_off(10.0);
    station.mode(Mode::Loiter);
    station.wait(2.0);
    let before = station.autopilot.flight.task();
    for (x, y) in [
        (1_360_000_000, 1_203_826_000),
        (360_671_000, -1_900_000_000),
    ] {
        assert_eq!(reposition(&mut station, x, y, 40.0), Some(ACCEPTED));
        assert_eq!(station.autopilot.flight.task(), before);
    }
    // A height that is none is the one that there is, however high another one would be.
    let here = station.craft.estimate().place.altitude_amsl_m;
    reposition(&mut station, 360_671_000, 1_203_826_000, f32::NAN);
    let Task::Goto(place) = station.autopilot.flight.task() else {
        unreachable!()
    };
    assert!((place.altitude_amsl_m - here).abs() < 1.0);
    reposition(&mut station, 360_671_000, 1_203_826_000, f32::MAX);
    station.wait(20.0);
    let body = station.craft.body();
    assert!(
        body.place.is_on_earth() && body.velocity_mps.norm() < 20.0,
        "{body:?}"
    );
}

#[test]
fn a_place_of_zeros_is_one_in_the_gulf_of_guinea_and_the_largest_number_is_here() {
    use crate::autopilot::flight::Task;
    let mut station = Station::ready();
    station.take_off(10.0);
    let to = |station: &Station| match station.autopilot.flight.task() {
        Task::Goto(place) => place,
        other => unreachable!("{other:?}"),
    };
    let none = i32::MAX;
    assert_eq!(reposition(&mut station, none, none, 40.0), Some(ACCEPTED));
    let here = station.craft.estimate().place;
    assert!(to(&station).ground_distance_m(here) < 5.0);
    assert_eq!(reposition(&mut station, 0, 0, 40.0), Some(ACCEPTED));
    let place = to(&station);
    assert_eq!((place.latitude_deg, place.longitude_deg), (0.0, 0.0));
}

#[test]
fn home_is_no_place_off_the_globe() {
    let mut station = Station::ready();
    let home = station.autopilot.home.map(|home| home.place);
    for (lat, z) in [(136.0, 20.0), (36.0, f32::NAN), (36.0, f32::INFINITY)] {
        let params = [0.0, 0.0, 0.0, 0.0, lat, 120.0, z];
        let set = MavCmd::MAV_CMD_DO_SET_HOME;
        assert_eq!(station.result(set, params), DENIED, "{lat} {z}");
    }
    assert_eq!(station.autopilot.home.map(|home| home.place), home);
}

#[test]
fn what_is_no_change_of_the_mode_is_unsupported_and_flown_all_the_same_in_hold() {
    use crate::autopilot::flight::Task;
    let mut station = Station::ready();
    station.take_off(10.0);
    let (near, far) = (
        (360_672_000, 1_203_826_000, 40.0),
        (360_673_000, 1_203_826_000, 40.0),
    );
    let latitude = |station: &Station| match station.autopilot.flight.task() {
        Task::Goto(place) => (place.latitude_deg * 1e7).round() as i32,
        other => unreachable!("{other:?}"),
    };
    assert_eq!(station.mode(Mode::Loiter), ACCEPTED);
    station.wait(0.1);
    assert_eq!(reposition_with(&mut station, 0.0, near), Some(UNSUPPORTED));
    assert_eq!(latitude(&station), near.0);
    // Other flags beside the one are nothing to it.
    assert_eq!(reposition_with(&mut station, 3.0, far), Some(ACCEPTED));
    assert_eq!(latitude(&station), far.0);
    station.mode(Mode::Rtl);
    station.wait(0.1);
    let task = station.autopilot.flight.task();
    assert_eq!(reposition_with(&mut station, 2.0, near), Some(UNSUPPORTED));
    assert_eq!(station.autopilot.flight.task(), task);
}
