//! A ground station that asks what they ask, over a link in memory.

#![allow(clippy::unwrap_used)]

use super::*;
use crate::autopilot::px4::station::{HOME, Station};
use mavlink::types::CharArray;
use mavlink::{Message, MessageData};

const ACCEPTED: MavResult = MavResult::MAV_RESULT_ACCEPTED;
const REJECTED: MavResult = MavResult::MAV_RESULT_TEMPORARILY_REJECTED;
const RELATIVE: MavFrame = MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT_INT;

fn out_m(station: &Station) -> f64 {
    station.craft.body().place.ground_distance_m(HOME)
}

fn landed_at_home(station: &mut Station, most_s: f64) {
    let is_text = |said: &MavMessage| matches!(said, MavMessage::STATUSTEXT(it) if it.text.to_str() == Ok("Disarmed by landing\t"));
    assert!(
        station.until(most_s, is_text),
        "{:?}",
        station.whole_texts()
    );
    assert!(out_m(station) < 4.0, "{} m from home", out_m(station));
    assert!(!station.autopilot.is_armed());
}

#[test]
fn before_it_knows_its_place_it_does_not_arm_and_says_so_twice() {
    let mut station = Station::new();
    station.wait(3.0);
    station.said.clear();
    assert_eq!(station.arm(), REJECTED);
    station.wait(0.1);
    let denied = "Arming denied: Resolve system health failures first";
    let critical = MavSeverity::MAV_SEVERITY_CRITICAL;
    assert_eq!(station.whole_texts(), [(critical, denied.to_owned())]);
    // In two chunks, and as an event.
    let texts = |it: &&(SimTime, MavMessage)| matches!(it.1, MavMessage::STATUSTEXT(_));
    assert_eq!(station.said.iter().filter(texts).count(), 2);
    let events = |it: &(SimTime, MavMessage)| matches!(&it.1, MavMessage::EVENT(event) if event.id == 0x0102_089d);
    assert!(station.said.iter().any(events));
    station.wait(5.0);
    assert_eq!(station.arm(), ACCEPTED);
}

#[test]
fn it_takes_off_to_a_height_above_the_sea_and_holds_there() {
    let mut station = Station::ready();
    station.take_off(15.0);
    station.wait(5.0);
    assert!(
        (station.height_m() - 15.0).abs() < 2.5,
        "{}",
        station.height_m()
    );
    assert_eq!(station.autopilot.mode(), Mode::Loiter);
}

#[test]
fn a_take_off_to_a_height_of_0_goes_nowhere_and_stops_its_motors() {
    let mut station = Station::ready();
    assert_eq!(station.arm(), ACCEPTED);
    let take_off = MavCmd::MAV_CMD_NAV_TAKEOFF;
    assert_eq!(station.result(take_off, [0.0; 7]), ACCEPTED);
    station.wait(2.0);
    assert!(station.was_told("Already higher than takeoff altitude"));
    station.wait(9.0);
    assert!(station.height_m() < 0.5);
    assert!(station.was_told("Disarmed by auto preflight disarming"));
}

#[test]
fn motors_that_do_nothing_are_stopped_after_ten_seconds() {
    let mut station = Station::ready();
    assert_eq!(station.arm(), ACCEPTED);
    station.wait(9.5);
    assert!(station.autopilot.is_armed());
    station.wait(1.0);
    assert!(station.was_told("Disarmed by auto preflight disarming"));
}

#[test]
fn a_height_in_any_frame_is_one_above_the_sea() {
    let mut station = Station::ready();
    station.take_off(19.5);
    let (x, y) = (360_671_000, 1_203_826_000);
    assert_eq!(station.reposition(x, y, 35.0, RELATIVE), ACCEPTED);
    station.wait(15.0);
    // Measured so: from 19.5 m it sinks to 15 m above home, which stands at 20 m.
    assert!(
        (station.height_m() - 15.0).abs() < 2.5,
        "{}",
        station.height_m()
    );
}

