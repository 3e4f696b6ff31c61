#![allow(clippy::unwrap_used)]

use super::*;
use crate::city::support::{Told, at, empty, world};
use crate::city::{CityConfig, Event, EventKind};
use serde_json::Value;

fn sensor(place: Place, kind: SensorKind) -> GroundSensorConfig {
    GroundSensorConfig {
        interval: Duration::from_secs(10),
        ..GroundSensorConfig::new("s-1", place, kind)
    }
}

fn city(sensor: GroundSensorConfig) -> CityConfig {
    let mut config = empty();
    config.sensors.push(sensor);
    config
}

fn readings(told: &mut Told, member: &str) -> Vec<f64> {
    let said = told.take("sensors/s-1/reading");
    said.iter()
        .map(|one| one[member].as_f64().unwrap())
        .collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

const SMOKE: SensorKind = SensorKind::Smoke {
    background_ug_per_m3: 30.0,
};

fn event(kind: EventKind, extent_m: f64) -> Event {
    Event {
        id: "e-1".into(),
        kind,
        place: at(0.0, 0.0),
        from: SimTime::from_s(600),
        until: Some(SimTime::from_s(4_600)),
        extent_m,
    }
}

#[test]
fn a_smoke_sensor_downwind_of_a_fire_rises_and_one_upwind_does_not() {
    let after = |east_m: f64| {
        let mut config = city(sensor(at(0.0, east_m), SMOKE));
        let kind = EventKind::Smoke {
            emission_g_per_s: 5.0,
        };
        config.events.push(event(kind, 4.0));
        let mut told = Told::new(config, world(4.0, 270.0, 1_013.25));
        told.until(599, &[]);
        let before = mean(&readings(&mut told, "pm2_5_ug_per_m3"));
        assert!((before - 30.0).abs() < 3.0, "{before}");
        told.until(900, &[]);
        readings(&mut told, "pm2_5_ug_per_m3")
            .last()
            .copied()
            .unwrap()
    };
    assert!(after(300.0) > 150.0);
    assert!(after(-300.0) < 50.0);
}

#[test]
fn readings_come_at_their_interval_with_their_noise() {
    let mut told = Told::new(city(sensor(at(0.0, 0.0), SMOKE)), world(0.0, 0.0, 1_013.25));
    told.until(20_000, &[]);
    let times: Vec<u64> = told.said.iter().map(|one| one.at.ms()).collect();
    assert!(times.windows(2).all(|pair| pair[1] - pair[0] == 10_000));
    let values = readings(&mut told, "pm2_5_ug_per_m3");
    assert_eq!(values.len(), 2_000);
    let variance = values
        .iter()
        .map(|value| (value - 30.0).powi(2))
        .sum::<f64>()
        / 2_000.0;
    assert!((variance.sqrt() - 4.0).abs() < 0.3, "{variance}");
}

#[test]
fn water_follows_the_tide_and_a_flood_comes_on_top() {
    let kind = SensorKind::WaterLevel {
        mean_m: 2.4,
        tide_amplitude_m: 1.3,
        high_tide_at: SimTime::from_s(2_600),
    };
    let level = |with_flood: bool, at_s: u64| {
        let mut config = city(sensor(at(100.0, 0.0), kind));
        if with_flood {
            config
                .events
                .push(event(EventKind::HighWater { rise_m: 0.8 }, 500.0));
        }
        let mut told = Told::new(config, world(0.0, 0.0, 1_013.25));
        told.until(at_s, &[]);
        readings(&mut told, "water_level_m")
            .last()
            .copied()
            .unwrap()
    };
    assert!((level(false, 2_600) - 3.7).abs() < 0.05);
    assert!((level(true, 2_600) - 4.5).abs() < 0.05);
    // Half a period after high tide it is low: 22 357 s.
    assert!((level(true, 24_957) - 1.1).abs() < 0.05);
}

#[test]
fn a_crowd_is_counted_and_heard() {
    let crowd = EventKind::Crowd { people: 1_000 };
    let see = SensorKind::CrowdCount {
        radius_m: 60.0,
        usual_people: 12.0,
    };
    let mut config = city(sensor(at(0.0, 0.0), see));
    config.events.push(event(crowd, 40.0));
    let mut told = Told::new(config, world(0.0, 0.0, 1_013.25));
    told.until(500, &[]);
    assert!((mean(&readings(&mut told, "people")) - 12.0).abs() < 1.0);
    told.until(1_700, &[]);
    told.take("");
    told.until(3_000, &[]);
    let counted = mean(&readings(&mut told, "people"));
    assert!((counted - 1_012.0).abs() < 30.0, "{counted}");

    let hear = SensorKind::Noise {
        background_dba: 55.0,
    };
    let mut config = city(sensor(at(0.0, 100.0), hear));
    config.events.push(event(crowd, 40.0));
    let mut told = Told::new(config, world(0.0, 0.0, 1_013.25));
    told.until(1_700, &[]);
    told.take("");
    told.until(3_000, &[]);
    // 15·3 + 64 = 109 dB(A) of power are 61 dB(A) at 100 m; with 55 dB(A) together 62.0.
    let heard = mean(&readings(&mut told, "sound_level_dba"));
    assert!((heard - 62.0).abs() < 0.4, "{heard}");
}

#[test]
fn wind_is_measured_at_the_mast() {
    let kind = SensorKind::Wind { mast_m: 10.0 };
    let mut told = Told::new(
        city(sensor(at(0.0, 0.0), kind)),
        world(6.0, 200.0, 1_013.25),
    );
    told.until(1_000, &[]);
    let said = told.take("reading");
    let values: Vec<f64> = said
        .iter()
        .map(|one| one["wind_speed_mps"].as_f64().unwrap())
        .collect();
    assert!((mean(&values) - 6.0).abs() < 0.1);
    let from_deg = said[50]["wind_from_deg"].as_f64().unwrap();
    assert!((from_deg - 200.0).abs() < 4.0, "{from_deg}");
}

#[test]
fn faults_silence_freeze_and_bend_a_sensor() {
    let mut told = Told::new(city(sensor(at(0.0, 0.0), SMOKE)), world(0.0, 0.0, 1_013.25));
    told.until(100, &[]);
    let last = readings(&mut told, "pm2_5_ug_per_m3")
        .last()
        .copied()
        .unwrap();
    told.city
        .set_sensor_fault("s-1", SensorFault::Stuck, SimTime::from_s(100))
        .unwrap();
    told.until(1_000, &[]);
    let stuck = readings(&mut told, "pm2_5_ug_per_m3");
    assert!(stuck.len() > 80 && stuck.iter().all(|value| *value == last));
    told.city
        .set_sensor_fault("s-1", SensorFault::Dead, SimTime::from_s(1_000))
        .unwrap();
    told.until(2_000, &[]);
    assert!(told.take("reading").is_empty());
    let fault = SensorFault::Drifting { per_hour: 60.0 };
    let since = SimTime::from_s(2_000);
    told.city.set_sensor_fault("s-1", fault, since).unwrap();
    told.until(5_600, &[]);
    let drifted = readings(&mut told, "pm2_5_ug_per_m3");
    let late = mean(&drifted[drifted.len() - 20..]);
    assert!((late - 88.0).abs() < 5.0, "{late}");
    told.city
        .set_sensor_fault("s-1", SensorFault::None, SimTime::from_s(5_600))
        .unwrap();
    told.until(5_800, &[]);
    assert!((mean(&readings(&mut told, "pm2_5_ug_per_m3")) - 30.0).abs() < 4.0);
}

#[test]
fn a_battery_runs_down_and_then_there_is_silence() {
    let mut config = city(sensor(at(0.0, 0.0), SMOKE));
    config.sensors[0].battery_charge = 0.5;
    config.sensors[0].battery_lasts = Duration::from_secs(2_000);
    let mut told = Told::new(config, world(0.0, 0.0, 1_013.25));
    told.until(2_000, &[]);
    let said = told.take("reading");
    assert!((said.len() as i64 - 100).abs() <= 1);
    let halfway = said[50]["battery_charge"].as_f64().unwrap();
    assert!((halfway - 0.25).abs() < 0.01);
    assert_ne!(said[0]["battery_charge"], Value::Null);
}
