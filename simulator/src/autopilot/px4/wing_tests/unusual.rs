//! What seldom happens to a PX4 with a wing, and must not lose it.

use super::*;
use crate::autopilot::flight::Task;

fn change_over(to: f32) -> MISSION_ITEM_INT_DATA {
    let change = MavCmd::MAV_CMD_DO_VTOL_TRANSITION;
    item(change, [to, 0.0, 0.0, 0.0], None)
}

fn change_speed(speed_mps: f32) -> MISSION_ITEM_INT_DATA {
    let change = MavCmd::MAV_CMD_DO_CHANGE_SPEED;
    item(change, [1.0, speed_mps, -1.0, 0.0], None)
}

fn go_to_item(station: &mut Station, seq: u16) {
    station.send(&MISSION_SET_CURRENT_DATA {
        seq,
        target_system: 1,
        target_component: 1,
    });
}

fn fly_to(station: &mut Station, north_m: f64, east_m: f64, amsl_m: f32) {
    let to = place(north_m, east_m, 0.0);
    let e7 = |degrees: f64| (degrees * 1e7).round() as i32;
    let (x, y) = (e7(to.latitude_deg), e7(to.longitude_deg));
    assert_eq!(station.reposition(x, y, amsl_m, RELATIVE), ACCEPTED);
}

#[test]
fn a_wing_is_thrown_into_the_wind_wherever_its_nose_pointed() {
    let mut station = wing(wind(9.0, 180.0));
    station.take_off(60.0);
    assert_eq!(station.craft.contact(), Contact::Airborne);
    // It climbed out on the course of its throw, against the wind.
    let off = HOME.ned_to(station.craft.body().place);
    assert!(off.x < -50.0 && off.y.abs() < 60.0, "{off}");
}

#[test]
fn a_wing_whose_mission_is_over_stays_on_the_circle_that_it_ended_with() {
    let mut station = wing(MeanWind::CALM);
    let circle = item(
        MavCmd::MAV_CMD_NAV_LOITER_TO_ALT,
        [0.0, -150.0, 0.0, 0.0],
        Some((300.0, 0.0, 60.0)),
    );
    start(&mut station, &[take_off(0.0, 40.0), circle]);
    until_told(&mut station, 200.0, "Mission finished, loitering");
    station.wait(60.0);
    let middle = place(300.0, 0.0, 60.0);
    for _ in 0..30 {
        station.wait(1.0);
        let body = station.craft.body();
        let off = middle.ned_to(body.place);
        assert!((off.xy().norm() - 150.0).abs() < 20.0, "{off}");
        assert!(off.x * body.velocity_mps.y - off.y * body.velocity_mps.x < 0.0);
    }
}

#[test]
fn a_mission_that_only_takes_off_ends_at_the_height_of_its_take_off() {
    let mut station = wing(MeanWind::CALM);
    start(&mut station, &[take_off(0.0, 60.0)]);
    until_told(&mut station, 90.0, "Mission finished, loitering");
    station.wait(40.0);
    let height_m = station.height_m();
    assert!((height_m - 60.0).abs() < 4.0, "{height_m}");
}

#[test]
fn a_speed_of_the_wing_is_none_of_the_rotors() {
    let mut station = vtol_on_wing(MeanWind::CALM);
    let speed = [0.0, 22.0, -1.0, 0.0, 0.0, 0.0, 0.0];
    station.result(MavCmd::MAV_CMD_DO_CHANGE_SPEED, speed);
    station.wait(10.0);
    assert!(airspeed_mps(&station) > 20.0);
    assert_eq!(transition(&mut station, 3.0, 0.0), ACCEPTED);
    station.wait(20.0);
    fly_to(&mut station, 900.0, 0.0, 80.0);
    station.wait(20.0);
    let speed_mps = station.craft.body().velocity_mps.norm();
    assert!(speed_mps < 7.0, "{speed_mps}");
}

#[test]
fn a_transition_behind_another_order_of_the_mission_is_made_all_the_same() {
    let mut station = vtol(MeanWind::CALM);
    let mission = [
        take_off(0.0, 40.0),
        change_speed(6.0),
        change_over(4.0),
        waypoint(0.0, -900.0, 50.0),
    ];
    start(&mut station, &mission);
    until_reached(&mut station, 90.0, 0);
    station.wait(40.0);
    assert_eq!(station.craft.vtol_state(), Some(VtolState::Wing));
}

