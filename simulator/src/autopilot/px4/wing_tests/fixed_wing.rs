//! A PX4 on a wing that has no rotors: thrown, flown round, and landed on its belly.

use super::*;

#[test]
fn a_thrown_wing_holds_in_a_circle_of_the_radius_of_its_parameters() {
    for (wind, radius_m) in [(MeanWind::CALM, 80.0), (wind(4.0, 30.0), 120.0)] {
        let mut station = wing(wind);
        set(&mut station, "NAV_LOITER_RAD", radius_m);
        station.take_off(60.0);
        let crate::autopilot::flight::Task::Goto(centre) = station.autopilot.flight.task() else {
            panic!("{:?}", station.autopilot.flight.task());
        };
        station.wait(60.0);
        for _ in 0..60 {
            station.wait(1.0);
            let body = station.craft.body();
            let off_m = body.place.ground_distance_m(centre);
            assert!((off_m - radius_m).abs() < 20.0, "{off_m} m in {wind:?}");
            assert!(
                (station.height_m() - 60.0).abs() < 8.0,
                "{}",
                station.height_m()
            );
            assert!(body.velocity_mps.norm() > 7.0);
        }
    }
}

#[test]
fn a_wing_flies_its_mission_and_lands_on_its_belly_along_its_slope() {
    let mut station = wing(wind(4.0, 0.0));
    let mission = [
        take_off(200.0, 40.0),
        waypoint(600.0, 300.0, 60.0),
        waypoint(-800.0, 300.0, 50.0),
        waypoint(-900.0, 0.0, 40.0),
        waypoint(-500.0, 0.0, 35.0),
        land_at(0.0),
    ];
    start(&mut station, &mission);
    until_told(&mut station, 400.0, "Mission finished, landed");
    assert_eq!(station.craft.contact(), Contact::Standing);
    assert!(out_m(&station) < 120.0, "{} m", out_m(&station));
    let heartbeat = station.said.iter().rev().find_map(|(_, said)| match said {
        MavMessage::HEARTBEAT(it) => Some(it.mavtype),
        _ => None,
    });
    assert_eq!(heartbeat, Some(MavType::MAV_TYPE_FIXED_WING));
    let shown = |said: &MavMessage| match said {
        MavMessage::VFR_HUD(it) => it.airspeed,
        _ => 0.0,
    };
    let fastest = station.said.iter().map(|(_, said)| shown(said));
    let fastest = fastest.fold(0.0, f32::max);
    assert!((16.0..24.0).contains(&fastest), "{fastest}");
    station.wait(5.0);
    assert!(!station.autopilot.is_armed());
}

#[test]
fn a_wing_returns_and_circles_over_home_for_ever() {
    let mut station = wing_in_hold(wind(3.0, 100.0));
    let to = place(900.0, -300.0, 0.0);
    let e7 = |degrees: f64| (degrees * 1e7).round() as i32;
    station.reposition(e7(to.latitude_deg), e7(to.longitude_deg), 80.0, RELATIVE);
    station.wait(60.0);
    assert!(out_m(&station) > 700.0);
    assert_eq!(station.mode(Mode::Rtl), ACCEPTED);
    until_told(&mut station, 180.0, "RTL: completed, loitering");
    for _ in 0..60 {
        station.wait(2.0);
        assert!((out_m(&station) - 80.0).abs() < 25.0, "{}", out_m(&station));
        assert!(
            (station.height_m() - 50.0).abs() < 10.0,
            "{}",
            station.height_m()
        );
    }
    assert!(station.autopilot.is_armed());
}

#[test]
fn a_wing_returns_along_the_landing_of_its_mission() {
    let mut station = wing(MeanWind::CALM);
    let mission = [
        take_off(0.0, 50.0),
        waypoint(3_000.0, 0.0, 60.0),
        waypoint(600.0, 600.0, 45.0),
        waypoint(500.0, 0.0, 35.0),
        land_at(0.0),
    ];
    start(&mut station, &mission);
    until_reached(&mut station, 60.0, 0);
    station.wait(20.0);
    assert_eq!(station.mode(Mode::Rtl), ACCEPTED);
    until_told(&mut station, 300.0, "Disarmed by landing");
    assert_eq!(station.craft.contact(), Contact::Standing);
    assert!(out_m(&station) < 120.0, "{} m", out_m(&station));
}

