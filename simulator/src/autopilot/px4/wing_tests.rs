//! A ground station before a PX4 with a wing.

#![allow(clippy::unwrap_used)]

use super::Mode;
use super::station::{HOME, Station};
use crate::airframe::{Contact, VtolState};
use crate::craft::CraftModel;
use crate::environment::MeanWind;
use crate::place::{DegreeLengths, Place};
use crate::time::SimTime;
use mavlink::dialects::ardupilotmega::*;
use nalgebra::Vector3;

mod any_order;
mod fixed_wing;
mod unusual;

const ACCEPTED: MavResult = MavResult::MAV_RESULT_ACCEPTED;
const REJECTED: MavResult = MavResult::MAV_RESULT_TEMPORARILY_REJECTED;
const STORED: MavMissionResult = MavMissionResult::MAV_MISSION_ACCEPTED;
const RELATIVE: MavFrame = MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT_INT;
const NO: f32 = f32::NAN;

fn wind(speed_mps: f64, from_deg: f64) -> MeanWind {
    MeanWind {
        speed_mps,
        from_deg,
        turbulence: 0.1,
    }
}

fn vtol(wind: MeanWind) -> Station {
    Station::flying(CraftModel::survey_vtol(), wind)
}

fn wing(wind: MeanWind) -> Station {
    Station::flying(CraftModel::survey_wing(), wind)
}

fn place(north_m: f64, east_m: f64, up_m: f64) -> Place {
    let lengths = DegreeLengths::at(HOME.latitude_deg);
    HOME.moved_ned(Vector3::new(north_m, east_m, -up_m), lengths)
}

fn item(command: MavCmd, params: [f32; 4], at: Option<(f64, f64, f64)>) -> MISSION_ITEM_INT_DATA {
    let (north_m, east_m, up_m) = at.unwrap_or_default();
    let to = place(north_m, east_m, up_m);
    let e7 = |degrees: f64| at.map_or(0, |_| (degrees * 1e7).round() as i32);
    MISSION_ITEM_INT_DATA {
        param1: params[0],
        param2: params[1],
        param3: params[2],
        param4: params[3],
        x: e7(to.latitude_deg),
        y: e7(to.longitude_deg),
        z: up_m as f32,
        command,
        frame: if at.is_some() {
            RELATIVE
        } else {
            MavFrame::MAV_FRAME_MISSION
        },
        autocontinue: 1,
        target_system: 1,
        target_component: 1,
        ..Default::default()
    }
}

fn waypoint(north_m: f64, east_m: f64, up_m: f64) -> MISSION_ITEM_INT_DATA {
    let at = Some((north_m, east_m, up_m));
    item(MavCmd::MAV_CMD_NAV_WAYPOINT, [0.0, 0.0, 0.0, NO], at)
}

fn take_off(north_m: f64, up_m: f64) -> MISSION_ITEM_INT_DATA {
    let up = MavCmd::MAV_CMD_NAV_TAKEOFF;
    item(up, [0.0, 0.0, 0.0, NO], Some((north_m, 0.0, up_m)))
}

fn land_at(north_m: f64) -> MISSION_ITEM_INT_DATA {
    let down = MavCmd::MAV_CMD_NAV_LAND;
    item(down, [0.0, 0.0, 0.0, NO], Some((north_m, 0.0, 0.0)))
}

fn start(station: &mut Station, items: &[MISSION_ITEM_INT_DATA]) {
    let items: Vec<_> = (0..)
        .zip(items)
        .map(|(seq, it)| numbered(it, seq))
        .collect();
    assert_eq!(station.upload(&items), STORED);
    station.wait(1.5);
    let start = station.result(MavCmd::MAV_CMD_MISSION_START, [0.0; 7]);
    assert_eq!(start, ACCEPTED, "{:?}", station.whole_texts());
}

fn numbered(item: &MISSION_ITEM_INT_DATA, seq: u16) -> MISSION_ITEM_INT_DATA {
    MISSION_ITEM_INT_DATA {
        seq,
        ..item.clone()
    }
}

fn until_told(station: &mut Station, most_s: f64, text: &str) {
    let starts = |it: &STATUSTEXT_DATA| it.text.to_str().is_ok_and(|said| said.starts_with(text));
    let is_it = |said: &MavMessage| matches!(said, MavMessage::STATUSTEXT(it) if starts(it));
    assert!(
        station.until(most_s, is_it),
        "{:?} at {} m, {} m out, {:?}",
        station.whole_texts(),
        station.height_m(),
        out_m(station),
        station.craft.vtol_state()
    );
}

fn until_reached(station: &mut Station, most_s: f64, seq: u16) {
    let is_it =
        |said: &MavMessage| matches!(said, MavMessage::MISSION_ITEM_REACHED(it) if it.seq == seq);
    assert!(
        station.until(most_s, is_it),
        "{seq}: {:?} at {} m, {} m out, {:?}",
        station.whole_texts(),
        station.height_m(),
        out_m(station),
        station.craft.vtol_state()
    );
}

