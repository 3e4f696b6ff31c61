use super::*;
use crate::city::support::{at, empty};
use crate::city::{
    AircraftType, AtEnd, CrewMoves, EventKind, FlightConfig, FlyingLimits, SensorKind,
};
use crate::place::Place;
use crate::time::SimTime;
use std::time::Duration;

fn no_route() -> FlightConfig {
    FlightConfig {
        route: Vec::new(),
        starts_at: SimTime::START,
        at_end: AtEnd::Leave,
        limits: FlyingLimits::AIRLINER,
    }
}

#[test]
fn everything_that_is_wrong_is_said_at_once_and_where() {
    let mut config = empty();
    config.receivers.push(ReceiverConfig {
        id: "roof/1".into(),
        place: Place::new(95.0, 0.0, 0.0),
        adsb_range_m: Some(-1.0),
        remote_id_range_m: None,
    });
    config.aircraft.push(AircraftConfig {
        icao24: "780A3F".into(),
        callsign: Some("TOOLONGNAME".into()),
        squawk: "2819".into(),
        aircraft_type: AircraftType::Light,
        flight: no_route(),
    });
    let mut dock = DockConfig::new("north", at(0.0, 0.0));
    dock.charger_power_w = f64::NAN;
    dock.lid_travel = Duration::ZERO;
    config.docks = vec![dock.clone(), dock];
    let mast = SensorKind::Wind { mast_m: 0.0 };
    config
        .sensors
        .push(GroundSensorConfig::new("s-1", at(0.0, 0.0), mast));
    let mut crew = CrewConfig::new("", CrewMoves::OnFoot, at(0.0, 0.0));
    crew.people = 0;
    config.crews.push(crew);
    config.events.push(Event {
        id: "e-1".into(),
        kind: EventKind::AlgaePatch { cover: 1.5 },
        place: at(0.0, 0.0),
        from: SimTime::from_s(10),
        until: Some(SimTime::from_s(10)),
        extent_m: 10.0,
    });
    let problems = config.problems();
    let found: Vec<(&str, &str)> = problems
        .iter()
        .map(|problem| (problem.thing.as_str(), problem.member))
        .collect();
    let expected = [
        ("receiver \"roof/1\"", "id"),
        ("receiver \"roof/1\"", "place"),
        ("receiver \"roof/1\"", "adsb_range_m"),
        ("aircraft \"780A3F\"", "icao24"),
        ("aircraft \"780A3F\"", "squawk"),
        ("aircraft \"780A3F\"", "callsign"),
        ("aircraft \"780A3F\"", "route"),
        ("dock \"north\"", "id"),
        ("dock \"north\"", "lid_travel"),
        ("dock \"north\"", "charger_power_w"),
        ("dock \"north\"", "lid_travel"),
        ("dock \"north\"", "charger_power_w"),
        ("ground sensor \"s-1\"", "mast_m"),
        ("crew \"\"", "id"),
        ("crew \"\"", "people"),
        ("event \"e-1\"", "until"),
        ("event \"e-1\"", "cover"),
    ];
    assert_eq!(found, expected);
    assert!(
        problems
            .iter()
            .all(|problem| !problem.message.zh.is_ascii())
    );
    assert!(crate::city::City::new(config).is_err());
}

#[test]
fn an_empty_city_is_a_city() {
    assert_eq!(empty().problems(), []);
}
