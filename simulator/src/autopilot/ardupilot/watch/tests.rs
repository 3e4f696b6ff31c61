#![allow(clippy::unwrap_used)]

use super::*;
use crate::autopilot::ardupilot::station::{HOME, Station};
use crate::sensors::GnssFault;
use mavlink::dialects::ardupilotmega::*;

fn set(station: &mut Station, name: &str, value: f64) {
    station.autopilot.parameters.set(name, value).unwrap();
}

fn target(station: &mut Station, north_e7: i32, velocity_mps: Option<f32>) {
    station.send(&SET_POSITION_TARGET_GLOBAL_INT_DATA {
        lat_int: 360_671_000 + north_e7,
        lon_int: 1_203_826_000,
        alt: 20.0,
        vx: velocity_mps.unwrap_or(0.0),
        // Places alone, or velocities alone.
        type_mask: PositionTargetTypemask::from_bits_retain(if velocity_mps.is_some() {
            0xDC7
        } else {
            0xDF8
        }),
        target_system: 1,
        coordinate_frame: MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT_INT,
        ..Default::default()
    });
}

fn out_m(station: &Station) -> f64 {
    station.craft.body().place.ground_distance_m(HOME)
}

fn was_told(station: &Station, text: &str) -> bool {
    station.texts().iter().any(|told| told == text)
}

#[test]
fn as_it_comes_nothing_is_watched() {
    let mut station = Station::ready();
    set(&mut station, "MAV_GCS_SYSID", 250.0);
    station.send(&HEARTBEAT_DATA::default());
    station.take_off(20.0);
    target(&mut station, 20_000, None);
    station.wait(40.0);
    // 222 m out, with no station heard for a minute.
    assert!(out_m(&station) > 200.0);
    assert_eq!(station.autopilot.mode(), Mode::Guided);
}

#[test]
fn a_target_outside_of_the_fence_is_dropped_without_a_word_and_refused_as_a_command() {
    let mut station = Station::ready();
    set(&mut station, "FENCE_ENABLE", 1.0);
    station.take_off(20.0);
    let before = station.texts().len();
    target(&mut station, 20_000, None);
    station.wait(10.0);
    assert!(out_m(&station) < 5.0);
    assert_eq!(station.texts().len(), before);
    let said = station.send(&COMMAND_INT_DATA {
        command: MavCmd::MAV_CMD_DO_REPOSITION,
        param2: 1.0,
        x: 360_691_000,
        y: 1_203_826_000,
        z: 20.0,
        frame: MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT,
        target_system: 1,
        target_component: 1,
        ..Default::default()
    });
    let result = said.iter().find_map(|message| match message {
        MavMessage::COMMAND_ACK(ack) => Some(ack.result),
        _ => None,
    });
    assert_eq!(result, Some(MavResult::MAV_RESULT_FAILED));
}

/// One that has left its fence of 150 m and returns.
fn pushed_out() -> Station {
    let mut station = Station::ready();
    set(&mut station, "FENCE_ENABLE", 1.0);
    station.take_off(20.0);
    // The circle is 150 m wide as it comes.
    for _ in 0..20 {
        target(&mut station, 0, Some(9.0));
        station.wait(1.0);
    }
    assert_eq!(station.autopilot.mode(), Mode::Rtl);
    station
}

#[test]
fn pushed_over_its_fence_it_returns_and_says_that_the_breach_is_cleared() {
    let mut station = pushed_out();
    assert!(was_told(&station, "Circle fence breached"));
    station.wait(15.0);
    assert!(was_told(&station, "Circle fence breach cleared"));
    let statuses = station.said.iter().filter_map(|(_, said)| match said {
        MavMessage::FENCE_STATUS(status) => Some((status.breach_status, status.breach_type)),
        _ => None,
    });
    // At the border itself, noise may bring it out and in more than once.
    let statuses: Vec<_> = statuses.collect();
    let breach = (1, FenceBreach::FENCE_BREACH_BOUNDARY);
    let cleared = (0, FenceBreach::FENCE_BREACH_NONE);
    assert_eq!(
        (statuses.first(), statuses.last()),
        (Some(&breach), Some(&cleared))
    );
}

