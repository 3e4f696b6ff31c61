#![allow(clippy::unwrap_used)]

use super::*;
use crate::autopilot::px4::station::{HOME, Station};
use crate::sensors::GnssFault;
use mavlink::dialects::ardupilotmega::*;

const RELATIVE: MavFrame = MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT_INT;

fn set(station: &mut Station, name: &str, value: f64) {
    station.autopilot.parameters.set(name, value).unwrap();
}

fn out_m(station: &Station) -> f64 {
    station.craft.body().place.ground_distance_m(HOME)
}

fn mode(station: &Station) -> Mode {
    station.autopilot.mode()
}

/// One in flight, 55 m north of home, 30 m above it.
fn flying(changes: &[(&str, f64)]) -> Station {
    let mut station = Station::ready();
    station.take_off(30.0);
    for (name, value) in changes {
        set(&mut station, name, *value);
    }
    station.beat();
    station.reposition(360_676_000, 1_203_826_000, 50.0, RELATIVE);
    station.wait_beating(20.0);
    assert!((out_m(&station) - 55.0).abs() < 5.0, "{}", out_m(&station));
    station
}

#[test]
fn as_it_comes_a_lost_station_is_told_and_no_more() {
    let mut station = flying(&[]);
    station.wait(30.0);
    assert!(station.was_told("Connection to ground control lost"));
    assert_eq!(mode(&station), Mode::Loiter);
    station.beat();
    station.wait(0.2);
    assert!(station.was_told("GCS connection regained"));
}

#[test]
fn a_lost_station_is_waited_for_in_hold_and_then_it_returns() {
    let mut station = flying(&[("NAV_DLL_ACT", 2.0)]);
    assert_eq!(mode(&station), Mode::Loiter);
    station.wait(10.5);
    assert!(station.was_told("Failsafe activated: entering Hold for 5 seconds"));
    let critical = |said: &MavMessage| matches!(said, MavMessage::HEARTBEAT(it) if it.system_status == MavState::MAV_STATE_CRITICAL);
    assert!(station.until(2.0, critical));
    station.wait(5.0);
    assert_eq!(mode(&station), Mode::Rtl);
    // It goes on though the station is back.
    station.wait_beating(5.0);
    assert_eq!(mode(&station), Mode::Rtl);
    // Until somebody chooses another mode.
    assert_eq!(station.mode(Mode::Loiter), MavResult::MAV_RESULT_ACCEPTED);
    station.wait_beating(3.0);
    assert_eq!(mode(&station), Mode::Loiter);
}

#[test]
fn without_a_station_it_does_not_arm_where_it_would_act_on_its_loss() {
    let mut station = Station::new();
    set(&mut station, "NAV_DLL_ACT", 2.0);
    station.wait(10.0);
    let rejected = MavResult::MAV_RESULT_TEMPORARILY_REJECTED;
    assert_eq!(station.arm(), rejected);
    station.wait(0.1);
    assert!(station.was_told("Preflight Fail: No connection to the GCS"));
}

#[test]
fn a_battery_is_told_at_each_threshold_and_brings_it_home_and_down() {
    let mut station = flying(&[("COM_FAIL_ACT_T", 0.0)]);
    station.craft.battery_mut().set_charge(0.14);
    station.wait_beating(2.0);
    assert!(station.was_told("Low battery"));
    assert_eq!(mode(&station), Mode::Loiter);
    station.craft.battery_mut().set_charge(0.065);
    station.wait_beating(2.0);
    assert!(station.was_told("Critical battery"));
    assert_eq!(mode(&station), Mode::Rtl);
    station.craft.battery_mut().set_charge(0.045);
    station.wait_beating(2.0);
    let emergency = MavSeverity::MAV_SEVERITY_EMERGENCY;
    let text = (emergency, "Emergency battery level".to_owned());
    assert!(station.whole_texts().contains(&text));
    assert_eq!(mode(&station), Mode::Land);
}

#[test]
fn a_battery_that_is_critical_keeps_it_on_the_ground() {
    let mut station = Station::ready();
    station.craft.battery_mut().set_charge(0.065);
    station.wait(0.2);
    let rejected = MavResult::MAV_RESULT_TEMPORARILY_REJECTED;
    assert_eq!(station.arm(), rejected);
}

/// Pushes it north with a companion computer's velocity.
fn push_north(station: &mut Station, mut seconds: f64) {
    while seconds > 0.0 {
        station.send(&SET_POSITION_TARGET_LOCAL_NED_DATA {
            vx: 4.0,
            type_mask: PositionTargetTypemask::from_bits_retain(0xDC7),
            target_system: 1,
            target_component: 1,
            coordinate_frame: MavFrame::MAV_FRAME_LOCAL_NED,
            ..Default::default()
        });
        station.wait(0.18);
        seconds -= 0.2;
    }
}

#[test]
fn at_its_fence_it_holds_and_inside_it_goes_on() {
    let mut station = flying(&[("GF_MAX_HOR_DIST", 100.0)]);
    push_north(&mut station, 1.0);
    assert_eq!(station.mode(Mode::Offboard), MavResult::MAV_RESULT_ACCEPTED);
    push_north(&mut station, 20.0);
    let told = "Geofence: exceeding maximum distance to Home";
    assert!(station.was_told(told) && station.was_told("Failsafe activated"));
    assert_eq!(mode(&station), Mode::Loiter);
    assert!(
        (100.0..115.0).contains(&out_m(&station)),
        "{}",
        out_m(&station)
    );
}

#[test]
fn a_fence_of_action_0_is_only_a_limit_for_targets() {
    let changes = [("GF_MAX_HOR_DIST", 100.0), ("GF_ACTION", 0.0)];
    let mut station = flying(&changes);
    push_north(&mut station, 1.0);
    station.mode(Mode::Offboard);
    push_north(&mut station, 20.0);
    assert_eq!(mode(&station), Mode::Offboard);
    assert!(out_m(&station) > 120.0);
}

#[test]
fn beyond_its_fence_it_returns_if_that_is_asked_for() {
    let changes = [("GF_MAX_HOR_DIST", 100.0), ("GF_ACTION", 3.0)];
    let mut station = flying(&changes);
    push_north(&mut station, 1.0);
    station.mode(Mode::Offboard);
    push_north(&mut station, 18.0);
    assert_eq!(mode(&station), Mode::Rtl);
    station.wait_beating(15.0);
    assert!(out_m(&station) < 60.0, "{}", out_m(&station));
}

#[test]
fn without_satellites_it_comes_down_where_it_is_and_tells_it_as_landing() {
    let mut station = flying(&[]);
    station.craft.gnss_mut().set_fault(GnssFault::Dead);
    station.wait_beating(40.0);
    assert!(station.was_told("Failsafe activated"));
    assert_eq!(mode(&station), Mode::Descend);
    assert_eq!(mode(&station).custom_mode(), Mode::Land.custom_mode());
    station.said.clear();
    station.wait_beating(2.0);
    let tells_place =
        |it: &(SimTime, MavMessage)| matches!(it.1, MavMessage::GLOBAL_POSITION_INT(_));
    assert!(!station.said.iter().any(tells_place));
    station.wait_beating(40.0);
    assert!(station.was_told("Landing detected"));
}
