#![allow(clippy::unwrap_used)]

use super::*;
use crate::autopilot::px4::station::{HOME, Station};
use mavlink::dialects::ardupilotmega::*;

const ACCEPTED: MavResult = MavResult::MAV_RESULT_ACCEPTED;
const STORED: MavMissionResult = MavMissionResult::MAV_MISSION_ACCEPTED;
const RELATIVE: MavFrame = MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT_INT;
const BARE: MavFrame = MavFrame::MAV_FRAME_MISSION;

fn item(
    command: MavCmd,
    frame: MavFrame,
    params: [f32; 4],
    north: i32,
    z: f32,
) -> MISSION_ITEM_INT_DATA {
    let is_place = frame != BARE;
    MISSION_ITEM_INT_DATA {
        param1: params[0],
        param2: params[1],
        param3: params[2],
        param4: params[3],
        x: if is_place { 360_671_000 + north } else { 0 },
        y: if is_place { 1_203_826_000 } else { 0 },
        z,
        command,
        frame,
        autocontinue: 1,
        target_system: 1,
        target_component: 1,
        ..Default::default()
    }
}

fn take_off() -> MISSION_ITEM_INT_DATA {
    let params = [0.0, 0.0, 0.0, f32::NAN];
    item(MavCmd::MAV_CMD_NAV_TAKEOFF, RELATIVE, params, 0, 15.0)
}

fn waypoint(north: i32) -> MISSION_ITEM_INT_DATA {
    let params = [0.0, 1.0, 0.0, f32::NAN];
    item(MavCmd::MAV_CMD_NAV_WAYPOINT, RELATIVE, params, north, 15.0)
}

fn bare(command: MavCmd, params: [f32; 4]) -> MISSION_ITEM_INT_DATA {
    item(command, BARE, params, 0, 0.0)
}

fn numbered(items: &[MISSION_ITEM_INT_DATA]) -> Vec<MISSION_ITEM_INT_DATA> {
    let numbered = items.iter().enumerate().map(|(seq, item)| {
        let seq = seq as u16;
        MISSION_ITEM_INT_DATA {
            seq,
            ..item.clone()
        }
    });
    numbered.collect()
}

/// One that has a mission on board, and has begun to fly it.
fn started(items: &[MISSION_ITEM_INT_DATA]) -> Station {
    let mut station = Station::ready();
    assert_eq!(station.upload(&numbered(items)), STORED);
    station.wait(1.5);
    let start = station.result(MavCmd::MAV_CMD_MISSION_START, [0.0; 7]);
    assert_eq!(start, ACCEPTED, "{:?}", station.whole_texts());
    station
}

fn out_m(station: &Station) -> f64 {
    station.craft.body().place.ground_distance_m(HOME)
}

fn until_told(station: &mut Station, most_s: f64, text: &str) {
    let wanted = format!("{text}\t");
    let is_it = |said: &MavMessage| matches!(said, MavMessage::STATUSTEXT(it) if it.text.to_str() == Ok(wanted.as_str()));
    assert!(station.until(most_s, is_it), "{:?}", station.whole_texts());
}

fn reached(station: &Station) -> Vec<u16> {
    let mut reached: Vec<u16> = station
        .said
        .iter()
        .filter_map(|(_, said)| match said {
            MavMessage::MISSION_ITEM_REACHED(it) => Some(it.seq),
            _ => None,
        })
        .collect();
    reached.dedup();
    reached
}

#[test]
fn a_mission_ends_in_a_return_that_changes_the_mode() {
    let back = bare(MavCmd::MAV_CMD_NAV_RETURN_TO_LAUNCH, [0.0; 4]);
    let mut station = started(&[take_off(), waypoint(5_000), back]);
    assert!(station.autopilot.is_armed());
    until_told(&mut station, 90.0, "Returning to launch");
    assert_eq!(station.autopilot.mode(), Mode::Rtl);
    assert!((out_m(&station) - 55.0).abs() < 5.0);
    until_told(&mut station, 120.0, "Disarmed by landing");
    assert!(station.was_told("Armed by mission start"));
    assert_eq!(reached(&station), [0, 1, 2]);
    assert!(out_m(&station) < 4.0);
}

