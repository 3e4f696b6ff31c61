//! Missions with more than places, flown over a link in memory.

#![allow(clippy::unwrap_used)]

use super::*;
use crate::autopilot::ardupilot::modes::Mode;
use crate::autopilot::ardupilot::station::{HOME, Station};
use crate::autopilot::missions::Kind;
use crate::place::{DegreeLengths, Place};
use mavlink::dialects::ardupilotmega::{MavFrame, MavMessage, MavResult};
use nalgebra::Vector3;

const ACCEPTED: MavResult = MavResult::MAV_RESULT_ACCEPTED;

fn plain(command: MavCmd, params: [f32; 4]) -> Item {
    Item {
        frame: MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT,
        command,
        autocontinue: true,
        params,
        x: 0,
        y: 0,
        z: 0.0,
    }
}

/// So far north and east of home, 20 m above it.
fn at(command: MavCmd, params: [f32; 4], north_m: f64, east_m: f64) -> Item {
    let place = from_home(north_m, east_m);
    Item {
        x: (place.latitude_deg * 1e7).round() as i32,
        y: (place.longitude_deg * 1e7).round() as i32,
        z: 20.0,
        ..plain(command, params)
    }
}

fn from_home(north_m: f64, east_m: f64) -> Place {
    let lengths = DegreeLengths::at(HOME.latitude_deg);
    HOME.moved_ned(Vector3::new(north_m, east_m, -20.0), lengths)
}

/// One 20 m above home that has begun to fly these items.
fn flying(items: &[Item]) -> Station {
    let mut station = Station::ready();
    let home = at(MavCmd::MAV_CMD_NAV_WAYPOINT, [0.0; 4], 0.0, 0.0);
    let items = [&[home], items].concat();
    station
        .autopilot
        .stores
        .get_mut(Kind::Mission)
        .replace(items);
    station.take_off(20.0);
    assert_eq!(station.mode(Mode::Auto), ACCEPTED);
    station
}

fn is_reached(message: &MavMessage, seq: u16) -> bool {
    matches!(message, MavMessage::MISSION_ITEM_REACHED(it) if it.seq == seq)
}

fn yaw_deg(station: &Station) -> f64 {
    station.craft.body().euler_rad().2.to_degrees()
}

#[test]
fn it_flies_around_a_place_with_its_nose_to_the_middle_and_counts_the_rounds() {
    let turns = MavCmd::MAV_CMD_NAV_LOITER_TURNS;
    let circle = at(turns, [2.0, 0.0, -30.0, 0.0], 0.0, 80.0);
    let after = at(MavCmd::MAV_CMD_NAV_WAYPOINT, [0.0; 4], 0.0, 0.0);
    let mut station = flying(&[circle, after]);
    let first = "Mission: starting circle 1/2";
    let is_first = |it: &MavMessage| matches!(it, MavMessage::STATUSTEXT(text) if text.text.to_str() == Ok(first));
    assert!(station.until(60.0, is_first));
    let (centre, began) = (from_home(0.0, 80.0), station.now);
    let (mut nearest, mut farthest): (f64, f64) = (f64::INFINITY, 0.0);
    let mut swept_rad = 0.0;
    let mut before = None;
    while station.autopilot.run.current() == Some(1) {
        assert!((station.now - began).as_secs_f64() < 120.0);
        station.step(&[]);
        let body = station.craft.body();
        let out = centre.ned_to(body.place).xy();
        (nearest, farthest) = (nearest.min(out.norm()), farthest.max(out.norm()));
        let bearing = out.y.atan2(out.x);
        if let Some(before) = before {
            let step: f64 = bearing - before + PI;
            swept_rad += step.rem_euclid(TAU) - PI;
        }
        before = Some(bearing);
        if (station.now - began).as_secs_f64() > 8.0 {
            let inwards_deg = (-out.y).atan2(-out.x).to_degrees();
            let off = (yaw_deg(&station) - inwards_deg + 180.0).rem_euclid(360.0) - 180.0;
            assert!(off.abs() < 10.0, "{off}");
        }
    }
    assert!(
        nearest > 27.0 && farthest < 33.0,
        "{nearest} to {farthest} m"
    );
    // Twice around to the left.
    assert!((swept_rad + 2.0 * TAU).abs() < 0.3, "{swept_rad}");
    // 5 m/s keep half of the acceleration: 377 m in 62 s with the run-up.
    let took_s = (station.now - began).as_secs_f64();
    assert!((60.0..70.0).contains(&took_s), "{took_s} s");
    station.wait(0.1);
    let told: Vec<String> = station
        .texts()
        .into_iter()
        .filter(|text| text.contains("circle"))
        .collect();
    let rounds = [1, 2, 3].map(|round| format!("Mission: starting circle {round}/2"));
    assert_eq!(told, rounds);
    assert!(station.said.iter().any(|(_, it)| is_reached(it, 1)));
    assert!(!station.texts().contains(&"Reached command #1".to_owned()));
}

