#![allow(clippy::unwrap_used)]

use super::adsb::HEIGHT_STEP_M;
use super::*;
use crate::city::route::{AtEnd, FlightConfig, FlyingLimits, RoutePoint};
use crate::city::support::{Told, UNDULATION_M, at, empty, vehicle, world};
use crate::city::{CityConfig, ReceiverConfig, TransponderFault};
use crate::time::SimTime;
use serde_json::Value;
use std::time::Duration;

fn point(place: Place, speed_mps: f64) -> RoutePoint {
    RoutePoint {
        place,
        speed_mps,
        wait: Duration::ZERO,
    }
}

/// Flies east at one height.
fn level_flight(amsl_m: f64) -> FlightConfig {
    FlightConfig {
        route: vec![
            point(at(0.0, -5_000.0).at_amsl_m(amsl_m), 80.0),
            point(at(0.0, 20_000.0).at_amsl_m(amsl_m), 80.0),
        ],
        starts_at: SimTime::START,
        at_end: AtEnd::Leave,
        limits: FlyingLimits::AIRLINER,
    }
}

fn listening(place: Place) -> CityConfig {
    let mut config = empty();
    config.receivers.push(ReceiverConfig {
        id: "roof".into(),
        place,
        adsb_range_m: Some(250_000.0),
        remote_id_range_m: Some(2_000.0),
    });
    config
}

fn with_aircraft(amsl_m: f64) -> CityConfig {
    let mut config = listening(at(0.0, 0.0));
    config.aircraft.push(AircraftConfig {
        icao24: "780a3f".into(),
        callsign: Some("CES5512".into()),
        squawk: "2613".into(),
        aircraft_type: AircraftType::Large,
        flight: level_flight(amsl_m),
    });
    config
}

fn sender() -> RemoteIdSender {
    RemoteIdSender {
        uas_id: "1596F3578C0200XY1234".into(),
        operator_id: Some("CHN-REG-0117".into()),
        self_description: None,
        operator_place: at(180.0, 0.0),
    }
}

fn with_drone() -> CityConfig {
    let mut config = listening(at(0.0, 0.0));
    let up = |amsl_m| RoutePoint {
        wait: Duration::from_secs(30),
        ..point(at(200.0, 0.0).at_amsl_m(amsl_m), 8.0)
    };
    config.remote_id_drones.push(RemoteIdDroneConfig {
        sender: sender(),
        flight: FlightConfig {
            route: vec![up(20.0), up(80.0)],
            starts_at: SimTime::START,
            at_end: AtEnd::Stay,
            limits: FlyingLimits::MULTIROTOR,
        },
    });
    config
}

/// The pressure altitude by the hydrostatic equation, integrated metre by metre: up through the day's
/// air to the height, then through the standard air until the same pressure is reached. ISO 2533's
/// constants stand here once more.
fn pressure_altitude_m(amsl_m: f64, qnh_pa: f64) -> f64 {
    let (gravity, gas_constant, step_m) = (9.806_65, 287.052_87, 0.5);
    let fall = |pressure_pa: f64, height_m: f64| {
        let temperature_k = 288.15 - 0.006_5 * (height_m + 0.5 * step_m);
        pressure_pa * (-gravity * step_m / (gas_constant * temperature_k)).exp()
    };
    let (mut pressure_pa, mut height_m) = (qnh_pa, 0.0);
    while height_m < amsl_m {
        pressure_pa = fall(pressure_pa, height_m);
        height_m += step_m;
    }
    let (mut standard_pa, mut standard_m) = (101_325.0, 0.0);
    if pressure_pa > standard_pa {
        // Below the standard's sea level: about 12 Pa a metre.
        return (standard_pa - pressure_pa) / 12.0;
    }
    while standard_pa > pressure_pa {
        standard_pa = fall(standard_pa, standard_m);
        standard_m += step_m;
    }
    standard_m
}

