//! From a scenario to the city around its vehicles.

use crate::city::{
    AircraftConfig, AircraftType, AtEnd, CityConfig, CrewConfig, CrewMoves, DockConfig, Event,
    EventKind, FlightConfig, FlyingLimits, GroundSensorConfig, HelicopterConfig, ReceiverConfig,
    RemoteIdDroneConfig, RemoteIdSender, RemoteIdVehicleConfig, RoutePoint, SensorKind,
    TIDE_PERIOD_S,
};
use crate::craft::World;
use crate::payload::RemoteIdSetup;
use crate::place::Place;
use crate::scenario::{self, Scenario, TrafficKind, TrafficSetup};
use crate::time::SimTime;
use geofences::{Bilingual, Egm96Geoid, Position};
use std::sync::Arc;
use std::time::Duration;

/// Squawked by who has got no code (ICAO Doc 8168, volume III, section 3, 1.2.1).
const NO_CODE: &str = "2000";
/// What flies faster than this is no light aeroplane, m/s.
const LIGHT_BELOW_MPS: f64 = 90.0;
/// Anemometers stand on masts of this height (WMO-No. 8), metres.
const MAST_M: f64 = 10.0;
/// A counter of people sees so far, metres.
const COUNTER_SEES_M: f64 = 60.0;
/// Who goes faster than this drives, m/s.
const ON_FOOT_BELOW_MPS: f64 = 3.0;

/// The full strength of events, in the units of what is measured of them.
mod full_strength {
    /// Fine particles that fire gives off, g/s.
    pub const SMOKE_G_PER_S: f64 = 10.0;
    /// Rubble on each square metre, m³.
    pub const DUMP_M3_PER_M2: f64 = 0.8;
    /// People on each square metre: more is a crush.
    pub const PEOPLE_PER_M2: f64 = 2.0;
    /// Water over its usual level, metres.
    pub const HIGH_WATER_M: f64 = 2.5;
}

/// The city of a scenario.
///
/// # Errors
/// Sea level is not known over so large a scenario.
pub fn city_config(scenario: &Scenario, world: &World) -> Result<CityConfig, Bilingual> {
    let geoid = Arc::new(geoid(scenario)?);
    let on_ground = |at: Position, above_m: f64| {
        let ground = world.terrain.ground_at(at);
        let ground_m = ground.map_or(0.0, |ground| ground.elevation_amsl_m);
        Place::new(at.latitude_deg(), at.longitude_deg(), ground_m + above_m)
    };
    let mut config = CityConfig::new(scenario.seed, scenario.start.to_utc(), geoid);
    for receiver in &scenario.receivers {
        config.receivers.push(ReceiverConfig {
            id: receiver.name.clone(),
            place: on_ground(receiver.at, receiver.height_agl_m),
            adsb_range_m: receiver.adsb_range_m,
            remote_id_range_m: receiver.remote_id_range_m,
        });
    }
    for traffic in &scenario.traffic {
        let starts_over = traffic.route.first().map(|point| point.at);
        let operator_place = starts_over.map(|at| on_ground(at, 0.0));
        add_traffic(&mut config, traffic, operator_place);
    }
    // Without a receiver nobody hears them, and a thousand of them cost time.
    if !scenario.receivers.is_empty() {
        let carried = scenario.vehicles.iter();
        config.remote_id_vehicles = carried
            .filter_map(|it| remote_id_vehicle(it, on_ground(it.at, 0.0)))
            .collect();
    }
    // The world's ground has the pads on it already.
    let docks = scenario.docks.iter();
    config.docks = docks.map(|it| dock(it, on_ground(it.at, 0.0))).collect();
    let sensors = scenario.sensors.iter();
    config.sensors = sensors
        .map(|it| sensor(it, on_ground(it.at, 0.0)))
        .collect();
    for crew in &scenario.crews {
        let places: Vec<Place> = crew.route.iter().map(|at| on_ground(*at, 0.0)).collect();
        config.crews.extend(crew_config(crew, &places));
    }
    let events = scenario.events.iter();
    config.events = events
        .filter_map(|it| event(it, on_ground(it.at, 0.0), scenario))
        .collect();
    Ok(config)
}

