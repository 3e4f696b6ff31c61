#![allow(clippy::unwrap_used)]

use super::*;
use crate::city::support::{Told, at, empty, world};
use crate::city::{CrewConfig, CrewMoves, DockConfig, EventKind, GroundSensorConfig, SensorKind};

fn full_city(seed: u64) -> CityConfig {
    let mut config = CityConfig { seed, ..empty() };
    config.docks.push(DockConfig::new("north", at(0.0, 0.0)));
    let smoke = SensorKind::Smoke {
        background_ug_per_m3: 30.0,
    };
    config
        .sensors
        .push(GroundSensorConfig::new("s-1", at(0.0, 100.0), smoke));
    let wind = SensorKind::Wind { mast_m: 6.0 };
    config
        .sensors
        .push(GroundSensorConfig::new("s-2", at(0.0, 50.0), wind));
    config
        .crews
        .push(CrewConfig::new("c-1", CrewMoves::OnFoot, at(0.0, 10.0)));
    config.events.push(fire("fire"));
    config
}

fn fire(id: &str) -> Event {
    Event {
        id: id.into(),
        kind: EventKind::Smoke {
            emission_g_per_s: 2.0,
        },
        place: at(0.0, 0.0),
        from: SimTime::from_s(30),
        until: Some(SimTime::from_s(300)),
        extent_m: 3.0,
    }
}

fn day(seed: u64, step_ms: u64) -> Vec<Publication> {
    let mut city = City::new(full_city(seed)).unwrap();
    let world = world(3.0, 260.0, 1_008.0);
    let mut said = Vec::new();
    let assignment = format!(
        r#"{{"command_id": "1", "command": "assign", "task": "t", "longitude_deg": {},
            "latitude_deg": {}}}"#,
        at(0.0, 0.0).longitude_deg,
        at(300.0, 0.0).latitude_deg
    );
    let topic = "haiou/v1/crews/c-1/command";
    city.take(topic, assignment.as_bytes(), SimTime::START)
        .unwrap();
    for now in (0..=600_000).step_by(step_ms as usize) {
        city.step(SimTime::from_ms(now), &world, &[], &mut said);
    }
    said
}

#[test]
fn a_seed_gives_the_same_day_however_it_is_stepped_and_another_one_does_not() {
    let one = day(1, 1_000);
    assert!(one.len() > 150, "{}", one.len());
    assert_eq!(one, day(1, 1_000));
    assert_eq!(one, day(1, 20));
    assert_eq!(one, day(1, 30_000));
    assert_ne!(one, day(2, 1_000));
}

#[test]
fn another_thing_in_the_city_changes_nothing_for_the_others() {
    let mut config = full_city(1);
    let wind = SensorKind::Wind { mast_m: 6.0 };
    config
        .sensors
        .insert(0, GroundSensorConfig::new("s-0", at(0.0, 50.0), wind));
    let mut told = Told::new(config, world(3.0, 260.0, 1_008.0));
    told.until(300, &[]);
    let with: Vec<Publication> = told
        .said
        .into_iter()
        .filter(|one| one.topic.contains("sensors/s-1"))
        .collect();
    let mut told = Told::new(full_city(1), world(3.0, 260.0, 1_008.0));
    told.until(300, &[]);
    let without = told
        .said
        .into_iter()
        .filter(|one| one.topic.contains("sensors/s-1"));
    assert_eq!(with, without.collect::<Vec<_>>());
}

#[test]
fn a_command_to_nobody_is_an_error_that_says_so() {
    let mut city = City::new(full_city(1)).unwrap();
    let mut take = |topic: &str| {
        city.take(topic, b"{}", SimTime::START)
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        take("haiou/v1/docks/south/command"),
        "the city has no dock \"south\""
    );
    assert_eq!(
        take("haiou/v1/crews/x/command"),
        "the city has no crew \"x\""
    );
    for topic in [
        "haiou/v1/docks/north/state",
        "haiou/v2/docks/north/command",
        "haiou/v1/docks/north/command/x",
        "haiou/v1docks/north/command",
        "",
    ] {
        assert!(take(topic).contains("no command is taken"), "{topic}");
    }
}

#[test]
fn an_event_can_be_added_while_the_city_runs() {
    let mut told = Told::new(empty(), world(0.0, 0.0, 1_013.25));
    told.until(10, &[]);
    told.city.add_event(fire("late")).unwrap();
    told.until(40, &[]);
    assert_eq!(told.city.events().next().unwrap().id, "late");
    let problems = told.city.add_event(fire("late")).unwrap_err();
    assert_eq!(problems.len(), 1);
    assert!(
        problems[0]
            .to_string()
            .starts_with("event \"late\": id: occurs twice")
    );
}