#[test]
fn the_station_is_missed_only_where_that_is_on_and_it_was_heard() {
    let lost = |is_on: bool, is_heard: bool| {
        let mut station = Station::ready();
        set(&mut station, "FS_GCS_ENABLE", f64::from(is_on));
        set(&mut station, "MAV_GCS_SYSID", 250.0);
        station.take_off(15.0);
        if is_heard {
            station.send(&HEARTBEAT_DATA::default());
        }
        station.wait(4.9);
        assert_eq!(station.autopilot.mode(), Mode::Guided);
        station.wait(0.4);
        station.autopilot.mode() == Mode::Rtl
    };
    assert!(lost(true, true));
    assert!(!lost(false, true));
    assert!(!lost(true, false));
}

#[test]
fn a_low_battery_is_told_and_acted_upon_where_that_is_on() {
    for (action, expected) in [
        (0.0, Mode::Guided),
        (1.0, Mode::Land),
        (2.0, Mode::Rtl),
        (6.0, Mode::Rtl),
        (7.0, Mode::Brake),
    ] {
        let mut station = Station::ready();
        set(&mut station, "BATT_LOW_VOLT", 15.0);
        set(&mut station, "BATT_FS_LOW_ACT", action);
        station.take_off(15.0);
        station.craft.battery_mut().set_charge(0.3);
        station.wait(9.0);
        assert_eq!(station.autopilot.mode(), Mode::Guided);
        station.wait(2.0);
        let is_told = station
            .texts()
            .iter()
            .any(|text| text.starts_with("Battery 1 is low"));
        assert!(is_told);
        assert_eq!(was_told(&station, "Battery Failsafe"), action > 0.0);
        assert_eq!(station.autopilot.mode(), expected);
    }
}

#[test]
fn a_low_battery_may_end_the_flight() {
    let mut station = Station::ready();
    set(&mut station, "BATT_LOW_VOLT", 15.0);
    set(&mut station, "BATT_FS_LOW_ACT", 5.0);
    station.take_off(15.0);
    station.craft.battery_mut().set_charge(0.3);
    station.wait(11.0);
    assert!(!station.autopilot.is_armed());
}

#[test]
fn without_its_station_it_does_as_the_parameters_say() {
    let mode_after = |action: f64, options: f64, mode: Option<Mode>| {
        let mut station = Station::ready();
        set(&mut station, "FS_GCS_ENABLE", action);
        set(&mut station, "FS_OPTIONS", options);
        set(&mut station, "MAV_GCS_SYSID", 250.0);
        station.take_off(15.0);
        if let Some(mode) = mode {
            station.mode(mode);
        }
        station.send(&HEARTBEAT_DATA::default());
        station.wait(5.3);
        station.autopilot.mode()
    };
    assert_eq!(mode_after(5.0, 0.0, None), Mode::Land);
    assert_eq!(mode_after(7.0, 0.0, None), Mode::Brake);
    // A landing is broken off, unless it is to go on.
    assert_eq!(mode_after(1.0, 0.0, Some(Mode::Land)), Mode::Rtl);
    assert_eq!(mode_after(1.0, 8.0, Some(Mode::Land)), Mode::Land);
    // One that was stopped counts as flown by a pilot, who goes on where that is allowed.
    assert_eq!(mode_after(1.0, 0.0, Some(Mode::Brake)), Mode::Rtl);
    assert_eq!(mode_after(1.0, 16.0, Some(Mode::Brake)), Mode::Brake);
}

#[test]
fn without_satellites_it_lands_where_it_is() {
    let mut station = Station::ready();
    station.take_off(15.0);
    station.craft.gnss_mut().set_fault(GnssFault::Dead);
    station.wait(30.0);
    assert_eq!(station.autopilot.mode(), Mode::Land);
    assert!(was_told(&station, "EKF Failsafe: changed to LAND Mode"));
}

#[test]
fn it_does_not_arm_outside_of_its_fence() {
    let mut station = Station::ready();
    set(&mut station, "FENCE_ENABLE", 1.0);
    set(&mut station, "FENCE_TYPE", 8.0);
    set(&mut station, "FENCE_ALT_MIN", 5.0);
    station.mode(Mode::Guided);
    assert_eq!(station.arm(), MavResult::MAV_RESULT_FAILED);
    station.wait(0.1);
    assert!(was_told(&station, "Arm: Vehicle breaching Min Alt fence"));
}

#[test]
fn a_wreck_disarms() {
    let mut station = Station::ready();
    station.take_off(15.0);
    station.craft.rotors_mut().set_health(0, 0.0);
    station.wait(10.0);
    assert!(was_told(&station, "Crash: Disarming"));
    assert!(!station.autopilot.is_armed());
}

