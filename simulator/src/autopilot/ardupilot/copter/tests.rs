//! A ground station that does what the recorded script did, over a link in memory.

#![allow(clippy::unwrap_used)]

use super::*;
use crate::autopilot::ardupilot::station::{DT, HOME, Station};
use crate::wire::Splitter;
use mavlink::MessageData;
use mavlink::types::CharArray;

fn item(seq: u16, command: MavCmd, (x, y): (i32, i32), z: f32) -> MISSION_ITEM_INT_DATA {
    MISSION_ITEM_INT_DATA {
        x,
        y,
        z,
        seq,
        command,
        target_system: 1,
        target_component: 1,
        frame: MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT,
        autocontinue: 1,
        ..Default::default()
    }
}

/// The mission of the recorded flight.
fn mission() -> Vec<MISSION_ITEM_INT_DATA> {
    vec![
        item(
            0,
            MavCmd::MAV_CMD_NAV_WAYPOINT,
            (360_671_000, 1_203_826_000),
            20.0,
        ),
        item(1, MavCmd::MAV_CMD_NAV_TAKEOFF, (0, 0), 25.0),
        item(
            2,
            MavCmd::MAV_CMD_NAV_WAYPOINT,
            (360_677_000, 1_203_826_000),
            25.0,
        ),
        item(
            3,
            MavCmd::MAV_CMD_NAV_WAYPOINT,
            (360_677_000, 1_203_833_000),
            30.0,
        ),
        item(4, MavCmd::MAV_CMD_NAV_RETURN_TO_LAUNCH, (0, 0), 0.0),
    ]
}

fn is_text(message: &MavMessage, wanted: &str) -> bool {
    matches!(message, MavMessage::STATUSTEXT(text) if text.text.to_str() == Ok(wanted))
}

#[test]
fn without_being_asked_it_sends_its_heartbeat_and_asks_for_the_time() {
    let mut station = Station::ready();
    station.said.clear();
    station.wait(20.0);
    let count = |is_it: fn(&MavMessage) -> bool| {
        station
            .said
            .iter()
            .filter(|(_, message)| is_it(message))
            .count()
    };
    assert_eq!(count(|it| matches!(it, MavMessage::HEARTBEAT(_))), 20);
    assert_eq!(count(|it| matches!(it, MavMessage::TIMESYNC(_))), 2);
    // How long it has been running is told each half minute.
    assert_eq!(count(|it| matches!(it, MavMessage::PARAM_VALUE(_))), 1);
    assert_eq!(station.said.len(), 23);
}

#[test]
fn it_flies_the_recorded_flight() {
    let mut station = Station::ready();
    let accepted = MavMissionResult::MAV_MISSION_ACCEPTED;
    assert_eq!(station.upload(&mission()), accepted);
    station.take_off(20.0);
    assert!(
        (station.height_m() - 20.0).abs() < 2.5,
        "{}",
        station.height_m()
    );
    station.send(&SET_POSITION_TARGET_GLOBAL_INT_DATA {
        lat_int: 360_667_000,
        lon_int: 1_203_830_000,
        alt: 20.0,
        type_mask: PositionTargetTypemask::from_bits_retain(3_576),
        target_system: 1,
        coordinate_frame: MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT_INT,
        ..Default::default()
    });
    station.wait(15.0);
    let there = Place::new(36.0667, 120.3830, 40.0);
    let off = station.craft.body().place.ned_to(there).norm();
    assert!(off < 4.0, "{off} m off");
    assert_eq!(station.mode(Mode::Auto), MavResult::MAV_RESULT_ACCEPTED);
    let disarmed = station.until(150.0, |said| is_text(said, "Disarming motors"));
    let texts = station.texts();
    assert!(
        disarmed,
        "{texts:?} {:?} {:?}",
        station.autopilot.returning,
        station.craft.body()
    );
    let expected = [
        "Flight plan received",
        "Arming motors",
        "Mission: 1 Takeoff",
        "Mission: 2 WP",
        "Reached command #2",
        "Mission: 3 WP",
        "Reached command #3",
        "Mission: 4 RTL",
        "Disarming motors",
    ];
    let flown: Vec<&str> = texts
        .iter()
        .map(String::as_str)
        .filter(|text| expected.contains(text))
        .collect();
    assert_eq!(flown, expected);
    assert!(station.height_m() < 0.1);
    let home = station.craft.body().place.ground_distance_m(HOME);
    assert!(home < 4.0, "{home} m from home");
    let reached = station.said.iter().filter_map(|(_, said)| match said {
        MavMessage::MISSION_ITEM_REACHED(reached) => Some(reached.seq),
        _ => None,
    });
    assert_eq!(reached.collect::<Vec<u16>>(), [1, 2, 3, 4]);
}