#[test]
fn a_vtol_that_lands_right_behind_its_transition_slows_down_before() {
    let mut station = vtol(MeanWind::CALM);
    start(
        &mut station,
        &[take_off(0.0, 40.0), change_over(4.0), land_at(900.0)],
    );
    until_reached(&mut station, 90.0, 0);
    let mut brakes_at_m = None;
    for _ in 0..1_200 {
        station.wait(0.1);
        if station.craft.vtol_state() == Some(VtolState::ToRotors) {
            brakes_at_m = Some(HOME.ned_to(station.craft.body().place).x);
            break;
        }
    }
    let brakes_at_m = brakes_at_m.unwrap();
    assert!((700.0..800.0).contains(&brakes_at_m), "{brakes_at_m}");
    until_told(&mut station, 200.0, "Mission finished, landed");
    assert!((out_m(&station) - 900.0).abs() < 4.0);
}

#[test]
fn a_wing_whose_mission_is_cleared_in_its_climb_does_not_fly_away() {
    let mut station = wing(MeanWind::CALM);
    start(
        &mut station,
        &[take_off(0.0, 40.0), waypoint(500.0, 0.0, 50.0)],
    );
    station.wait(9.0);
    station.send(&MISSION_CLEAR_ALL_DATA {
        target_system: 1,
        target_component: 1,
        ..Default::default()
    });
    station.wait(120.0);
    let there = station.craft.body().place;
    station.wait(60.0);
    let away_m = station.craft.body().place.ground_distance_m(there);
    assert!(away_m < 180.0, "{away_m}");
}

#[test]
fn a_wing_that_is_to_have_no_velocity_circles() {
    let mut station = wing_in_hold(MeanWind::CALM);
    let still = SET_POSITION_TARGET_LOCAL_NED_DATA {
        type_mask: PositionTargetTypemask::from_bits_retain(0xDC7),
        coordinate_frame: MavFrame::MAV_FRAME_LOCAL_NED,
        target_system: 1,
        target_component: 1,
        ..Default::default()
    };
    let hear = |station: &mut Station, times: usize| {
        for _ in 0..times {
            station.send(&still);
            station.wait(0.2);
        }
    };
    hear(&mut station, 5);
    assert_eq!(station.mode(Mode::Offboard), ACCEPTED);
    let there = station.craft.body().place;
    hear(&mut station, 400);
    assert_eq!(station.autopilot.mode(), Mode::Offboard);
    let away_m = station.craft.body().place.ground_distance_m(there);
    assert!(away_m < 120.0, "{away_m}");
}

#[test]
fn a_landing_that_begins_right_above_its_place_is_no_dive() {
    let mut station = wing(wind(3.0, 0.0));
    let mission = [
        take_off(0.0, 60.0),
        waypoint(-900.0, 0.0, 50.0),
        waypoint(-500.0, 0.0, 35.0),
        land_at(0.0),
    ];
    start(&mut station, &mission);
    until_reached(&mut station, 60.0, 0);
    assert_eq!(station.mode(Mode::Loiter), ACCEPTED);
    fly_to(&mut station, 0.0, 0.0, 80.0);
    station.wait(60.0);
    go_to_item(&mut station, 3);
    assert_eq!(station.mode(Mode::Mission), ACCEPTED);
    let mut fastest_sink = 0.0_f64;
    while station.craft.contact() == Contact::Airborne {
        station.wait(0.2);
        fastest_sink = fastest_sink.max(station.craft.body().velocity_mps.z);
        assert!(station.now < SimTime::from_s(600));
    }
    until_told(&mut station, 20.0, "Mission finished, landed");
    assert_eq!(station.craft.contact(), Contact::Standing);
    assert!(out_m(&station) < 100.0, "{} m", out_m(&station));
}

#[test]
fn a_return_along_a_mission_begins_with_its_last_place_before_the_landing() {
    let mut station = wing(MeanWind::CALM);
    let mission = [
        take_off(0.0, 50.0),
        waypoint(600.0, 600.0, 45.0),
        waypoint(500.0, 0.0, 35.0),
        change_speed(15.0),
        land_at(0.0),
    ];
    start(&mut station, &mission);
    until_reached(&mut station, 60.0, 0);
    assert_eq!(station.mode(Mode::Rtl), ACCEPTED);
    until_reached(&mut station, 120.0, 2);
    until_told(&mut station, 120.0, "Disarmed by landing");
    assert!(out_m(&station) < 120.0, "{} m", out_m(&station));
}

#[test]
fn a_wing_returns_along_its_mission_when_that_is_over_as_well() {
    let mut station = wing(MeanWind::CALM);
    let mission = [
        take_off(0.0, 50.0),
        waypoint(600.0, 300.0, 45.0),
        waypoint(500.0, 0.0, 35.0),
        land_at(0.0),
        waypoint(300.0, 300.0, 60.0),
    ];
    start(&mut station, &mission);
    until_reached(&mut station, 60.0, 0);
    go_to_item(&mut station, 4);
    until_told(&mut station, 120.0, "Mission finished, loitering");
    assert_eq!(station.mode(Mode::Rtl), ACCEPTED);
    until_told(&mut station, 300.0, "Disarmed by landing");
    assert!(out_m(&station) < 120.0, "{} m", out_m(&station));
}