#[test]
fn pressure_altitude_follows_the_day_and_geometric_height_does_not() {
    for qnh_hpa in [990.0, 1_013.25, 1_030.0] {
        for amsl_m in [600.0, 1_500.0, 3_000.0] {
            let mut told = Told::new(with_aircraft(amsl_m), world(0.0, 0.0, qnh_hpa));
            told.until(60, &[]);
            let heard = told.take("adsb/780a3f");
            assert_eq!(heard.len(), 61);
            let expected_m = pressure_altitude_m(amsl_m, qnh_hpa * 100.0);
            let mut geometric_sum_m = 0.0;
            for message in &heard {
                let pressure_m = message["pressure_altitude_m"].as_f64().unwrap();
                assert!((pressure_m - expected_m).abs() < 0.5 * HEIGHT_STEP_M + 1.0);
                let steps = pressure_m / 7.62;
                assert!((steps - steps.round()).abs() < 0.01);
                geometric_sum_m += message["geometric_altitude_wgs84_m"].as_f64().unwrap();
            }
            let geometric_m = geometric_sum_m / heard.len() as f64;
            assert!(
                (geometric_m - amsl_m - UNDULATION_M).abs() < 15.0,
                "{geometric_m}"
            );
        }
    }
}

#[test]
fn low_pressure_lifts_what_an_aircraft_says_of_its_height() {
    // The rule of thumb: 27 ft a hectopascal, so 23 hPa less are 190 m more.
    let said = |qnh_hpa| {
        let mut told = Told::new(with_aircraft(900.0), world(0.0, 0.0, qnh_hpa));
        told.until(0, &[]);
        told.take("adsb/780a3f")[0]["pressure_altitude_m"]
            .as_f64()
            .unwrap()
    };
    assert!((said(990.0) - said(1_013.25) - 195.0).abs() < 12.0);
    assert!((said(1_030.0) - said(1_013.25) + 138.0).abs() < 12.0);
}

#[test]
fn an_aircraft_on_the_ground_sends_no_height() {
    let mut told = Told::new(with_aircraft(20.5), world(0.0, 0.0, 1_013.25));
    told.until(3, &[]);
    let heard = told.take("adsb/780a3f");
    assert_eq!(heard[0]["on_ground"], true);
    assert_eq!(heard[0]["pressure_altitude_m"], Value::Null);
    assert_eq!(heard[0]["geometric_altitude_wgs84_m"], Value::Null);
}

#[test]
fn a_transponder_that_is_off_is_silent_and_one_that_lies_is_elsewhere() {
    let mut told = Told::new(with_aircraft(900.0), world(0.0, 0.0, 1_013.25));
    told.until(1, &[]);
    assert_eq!(told.take("adsb/780a3f").len(), 2);
    let lie = TransponderFault::Lying {
        moved_ned_m: nalgebra::Vector3::new(2_000.0, 0.0, -300.0),
    };
    told.city.set_adsb_fault("780a3f", lie).unwrap();
    told.until(2, &[]);
    let message = &told.take("adsb/780a3f")[0];
    let truth = told.city.traffic().next().unwrap().place;
    let said = Place::new(
        message["latitude_deg"].as_f64().unwrap(),
        message["longitude_deg"].as_f64().unwrap(),
        0.0,
    );
    assert!((truth.ned_to(said).x - 2_000.0).abs() < 30.0);
    assert!((message["pressure_altitude_m"].as_f64().unwrap() - 1_200.0).abs() < 5.0);
    told.city
        .set_adsb_fault("780a3f", TransponderFault::Off)
        .unwrap();
    told.until(20, &[]);
    assert!(told.take("adsb/780a3f").is_empty());
    assert!(told.city.traffic().next().is_some());
    let error = told.city.set_adsb_fault("000000", TransponderFault::Off);
    assert_eq!(
        error.unwrap_err().to_string(),
        "the city has no aircraft \"000000\""
    );
}

#[test]
fn what_is_below_the_radio_horizon_or_out_of_range_is_not_heard() {
    // 4.12·(√20 + √300) km = 89.8 km.
    let hears = |north_m, amsl_m| {
        let mut config = with_aircraft(amsl_m);
        config.receivers[0].place = at(north_m, 0.0);
        let mut told = Told::new(config, world(0.0, 0.0, 1_013.25));
        told.until(0, &[]);
        !told.take("adsb/780a3f").is_empty()
    };
    assert!(hears(85_000.0, 300.0) && !hears(95_000.0, 300.0));
    assert!(hears(200_000.0, 9_000.0) && !hears(260_000.0, 9_000.0));
}

