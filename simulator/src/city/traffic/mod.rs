//! What else is in the air: aircraft with ADS-B, drones that broadcast Remote ID, and helicopters with
//! neither, which only the truth knows of. What is broadcast is heard by receivers, or by nobody.

mod adsb;
mod receiver;
mod remote_id;
#[cfg(test)]
mod tests;

pub use adsb::{Aircraft, AircraftConfig, AircraftType};
pub use receiver::{Receiver, ReceiverConfig};
pub use remote_id::{
    RemoteIdDrone, RemoteIdDroneConfig, RemoteIdSender, RemoteIdVehicle, RemoteIdVehicleConfig,
};

use super::flyer::Flyer;
use super::route::FlightConfig;
use crate::place::Place;
use nalgebra::Vector3;

/// A helicopter that sends nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct HelicopterConfig {
    /// Its name in the truth.
    pub id: String,
    /// What it flies.
    pub flight: FlightConfig,
}

/// What kind of traffic something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrafficKind {
    /// An aircraft with ADS-B.
    Aircraft,
    /// A drone that broadcasts Remote ID.
    RemoteIdDrone,
    /// A manned helicopter that sends nothing.
    Helicopter,
}

/// Where something in the air truly is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TrafficTruth<'a> {
    /// Its name: the ICAO address, the Remote ID, or the helicopter's name.
    pub id: &'a str,
    /// What it is.
    pub kind: TrafficKind,
    /// Where it is.
    pub place: Place,
    /// How it moves: north, east, down, m/s.
    pub velocity_ned_mps: Vector3<f64>,
}

impl<'a> TrafficTruth<'a> {
    /// The truth of a flyer; `None` while it is not there.
    pub fn of(id: &'a str, kind: TrafficKind, flyer: &Flyer) -> Option<Self> {
        flyer.is_there().then(|| Self {
            id,
            kind,
            place: flyer.place(),
            velocity_ned_mps: flyer.velocity_ned_mps(),
        })
    }
}
