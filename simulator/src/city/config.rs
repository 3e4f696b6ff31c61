//! What a city is made of, and what is wrong with that.

mod checks;
#[cfg(test)]
mod tests;

pub use checks::event_problems;

use super::crews::CrewConfig;
use super::docks::DockConfig;
use super::events::Event;
use super::ground_sensors::GroundSensorConfig;
use super::streets::Streets;
use super::traffic::{
    AircraftConfig, HelicopterConfig, ReceiverConfig, RemoteIdDroneConfig, RemoteIdVehicleConfig,
};
use chrono::{DateTime, Utc};
use geofences::{Bilingual, Geoid};
use std::fmt;
use std::sync::Arc;

/// What a city is made of.
#[derive(Clone)]
pub struct CityConfig {
    /// The same seed gives the same day.
    pub seed: u64,
    /// The moment in the world at which the simulation starts.
    pub start: DateTime<Utc>,
    /// Mean sea level over the WGS 84 ellipsoid.
    pub geoid: Arc<dyn Geoid>,
    /// Who hears ADS-B and Remote ID. Without any, nothing is heard.
    pub receivers: Vec<ReceiverConfig>,
    /// Aircraft with ADS-B.
    pub aircraft: Vec<AircraftConfig>,
    /// Drones that only broadcast Remote ID.
    pub remote_id_drones: Vec<RemoteIdDroneConfig>,
    /// Vehicles of the simulation that broadcast Remote ID besides.
    pub remote_id_vehicles: Vec<RemoteIdVehicleConfig>,
    /// Manned helicopters that send nothing.
    pub helicopters: Vec<HelicopterConfig>,
    /// Docks.
    pub docks: Vec<DockConfig>,
    /// Ground sensors.
    pub sensors: Vec<GroundSensorConfig>,
    /// Crews.
    pub crews: Vec<CrewConfig>,
    /// Streets that crews keep to; without, they go straight.
    pub streets: Option<Streets>,
    /// What happens.
    pub events: Vec<Event>,
}

impl CityConfig {
    /// A city with nothing in it.
    pub fn new(seed: u64, start: DateTime<Utc>, geoid: Arc<dyn Geoid>) -> Self {
        Self {
            seed,
            start,
            geoid,
            receivers: Vec::new(),
            aircraft: Vec::new(),
            remote_id_drones: Vec::new(),
            remote_id_vehicles: Vec::new(),
            helicopters: Vec::new(),
            docks: Vec::new(),
            sensors: Vec::new(),
            crews: Vec::new(),
            streets: None,
            events: Vec::new(),
        }
    }

    /// Everything that is wrong with it.
    pub fn problems(&self) -> Vec<CityProblem> {
        checks::problems(self)
    }
}

/// Something that is wrong with a city's configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CityProblem {
    /// What it is about: kind and name of the thing, as `dock "north"`.
    pub thing: String,
    /// The member of its configuration.
    pub member: &'static str,
    /// What is wrong and what would help.
    pub message: Bilingual,
}

impl fmt::Display for CityProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.thing, self.member, self.message)
    }
}
