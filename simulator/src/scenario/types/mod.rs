//! What a scenario is, as checked plain data: nothing here has to be checked once more.
//!
//! Places are WGS 84, heights say their datum in their names, moments are counted from the start.
//! Names are resolved: who refers to a vehicle, a dock or an event holds its index in the scenario.

mod assertion;
mod city;
mod fault;
mod link;
mod vehicle;

pub use assertion::{
    Assertion, AssertionKind, HeightBand, LandingPlace, LossLimit, ModeMoment, Quantifier,
    VehicleCount,
};
pub use city::{
    CrewSetup, DockSetup, Event, EventKind, Publication, ReceiverSetup, RoutePoint, SensorKind,
    SensorSetup, Tide, TrafficKind, TrafficSetup,
};
pub use fault::{DockFault, Fault, FaultSetup, LinkFault, SensorFault, TrafficFault, VehicleFault};
pub use link::{LinkAddress, LinkQuality, LinkRadio, LinkSetup};
pub use vehicle::{
    Airframe, Autopilot, CameraSetup, Flies, ParameterOverride, Patrol, PatrolShape, Payload,
    RemoteIdSetup, Stand, Task, VehicleSetup,
};

use crate::environment::WeatherAt;
use chrono::{DateTime, FixedOffset};
use std::path::PathBuf;
use std::time::Duration;

/// A whole scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// What it is called, in English.
    pub name: String,
    /// What it is called, in Chinese; the English name where none is given.
    pub name_zh: String,
    /// All chance comes from it.
    pub seed: u64,
    /// The moment in the world at which it starts, with the local offset from UTC.
    pub start: DateTime<FixedOffset>,
    /// It ends so long after its start; `None`: when nothing is left to be decided, or never.
    pub duration: Option<Duration>,
    /// The dynamics go on by this much at once.
    pub step: Duration,
    /// The weather over time.
    pub weather: WeatherAt,
    /// The ground.
    pub ground: GroundModel,
    /// The vehicles: first the single ones, then those of fleets, each in the order of the file.
    pub vehicles: Vec<VehicleSetup>,
    /// The docks.
    pub docks: Vec<DockSetup>,
    /// The sensors on the ground.
    pub sensors: Vec<SensorSetup>,
    /// The crews on the ground.
    pub crews: Vec<CrewSetup>,
    /// What hears other traffic. Without any, none of it is heard.
    pub receivers: Vec<ReceiverSetup>,
    /// Other things that fly.
    pub traffic: Vec<TrafficSetup>,
    /// Where docks, sensors, crews and receivers of traffic publish; `None`: nowhere.
    pub publication: Option<Publication>,
    /// What happens in the city and is to be found.
    pub events: Vec<Event>,
    /// What goes wrong, ascending by the moment it begins.
    pub faults: Vec<FaultSetup>,
    /// What has to come out.
    pub assertions: Vec<Assertion>,
}

/// The ground beneath all.
#[derive(Clone, Debug, PartialEq)]
pub enum GroundModel {
    /// One height everywhere.
    Flat {
        /// Metres above mean sea level.
        elevation_amsl_m: f64,
    },
    /// A folder of SRTM tiles, as the file says it: relative to the scenario's own folder.
    Srtm {
        /// The folder.
        folder: PathBuf,
    },
    /// The mountains of Qingdao that do not exist (`geofences::synthetic_qingdao`).
    SyntheticQingdao,
}