#[test]
fn a_target_outside_of_the_fence_is_accepted_and_not_flown() {
    let mut station = Station::ready();
    let fence = MISSION_ITEM_INT_DATA {
        param1: 100.0,
        x: 360_671_000,
        y: 1_203_826_000,
        command: MavCmd::MAV_CMD_NAV_FENCE_CIRCLE_INCLUSION,
        mission_type: MavMissionType::MAV_MISSION_TYPE_FENCE,
        target_system: 1,
        target_component: 1,
        ..Default::default()
    };
    assert_eq!(
        station.upload(&[fence]),
        MavMissionResult::MAV_MISSION_ACCEPTED
    );
    station.take_off(10.0);
    let accepted = station.reposition(360_689_000, 1_203_826_000, 35.0, RELATIVE);
    assert_eq!(accepted, ACCEPTED);
    station.wait(10.0);
    let outside = "Reposition is outside geofence".to_owned();
    let critical = MavSeverity::MAV_SEVERITY_CRITICAL;
    assert!(station.whole_texts().contains(&(critical, outside)));
    assert!(out_m(&station) < 4.0);
    assert_eq!(
        station.reposition(360_676_000, 1_203_826_000, 35.0, RELATIVE),
        ACCEPTED
    );
    station.wait(20.0);
    assert!((out_m(&station) - 55.0).abs() < 5.0, "{}", out_m(&station));
}

#[test]
fn a_fence_without_home_in_it_is_complained_of_and_it_arms_all_the_same() {
    let mut station = Station::ready();
    let fence = MISSION_ITEM_INT_DATA {
        param1: 50.0,
        x: 360_771_000,
        y: 1_203_826_000,
        command: MavCmd::MAV_CMD_NAV_FENCE_CIRCLE_INCLUSION,
        mission_type: MavMissionType::MAV_MISSION_TYPE_FENCE,
        target_system: 1,
        target_component: 1,
        ..Default::default()
    };
    station.upload(&[fence]);
    station.wait(0.1);
    assert!(station.was_told("Geofence invalid, doesn't contain Home position"));
    assert_eq!(station.arm(), ACCEPTED);
}

#[test]
fn a_return_climbs_crosses_and_lands_and_hold_is_its_mode_then() {
    let mut station = Station::ready();
    station.take_off(10.0);
    station.reposition(360_680_000, 1_203_826_000, 30.0, RELATIVE);
    station.wait(35.0);
    assert!((out_m(&station) - 100.0).abs() < 5.0, "{}", out_m(&station));
    assert_eq!(
        station.result(MavCmd::MAV_CMD_NAV_RETURN_TO_LAUNCH, [0.0; 7]),
        ACCEPTED
    );
    let mut highest: f64 = 0.0;
    for _ in 0..20 {
        station.wait(1.0);
        highest = highest.max(station.height_m());
    }
    assert!((highest - 30.0).abs() < 2.5, "{highest}");
    landed_at_home(&mut station, 120.0);
    let told: Vec<String> = station.whole_texts().into_iter().map(|it| it.1).collect();
    let told: Vec<&str> = told
        .iter()
        .map(|text| text.split(" m (").next().unwrap())
        .skip_while(|text| *text != "Returning to launch")
        .collect();
    // Heights are rounded up, and home's height has its errors.
    assert_eq!(told[0], "Returning to launch");
    assert!(told[1].starts_with("RTL: climb to ") && told[2].starts_with("RTL: return at "));
    assert_eq!(
        told[3..],
        [
            "RTL: land at destination",
            "Landing detected",
            "Disarmed by landing"
        ]
    );
    assert_eq!(station.autopilot.mode(), Mode::Loiter);
}

#[test]
fn it_does_not_change_to_what_it_cannot_fly() {
    let mut station = Station::ready();
    station.take_off(10.0);
    assert_eq!(station.mode(Mode::Mission), REJECTED);
    assert_eq!(station.mode(Mode::PosCtl), REJECTED);
    assert_eq!(station.mode(Mode::Offboard), REJECTED);
    station.wait(0.1);
    assert!(station.was_told("Switching to Mission is currently not available"));
    assert_eq!(station.mode(Mode::Land), ACCEPTED);
    landed_at_home(&mut station, 60.0);
}

#[test]
fn a_change_of_mode_is_acknowledged_twice() {
    let mut station = Station::ready();
    station.said.clear();
    station.mode(Mode::Mission);
    station.wait(0.1);
    let acks = |it: &&(SimTime, MavMessage)| matches!(it.1, MavMessage::COMMAND_ACK(_));
    assert_eq!(station.said.iter().filter(acks).count(), 2);
}