fn out_m(station: &Station) -> f64 {
    station.craft.body().place.ground_distance_m(HOME)
}

fn airspeed_mps(station: &Station) -> f64 {
    let through = station.craft.body().velocity_mps - station.craft.wind_mps();
    through.norm()
}

fn transition(station: &mut Station, to: f32, at_once: f32) -> MavResult {
    let params = [to, at_once, 0.0, 0.0, 0.0, 0.0, 0.0];
    station.result(MavCmd::MAV_CMD_DO_VTOL_TRANSITION, params)
}

fn set(station: &mut Station, name: &str, value: f64) {
    station.autopilot.parameters.set(name, value).unwrap();
}

/// A VTOL that flies on its wing in Hold, 60 m above home.
fn vtol_on_wing(wind: MeanWind) -> Station {
    let mut station = vtol(wind);
    station.take_off(60.0);
    assert_eq!(transition(&mut station, 4.0, 0.0), ACCEPTED);
    for _ in 0..30 {
        station.wait(1.0);
        if station.craft.vtol_state() == Some(VtolState::Wing) {
            return station;
        }
    }
    panic!("{:?}", station.whole_texts());
}

/// A wing in Hold, thrown to some 60 m.
fn wing_in_hold(wind: MeanWind) -> Station {
    let mut station = wing(wind);
    station.take_off(60.0);
    station
}

fn vtol_take_off() -> MISSION_ITEM_INT_DATA {
    let at = Some((100.0, 0.0, 40.0));
    item(MavCmd::MAV_CMD_NAV_VTOL_TAKEOFF, [0.0, 0.0, 0.0, NO], at)
}

#[test]
fn a_vtol_flies_a_square_in_wind_as_a_wing_and_lands_on_its_rotors_at_home() {
    let mut station = vtol(wind(6.0, 320.0));
    let land = item(
        MavCmd::MAV_CMD_NAV_VTOL_LAND,
        [0.0, 0.0, 0.0, NO],
        Some((0.0, 0.0, 0.0)),
    );
    let square = [
        vtol_take_off(),
        waypoint(500.0, 0.0, 60.0),
        waypoint(500.0, 500.0, 60.0),
        waypoint(0.0, 500.0, 60.0),
        land,
    ];
    start(&mut station, &square);
    until_reached(&mut station, 120.0, 0);
    for corner in 1..=3 {
        let mut slowest = f64::INFINITY;
        for _ in 0..100 {
            station.wait(0.5);
            assert_eq!(station.craft.vtol_state(), Some(VtolState::Wing));
            slowest = slowest.min(airspeed_mps(&station));
            let is_it = |(_, said): &(SimTime, MavMessage)| matches!(said, MavMessage::MISSION_ITEM_REACHED(it) if it.seq == corner);
            if station.said.iter().any(is_it) {
                break;
            }
        }
        assert!(slowest > 13.5, "{slowest} m/s before corner {corner}");
    }
    let told = station.said.iter().rev().find_map(|(_, said)| match said {
        MavMessage::EXTENDED_SYS_STATE(it) => Some(it.vtol_state),
        _ => None,
    });
    assert_eq!(told, Some(MavVtolState::MAV_VTOL_STATE_FW));
    until_told(&mut station, 240.0, "Mission finished, landed");
    assert_eq!(station.craft.vtol_state(), Some(VtolState::Rotors));
    assert_eq!(station.craft.contact(), Contact::Standing);
    assert!(out_m(&station) < 4.0, "{} m", out_m(&station));
    station.wait(1.0);
    assert!(!station.autopilot.is_armed());
}

#[test]
fn a_transition_in_a_mission_turns_the_nose_first_and_goes_back_at_once() {
    let mut station = vtol(wind(3.0, 90.0));
    let take_off = item(
        MavCmd::MAV_CMD_NAV_TAKEOFF,
        [0.0, 0.0, 0.0, NO],
        Some((0.0, 0.0, 40.0)),
    );
    let change = |to| {
        item(
            MavCmd::MAV_CMD_DO_VTOL_TRANSITION,
            [to, 0.0, 0.0, 0.0],
            None,
        )
    };
    let mission = [
        take_off,
        change(4.0),
        waypoint(0.0, -600.0, 50.0),
        change(3.0),
        waypoint(0.0, -500.0, 50.0),
    ];
    start(&mut station, &mission);
    until_reached(&mut station, 90.0, 0);
    let mut nose_deg = None;
    for _ in 0..600 {
        station.wait(0.1);
        if station.craft.vtol_state() == Some(VtolState::ToWing) {
            nose_deg = Some(station.craft.body().euler_rad().2.to_degrees());
            break;
        }
    }
    let nose_deg = nose_deg.unwrap();
    assert!((nose_deg + 90.0).abs() < 15.0, "{nose_deg}");
    until_reached(&mut station, 120.0, 2);
    station.wait(0.1);
    assert_eq!(station.craft.vtol_state(), Some(VtolState::ToRotors));
    until_told(&mut station, 120.0, "Mission finished, loitering");
    assert_eq!(station.craft.vtol_state(), Some(VtolState::Rotors));
}

