#![allow(clippy::unwrap_used)]

use super::*;
use crate::city::support::{Told, at, empty, results, vehicle, world};
use crate::environment::MeanWind;

const COMMAND: &str = "haiou/v1/docks/north/command";

fn dock() -> Told {
    let mut config = empty();
    config.docks.push(DockConfig::new("north", at(0.0, 0.0)));
    Told::new(config, world(0.0, 0.0, 1_013.25))
}

/// The same with its lid open: vehicles can come in.
fn open_dock() -> Told {
    let mut config = empty();
    let mut north = DockConfig::new("north", at(0.0, 0.0));
    north.is_lid_open = true;
    config.docks.push(north);
    Told::new(config, world(0.0, 0.0, 1_013.25))
}

fn order(told: &mut Told, id: &str, command: &str) {
    let payload = format!(r#"{{"command_id": "{id}", "command": "{command}"}}"#);
    told.command(COMMAND, &payload);
}

fn lid(told: &Told) -> (LidState, f64) {
    let truth = told.city.docks().next().unwrap();
    (truth.lid, truth.lid_open_part)
}

#[test]
fn a_lid_opens_in_its_time_and_says_when_it_is_done() {
    let mut told = dock();
    told.until(10, &[]);
    told.take("");
    order(&mut told, "c-1", "open_lid");
    told.until(16, &[]);
    let (state, part) = lid(&told);
    assert_eq!(state, LidState::Opening);
    assert!((part - 0.5).abs() < 0.02, "{part}");
    told.until(23, &[]);
    assert_eq!(lid(&told), (LidState::Open, 1.0));
    let said = std::mem::take(&mut told.said);
    let times: Vec<(u64, &str)> = said
        .iter()
        .filter(|one| one.topic.ends_with("/reply"))
        .map(|one| {
            (
                one.at.ms(),
                if one.payload.contains("done") {
                    "done"
                } else {
                    "accepted"
                },
            )
        })
        .collect();
    assert_eq!(times, [(10_000, "accepted"), (22_000, "done")]);
    let states = said.iter().filter(|one| one.topic.ends_with("/state"));
    assert!(states.clone().all(|one| one.retain));
    let lids: Vec<bool> = states
        .map(|one| one.payload.contains(r#""lid":"open""#))
        .collect();
    assert_eq!(lids, [false, true]);
}

#[test]
fn a_jam_is_found_when_the_lid_is_to_move_and_then_refuses_until_it_is_freed() {
    let mut told = dock();
    told.city.set_lid_jammed("north", true).unwrap();
    told.until(10, &[]);
    assert_eq!(lid(&told).0, LidState::Closed);
    order(&mut told, "c-1", "open_lid");
    told.until(14, &[]);
    assert_eq!(lid(&told), (LidState::Jammed, 0.0));
    order(&mut told, "c-2", "open_lid");
    told.until(16, &[]);
    let replies = told.take("/reply");
    assert_eq!(results(&replies, "c-1"), ["accepted", "failed"]);
    assert_eq!(results(&replies, "c-2"), ["refused"]);
    assert!(replies.iter().all(|reply| {
        reply["result"] == "accepted" || reply["reason"]["zh"].as_str().unwrap().contains("卡住")
    }));
    told.city.set_lid_jammed("north", false).unwrap();
    told.until(17, &[]);
    let states = told.take("/state");
    assert_eq!(states[0]["lid"], "closed");
    assert!(states[0]["faults"].as_array().unwrap().is_empty());
    order(&mut told, "c-3", "open_lid");
    told.until(40, &[]);
    assert_eq!(results(&told.take("/reply"), "c-3"), ["accepted", "done"]);
}

#[test]
fn a_lid_that_jams_half_way_stands_there_and_can_be_closed_when_freed() {
    let mut told = dock();
    order(&mut told, "c-1", "open_lid");
    told.until(6, &[]);
    told.city.set_lid_jammed("north", true).unwrap();
    told.until(20, &[]);
    let (state, part) = lid(&told);
    assert_eq!(state, LidState::Jammed);
    assert!((part - 0.5).abs() < 0.02);
    told.city.set_lid_jammed("north", false).unwrap();
    assert_eq!(lid(&told).0, LidState::Stopped);
    order(&mut told, "c-2", "close_lid");
    told.until(30, &[]);
    assert_eq!(lid(&told), (LidState::Closed, 0.0));
}

#[test]
fn a_later_command_to_the_lid_overtakes_the_earlier() {
    let mut told = dock();
    order(&mut told, "c-1", "open_lid");
    told.until(4, &[]);
    order(&mut told, "c-2", "close_lid");
    told.until(20, &[]);
    let replies = told.take("/reply");
    assert_eq!(results(&replies, "c-1"), ["accepted", "failed"]);
    assert_eq!(results(&replies, "c-2"), ["accepted", "done"]);
}

#[test]
fn a_command_that_arrives_twice_is_done_once_and_answered_twice() {
    let mut told = dock();
    order(&mut told, "c-1", "open_lid");
    told.until(20, &[]);
    order(&mut told, "c-2", "close_lid");
    told.until(40, &[]);
    order(&mut told, "c-1", "open_lid");
    told.until(60, &[]);
    assert_eq!(lid(&told).0, LidState::Closed);
    let replies = told.take("/reply");
    assert_eq!(results(&replies, "c-1"), ["accepted", "done", "done"]);
}

#[test]
fn the_lid_is_not_closed_on_a_vehicle_that_lands() {
    let mut told = dock();
    let above = vehicle("hy-1", at(2.0, 0.0).at_amsl_m(35.0), true, 0.4);
    told.until(1, &[above]);
    order(&mut told, "c-1", "close_lid");
    order(&mut told, "c-2", "open_lid");
    told.until(20, &[above]);
    let replies = told.take("/reply");
    assert_eq!(results(&replies, "c-1"), ["refused"]);
    assert_eq!(results(&replies, "c-2"), ["accepted", "done"]);
}

#[test]
fn it_charges_what_stands_in_it_less_and_less_and_stops_when_full() {
    let mut told = open_dock();
    told.until(1, &[vehicle("hy-1", at(40.0, 0.0), false, 0.5)]);
    order(&mut told, "c-1", "start_charging");
    told.until(2, &[]);
    assert_eq!(results(&told.take("/reply"), "c-1"), ["refused"]);

    let mut charge = 0.5;
    let mut powers = Vec::new();
    for second in 3..4_000 {
        if second == 4 {
            order(&mut told, "c-2", "start_charging");
        }
        let vehicles = [vehicle("hy-1", at(1.0, 1.0), false, charge)];
        let now = SimTime::from_s(second);
        let charging = told.city.step(now, &told.world, &vehicles, &mut told.said);
        let power_w = charging.first().map_or(0.0, |charging| charging.power_w);
        assert!(charging.iter().all(|charging| charging.vehicle == "hy-1"));
        // A battery of 94 Wh.
        charge = (charge + power_w / 3_600.0 / 94.0).min(1.0);
        powers.push(power_w);
    }
    let replies = told.take("/reply");
    assert_eq!(results(&replies, "c-2"), ["accepted", "done"]);
    assert_eq!(charge, 1.0);
    assert_eq!((powers[0], powers[2]), (0.0, 400.0));
    assert_eq!(powers[powers.len() - 1], 0.0);
    assert!(
        powers[1..]
            .windows(2)
            .all(|pair| pair[1] <= pair[0] || pair[0] == 0.0)
    );
    let charging = powers.iter().filter(|power| **power > 0.0);
    // 28.2 Wh at 400 W are 254 s; the rest at 400 W falling to 40 W:
    // 18.8 Wh / 360 W · ln 10 = 433 s.
    assert!((charging.count() as f64 - 687.0).abs() < 5.0);
}

#[test]
fn charging_ends_when_the_vehicle_leaves_or_when_told() {
    let mut told = dock();
    let inside = vehicle("hy-1", at(0.5, 0.0), false, 0.3);
    told.until(1, &[inside]);
    order(&mut told, "c-1", "start_charging");
    told.until(2, &[inside]);
    assert_eq!(told.city.docks().next().unwrap().charging_power_w, 400.0);
    order(&mut told, "c-2", "stop_charging");
    told.until(3, &[inside]);
    assert_eq!(told.city.docks().next().unwrap().charging_power_w, 0.0);
    order(&mut told, "c-3", "start_charging");
    told.until(4, &[inside]);
    told.take("");
    told.until(
        6,
        &[vehicle("hy-1", at(0.5, 0.0).at_amsl_m(60.0), true, 0.3)],
    );
    let states = told.take("/state");
    assert_eq!(states[0]["charging"], "idle");
    assert_eq!(states[0]["vehicle"], serde_json::Value::Null);
}

#[test]
fn the_weather_station_measures_the_weather_within_its_errors() {
    let mut told = dock();
    told.world.weather.wind = MeanWind {
        speed_mps: 8.0,
        from_deg: 355.0,
        turbulence: 0.15,
    };
    told.until(3_600, &[]);
    let readings = told.take("/weather");
    assert_eq!(readings.len(), 360);
    let mean = |member: &str| {
        let values = readings.iter().map(|one| one[member].as_f64().unwrap());
        values.sum::<f64>() / readings.len() as f64
    };
    let air = told.world.weather.air;
    assert!((mean("temperature_c") - air.temperature_at_c(23.0)).abs() < 1.0);
    assert!((mean("pressure_pa") - air.pressure_at_pa(23.0)).abs() < 160.0);
    // The power law takes 8 m/s at 10 m to 6.74 m/s at 3 m.
    assert!(
        (mean("wind_speed_mps") - 6.74).abs() < 0.3,
        "{}",
        mean("wind_speed_mps")
    );
    assert!(mean("wind_gust_mps") > mean("wind_speed_mps") + 0.5);
    let off = readings.iter().map(|one| {
        let from_deg = one["wind_from_deg"].as_f64().unwrap();
        (from_deg - 355.0 + 180.0).rem_euclid(360.0) - 180.0
    });
    assert!((off.sum::<f64>() / readings.len() as f64).abs() < 3.0);
    told.city.set_weather_station_dead("north", true).unwrap();
    told.until(3_700, &[]);
    let said = std::mem::take(&mut told.said);
    assert!(said.iter().all(|one| !one.topic.ends_with("/weather")));
    assert!(
        said.iter()
            .any(|one| one.payload.contains("weather_station_dead"))
    );
}

#[test]
fn what_is_no_command_is_refused_with_what_would_help() {
    let mut told = dock();
    let refused = [
        ("{", "no JSON"),
        (r#"{"command": "open_lid"}"#, "command_id"),
        (
            r#"{"command_id": "a b", "command": "open_lid"}"#,
            "command_id",
        ),
        (
            r#"{"command_id": "c-1", "command": "explode"}"#,
            "start_charging",
        ),
        (r#"{"command_id": "c-2"}"#, "command"),
        (r#"[]"#, "command_id"),
    ];
    for (payload, helps) in refused {
        told.command(COMMAND, payload);
        let second = told.city.now.ms() / 1_000 + 1;
        told.until(second, &[]);
        let replies = told.take("/reply");
        assert_eq!(replies.len(), 1, "{payload}");
        assert_eq!(replies[0]["result"], "refused", "{payload}");
        let reason = replies[0]["reason"]["en"].as_str().unwrap();
        assert!(reason.contains(helps), "{payload}: {reason}");
    }
    let long = format!(r#"{{"command_id": "c-3", "x": "{}"}}"#, "x".repeat(20_000));
    told.command(COMMAND, &long);
    told.until(60, &[]);
    assert!(
        told.take("/reply")[0]["reason"]["en"]
            .as_str()
            .unwrap()
            .contains("too long")
    );
}

#[test]
fn a_command_is_known_again_after_many_others_and_always_while_it_is_carried_out() {
    let mut told = dock();
    order(&mut told, "first", "open_lid");
    told.until(20, &[]);
    for number in 0..31 {
        order(&mut told, &format!("stop-{number}"), "stop_charging");
    }
    order(&mut told, "first", "open_lid");
    told.until(21, &[]);
    let replies = told.take("/reply");
    assert_eq!(results(&replies, "first"), ["accepted", "done", "done"]);
    assert_eq!(results(&replies, "stop-30"), ["accepted", "done"]);

    order(&mut told, "long", "close_lid");
    for number in 31..100 {
        order(&mut told, &format!("stop-{number}"), "stop_charging");
    }
    order(&mut told, "long", "close_lid");
    order(&mut told, "first", "close_lid");
    told.until(60, &[]);
    let replies = told.take("/reply");
    // It goes on as it was, until a command that was forgotten takes its place.
    assert_eq!(
        results(&replies, "long"),
        ["accepted", "accepted", "failed"]
    );
    assert_eq!(results(&replies, "first"), ["accepted", "done"]);
}

#[test]
fn what_stands_or_flies_below_a_dock_on_a_roof_is_neither_in_it_nor_above_it() {
    let mut told = open_dock();
    let in_street = vehicle("hy-1", at(1.0, 0.0).at_amsl_m(5.0), false, 0.4);
    let below = vehicle("hy-2", at(3.0, 0.0).at_amsl_m(12.0), true, 0.4);
    told.until(1, &[in_street, below]);
    assert_eq!(told.city.docks().next().unwrap().vehicle, None);
    order(&mut told, "c-1", "close_lid");
    told.until(20, &[in_street, below]);
    assert_eq!(results(&told.take("/reply"), "c-1"), ["accepted", "done"]);
    order(&mut told, "c-2", "open_lid");
    told.until(40, &[in_street, below]);
    // Grounds are not known to the metre.
    for (amsl_m, second) in [(18.5, 50), (21.5, 60)] {
        let inside = vehicle("hy-1", at(1.0, 0.0).at_amsl_m(amsl_m), false, 0.4);
        told.until(second, &[inside]);
        assert_eq!(told.city.docks().next().unwrap().vehicle, Some("hy-1"));
        let lands = vehicle("hy-2", at(3.0, 0.0).at_amsl_m(amsl_m), true, 0.4);
        told.until(second + 1, &[lands]);
        order(&mut told, &format!("c-{amsl_m}"), "close_lid");
        told.until(second + 2, &[]);
        let replies = told.take("/reply");
        assert_eq!(results(&replies, &format!("c-{amsl_m}")), ["refused"]);
    }
}

fn vehicle_in_it(told: &Told) -> Option<&str> {
    told.city.docks().next().unwrap().vehicle
}

/// Something in the air that climbs or sinks.
fn flies(id: &str, above_m: f64, climb_mps: f64) -> VehicleTruth<'_> {
    let place = at(0.5, 0.0).at_amsl_m(20.0 + above_m);
    VehicleTruth {
        velocity_ned_mps: nalgebra::Vector3::new(0.0, 0.0, -climb_mps),
        ..vehicle(id, place, true, 0.5)
    }
}

#[test]
fn who_is_in_a_dock_stays_in_it_and_is_charged_while_another_comes_down_on_the_lid() {
    let mut told = dock();
    let inside = vehicle("hy-1", at(1.0, 0.0), false, 0.3);
    // Nearer to the middle.
    let on_lid = vehicle("hy-2", at(0.0, 0.0), false, 0.9);
    told.until(1, &[inside]);
    order(&mut told, "c-1", "start_charging");
    told.until(5, &[inside]);
    told.until(10, &[on_lid, inside]);
    let truth = told.city.docks().next().unwrap();
    assert_eq!(
        (truth.vehicle, truth.charging_power_w),
        (Some("hy-1"), 400.0)
    );
    told.until(20, &[inside]);
    assert_eq!(vehicle_in_it(&told), Some("hy-1"));
    // With the lid open as well: the second one has to wait until the first one is gone.
    order(&mut told, "c-2", "open_lid");
    told.until(40, &[on_lid, inside]);
    assert_eq!(vehicle_in_it(&told), Some("hy-1"));
    told.until(41, &[on_lid]);
    assert_eq!(vehicle_in_it(&told), Some("hy-2"));
}

#[test]
fn who_hops_under_a_shut_lid_is_still_in_the_dock_and_breaks_at_the_lid_when_it_goes_on_rising() {
    let mut told = dock();
    let inside = vehicle("hy-1", at(0.5, 0.0), false, 0.5);
    told.until(1, &[inside]);
    let hop = flies("hy-1", 0.3, 0.5);
    told.until(2, &[hop]);
    assert_eq!(told.city.lid_hit_by(&hop), None);
    told.until(3, &[inside]);
    assert_eq!(vehicle_in_it(&told), Some("hy-1"));
    let rises = flies("hy-1", 0.8, 1.0);
    told.until(4, &[rises]);
    assert_eq!(told.city.lid_hit_by(&rises), Some("north"));
}

#[test]
fn who_stood_on_a_shut_lid_or_turns_back_above_it_does_not_break_at_it() {
    let mut told = dock();
    told.until(1, &[]);
    told.until(5, &[vehicle("hy-1", at(0.5, 0.0), false, 0.5)]);
    for (second, above_m) in [(6, 0.3), (7, 0.8), (8, 1.6)] {
        let rises = flies("hy-1", above_m, 1.0);
        told.until(second, &[rises]);
        assert_eq!(told.city.lid_hit_by(&rises), None, "{above_m} m");
    }
}

#[test]
fn a_wreck_is_in_no_dock_and_is_not_charged() {
    let mut told = open_dock();
    let whole = vehicle("hy-1", at(0.5, 0.0), false, 0.3);
    told.until(1, &[whole]);
    order(&mut told, "c-1", "start_charging");
    told.until(2, &[whole]);
    let wreck = VehicleTruth {
        contact: Contact::Wrecked,
        ..whole
    };
    let charging = told
        .city
        .step(SimTime::from_s(3), &told.world, &[wreck], &mut told.said);
    assert_eq!(charging, []);
    assert_eq!(vehicle_in_it(&told), None);
    order(&mut told, "c-2", "start_charging");
    told.until(4, &[wreck]);
    assert_eq!(results(&told.take("/reply"), "c-2"), ["refused"]);
}

#[test]
fn what_a_silent_dock_has_not_said_is_not_made_up_for_when_it_is_back() {
    let mut told = dock();
    let inside = vehicle("hy-1", at(0.5, 0.0), false, 0.1);
    told.until(1, &[inside]);
    order(&mut told, "c-1", "start_charging");
    told.until(20, &[inside]);
    told.city.set_dock_silent("north", true).unwrap();
    told.take("");
    told.until(600, &[inside]);
    assert_eq!(told.said, []);
    told.city.set_dock_silent("north", false).unwrap();
    told.until(630, &[inside]);
    let said = std::mem::take(&mut told.said);
    let count = |end: &str| said.iter().filter(|one| one.topic.ends_with(end)).count();
    // Each 10 s, and the state at once.
    assert_eq!((count("/weather"), count("/state")), (3, 4));
}
