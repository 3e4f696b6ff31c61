//! Other things in the city: aircraft with ADS-B, drones that only broadcast Remote ID, helicopters
//! with neither, docks, ground sensors, crews, and the events that are to be found.
//!
//! What they tell is published by the contract in `docs/sensors.md`; the crate's
//! [`publish`](crate::publish) module carries it. The city goes on in ticks of its own, so that what
//! happens does not depend on how coarsely it is stepped.

mod names;
mod moment;
mod publication;
mod replies;
mod events;
mod route;
mod flyer;
mod traffic;
mod charging;
mod lid;
mod weather_station;
mod docks;
mod ground_sensors;
mod streets;
mod crews;
mod config;
mod running;
mod faults;
#[cfg(test)]
mod support;

pub use config::{CityConfig, CityProblem};
pub use crews::{CrewConfig, CrewMoves, CrewState, CrewTruth};
pub use docks::{Charging, DockConfig, DockTruth};
pub use events::{Event, EventKind, SeenEvent, SmokePuff};
pub use faults::{SensorFault, TransponderFault, UnknownId};
pub use ground_sensors::{GroundSensorConfig, SensorKind, TIDE_PERIOD_S};
pub use lid::LidState;
pub(crate) use names::is_name as is_topic_name;
pub use publication::{COMMAND_TOPICS, Delivery, Publication, TOPIC_ROOT};
pub use replies::TakeError;
pub use route::{AtEnd, FlightConfig, FlyingLimits, RoutePoint};
pub use running::{City, VehicleTruth};
pub use streets::{Streets, StreetsError};
pub use traffic::{
    AircraftConfig, AircraftType, HelicopterConfig, ReceiverConfig, RemoteIdDroneConfig,
    RemoteIdSender, RemoteIdVehicleConfig, TrafficKind, TrafficTruth,
};