/// Sea level wherever something begins that tells heights above the ellipsoid, and a good way around:
/// aircraft come from afar.
fn geoid(scenario: &Scenario) -> Result<Egm96Geoid, Bilingual> {
    const AROUND_DEG: f64 = 0.25;
    let routes = scenario.traffic.iter().flat_map(|it| &it.route);
    let places = routes.map(|point| point.at);
    let places = places.chain(scenario.docks.iter().map(|it| it.at));
    let places = places.chain(scenario.receivers.iter().map(|it| it.at));
    let vehicles = scenario.vehicles.iter();
    let are_heard = !scenario.receivers.is_empty();
    let broadcasting = vehicles.filter(|it| are_heard && it.payload.remote_id.is_some());
    let places = places.chain(broadcasting.map(|it| it.at));
    let (mut south_west, mut north_east) = ((180.0_f64, 90.0_f64), (-180.0_f64, -90.0_f64));
    for at in places {
        let (longitude, latitude) = (at.longitude_deg(), at.latitude_deg());
        south_west = (south_west.0.min(longitude), south_west.1.min(latitude));
        north_east = (north_east.0.max(longitude), north_east.1.max(latitude));
    }
    if south_west.0 > north_east.0 {
        // Nothing of it is anywhere: any place will do.
        (south_west, north_east) = ((120.0, 36.0), (120.0, 36.0));
    }
    let corner = |(longitude, latitude): (f64, f64), side: f64| {
        let longitude = (longitude + side * AROUND_DEG).clamp(-180.0, 180.0);
        let latitude = (latitude + side * AROUND_DEG).clamp(-90.0, 90.0);
        Position::new(longitude, latitude).map_err(|error| error.to_string())
    };
    let geoid = corner(south_west, -1.0).and_then(|south_west| {
        let north_east = corner(north_east, 1.0)?;
        Egm96Geoid::for_extent(south_west, north_east).map_err(|error| error.to_string())
    });
    geoid.map_err(|error| {
        Bilingual::new(
            format!("sea level is not known around docks, receivers, traffic and vehicles with Remote ID: {error}"),
            format!("机库、接收机、其他飞行物与带远程识别的飞行器一带的大地水准面未知：{error}"),
        )
    })
}

fn add_traffic(config: &mut CityConfig, traffic: &TrafficSetup, operator_place: Option<Place>) {
    match &traffic.kind {
        TrafficKind::AdsbAircraft {
            icao_address,
            callsign,
        } => {
            let mut speeds = traffic.route.iter().map(|point| point.speed_mps);
            config.aircraft.push(AircraftConfig {
                icao24: icao24(*icao_address),
                callsign: Some(callsign.clone()),
                squawk: NO_CODE.to_owned(),
                aircraft_type: if speeds.all(|speed_mps| speed_mps < LIGHT_BELOW_MPS) {
                    AircraftType::Light
                } else {
                    AircraftType::Large
                },
                flight: flight(traffic, FlyingLimits::AIRLINER),
            });
        }
        TrafficKind::RemoteIdDrone { serial_number } => {
            let Some(operator_place) = operator_place else {
                return;
            };
            config.remote_id_drones.push(RemoteIdDroneConfig {
                sender: RemoteIdSender {
                    uas_id: serial_number.clone(),
                    operator_id: None,
                    self_description: None,
                    operator_place,
                },
                flight: flight(traffic, FlyingLimits::MULTIROTOR),
            });
        }
        TrafficKind::Helicopter => config.helicopters.push(HelicopterConfig {
            id: traffic.name.clone(),
            flight: flight(traffic, FlyingLimits::HELICOPTER),
        }),
    }
}

/// A vehicle's own broadcast: its operator stands where it took off, as its module says.
fn remote_id_vehicle(setup: &scenario::VehicleSetup, home: Place) -> Option<RemoteIdVehicleConfig> {
    let carried = setup.payload.remote_id.as_ref()?;
    Some(RemoteIdVehicleConfig {
        vehicle: setup.name.clone(),
        sender: RemoteIdSender {
            uas_id: carried.serial_number.clone(),
            operator_id: carried.operator_id.clone(),
            self_description: Some(RemoteIdSetup::default().purpose),
            operator_place: home,
        },
    })
}

/// An ICAO address as the contract writes it.
pub fn icao24(address: u32) -> String {
    format!("{address:06x}")
}

