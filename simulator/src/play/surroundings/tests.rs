//! Scenarios with a city, played.

#![allow(clippy::unwrap_used)]

use super::super::Play;
use super::*;
use crate::airframe::Contact;
use crate::scenario::{ReadOptions, read};
use crate::simulation::Frames;
use serde_json::Value;
use std::path::Path;
use std::sync::Arc;

const DOCK: &str = r#"
[scenario]
name = "a dock"
start = 2026-11-24T08:00:00+08:00
duration_s = 3600

[terrain]
kind = "flat"
elevation_amsl_m = 12

[[dock]]
name = "north"
at = [120.38, 36.06]
height_agl_m = 15
lid_open = false

[[vehicle]]
name = "drone"
dock = "north"
system_id = 1
autopilot = "ardupilot-copter"
airframe = "inspection-quad"
charge = 0.7
patrol = { radius_m = 60, height_m = 40, speed_mps = 7 }
"#;

/// A scenario of the dock with `more`, whose vehicle starts by itself, or waits.
fn dock(starts: bool, more: &str) -> Play {
    let starts = if starts {
        "auto_start_s = 60"
    } else {
        "auto_start_s = 3500"
    };
    play(&format!("{DOCK}{starts}\n{more}"))
}

fn play(text: &str) -> Play {
    let options = ReadOptions {
        file: "test.toml",
        vehicle_count: None,
    };
    let found = read(text, options);
    assert!(found.scenario.is_some(), "{:?}", found.problems);
    Play::new(Arc::new(found.scenario.unwrap()), Path::new(".")).unwrap()
}

fn until(play: &mut Play, seconds: u64) {
    play.step(SimTime::from_s(seconds), [], &mut Frames::default());
}

fn told(play: &mut Play) -> Vec<String> {
    play.take_news().into_iter().map(|it| it.text.en).collect()
}

/// What was published on topics that end so, oldest first.
fn published(play: &mut Play, end: &str) -> Vec<Value> {
    let said = play.take_publications().into_iter();
    said.filter(|it| it.topic.ends_with(end))
        .map(|it| serde_json::from_str(&it.payload).unwrap())
        .collect()
}