#[test]
fn a_wing_in_land_mode_comes_down_in_circles_and_slides_on_its_belly() {
    for wind in [MeanWind::CALM, wind(6.0, 75.0)] {
        let mut station = wing_in_hold(wind);
        station.wait(20.0);
        let here = station.craft.body().place;
        assert_eq!(station.mode(Mode::Land), ACCEPTED);
        until_told(&mut station, 300.0, "Disarmed by landing");
        assert_eq!(station.craft.contact(), Contact::Standing);
        let off_m = station.craft.body().place.ground_distance_m(here);
        assert!(off_m < 150.0, "{off_m} m");
    }
}

#[test]
fn a_wing_that_lost_its_place_circles_comes_down_and_does_not_crash() {
    use crate::sensors::GnssFault;
    let mut station = wing_in_hold(MeanWind::CALM);
    station.wait(20.0);
    station.craft.gnss_mut().set_fault(GnssFault::Dead);
    station.wait(20.0);
    assert_eq!(station.autopilot.mode(), Mode::Descend);
    let bank_deg = station.craft.body().euler_rad().0.to_degrees();
    assert!((bank_deg - 15.0).abs() < 5.0, "{bank_deg}");
    until_told(&mut station, 400.0, "Disarmed by landing");
    assert_eq!(station.craft.contact(), Contact::Standing);
}

#[test]
fn a_wing_never_hovers_at_its_fence_nor_without_its_station() {
    let mut station = wing_in_hold(MeanWind::CALM);
    set(&mut station, "NAV_DLL_ACT", 2.0);
    set(&mut station, "GF_ACTION", 2.0);
    set(&mut station, "GF_MAX_HOR_DIST", 500.0);
    let to = place(450.0, 0.0, 0.0);
    let e7 = |degrees: f64| (degrees * 1e7).round() as i32;
    station.beat();
    station.reposition(e7(to.latitude_deg), e7(to.longitude_deg), 80.0, RELATIVE);
    for _ in 0..200 {
        station.wait(1.0);
        assert!(station.craft.body().velocity_mps.norm() > 10.0);
    }
    assert!(station.was_told("Geofence: exceeding maximum distance to Home"));
    assert!(station.was_told("Connection to ground control lost"));
    assert_eq!(station.autopilot.mode(), Mode::Rtl);
    assert!((out_m(&station) - 80.0).abs() < 25.0, "{}", out_m(&station));
}

#[test]
fn an_orbit_is_a_circle_with_the_radius_and_the_side_that_were_asked_for() {
    let mut station = wing_in_hold(MeanWind::CALM);
    let to = place(300.0, 200.0, 0.0);
    let (latitude, longitude) = (to.latitude_deg as f32, to.longitude_deg as f32);
    let params = [-150.0, 0.0, 0.0, 0.0, latitude, longitude, 90.0];
    assert_eq!(station.result(MavCmd::MAV_CMD_DO_ORBIT, params), ACCEPTED);
    station.wait(90.0);
    for _ in 0..30 {
        station.wait(1.0);
        let body = station.craft.body();
        let off = to.ned_to(body.place);
        assert!(
            (off.xy().norm() - 150.0).abs() < 20.0,
            "{}",
            off.xy().norm()
        );
        // Counter-clockwise, seen from above.
        assert!(off.x * body.velocity_mps.y - off.y * body.velocity_mps.x < 0.0);
    }
    let told = station.said.iter().rev().find_map(|(_, said)| match said {
        MavMessage::NAV_CONTROLLER_OUTPUT(it) => Some(it.clone()),
        _ => None,
    });
    let told = told.unwrap();
    assert!(told.nav_roll < -5.0, "{told:?}");
    assert!((130..170).contains(&told.wp_dist), "{told:?}");
}