#[test]
fn a_wing_whose_mission_goes_while_it_returns_along_it_returns_home() {
    let mut station = wing(MeanWind::CALM);
    let mission = [
        take_off(0.0, 50.0),
        waypoint(2_000.0, 300.0, 45.0),
        waypoint(1_900.0, 0.0, 35.0),
        land_at(1_400.0),
    ];
    start(&mut station, &mission);
    until_reached(&mut station, 60.0, 0);
    assert_eq!(station.mode(Mode::Rtl), ACCEPTED);
    station.wait(5.0);
    station.send(&MISSION_CLEAR_ALL_DATA {
        target_system: 1,
        target_component: 1,
        ..Default::default()
    });
    until_told(&mut station, 240.0, "RTL: completed, loitering");
    assert!(out_m(&station) < 120.0, "{} m", out_m(&station));
}

#[test]
fn a_height_of_a_take_off_that_was_none_is_forgotten() {
    let mut station = vtol(MeanWind::CALM);
    station.take_off(40.0);
    let params = [0.0, 0.0, 0.0, NO, 0.0, 0.0, 900.0];
    station.result(MavCmd::MAV_CMD_NAV_VTOL_TAKEOFF, params);
    station.wait(5.0);
    assert_eq!(station.mode(Mode::Takeoff), ACCEPTED);
    let Task::TakeOff { to_amsl_m, .. } = station.autopilot.flight.task() else {
        panic!("{:?}", station.autopilot.flight.task());
    };
    assert!((to_amsl_m - 80.0).abs() < 5.0, "{to_amsl_m}");
}

#[test]
fn another_height_leaves_a_wing_on_its_circle() {
    let mut station = wing_in_hold(MeanWind::CALM);
    let to = place(300.0, 200.0, 0.0);
    let (latitude, longitude) = (to.latitude_deg as f32, to.longitude_deg as f32);
    let orbit = [-150.0, 0.0, 0.0, 0.0, latitude, longitude, 90.0];
    assert_eq!(station.result(MavCmd::MAV_CMD_DO_ORBIT, orbit), ACCEPTED);
    station.wait(60.0);
    let before = station.autopilot.flight.task();
    let height = [110.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
    let change = MavCmd::MAV_CMD_DO_CHANGE_ALTITUDE;
    assert_eq!(station.result(change, height), ACCEPTED);
    let Task::Circle { centre, radius_m } = before else {
        panic!("{before:?}");
    };
    let centre = centre.at_amsl_m(110.0);
    let after = station.autopilot.flight.task();
    assert_eq!(after, Task::Circle { centre, radius_m });
}

#[test]
fn a_wing_that_is_low_already_flies_its_approach_and_does_not_overshoot() {
    let mut station = wing_in_hold(wind(4.0, 0.0));
    fly_to(&mut station, 0.0, 0.0, 42.0);
    station.wait(90.0);
    // Against the wind, which is where a landing leads to.
    for _ in 0..600 {
        station.wait(0.1);
        let velocity = station.craft.body().velocity_mps;
        if velocity.y.atan2(velocity.x).abs() < 0.1 {
            break;
        }
    }
    let here = station.craft.body().place;
    assert_eq!(station.mode(Mode::Land), ACCEPTED);
    until_told(&mut station, 300.0, "Disarmed by landing");
    assert_eq!(station.craft.contact(), Contact::Standing);
    let off_m = here.ground_distance_m(station.craft.body().place);
    assert!(off_m < 80.0, "{off_m}");
}

#[test]
fn a_vtol_that_is_armed_again_in_the_air_keeps_the_heading_that_it_has() {
    let mut station = vtol_on_wing(MeanWind::CALM);
    station.wait(12.0);
    let off = [0.0, 21_196.0, 0.0, 0.0, 0.0, 0.0, 0.0];
    station.result(MavCmd::MAV_CMD_COMPONENT_ARM_DISARM, off);
    assert_eq!(station.arm(), ACCEPTED);
    let told_rad = station.autopilot.flight.yaw_rad();
    let off = (told_rad - station.craft.heading_rad()).sin().abs();
    assert!(off < 0.2, "{told_rad}");
    station.wait(20.0);
    assert_eq!(station.craft.vtol_state(), Some(VtolState::Rotors));
    assert_eq!(station.craft.contact(), Contact::Airborne);
}