#[test]
fn a_drone_says_who_and_where_it_is_in_the_steps_of_the_standard() {
    let mut told = Told::new(with_drone(), world(0.0, 0.0, 1_000.0));
    told.until(100, &[]);
    let heard = told.take("remote-id/1596F3578C0200XY1234");
    assert_eq!(heard.len(), 101);
    let (first, last) = (&heard[0], &heard[100]);
    assert_eq!(first["location"]["status"], "ground");
    assert_eq!(last["location"]["status"], "airborne");
    assert_eq!(last["location"]["height_above_takeoff_m"], 60.0);
    // 80 m at 1000 hPa: 13.25 hPa are 110 m at sea level.
    let pressure_m = last["location"]["pressure_altitude_m"].as_f64().unwrap();
    assert!((pressure_m - 191.0).abs() < 2.0, "{pressure_m}");
    let heights = heard.iter().map(|message| {
        message["location"]["geodetic_altitude_wgs84_m"]
            .as_f64()
            .unwrap()
    });
    assert!(
        heights
            .clone()
            .all(|height_m| (2.0 * height_m).fract() == 0.0)
    );
    let waits: Vec<f64> = heights.skip(80).collect();
    let mean_m = waits.iter().sum::<f64>() / waits.len() as f64;
    assert!((mean_m - 80.0 - UNDULATION_M).abs() < 3.0, "{mean_m}");
    // The day starts on the hour.
    assert_eq!(last["location"]["seconds_after_the_hour"], 100.0);
    assert_eq!(last["operator_id"]["operator_id"], "CHN-REG-0117");
    assert_eq!(last["self_id"], Value::Null);
    // 210 m in free space at 2.44 GHz: 40.2 + 46.4 dB.
    let signals = heard
        .iter()
        .map(|message| message["signal_dbm"].as_f64().unwrap());
    let mean_dbm = signals.sum::<f64>() / heard.len() as f64;
    assert!((mean_dbm + 66.6).abs() < 1.5, "{mean_dbm}");
}

#[test]
fn a_helicopter_is_known_to_the_truth_alone() {
    let mut config = listening(at(0.0, 0.0));
    config.helicopters.push(HelicopterConfig {
        id: "b-7xyz".into(),
        flight: FlightConfig {
            limits: FlyingLimits::HELICOPTER,
            ..level_flight(250.0)
        },
    });
    let mut told = Told::new(config, world(0.0, 0.0, 1_013.25));
    told.until(60, &[]);
    assert!(told.said.is_empty());
    let truth: Vec<TrafficTruth> = told.city.traffic().collect();
    assert_eq!(
        (truth[0].id, truth[0].kind),
        ("b-7xyz", TrafficKind::Helicopter)
    );
    assert!((truth[0].velocity_ned_mps.y - 80.0).abs() < 0.1);
    assert!((truth[0].place.altitude_amsl_m - 250.0).abs() < 1.0);
}

#[test]
fn a_vehicle_with_remote_id_is_heard_where_it_is_saying_where_it_takes_itself_to_be() {
    let mut config = listening(at(0.0, 0.0));
    config.remote_id_vehicles.push(RemoteIdVehicleConfig {
        vehicle: "hy-1".into(),
        sender: sender(),
    });
    let mut told = Told::new(config, world(0.0, 0.0, 1_013.25));
    let stands = vehicle("hy-1", at(100.0, 0.0), false, 1.0);
    told.until(5, &[stands]);
    let on_ground = told.take("1596F3578C0200XY1234");
    assert!(on_ground.len() >= 4);
    assert_eq!(on_ground[0]["location"]["status"], "ground");
    // It flies 60 m up and takes itself to be a kilometre farther north: the receiver hears it all the
    // same, and not when it is truly out of reach.
    let mut flies = vehicle("hy-1", at(100.0, 0.0).at_amsl_m(80.0), true, 1.0);
    flies.told_place = at(1_100.0, 0.0).at_amsl_m(80.0);
    flies.told_velocity_ned_mps = nalgebra::Vector3::new(0.0, 5.0, 0.0);
    told.until(10, &[flies]);
    let last = told.take("1596F3578C0200XY1234").pop().unwrap();
    assert_eq!(last["location"]["status"], "airborne");
    assert_eq!(last["location"]["height_above_takeoff_m"], 60.0);
    assert_eq!(last["location"]["ground_speed_mps"], 5.0);
    assert_eq!(last["location"]["track_deg"], 90.0);
    let said_deg = last["location"]["latitude_deg"].as_f64().unwrap();
    assert!((said_deg - at(1_100.0, 0.0).latitude_deg).abs() < 1e-6);
    flies.place = at(2_500.0, 0.0).at_amsl_m(80.0);
    told.until(20, &[flies]);
    told.take("1596F3578C0200XY1234");
    told.until(30, &[flies]);
    assert!(told.take("1596F3578C0200XY1234").is_empty());
}