#[test]
fn it_does_not_arm_before_it_knows_its_place_and_says_so() {
    let mut station = Station::new();
    station.wait(30.0);
    assert_eq!(station.mode(Mode::Guided), MavResult::MAV_RESULT_FAILED);
    station.autopilot.mode = Mode::Guided;
    assert_eq!(station.arm(), MavResult::MAV_RESULT_FAILED);
    station.wait(0.1);
    let why = "Arm: Need Position Estimate".to_owned();
    assert!(station.texts().contains(&why), "{:?}", station.texts());
}

#[test]
fn a_message_that_is_asked_for_follows_its_acknowledgement() {
    let mut station = Station::ready();
    let params = [148.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
    let said = station.command(MavCmd::MAV_CMD_REQUEST_MESSAGE, params);
    let kinds: Vec<u32> = said
        .iter()
        .map(mavlink::Message::message_id)
        .filter(|id| [77, 148].contains(id))
        .collect();
    assert_eq!(kinds, [77, 148]);
}

#[test]
fn an_interval_is_kept_to_the_percent() {
    let mut station = Station::ready();
    for (message, us) in [(33.0, 100_000.0), (1.0, 500_000.0)] {
        let params = [message, us, 0.0, 0.0, 0.0, 0.0, 0.0];
        let result = station.result(MavCmd::MAV_CMD_SET_MESSAGE_INTERVAL, params);
        assert_eq!(result, MavResult::MAV_RESULT_ACCEPTED);
    }
    station.said.clear();
    station.wait(20.0);
    let count = |id| {
        let ids = station
            .said
            .iter()
            .map(|(_, it)| mavlink::Message::message_id(it));
        ids.filter(|it| *it == id).count()
    };
    assert!((199..=201).contains(&count(33)), "{}", count(33));
    assert!((39..=41).contains(&count(1)), "{}", count(1));
}

#[test]
fn a_message_can_be_set_going_without_a_station() {
    use crate::autopilot::Autopilot;
    let mut station = Station::ready();
    let quarter = Some(Duration::from_millis(250));
    let (link, now) = (ChannelId(0), station.now);
    assert!(station.autopilot.set_stream(link, 33, quarter, now));
    assert!(!station.autopilot.set_stream(link, 9_999, quarter, now));
    station.said.clear();
    station.wait(10.0);
    let is_position =
        |it: &&(SimTime, MavMessage)| matches!(it.1, MavMessage::GLOBAL_POSITION_INT(_));
    // The first comes after a whole interval, the last in the step after these.
    assert_eq!(station.said.iter().filter(is_position).count(), 39);
}

#[test]
fn a_command_that_nobody_knows_is_unsupported() {
    let mut station = Station::ready();
    let mut payload = [0; 33];
    payload[28..30].copy_from_slice(&31_999_u16.to_le_bytes());
    (payload[30], payload[31]) = (1, 1);
    let mut outbox = Outbox::default();
    let kind = (COMMAND_LONG_DATA::ID, COMMAND_LONG_DATA::EXTRA_CRC);
    let signing = &mut station.signing;
    station
        .sender
        .send_payload(station.now, signing, kind, &payload, &mut outbox);
    let bytes: Vec<u8> = outbox
        .iter()
        .flat_map(|(_, frame)| frame.to_vec())
        .collect();
    let mut answers = Outbox::default();
    let mut heard = Vec::new();
    Splitter::default().take(&bytes, |frame| heard.push((ChannelId(0), frame)));
    let (now, dt_s) = (station.now, DT.as_secs_f64());
    station
        .autopilot
        .step(now, dt_s, &station.craft, &heard, &mut answers);
    let ack = answers.iter().find(|(_, frame)| frame[7] == 77).unwrap().1;
    assert_eq!(ack[10..13], [0xFF, 0x7C, UNSUPPORTED_RESULT]);
}

const UNSUPPORTED_RESULT: u8 = 3;

#[test]
fn all_its_parameters_are_told_and_one_can_be_set() {
    let mut station = Station::ready();
    station.send(&PARAM_REQUEST_LIST_DATA {
        target_system: 1,
        target_component: 1,
    });
    station.wait(8.0);
    let told = station.said.iter().filter_map(|(_, said)| match said {
        MavMessage::PARAM_VALUE(value) if value.param_index != u16::MAX => Some(value.param_index),
        _ => None,
    });
    assert!(told.eq(0..1_354));
    let said = station.send(&PARAM_SET_DATA {
        param_value: 3_000.0,
        target_system: 1,
        target_component: 1,
        param_id: CharArray::from("RTL_ALT"),
        param_type: MavParamType::MAV_PARAM_TYPE_INT32,
    });
    let told = said.iter().find_map(|message| match message {
        MavMessage::PARAM_VALUE(value) => Some((value.param_id.to_str().ok()?, value.param_value)),
        _ => None,
    });
    assert_eq!(told, Some(("RTL_ALT", 3_000.0)));
    assert_eq!(station.autopilot.settings.return_height_m, 15.0);
    station.wait(0.1);
    assert_eq!(station.autopilot.settings.return_height_m, 30.0);
}

#[test]
fn a_return_climbs_crosses_waits_lands_and_disarms() {
    let mut station = Station::ready();
    station.take_off(10.0);
    station.send(&SET_POSITION_TARGET_GLOBAL_INT_DATA {
        lat_int: 360_680_000,
        lon_int: 1_203_826_000,
        alt: 8.0,
        type_mask: PositionTargetTypemask::from_bits_retain(3_576),
        target_system: 1,
        coordinate_frame: MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT_INT,
        ..Default::default()
    });
    station.wait(25.0);
    let out = station.craft.body().place.ground_distance_m(HOME);
    assert!((out - 100.0).abs() < 5.0, "{out}");
    assert_eq!(station.mode(Mode::Rtl), MavResult::MAV_RESULT_ACCEPTED);
    let mut highest: f64 = 0.0;
    for _ in 0..20 {
        station.wait(1.0);
        highest = highest.max(station.height_m());
    }
    assert!((highest - 15.0).abs() < 2.5, "{highest}");
    assert!(station.until(90.0, |said| is_text(said, "Disarming motors")));
    assert!(station.craft.body().place.ground_distance_m(HOME) < 4.0);
    assert!(!station.autopilot.is_armed());
}

#[test]
fn a_target_that_is_for_another_vehicle_is_nothing_to_it() {
    let mut station = Station::ready();
    let said = station.send(&COMMAND_LONG_DATA {
        command: MavCmd::MAV_CMD_REQUEST_MESSAGE,
        param1: 148.0,
        target_system: 2,
        target_component: 1,
        ..Default::default()
    });
    assert!(
        !said
            .iter()
            .any(|it| matches!(it, MavMessage::COMMAND_ACK(_)))
    );
}

#[test]
fn in_the_air_it_is_not_disarmed_but_by_force() {
    let mut station = Station::ready();
    station.take_off(10.0);
    let disarm = MavCmd::MAV_CMD_COMPONENT_ARM_DISARM;
    let gently = station.result(disarm, [0.0; 7]);
    assert_eq!(gently, MavResult::MAV_RESULT_FAILED);
    let force = [0.0, 21_196.0, 0.0, 0.0, 0.0, 0.0, 0.0];
    assert_eq!(
        station.result(disarm, force),
        MavResult::MAV_RESULT_ACCEPTED
    );
    station.wait(5.0);
    assert_eq!(station.craft.contact(), Contact::Wrecked);
}