#[test]
fn a_mission_without_an_end_loiters_at_its_last_place() {
    let mut station = started(&[take_off(), waypoint(5_000)]);
    until_told(&mut station, 90.0, "Mission finished, loitering");
    station.wait(10.0);
    assert_eq!(station.autopilot.mode(), Mode::Mission);
    assert!((out_m(&station) - 55.0).abs() < 4.0, "{}", out_m(&station));
    let complete = |said: &MavMessage| {
        matches!(said, MavMessage::MISSION_CURRENT(it)
            if it.mission_state == mavlink::dialects::ardupilotmega::MissionState::MISSION_STATE_COMPLETE && it.seq == 1)
    };
    assert!(station.until(2.0, complete));
}

#[test]
fn a_mission_that_forgets_to_take_off_takes_off_all_the_same() {
    let mut station = started(&[waypoint(3_000)]);
    until_told(&mut station, 60.0, "Mission finished, loitering");
    assert!(
        (station.height_m() - 15.0).abs() < 3.0,
        "{}",
        station.height_m()
    );
}

#[test]
fn hold_pauses_a_mission_and_mission_goes_on_with_it() {
    let land = item(MavCmd::MAV_CMD_NAV_LAND, RELATIVE, [0.0; 4], 0, 0.0);
    let mut station = started(&[take_off(), waypoint(9_000), land]);
    let is_first =
        |said: &MavMessage| matches!(said, MavMessage::MISSION_ITEM_REACHED(it) if it.seq == 0);
    assert!(station.until(60.0, is_first));
    station.wait(8.0);
    assert_eq!(station.mode(Mode::Loiter), ACCEPTED);
    station.wait(6.0);
    let here = out_m(&station);
    station.wait(10.0);
    let moved = (out_m(&station) - here).abs();
    assert!(moved < 2.0, "{moved} m");
    let paused = |said: &MavMessage| {
        matches!(said, MavMessage::MISSION_CURRENT(it)
            if it.mission_state == mavlink::dialects::ardupilotmega::MissionState::MISSION_STATE_PAUSED && it.mission_mode == 2)
    };
    assert!(station.until(2.0, paused));
    assert_eq!(station.mode(Mode::Mission), ACCEPTED);
    until_told(&mut station, 120.0, "Disarmed by landing");
    assert_eq!(reached(&station), [0, 1, 2]);
}

#[test]
fn speeds_jumps_and_waits_are_done() {
    let slow = bare(MavCmd::MAV_CMD_DO_CHANGE_SPEED, [1.0, 2.0, -1.0, 0.0]);
    let jump = bare(MavCmd::MAV_CMD_DO_JUMP, [1.0, 1.0, 0.0, 0.0]);
    let delay = bare(MavCmd::MAV_CMD_NAV_DELAY, [4.0, -1.0, -1.0, -1.0]);
    let photo = bare(MavCmd::MAV_CMD_IMAGE_START_CAPTURE, [0.0, 0.0, 1.0, 0.0]);
    let items = [
        take_off(),
        waypoint(1_500),
        waypoint(0),
        jump,
        slow,
        photo,
        delay,
        waypoint(3_000),
    ];
    let mut station = started(&items);
    let mut fastest: f64 = 0.0;
    let mut is_slow = false;
    for _ in 0..1_500 {
        station.wait(0.1);
        is_slow |= reached(&station).contains(&6);
        if is_slow {
            fastest = fastest.max(station.craft.body().velocity_mps.xy().norm());
        }
    }
    // What is no place is reached at once, and told as well; a jump is not.
    assert_eq!(reached(&station), [0, 1, 2, 1, 2, 4, 5, 6, 7]);
    assert!((1.5..2.5).contains(&fastest), "{fastest}");
    assert_eq!(station.autopilot.payload_orders.len(), 1);
}

#[test]
fn a_mission_that_cannot_be_flown_is_stored_and_not_started() {
    let mut station = Station::ready();
    let low = MISSION_ITEM_INT_DATA {
        z: 1.0,
        ..take_off()
    };
    assert_eq!(station.upload(&numbered(&[low, waypoint(100)])), STORED);
    station.wait(1.5);
    assert!(station.was_told("Mission rejected: Takeoff altitude too low!"));
    let denied = MavResult::MAV_RESULT_DENIED;
    let start = station.result(MavCmd::MAV_CMD_MISSION_START, [0.0; 7]);
    assert_eq!(start, denied);
    station.wait(0.1);
    assert!(station.was_told("Mission start denied! No valid mission"));
}