#[test]
fn a_message_that_is_asked_for_goes_before_its_acknowledgement() {
    let mut station = Station::ready();
    let params = [148.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
    let said = station.command(MavCmd::MAV_CMD_REQUEST_MESSAGE, params);
    let ids = said.iter().map(Message::message_id);
    let kinds: Vec<u32> = ids.filter(|id| [77, 148].contains(id)).collect();
    assert_eq!(kinds, [148, 77]);
}

#[test]
fn there_is_no_fence_status_and_other_intervals_are_kept() {
    let mut station = Station::ready();
    let interval = MavCmd::MAV_CMD_SET_MESSAGE_INTERVAL;
    let fence_status = [162.0, 1e6, 0.0, 0.0, 0.0, 0.0, 0.0];
    let failed = MavResult::MAV_RESULT_FAILED;
    assert_eq!(station.result(interval, fence_status), failed);
    let attitude = [30.0, 250_000.0, 0.0, 0.0, 0.0, 0.0, 0.0];
    assert_eq!(station.result(interval, attitude), ACCEPTED);
    station.said.clear();
    station.wait(20.0);
    let attitudes = |it: &&(SimTime, MavMessage)| matches!(it.1, MavMessage::ATTITUDE(_));
    let count = station.said.iter().filter(attitudes).count();
    assert!((79..=81).contains(&count), "{count}");
    let ask = [30.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
    let said = station.command(MavCmd::MAV_CMD_GET_MESSAGE_INTERVAL, ask);
    let told = said.iter().find_map(|message| match message {
        MavMessage::MESSAGE_INTERVAL(it) => Some((it.message_id, it.interval_us)),
        _ => None,
    });
    assert_eq!(told, Some((30, 250_000)));
}

#[test]
fn a_custom_link_sends_what_it_was_given_and_nothing_else() {
    use crate::autopilot::Autopilot;
    use std::time::Duration;
    let (second, quarter) = (Duration::from_secs(1), Duration::from_millis(250));
    let mode = LinkMode::Custom(vec![
        (Regular::Heartbeat, second),
        (Regular::GlobalPosition, quarter),
    ]);
    let started = crate::autopilot::station::started();
    let px4 = Px4::new(1, &[mode], 0.0, started, SimTime::START);
    let mut station = Station::with(px4);
    let now = station.now;
    let (link, attitude) = (ChannelId(0), ATTITUDE_DATA::ID);
    assert!(
        station
            .autopilot
            .set_stream(link, attitude, Some(quarter), now)
    );
    assert!(!station.autopilot.set_stream(link, 162, Some(quarter), now));
    station.wait(10.0);
    station.said.clear();
    station.wait(20.0);
    let count = |id| {
        let ids = station.said.iter().map(|(_, said)| said.message_id());
        ids.filter(|it| *it == id).count()
    };
    assert_eq!([0, 33, 30].map(count), [20, 80, 80]);
    assert_eq!(station.said.len(), 180);
}

#[test]
fn plans_that_somebody_put_on_board_without_a_word_are_taken() {
    use crate::autopilot::Autopilot;
    let mut station = Station::ready();
    let item = |command, z, radius| Item {
        frame: RELATIVE,
        command,
        autocontinue: true,
        params: [radius, 0.0, 0.0, f32::NAN],
        x: 360_671_000,
        y: 1_203_826_000,
        z,
    };
    let stores = station.autopilot.stores_mut();
    let take_off = item(MavCmd::MAV_CMD_NAV_TAKEOFF, 20.0, 0.0);
    stores.get_mut(Kind::Mission).replace(vec![take_off]);
    let circle = item(MavCmd::MAV_CMD_NAV_FENCE_CIRCLE_INCLUSION, 0.0, 80.0);
    stores.get_mut(Kind::Fence).replace(vec![circle]);
    station.wait(0.2);
    assert!(station.autopilot.mission.is_valid);
    assert_ne!(station.autopilot.fence, Fence::default());
}

#[test]
fn what_nobody_knows_is_unsupported_and_what_another_part_would_know_is_not_answered() {
    let mut station = Station::ready();
    let unsupported = MavResult::MAV_RESULT_UNSUPPORTED;
    let loiter = MavCmd::MAV_CMD_NAV_LOITER_UNLIM;
    assert_eq!(station.result(loiter, [0.0; 7]), unsupported);
    let said = station.command(MavCmd::MAV_CMD_DO_VTOL_TRANSITION, [0.0; 7]);
    let is_ack = |it: &MavMessage| matches!(it, MavMessage::COMMAND_ACK(_));
    assert!(!said.iter().any(is_ack));
}

fn parameters(said: &[(SimTime, MavMessage)]) -> Vec<PARAM_VALUE_DATA> {
    let values = said.iter().filter_map(|(_, message)| match message {
        MavMessage::PARAM_VALUE(value) => Some(value.clone()),
        _ => None,
    });
    values.collect()
}

#[test]
fn all_its_parameters_are_told_after_their_hash() {
    let mut station = Station::ready();
    station.said.clear();
    station.send(&PARAM_REQUEST_LIST_DATA {
        target_system: 1,
        target_component: 1,
    });
    station.wait(2.0);
    let told = parameters(&station.said);
    assert_eq!(told[0].param_id.to_str(), Ok("_HASH_CHECK"));
    assert_eq!(told[0].param_index, u16::MAX);
    assert!(told[1..].iter().map(|it| it.param_index).eq(0..876));
}

#[test]
fn a_parameter_is_set_bytewise_and_only_by_its_own_type() {
    let mut station = Station::ready();
    let set = |station: &mut Station, name, param_value, param_type| {
        station.said.clear();
        station.send(&PARAM_SET_DATA {
            param_value,
            target_system: 1,
            target_component: 1,
            param_id: CharArray::from(name),
            param_type,
        });
        station.wait(0.1);
        parameters(&station.said)
    };
    let (int, real) = (
        MavParamType::MAV_PARAM_TYPE_INT32,
        MavParamType::MAV_PARAM_TYPE_REAL32,
    );
    let told = set(&mut station, "GF_ACTION", f32::from_bits(3), int);
    assert_eq!((told.len(), told[0].param_value.to_bits()), (1, 3));
    assert_eq!(station.autopilot.parameters.value("GF_ACTION"), 3.0);
    assert!(set(&mut station, "GF_ACTION", 5.0, real).is_empty());
    assert!(set(&mut station, "NO_SUCH", 5.0, real).is_empty());
    assert_eq!(station.autopilot.parameters.value("GF_ACTION"), 3.0);
    set(&mut station, "RTL_RETURN_ALT", 60.0, real);
    assert_eq!(station.autopilot.settings.return_height_m, 60.0);
}

#[test]
fn offboard_needs_setpoints_and_returns_when_they_stop() {
    let mut station = Station::ready();
    station.take_off(10.0);
    let push = |station: &mut Station| {
        station.send(&SET_POSITION_TARGET_LOCAL_NED_DATA {
            vx: 3.0,
            type_mask: PositionTargetTypemask::from_bits_retain(0xDC7),
            target_system: 1,
            target_component: 1,
            coordinate_frame: MavFrame::MAV_FRAME_LOCAL_NED,
            ..Default::default()
        });
        station.wait(0.18);
    };
    assert_eq!(station.mode(Mode::Offboard), REJECTED);
    for _ in 0..5 {
        push(&mut station);
    }
    assert_eq!(station.mode(Mode::Offboard), ACCEPTED);
    for _ in 0..75 {
        push(&mut station);
    }
    assert!(
        (35.0..50.0).contains(&out_m(&station)),
        "{}",
        out_m(&station)
    );
    assert_eq!(station.autopilot.mode(), Mode::Offboard);
    station.wait(1.5);
    assert!(station.was_told("Failsafe activated"));
    assert_eq!(station.autopilot.mode(), Mode::Rtl);
    landed_at_home(&mut station, 120.0);
}

#[test]
fn in_the_air_it_is_not_disarmed_but_by_force() {
    let mut station = Station::ready();
    station.take_off(10.0);
    let disarm = MavCmd::MAV_CMD_COMPONENT_ARM_DISARM;
    assert_eq!(station.result(disarm, [0.0; 7]), REJECTED);
    station.wait(0.1);
    assert!(station.was_told("Disarming denied: not landed"));
    let force = [0.0, 21_196.0, 0.0, 0.0, 0.0, 0.0, 0.0];
    assert_eq!(station.result(disarm, force), ACCEPTED);
    station.wait(5.0);
    assert_eq!(station.craft.contact(), Contact::Wrecked);
}

#[test]
fn homes_height_jumps_in_flight_and_the_height_above_the_sea_does_not() {
    let mut station = Station::ready();
    station.take_off(10.0);
    station.said.clear();
    station.wait(60.0);
    let heights: Vec<(i32, i32)> = station
        .said
        .iter()
        .filter_map(|(_, message)| match message {
            MavMessage::GLOBAL_POSITION_INT(it) => Some((it.alt, it.relative_alt)),
            _ => None,
        })
        .collect();
    let jumps = |of: fn(&(i32, i32)) -> i32| {
        let steps = heights.windows(2);
        steps
            .filter(|it| (of(&it[1]) - of(&it[0])).abs() > 700)
            .count()
    };
    assert!(jumps(|it| it.1) > 3, "{}", jumps(|it| it.1));
    assert_eq!(jumps(|it| it.0), 0);
}