fn flight(traffic: &TrafficSetup, limits: FlyingLimits) -> FlightConfig {
    let points = &traffic.route;
    // A scenario says how fast it goes on from a point, a flight how fast it comes to one.
    let before = points.last().into_iter().chain(points);
    let route = points.iter().zip(before).map(|(point, before)| RoutePoint {
        place: Place::new(
            point.at.latitude_deg(),
            point.at.longitude_deg(),
            point.altitude_amsl_m,
        ),
        speed_mps: before.speed_mps,
        wait: Duration::ZERO,
    });
    FlightConfig {
        route: route.collect(),
        starts_at: traffic.from,
        at_end: if traffic.repeats {
            AtEnd::Repeat
        } else {
            AtEnd::Leave
        },
        limits,
    }
}

fn dock(setup: &scenario::DockSetup, place: Place) -> DockConfig {
    DockConfig {
        is_lid_open: setup.is_lid_open,
        charger_power_w: setup.charger_w,
        has_weather_station: setup.has_weather_station,
        ..DockConfig::new(setup.name.clone(), place)
    }
}

fn sensor(setup: &scenario::SensorSetup, place: Place) -> GroundSensorConfig {
    let kind = match setup.kind {
        scenario::SensorKind::WaterLevel => {
            let tide = setup.tide.as_ref();
            // One high tide is as good as another.
            let high_tide_s = tide.map_or(0.0, |it| it.high_tide_s.rem_euclid(TIDE_PERIOD_S));
            SensorKind::WaterLevel {
                mean_m: setup.baseline,
                tide_amplitude_m: tide.map_or(0.0, |tide| tide.amplitude_m),
                high_tide_at: SimTime::START + Duration::from_secs_f64(high_tide_s),
            }
        }
        scenario::SensorKind::Smoke => SensorKind::Smoke {
            background_ug_per_m3: setup.baseline,
        },
        scenario::SensorKind::Noise => SensorKind::Noise {
            background_dba: setup.baseline,
        },
        scenario::SensorKind::Wind => SensorKind::Wind { mast_m: MAST_M },
        scenario::SensorKind::Crowd => SensorKind::CrowdCount {
            radius_m: COUNTER_SEES_M,
            usual_people: setup.baseline,
        },
    };
    GroundSensorConfig {
        interval: Duration::from_secs_f64(setup.interval_s),
        noise: setup.noise,
        ..GroundSensorConfig::new(setup.name.clone(), place, kind)
    }
}

fn crew_config(setup: &scenario::CrewSetup, places: &[Place]) -> Option<CrewConfig> {
    let base = *places.first()?;
    let moves = if setup.speed_mps < ON_FOOT_BELOW_MPS {
        CrewMoves::OnFoot
    } else {
        CrewMoves::ByCar
    };
    Some(CrewConfig {
        people: setup.members,
        speed_mps: setup.speed_mps,
        // One place is where it stays.
        round: if places.len() > 1 {
            places.to_vec()
        } else {
            Vec::new()
        },
        ..CrewConfig::new(setup.name.clone(), moves, base)
    })
}

/// An event as it can be measured; `None` for one without any strength.
fn event(setup: &scenario::Event, place: Place, scenario: &Scenario) -> Option<Event> {
    let (strength, radius_m) = (setup.strength, setup.radius_m);
    let area_m2 = std::f64::consts::PI * radius_m * radius_m;
    let kind = match setup.kind {
        scenario::EventKind::Smoke => EventKind::Smoke {
            emission_g_per_s: strength * full_strength::SMOKE_G_PER_S,
        },
        scenario::EventKind::Algae => EventKind::AlgaePatch { cover: strength },
        scenario::EventKind::Dump => EventKind::IllegalDump {
            volume_m3: (strength * full_strength::DUMP_M3_PER_M2 * area_m2).min(1e6),
        },
        scenario::EventKind::Crowd => EventKind::Crowd {
            people: (strength * full_strength::PEOPLE_PER_M2 * area_m2).min(1e7) as u32,
        },
        scenario::EventKind::HighWater => EventKind::HighWater {
            rise_m: strength * full_strength::HIGH_WATER_M,
        },
    };
    let end = scenario.duration.map(|it| SimTime::START + it);
    let shortest = setup.from + Duration::from_millis(1);
    let is_there = kind.strength() >= 0.001;
    is_there.then(|| Event {
        id: setup.name.clone(),
        kind,
        place,
        from: setup.from,
        until: setup.until.or(end).map(|until| until.max(shortest)),
        extent_m: radius_m,
    })
}
