//! A city with one of everything, in every state that its messages can tell of.

use geofences::{ConstantGeoid, FlatTerrain};
use simulator::city::*;
use simulator::craft::World;
use simulator::environment::Weather;
use simulator::place::Place;
use simulator::time::SimTime;
use std::sync::Arc;
use std::time::Duration;

/// Where its dock stands.
pub const DOCK: Place = Place::new(36.09, 120.418, 61.5);

/// Flat ground at the dock's height, and calm.
pub fn world() -> World {
    World {
        terrain: Arc::new(FlatTerrain {
            elevation_amsl_m: 61.5,
            uncertainty_m: 0.0,
        }),
        weather: Weather::default(),
    }
}

/// A city with nothing in it.
pub fn empty() -> CityConfig {
    let start = "2026-11-24T02:00:00Z".parse().unwrap();
    let geoid = Arc::new(ConstantGeoid::new(8.0, 0.1).unwrap());
    CityConfig::new(11, start, geoid)
}

/// One of everything.
pub fn with_everything() -> CityConfig {
    let mut config = empty();
    config.receivers.push(ReceiverConfig {
        id: "fushan".into(),
        place: DOCK,
        adsb_range_m: Some(250_000.0),
        remote_id_range_m: Some(2_000.0),
    });
    for (icao24, callsign, amsl_m) in [("780a3f", Some("CES5512"), 900.0), ("780b01", None, 61.5)] {
        config.aircraft.push(AircraftConfig {
            icao24: icao24.into(),
            callsign: callsign.map(str::to_owned),
            squawk: "2613".into(),
            aircraft_type: AircraftType::Large,
            flight: flight(amsl_m, FlyingLimits::AIRLINER),
        });
    }
    for (uas_id, says_more) in [
        ("1596F3578C0200XY1234", true),
        ("1596F3578C0200XY9999", false),
    ] {
        config.remote_id_drones.push(RemoteIdDroneConfig {
            sender: RemoteIdSender {
                uas_id: uas_id.into(),
                operator_id: says_more.then(|| "CHN-REG-0117".to_owned()),
                self_description: says_more.then(|| "roof inspection".to_owned()),
                operator_place: DOCK,
            },
            flight: flight(61.5 + 60.0, FlyingLimits::MULTIROTOR),
        });
    }
    config.docks.push(DockConfig::new("fushan-1", DOCK));
    let kinds = [
        SensorKind::WaterLevel {
            mean_m: 2.4,
            tide_amplitude_m: 1.3,
            high_tide_at: SimTime::START,
        },
        SensorKind::Smoke {
            background_ug_per_m3: 30.0,
        },
        SensorKind::Noise {
            background_dba: 55.0,
        },
        SensorKind::Wind { mast_m: 6.0 },
        SensorKind::CrowdCount {
            radius_m: 60.0,
            usual_people: 12.0,
        },
    ];
    for (index, kind) in kinds.into_iter().enumerate() {
        let id = format!("sensor-{index}");
        config.sensors.push(GroundSensorConfig::new(id, DOCK, kind));
    }
    let mut crew = CrewConfig::new("east-1", CrewMoves::OnFoot, DOCK);
    crew.works_for = Duration::from_secs(300);
    config.crews.push(crew);
    config
}

fn flight(amsl_m: f64, limits: FlyingLimits) -> FlightConfig {
    let point = |longitude_deg, amsl_m| RoutePoint {
        place: Place::new(36.09, longitude_deg, amsl_m),
        speed_mps: 20.0,
        wait: Duration::ZERO,
    };
    FlightConfig {
        route: vec![point(120.418, 61.5_f64.max(amsl_m)), point(120.43, amsl_m)],
        starts_at: SimTime::START,
        at_end: AtEnd::Stay,
        limits,
    }
}