#[test]
fn a_breach_that_began_on_the_ground_is_acted_on_once_it_flies() {
    let mut station = Station::ready();
    assert_eq!(station.mode(Mode::Guided), MavResult::MAV_RESULT_ACCEPTED);
    assert_eq!(station.arm(), MavResult::MAV_RESULT_ACCEPTED);
    set(&mut station, "FENCE_TYPE", 2.0);
    set(&mut station, "FENCE_ENABLE", 1.0);
    let home = station.autopilot.home.as_mut().unwrap();
    home.latitude_deg += 0.002;
    station.wait(1.0);
    assert!(was_told(&station, "Circle fence breached"));
    assert_eq!(station.autopilot.mode(), Mode::Guided);
    let params = [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 20.0];
    station.result(MavCmd::MAV_CMD_NAV_TAKEOFF, params);
    station.wait(5.0);
    assert_eq!(station.autopilot.mode(), Mode::Rtl);
}

#[test]
fn a_battery_that_is_low_is_acted_on_in_each_flight() {
    let mut station = Station::ready();
    set(&mut station, "BATT_LOW_VOLT", 15.0);
    set(&mut station, "BATT_FS_LOW_ACT", 1.0);
    for flight in 1..3 {
        station.craft.battery_mut().set_charge(1.0);
        station.take_off(10.0);
        station.craft.battery_mut().set_charge(0.3);
        station.wait(12.0);
        assert_eq!(station.autopilot.mode(), Mode::Land, "flight {flight}");
        station.wait(30.0);
        assert!(!station.autopilot.is_armed());
    }
}

#[test]
fn taken_back_outside_of_its_fence_it_returns_again_from_20_m_farther_out() {
    let mut station = pushed_out();
    assert_eq!(station.mode(Mode::Guided), MavResult::MAV_RESULT_ACCEPTED);
    let began_m = out_m(&station);
    assert!(began_m < 170.0, "{began_m}");
    for _ in 0..20 {
        target(&mut station, 0, Some(9.0));
        station.wait(1.0);
    }
    assert_eq!(station.autopilot.mode(), Mode::Rtl);
    let told = station.texts();
    let told = told.iter().filter(|it| *it == "Circle fence breached");
    assert_eq!(told.count(), 2);
}

#[test]
fn more_than_100_m_outside_of_its_fence_it_lands_where_it_is() {
    let mode_at = |radius_m: f64, action: f64| {
        let mut station = Station::ready();
        set(&mut station, "FENCE_ACTION", action);
        set(&mut station, "FENCE_TYPE", 2.0);
        station.take_off(20.0);
        target(&mut station, 20_000, None);
        station.wait(45.0);
        assert!((out_m(&station) - 222.0).abs() < 5.0);
        set(&mut station, "FENCE_RADIUS", radius_m);
        set(&mut station, "FENCE_ENABLE", 1.0);
        station.wait(1.0);
        station.autopilot.mode()
    };
    assert_eq!(mode_at(130.0, 1.0), Mode::Rtl);
    assert_eq!(mode_at(110.0, 1.0), Mode::Land);
    assert_eq!(mode_at(110.0, 4.0), Mode::Land);
    assert_eq!(mode_at(110.0, 0.0), Mode::Guided);
}

#[test]
fn a_fence_that_breaks_while_another_is_broken_is_acted_on_too() {
    let mut station = pushed_out();
    assert_eq!(station.mode(Mode::Guided), MavResult::MAV_RESULT_ACCEPTED);
    set(&mut station, "FENCE_ALT_MAX", 10.0);
    station.wait(0.5);
    assert!(was_told(&station, "Max Alt fence breached"));
    assert_eq!(station.autopilot.mode(), Mode::Rtl);
}

#[test]
fn who_lands_is_not_called_back_by_the_floor() {
    let mut station = Station::ready();
    station.take_off(20.0);
    set(&mut station, "FENCE_TYPE", 8.0);
    set(&mut station, "FENCE_ALT_MIN", 10.0);
    set(&mut station, "FENCE_ENABLE", 1.0);
    assert_eq!(station.mode(Mode::Land), MavResult::MAV_RESULT_ACCEPTED);
    station.wait(40.0);
    assert_eq!(station.autopilot.mode(), Mode::Land);
    assert!(!station.autopilot.is_armed());
}