fn order(play: &mut Play, command: &str) {
    let payload = format!(r#"{{"command_id": "{command}", "command": "{command}"}}"#);
    play.take_command("haiou/v1/docks/north/command", payload.as_bytes())
        .unwrap();
}

fn contact(play: &Play) -> Contact {
    play.simulation().vehicle(0).unwrap().craft.contact()
}

fn charge(play: &Play) -> f64 {
    let vehicle = play.simulation().vehicle(0).unwrap();
    vehicle.craft.battery().charge()
}

#[test]
fn who_starts_by_itself_has_its_dock_opened_before() {
    let mut play = dock(true, "");
    until(&mut play, 90);
    assert_eq!(contact(&play), Contact::Airborne);
    let told = told(&mut play);
    let before: Vec<&str> = told.iter().map(String::as_str).take(3).collect();
    let expected = [
        "the lid of north opens",
        "the lid of north is open",
        "drone takes off",
    ];
    assert_eq!(before, expected);
}

#[test]
fn who_is_shut_in_by_a_jammed_lid_stays_and_flies_when_it_is_freed() {
    let jam = "[[fault]]\nkind = \"dock-lid-jammed\"\ndock = \"north\"\nat_s = 5\nuntil_s = 200\n";
    let mut play = dock(true, jam);
    until(&mut play, 190);
    assert_eq!(contact(&play), Contact::Standing);
    let told_of = told(&mut play);
    assert!(
        told_of.contains(&"the lid of north is jammed".to_owned()),
        "{told_of:?}"
    );
    let waits = "drone has not started yet: the lid of north is not open".to_owned();
    assert!(told_of.contains(&waits), "{told_of:?}");
    until(&mut play, 240);
    assert_eq!(contact(&play), Contact::Airborne);
}

#[test]
fn a_vehicle_that_rises_under_a_shut_lid_breaks_at_it_and_under_an_open_one_does_not() {
    for (lid_open, expected) in [(false, Contact::Wrecked), (true, Contact::Airborne)] {
        let text = DOCK.replace("lid_open = false", &format!("lid_open = {lid_open}"));
        let mut play = play(&format!("{text}auto_start_s = 3500\n"));
        for seconds in 40..80 {
            until(&mut play, seconds);
            let now = SimTime::from_s(seconds);
            // A ground station that knows nothing of docks.
            let (vehicle, _) = play.simulation.vehicle_mut(0).unwrap();
            let _ = vehicle.autopilot.start_mission_by_hand(now, &vehicle.craft);
        }
        assert_eq!(contact(&play), expected);
        let told = told(&mut play);
        let hit = told
            .iter()
            .any(|text| text.contains("flies into the shut lid of north"));
        assert_eq!(hit, !lid_open, "{told:?}");
    }
}

#[test]
fn a_dock_charges_the_vehicle_in_it_when_it_is_told_to_and_stops_when_it_is_full() {
    let mut play = dock(false, "");
    until(&mut play, 60);
    let before = charge(&play);
    assert!((0.69..0.70).contains(&before), "{before}");
    order(&mut play, "start_charging");
    until(&mut play, 360);
    // Five minutes of 300 W, less 10 W or so for the autopilot, into 94 Wh.
    let after = charge(&play);
    assert!((after - before - 0.24).abs() < 0.05, "{before} {after}");
    until(&mut play, 1_800);
    assert!(charge(&play) > 0.96, "{}", charge(&play));
    let states = published(&mut play, "/state");
    let last = states.last().unwrap();
    assert_eq!(last["vehicle"], "drone");
    let said = last["vehicle_charge"].as_f64().unwrap();
    assert!((said - charge(&play)).abs() < 0.01, "{said}");
    assert!(states.iter().any(|state| state["charging"] == "full"));
}

#[test]
fn a_dead_charger_charges_nothing_refuses_and_says_so() {
    let fault = "[[fault]]\nkind = \"dock-charger-dead\"\ndock = \"north\"\nat_s = 100\n";
    let mut play = dock(false, fault);
    until(&mut play, 20);
    order(&mut play, "start_charging");
    until(&mut play, 99);
    let best = charge(&play);
    until(&mut play, 200);
    assert!(charge(&play) < best);
    let state = published(&mut play, "/state").pop().unwrap();
    assert_eq!(state["charging"], "idle");
    assert_eq!(state["faults"][0], "charger_dead");
    order(&mut play, "start_charging");
    // It was answered already under this name: another order.
    let payload = br#"{"command_id": "again", "command": "start_charging"}"#;
    play.take_command("haiou/v1/docks/north/command", payload)
        .unwrap();
    until(&mut play, 201);
    let reply = published(&mut play, "/reply").pop().unwrap();
    assert_eq!(
        (&reply["command_id"], &reply["result"]),
        (&"again".into(), &"refused".into())
    );
}

#[test]
fn a_silent_dock_says_nothing_does_not_obey_and_tells_how_it_is_when_it_is_back() {
    let fault = "[[fault]]\nkind = \"dock-silent\"\ndock = \"north\"\nat_s = 10\nuntil_s = 100\n";
    let mut play = dock(false, fault);
    until(&mut play, 11);
    assert!(!published(&mut play, "").is_empty());
    order(&mut play, "open_lid");
    until(&mut play, 99);
    assert!(published(&mut play, "").is_empty());
    until(&mut play, 101);
    let state = published(&mut play, "/state").pop().unwrap();
    assert_eq!(state["lid"], "closed");
}

#[test]
fn a_vehicle_that_comes_down_on_a_shut_lid_is_not_in_the_dock() {
    let mut play = dock(true, "");
    until(&mut play, 100);
    assert_eq!(contact(&play), Contact::Airborne);
    let lands = |play: &mut Play, from_s: u64| {
        let (vehicle, _) = play.simulation.vehicle_mut(0).unwrap();
        let now = SimTime::from_s(from_s);
        vehicle
            .autopilot
            .pilot_sets_mode("RTL", now, &vehicle.craft)
            .unwrap();
        until(play, from_s + 120);
        assert_eq!(contact(play), Contact::Standing);
    };
    // Nobody has shut it: it is in the dock.
    lands(&mut play, 100);
    let state = published(&mut play, "/state").pop().unwrap();
    assert_eq!(state["vehicle"], "drone");

    let mut play = dock(true, "");
    until(&mut play, 100);
    order(&mut play, "close_lid");
    until(&mut play, 120);
    lands(&mut play, 120);
    let state = published(&mut play, "/state").pop().unwrap();
    assert_eq!(
        (&state["lid"], &state["vehicle"]),
        (&"closed".into(), &Value::Null)
    );
}

const AROUND: &str = r#"
[scenario]
name = "around"
start = 2026-11-24T08:00:00+08:00
duration_s = 1200

[[vehicle]]
name = "drone"
at = [120.38, 36.06]
system_id = 1
autopilot = "px4"
airframe = "inspection-quad"
remote_id = { serial_number = "HAIOC000000000001" }

[[receiver]]
name = "tower"
at = [120.38, 36.06]
height_agl_m = 30

[[sensor]]
name = "tide"
kind = "water-level"
at = [120.38, 36.06]
baseline = 2
noise = 0
tide_amplitude_m = 1
high_tide_s = -22357.08

[[sensor]]
name = "smoke"
kind = "smoke"
at = [120.38, 36.06]
interval_s = 1

[[crew]]
name = "rangers"
route = [[120.38, 36.06], [120.39, 36.06]]

[[traffic]]
name = "airliner"
kind = "adsb-aircraft"
icao_address = "780A3C"
callsign = "CHB9021"
route = [
  { at = [120.20, 36.06], altitude_amsl_m = 900, speed_mps = 100 },
  { at = [120.60, 36.06], altitude_amsl_m = 900, speed_mps = 100 },
]

[[traffic]]
name = "toy"
kind = "remote-id-drone"
serial_number = "1581F6QAD244N00C0AAA"
repeat = true
route = [
  { at = [120.381, 36.06], altitude_amsl_m = 40, speed_mps = 5 },
  { at = [120.382, 36.06], altitude_amsl_m = 40, speed_mps = 5 },
]

[[traffic]]
name = "rescue"
kind = "helicopter"
route = [
  { at = [120.30, 36.06], altitude_amsl_m = 200, speed_mps = 40 },
  { at = [120.45, 36.06], altitude_amsl_m = 200, speed_mps = 40 },
]
"#;

#[test]
fn traffic_is_where_its_route_says_is_heard_where_it_broadcasts_and_a_helicopter_is_not() {
    let mut play = play(AROUND);
    until(&mut play, 100);
    let traffic: Vec<(String, f64)> = play
        .city()
        .unwrap()
        .traffic()
        .map(|it| (it.id.to_owned(), it.place.longitude_deg))
        .collect();
    let named = |id: &str| traffic.iter().find(|it| it.0 == id).unwrap().1;
    // 100 s at 100 m/s and at 40 m/s; a degree of longitude is 90 170 m there.
    assert!((named("780a3c") - (120.20 + 10_000.0 / 90_170.0)).abs() < 0.002);
    // It had to gain its speed first: 20 s at 2 m/s², in which it comes half as far.
    assert!((named("rescue") - (120.30 + 3_600.0 / 90_170.0)).abs() < 0.002);
    let said = play.take_publications();
    let topics = |part: &str| said.iter().filter(|it| it.topic.contains(part)).count();
    assert!(topics("receivers/tower/adsb/780a3c") >= 95);
    assert!(topics("receivers/tower/remote-id/1581F6QAD244N00C0AAA") >= 95);
    assert!(topics("receivers/tower/remote-id/HAIOC000000000001") >= 95);
    assert_eq!(topics("rescue"), 0);
    assert!(topics("sensors/smoke/reading") >= 95);
    assert!(topics("crews/rangers/state") > 1);
}

#[test]
fn broadcasts_fall_silent_and_lie_by_the_script() {
    let faults = r#"
[[fault]]
kind = "traffic-silent"
traffic = "airliner"
at_s = 50
until_s = 80

[[fault]]
kind = "traffic-spoofed"
traffic = "toy"
at_s = 50
east_m = 500

[[fault]]
kind = "sensor-dead"
sensor = "smoke"
at_s = 50
"#;
    let mut play = play(&format!("{AROUND}{faults}"));
    until(&mut play, 49);
    play.take_publications();
    until(&mut play, 79);
    let said = play.take_publications();
    let count = |part: &str| said.iter().filter(|it| it.topic.contains(part)).count();
    // What was said up to the moment itself has been.
    assert!(count("adsb") <= 2 && count("sensors/smoke") <= 2);
    let mut newest_first = said.iter().rev();
    let last = newest_first
        .find(|it| it.topic.ends_with("1581F6QAD244N00C0AAA"))
        .unwrap();
    let last: Value = serde_json::from_str(&last.payload).unwrap();
    let said_deg = last["location"]["longitude_deg"].as_f64().unwrap();
    assert!(said_deg > 120.385, "{said_deg}");
    until(&mut play, 100);
    assert!(!published(&mut play, "adsb/780a3c").is_empty());
}

#[test]
fn a_sensor_drifts_on_when_something_else_is_well_again() {
    let faults = r#"
[[fault]]
kind = "sensor-drifting"
sensor = "tide"
per_hour = 36
at_s = 50

[[fault]]
kind = "sensor-dead"
sensor = "smoke"
at_s = 60
until_s = 250
"#;
    let mut play = play(&format!("{AROUND}{faults}"));
    until(&mut play, 300);
    let level = published(&mut play, "sensors/tide/reading").pop().unwrap();
    let level_m = level["water_level_m"].as_f64().unwrap();
    // A centimetre a second for 250 s, from low water at 1 m: not only for the 50 s after that end.
    assert!((level_m - 3.45).abs() < 0.11, "{level_m}");
}

#[test]
fn a_crowd_that_stays_in_a_scenario_without_an_end_is_counted() {
    let crowd = r#"
[[sensor]]
name = "counter"
kind = "crowd"
at = [120.38, 36.06]
baseline = 0
noise = 0

[[event]]
name = "crowd"
kind = "crowd"
at = [120.38, 36.06]
radius_m = 20
strength = 0.5
"#;
    let endless = AROUND.replace("duration_s = 1200\n", "");
    let mut play = play(&format!("{endless}{crowd}"));
    until(&mut play, 1_000);
    let reading = published(&mut play, "sensors/counter/reading")
        .pop()
        .unwrap();
    // One on each of 1 257 m², counted to some per cent.
    let people = reading["people"].as_f64().unwrap();
    assert!((people - 1_257.0).abs() < 250.0, "{people}");
}

#[test]
fn a_vehicle_far_from_all_receivers_tells_its_height_above_the_ellipsoid_as_well() {
    let far = AROUND
        .replace(
            "height_agl_m = 30",
            "height_agl_m = 900\nremote_id_range_m = 100000",
        )
        .replace(
            "at = [120.38, 36.06]\nsystem_id",
            "at = [121.2, 36.06]\nsystem_id",
        );
    let mut play = play(&far);
    until(&mut play, 20);
    let said = published(&mut play, "remote-id/HAIOC000000000001")
        .pop()
        .unwrap();
    assert!(
        said["location"]["geodetic_altitude_wgs84_m"].is_number(),
        "{said}"
    );
}

#[test]
fn people_are_told_in_both_languages_what_a_vehicle_waits_for_and_which_link_fails() {
    let more = r#"
[[vehicle]]
name = "other"
at = [120.39, 36.06]
system_id = 2
autopilot = "px4"
airframe = "inspection-quad"
links = [{ udp_to = "127.0.0.1:14550" }]

[[fault]]
kind = "link-down"
vehicle = "other"
link = 0
at_s = 5

[[fault]]
kind = "dock-lid-jammed"
dock = "north"
at_s = 5
"#;
    let mut play = dock(true, more);
    until(&mut play, 160);
    let told: Vec<String> = play.take_news().into_iter().map(|it| it.text.zh).collect();
    for expected in [
        "other（链路 0） 故障：链路中断",
        "drone 尚未起飞：north 舱盖未打开",
    ] {
        assert!(told.iter().any(|it| it == expected), "{expected}: {told:?}");
    }
}

#[test]
fn the_tide_of_a_gauge_is_where_its_high_tide_puts_it() {
    let mut play = play(AROUND);
    until(&mut play, 30);
    // High tide was half a period ago: it is low.
    let levels = published(&mut play, "sensors/tide/reading");
    let level_m = levels[0]["water_level_m"].as_f64().unwrap();
    assert!((level_m - 1.0).abs() < 0.01, "{level_m}");
}

#[test]
fn a_command_for_nobody_is_refused() {
    let mut play = play(AROUND);
    until(&mut play, 1);
    for (topic, zh) in [
        ("haiou/v1/docks/north/command", "没有名为 \"north\" 的机库"),
        (
            "haiou/v1/crews/north/command",
            "没有名为 \"north\" 的人员小组",
        ),
        ("other", "不接收指令"),
    ] {
        let error = play.take_command(topic, b"{}").unwrap_err();
        assert!(error.message().zh.contains(zh), "{topic}");
    }
    assert!(
        play.take_command("haiou/v1/crews/rangers/command", b"{}")
            .is_ok()
    );
}

#[test]
fn each_shipped_scenario_with_a_city_is_set_up_with_it() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut with_city = 0;
    for file in std::fs::read_dir(&folder).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|it| it != "toml") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let options = ReadOptions {
            file: "shipped",
            vehicle_count: None,
        };
        let scenario = Arc::new(read(&text, options).scenario.unwrap());
        let play = Play::new(Arc::clone(&scenario), &folder).unwrap();
        with_city += usize::from(play.city().is_some());
        assert_eq!(
            play.city().is_some(),
            !scenario.docks.is_empty(),
            "{path:?}"
        );
    }
    assert!(with_city >= 2, "{with_city}");
}
