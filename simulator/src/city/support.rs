//! What the tests of the city have in common.

#![allow(clippy::unwrap_used)]

use super::{City, CityConfig, Publication, VehicleTruth};
use crate::airframe::Contact;
use crate::craft::World;
use crate::environment::{Air, MeanWind, Weather};
use crate::place::{DegreeLengths, Place};
use crate::time::SimTime;
use geofences::{ConstantGeoid, FlatTerrain};
use nalgebra::Vector3;
use serde_json::Value;
use std::sync::Arc;

/// The middle of the test city, on flat ground 20 m above the sea.
pub const MIDDLE: Place = Place::new(36.06, 120.38, 20.0);
/// Sea level lies so much above the ellipsoid there, m.
pub const UNDULATION_M: f64 = 8.0;

/// A place so many metres north and east of the middle.
pub fn at(north_m: f64, east_m: f64) -> Place {
    let ned = Vector3::new(north_m, east_m, 0.0);
    MIDDLE.moved_ned(ned, DegreeLengths::at(MIDDLE.latitude_deg))
}

/// A world with a wind without gusts, and a pressure at sea level.
pub fn world(wind_mps: f64, from_deg: f64, qnh_hpa: f64) -> World {
    World {
        terrain: Arc::new(FlatTerrain {
            elevation_amsl_m: 20.0,
            uncertainty_m: 0.0,
        }),
        weather: Weather {
            wind: MeanWind {
                speed_mps: wind_mps,
                from_deg,
                turbulence: 0.0,
            },
            air: Air {
                pressure_pa: qnh_hpa * 100.0,
                ..Air::default()
            },
            ..Weather::default()
        },
    }
}

/// A city with nothing in it.
pub fn empty() -> CityConfig {
    let start = "2026-11-24T02:00:00Z".parse().unwrap();
    let geoid = Arc::new(ConstantGeoid::new(UNDULATION_M, 0.0).unwrap());
    CityConfig::new(7, start, geoid)
}

/// A vehicle that stands or flies.
pub fn vehicle(id: &str, place: Place, is_airborne: bool, charge: f64) -> VehicleTruth<'_> {
    VehicleTruth {
        id,
        place,
        told_place: place,
        velocity_ned_mps: Vector3::zeros(),
        told_velocity_ned_mps: Vector3::zeros(),
        contact: if is_airborne {
            Contact::Airborne
        } else {
            Contact::Standing
        },
        charge,
    }
}

/// A city that is stepped, and what it said.
pub struct Told {
    pub city: City,
    pub world: World,
    pub said: Vec<Publication>,
}

impl Told {
    pub fn new(config: CityConfig, world: World) -> Self {
        Self {
            city: City::new(config).unwrap(),
            world,
            said: Vec::new(),
        }
    }

    /// Goes on to a second, in steps of a second.
    pub fn until(&mut self, until_s: u64, vehicles: &[VehicleTruth]) {
        let from = self.city.now.ms() / 1_000;
        for second in from..=until_s {
            let now = SimTime::from_s(second);
            self.city.step(now, &self.world, vehicles, &mut self.said);
        }
    }

    /// What was said since the last time on topics that end so.
    pub fn take(&mut self, topic_end: &str) -> Vec<Value> {
        let said = std::mem::take(&mut self.said);
        let wanted = said.iter().filter(|one| one.topic.ends_with(topic_end));
        wanted
            .map(|one| serde_json::from_str(&one.payload).unwrap())
            .collect()
    }

    /// Commands something.
    pub fn command(&mut self, topic: &str, payload: &str) {
        let now = self.city.now;
        self.city.take(topic, payload.as_bytes(), now).unwrap();
    }
}

/// The results of replies to a command.
pub fn results(replies: &[Value], id: &str) -> Vec<String> {
    let mine = replies.iter().filter(|reply| reply["command_id"] == id);
    mine.map(|reply| reply["result"].as_str().unwrap().to_owned())
        .collect()
}