#[test]
fn a_circle_without_a_radius_has_the_one_of_the_parameter_and_is_not_paused() {
    let turns = MavCmd::MAV_CMD_NAV_LOITER_TURNS;
    let mut station = flying(&[at(turns, [1.0, 0.0, 0.0, 0.0], 0.0, 30.0)]);
    station.wait(25.0);
    let out_m = station
        .craft
        .body()
        .place
        .ground_distance_m(from_home(0.0, 30.0));
    assert!((out_m - 10.0).abs() < 1.5, "{out_m}");
    let pause = MavCmd::MAV_CMD_DO_PAUSE_CONTINUE;
    assert_eq!(
        station.result(pause, [0.0; 7]),
        MavResult::MAV_RESULT_FAILED
    );
    station.wait(0.1);
    assert!(station.texts().contains(&"Failed to pause".to_owned()));
}

#[test]
fn a_spline_swings_through_its_places_without_stopping() {
    let spline = MavCmd::MAV_CMD_NAV_SPLINE_WAYPOINT;
    let items = [
        at(MavCmd::MAV_CMD_NAV_WAYPOINT, [0.0; 4], 60.0, 0.0),
        at(spline, [0.0; 4], 120.0, 60.0),
        at(spline, [0.0; 4], 60.0, 120.0),
    ];
    let mut station = flying(&items);
    assert!(station.until(40.0, |it| is_reached(it, 1)));
    let (mut slowest, mut farthest_north): (f64, f64) = (f64::INFINITY, 0.0);
    let mut closest = [f64::INFINITY; 2];
    let reached = |station: &Station, seq| station.said.iter().any(|(_, it)| is_reached(it, seq));
    let began = station.now;
    while !reached(&station, 3) {
        assert!((station.now - began).as_secs_f64() < 90.0);
        station.step(&[]);
        let body = station.craft.body();
        let north = from_home(0.0, 0.0).ned_to(body.place).x;
        farthest_north = farthest_north.max(north);
        for (closest, to) in closest.iter_mut().zip([(120.0, 60.0), (60.0, 120.0)]) {
            *closest = closest.min(body.place.ground_distance_m(from_home(to.0, to.1)));
        }
        if !reached(&station, 2) {
            slowest = slowest.min(body.velocity_mps.xy().norm());
        }
    }
    assert!(closest[0] < 2.5 && closest[1] < 2.5, "{closest:?}");
    // Through the second place from west to east: at its farthest north there.
    assert!((118.0..124.0).contains(&farthest_north), "{farthest_north}");
    assert!(slowest > 2.0, "{slowest} m/s");
    station.wait(5.0);
    assert!(station.craft.body().velocity_mps.norm() < 0.5);
    assert!(station.texts().contains(&"Reached command #3".to_owned()));
}

#[test]
fn a_mission_turns_the_nose_until_the_next_place() {
    let yaw = plain(MavCmd::MAV_CMD_CONDITION_YAW, [180.0, 0.0, 0.0, 0.0]);
    let items = [
        yaw,
        at(MavCmd::MAV_CMD_NAV_WAYPOINT, [0.0; 4], 0.0, 100.0),
        at(MavCmd::MAV_CMD_NAV_WAYPOINT, [0.0; 4], 0.0, 200.0),
    ];
    let mut station = flying(&items);
    station.wait(6.0);
    assert!(yaw_deg(&station).abs() > 172.0, "{}", yaw_deg(&station));
    assert!(station.said.iter().any(|(_, it)| is_reached(it, 1)));
    assert!(station.until(30.0, |it| is_reached(it, 2)));
    station.wait(4.0);
    assert!(
        (yaw_deg(&station) - 90.0).abs() < 8.0,
        "{}",
        yaw_deg(&station)
    );
}