#[test]
fn an_item_that_it_does_not_know_ends_the_upload_and_leaves_the_old_mission() {
    let mut station = Station::ready();
    assert_eq!(
        station.upload(&numbered(&[take_off(), waypoint(100)])),
        STORED
    );
    let id = station.autopilot.stores.get(Kind::Mission).opaque_id();
    let turns = item(
        MavCmd::MAV_CMD_NAV_LOITER_TURNS,
        RELATIVE,
        [2.0, 0.0, 0.0, 0.0],
        100,
        20.0,
    );
    let refused = station.upload(&numbered(&[take_off(), turns]));
    assert_eq!(refused, MavMissionResult::MAV_MISSION_UNSUPPORTED);
    station.wait(0.1);
    assert!(station.was_told("IGN MISSION_ITEM: Invalid item"));
    assert_eq!(station.autopilot.stores.get(Kind::Mission).opaque_id(), id);
}

#[test]
fn a_transfer_that_stops_is_asked_for_again_and_given_up() {
    let mut station = Station::ready();
    station.said.clear();
    station.send(&MISSION_COUNT_DATA {
        count: 3,
        target_system: 1,
        target_component: 1,
        ..Default::default()
    });
    station.wait(6.0);
    let asked = station
        .said
        .iter()
        .filter(|(_, said)| matches!(said, MavMessage::MISSION_REQUEST_INT(_)));
    let count = asked.count();
    assert!((18..=22).contains(&count), "{count}");
    assert!(station.was_told("Operation timeout"));
    assert_eq!(
        station.upload(&numbered(&[take_off(), waypoint(100)])),
        STORED
    );
}

#[test]
fn an_item_can_be_chosen_and_one_that_there_is_not_cannot() {
    let mut station = started(&[take_off(), waypoint(3_000), waypoint(6_000)]);
    let set = |station: &mut Station, seq| {
        station.send(&MISSION_SET_CURRENT_DATA {
            seq,
            target_system: 1,
            target_component: 1,
        });
    };
    let is_first =
        |said: &MavMessage| matches!(said, MavMessage::MISSION_ITEM_REACHED(it) if it.seq == 0);
    assert!(station.until(60.0, is_first));
    set(&mut station, 2);
    set(&mut station, 3);
    until_told(&mut station, 60.0, "Mission finished, loitering");
    assert_eq!(reached(&station), [0, 2]);
    assert!(station.was_told("WPM: WP CURR CMD: Not in list"));
}

#[test]
fn a_return_goes_to_the_nearest_rally_point_and_waits_there_as_long_as_it_says() {
    let mut station = Station::ready();
    let rally = MISSION_ITEM_INT_DATA {
        mission_type: MavMissionType::MAV_MISSION_TYPE_RALLY,
        z: 0.0,
        ..item(
            MavCmd::MAV_CMD_NAV_RALLY_POINT,
            RELATIVE,
            [0.0; 4],
            6_000,
            0.0,
        )
    };
    assert_eq!(station.upload(&[rally]), STORED);
    station
        .autopilot
        .parameters
        .set("RTL_LAND_DELAY", 8.0)
        .unwrap();
    station.take_off(20.0);
    station.reposition(360_680_000, 1_203_826_000, 40.0, RELATIVE);
    station.wait(35.0);
    station.result(MavCmd::MAV_CMD_NAV_RETURN_TO_LAUNCH, [0.0; 7]);
    until_told(&mut station, 90.0, "RTL: loiter 8.0s");
    assert!((out_m(&station) - 66.6).abs() < 4.0, "{}", out_m(&station));
    assert!(
        (station.height_m() - 10.0).abs() < 3.0,
        "{}",
        station.height_m()
    );
    let began = station.now;
    until_told(&mut station, 20.0, "RTL: land at destination");
    assert!(((station.now - began).as_secs_f64() - 8.0).abs() < 0.5);
    until_told(&mut station, 60.0, "Disarmed by landing");
    assert!((out_m(&station) - 66.6).abs() < 4.0);
}

#[test]
fn a_test_pilot_starts_a_mission_without_a_station() {
    use crate::autopilot::Autopilot;
    let mut station = Station::ready();
    assert_eq!(
        station.upload(&numbered(&[take_off(), waypoint(3_000)])),
        STORED
    );
    let now = station.now;
    let early = station.autopilot.start_mission_by_hand(now, &station.craft);
    assert_eq!(early, Err("No valid mission available".to_owned()));
    station.wait(1.5);
    let now = station.now;
    station
        .autopilot
        .start_mission_by_hand(now, &station.craft)
        .ok();
    assert_eq!(
        station.autopilot.start_mission_by_hand(now, &station.craft),
        Ok(())
    );
    until_told(&mut station, 60.0, "Mission finished, loitering");
}