#[test]
fn a_return_on_the_wing_comes_down_in_circles_and_lands_on_the_rotors() {
    let mut station = vtol_on_wing(wind(5.0, 200.0));
    let to = place(700.0, 200.0, 70.0);
    let e7 = |degrees: f64| (degrees * 1e7).round() as i32;
    let (x, y) = (e7(to.latitude_deg), e7(to.longitude_deg));
    assert_eq!(station.reposition(x, y, 90.0, RELATIVE), ACCEPTED);
    station.wait(60.0);
    assert!(out_m(&station) > 500.0);
    let back = MavCmd::MAV_CMD_NAV_RETURN_TO_LAUNCH;
    assert_eq!(station.result(back, [0.0; 7]), ACCEPTED);
    until_told(&mut station, 120.0, "RTL: descend to ");
    assert_eq!(station.craft.vtol_state(), Some(VtolState::Wing));
    until_told(&mut station, 300.0, "Disarmed by landing");
    assert!(out_m(&station) < 4.0, "{} m", out_m(&station));
    assert_eq!(station.craft.contact(), Contact::Standing);
}

#[test]
fn a_vtol_in_land_mode_lands_on_its_rotors_whatever_carried_it() {
    let mut station = vtol_on_wing(wind(4.0, 0.0));
    assert_eq!(station.mode(Mode::Land), ACCEPTED);
    until_told(&mut station, 120.0, "Disarmed by landing");
    assert_eq!(station.craft.contact(), Contact::Standing);
}

#[test]
fn a_take_off_onto_the_wing_ends_in_a_circle_at_its_height() {
    let mut station = vtol(wind(4.0, 250.0));
    assert_eq!(station.arm(), ACCEPTED);
    let to = place(300.0, 0.0, 0.0);
    let (latitude, longitude) = (to.latitude_deg as f32, to.longitude_deg as f32);
    let params = [0.0, 0.0, 0.0, NO, latitude, longitude, 60.0];
    assert_eq!(
        station.result(MavCmd::MAV_CMD_NAV_VTOL_TAKEOFF, params),
        ACCEPTED
    );
    station.wait(0.5);
    assert_eq!(station.autopilot.mode(), Mode::VtolTakeoff);
    let holds = |said: &MavMessage| matches!(said, MavMessage::HEARTBEAT(it) if it.custom_mode == Mode::Loiter.custom_mode());
    assert!(station.until(180.0, holds), "{:?}", station.whole_texts());
    assert_eq!(station.craft.vtol_state(), Some(VtolState::Wing));
    station.wait(60.0);
    assert!(
        (station.height_m() - 80.0).abs() < 8.0,
        "{}",
        station.height_m()
    );
    let off_m = station.craft.body().place.ground_distance_m(to);
    assert!((off_m - 80.0).abs() < 25.0, "{off_m}");
}

#[test]
fn it_does_not_change_to_its_wing_on_the_ground_nor_where_the_mode_lands_it() {
    let mut station = vtol(MeanWind::CALM);
    assert_eq!(transition(&mut station, 4.0, 0.0), REJECTED);
    station.take_off(40.0);
    assert_eq!(station.mode(Mode::Land), ACCEPTED);
    assert_eq!(transition(&mut station, 4.0, 0.0), REJECTED);
    assert_eq!(transition(&mut station, 3.0, 0.0), ACCEPTED);
    assert_eq!(station.mode(Mode::Loiter), ACCEPTED);
    assert_eq!(transition(&mut station, 4.0, 0.0), ACCEPTED);
    station.wait(0.1);
    assert_eq!(station.craft.vtol_state(), Some(VtolState::ToWing));
}

#[test]
fn a_multirotor_takes_no_mission_of_a_vtol_and_a_vtol_does() {
    let items = [vtol_take_off(), numbered(&waypoint(300.0, 0.0, 50.0), 1)];
    let told = "Mission rejected: Mission contains VTOL items but vehicle is not a VTOL";
    for (mut station, is_told) in [(Station::ready(), true), (vtol(MeanWind::CALM), false)] {
        assert_eq!(station.upload(&items), STORED);
        station.wait(1.5);
        assert_eq!(station.was_told(told), is_told);
        assert_eq!(station.autopilot.mission.is_valid, !is_told);
    }
    let mut quad = Station::ready();
    let unsupported = MavResult::MAV_RESULT_UNSUPPORTED;
    let up = quad.result(MavCmd::MAV_CMD_NAV_VTOL_TAKEOFF, [0.0; 7]);
    assert_eq!(up, unsupported);
    assert_eq!(quad.mode(Mode::VtolTakeoff), REJECTED);
}