#[test]
fn another_speed_is_the_one_that_is_named_and_ends_with_the_mode() {
    let speed = |kind, mps| plain(MavCmd::MAV_CMD_DO_CHANGE_SPEED, [kind, mps, 0.0, 0.0]);
    let items = [
        speed(2.0, 1.0),
        speed(1.0, 4.0),
        at(MavCmd::MAV_CMD_NAV_WAYPOINT, [0.0; 4], 400.0, 0.0),
    ];
    let mut station = flying(&items);
    let fast = |station: &Station| station.craft.body().velocity_mps.xy().norm();
    station.wait(10.0);
    assert!((fast(&station) - 4.0).abs() < 0.5, "{}", fast(&station));
    assert_eq!(station.mode(Mode::Loiter), ACCEPTED);
    station.wait(4.0);
    assert_eq!(station.mode(Mode::Auto), ACCEPTED);
    station.wait(10.0);
    assert!(fast(&station) > 8.5, "{}", fast(&station));
    let command = MavCmd::MAV_CMD_DO_CHANGE_SPEED;
    let with = |kind, mps| [kind, mps, 0.0, 0.0, 0.0, 0.0, 0.0];
    assert_eq!(station.result(command, with(0.0, 3.0)), ACCEPTED);
    station.wait(6.0);
    assert!((fast(&station) - 3.0).abs() < 0.5, "{}", fast(&station));
    let failed = MavResult::MAV_RESULT_FAILED;
    for (kind, mps) in [(1.0, 0.0), (1.0, f32::NAN), (1.0, -2.0), (4.0, 3.0)] {
        assert_eq!(station.result(command, with(kind, mps)), failed);
    }
    station.mode(Mode::Loiter);
    assert_eq!(station.result(command, with(0.0, 3.0)), failed);
}

#[test]
fn a_spline_to_where_it_is_already_does_not_hold_it_up() {
    let spline = MavCmd::MAV_CMD_NAV_SPLINE_WAYPOINT;
    let waypoint = MavCmd::MAV_CMD_NAV_WAYPOINT;
    for east_m in [0.0, 0.011, 0.5] {
        let items = [
            at(waypoint, [0.0; 4], 30.0, 0.0),
            at(spline, [0.0; 4], 30.0, east_m),
            at(waypoint, [0.0; 4], 30.0, 60.0),
        ];
        let mut station = flying(&items);
        assert!(station.until(60.0, |it| is_reached(it, 3)), "{east_m} m");
    }
}

#[test]
fn a_mission_that_changes_ahead_of_it_is_begun_anew_and_one_that_changes_behind_it_is_not() {
    let waypoint = MavCmd::MAV_CMD_NAV_WAYPOINT;
    let far = at(waypoint, [0.0; 4], 400.0, 0.0);
    let mut station = flying(&[far, far, far, far]);
    station.wait(5.0);
    let restarts = |station: &Station| {
        let texts = station.texts();
        let text = "Auto mission changed, restarted command";
        texts.iter().filter(|it| *it == text).count()
    };
    let change = |station: &mut Station, seq: usize| {
        let aside = at(waypoint, [0.0; 4], 0.0, 300.0);
        station
            .autopilot
            .stores
            .get_mut(Kind::Mission)
            .put(seq, aside);
        station.wait(1.0);
    };
    change(&mut station, 4);
    assert_eq!(restarts(&station), 0);
    change(&mut station, 1);
    assert_eq!(restarts(&station), 1);
    station.wait(20.0);
    let east_m = from_home(0.0, 0.0).ned_to(station.craft.body().place).y;
    assert!(east_m > 50.0, "{east_m}");
    assert_eq!(station.autopilot.run.current(), Some(1));
}

#[test]
fn a_vehicle_that_lies_does_not_give_itself_away_by_beginning_anew() {
    let waypoint = MavCmd::MAV_CMD_NAV_WAYPOINT;
    let far = |east_m| at(waypoint, [0.0; 4], 400.0, east_m);
    let mut station = flying(&[far(0.0), far(50.0), far(90.0)]);
    station.wait(3.0);
    station.autopilot.stores.get_mut(Kind::Mission).lie();
    station.wait(3.0);
    assert!(
        !station
            .texts()
            .iter()
            .any(|it| it.contains("mission changed"))
    );
}

#[test]
fn on_its_way_home_and_when_nothing_is_left_a_mission_is_not_paused() {
    let pause = MavCmd::MAV_CMD_DO_PAUSE_CONTINUE;
    let waypoint = at(MavCmd::MAV_CMD_NAV_WAYPOINT, [0.0; 4], 30.0, 0.0);
    let home = plain(MavCmd::MAV_CMD_NAV_RETURN_TO_LAUNCH, [0.0; 4]);
    let mut station = flying(&[waypoint, home]);
    assert!(station.until(40.0, |it| is_reached(it, 1)));
    station.wait(1.0);
    assert_eq!(
        station.result(pause, [0.0; 7]),
        MavResult::MAV_RESULT_FAILED
    );
    station.wait(120.0);
    assert!(!station.autopilot.is_armed());
    let mut station = flying(&[waypoint]);
    station.wait(40.0);
    assert_eq!(station.autopilot.run.current(), None);
    assert_eq!(
        station.result(pause, [0.0; 7]),
        MavResult::MAV_RESULT_FAILED
    );
    let here = station.craft.body().place;
    station.result(pause, [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
    station.wait(5.0);
    assert!(here.ground_distance_m(station.craft.body().place) < 3.0);
}