#[test]
fn a_pusher_that_fails_while_it_gathers_speed_leaves_it_hovering_and_it_returns() {
    let mut station = vtol(MeanWind::CALM);
    station.take_off(60.0);
    station.craft.rotors_mut().set_health(4, 0.0);
    assert_eq!(transition(&mut station, 4.0, 0.0), ACCEPTED);
    until_told(&mut station, 20.0, "Quad-chute triggered");
    until_told(
        &mut station,
        2.0,
        "Failsafe activated: entering Hold for 5 seconds",
    );
    station.wait(12.0);
    assert_eq!(station.craft.vtol_state(), Some(VtolState::Rotors));
    assert_eq!(station.autopilot.mode(), Mode::Rtl);
    until_told(&mut station, 180.0, "Disarmed by landing");
    assert!(out_m(&station) < 4.0, "{} m", out_m(&station));
}

#[test]
fn a_pusher_that_fails_in_flight_brings_a_vtol_back_to_hover_as_its_parameters_say() {
    for (name, value) in [("VT_QC_ALT_LOSS", 15.0), ("VT_FW_MIN_ALT", 40.0)] {
        let mut station = vtol_on_wing(wind(5.0, 45.0));
        set(&mut station, name, value);
        station.wait(40.0);
        assert!(!station.was_told("Quad-chute triggered"), "{name}");
        station.craft.rotors_mut().set_health(4, 0.0);
        until_told(&mut station, 60.0, "Quad-chute triggered");
        let mut lowest = f64::INFINITY;
        for _ in 0..200 {
            station.wait(0.1);
            lowest = lowest.min(station.height_m());
        }
        assert_eq!(
            station.craft.vtol_state(),
            Some(VtolState::Rotors),
            "{name}"
        );
        assert!(lowest > 15.0, "{name}: {lowest}");
        until_told(&mut station, 240.0, "Disarmed by landing");
        assert_eq!(station.craft.contact(), Contact::Standing, "{name}");
    }
}

#[test]
fn somebody_may_want_the_rotors_at_once() {
    let mut station = vtol_on_wing(MeanWind::CALM);
    set(&mut station, "COM_QC_ACT", 2.0);
    assert_eq!(transition(&mut station, 3.0, 1.0), ACCEPTED);
    assert!(station.was_told("Quad-chute triggered"));
    station.wait(15.0);
    assert_eq!(station.craft.vtol_state(), Some(VtolState::Rotors));
    assert_eq!(station.autopilot.mode(), Mode::Loiter);
}

#[test]
fn a_multirotor_has_no_controller_of_wings_to_tell_of() {
    let mut quad = Station::ready();
    quad.take_off(20.0);
    quad.wait(5.0);
    let is_it = |said: &MavMessage| matches!(said, MavMessage::NAV_CONTROLLER_OUTPUT(_));
    assert!(!quad.said.iter().any(|(_, said)| is_it(said)));
}

#[test]
fn a_low_battery_brings_a_vtol_home_on_its_wing() {
    let mut station = vtol_on_wing(wind(3.0, 10.0));
    let to = place(600.0, 0.0, 0.0);
    let e7 = |degrees: f64| (degrees * 1e7).round() as i32;
    station.reposition(e7(to.latitude_deg), e7(to.longitude_deg), 90.0, RELATIVE);
    station.wait(45.0);
    let charge = station.craft.battery().charge();
    set(&mut station, "BAT_CRIT_THR", charge + 0.02);
    set(&mut station, "BAT_LOW_THR", charge + 0.05);
    until_told(&mut station, 5.0, "Critical battery");
    station.wait(12.0);
    assert_eq!(station.autopilot.mode(), Mode::Rtl);
    assert_eq!(station.craft.vtol_state(), Some(VtolState::Wing));
    until_told(&mut station, 300.0, "Disarmed by landing");
    assert!(out_m(&station) < 4.0, "{} m", out_m(&station));
}

#[test]
fn a_vtol_that_lost_its_place_comes_down_on_its_rotors() {
    let mut station = vtol_on_wing(MeanWind::CALM);
    station
        .craft
        .gnss_mut()
        .set_fault(crate::sensors::GnssFault::Dead);
    station.wait(40.0);
    assert_eq!(station.autopilot.mode(), Mode::Descend);
    assert_eq!(station.craft.vtol_state(), Some(VtolState::Rotors));
    until_told(&mut station, 200.0, "Disarmed by landing");
    assert_eq!(station.craft.contact(), Contact::Standing);
}
